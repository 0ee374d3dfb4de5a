"""What a check yields: a row for each thing that it has to say; the runner makes findings of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.findings import Evidence, Table, Verdict
from rtqa.messages import Cause, Message
from rtqa.metrics import Outcome
from rtqa.protocol.constraint import Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a check says of one thing.

    Attributes:
        verdict: None for information.
        message: a sentence that stands alone: what, how much, against what.
        reason: why it could not be decided, or what a doubt means and what to do; None: nothing.
        subject: what it is about; empty: the plan.
        phase: where it is another than that of the plan that was asked about, such as ``sum``.
        causes: what would have to change, the leading one first; none: the check's own kind of cause.
        section: where the report shows it, where that is another than the check's.
        outcome, constraint, evidence, table, caveat: as in :class:`rtqa.findings.Finding`.
    """

    verdict: Verdict | None
    message: Message
    reason: Message | None = None
    subject: str | Message = ""
    phase: str | None = None
    causes: tuple[Cause, ...] = ()
    outcome: Outcome | None = None
    constraint: Constraint | None = None
    evidence: Evidence = field(default_factory=Evidence)
    table: Table | None = None
    caveat: Message | None = None
    section: str = ""


def passed(message: Message, *, subject: str | Message = "") -> Row:
    """It was looked at, and is in order."""
    return Row(verdict=Verdict.PASS, message=message, subject=subject)


def doubted(
    message: Message, reason: Message, *, subject: str | Message = "", cause: Cause | None = None
) -> Row:
    """Somebody has to look at it, and is told why: REVIEW."""
    return Row(
        verdict=Verdict.REVIEW,
        message=message,
        reason=reason,
        subject=subject,
        causes=(cause,) if cause is not None else (),
    )


def failed(
    message: Message,
    reason: Message | None = None,
    *,
    subject: str | Message = "",
    cause: Cause | None = None,
) -> Row:
    """It cannot be so under any reading, or breaks a clause: FAIL."""
    return Row(
        verdict=Verdict.FAIL,
        message=message,
        reason=reason,
        subject=subject,
        causes=(cause,) if cause is not None else (),
    )


def informed(message: Message, *, subject: str | Message = "") -> Row:
    """Something to know that is no doubt: a fact, or what could not be looked at, and why."""
    return Row(verdict=None, message=message, subject=subject)


def passed_unless_doubted(rows: list[Row], message: Message) -> list[Row]:
    """The rows, behind a PASS where none of them carries a verdict."""
    return rows if any(row.verdict is not None for row in rows) else [passed(message), *rows]
