"""Does each volume lie within those that must hold it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_judged
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
            if holders:
                yield structure, holders, Message("struct-nested.outside-every", kind=kind)
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
