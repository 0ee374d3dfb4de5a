"""Which dose is stated for a target: by its number, by its name, for a volume that it lies in, or written.

Clinical plans prescribe to planning target volumes, often to one of them, and some to a site that bears the
volume's name. What is prescribed to a volume is prescribed to all that lies in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rtqa.assembly.context import PhasePlan, target_prescriptions
from rtqa.assembly.resolved import MatchedStructure
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.model.plan import Prescription
from rtqa.model.structure import Structure
from rtqa.nomenclature.spelling import normalise

OUTSIDE_FRAC, OUTSIDE_CM3 = 0.02, 0.05
"""A volume lies within others where no more of it is outside: contours are rounded, and surfaces coincide."""

OF_POINTS = ("POINT", "COORDINATES")
"""DoseReferenceStructureTypes (300A,0014) whose dose is that of a point, and of no volume."""


class Source(StrEnum):
    """How it is known that a dose is meant for a target."""

    REFERENCE = "reference"
    """The plan prescribes it to the target's ROI number."""
    DESCRIPTION = "description"
    """The plan prescribes it to no number, and its description is the target's name."""
    HOLDER = "holder"
    """The plan prescribes it to volumes that together hold the target, none of which has less."""
    ELSEWHERE = "elsewhere"
    """The plan prescribes it to some target, and the clause does not say to which."""
    COURSE = "course"
    """The course file states it, and the plan nothing."""
    ONLY = "only"
    """It is the plan's only dose, to a site that is no structure, and the target has it in the dose grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDose:
    """One dose that is stated for a target.

    Attributes:
        dose_gy: of the whole plan.
        source: how it is known to be meant.
        holders: names of the volumes that hold the target; none for other sources.
    """

    dose_gy: float
    source: Source
    holders: tuple[str, ...] = ()


def stated_prescriptions(plan: PhasePlan) -> list[Prescription]:
    """The target prescriptions of a plan that state a dose."""
    return [stated for stated in target_prescriptions(plan.plan) if stated.dose_gy is not None]


def find_prescribed(stated: Prescription, structures: Sequence[Structure]) -> int | None:
    """ROI number of what a dose is prescribed to: as it refers, else the only volume that it describes.

    A point's dose is none of the volume that lends it its name. None where it is to no structure, or where
    two bear the name.
    """
    if stated.structure_number is not None:
        drawn = {structure.number for structure in structures}
        return stated.structure_number if stated.structure_number in drawn else None
    numbers = list_described(stated, structures)
    return numbers[0] if len(numbers) == 1 else None


def list_described(stated: Prescription, structures: Sequence[Structure]) -> list[int]:
    """ROI numbers of the structures that a prescription describes by their name, letter by letter if any."""
    if stated.structure_number is not None or stated.site in OF_POINTS or not stated.description.strip():
        return []
    said = stated.description.strip()
    exact = [structure.number for structure in structures if structure.name.strip() == said]
    alike = (structure for structure in structures if normalise(structure.name) == normalise(said))
    return exact or [structure.number for structure in alike]


def list_doses_to(target: MatchedStructure, plan: PhasePlan) -> list[StatedDose]:
    """What the plan prescribes to a structure itself, else to what holds it; empty where nothing.

    To a derived one is prescribed what is prescribed to the structure that is drawn under its name.
    """
    stated = stated_prescriptions(plan)
    numbers = {target.number, target.drawn_number} - {None}
    by_number = [rx for rx in stated if rx.structure_number in numbers]
    if by_number:
        return [StatedDose(dose_gy=rx.dose_gy or 0.0, source=Source.REFERENCE) for rx in by_number]
    described = [rx for rx in stated if find_prescribed(rx, plan.structures) in numbers]
    if described:
        return [StatedDose(dose_gy=rx.dose_gy or 0.0, source=Source.DESCRIPTION) for rx in described]
    return _find_through_holders(target, plan)


def list_holders(plan: PhasePlan) -> dict[int, set[float]]:
    """Doses of the prescribed volumes that stand for none of the protocol's structures, by ROI number."""
    matched = {part.number for resolved in plan.resolved.values() for part in resolved.structures}
    holders: dict[int, set[float]] = {}
    for rx in stated_prescriptions(plan):
        number = find_prescribed(rx, plan.structures)
        if number is not None and number not in matched and rx.dose_gy is not None:
            holders.setdefault(number, set()).add(rx.dose_gy)
    return holders


def compute_outside(target: Structure, holders: Sequence[Structure], plan: PhasePlan) -> float | None:
    """Share of a structure's volume that lies in none of some others; 0 for rounding, None if not known."""
    inner = plan.outlines.of(target)
    outer = [drawn for drawn in map(plan.outlines.of, holders) if drawn is not None]
    if inner is None or not outer:
        return None
    outside_cm3, total_cm3 = compute_outside_cm3(inner, outer), inner.volume_cm3
    if total_cm3 <= 0.0:
        return None
    return 0.0 if outside_cm3 <= max(OUTSIDE_FRAC * total_cm3, OUTSIDE_CM3) else outside_cm3 / total_cm3


def _find_through_holders(target: MatchedStructure, plan: PhasePlan) -> list[StatedDose]:
    """The highest dose that all volumes together have that it takes to hold the target.

    A planning target volume of the lower dose is often drawn without that of the higher one, so that
    elective volumes lie in both together.
    """
    doses = list_holders(plan)
    volumes = {structure.number: structure for structure in plan.structures if structure.is_volume}
    levels = sorted({dose_gy for number in doses if number in volumes for dose_gy in doses[number]})
    for dose_gy in reversed(levels):
        enough = [volumes[n] for n, stated in doses.items() if n in volumes and max(stated) >= dose_gy]
        if compute_outside(target.structure, enough, plan) == 0.0:
            touching = _list_needed(target.structure, enough, plan)
            contradicting = {gy for volume in touching for gy in doses[volume.number] if gy < dose_gy}
            names = tuple(volume.name for volume in touching)
            return [
                StatedDose(dose_gy=gy, source=Source.HOLDER, holders=names)
                for gy in (dose_gy, *sorted(contradicting))
            ]
    return []


def _list_needed(target: Structure, holders: list[Structure], plan: PhasePlan) -> list[Structure]:
    """Of volumes that together hold a target, the first that does so alone, else all that have a part."""
    alone = [volume for volume in holders if compute_outside(target, [volume], plan) == 0.0]
    if alone:
        return alone[:1]
    outside = [(volume, compute_outside(target, [volume], plan)) for volume in holders]
    return [volume for volume, share in outside if share is not None and share < 1.0]


def is_untreated(target: MatchedStructure, plan: PhasePlan) -> bool:
    """Whether a plan treats other volumes alone: nothing is prescribed to this one, and no vertex lies in it.

    False where nothing tells what the plan treats.
    """
    if plan.sfrt is not None and any(treated.target == target.name for treated in plan.sfrt.targets):
        return False
    numbers = {find_prescribed(rx, plan.structures) for rx in stated_prescriptions(plan)}
    prescribed = [structure for structure in plan.structures if structure.number in numbers]
    reached = [volume for volume in prescribed if _share_volume(volume, target.structure, plan)]
    if reached or list_doses_to(target, plan):
        return False
    return bool(prescribed) or (plan.sfrt is not None and target.name in plan.sfrt.without)


def _share_volume(first: Structure, second: Structure, plan: PhasePlan) -> bool:
    outside = compute_outside(first, [second], plan)
    return first.number == second.number or (outside is not None and outside < 1.0)
