"""How much of each organ lies in a target?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_organs, list_prescribed
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.messages import CauseKind, Listing, Message, Quantity
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import find_volume

SHARED_CM3 = 0.05
"""Organ and target may share so much: contours are rounded, and surfaces coincide."""

MOSTLY_FRAC = 0.2
"""An organ that lies in a gross tumour or clinical target by more than this share is in doubt."""


@check(
    "STRUCT-OVERLAP",
    "How much of each organ lies in a target?",
    section="structures",
    order=50,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def overlap(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each organ of the protocol that overlaps a target of the plan's prescriptions."""
    organs = [structure for _, structure in list_organs(plan)]
    targets = list_prescribed(plan)
    if not organs or not targets:
        yield informed(Message("struct-overlap.nothing"))
        return
    n_organs, n_targets = (
        sum(plan.outlines.of(structure) is not None for structure in drawn) for drawn in (organs, targets)
    )
    rows = [row for organ in organs for row in _overlaps(plan, organ, targets)]
    if n_organs and n_targets:
        apart = Message("struct-overlap.apart", organs=n_organs, targets=n_targets)
        yield from passed_unless_doubted(rows, apart)
    else:
        yield informed(Message("struct-overlap.not-drawn"))


def _overlaps(plan: PhasePlan, organ: Structure, targets: list[Structure]) -> Iterator[Row]:
    inner = plan.outlines.of(organ)
    if inner is None:
        return
    total_cm3 = inner.volume_cm3
    total = Quantity(total_cm3, "cm³", 2)
    shared: list[Message] = []
    contradicting: list[Message] = []
    for target in targets:
        outer = plan.outlines.of(target)
        if outer is None or not _meet(inner, outer):
            continue
        shared_cm3 = total_cm3 - compute_outside_cm3(inner, [outer])
        if shared_cm3 > SHARED_CM3:
            is_clinical = find_volume(target.name) in ("GTV", "CTV")
            rows = contradicting if is_clinical and shared_cm3 > MOSTLY_FRAC * total_cm3 else shared
            volume = Quantity(shared_cm3, "cm³", 2)
            rows.append(Message("struct-overlap.in-target", volume=volume, target=target.name))
    if contradicting:
        listed = Listing(tuple(contradicting))
        yield doubted(
            Message("struct-overlap.shared", name=organ.name, total=total, shared=listed),
            Message("struct-overlap.why"),
            subject=organ.name,
        )
    if shared:
        listed = Listing(tuple(shared))
        yield informed(
            Message("struct-overlap.shared", name=organ.name, total=total, shared=listed), subject=organ.name
        )


def _meet(first: PlanarStructure, second: PlanarStructure) -> bool:
    """Whether the boxes around two structures may overlap."""
    if not first.is_along(second):
        return True
    (low, high), (other_low, other_high) = first.box_mm, second.box_mm
    return bool(np.all((low < other_high) & (other_low < high)))
