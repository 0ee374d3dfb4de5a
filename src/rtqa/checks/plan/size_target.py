"""Is a target of the size that the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import is_untreated
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.errors import UnsupportedError
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Range, Unknown, Value
from rtqa.metrics import Interval
from rtqa.metrics.diameter import PartSize, StructureSize, measure_size
from rtqa.protocol.plan_rules import SizeRule

ROUNDING_MM = 0.01
"""Contours are written with two decimals: a diameter is what it is to this."""

_N_PARTS = 3
"""Parts that are listed beside the largest one."""


@check(
    "SIZE-TARGET",
    "Is every target of the size that the protocol asks for?",
    section="targets",
    order=10,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.sizes,
)
def target_size(rule: SizeRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each structure that stands for that of a size clause, or one that none does."""
    resolved = plan.resolved[rule.structure]
    if not resolved.structures:
        message = Message("size-target.not-found", name=rule.structure, asked=_asked(rule))
        yield _row(rule, rule.structure, message, doubt=resolved.unknown)
    several = resolved.unknown if not resolved.is_gathered else None
    for structure in resolved.structures:
        yield _judge_structure(rule, structure, plan, several=several)


def _judge_structure(
    rule: SizeRule, structure: MatchedStructure, plan: PhasePlan, *, several: Unknown | None
) -> Row:
    size = _measure(structure, plan)
    if isinstance(size, Unknown):
        message = Message("size-target.not-known", name=structure.name, asked=_asked(rule))
        return _row(rule, structure.name, message, doubt=size)
    message = Message("size-target.measured", name=structure.name, size=_describe(size), asked=_asked(rule))
    if not _is_judged(rule):
        return _row(rule, structure.name, message)
    if several is None and is_untreated(structure, plan):
        return _row(rule, structure.name, Message("size-target.untreated", says=message))
    verdict = _judge(size, rule, name=structure.name)
    if isinstance(verdict, Unknown):
        return _row(rule, structure.name, message, doubt=verdict)
    is_open = several is not None and verdict is Verdict.PASS
    return _row(rule, structure.name, message, doubt=several if is_open else None, verdict=verdict)


def _row(
    rule: SizeRule,
    subject: str,
    message: Message,
    *,
    doubt: Unknown | None = None,
    verdict: Verdict | None = None,
) -> Row:
    """A doubt is REVIEW, but information where the size is judged by nothing."""
    if doubt is not None:
        verdict = Verdict.REVIEW if _is_judged(rule) else None
    return Row(
        verdict=verdict,
        message=message,
        reason=doubt.message if doubt is not None else None,
        subject=subject,
        causes=(doubt.cause,) if doubt is not None and doubt.cause is not None else (),
        evidence=Evidence.of(rule),
    )


def _measure(matched: MatchedStructure, plan: PhasePlan) -> StructureSize | Unknown:
    try:
        return measure_size(plan.outlines.lay_flat(matched.structure))
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, matched.name))


def _is_judged(rule: SizeRule) -> bool:
    return rule.at_least_mm is not None or rule.at_most_mm is not None


def _judge(size: StructureSize, rule: SizeRule, *, name: str) -> Verdict | Unknown:
    """PASS and FAIL need every part by every reading; all else is for a person to look at.

    One part that is too large by every reading fails: no other part makes it smaller.
    """
    if "axial" in rule.diameters and not size.is_axial:
        return Unknown(Message("size-target.why-not-axial"), Cause(CauseKind.STRUCTURE_DOUBTFUL, name))
    least_mm = (rule.at_least_mm or 0.0) - ROUNDING_MM
    most_mm = (inf if rule.at_most_mm is None else rule.at_most_mm) + ROUNDING_MM
    parts = [[_diameters(part)[which] for which in rule.diameters] for part in size.parts]
    diameters = [diameter for part in parts for diameter in part]
    if all(least_mm <= diameter.low and diameter.high <= most_mm for diameter in diameters):
        return Verdict.PASS
    is_too_large = any(all(diameter.low > most_mm for diameter in part) for part in parts)
    if is_too_large or all(diameter.high < least_mm for diameter in diameters):
        return Verdict.FAIL
    ends_mm = (least_mm, most_mm)
    if any(diameter.low < end_mm < diameter.high for diameter in diameters for end_mm in ends_mm):
        return Unknown(Message("size-target.why-end-planes"), Cause(CauseKind.LIMIT_UNCERTAIN, name))
    if len(size.parts) > 1:
        return Unknown(Message("size-target.why-parts"), Cause(CauseKind.REQUIREMENT_NOT_MET, name))
    return Unknown(Message("size-target.why-readings"), Cause(CauseKind.REQUIREMENT_NOT_MET, name))


def _diameters(part: PartSize) -> dict[str, Interval]:
    return {"3d": part.longest_mm, "axial": Interval(low=part.in_plane_mm, high=part.in_plane_mm)}


def _describe(size: StructureSize) -> Message:
    """The largest part's diameters first."""
    largest, *others = size.parts
    low, high = largest.longest_mm.low, largest.longest_mm.high
    diameters: dict[str, Value] = {
        "longest": Range(low, high if isfinite(high) else None, "mm", 1),
        "within": Quantity(largest.in_plane_mm, "mm", 1),
    }
    message = (
        Message("size-target.size-axial", **diameters)
        if size.is_axial
        else Message("size-target.size-oblique", **diameters)
    )
    if not others:
        return message
    listed = Listing(tuple(Quantity(part.longest_mm.low, "mm", 1) for part in others), most=_N_PARTS)
    return Message("size-target.size-of-parts", size=message, n=len(others), parts=listed)


def _asked(rule: SizeRule) -> Message:
    least, most = rule.at_least_mm, rule.at_most_mm
    if least is not None and most is not None:
        return Message("size-target.asked-between", sizes=Range(least, most, "mm"))
    if most is not None:
        return Message("size-target.asked-at-most", most=Quantity(most, "mm"))
    if least is not None:
        return Message("size-target.asked", least=Quantity(least, "mm"))
    return Message("size-target.for-information")
