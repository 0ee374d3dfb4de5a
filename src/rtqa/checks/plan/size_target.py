"""Is a target as large as the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.matching import explain_missing, explain_several
from rtqa.checks.core.catalog import check
from rtqa.errors import UnsupportedError
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics import Interval
from rtqa.metrics.diameter import PartSize, StructureSize, measure_size
from rtqa.protocol.names import Candidate
from rtqa.protocol.plan_rules import SizeRule

ROUNDING_MM = 0.01
"""Contours are written with two decimals: a diameter is what it is to this."""

_N_PARTS = 3
"""Parts that are listed beside the largest one."""


@check("SIZE-TARGET", "Is every target as large as the protocol asks for?")
def target_size(subject: Subject) -> Iterator[Finding]:
    """One finding for each structure that stands for that of a size clause, or one that none does."""
    for rule in subject.protocol.sizes:
        for one in subject.of_phase(rule.phase):
            yield from _judge_rule(rule, one)


def _judge_rule(rule: SizeRule, one: PhasePlan) -> Iterator[Finding]:
    match = one.matches[rule.structure]
    finding = Finding(
        code="SIZE-TARGET",
        verdict=Verdict.REVIEW if rule.at_least_mm is not None else None,
        subject=rule.structure,
        phase=rule.phase,
        message=f"{rule.structure}: not found, {_asked(rule)}.",
        evidence=Evidence.of(rule),
    )
    if not match.candidates:
        yield replace(finding, explanation=explain_missing(match).message)
    for candidate in match.candidates:
        judged = _judge_candidate(candidate, one, rule=rule, finding=finding)
        if len(match.candidates) > 1 and not match.is_gathered and judged.verdict is Verdict.PASS:
            judged = replace(judged, verdict=Verdict.REVIEW, explanation=explain_several(match).message)
        yield judged


def _judge_candidate(candidate: Candidate, one: PhasePlan, *, rule: SizeRule, finding: Finding) -> Finding:
    name = candidate.name
    finding = replace(finding, subject=name, message=f"{name}: size not known, {_asked(rule)}.")
    structure_set = one.treatment.structure_set
    if structure_set is None:
        return finding
    structure = next(each for each in structure_set.structures if each.number == candidate.structure_number)
    try:
        size = measure_size(structure, set_spacing_mm=structure_set.plane_spacing_mm)
    except UnsupportedError as error:
        return replace(finding, explanation=str(error))
    finding = replace(finding, message=f"{name}: {_describe(size)}; {_asked(rule)}.")
    if rule.at_least_mm is None:
        return finding
    verdict, reason = _judge(size, rule, at_least_mm=rule.at_least_mm)
    return replace(finding, verdict=verdict, explanation=reason)


def _judge(size: StructureSize, rule: SizeRule, *, at_least_mm: float) -> tuple[Verdict, str]:
    """PASS and FAIL need every part by every reading; all else is for a person to look at."""
    if "axial" in rule.diameters and not size.is_axial:
        return Verdict.REVIEW, "it is not drawn in axial planes, so that its axial diameter is not known"
    least_mm = at_least_mm - ROUNDING_MM
    diameters = [_diameters(part)[each] for part in size.parts for each in rule.diameters]
    if all(each.low >= least_mm for each in diameters):
        return Verdict.PASS, ""
    if all(each.high < least_mm for each in diameters):
        return Verdict.FAIL, ""
    if any(each.low < least_mm <= each.high for each in diameters):
        return Verdict.REVIEW, "it depends on how far the lesion reaches beyond the last planes drawn"
    if len(size.parts) > 1:
        return (
            Verdict.REVIEW,
            "it has parts of different sizes, and which of them are one lesion is not known",
        )
    return Verdict.REVIEW, "the readings disagree, and the text does not say which diameter is meant"


def _diameters(part: PartSize) -> dict[str, Interval]:
    return {"3d": part.longest_mm, "axial": Interval(low=part.in_plane_mm, high=part.in_plane_mm)}


def _describe(size: StructureSize) -> str:
    """``longest diameter 67.6–70.6 mm in space, 62.0 mm within an axial plane``; the largest part's first."""
    largest, *others = size.parts
    low, high = largest.longest_mm.low, largest.longest_mm.high
    in_space = f"{low:.1f}–{high:.1f} mm" if isfinite(high) else f"at least {low:.1f} mm"
    plane = "an axial plane" if size.is_axial else "a plane, which is not axial"
    text = f"longest diameter {in_space} in space, {largest.in_plane_mm:.1f} mm within {plane}"
    if not others:
        return text
    listed = ", ".join(f"{part.longest_mm.low:.1f}" for part in others[:_N_PARTS])
    more = f" and {len(others) - _N_PARTS} more" if len(others) > _N_PARTS else ""
    return f"{text}; further parts of {listed} mm{more}"


def _asked(rule: SizeRule) -> str:
    return f"at least {rule.at_least_mm:g} mm asked for" if rule.at_least_mm else "for information"
