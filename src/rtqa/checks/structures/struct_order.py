"""Do organs lie before and behind each other as anatomy has it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_judged
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_marks import find_mark
from rtqa.nomenclature.organ_places import IN_FRONT

AMISS_MM = 10.0
"""By more than this no organ lies behind what it lies in front of.

Of 703 pairs drawn in 125 patients (OpenKBP), no middle lay on the wrong side at all.
"""


@check(
    "STRUCT-ORDER",
    "Do organs lie before and behind each other as anatomy has it?",
    section="structures",
    order=85,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def order(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each two organs that cannot both be what they are called."""
    organs = {name: structure for name, structure in _list_organs(plan) if structure.is_volume}
    pairs = [
        (organs[name], organs[other])
        for other, names in IN_FRONT.items()
        for name in sorted(names)
        if name in organs and other in organs
    ]
    if not pairs:
        yield informed(Message("struct-order.nothing"))
        return
    judged = {structure.number for structure in list_judged(plan)}
    rows = [
        _ask(front, behind, by_mm=by_mm, is_judged=bool({front.number, behind.number} & judged))
        for front, behind in pairs
        if (by_mm := _find_behind_mm(front, behind)) > AMISS_MM
    ]
    n_kept = len(pairs) - len(rows)
    yield from passed_unless_doubted(rows, Message("struct-order.kept", n=n_kept)) if n_kept else rows


def _list_organs(plan: PhasePlan) -> Iterator[tuple[str, Structure]]:
    """Each organ with its TG-263 name, by the list and then by the protocol; of two of a name the last."""
    by_number: Mapping[int, Structure] = {structure.number: structure for structure in plan.structures}
    for structure in plan.structures:
        if not find_mark(structure.name):
            yield find_meaning(structure.name), structure
    for resolved in plan.resolved.values():
        for matched in resolved.structures:
            yield find_meaning(resolved.name), by_number.get(matched.number, matched.structure)


def _find_behind_mm(front: Structure, behind: Structure) -> float:
    """How far the middle of what should lie in front lies behind the other's, where both are drawn at all.

    DICOM's y grows towards the back, however the patient lies (PS3.3 C.7.6.2.1.1).
    """
    first, second = front.contours.points_mm, behind.contours.points_mm
    low = max(first[:, 2].min(), second[:, 2].min())
    high = min(first[:, 2].max(), second[:, 2].max())
    return float(_middle_mm(first, (low, high)) - _middle_mm(second, (low, high)))


def _middle_mm(points_mm: Floats, levels_mm: tuple[float, float]) -> float:
    """The mean y within some levels, shape (n, 3) of the points; of all points where none lies there."""
    here = points_mm[(points_mm[:, 2] >= levels_mm[0]) & (points_mm[:, 2] <= levels_mm[1])]
    return float(np.mean((here if len(here) else points_mm)[:, 1]))


def _ask(front: Structure, behind: Structure, *, by_mm: float, is_judged: bool) -> Row:
    message = Message(
        "struct-order.amiss", front=front.name, behind=behind.name, distance=Quantity(by_mm, "mm", 0)
    )
    if not is_judged:
        return informed(message)
    return doubted(message, Message("struct-order.why"), subject=front.name)
