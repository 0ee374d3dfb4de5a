"""Does each volume lie within those that must hold it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_judged
from rtqa.assembly.stated_doses import compute_outside, find_prescribed, stated_prescriptions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.messages import Cause, CauseKind, Message, Quantity
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_marks import is_of_another_image
from rtqa.nomenclature.spelling import normalise

OUTSIDE_FRAC, OUTSIDE_CM3 = 0.02, 0.05
"""A volume may lie outside by so much: contours are rounded, and surfaces coincide."""

NO_MARGIN = re.compile(r"vert|peak|lattice|sphere|valley|ring|shell|opt|\+|\d ?mm", re.IGNORECASE)
"""Names of volumes inside a target, of one with a margin of its own, or made for planning."""

OTHERS_FRAC = 0.5
"""An ITV that holds no more of a volume is another tumour's."""

SAME_GY = 0.5
"""Prescriptions that differ by no more are of one level: doses of a fraction are rounded."""

_HOLDERS = {"GTV": ("CTV", "ITV", "PTV"), "CTV": ("ITV", "PTV"), "ITV": ("PTV",)}
"""What must hold a volume, by ICRU 83."""


@check(
    "STRUCT-NESTED",
    "Does each volume lie within what must hold it: GTV in CTV in PTV, organs in the body?",
    section="structures",
    order=40,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def nested(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each volume that reaches out of what must hold it."""
    rows: list[Row] = []
    n_pairs = 0
    for structure, holders, place in _list_pairs(plan):
        inner = plan.outlines.of(structure)
        outer = [drawn for drawn in map(plan.outlines.of, holders) if drawn is not None]
        if inner is None or not outer:
            continue
        n_pairs += 1
        found = _reaches_out(inner, outer, place)
        if place.id == "struct-nested.outside-body" and _lacks_dose(plan, structure):
            # Body and dose end together: the dose has to be computed again either way.
            found = (replace(row, causes=(Cause(CauseKind.DOSE_DOUBTFUL),)) for row in found)
        rows += found
    if n_pairs:
        yield from passed_unless_doubted(rows, Message("struct-nested.within", n=n_pairs))
    else:
        yield informed(Message("struct-nested.nothing"))


def _lacks_dose(plan: PhasePlan, structure: Structure) -> bool:
    """Whether a part of a structure lies where no dose was computed."""
    dvh = plan.dvhs.get(structure.number)
    return isinstance(dvh, DVH) and dvh.coverage_frac < 1.0 - SAME_VOLUME_FRAC


def _list_pairs(plan: PhasePlan) -> Iterator[tuple[Structure, list[Structure], Message]]:
    """A structure, those that together must hold it, and where it is where they do not."""
    volumes = [
        structure
        for structure in plan.structures
        if structure.is_volume and not NO_MARGIN.search(structure.name)
    ]
    judged = {structure.number for structure in list_judged(plan)}
    for structure in volumes:
        if structure.number not in judged and is_of_another_image(structure.name):
            continue
        for kind in _HOLDERS.get(find_volume(structure.name), ()):
            holders = [volume for volume in volumes if find_volume(volume.name) == kind]
            # Not every tumour has an ITV: one that holds less than half of a volume is another's.
            outside_frac = compute_outside(structure, holders, plan) if kind == "ITV" else 0.0
            if holders and outside_frac is not None and outside_frac < OTHERS_FRAC:
                yield structure, holders, Message("struct-nested.outside-every", kind=kind)
    yield from _list_of_a_level(plan, volumes)
    for structure in volumes:
        prefix = normalise(structure.name) + "prv"
        for margin in volumes:
            if normalise(margin.name).startswith(prefix):
                yield structure, [margin], Message("struct-nested.outside-margin", name=margin.name)
    bodies = list_bodies(plan)
    for structure in list_judged(plan):
        # Planning volumes may reach into the air; what they are made for may not.
        if bodies and structure.is_volume and find_volume(structure.name) != "PTV":
            yield structure, bodies, Message("struct-nested.outside-body")


def _list_of_a_level(
    plan: PhasePlan, volumes: list[Structure]
) -> Iterator[tuple[Structure, list[Structure], Message]]:
    """A GTV or CTV that is prescribed a dose, and the PTVs prescribed as much, where they lie about it.

    Where all PTVs are prescribed as much, they are held against it already.
    """
    doses_gy: dict[int, float] = {}
    for rx in stated_prescriptions(plan):
        number = find_prescribed(rx, plan.structures)
        if number is not None and rx.dose_gy is not None:
            doses_gy[number] = max(rx.dose_gy, doses_gy.get(number, 0.0))
    margins = [volume for volume in volumes if find_volume(volume.name) == "PTV"]
    for structure in volumes:
        if find_volume(structure.name) not in ("GTV", "CTV") or structure.number not in doses_gy:
            continue
        least_gy = doses_gy[structure.number] - SAME_GY
        level = [margin for margin in margins if doses_gy.get(margin.number, 0.0) >= least_gy]
        outside_frac = compute_outside(structure, level, plan) if level != margins else None
        if outside_frac is not None and outside_frac < 1.0:
            dose = Quantity(doses_gy[structure.number], "Gy")
            yield structure, level, Message("struct-nested.outside-level", dose=dose)


def _reaches_out(inner: PlanarStructure, outer: list[PlanarStructure], place: Message) -> Iterator[Row]:
    outside_cm3, total_cm3 = compute_outside_cm3(inner, outer), inner.volume_cm3
    if outside_cm3 > max(OUTSIDE_FRAC * total_cm3, OUTSIDE_CM3):
        yield doubted(
            Message(
                "struct-nested.outside",
                name=inner.name,
                outside=Quantity(outside_cm3, "cm³", 2),
                total=Quantity(total_cm3, "cm³", 2),
                place=place,
            ),
            Message("struct-nested.why"),
            subject=inner.name,
        )
