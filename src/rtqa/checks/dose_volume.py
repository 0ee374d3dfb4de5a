"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.checks.catalog import check
from rtqa.checks.judge import describe, describe_limit, judge
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics import Unmeasurable
from rtqa.protocol.names import Candidate, Match
from rtqa.protocol.schema import Constraint

CODE = "DV-LIMIT"


@check(CODE, "Does every structure keep its dose-volume limits?")
def dose_volume_limits(subject: Subject) -> Iterator[Finding]:
    """One finding for each constraint of each phase with a plan; one a candidate where there are several."""
    for constraint in subject.protocol.constraints:
        for one in subject.of_phase(constraint.phase):
            yield from _judge_constraint(constraint, one)


def _judge_constraint(constraint: Constraint, one: PhasePlan) -> Iterator[Finding]:
    match = one.matches[constraint.structure]
    if not match.candidates:
        yield _missing(constraint, match)
    elif len(match.candidates) == 1:
        yield _judge_candidate(constraint, one, match.candidates[0])
    else:
        yield from _ambiguous(constraint, one, match.candidates)


def _judge_candidate(constraint: Constraint, one: PhasePlan, candidate: Candidate) -> Finding:
    outcome = one.measure(candidate.structure_number, constraint.metric)
    verdict, reason = judge(outcome, constraint)
    return Finding(
        code=CODE,
        verdict=verdict,
        subject=candidate.name,
        phase=constraint.phase,
        summary=f"{candidate.name}: {describe(outcome)}, limit {describe_limit(constraint)}.",
        reason=reason,
        outcome=outcome,
        constraint=constraint,
        evidence=_evidence(constraint),
    )


def _ambiguous(
    constraint: Constraint, one: PhasePlan, candidates: tuple[Candidate, ...]
) -> Iterator[Finding]:
    """Several structures may be meant: what one of them passes is no pass; what all fail is a fail."""
    judged = [_judge_candidate(constraint, one, candidate) for candidate in candidates]
    if all(finding.verdict is Verdict.FAIL for finding in judged):
        yield from judged
        return
    names = ", ".join(repr(candidate.name) for candidate in candidates)
    for finding in judged:
        yield Finding(
            code=CODE,
            verdict=Verdict.REVIEW,
            subject=finding.subject,
            phase=constraint.phase,
            summary=finding.summary,
            reason=f"{len(candidates)} structures may be the protocol's {constraint.structure} ({names}): "
            f"say which with --map {constraint.structure}=NAME",
            outcome=finding.outcome,
            constraint=constraint,
            evidence=finding.evidence,
        )


def _missing(constraint: Constraint, match: Match) -> Finding:
    reason = missing_reason(match)
    return Finding(
        code=CODE,
        verdict=Verdict.REVIEW,
        subject=constraint.structure,
        phase=constraint.phase,
        summary=f"{constraint.structure}: not found, limit {describe_limit(constraint)} not judged.",
        reason=reason,
        outcome=Unmeasurable(spec=constraint.metric, reason=reason),
        constraint=constraint,
        evidence=_evidence(constraint),
    )


def missing_reason(match: Match) -> str:
    """Why no structure stands for the protocol's, and which might if the user says so."""
    if not match.suggestions:
        return f"no structure of the plan is named {match.protocol_name}"
    suggested = match.suggestions[0].name
    return (
        f"no structure of the plan is named {match.protocol_name}; {suggested!r} resembles it and counts "
        f"only if you say so: --map {match.protocol_name}={suggested!r}"
    )


def _evidence(constraint: Constraint) -> Evidence:
    return Evidence(quote=constraint.quote, source=constraint.source, reading=constraint.reading)
