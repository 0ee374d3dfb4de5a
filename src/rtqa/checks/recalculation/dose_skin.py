"""Does the dose begin beneath the skin, on all sides alike, or is it moved against the body?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import CauseKind, Message, Quantity, Unknown
from rtqa.model.case import Treatment


@check(
    "DOSE-SKIN",
    "Does the dose build up beneath the body's surface, on all sides alike?",
    section="dose",
    order=82,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def skin(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan."""
    from rtqa.transport.judge import (  # noqa: PLC0415 (asked for by few)
        MOST_SHIFT,
        MOST_SHIFT_MM,
        WORST_SHIFT_SD_MM,
    )
    from rtqa.transport.patient import find_body  # noqa: PLC0415
    from rtqa.transport.skin import look_at_skin  # noqa: PLC0415

    treatment, plan = phase_plan.treatment, phase_plan.plan
    body = find_body(treatment, phase_plan.outlines)
    if treatment.dose is None or body is None:
        yield informed(Message("dose-skin.no-body-or-dose"))
        return
    if plan is not None and plan.beams and not plan.is_external_photon_or_electron:
        yield informed(Message("dose-skin.other-kind"))
        return
    seen = look_at_skin(treatment.dose, body)
    if isinstance(seen, Unknown):
        yield informed(Message("dose-skin.not-looked-at", reason=seen.message))
        return
    length, sd = Quantity(seen.length_mm, "mm", 1), Quantity(2.0 * seen.sd_mm, "mm", 1)
    x, y = (Quantity(value + 0.0, "mm", 1) for value in seen.shift_mm)
    if seen.length_mm > MOST_SHIFT_MM and seen.length_mm > MOST_SHIFT * seen.sd_mm:
        if _has_bolus(treatment):
            # On its side the dose begins at once, as it does where it was moved.
            yield informed(Message("dose-skin.bolus", shift=length))
            return
        yield doubted(
            Message("dose-skin.moved", n=seen.n_rays, shift=length, x=x, y=y, uncertainty=sd),
            Message("dose-skin.why-moved"),
        )
    elif seen.sd_mm > WORST_SHIFT_SD_MM:
        yield informed(Message("dose-skin.not-known", n=seen.n_rays, uncertainty=sd))
    else:
        yield passed(Message("dose-skin.passed", n=seen.n_rays, shift=length, uncertainty=sd))


def _has_bolus(treatment: Treatment) -> bool:
    drawn = treatment.structure_set.structures if treatment.structure_set is not None else ()
    return any(structure.role == "BOLUS" and structure.is_volume for structure in drawn)
