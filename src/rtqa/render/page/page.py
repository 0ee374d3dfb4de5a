"""A page laid out: sections, tables and lines of safe text in the order of reading.

A report, two reports side by side and the commissioning report are pages of this one kind. HTML and PDF are
drawn from it alone, so that they say the same. All text in it has been through
:mod:`rtqa.messages.safe_text`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.render.page.curves import Figure
from rtqa.render.page.picture_rows import PictureRow
from rtqa.render.page.profile_chart import Chart


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
    """

    value: float
    low: float
    high: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of text. A cell or a title that begins with a verdict's symbol is drawn in its tone.

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
        summary, reason, words: the finding, why it could not be decided, and what it rests on.
        caveat: what a pass does not show; empty where there is nothing to say.
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
    """Where the protocol contradicts itself or is silent; see :class:`rtqa.findings.ReportedNotice`.

    Attributes:
        kind: ``contradiction`` or ``silence``; ``name`` is what the language calls it.
    """

    kind: str
    name: str
    says: str
    arithmetic: tuple[str, ...]
    quotes: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page.

    Attributes:
        id: names it within the page.
        title, notes: heading, and how to read it, a paragraph each.
        limits: lines with a value and a limit.
        findings: all other lines.
        grids: tables without a verdict.
        figures: curves.
        pictures: rows of them.
        charts: drawings of lines.
        facts: pairs of name and value.
        notices: about the protocol, not about the plan.
        is_folded: whether the screen shows its heading alone until somebody opens it.
    """

    id: str
    title: str
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    limits: tuple[Line, ...] = ()
    findings: tuple[Line, ...] = ()
    figures: tuple[Figure, ...] = ()
    pictures: tuple[PictureRow, ...] = ()
    charts: tuple[Chart, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    is_folded: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        drawn = (*self.figures, *self.pictures, *self.charts)
        return not any((self.grids, self.limits, self.findings, *drawn, self.facts, self.notices))


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """A cause as the first page shows it.

    Attributes:
        word, badge: its verdict.
        summary: what is so.
        details: the first of what its findings say, where the summary does not say it.
        n_details: how many there are.
        more: that there are more than are shown; empty where there are not.
        phases: where it is so: phases, or the sum of all; empty where it is of no phase.
        action, owner: what to do, and who.
        first: place of its worst finding in the report.
    """

    word: str
    badge: str
    summary: str
    details: tuple[str, ...]
    n_details: int
    more: str
    phases: str
    action: str
    owner: str
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """What the treating team decides on.

    Attributes:
        plans: each plan with what it prescribes, a line each.
        not_judged: which phases were not judged, beside the verdict; empty where all were.
        causes: worst first.
        targets: what every prescribed target receives; None where there is none.
        organs: what every limited organ receives, a row each, by phase and in the sum; None where none is.
    """

    plans: tuple[str, ...]
    not_judged: str
    causes: tuple[CauseLine, ...]
    targets: Grid | None
    organs: Grid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that is drawn.

    Attributes:
        title: names the document.
        word, badge: the verdict; ``info`` and a heading where there is none.
        created: ISO 8601; empty where it is not known.
        counts: word, badge and number of each verdict that occurs, worst first.
        remarks: what stands beside the verdict, each with the word of the tone that it has.
        identity: who the patient is; empty unless it was asked for.
        strip: where it comes from.
        first: the first page; None where the sections follow at once.
        signatures: who signs, and what else is filled in by hand.
        lines: every finding, in the report's order; each also stands in its section.
        sections: in order of reading; none is empty.
        disclaimer: what it is not to be taken for.
    """

    title: str
    word: str
    badge: str
    created: str
    strip: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    disclaimer: str
    counts: tuple[tuple[str, str, int], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    identity: tuple[tuple[str, str], ...] = ()
    first: FirstPage | None = None
    signatures: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The curves of all sections."""
        return tuple(figure for section in self.sections for figure in section.figures)
