"""Does each organ lie on the side that its name says?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import find_volume
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Verdict
from rtqa.model.structure import Structure

LEFT = re.compile(r"([ _.-](l|lt|left)$)|^(l|lt|left)[ _.-]|left$|^left", re.IGNORECASE)
RIGHT = re.compile(r"([ _.-](r|rt|right)$)|^(r|rt|right)[ _.-]|right$|^right", re.IGNORECASE)
"""How names tell a side: TG-263's ``_L`` and ``_R``, and what is written in their place."""

APART_MM = 5.0
"""Organs whose centres are less apart than this from left to right have no side."""


@check("STRUCT-SIDE", "Does each paired organ lie on the side that its name says?")
def sides(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and a FAIL for each pair whose left organ lies to the patient's right."""
    for one in subject.plans:
        pairs = list(_pairs(one))
        rows: list[Doubt | Told] = [doubt for left, right in pairs for doubt in _compare(left, right)]
        if not pairs:
            rows.append(Told(text="No organ was found in pairs, so no side was compared."))
        in_order = f"Pairs of organs, each on its side: {len(pairs)}." if pairs else ""
        yield from answer("STRUCT-SIDE", one, rows, in_order=in_order)


def _pairs(one: PhasePlan) -> Iterator[tuple[Structure, Structure]]:
    """Organs of one name but for the side, left first."""
    drawn = [each for each in one.structures if each.is_volume and not find_volume(each)]
    right = {_without(RIGHT, each.name): each for each in drawn if RIGHT.search(each.name)}
    for structure in drawn:
        if LEFT.search(structure.name) and (other := right.get(_without(LEFT, structure.name))):
            yield structure, other


def _without(side: re.Pattern[str], name: str) -> str:
    return side.sub("", name).strip(" _.-").casefold()


def _compare(left: Structure, right: Structure) -> Iterator[Doubt]:
    # x grows towards the patient's left, however the patient lies (PS3.3 C.7.6.2.1.1).
    by_mm = _centre_x_mm(left) - _centre_x_mm(right)
    if by_mm < -APART_MM:
        yield Doubt(
            found=f"{left.name} lies {-by_mm:.0f} mm to the patient's right of {right.name}.",
            meaning="names, or all contours, are exchanged left for right; correct them and evaluate again",
            subject=left.name,
            verdict=Verdict.FAIL,
        )


def _centre_x_mm(structure: Structure) -> float:
    """Midway between its leftmost and rightmost point."""
    x_mm = structure.contours.points_mm[:, 0]
    return float(x_mm.min() + x_mm.max()) / 2
