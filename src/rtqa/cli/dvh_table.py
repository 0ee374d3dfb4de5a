"""The rows of ``rtqa dvh`` on a screen and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from rtqa.cli.dvh_rows import DvhRow
from rtqa.cli.screen import begin_table
from rtqa.dvh.settings import DEFAULT
from rtqa.messages.safe_text import show, show_cell, show_prose
from rtqa.messages.values import finite
from rtqa.metrics import Measurement, MetricSpec, Outcome
from rtqa.render.words.language import ENGLISH
from rtqa.render.words.number import WHOLE_FRAC, format_known, format_number, format_share

_COLUMNS = ("name", "volume_cm3", "coverage_frac", "min_gy", "mean_gy", "max_gy")


def draw_rows(rows: Sequence[DvhRow], specs: Sequence[MetricSpec]) -> RenderableType:
    """The table, and below it what was assumed and what could not be measured."""
    headings = map(ENGLISH, ("command.in-dose-grid", "command.min-gy", "command.mean-gy", "command.max-gy"))
    table = begin_table([ENGLISH("page.structure")], ["cm³", *headings, *map(str, specs)])
    for row in rows:
        table.add_row(*map(Text, [show(row.structure.name), *_cells(row, len(specs))]))
    remarks = [
        Text(f"{show(row.structure.name)}: {show_prose(text)}") for row in rows for text in _remarks(row)
    ]
    methods = {row.dvh.computed for row in rows if row.dvh is not None} - {DEFAULT.message}
    remarks += [Text(ENGLISH("command.computed", method=method)) for method in methods]
    return Group(table, *([Text(), *remarks] if remarks else []))


def write_csv(rows: Sequence[DvhRow], specs: Sequence[MetricSpec]) -> str:
    """One row a structure; every digit, and empty where a number is not known."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *map(str, specs), "remarks"])
    for row in rows:
        dvh = row.dvh
        numbers: list[float | None] = [None] * (len(_COLUMNS) - 1 + len(specs))
        if dvh is not None:
            geometry = (dvh.total_cm3, dvh.coverage_frac, dvh.min_gy, dvh.mean_gy, dvh.max_gy)
            measured = [
                outcome.value if isinstance(outcome, Measurement) else None for outcome in row.outcomes
            ]
            numbers = [finite(number) for number in (*geometry, *measured)]
        remarks = _remarks(row)
        if dvh is not None and dvh.computed != DEFAULT.message:
            remarks.append(f"computed {dvh.method}")
        writer.writerow([show_cell(row.structure.name), *numbers, show_cell("; ".join(remarks))])
    return file.getvalue()


def _cells(row: DvhRow, n_metrics: int) -> list[str]:
    dvh = row.dvh
    if dvh is None:
        return [ENGLISH("page.unknown"), *[""] * (4 + n_metrics)]
    return [
        format_number(dvh.total_cm3),
        format_share(dvh.coverage_frac),
        *map(format_known, (dvh.min_gy, dvh.mean_gy, dvh.max_gy)),
        *map(_outcome, row.outcomes),
    ]


def _outcome(outcome: Outcome) -> str:
    if not isinstance(outcome, Measurement):
        return ENGLISH("page.unknown")
    text = format_number(outcome.value, outcome.unit)
    span = outcome.interval
    if span is None or span.low == span.high:
        return text
    return f"{text} [{format_number(span.low, outcome.unit)}–{format_number(span.high, outcome.unit)}]"


def _remarks(row: DvhRow) -> list[str]:
    dvh = row.dvh
    if dvh is None:
        return [row.reason]
    unknown = [
        f"{outcome.spec}: {outcome.reason}"
        for outcome in row.outcomes
        if not isinstance(outcome, Measurement)
    ]
    partly = [ENGLISH("command.partly-outside")]
    return [*map(str, dvh.notes), *(partly if 0.0 < dvh.coverage_frac < WHOLE_FRAC else []), *unknown]
