"""Is each structure one thing of its own, and as large as its name has it?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rtqa.assembly.context import Subject
from rtqa.assembly.roles import ROLES, find_volume, list_judged, list_organs
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.dvh.curve import DVH
from rtqa.findings import Finding
from rtqa.model.structure import Structure
from rtqa.nomenclature.spelling import normalise

NO_TARGET = frozenset({"ORGAN", "AVOIDANCE", "EXTERNAL", "SUPPORT", "BOLUS", "FIXATION", "MARKER"})
"""RTROIInterpretedTypes (3006,00A4) that no target has."""

SAME_MM = 0.05
"""Contours whose points agree to this are copies."""


@check("STRUCT-NAMES", "Has each structure a name and contours of its own?")
def names(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each pair that shares its contours under two meanings."""
    for one in subject.plans:
        judged = {structure.number for structure in list_judged(one)}
        rows: list[Doubt | Told] = []
        counts = Counter(structure.name for structure in one.structures)
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            rows.append(Told(text=f"Names that several structures have: {', '.join(map(repr, twice))}."))
        unnamed = [str(structure.number) for structure in one.structures if not structure.name]
        if unnamed:
            rows.append(Told(text=f"ROI numbers without a name: {', '.join(unnamed)}."))
        rows += [row for pair in _copies(one.structures) for row in _judge_copy(pair, judged)]
        organs = {structure.number for _, structure in list_organs(one, subject)}
        rows += [row for each in list_judged(one) for row in _contradicts_role(each, each.number in organs)]
        if not one.structures:
            rows.append(Told(text="There is no structure to look at."))
        in_order = (
            f"Structures, each with contours of its own: {len(one.structures)}." if one.structures else ""
        )
        yield from answer("STRUCT-NAMES", one, rows, in_order=in_order)


def _contradicts_role(structure: Structure, is_organ: bool) -> Iterator[Doubt]:  # noqa: FBT001
    """A target that is called something else by its RTROIInterpretedType, or an organ called a target."""
    role = structure.role
    if (find_volume(structure) and role in NO_TARGET) or (is_organ and role in ROLES):
        yield Doubt(
            found=f"{structure.name} is of the type {role} (RTROIInterpretedType).",
            meaning="name and type contradict each other; one of them is another structure's",
            subject=structure.name,
        )


def _copies(structures: tuple[Structure, ...]) -> Iterator[tuple[Structure, Structure]]:
    """Pairs of structures with the same contours, whatever their order."""
    alike: dict[int, list[Structure]] = {}
    for structure in structures:
        if structure.is_volume:
            alike.setdefault(len(structure.contours.points_mm), []).append(structure)
    for group in alike.values():
        for place, structure in enumerate(group):
            twin = next((each for each in group[:place] if _same_points(each, structure)), None)
            if twin is not None:
                yield twin, structure


def _same_points(one: Structure, other: Structure) -> bool:
    """Whether two structures have the same points, whatever the order of their contours."""
    return all(
        np.allclose(
            moment(one.contours.points_mm, axis=0), moment(other.contours.points_mm, axis=0), atol=SAME_MM
        )
        for moment in (np.mean, np.std)
    )


