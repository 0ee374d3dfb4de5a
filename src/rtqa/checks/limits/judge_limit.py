"""A limit on one plan: which structures it concerns, what they receive, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.assembly.matching import (
    explain_missing,
    explain_several,
    find_assumptions,
    find_only_candidate,
    find_open_contours,
    find_shared,
)
from rtqa.assembly.unions import find_contralateral, unite
from rtqa.checks.core.judge import describe, describe_limit, judge
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.messages import Unknown
from rtqa.metrics import Outcome, Unmeasurable
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.names import Candidate, Match
from rtqa.protocol.schema import ProtocolStructure

CODE = "DV-LIMIT"


Measure = Callable[[Constraint, PhasePlan, int], Outcome]
"""The metric of a limit on the structure of a plan with this ROI number, in the dose that is limited."""


def judge_on(
    constraint: Constraint,
    one: PhasePlan,
    structures: dict[str, ProtocolStructure],
    *,
    measure: Measure | None = None,
) -> list[Finding]:
    """The findings of a limit on one plan: at least one for each structure that it concerns.

    Args:
        constraint: whatever its phase; the dose of this plan is judged.
        one: the plan.
        structures: the protocol's, by name.
        measure: of another dose in this plan's structures, such as the sum of all phases.
    """
    measure = measure or measure_limited
    match constraint.logic:
        case "combined":
            return [_judge_union(constraint, one, measure)]
        case "contralateral":
            name, reason = find_contralateral(constraint, one)
            if not name:
                return [_undecided(constraint, reason)]
            return list(_judge_structure(constraint.of_one(name), one, structures[name], measure=measure))
    rows = [
        finding
        for name in constraint.names
        for finding in _judge_structure(constraint.of_one(name), one, structures[name], measure=measure)
    ]
    return settle_alternatives(rows) if constraint.logic == "either" else rows


def settle_alternatives(findings: Sequence[Finding]) -> list[Finding]:
    """Of alternatives the best decides; the worse ones are told as information."""
    best = min(
        (finding for finding in findings if finding.verdict is not None),
        key=lambda finding: finding.verdict or Verdict.FAIL,
        default=None,
    )
    if best is None:
        return list(findings)
    beside = f"an alternative of it decides: {best.summary}"
    return [
        finding
        if finding.verdict in (None, best.verdict)
        else replace(finding, verdict=None, explanation="; ".join(filter(None, (beside, finding.reason))))
        for finding in findings
    ]


def measure_limited(constraint: Constraint, one: PhasePlan, number: int) -> Outcome:
    """The metric of a limit on one structure, in the quantity that is limited."""
    if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
        return measure_equivalent(one, number, constraint.metric, alpha_beta_gy=constraint.alpha_beta.gy)
    return one.measure(number, constraint.metric)


def _judge_structure(
    constraint: Constraint, one: PhasePlan, structure: ProtocolStructure, *, measure: Measure
) -> Iterator[Finding]:
    match = one.matches[structure.name]
    judged = [
        _judged(constraint, measure(constraint, one, candidate.structure_number), candidate.name)
        for candidate in match.candidates
    ]
    if not judged:
        yield _missing(constraint, match)
    elif all(finding.verdict is Verdict.FAIL for finding in judged):
        yield from judged
    elif len(judged) > 1 and not match.is_gathered:
        # What one of several passes is no pass.
        yield from (_in_doubt(finding, str(explain_several(match).message)) for finding in judged)
    else:
        for finding, candidate in zip(judged, match.candidates, strict=True):
            doubt = _find_doubt(one, candidate, structure) if finding.verdict is not Verdict.FAIL else ""
            yield _in_doubt(finding, doubt) if doubt else finding


def _judge_union(constraint: Constraint, one: PhasePlan, measure: Measure) -> Finding:
    numbers = []
    for name in constraint.names:
        candidate = find_only_candidate(one, name)
        if isinstance(candidate, Unknown):
            return _undecided(constraint, str(candidate.message))
        numbers.append(candidate.structure_number)
    united, reason = unite(one, numbers, name=constraint.subject)
    if united is None:
        return _undecided(constraint, reason)
    doubt = "; ".join(filter(None, (_said(find_open_contours(one, number)) for number in numbers)))
    finding = _judged(constraint, measure(constraint, united, numbers[0]), constraint.subject)
    return _in_doubt(finding, doubt) if doubt and finding.verdict is not Verdict.FAIL else finding


def _judged(constraint: Constraint, outcome: Outcome, name: str) -> Finding:
    verdict, reason = judge(outcome, constraint)
    found = describe(outcome, beside=constraint.limit)
    return Finding(
        code=CODE,
        verdict=verdict,
        subject=name,
        phase=constraint.phase,
        message=f"{name}: {found}{_quantity(constraint)}, limit {describe_limit(constraint)}.",
        explanation=reason,
        outcome=outcome,
        constraint=constraint,
        evidence=Evidence.of(constraint),
    )


def _quantity(constraint: Constraint) -> str:
    if constraint.quantity == "physical" or constraint.alpha_beta is None:
        return ""
    return f" in EQD2 (α/β {constraint.alpha_beta.gy:g} Gy)"


def _find_doubt(one: PhasePlan, candidate: Candidate, structure: ProtocolStructure) -> str:
    """Why a value that keeps its limit is no pass; empty where nothing stands against it.

    What the DVH had to assume counts for organs only: one with planes missing may be hottest there, while
    a target drawn in parts is nothing unusual.
    """
    number = candidate.structure_number
    assumed = "; ".join(map(str, find_assumptions(one, number))) if structure.role == "organ" else ""
    margin = _find_margin_doubt(one, candidate, structure)
    unknown = (find_shared(one, candidate), find_open_contours(one, number))
    return "; ".join(filter(None, (*map(_said, unknown), assumed, margin)))


def _find_margin_doubt(one: PhasePlan, candidate: Candidate, structure: ProtocolStructure) -> str:
    """Why a planning risk volume is none: it must be larger than its organ, where that is drawn too."""
    if structure.prv_of is None:
        return ""
    organ = find_only_candidate(one, structure.prv_of)
    if isinstance(organ, Unknown):
        return ""
    around, within = (one.dvhs[each.structure_number] for each in (candidate, organ))
    if isinstance(around, Unknown) or isinstance(within, Unknown):
        return ""
    if around.total_cm3 > within.total_cm3:
        return ""
    return (
        f"{candidate.name!r} has {around.total_cm3:.2f} cm³ and its organ {organ.name!r} "
        f"{within.total_cm3:.2f} cm³: it has no margin around it"
    )


def _in_doubt(finding: Finding, doubt: str) -> Finding:
    """The finding as a REVIEW for this doubt, its own reason kept."""
    return replace(
        finding, verdict=Verdict.REVIEW, explanation="; ".join(filter(None, (doubt, finding.reason)))
    )


def _said(unknown: Unknown | None) -> str:
    return str(unknown.message) if unknown is not None else ""


def _missing(constraint: Constraint, match: Match) -> Finding:
    finding = _undecided(constraint, str(explain_missing(match).message))
    limit = describe_limit(constraint)
    return replace(finding, message=f"{constraint.subject}: not found, limit {limit} not judged.")


def _undecided(constraint: Constraint, reason: str) -> Finding:
    return Finding(
        code=CODE,
        verdict=Verdict.REVIEW,
        subject=constraint.subject,
        phase=constraint.phase,
        message=f"{constraint.subject}: limit {describe_limit(constraint)} not judged.",
        explanation=reason,
        outcome=Unmeasurable(spec=constraint.metric, reason=reason),
        constraint=constraint,
        evidence=Evidence.of(constraint),
    )
