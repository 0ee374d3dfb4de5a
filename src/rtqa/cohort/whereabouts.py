"""Where on the disk a plan, an object or a patient of a report lies, by the name that the store gives it."""

from __future__ import annotations

import os
import re
import sqlite3

from rtqa.cohort.results import read_table
from rtqa.cohort.store import Store
from rtqa.errors import UsageError

_OBJECT = re.compile("[0-9a-f]{16}")
_PATIENT = re.compile("P-[0-9a-f]{10}")


def find_paths(store: Store, name: str) -> list[str]:
    """The files of a plan or another object; of an image series or a patient, the folders and archives.

    Args:
        store: whose index knows it.
        name: as the report has it, such as ``0123456789abcdef`` or ``P-0123456789``; of a course, its first
            plan's file is found.

    Raises:
        UsageError: it is no such name, or the store knows none of that name.
    """
    with store.index() as index:
        if _OBJECT.fullmatch(name):
            files = _find(index, "object", name) or _folders(_find(index, "series", name))
            if not files and store.results.is_dir():
                courses = read_table(store, "plans", columns=["first_plan"], where=[("plan", "=", name)])
                files = [
                    file for row in courses.to_pylist() for file in _find(index, "object", row["first_plan"])
                ]
        elif _PATIENT.fullmatch(name):
            files = _folders(_find(index, "patient", name.removeprefix("P-")))
        else:
            raise UsageError(f"{name!r} is no name of a store's: those are 0123456789abcdef or P-0123456789")
    if not files:
        raise UsageError(f"the store knows nothing that is called {name!r}")
    return [f"{path}: {member}" if member else path for path, member in files]


def _find(index: sqlite3.Connection, column: str, digits: str) -> list[tuple[str, str]]:
    """Path and member of the files whose digest begins with these hexadecimal digits."""
    least, most = bytes.fromhex(digits), bytes.fromhex(digits.ljust(32, "f"))
    query = f"SELECT path, member FROM file WHERE {column} BETWEEN ? AND ? ORDER BY path, member"  # noqa: S608
    return [(os.fsdecode(path), member) for path, member in index.execute(query, (least, most))]


def _folders(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of files their folders, of members their archives, each once."""
    return sorted({(path if member else os.path.dirname(path), "") for path, member in files})  # noqa: PTH120
