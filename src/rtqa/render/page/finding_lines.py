"""A finding as a line of the page."""

from __future__ import annotations

import math

from rtqa.findings import Cell, Estimate, Finding, ReportedNotice, Table
from rtqa.messages import Interval, Message
from rtqa.messages.safe_text import show, show_prose
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.tables import NotTaken
from rtqa.render.page.page import Bar, Grid, Line, Notice, Words
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import (
    badge,
    format_interval,
    measured_of,
    numbers_of,
    phase_name,
    word_of,
)

_OF_NAMES = frozenset({"page.structure", "Vertex", "Against phase"})
"""Columns of findings' tables that hold names, which no language changes."""

_NOTICES = {"contradiction": "notice.contradiction", "silence": "notice.silence"}

_LIMIT_AT = 2.0 / 3.0
"""Where on its bar a limit stands: what is half as much again fills it."""


def lay_line(finding: Finding, *, anchor: str, figure: int | None, say: Language) -> Line:
    """Everything that is shown of a finding.

    Args:
        finding: the finding.
        anchor: names the line within the report.
        figure: number of the figure that shows its curve.
        say: the words.
    """
    constraint, numbers, word = finding.constraint, numbers_of(finding, say), word_of(finding.verdict)
    stands_for = constraint.subject if constraint and constraint.subject != finding.subject else ""
    return Line(
        anchor=anchor,
        word=word,
        badge=badge(word, say),
        code=show(finding.code),
        subject=say.write(finding.subject) or say("page.whole-case"),
        stands_for=show(stands_for),
        phase=phase_name(finding.phase, say),
        metric=numbers.metric,
        value=numbers.value,
        interval=numbers.interval,
        limit=numbers.limit,
        margin=numbers.margin,
        bar=_bar(finding),
        summary=say.write(finding.message),
        reason=say.write(finding.why),
        caveat=say.write(finding.caveat),
        words=_words(finding, say),
        table=lay_grid(finding.table, say) if finding.table else None,
        figure=figure,
    )


def lay_notice(notice: ReportedNotice, say: Language) -> Notice:
    """Everything that is shown of a notice about the protocol."""
    return Notice(
        kind=notice.kind,
        name=say(_NOTICES[notice.kind]),
        says=say.write(notice.says),
        arithmetic=tuple(say.write(line) for line in notice.arithmetic),
        quotes=tuple(map(show_prose, notice.quotes)),
        words=Words(
            source=show_prose(notice.source),
            reading=say.write(notice.reading),
            not_taken=lay_not_taken(notice.not_taken, say),
        ),
    )


def _words(finding: Finding, say: Language) -> Words:
    evidence = finding.cited
    return Words(
        quote=show_prose(evidence.quote),
        source=show_prose(evidence.source),
        reading=say.write(evidence.reading),
        not_taken=lay_not_taken(evidence.not_taken, say),
    )


def lay_not_taken(others: tuple[NotTaken, ...], say: Language) -> tuple[str, ...]:
    """Each reading that was not taken, with its reason."""
    return tuple(f"{say.write(other.reading)} ({say.write(other.why)})" for other in others)


def _bar(finding: Finding) -> Bar | None:
    measured, constraint = measured_of(finding), finding.constraint
    if measured is None or constraint is None or measured.value is None or not constraint.limit > 0.0:
        return None
    known = measured.known
    low, high = (known.low, known.high) if known else (measured.value, measured.value)
    return Bar(
        value=_share(measured.value, constraint),
        low=_share(low, constraint),
        high=_share(high, constraint),
        limit=_LIMIT_AT,
    )


def _share(value: float, constraint: Constraint) -> float:
    if not math.isfinite(value):
        return 1.0 if value > 0.0 else 0.0
    return round(min(max(_LIMIT_AT * value / constraint.limit, 0.0), 1.0), 4)


def lay_grid(table: Table, say: Language, *, intervals: bool = True) -> Grid:
    """A finding's table as text, with the intervals of its numbers or without."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    is_number = tuple(not any(isinstance(cell, str | Message) for cell in column) for column in columns)
    of_names = [column in _OF_NAMES for column in table.columns]
    return Grid(
        title=say.write(table.title),
        columns=tuple(say.write(column) for column in table.columns),
        is_number=is_number,
        rows=tuple(
            tuple(
                _cell(cell, ENGLISH if is_name else say, intervals=intervals)
                for cell, is_name in zip(row, of_names, strict=True)
            )
            for row in table.rows
        ),
        note=say.write(table.note),
    )


def _cell(cell: Cell, say: Language, *, intervals: bool) -> str:
    match cell:
        case None:
            return say("page.unknown")
        case str() | Message():
            return say.write(cell)
        case Estimate(value=value, low=low, high=high):
            interval = format_interval(Interval(low=low, high=high)) if intervals else ""
            return f"{format_number(value)} [{interval}]" if interval else format_number(value)
        case _:
            return f"{cell:g}" if float(cell).is_integer() else format_number(cell)
