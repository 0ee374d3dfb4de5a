"""The report of a cohort: one HTML page that needs nothing else, and its tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from rtqa.cohort.charts import Chart, draw_distributions, draw_individuals, draw_proportion
from rtqa.cohort.table import Cell, Table, write_cell
from rtqa.cohort.tables import list_tables, state_of
from rtqa.cohort.trial import Trial
from rtqa.messages import Message
from rtqa.messages.safe_text import show, show_cell
from rtqa.render.page.page import Grid
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import DISCLAIMER, SYMBOLS, badge, tone_of

_MOST_ROWS = 200
"""Of a table on the page; its CSV file has them all."""

_MOST_CHARTS = 40
"""Of a kind; those with signals are drawn first."""

_CHARTS = {
    "deviations": Message("cohort.deviations-note"),
    "distributions": Message("cohort.distributions-note"),
    "control": Message("cohort.control-note"),
    "completeness": Message("cohort.completeness-note"),
}
_CONTROL = Message("cohort.control")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the page: its heading, how to read it, its table and its charts."""

    id: str
    title: str
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()


def render_page(trial: Trial, say: Language, *, links: frozenset[str] = frozenset()) -> str:
    """The page.

    Args:
        trial: what it is of.
        say: its language.
        links: names of plans that have a page ``plans/NAME.html`` beside it.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("rtqa.cohort"), PackageLoader("rtqa.render")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tone"] = tone_of
    counts = {word: sum(state_of(plan) == word for plan in trial.plans) for word in SYMBOLS}
    patients = len({plan["patient"] for plan in trial.plans})
    not_judged = sum(plan["verdict"] is None for plan in trial.plans)
    return environment.get_template("cohort.html.j2").render(
        say=say,
        title=say("cohort.report"),
        counts=[(word, badge(word, say), n) for word, n in counts.items() if n],
        facts=(
            (say("cohort.plans"), str(len(trial.plans))),
            (say("cohort.patients"), str(patients)),
            (say("cohort.not-judged"), str(not_judged)),
            (say("page.protocol"), ", ".join(_protocols(trial))),
            (say("page.made"), f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"),
        ),
        parts=_lay_parts(trial, say),
        links=links,
        sections=say("page.sections"),
        disclaimer=say(DISCLAIMER),
    )


def render_tables(trial: Trial, say: Language) -> dict[str, bytes]:
    """Every table as CSV, by the file's name; numbers keep every digit."""
    return {f"{table.name}.csv": _render_csv(table, say).encode() for table in list_tables(trial)}


def _render_csv(table: Table, say: Language) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        cells = (write_cell(cell, say.code) for cell in row)
        writer.writerow([show_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return file.getvalue()


def _lay_parts(trial: Trial, say: Language) -> list[Part]:
    """The parts that have something to show; the control charts follow the distributions."""
    parts = []
    for table in list_tables(trial):
        charts: Sequence[Chart] = ()
        if table.name == "distributions":
            charts = tuple(draw_distributions(trial, say))[:_MOST_CHARTS]
        notes = [table.note or _CHARTS.get(table.name)]
        n_more = len(table.rows) - _MOST_ROWS
        if n_more > 0:
            notes.append(Message("cohort.more-rows", n=n_more, file=f"{table.name}.csv"))
        if table.rows or charts:
            part = Part(
                id=table.name,
                title=say.write(table.title),
                notes=tuple(say.write(note) for note in notes if note is not None),
                grids=_lay_grid(table, say),
                charts=tuple(charts),
            )
            parts.append(part)
        if table.name == "distributions":
            parts += _lay_control(trial, say)
    return parts


def _lay_control(trial: Trial, say: Language) -> list[Part]:
    charts = [*draw_proportion(trial, say), *draw_individuals(trial, say)]
    charts.sort(key=lambda chart: not chart.n_signals)
    if not charts:
        return []
    notes = (say.write(_CHARTS["control"]),)
    return [Part(id="control", title=say.write(_CONTROL), notes=notes, charts=tuple(charts[:_MOST_CHARTS]))]


def _lay_grid(table: Table, say: Language) -> tuple[Grid, ...]:
    rows = [tuple(_show(cell, say) for cell in row) for row in table.rows[:_MOST_ROWS]]
    numbers = [
        n for n in range(len(table.columns)) if any(isinstance(row[n], int | float) for row in table.rows)
    ]
    columns = tuple(say.write(column) for column in table.columns)
    return lay_table(columns, rows, numbers=numbers)


def _show(cell: Cell, say: Language) -> str:
    match cell:
        case None:
            return ""
        case Message():
            text = say.write(cell)
            word = _WORDS.get(cell.id)
            return badge(word, say) if word else text
        case float():
            return format_number(cell)
        case _:
            return show(str(cell))


_WORDS = {
    "verdict.pass": "pass",
    "verdict.variation": "variation",
    "verdict.review": "review",
    "verdict.fail": "fail",
}


def _protocols(trial: Trial) -> list[str]:
    stated = {f"{plan['protocol']} {plan['protocol_version']}" for plan in trial.plans if plan["protocol"]}
    return sorted(map(show, stated))
