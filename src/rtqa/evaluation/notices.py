"""Which of the protocol's contradictions and silences bear on the plans that were handed in."""

from __future__ import annotations

from collections.abc import Iterable

from rtqa.assembly.context import Subject
from rtqa.findings import ReportedNotice
from rtqa.messages import Message
from rtqa.protocol.ambiguity import Ambiguity
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint import find_contradictions


def gather_notices(subject: Subject) -> tuple[ReportedNotice, ...]:
    """The notices on clauses of a phase that has a plan, and those that concern no phase alone.

    They are about the protocol's document. They count against no plan. A
    contradiction that lint finds and no notice of the file explains is a notice too.
    """
    protocol = subject.protocol
    phase_of = {clause.id: getattr(clause, "phase", None) for clause in protocol.clauses}
    absent = {phase.id for phase in protocol.phases if not subject.of_phase(phase.id)}
    contradictions = find_contradictions(protocol)
    unexplained = [
        contradiction
        for contradiction in contradictions
        if not any(map(contradiction.is_explained_by, protocol.ambiguities))
    ]

    def concerns_a_plan(clauses: Iterable[str]) -> bool:
        phases = [phase_of[clause] for clause in clauses]
        return not phases or any(phase not in absent for phase in phases)

    return (
        *(
            _state(ambiguity, contradictions)
            for ambiguity in protocol.ambiguities
            if concerns_a_plan(ambiguity.clauses)
        ),
        *(
            _state_unexplained(contradiction, protocol.source)
            for contradiction in unexplained
            if concerns_a_plan(contradiction.clauses)
        ),
    )


def _state(ambiguity: Ambiguity, contradictions: Iterable[Contradiction]) -> ReportedNotice:
    """A notice of the protocol file, with the arithmetic that lint did for it."""
    explained = [
        line
        for contradiction in contradictions
        if contradiction.is_explained_by(ambiguity)
        for line in contradiction.arithmetic
    ]
    return ReportedNotice(
        id=ambiguity.id,
        kind=ambiguity.kind,
        says=ambiguity.says,
        quotes=ambiguity.quotes,
        arithmetic=(*explained, *ambiguity.arithmetic),
        source=ambiguity.source,
        reading=ambiguity.reading,
        not_taken=ambiguity.not_taken,
    )


def _state_unexplained(contradiction: Contradiction, source: str) -> ReportedNotice:
    return ReportedNotice(
        id="-".join((contradiction.rule, *contradiction.clauses[:1])),
        kind="contradiction",
        says=contradiction.says,
        quotes=(),
        arithmetic=contradiction.arithmetic,
        source=source,
        reading=Message("notices.unexplained"),
        not_taken=(),
    )
