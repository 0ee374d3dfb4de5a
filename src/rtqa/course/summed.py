"""The phases of one patient taken together: carried into the last one's frame, checked, and added up.

What was drawn twice must lie in one place before a sum is believed. Targets are left out of that: between
the phases they are meant to shrink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import numpy as np

from rtqa.course.composite import Composite, PhaseDose, compose
from rtqa.course.registration import find_motion
from rtqa.dvh.settings import Interpolation
from rtqa.errors import UnsupportedError
from rtqa.geometry.dice import Overlap, measure_overlap
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import Registration
from rtqa.model.structure import Structure, StructureSet
from rtqa.nomenclature.spelling import normalise

LEAST_DICE = 0.5
"""Structures that share less than half of their volume do not lie in one place."""

BETTER_BY = 0.05
"""An inverse that brings the structures together better by this much is the right way round."""

NO_ANATOMY = frozenset(
    {"GTV", "CTV", "PTV", "ITV", "IRRAD_VOLUME", "TREATED_VOLUME", "BOLUS", "AVOIDANCE", "CONTROL"}
)
"""RTROIInterpretedTypes (3006,00A4) of what need not lie where it lay before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """One phase: its dose, and what was drawn for it in the dose's frame."""

    dose: PhaseDose
    structure_set: StructureSet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SummedPhases:
    """What the phases make together, or why they cannot be added up.

    Attributes:
        phases: in the order of treatment.
        overlaps: for each earlier phase, how its structures lie upon those of the last; empty where nothing
            could be compared.
        obstacle: one clause; empty where nothing stands against the sum.
        trilinear, tricubic: the sum under two interpolations of the doses; None where there is an obstacle.
    """

    phases: tuple[Drawn, ...]
    overlaps: tuple[tuple[Overlap, ...], ...]
    obstacle: str
    trilinear: Composite | None = field(default=None, repr=False)
    tricubic: Composite | None = field(default=None, repr=False)

    def find_obstacle(self, structure_name: str) -> str:
        """Why the sum says nothing of one structure of the last phase, as one clause; empty where it does."""
        if self.obstacle:
            return self.obstacle
        own = (one for pairs in self.overlaps for one in pairs if one.name == structure_name)
        least = min(own, key=lambda one: one.dice, default=None)
        if least is None or least.dice >= LEAST_DICE:
            return ""
        return f"{structure_name!r} as drawn in both phases overlaps by {100 * least.dice:.0f} % only"


def sum_phases(
    phases: Sequence[Drawn], *, registrations: Sequence[Registration], wanted: Sequence[Sequence[Structure]]
) -> SummedPhases:
    """Add the phases up around the structures wanted, where they can be carried into one frame.

    Args:
        phases: two or more, in the order of treatment; their ``to_last`` is found here.
        registrations: all at hand.
        wanted: of each phase, the structures to be looked at in the sum; at least one of the last.
    """
    *earlier, last = phases
    target = last.dose.dose.grid.frame_of_reference_uid
    carried: list[PhaseDose] = []
    overlaps: list[tuple[Overlap, ...]] = []
    for one in earlier:
        source = one.dose.dose.grid.frame_of_reference_uid
        motion = find_motion(registrations, source=source, target=target)
        if isinstance(motion, str):
            return SummedPhases(phases=tuple(phases), overlaps=(), obstacle=motion)
        pairs = tuple(_compare(last.structure_set, one.structure_set, motion))
        overlaps.append(pairs)
        objection = find_mismatch(pairs, is_registered=source != target)
        if objection:
            return SummedPhases(phases=tuple(phases), overlaps=tuple(overlaps), obstacle=objection)
        carried.append(replace(one.dose, to_last=motion))
    around = np.concatenate(
        [
            carry(structure, one.to_last).contours.points_mm
            for one, structures in zip((*carried, last.dose), wanted, strict=True)
            for structure in structures
        ]
    )
    trilinear, tricubic = (
        compose([*carried, last.dose], around_mm=around, interpolation=interpolation)
        for interpolation in (Interpolation.TRILINEAR, Interpolation.TRICUBIC)
    )
    return SummedPhases(
        phases=tuple(phases),
        overlaps=tuple(overlaps),
        obstacle="",
        trilinear=trilinear,
        tricubic=tricubic,
    )


def carry(structure: Structure, motion: Floats) -> Structure:
    """The structure, its contours carried into another frame by a rigid motion."""
    points = owned(structure.contours.points_mm @ motion[:3, :3].T + motion[:3, 3])
    return replace(structure, contours=replace(structure.contours, points_mm=points))


def find_mismatch(overlaps: Sequence[Overlap], *, is_registered: bool) -> str:
    """What speaks against the phases lying rightly upon each other, as one clause; empty where nothing does.

    Args:
        overlaps: of the structures drawn in both phases.
        is_registered: whether a registration was applied, which then must be seen to hold.
    """
    if not overlaps:
        return (
            "no organ and no body outline is drawn under one name in both phases, so that nothing shows "
            "whether the registration holds"
            if is_registered
            else ""
        )
    given, inverse = median(one.dice for one in overlaps), median(one.dice_inverse for one in overlaps)
    if inverse > given + BETTER_BY:
        return (
            f"the registration seems to be the wrong way round: structures overlap by {100 * given:.0f} % "
            f"with it and by {100 * inverse:.0f} % with its inverse (median of {len(overlaps)})"
        )
    apart = [f"{one.name} {100 * one.dice:.0f} %" for one in overlaps if one.dice < LEAST_DICE]
    if given < LEAST_DICE or len(apart) == len(overlaps):
        return f"the structures of both phases do not lie in one place (overlap: {', '.join(apart)})"
    return ""


def _compare(last: StructureSet, earlier: StructureSet, motion: Floats) -> Iterator[Overlap]:
    """Structures of one name, one on each side; what has no volume is passed over."""
    named: dict[str, list[Structure]] = {}
    for structure in earlier.structures:
        named.setdefault(normalise(structure.name), []).append(structure)
    for structure in last.structures:
        partners = named.get(normalise(structure.name), [])
        is_target = {structure.role, *(partner.role for partner in partners)} & NO_ANATOMY
        if len(partners) != 1 or is_target:
            continue
        try:
            yield measure_overlap(structure, partners[0], motion=motion)
        except UnsupportedError:
            continue
