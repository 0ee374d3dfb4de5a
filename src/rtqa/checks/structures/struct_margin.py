"""Does one structure reach as far beyond another as the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.derive import DRAWN_CM3, find_apart_cm3
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.errors import UnsupportedError
from rtqa.findings import Evidence, Verdict
from rtqa.geometry.by_direction import lay_along
from rtqa.geometry.derived import grow, unite
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Range, Unknown, Value
from rtqa.protocol.plan_rules import MarginRule
from rtqa.protocol.side_margins import SIDES, by_side

VOXEL_MM = 1.0
"""How far an outline may lie off within its plane: planning systems make margins of the image's voxels."""

_DIRECTIONS = {
    "left": Message("struct-margin.left"),
    "right": Message("struct-margin.right"),
    "anterior": Message("struct-margin.anterior"),
    "posterior": Message("struct-margin.posterior"),
    "superior": Message("struct-margin.superior"),
    "inferior": Message("struct-margin.inferior"),
}


@check(
    "STRUCT-MARGIN",
    "Does every structure reach as far beyond another as the protocol asks for?",
    section="structures",
    order=65,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.margins,
)
def margin(rule: MarginRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each margin clause of each phase with a plan."""
    outer, inner = _lay_flat(rule.structure, plan), _lay_flat(rule.around, plan)
    unknown = next((side for side in (outer, inner) if isinstance(side, Unknown)), None)
    if isinstance(outer, Unknown) or isinstance(inner, Unknown):
        yield _row(rule, Message("struct-margin.not-known", **_names(rule)), unknown)
        return
    if not outer.is_along(inner):
        doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, rule.structure)
        reason = Unknown(Message("struct-margin.why-planes"), doubtful)
        yield _row(rule, Message("struct-margin.not-known", **_names(rule)), reason)
        return
    try:
        lacking_cm3, beyond_cm3 = _find_lacking(rule, outer, inner), _find_beyond(rule, outer, inner)
    except UnsupportedError as error:
        unknown = Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, rule.around))
        yield _row(rule, Message("struct-margin.not-known", **_names(rule)), unknown)
        return
    message = Message(
        "struct-margin.compared",
        **_names(rule),
        lacking=Quantity(lacking_cm3, "cm³", 2),
        beyond=Quantity(beyond_cm3, "cm³", 2),
    )
    is_kept = max(lacking_cm3, beyond_cm3) <= DRAWN_CM3
    otherwise = Verdict.FAIL if rule.outside == "fail" else Verdict.REVIEW
    yield Row(
        verdict=Verdict.PASS if is_kept else otherwise,
        message=message,
        reason=None if is_kept or rule.outside == "fail" else Message("struct-margin.why-review"),
        subject=rule.structure,
        evidence=Evidence.of(rule),
    )


def _lay_flat(name: str, plan: PhasePlan) -> PlanarStructure | Unknown:
    """The only structure that stands for the protocol's, or its numbered parts together."""
    parts = plan.resolved[name].parts
    if isinstance(parts, Unknown):
        return parts
    try:
        planes = [plan.outlines.lay_flat(part.structure) for part in parts]
        return planes[0] if len(planes) == 1 else unite(planes, name=name)
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, name))


def _find_lacking(rule: MarginRule, outer: PlanarStructure, inner: PlanarStructure) -> float:
    """What a margin a voxel narrower than the least would cover, and the outer structure does not, in cm³."""
    if rule.at_least_mm is None:
        return 0.0
    margin_mm = by_side(rule.at_least_mm)
    if min(margin_mm.values()) > VOXEL_MM:
        narrower_mm = {side: mm - VOXEL_MM for side, mm in margin_mm.items()}
        return find_apart_cm3(_grow(inner, narrower_mm, name=rule.structure), outer, within_mm=0.0)
    # Where a side has no margin to take a voxel from, the outline may lie a voxel within.
    return find_apart_cm3(_grow(inner, margin_mm, name=rule.structure), outer, within_mm=VOXEL_MM)


def _find_beyond(rule: MarginRule, outer: PlanarStructure, inner: PlanarStructure) -> float:
    """What the outer structure covers beyond a margin a voxel wider than the greatest, in cm³."""
    if rule.at_most_mm is None:
        return 0.0
    wider_mm = {side: mm + VOXEL_MM for side, mm in by_side(rule.at_most_mm).items()}
    return find_apart_cm3(outer, _grow(inner, wider_mm, name=rule.structure), within_mm=0.0)


def _grow(inner: PlanarStructure, margin_mm: Mapping[str, float], *, name: str) -> PlanarStructure:
    """With a margin of each direction; the same to all sides wherever the structure is drawn."""
    if max(margin_mm.values()) == 0.0:
        return inner
    if len(set(margin_mm.values())) == 1:
        return grow(inner, next(iter(margin_mm.values())), name=name)
    return grow(inner, lay_along(inner, margin_mm), name=name)


def _names(rule: MarginRule) -> dict[str, Value]:
    return {"structure": rule.structure, "around": rule.around, "asked": _say_asked(rule)}


def _say_asked(rule: MarginRule) -> Listing:
    """The margins asked for; those that differ by direction each with its directions."""
    least = by_side(rule.at_least_mm or 0.0)
    most = by_side(rule.at_most_mm) if rule.at_most_mm is not None else dict.fromkeys(SIDES)
    sides: dict[Range, list[str]] = {}
    for side in SIDES:
        sides.setdefault(Range(least[side], most[side], "mm"), []).append(side)
    if len(sides) == 1:
        return Listing(tuple(sides))
    return Listing(
        tuple(
            Message(
                "struct-margin.on-sides",
                asked=asked,
                sides=Listing(tuple(_DIRECTIONS[side] for side in named)),
            )
            for asked, named in sides.items()
        ),
        "and",
    )


def _row(rule: MarginRule, message: Message, unknown: Unknown | None) -> Row:
    return Row(
        verdict=Verdict.REVIEW,
        message=message,
        reason=unknown.message if unknown is not None else None,
        subject=rule.structure,
        causes=(unknown.cause,) if unknown is not None and unknown.cause is not None else (),
        evidence=Evidence.of(rule),
    )
