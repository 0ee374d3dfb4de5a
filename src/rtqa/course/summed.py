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
from rtqa.course.registration import DOUBTFUL, find_motion
from rtqa.dvh.settings import Interpolation
from rtqa.errors import UnsupportedError
from rtqa.geometry.dice import Overlap, measure_overlap
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
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
    """The sum of the phases, or why they cannot be added up.

    Attributes:
        phases: in the order of treatment.
        overlaps: for each earlier phase, how its structures lie upon those of the last; empty where nothing
            could be compared.
        obstacle: why there is no sum; None where there is a sum.
        trilinear, tricubic: the sum under two interpolations of the doses; None where there is an obstacle.
    """

    phases: tuple[Drawn, ...]
    overlaps: tuple[tuple[Overlap, ...], ...]
    obstacle: Unknown | None = None
    trilinear: Composite | None = field(default=None, repr=False)
    tricubic: Composite | None = field(default=None, repr=False)

    def find_obstacle(self, structure_name: str) -> Unknown | None:
        """Why the sum says nothing of one structure of the last phase; None where it does."""
        if self.obstacle is not None:
            return self.obstacle
        pairs = (pair for pairs in self.overlaps for pair in pairs if pair.name == structure_name)
        least = min(pairs, key=lambda pair: pair.dice, default=None)
        if least is None or least.dice >= LEAST_DICE:
            return None
        return Unknown(
            Message("phase-registration.structure-apart", name=structure_name, overlap=_percent(least.dice)),
            Cause(CauseKind.STRUCTURE_DOUBTFUL, structure_name),
        )


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
    for phase in earlier:
        source = phase.dose.dose.grid.frame_of_reference_uid
        motion = find_motion(registrations, source=source, target=target)
        if isinstance(motion, Unknown):
            return SummedPhases(phases=tuple(phases), overlaps=(), obstacle=motion)
        pairs = tuple(_compare(last.structure_set, phase.structure_set, motion))
        overlaps.append(pairs)
        mismatch = find_mismatch(pairs, is_registered=source != target)
        if mismatch is not None:
            return SummedPhases(phases=tuple(phases), overlaps=tuple(overlaps), obstacle=mismatch)
        carried.append(replace(phase.dose, to_last=motion))
    around = np.concatenate(
        [
            carry(structure, dose.to_last).contours.points_mm
            for dose, structures in zip((*carried, last.dose), wanted, strict=True)
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
        trilinear=trilinear,
        tricubic=tricubic,
    )


def carry(structure: Structure, motion: Floats) -> Structure:
    """The structure, its contours carried into another frame by a rigid motion."""
    points = owned(structure.contours.points_mm @ motion[:3, :3].T + motion[:3, 3])
    return replace(structure, contours=replace(structure.contours, points_mm=points))


def find_mismatch(overlaps: Sequence[Overlap], *, is_registered: bool) -> Unknown | None:
    """Why the phases may not lie rightly on each other; None where no reason is known.

    Args:
        overlaps: of the structures drawn in both phases.
        is_registered: whether a registration was applied, which then must be seen to hold.
    """
    if not overlaps:
        return Unknown(Message("phase-registration.not-confirmed"), DOUBTFUL) if is_registered else None
    given, inverse = median(pair.dice for pair in overlaps), median(pair.dice_inverse for pair in overlaps)
    if inverse > given + BETTER_BY:
        return Unknown(
            Message(
                "phase-registration.wrong-way-round",
                given=_percent(given),
                inverse=_percent(inverse),
                n=len(overlaps),
            ),
            DOUBTFUL,
        )
    apart = tuple(
        Message("phase-registration.overlap-of", name=pair.name, overlap=_percent(pair.dice))
        for pair in overlaps
        if pair.dice < LEAST_DICE
    )
    if given < LEAST_DICE or len(apart) == len(overlaps):
        return Unknown(Message("phase-registration.phases-apart", overlaps=Listing(apart)), DOUBTFUL)
    return None


def _percent(share: float) -> Quantity:
    return Quantity(100.0 * share, "%", 0)


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
