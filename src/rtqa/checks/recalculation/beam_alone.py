"""Does each beam alone give the dose that the plan states of it, by a second calculation?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown

if TYPE_CHECKING:
    from rtqa.transport.alone import BeamAlone

DIFFERS = Cause(CauseKind.BEAM_DOUBTFUL)
"""One cause for all beams: they are looked at together."""

MOST_BEAMS = 3
"""So many beams are named, those that differ most."""


@check(
    "BEAM-ALONE",
    "Does each beam alone give the dose that the plan states of it, by a second calculation?",
    section="beams",
    order=12,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def beam_alone(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, or one for each of a few beams that differ; none where nothing was calculated."""
    second = phase_plan.second_dose
    if second is None or isinstance(second, Unknown):
        return  # DOSE-SECOND says why.
    if not second.alone:
        yield informed(Message("beam-alone.not-stated"))
        return
    from rtqa.transport.judge import MOST_ALONE  # noqa: PLC0415 (asked for by few)

    worst = sorted(second.alone, key=lambda beam: -abs(beam.deviation))
    beyond = [beam for beam in worst if abs(beam.deviation) > MOST_ALONE]
    yield from map(_tell, beyond[:MOST_BEAMS])
    if not beyond:
        share = worst[0].planned_gy / worst[0].calculated_gy
        where = "beam-alone.passed" if worst[0].place_mm is None else "beam-alone.passed-at-a-place"
        yield passed(
            Message(
                where,
                n=len(second.alone),
                beam=worst[0].beam,
                factor=Quantity(share, "", 2),
            )
        )


def _tell(beam: BeamAlone) -> Row:
    if beam.place_mm is not None:
        x, y, z = (Quantity(value, "", 0) for value in beam.place_mm)
        message = Message(
            "beam-alone.differs-at-a-place",
            beam=beam.beam,
            x=x,
            y=y,
            z=z,
            planned=Quantity(beam.planned_gy, "Gy", 2),
            calculated=Quantity(beam.calculated_gy, "Gy", 2),
            uncertainty=Quantity(2.0 * beam.sd_gy, "Gy", 2),
        )
        why = Message("beam-alone.why-differs-at-a-place")
        return doubted(message, why, subject=Message("beams.beam", beam=beam.beam), cause=DIFFERS)
    return doubted(
        Message(
            "beam-alone.differs",
            beam=beam.beam,
            n=beam.n_points,
            planned=Quantity(beam.planned_gy, "Gy", 2),
            calculated=Quantity(beam.calculated_gy, "Gy", 2),
            uncertainty=Quantity(2.0 * beam.sd_gy, "Gy", 2),
        ),
        Message("beam-alone.why-differs"),
        subject=Message("beams.beam", beam=beam.beam),
        cause=DIFFERS,
    )
