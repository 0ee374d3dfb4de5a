"""What the beams give to the points that they state their doses for, against the dose grid at these points.

By the standard BeamDose is the dose of a fraction at BeamDoseSpecificationPoint. Over all fractions the beams
that name one point give the grid there, to a tenth of a percent on six clinical sets. Doses stated for
different points are never added: at its own point a beam gives what it states, and those stated elsewhere
give between nothing and a little more than that. A point may lie outside of every target, as an isocentre in
an organ that is spared does; that its dose is not the prescription says nothing then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rtqa.assembly.context import PhasePlan
from rtqa.checks.beams.treatment_beams import list_prescribed_gy
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.geometry.point_dose import Point, sample, sort_by_point
from rtqa.messages import Message, Quantity
from rtqa.model.dose import DoseScope
from rtqa.model.plan import Beam, Plan

NEAR_PRESCRIBED = (0.88, 1.12)
"""Beam doses added up over the course, as a share of a prescription.

Beam doses are given to a point, and a prescription often to an isodose between 90 and 100 %.
"""

NEAR_POINT_FRAC = 0.02
"""How far the voxels around a point may be from what is stated for it; clinical sets agree to 0.1 %."""

ELSEWHERE_FACTOR = 1.5
"""A beam gives another point at most this many times what it gives its own."""


class Stated(NamedTuple):
    """What the beams state for a point over the course, in Gy: at least, at most, and in each fraction group.

    Without a point, for one that the plan does not name.
    """

    point_mm: Point | None
    low_gy: float
    high_gy: float
    by_group_gy: tuple[float, ...]


def list_stated(plan: Plan, beams: Sequence[Beam]) -> list[Stated]:
    """The doses of the beams by their points; those of one beam in several fraction groups add up."""
    numbers = {beam.number for beam in beams}
    shares = [
        (share.point_mm, (group.number, (group.n_fractions or 0) * share.dose_gy))
        for group in plan.fraction_groups
        for share in group.beams
        if share.beam_number in numbers and share.dose_gy is not None
    ]
    total_gy = sum(dose_gy for _, (_, dose_gy) in shares)
    stated = []
    for point_mm, here in sort_by_point(shares):
        low_gy = sum(dose_gy for _, dose_gy in here)
        by_group_gy = {number: sum(gy for other, gy in here if other == number) for number, _ in here}
        high_gy = low_gy + ELSEWHERE_FACTOR * (total_gy - low_gy)
        stated.append(Stated(point_mm, low_gy, high_gy, tuple(by_group_gy.values())))
    return stated


def compare_at_points(phase_plan: PhasePlan, stated: Sequence[Stated]) -> Iterator[Row]:
    """What the grid holds at each point; without a grid there, the sum against the prescription."""
    dose = phase_plan.treatment.dose
    agreeing, differing = [], []
    for one in stated:
        if dose is None or dose.scope is not DoseScope.PLAN or one.point_mm is None:
            continue
        nodes_gy, grid_gy = sample(dose.grid, dose.values_gy, one.point_mm)
        if not len(nodes_gy):
            continue
        low_gy, high_gy = one.low_gy * (1 - NEAR_POINT_FRAC), one.high_gy * (1 + NEAR_POINT_FRAC)
        x, y, z = (Quantity(value + 0.0, "", 1) for value in one.point_mm)
        total, grid = Quantity(one.low_gy, "Gy", 2), Quantity(grid_gy, "Gy", 2)
        if nodes_gy.max() >= low_gy and nodes_gy.min() <= high_gy:
            agreeing.append(Message("beam-dose.at-point", x=x, y=y, z=z, total=total, grid=grid))
        else:
            what = "beam-dose.not-at-point" if len(stated) == 1 else "beam-dose.not-at-their-point"
            message = Message(what, x=x, y=y, z=z, total=total, grid=grid)
            differing.append(doubted(message, Message("beam-dose.why-above-grid")))
    if differing:
        yield from differing
    elif agreeing and len(stated) == 1:
        yield passed(agreeing[0])
    elif agreeing:
        yield passed(Message("beam-dose.at-points", n=len(agreeing)))
    elif len(stated) == 1:
        yield _compare_prescribed(phase_plan, stated[0].low_gy)
    else:
        yield informed(Message("beam-dose.several-points", n=len(stated)))


def is_near(dose_gy: float, prescribed_gy: Sequence[float]) -> bool:
    """Whether a dose is about one of these prescriptions."""
    low, high = NEAR_PRESCRIBED
    return any(low * level_gy <= dose_gy <= high * level_gy for level_gy in prescribed_gy)


def _compare_prescribed(phase_plan: PhasePlan, total_gy: float) -> Row:
    """Of a point that no dose grid reaches: what is prescribed may be what it gets, and need not."""
    total, prescribed_gy = Quantity(total_gy, "Gy", 2), list_prescribed_gy(phase_plan.plan)
    if not prescribed_gy:
        return informed(Message("beam-dose.nothing-prescribed", total=total))
    prescribed = Quantity(max(prescribed_gy), "Gy")
    if is_near(total_gy, [max(prescribed_gy)]):
        return passed(Message("beam-dose.passed", total=total, prescribed=prescribed))
    return informed(Message("beam-dose.elsewhere", total=total, prescribed=prescribed))
