"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.checks.catalog import check
from rtqa.checks.judge import describe, describe_limit, judge
from rtqa.checks.stands_for import (
    explain_missing,
    explain_several,
    explain_shared,
    find_assumptions,
    find_left_out,
)
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics import Unmeasurable
from rtqa.protocol.names import Candidate, Match
from rtqa.protocol.schema import Constraint, ProtocolStructure

CODE = "DV-LIMIT"


@check(CODE, "Does every structure keep its dose-volume limits?")
def dose_volume_limits(subject: Subject) -> Iterator[Finding]:
    """One finding for each constraint of each phase with a plan; one a candidate where there are several."""
    structures = {structure.name: structure for structure in subject.protocol.structures}
    for constraint in subject.protocol.constraints:
        for one in subject.of_phase(constraint.phase):
            yield from _judge_constraint(constraint, one, structures[constraint.structure])


def _judge_constraint(
    constraint: Constraint, one: PhasePlan, structure: ProtocolStructure
) -> Iterator[Finding]:
    match = one.matches[constraint.structure]
    judged = [_judge_candidate(constraint, one, candidate) for candidate in match.candidates]
    if not judged:
        yield _missing(constraint, match)
    elif all(finding.verdict is Verdict.FAIL for finding in judged):
        yield from judged
    elif len(judged) > 1:
        # What one of several passes is no pass.
        yield from (_in_doubt(finding, explain_several(match)) for finding in judged)
    else:
        doubt = _find_doubt(one, match.candidates[0], structure)
        yield _in_doubt(judged[0], doubt) if doubt else judged[0]


def _judge_candidate(constraint: Constraint, one: PhasePlan, candidate: Candidate) -> Finding:
    outcome = one.measure(candidate.structure_number, constraint.metric)
    verdict, reason = judge(outcome, constraint)
    return Finding(
        code=CODE,
        verdict=verdict,
        subject=candidate.name,
        phase=constraint.phase,
        summary=f"{candidate.name}: {describe(outcome, beside=constraint.limit)}, "
        f"limit {describe_limit(constraint)}.",
        reason=reason,
        outcome=outcome,
        constraint=constraint,
        evidence=Evidence.of(constraint),
    )


def _find_doubt(one: PhasePlan, candidate: Candidate, structure: ProtocolStructure) -> str:
    """Why a value that keeps its limit is no pass; empty where nothing stands against it.

    What the DVH had to assume counts for organs only: one with planes missing may be hottest there, while
    a target drawn in parts is nothing unusual.
    """
    number = candidate.structure_number
    assumed = find_assumptions(one, number) if structure.role == "organ" else ""
    return "; ".join(filter(None, (explain_shared(one, candidate), find_left_out(one, number), assumed)))


def _in_doubt(finding: Finding, doubt: str) -> Finding:
    """The finding as a REVIEW for this doubt, its own reason kept."""
    return replace(finding, verdict=Verdict.REVIEW, reason="; ".join(filter(None, (doubt, finding.reason))))


def _missing(constraint: Constraint, match: Match) -> Finding:
    reason = explain_missing(match)
    return Finding(
        code=CODE,
        verdict=Verdict.REVIEW,
        subject=constraint.structure,
        phase=constraint.phase,
        summary=f"{constraint.structure}: not found, limit {describe_limit(constraint)} not judged.",
        reason=reason,
        outcome=Unmeasurable(spec=constraint.metric, reason=reason),
        constraint=constraint,
        evidence=Evidence.of(constraint),
    )