def _judge_copy(pair: tuple[Structure, Structure], judged: set[int]) -> Iterator[Doubt | Told]:
    first, second = pair
    text = f"{first.name!r} and {second.name!r} have the same contours."
    one, other = normalise(first.name), normalise(second.name)
    targets = find_volume(first) and find_volume(second)
    if {first.number, second.number} & judged and not targets and one not in other and other not in one:
        yield Doubt(
            found=text,
            meaning="one of the two is a copy under a wrong name, or was never drawn",
            subject=first.name if first.number in judged else second.name,
        )
    else:
        yield Told(text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What an organ of this name measures in adults, widely.

    Attributes:
        name: a pattern within the name, spaces and signs left out, in small letters.
        volume_cm3: least and most; None where the organ is seldom drawn whole.
        area_cm2: least and most mean area of its planes; None where it says nothing.
    """

    name: re.Pattern[str]
    volume_cm3: tuple[float, float] | None = None
    area_cm2: tuple[float, float] | None = None


SIZES = (
    Size(name=re.compile(r"^(spinal)?cord$|^spinalcord|^myel"), area_cm2=(0.2, 3.0)),
    Size(name=re.compile(r"^(brainstem|stem)$"), volume_cm3=(5.0, 60.0)),
    Size(name=re.compile(r"parotid|parotis"), volume_cm3=(3.0, 100.0)),
    Size(name=re.compile(r"submand"), volume_cm3=(1.0, 30.0)),
    Size(name=re.compile(r"mandible"), volume_cm3=(15.0, 150.0)),
    Size(name=re.compile(r"^larynx"), volume_cm3=(3.0, 100.0)),
    Size(name=re.compile(r"^(oralcavity|cavityoral)"), volume_cm3=(15.0, 300.0)),
    Size(name=re.compile(r"^(eye|globe)"), volume_cm3=(3.0, 15.0)),
    Size(name=re.compile(r"^lens"), volume_cm3=(0.03, 1.0)),
    Size(name=re.compile(r"cochlea"), volume_cm3=(0.02, 2.5)),
    Size(name=re.compile(r"chiasm"), volume_cm3=(0.05, 4.0)),
    Size(name=re.compile(r"^(opticn|nervusopt)"), volume_cm3=(0.1, 4.0)),
    Size(name=re.compile(r"pituitary"), volume_cm3=(0.05, 2.5)),
    Size(name=re.compile(r"^brain$|^wholebrain"), volume_cm3=(700.0, 2200.0)),
    Size(name=re.compile(r"^heart$"), volume_cm3=(200.0, 1600.0)),
    Size(name=re.compile(r"^liver$"), volume_cm3=(500.0, 4000.0)),
    Size(name=re.compile(r"^kidney(l|r|left|right)?$"), volume_cm3=(50.0, 500.0)),
    Size(name=re.compile(r"^bladder$"), volume_cm3=(15.0, 1500.0)),
)
"""Wide enough for any adult and any delineation guide; narrow enough to tell an organ from its neighbour."""

_NOT_THE_ORGAN = re.compile(r"prv|sub|minus|not|ptv|gtv|ctv|opt|ring|[+\-]|\d{2}$")
"""Names of what is made of an organ, and is not as large as it."""


@check("STRUCT-VOLUME", "Is each organ about as large as its name has it?")
def volumes(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each organ of the protocol that cannot be what it is called."""
    for one in subject.plans:
        judged = {structure.number for structure in list_judged(one)}
        rows: list[Doubt | Told] = []
        looked_at = 0
        for structure in one.structures:
            size = _size_of(structure)
            dvh = one.dvhs.get(structure.number)
            drawn = one.outlines.of(structure) if size is not None and size.area_cm2 else None
            if size is None or not isinstance(dvh, DVH):
                continue
            looked_at += 1
            reach_mm = drawn.extent_mm[1] - drawn.extent_mm[0] if drawn is not None else 0.0
            area_cm2 = 10.0 * dvh.total_cm3 / reach_mm if reach_mm > 0 else None
            text = _find_wrong(structure.name, dvh.total_cm3, area_cm2=area_cm2, size=size)
            if text and structure.number in judged:
                rows.append(
                    Doubt(
                        found=text,
                        meaning="a margin, a part or another organ may go by its name",
                        subject=structure.name,
                    )
                )
            elif text:
                rows.append(Told(text=text, subject=structure.name))
        if not looked_at:
            rows.append(Told(text="No organ was found whose size is known."))
        in_order = f"Organs of plausible size: {looked_at}." if looked_at else ""
        yield from answer("STRUCT-VOLUME", one, rows, in_order=in_order)


def _size_of(structure: Structure) -> Size | None:
    name = normalise(structure.name)
    if find_volume(structure) or _NOT_THE_ORGAN.search(structure.name.casefold()):
        return None
    return next((size for size in SIZES if size.name.search(name)), None)


def _find_wrong(name: str, volume_cm3: float, *, area_cm2: float | None, size: Size) -> str:
    if size.volume_cm3 is not None and not size.volume_cm3[0] <= volume_cm3 <= size.volume_cm3[1]:
        low, high = size.volume_cm3
        return f"{name} has {volume_cm3:.2f} cm³; {low:g} to {high:g} cm³ are plausible."
    if (
        size.area_cm2 is not None
        and area_cm2 is not None
        and not size.area_cm2[0] <= area_cm2 <= size.area_cm2[1]
    ):
        low, high = size.area_cm2
        return f"{name} is {area_cm2:.2f} cm² thick in the mean; {low:g} to {high:g} cm² are plausible."
    return ""
