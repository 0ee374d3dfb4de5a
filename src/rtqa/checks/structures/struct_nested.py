"""Does each volume lie within those that must hold it, and apart from those it must spare?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import find_volume, list_bodies, list_judged, list_organs, list_prescribed
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding
from rtqa.geometry.outlines import Drawn, compute_outside_cm3
from rtqa.model.structure import Structure
from rtqa.nomenclature.spelling import normalise

OUTSIDE_FRAC, OUTSIDE_CM3 = 0.02, 0.05
"""A volume may lie outside by so much: contours are rounded, and surfaces coincide."""

NO_MARGIN = re.compile(r"vert|peak|lattice|sphere|valley|ring|shell|opt|\+|\d ?mm", re.IGNORECASE)
"""Names of volumes inside a target, of one with a margin of its own, or made for planning."""

_HOLDERS = {"GTV": ("CTV", "ITV", "PTV"), "CTV": ("ITV", "PTV"), "ITV": ("PTV",)}
"""What must hold a volume, by ICRU 83."""

MOSTLY_FRAC = 0.2
"""An organ that lies in a gross tumour or clinical target by more than this share is in doubt."""


@check(
    "STRUCT-NESTED", "Does each volume lie within what must hold it: GTV in CTV in PTV, organs in the body?"
)
def nested(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each volume that reaches out of what must hold it."""
    for one in subject.plans:
        rows: list[Doubt | Told] = []
        looked_at = 0
        for structure, holders, what in _pairs(one):
            inner = one.outlines.of(structure)
            outer = [each for each in map(one.outlines.of, holders) if each is not None]
            if inner is None or not outer:
                continue
            looked_at += 1
            rows += _reaches_out(structure, compute_outside_cm3(inner, outer), what)
        if not looked_at:
            rows.append(Told(text="No volume was found that another one must hold."))
        in_order = f"Volumes that lie within what must hold them: {looked_at}." if looked_at else ""
        yield from answer("STRUCT-NESTED", one, rows, in_order=in_order)


def _pairs(one: PhasePlan) -> Iterator[tuple[Structure, list[Structure], str]]:
    """A structure, those that together must hold it, and what they are called."""
    volumes = [each for each in one.structures if each.is_volume and not NO_MARGIN.search(each.name)]
    for structure in volumes:
        for kind in _HOLDERS.get(find_volume(structure), ()):
            holders = [each for each in volumes if find_volume(each) == kind]
            if holders:
                yield structure, holders, f"every {kind}"
    for structure in volumes:
        own = normalise(structure.name) + "prv"
        margins = [each for each in volumes if normalise(each.name).startswith(own)]
        for margin in margins:
            yield structure, [margin], margin.name
    bodies = list_bodies(one)
    for structure in list_judged(one):
        # Planning volumes may reach into the air; what they are made for may not.
        if bodies and structure.is_volume and find_volume(structure) != "PTV":
            yield structure, bodies, "the body"


def _reaches_out(structure: Structure, volumes_cm3: tuple[float, float], what: str) -> Iterator[Doubt]:
    outside_cm3, total_cm3 = volumes_cm3
    if outside_cm3 > max(OUTSIDE_FRAC * total_cm3, OUTSIDE_CM3):
        yield Doubt(
            found=f"{structure.name}: {outside_cm3:.2f} of {total_cm3:.2f} cm³ lie outside {what}.",
            meaning="one of the two was moved, cut or named wrongly, or a margin is missing",
            subject=structure.name,
        )


@check("STRUCT-OVERLAP", "How much of each organ lies in a target?")
def overlap(subject: Subject) -> Iterator[Finding]:
    """One row for each organ of the protocol that overlaps a target of the plan's prescriptions."""
    for one in subject.plans:
        organs = [each for _, each in list_organs(one, subject)]
        targets = list_prescribed(one)
        rows = [row for organ in organs for row in _overlaps(one, organ, targets)]
        if not organs or not targets:
            rows = [Told(text="No organ of the protocol, or no target of a prescription, was found.")]
        in_order = (
            "No organ of the protocol lies in a gross tumour or clinical target."
            if organs and targets
            else ""
        )
        yield from answer("STRUCT-OVERLAP", one, rows, in_order=in_order)


def _overlaps(one: PhasePlan, organ: Structure, targets: list[Structure]) -> Iterator[Doubt | Told]:
    inner = one.outlines.of(organ)
    if inner is None:
        return
    shared: list[str] = []
    contradicting: list[str] = []
    for target in targets:
        outer = one.outlines.of(target)
        if outer is None or not _meet(inner, outer):
            continue
        outside_cm3, total_cm3 = compute_outside_cm3(inner, [outer])
        shared_cm3 = total_cm3 - outside_cm3
        if shared_cm3 > OUTSIDE_CM3:
            mostly = shared_cm3 > MOSTLY_FRAC * total_cm3 and find_volume(target) in ("GTV", "CTV")
            text = f"{shared_cm3:.2f} of its {total_cm3:.2f} cm³ in {target.name}"
            (contradicting if mostly else shared).append(text)
    if contradicting:
        yield Doubt(
            found=f"{organ.name} has {', '.join(contradicting)}.",
            meaning="organ and target contradict each other there; one of the two may be another structure",
            subject=organ.name,
        )
    if shared:
        yield Told(text=f"{organ.name} has {', '.join(shared)}.", subject=organ.name)


def _meet(one: Drawn, other: Drawn) -> bool:
    """Whether the boxes around two structures overlap."""
    along = one.extent_mm[0] < other.extent_mm[1] and other.extent_mm[0] < one.extent_mm[1]
    return along and bool(np.all((one.low < other.high) & (other.low < one.high)))
