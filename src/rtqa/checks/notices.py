"""Which of the protocol's contradictions and silences bear on the plans that were handed in."""

from __future__ import annotations

from rtqa.checks.subject import Subject
from rtqa.findings import ReportedNotice
from rtqa.protocol.ambiguity import Ambiguity


def gather_notices(subject: Subject) -> tuple[ReportedNotice, ...]:
    """The notices on clauses of a phase that has a plan, and those that concern no phase alone.

    They are about the protocol's document. No plan can help them, so that they count against none.
    """
    phase_of = {clause.id: getattr(clause, "phase", None) for clause in subject.protocol.clauses}
    absent = {phase.id for phase in subject.protocol.phases if not subject.of_phase(phase.id)}
    return tuple(
        _notice(each)
        for each in subject.protocol.ambiguities
        if not each.clauses or any(phase_of[clause] not in absent for clause in each.clauses)
    )


def _notice(ambiguity: Ambiguity) -> ReportedNotice:
    return ReportedNotice(
        id=ambiguity.id,
        kind=ambiguity.kind,
        says=ambiguity.says,
        quotes=ambiguity.quotes,
        arithmetic=ambiguity.arithmetic,
        source=ambiguity.source,
        reading=ambiguity.reading,
        not_taken=ambiguity.not_taken,
    )
