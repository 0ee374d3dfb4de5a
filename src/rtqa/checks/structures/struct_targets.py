"""Is every tumour that was drawn treated, and on the side that its name says?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.assembly.laterality import SidedStructure, find_box, find_middle
from rtqa.assembly.roles import list_prescribed
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_side_words, split_words
from rtqa.nomenclature.name_marks import find_mark

TREATED_FRAC, TREATED_VOLUME_FRAC = 0.9, 0.95
"""What has 90 % of the least prescribed dose in 95 % of its volume is treated with the rest."""

INSIDE_FRAC = 0.9
"""A volume that lies in prescribed ones by this share is prescribed their dose."""

BOOSTED_FRAC = 0.5
"""A volume that holds this share of a prescribed one is the wider field of a boost, or has peaks within."""


@check(
    "STRUCT-TARGETS",
    "Is every GTV, CTV and PTV that was drawn treated, and on the side that its name says?",
    section="structures",
    order=75,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def targets(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan; one for what nothing is prescribed to, one for each on the other side."""
    sided = [
        row
        for structure in plan.structures
        if structure.is_volume and find_volume(structure.name)
        for row in _judge_side(structure, plan)
    ]
    compared = _list_unnamed(plan)
    untreated = _list_untreated(plan, compared)
    rows = [*sided, *_ask(untreated)]
    if rows or not compared:
        nothing = informed(Message("struct-targets.nothing"))
        yield from rows or [nothing]
    else:
        yield from passed_unless_doubted(rows, Message("struct-targets.treated", n=len(compared)))


def _judge_side(structure: Structure, plan: PhasePlan) -> Iterator[Row]:
    """A target that lies wholly beyond the middle, away from the side that its name says."""
    words = set(split_words(structure.name))
    left, right = (bool(words & side) for side in find_side_words())
    middle = find_middle(plan.structures) if left != right else None
    if middle is None:
        return
    sign = 1 if left else -1
    low, high = find_box(structure.contours.closed())
    inner = (low + high) / 2
    inner[0] = high[0] if left else low[0]
    nearest = SidedStructure(
        structure=structure,
        organ="",
        sign=sign,
        is_judged=False,
        centre_mm=inner,
        reach_mm=(float(low[2]), float(high[2])),
    )
    _, most_mm = middle.find_distance_mm(nearest)
    if most_mm < -middle.doubt_mm:
        yield doubted(
            Message(
                "struct-targets.other-side",
                name=structure.name,
                side=nearest.side,
                distance=Quantity(-most_mm, "mm", 0),
                middle=Listing(middle.names),
            ),
            Message("struct-targets.why-other-side"),
            subject=structure.name,
        )


def _list_unnamed(plan: PhasePlan) -> list[Structure]:
    """The GTVs, CTVs and PTVs that neither a clause nor a prescription is on; none in a lattice."""
    if plan.sfrt is not None or not _find_least_gy(plan):
        return []
    known = {structure.number for structure in list_prescribed(plan)}
    known |= {matched.number for resolved in plan.resolved.values() for matched in resolved.structures}
    return [
        structure
        for structure in plan.structures
        if structure.is_volume
        and structure.number not in known
        and find_volume(structure.name) in ("GTV", "CTV", "PTV")
        and not find_mark(structure.name)
    ]


def _find_least_gy(plan: PhasePlan) -> float:
    """The least dose that is prescribed to a volume; 0 where none is."""
    doses = (rx.dose_gy for rx in target_prescriptions(plan.plan) if rx.structure_number is not None)
    return min((dose_gy for dose_gy in doses if dose_gy is not None and dose_gy > 0), default=0.0)


def _list_untreated(plan: PhasePlan, structures: list[Structure]) -> list[tuple[Structure, float]]:
    """Those that lie outside of all prescribed volumes and miss their dose, each with its D95% in Gy."""
    least_gy = _find_least_gy(plan)
    prescribed = [drawn for drawn in map(plan.outlines.of, list_prescribed(plan)) if drawn is not None]
    untreated = []
    for structure in structures:
        dvh, drawn = plan.dvhs[structure.number], plan.outlines.of(structure)
        if not isinstance(dvh, DVH) or drawn is None or not prescribed:
            continue
        # Of what lies beyond the dose grid no more is known than that the rest has at least its minimum.
        dose_gy = dvh.dose_at(min(TREATED_VOLUME_FRAC * dvh.total_cm3, dvh.dosed_cm3))
        if dose_gy < TREATED_FRAC * least_gy and not _is_covered(drawn, prescribed):
            untreated.append((structure, dose_gy))
    return untreated


def _is_covered(drawn: PlanarStructure, prescribed: list[PlanarStructure]) -> bool:
    """Whether it lies in what is prescribed, or holds something that is."""
    if compute_outside_cm3(drawn, prescribed) <= (1.0 - INSIDE_FRAC) * drawn.volume_cm3:
        return True
    return any(
        compute_outside_cm3(inner, [drawn]) <= (1.0 - BOOSTED_FRAC) * inner.volume_cm3 for inner in prescribed
    )


def _ask(untreated: list[tuple[Structure, float]]) -> Iterator[Row]:
    if untreated:
        listed = tuple(
            Message("struct-targets.with-dose", name=structure.name, dose=Quantity(dose_gy, "Gy", 2))
            for structure, dose_gy in untreated
        )
        name = untreated[0][0].name
        yield doubted(
            Message("struct-targets.untreated", n=len(listed), targets=Listing(listed)),
            Message("struct-targets.why-untreated"),
            subject=name,
            cause=Cause(CauseKind.STRUCTURE_DOUBTFUL, name),
        )
