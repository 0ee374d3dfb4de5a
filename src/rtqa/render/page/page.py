"""The report laid out: sections, tables and lines of safe text in the order of reading.

HTML and PDF are drawn from this alone, so that they say the same. All text in it has been through
:mod:`rtqa.messages.safe_text`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.findings import Report, ReportedPicture
from rtqa.render.page.curves import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a line rests on.

    Attributes:
        quote, source, reading: as in :class:`rtqa.findings.Evidence`.
        not_taken: other readings, each with its reason.
    """

    quote: str = ""
    source: str = ""
    reading: str = ""
    not_taken: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.quote or self.source or self.reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value beside its limit, as shares of a bar's length, 0 to 1.

    Attributes:
        value: its end.
        low, high: the ends of its interval.
        limit: where the limit stands.
        allows_below: whether the limit allows what is below it.
    """

    value: float
    low: float
    high: float
    limit: float
    allows_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of text.

    Attributes:
        title: may be empty.
        columns: headings.
        is_number: of each column, whether it is set as numbers.
        rows: cells; the first names its row.
        note: how to read it; may be empty.
    """

    title: str
    columns: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding.

    Attributes:
        anchor: names the line within the report.
        word, badge: its verdict.
        code: of its check.
        subject: what it is about.
        stands_for: the protocol's name of it where that is another one.
        phase, metric, value, interval, limit, margin: empty where there is none.
        bar: None where nothing can be drawn.
        summary, reason, words: what was found, why it could not be decided, and what it rests on.
        caveat: what a pass is not worth; empty where nothing is.
        table: the numbers behind it.
        figure: number of the figure that shows its curve; None where there is none.
    """

    anchor: str
    word: str
    badge: str
    code: str
    subject: str
    stands_for: str
    phase: str
    metric: str
    value: str
    interval: str
    limit: str
    margin: str
    bar: Bar | None
    summary: str
    reason: str
    caveat: str
    words: Words
    table: Grid | None
    figure: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Where the protocol contradicts itself or is silent; see :class:`rtqa.findings.ReportedNotice`."""

    kind: str
    says: str
    arithmetic: tuple[str, ...]
    quotes: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report.

    Attributes:
        id: names it within the report.
        title, note: heading, and how to read it.
        limits: lines with a value and a limit.
        findings: all other lines.
        grids: tables without a verdict.
        figures, pictures: what is drawn there.
        facts: pairs of name and value.
        notices: about the protocol, not about the plan.
    """

    id: str
    title: str
    note: str = ""
    grids: tuple[Grid, ...] = ()
    limits: tuple[Line, ...] = ()
    findings: tuple[Line, ...] = ()
    figures: tuple[Figure, ...] = ()
    pictures: tuple[ReportedPicture, ...] = field(default=(), repr=False)
    facts: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        held = (self.grids, self.limits, self.findings, self.figures, self.pictures, self.facts, self.notices)
        return not any(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole report.

    Attributes:
        report: what it was laid out from.
        word, badge: the verdict.
        counts: word, badge and number of each verdict that occurs, worst first.
        identity: who the patient is; empty unless it was asked for.
        strip: where the report comes from.
        unsettled: the lines that are not passed, worst first; each also stands in its section.
        sections: in order of reading; none is empty.
    """

    report: Report
    word: str
    badge: str
    counts: tuple[tuple[str, str, int], ...]
    identity: tuple[tuple[str, str], ...]
    strip: tuple[tuple[str, str], ...]
    unsettled: tuple[Line, ...]
    sections: tuple[Section, ...]
