"""The tables of a cohort's report as one workbook of Excel: a sheet each, numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from rtqa.cohort.table import Table, write_cell
from rtqa.messages.safe_text import show_cell
from rtqa.render.words.language import Language

_MOST_WIDE = 60
_LONGEST = 32_767
"""Characters of a cell in Excel."""


def render_workbook(tables: Sequence[Table], say: Language) -> bytes:
    """The workbook; text that would be a formula is text."""
    from openpyxl import Workbook  # noqa: PLC0415 (an extra)
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "rtqa"
    # No date: the same tables make the same bytes, as far as the writer of archives allows.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    for table in tables:
        sheet = book.create_sheet(table.name)
        widths = [0] * len(table.columns)
        for place, row in enumerate((table.columns, *table.rows), start=1):
            for number, cell in enumerate(row, start=1):
                value = write_cell(cell, say.code)
                if isinstance(value, str):
                    value = show_cell(value)[:_LONGEST]
                written = sheet.cell(place, number)
                written.value = value
                if isinstance(value, str):
                    written.data_type = "s"
                widths[number - 1] = max(widths[number - 1], len(str(value)))
                if place == 1:
                    written.font = Font(bold=True)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, _MOST_WIDE)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
