"""Is each organ about as large as its name has it?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_judged
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.messages import CauseKind, Message, Quantity, Range
from rtqa.model.structure import Structure
from rtqa.nomenclature.organ_sizes import OrganSize, find_size

STATED_FRAC, STATED_CM3 = 0.25, 1.0
"""How far a stated volume may be from that of the contours: systems differ at ends, and in small volumes."""


@check(
    "STRUCT-VOLUME",
    "Is each organ about as large as its name has it?",
    section="structures",
    order=80,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def volumes(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each organ of the protocol that cannot be what it is called."""
    judged = {structure.number for structure in list_judged(plan)}
    rows: list[Row] = []
    n_compared = 0
    for structure in plan.structures:
        size = find_size(structure.name)
        dvh = plan.dvhs.get(structure.number)
        if not isinstance(dvh, DVH):
            continue
        message = _compare_stated(structure, dvh.total_cm3)
        if size is not None:
            n_compared += size.volume_cm3 is not None or _find_length_mm(structure, plan) > 0
            message = _compare(structure, dvh.total_cm3, size=size, plan=plan) or message
        if message is None:
            continue
        rows.append(
            doubted(message, Message("struct-volume.why"), subject=structure.name)
            if structure.number in judged
            else informed(message, subject=structure.name)
        )
    if n_compared:
        yield from passed_unless_doubted(rows, Message("struct-volume.plausible", n=n_compared))
    else:
        yield from rows or [informed(Message("struct-volume.nothing"))]


def _compare_stated(structure: Structure, volume_cm3: float) -> Message | None:
    """Where the volume that was computed when it was drawn is not that of the contours."""
    stated_cm3 = structure.stated_cm3
    if not stated_cm3 or abs(stated_cm3 - volume_cm3) <= max(STATED_CM3, STATED_FRAC * volume_cm3):
        return None
    stated, volume = Quantity(stated_cm3, "cm³", 2), Quantity(volume_cm3, "cm³", 2)
    return Message("struct-volume.stated", name=structure.name, stated=stated, volume=volume)


def _compare(structure: Structure, volume_cm3: float, *, size: OrganSize, plan: PhasePlan) -> Message | None:
    """What is wrong with an organ's size; None where nothing is."""
    if size.volume_cm3 is not None and not size.volume_cm3[0] <= volume_cm3 <= size.volume_cm3[1]:
        return Message(
            "struct-volume.volume",
            name=structure.name,
            volume=Quantity(volume_cm3, "cm³", 2),
            plausible=Range(*size.volume_cm3, "cm³"),
        )
    length_mm = _find_length_mm(structure, plan)
    if size.area_cm2 is None or not length_mm > 0:
        return None
    area_cm2 = 10.0 * volume_cm3 / length_mm
    if size.area_cm2[0] <= area_cm2 <= size.area_cm2[1]:
        return None
    return Message(
        "struct-volume.area",
        name=structure.name,
        area=Quantity(area_cm2, "cm²", 2),
        plausible=Range(*size.area_cm2, "cm²"),
    )


def _find_length_mm(structure: Structure, plan: PhasePlan) -> float:
    """Along the normal of its planes; 0 where it is drawn on one plane, or on none."""
    drawn = plan.outlines.of(structure)
    is_long = drawn is not None and len(drawn.offsets_mm) > 1
    return drawn.extent_mm[1] - drawn.extent_mm[0] if drawn is not None and is_long else 0.0
