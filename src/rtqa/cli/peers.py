"""``rtqa check --peers``: what peers with such a geometry have, beside the plan's own values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.table import Table
from rich.text import Text

from rtqa.cohort.learning import compare_with_peers
from rtqa.cohort.peers import read_model
from rtqa.findings import Report
from rtqa.model.case import Case
from rtqa.render.page.peers import lay_peers
from rtqa.render.words.language import Language


def with_peers(report: Report, file: Path, case: Case) -> Report:
    """The report with what peers have beside its values.

    Raises:
        DocumentError: the file is no model.
    """
    return replace(report, peers=compare_with_peers(read_model(file), case, report))


def draw_peers(report: Report, *, say: Language) -> list[Table]:
    """The section of the page as a table; none where it is empty."""
    section = lay_peers(report, say)
    tables = []
    for grid in section.grids:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left")
        table.title = Text("\n".join((section.title, *section.notes)))
        for place, column in enumerate(grid.columns):
            table.add_column(Text(column), justify="right" if grid.is_number[place] else "left")
        for row in grid.rows:
            table.add_row(*map(Text, row))
        tables.append(table)
    return tables
