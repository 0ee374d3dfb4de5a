"""Does a second calculation of the dose, which knows the beams and no machine, agree in shape?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown

if TYPE_CHECKING:
    from rtqa.transport.judge import ShapeDoubt
    from rtqa.transport.second_dose import Pair, SecondDose, StructureRow
    from rtqa.transport.skin import Skin

DIFFERS = Cause(CauseKind.DOSE_DOUBTFUL)
"""One cause for plan and structures: whatever differs, beams and dose are looked at together."""

IMAGE_DOUBTFUL = Cause(CauseKind.IMAGE_DOUBTFUL, Message("file.planning-image"))

MOST_STRUCTURES = 4
"""So many structures are named, those that differ most."""


@check(
    "DOSE-SECOND",
    "Is the dose the one that these beams give, by a second calculation?",
    section="dose",
    order=80,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def second_dose(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each of a few structures that differ."""
    second = phase_plan.second_dose
    if second is None:
        yield informed(Message("dose-second.left-out"))
        return
    from rtqa.transport.judge import is_image_moved, judge_shape  # noqa: PLC0415 (asked for by few)
    from rtqa.transport.second_dose import ELSEWHERE  # noqa: PLC0415

    if isinstance(second, Unknown):
        if second.message.id == ELSEWHERE:
            yield doubted(
                Message("dose-second.elsewhere"), Message("dose-second.why-elsewhere"), cause=DIFFERS
            )
        else:
            yield informed(Message("dose-second.not-calculated", reason=second.message))
        return
    shift = second.patient.image_shift
    if shift is not None and is_image_moved(shift):
        yield _tell_image(shift)
    doubts = judge_shape(second)
    yield from (row for doubt in doubts for row in _tell(second, doubt))
    if not doubts:
        yield passed(_describe(second, "dose-second.passed", n_structures=len(second.structures)))


def _tell(second: SecondDose, doubt: ShapeDoubt) -> Iterator[Row]:
    if doubt.is_whole:
        reason, turn = Message("dose-second.why-differs"), second.turn
        explains_more = doubt.beam is None or (
            turn is not None and turn.remaining_frac < doubt.beam.remaining_frac
        )
        if turn is not None and explains_more:
            angle = Quantity(turn.turn_deg, "°", 0)
            reason = Message("dose-second.why-turned", beam=turn.beam, angle=angle)
        elif doubt.beam is not None:
            factor = Quantity(doubt.beam.best_factor, "", 2)
            reason = Message("dose-second.why-beam", beam=doubt.beam.number, factor=factor)
        most = Quantity(100.0 * doubt.most_rms_frac, "%", 1)
        yield doubted(_describe(second, "dose-second.differs", most=most), reason, cause=DIFFERS)
    elif not doubt.structures and doubt.beam is not None:
        factor = Quantity(doubt.beam.best_factor, "", 2)
        left = Quantity(100.0 * doubt.beam.remaining_frac, "%", 0)
        yield doubted(
            Message("dose-second.beam-weight", beam=doubt.beam.number, factor=factor, left=left),
            Message("dose-second.why-beam-weight"),
            cause=DIFFERS,
        )
    for row in sorted(doubt.structures, key=lambda row: -row.worst)[:MOST_STRUCTURES]:
        yield _tell_structure(row)


def _tell_image(shift: Skin) -> Row:
    x, y = shift.shift_mm
    return doubted(
        Message(
            "dose-second.image-moved",
            shift=Quantity(shift.length_mm, "mm", 1),
            x=Quantity(x + 0.0, "mm", 1),
            y=Quantity(y + 0.0, "mm", 1),
        ),
        Message("dose-second.why-image-moved"),
        cause=IMAGE_DOUBTFUL,
    )


def _tell_structure(row: StructureRow) -> Row:
    """Of mean, D95 and D2, that which differs most."""
    pairs: dict[str, Pair] = {"mean": row.mean, "d95": row.d95, "d2": row.d2}
    what = max(pairs, key=lambda name: abs(pairs[name].deviation))
    pair = pairs[what]
    message = Message(
        "dose-second.structure",
        structure=row.name,
        what=what,
        planned=Quantity(pair.planned_gy, "Gy", 2),
        calculated=Quantity(pair.calculated_gy, "Gy", 2),
        uncertainty=Quantity(2.0 * pair.sd_gy, "Gy", 2),
    )
    return doubted(message, Message("dose-second.why-differs"), subject=row.name, cause=DIFFERS)


def _describe(second: SecondDose, message_id: str, **values: Quantity | int) -> Message:
    return Message(
        message_id,
        n=second.n_points,
        difference=Quantity(100.0 * second.rms_frac, "%", 1),
        patient="ct" if second.patient.has_ct else "water",
        **values,
    )
