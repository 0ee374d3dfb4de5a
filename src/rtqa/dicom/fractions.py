"""How many fractions a dose grid holds, read off the points at which the plan states its dose.

By the standard (PS3.3 C.8.8.3) a dose of type PLAN, FRACTION or BEAM is that of the
*entire delivery*: of the plan, of one fraction group, of some beams. Some writers put
one fraction under these names, and the two readings differ by the number of fractions.
What the plan states for a point tells them apart: BeamDose, the dose of a fraction at
BeamDoseSpecificationPoint, times the fractions, equals the grid there to a tenth of a
percent where the grid is the whole. The grid's maximum tells nothing of the kind.

Doses stated at different points are never added: at its own point, a beam gives what it
states, and the beams stated elsewhere give between nothing and a little more than that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from rtqa.dicom.dose import DosePart
from rtqa.geometry.point_dose import Point, sample, sort_by_point
from rtqa.model.plan import BeamShare, FractionGroup, Plan

NEAR_FRAC = 0.05
"""How far the grid may be from what is stated for a point: trilinear between voxels, rounded in the plan."""

ELSEWHERE_FACTOR = 1.5
"""A beam gives another point at most this many times what it gives its own."""

HOTTEST_FACTOR = 4.0
"""No reading makes the hottest voxel exceed what is stated for any point by more."""


class Held(StrEnum):
    """What a dose grid holds of the delivery that it is named for."""

    WHOLE = "whole"
    ONE_FRACTION = "one fraction"


class Stated(NamedTuple):
    """What the plan states for a point, over all fractions: at least, and at most, in Gy."""

    point_mm: Point
    low_gy: float
    high_gy: float


class Evidence(NamedTuple):
    """What the points decide: nothing where ``held`` is None; else what was stated, and the grid there."""

    held: Held | None
    stated_gy: float = 0.0
    grid_gy: float = 0.0


UNDECIDED = Evidence(None)


def find_held(part: DosePart, group: FractionGroup, plan: Plan) -> Evidence:
    """Decide from the plan's stated points whether a dose is its whole delivery or one fraction of it.

    Args:
        part: the dose, of this fraction group alone or of some of its beams.
        group: with its number of fractions; of a single one, or of none known, nothing is to decide.
        plan: for its beams, and for points that it prescribes to.
    """
    n_fractions = group.n_fractions or 1
    if n_fractions == 1:
        return UNDECIDED
    beams = {beam for _, beam in part.extent if beam} if part.summation.startswith("BEAM") else None
    readings = [
        reading
        for stated in list_stated(group, plan, beams)
        if (reading := _compare(part, stated, n_fractions)).held is not None
    ]
    # Points that contradict each other decide nothing.
    if len({reading.held for reading in readings}) != 1:
        return UNDECIDED
    return max(readings, key=lambda reading: reading.stated_gy)


def list_stated(group: FractionGroup, plan: Plan, only: Collection[int] | None = None) -> list[Stated]:
    """What a plan states for points, over all fractions of a group: by its beams, else by a prescription.

    Args:
        group: with its number of fractions.
        plan: it belongs to.
        only: numbers of the beams that the dose is of; None for all.
    """
    shares = [share for share in _find_treating(group, plan) if only is None or share.beam_number in only]
    n_fractions = group.n_fractions or 1
    total_gy = n_fractions * sum(share.dose_gy or 0.0 for share in shares)
    # A beam that states nothing may give any dose.
    if any(share.dose_gy is None for share in shares):
        total_gy = float("inf")
    stated = []
    named = [(share.point_mm, share) for share in shares if share.dose_gy is not None]
    for point_mm, here in sort_by_point(named):
        if point_mm is None:
            continue
        low_gy = n_fractions * sum(share.dose_gy or 0.0 for share in here)
        rest_gy = ELSEWHERE_FACTOR * (total_gy - low_gy) if len(here) < len(shares) else 0.0
        stated.append(Stated(point_mm, low_gy, low_gy + max(rest_gy, 0.0)))
    if only is None and n_fractions == plan.n_fractions:
        stated += [
            Stated(prescription.point_mm, prescription.dose_gy, prescription.dose_gy)
            for prescription in plan.prescriptions
            if prescription.site == "COORDINATES" and prescription.dose_gy and prescription.point_mm
        ]
    return [dose for dose in stated if dose.low_gy > 0.0 and np.isfinite(dose.high_gy)]


def _find_treating(group: FractionGroup, plan: Plan) -> Sequence[BeamShare]:
    """What treats in a fraction: beams without those of setup and imaging, and application setups."""
    treats = {beam.number: beam.treats for beam in plan.beams}
    beams = [share for share in group.beams if share.dose_gy is not None or share.meterset_mu]
    return (*(share for share in beams if treats.get(share.beam_number, True)), *group.applications)


def _compare(part: DosePart, stated: Stated, n_fractions: int) -> Evidence:
    """Which reading the grid fits at one point; none where it fits both, neither, or does not reach there."""
    nodes_gy, grid_gy = sample(part.grid, part.values_gy, stated.point_mm)
    if not len(nodes_gy):
        return UNDECIDED
    hottest_gy = float(part.values_gy.max())
    # Beside a steep gradient, the voxels around the point may hold what it was computed with.
    may_be_whole = _overlaps(stated, float(nodes_gy.min()), float(nodes_gy.max()))
    may_be_one = _overlaps(stated, n_fractions * float(nodes_gy.min()), n_fractions * float(nodes_gy.max()))
    if may_be_whole and not may_be_one:
        held = Held.WHOLE
    elif (
        may_be_one
        and not may_be_whole
        and _overlaps(stated, n_fractions * grid_gy, n_fractions * grid_gy)
        and n_fractions * hottest_gy <= HOTTEST_FACTOR * stated.high_gy
    ):
        held = Held.ONE_FRACTION
    else:
        return UNDECIDED
    return Evidence(held, stated.low_gy, grid_gy)


def _overlaps(stated: Stated, low_gy: float, high_gy: float) -> bool:
    return stated.low_gy * (1 - NEAR_FRAC) <= high_gy and low_gy <= stated.high_gy * (1 + NEAR_FRAC)
