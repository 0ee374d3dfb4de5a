"""What a check says of one thing, with its evidence and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from rtqa.findings.fields import HighEnd, LowEnd
from rtqa.findings.verdict import Verdict
from rtqa.messages import Cause, Message
from rtqa.metrics.grammar import MetricSpec
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.tables import Clause, NotTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a finding rests on, in words and where they come from.

    Attributes:
        quote: the protocol's own words; empty where the finding rests on none.
        source: document, edition and section of the quote.
        reading: how an open text was read; empty where nothing was open.
        not_taken: the other ways to read it, and why they were not chosen.
    """

    quote: str = ""
    source: str = ""
    reading: str = ""
    not_taken: tuple[NotTaken, ...] = ()

    @classmethod
    def of(cls, clause: Clause) -> Self:
        """The words of a clause of the protocol."""
        return cls(
            quote=clause.quote, source=clause.source, reading=clause.reading, not_taken=clause.not_taken
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number of a table, and where it lies given what is not known; an open end is infinite."""

    value: float
    low: LowEnd
    high: HighEnd


Cell = Message | str | float | Estimate | None
"""What stands in a table: a str is a name or a code; None where a value is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Numbers that a check shows beside its finding, such as one row for each vertex.

    Attributes:
        title: what the rows are.
        columns: headings; a unit stands behind a slash, as in ``Mean / Gy``; a str is a name or a metric.
        rows: cells by column.
        note: how to read it; None where nothing is to say.
    """

    title: Message
    columns: tuple[Message | str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Message | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.title.id}: has no column")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.title.id}: a row has not {len(self.columns)} cells")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """One line of the report.

    Attributes:
        code: of the check; `rtqa explain CODE` prints its page.
        verdict: None for an INFO row.
        subject: the structure, plan or object concerned, by its name, or as a message.
        phase: the protocol's phase, or empty.
        message: one sentence that stands alone: what, how much, against what.
        explanation: why it could not be decided, or what it means; None where nothing is to say.
        outcome: the measured value, or why there is none; None where nothing is measured.
        constraint: the limit judged; None where there is none.
        evidence: quote, source and reading.
        table: the numbers behind it, where they are many.
        caveat: what a pass does not show, such as where the limit cannot be broken; None where there is none.
        causes: what would have to change for it to change, the leading one first; of what is passed none.
        section: where the report shows it.
    """

    code: str
    verdict: Verdict | None
    subject: str | Message
    phase: str
    message: Message
    explanation: Message | None = None
    outcome: Outcome | None = None
    constraint: Constraint | None = None
    evidence: Evidence = field(default_factory=Evidence)
    table: Table | None = None
    caveat: Message | None = None
    causes: tuple[Cause, ...] = ()
    section: str = ""

    @property
    def summary(self) -> str:
        """The message in English."""
        return str(self.message)

    @property
    def reason(self) -> str:
        """The explanation in English; empty where there is none."""
        return str(self.why) if self.why is not None else ""

    @property
    def why(self) -> Message | None:
        """The explanation, or why nothing was measured; None where there is nothing to explain."""
        if self.explanation is None and isinstance(self.outcome, Unmeasurable):
            return self.outcome.unknown.message
        return self.explanation

    @property
    def metric(self) -> MetricSpec | None:
        """What was measured, or would have been."""
        if self.outcome is not None:
            return self.outcome.spec
        return self.constraint.measured if self.constraint is not None else None

    def as_row(self) -> dict[str, str | float | None]:
        """By column, for tables: plain numbers and English text."""
        measured = self.outcome if isinstance(self.outcome, Measurement) else None
        span = measured.interval if measured is not None else None
        return {
            "code": self.code,
            "verdict": self.verdict.value if self.verdict is not None else "info",
            "phase": self.phase,
            "subject": str(self.subject),
            "metric": str(self.metric) if self.metric is not None else None,
            "value": float(measured.value) if measured is not None else None,
            "low": float(span.low) if span is not None else None,
            "high": float(span.high) if span is not None else None,
            "summary": self.summary,
            "reason": self.reason,
        }

    def __repr__(self) -> str:
        verdict = self.verdict.value if self.verdict is not None else "info"
        return f"<Finding {self.code} {verdict}: {self.summary}>"

    @property
    def cited(self) -> Evidence:
        """The words that it rests on: its own, and where it has none those of its constraint."""
        if self.evidence.quote or self.constraint is None:
            return self.evidence
        words = Evidence.of(self.constraint)
        if self.evidence.reading:
            words = replace(words, reading=self.evidence.reading, not_taken=self.evidence.not_taken)
        return replace(words, source=self.evidence.source or words.source)
