"""Site, arm, planner of a plan: by a table of folders or a pattern of paths, never by patient data."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rtqa.cohort.walk import is_below
from rtqa.errors import UsageError

NAMES: Final = ("site", "arm", "planner")

Groups = Mapping[str, str]
"""Site, arm and planner of a plan, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How a plan's groups are known from where its file lies.

    Attributes:
        table: of each folder its groups.
        pattern: named groups of a regular expression that is sought in the path; None for none.
    """

    table: tuple[tuple[bytes, Groups], ...] = ()
    pattern: re.Pattern[str] | None = None

    def of(self, path: bytes) -> dict[str, str]:
        """The groups of a plan whose file has that path; the table goes before the pattern."""
        groups: dict[str, str] = {}
        if self.pattern is not None and (match := self.pattern.search(os.fsdecode(path))):
            groups |= {name: value for name, value in match.groupdict().items() if value}
        # Of folders within each other, the innermost comes last.
        for folder, groups_of_folder in sorted(self.table, key=lambda row: len(row[0])):
            if is_below(path, folder):
                groups |= groups_of_folder
        return groups


NO_GROUPS = Grouping()
"""Of no plan anything is known but its month."""


def read_grouping(table: Path | None = None, pattern: str | None = None) -> Grouping:
    """Read how plans are grouped.

    Args:
        table: CSV with the column ``folder``, a path beside the table's own, and of site, arm and planner
            those that are known.
        pattern: such as ``/data/(?P<site>[^/]+)/``.

    Raises:
        UsageError: one of them does not hold.
    """
    compiled = None
    if pattern is not None:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise UsageError(f"the path pattern is no regular expression: {error}") from None
        if not compiled.groupindex or set(compiled.groupindex) - set(NAMES):
            raise UsageError(
                f"the path pattern needs groups named {', '.join(NAMES)}, such as (?P<site>[^/]+)"
            )
    return Grouping(_read_table(table) if table is not None else (), compiled)


def _read_table(file: Path) -> tuple[tuple[bytes, Groups], ...]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            columns = set(table.fieldnames or ())
            if "folder" not in columns or not columns & set(NAMES):
                raise UsageError(
                    f"the table of groups {file.name!r} needs the columns folder and {' or '.join(NAMES)}"
                )
            return tuple(
                (
                    os.fsencode((file.parent / (row["folder"] or "")).resolve()),
                    {name: value for name in NAMES if (value := (row.get(name) or "").strip())},
                )
                for row in table
            )
    except (OSError, UnicodeDecodeError, csv.Error):
        raise UsageError(f"the table of groups {file.name!r} cannot be read as CSV in UTF-8") from None
