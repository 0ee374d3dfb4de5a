"""Do the beams' doses add up: to the dose that is prescribed, and to what the dose grid holds?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.doses_at_points import compare_at_points, is_near, list_stated
from rtqa.checks.beams.treatment_beams import (
    BEAMS_DOUBTFUL,
    list_beams,
    list_prescribed_gy,
    not_looked_at,
    undeliverable,
)
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.messages import CauseKind, Listing, Message, Quantity, Unknown
from rtqa.model.plan import Beam, BeamShare, FractionGroup, Plan

MOST_GY_PER_MU = 0.02
"""No beam gives its point more for a monitor unit: twice the usual calibration."""

LEAST_FRAC_OF_HOTTEST = 0.5
"""The least of the highest dose that the beams' point has: none is prescribed to less than 50 %."""

ABOVE_GRID_FRAC = 0.025
"""By so much the beams' dose may exceed that of the hottest voxel: a point lies between voxels."""


@check(
    "BEAM-DOSE",
    "Do the beams' doses add up to the dose prescribed, and to the dose grid?",
    section="beams",
    order=10,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def beam_dose(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each thing that does not add up."""
    plan, beams = phase_plan.plan, list_beams(phase_plan)
    if isinstance(beams, Unknown):
        yield not_looked_at(beams)
    elif plan is not None:
        not_added = _find_missing(plan, beams)
        yield from _judge(phase_plan, plan, beams) if not_added is None else [not_added]


def _judge(phase_plan: PhasePlan, plan: Plan, beams: tuple[Beam, ...]) -> list[Row]:
    stated = list_stated(plan, beams)
    rows = list(_judge_each(plan))
    if any(dose.point_mm is not None for dose in stated):
        return rows or list(compare_at_points(phase_plan, stated))
    by_group_gy = [dose_gy for dose in stated for dose_gy in dose.by_group_gy]
    rows += _compare(phase_plan, by_group_gy)
    agreed = _say_agreed(phase_plan, sum(by_group_gy))
    return rows if agreed is None else passed_unless_doubted(rows, agreed)


def _say_agreed(phase_plan: PhasePlan, total_gy: float) -> Message | None:
    """With what the beams' doses were compared; None where there is nothing, so that nothing can pass."""
    total = Quantity(total_gy, "Gy", 2)
    prescribed_gy = max(list_prescribed_gy(phase_plan.plan), default=None)
    if prescribed_gy is not None:
        return Message("beam-dose.passed", total=total, prescribed=Quantity(prescribed_gy, "Gy"))
    hottest_gy = _find_hottest_gy(phase_plan)
    if hottest_gy is None or not total_gy >= LEAST_FRAC_OF_HOTTEST * hottest_gy > 0:
        return None
    return Message("beam-dose.below-hottest", total=total, hottest=Quantity(hottest_gy, "Gy", 2))


def _find_hottest_gy(phase_plan: PhasePlan) -> float | None:
    """The highest dose of the grid; None where there is none."""
    dose = phase_plan.treatment.dose
    return float(dose.values_gy.max()) if dose is not None and dose.values_gy.size else None


def _treating(group: FractionGroup, beams: tuple[Beam, ...]) -> list[BeamShare]:
    numbers = {beam.number for beam in beams}
    return [share for share in group.beams if share.beam_number in numbers]


def _find_missing(plan: Plan, beams: tuple[Beam, ...]) -> Row | None:
    """Why the beams' doses cannot be added up; None where they can."""
    if not plan.fraction_groups:
        return _not_added(Message("beam-dose.no-fraction-group"))
    missing = (_find_missing_of(group, plan, beams) for group in plan.fraction_groups)
    return next((row for row in missing if row is not None), None)


def _find_missing_of(group: FractionGroup, plan: Plan, beams: tuple[Beam, ...]) -> Row | None:
    """Of one fraction group. BeamDose is optional; where only some beams state it, one may be missing."""
    shares = _treating(group, beams)
    silent = tuple(share.beam_number for share in shares if share.dose_gy is None)
    if group.n_fractions is None:
        return _not_added(Message("beam-dose.no-fractions"))
    if not shares:
        return _not_added(Message("beam-dose.no-beam-referred"))
    if not silent:
        return None
    if "BeamDose" in plan.unreadable:
        return _not_added(Message("beam-dose.unreadable"))
    if len(silent) >= len(beams):
        return _not_added(Message("beam-dose.no-dose"))
    return doubted(
        Message("beam-dose.some-without-dose", n=len(silent), beams=Listing(silent, "and")),
        Message("beam-dose.why-some-without-dose"),
    )


def _not_added(reason: Message) -> Row:
    return informed(Message("beam-dose.not-added", reason=reason))


def _judge_each(plan: Plan) -> Iterator[Row]:
    for share in (share for group in plan.fraction_groups for share in group.beams):
        number = share.beam_number
        if share.dose_gy is None:
            continue
        if share.dose_gy < 0:
            message = Message("beam-dose.negative", beam=number, dose=Quantity(share.dose_gy, "Gy"))
            yield undeliverable(message)
        elif share.meterset_mu and share.dose_gy > MOST_GY_PER_MU * share.meterset_mu > 0:
            dose = Quantity(float(f"{share.dose_gy:.3g}"), "Gy")
            meterset = Quantity(share.meterset_mu, "MU", 1)
            yield doubted(
                Message("beam-dose.much-per-mu", beam=number, dose=dose, meterset=meterset),
                Message("beam-dose.why-much-per-mu", usual=Quantity(1.0, "cGy")),
                subject=Message("beams.beam", beam=number),
                cause=BEAMS_DOUBTFUL,
            )


def _compare(phase_plan: PhasePlan, by_group_gy: list[float]) -> Iterator[Row]:
    total_gy = sum(by_group_gy)
    total = Quantity(total_gy, "Gy", 2)
    prescribed_gy = max(list_prescribed_gy(phase_plan.plan), default=None)
    hottest_gy = _find_hottest_gy(phase_plan)
    if prescribed_gy is None:
        yield informed(Message("beam-dose.nothing-prescribed", total=total))
        if hottest_gy is not None and total_gy < LEAST_FRAC_OF_HOTTEST * hottest_gy:
            yield informed(Message("beam-dose.far-below", total=total, hottest=Quantity(hottest_gy, "Gy", 2)))
    elif not _fits(by_group_gy, list_prescribed_gy(phase_plan.plan)):
        yield doubted(
            Message("beam-dose.not-prescribed", total=total, prescribed=Quantity(prescribed_gy, "Gy")),
            Message("beam-dose.why-not-prescribed"),
        )
    if hottest_gy is not None and total_gy > hottest_gy * (1.0 + ABOVE_GRID_FRAC):
        yield doubted(
            Message("beam-dose.above-grid", total=total, hottest=Quantity(hottest_gy, "Gy", 2)),
            Message("beam-dose.why-above-grid"),
        )


def _fits(by_group_gy: list[float], prescribed_gy: list[float]) -> bool:
    """Whether the groups together give the highest prescription; or a prescription each, as 45 and 5.4 Gy."""
    together = is_near(sum(by_group_gy), [max(prescribed_gy), sum(prescribed_gy)][: len(by_group_gy)])
    return together or (
        len(by_group_gy) > 1 and all(is_near(dose_gy, prescribed_gy) for dose_gy in by_group_gy)
    )
