"""The course file of a good case, as text, to be changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from seeded_files import COURSE_FILE, Files

FIRST = date(2025, 3, 31)
"""The Monday on which the sample's chemoradiotherapy begins."""

_DELIVERED = re.compile(r"^delivered = \[\n[^\]]*\]\n", re.MULTILINE)


def read_course(files: Files) -> str:
    """As it stands so far."""
    return files.course or (files.base / COURSE_FILE).read_text(encoding="utf-8")


def change_course(files: Files, old: str, new: str) -> None:
    """Put other words in place of some that stand there once."""
    text = read_course(files)
    assert text.count(old) == 1, old
    files.course = text.replace(old, new)


def cut_course(files: Files, part: re.Pattern[str], new: str = "") -> None:
    """Put other words, or none, in place of a part that is there once."""
    text, n = part.subn(lambda _: new, read_course(files))
    assert n == 1, part.pattern
    files.course = text


def weekdays(count: int, *, days: Sequence[int] = range(5)) -> list[str]:
    """The first days of treatment from Mon 2025-03-31, on these weekdays, Monday being 0."""
    every = (FIRST + timedelta(days=n) for n in range(7 * count))
    return [str(day) for day in every if day.weekday() in days][:count]


def give(files: Files, moments: Sequence[str]) -> None:
    """List these fractions of the chemoradiotherapy as given."""
    cut_course(files, _DELIVERED, f"delivered = [{', '.join(moments)}]\n")


def add_to_phase(files: Files, *lines: str) -> None:
    """Further lines of the chemoradiotherapy, which stands last in the file."""
    files.course = "\n".join([read_course(files).rstrip("\n"), *lines, ""])


def write_course(files: Files, *, planned: str | None = None, absent: str = "") -> None:
    """Write other doses of the phase of the plan, or none, into the course file, and what is absent.

    Args:
        files: whose course file is changed.
        planned: the table's text, such as ``CTV = 54``; empty for no such line, None to leave it.
        absent: likewise.
    """
    text = read_course(files)
    if planned is not None:
        lines = re.compile(r"^planned_gy = \{[^}]*\}\n", re.MULTILINE)
        kept = lines.sub("", text)
        line = f"planned_gy = {{ {planned} }}\n" if planned else ""
        text = kept.replace('folder = "."', f'folder = "."\n{line}'.rstrip(), 1)
    if absent:
        text = f"absent = {{ {absent} }}\n{text}"
    files.course = text
