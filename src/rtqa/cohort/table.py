"""A table of a cohort's report, as values."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.cohort.trial import UNKNOWN, By
from rtqa.messages import Message
from rtqa.messages.words import write

Cell = Message | str | float | int | None
"""A message, a name or a code, a number, or nothing known."""

BY: dict[By, Message] = {
    "site": Message("cohort.site"),
    "arm": Message("cohort.arm"),
    "planner": Message("cohort.planner"),
    "month": Message("cohort.month"),
}
NO_GROUP = Message("cohort.no-group")
"""What the group of plans is called of which it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings.

    Attributes:
        name: of its CSV file, and of its place on the page.
        title: what the rows are.
        columns: headings.
        rows: cells by column.
        note: how to read it; None where nothing is to say.
    """

    name: str
    title: Message
    columns: tuple[Message | str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Message | None = None


def group_name(group: str) -> Message | str:
    """A group as it is called; of plans without one, that it is not known."""
    return NO_GROUP if group == UNKNOWN else group


def write_cell(cell: Cell, language: str) -> str | float | int | None:
    """A cell in words of a language; numbers stay numbers."""
    return write(cell, language) if isinstance(cell, Message) else cell
