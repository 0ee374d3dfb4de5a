"""Does each organ lie on the side that its name says?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.laterality import find_box
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, failed, informed, passed_unless_doubted
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.sides import LEFT, RIGHT, strip_side

APART_MM = 5.0
"""Organs whose centres are less apart than this from left to right have no side."""


@check(
    "STRUCT-SIDE",
    "Does each paired organ lie on the side that its name says?",
    section="structures",
    order=70,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def sides(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and a FAIL for each pair whose left organ lies to the patient's right."""
    pairs = [pair for pair in _find_pairs(plan) if abs(_find_apart_mm(*pair)) >= APART_MM]
    if not pairs:
        yield informed(Message("struct-side.nothing"))
        return
    rows = [row for left, right in pairs for row in _compare(left, right)]
    yield from passed_unless_doubted(rows, Message("struct-side.on-their-sides", n=len(pairs)))


def _find_pairs(plan: PhasePlan) -> Iterator[tuple[Structure, Structure]]:
    """Organs of one name but for the side, left first."""
    drawn = [
        structure for structure in plan.structures if structure.is_volume and not find_volume(structure.name)
    ]
    right = {
        strip_side(structure.name, RIGHT): structure for structure in drawn if RIGHT.search(structure.name)
    }
    for structure in drawn:
        if LEFT.search(structure.name) and (other := right.get(strip_side(structure.name, LEFT))):
            yield structure, other


def _compare(left: Structure, right: Structure) -> Iterator[Row]:
    by_mm = _find_apart_mm(left, right)
    if by_mm < -APART_MM:
        distance = Quantity(-by_mm, "mm", 0)
        yield failed(
            Message("struct-side.exchanged", name=left.name, distance=distance, other=right.name),
            Message("struct-side.why"),
            subject=left.name,
        )


def _find_apart_mm(left: Structure, right: Structure) -> float:
    """How far the left one lies to the patient's left of the right one."""
    # x grows towards the patient's left, however the patient lies (PS3.3 C.7.6.2.1.1).
    return _find_centre_x_mm(left) - _find_centre_x_mm(right)


def _find_centre_x_mm(structure: Structure) -> float:
    """Midway between its leftmost and rightmost point."""
    low, high = find_box(structure.contours)
    return float(low[0] + high[0]) / 2
