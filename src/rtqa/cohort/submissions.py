"""What is judged as one: a plan by itself, or all plans of a course that the course table names."""

from __future__ import annotations

import csv
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rtqa.cohort.plans import IndexedFile, IndexedPlan, fingerprint, list_files, list_plans
from rtqa.cohort.store import patient_name
from rtqa.cohort.walk import is_below
from rtqa.dicom.read import COURSE_FILE
from rtqa.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one report is made of.

    Attributes:
        name: what the store calls it; of a single plan, the plan's name.
        first_plan: of a course, the name of its first plan.
        patient: pseudonym.
        date: YYYY-MM-DD of its latest plan; empty where no date is kept.
        files: in their order.
        course: the course file; None where there is none.
        fingerprint: of the files and the course file.
    """

    name: str
    first_plan: str
    patient: str
    date: str
    files: tuple[IndexedFile, ...] = field(repr=False)
    course: Path | None = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A row of the course table: plans that lie in the folder are one course, told by the course file."""

    folder: bytes
    course: Path


def read_course_table(file: Path) -> tuple[CourseRow, ...]:
    """Read a course table: CSV with the columns ``folder`` and ``course``, paths beside the table's own.

    Raises:
        UsageError: it cannot be read, lacks a column, or names a file that is not there.
    """
    rows = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            if not {"folder", "course"} <= set(table.fieldnames or ()):
                raise UsageError(f"the course table {file.name!r} needs the columns folder and course")
            for number, row in enumerate(table, start=2):
                course = (file.parent / (row["course"] or "")).resolve()
                if not course.is_file():
                    raise UsageError(f"line {number} of {file.name!r} names a course file that is not there")
                folder = (file.parent / (row["folder"] or "")).resolve()
                rows.append(CourseRow(os.fsencode(folder), course))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise UsageError(f"the course table {file.name!r} cannot be read as CSV in UTF-8") from None
    return tuple(rows)


def list_submissions(index: sqlite3.Connection, courses: Sequence[CourseRow] = ()) -> Iterator[Submission]:
    """All that is to be judged: courses of the table first, then every plan that is in none of them."""
    in_courses: dict[int, list[IndexedPlan]] = {}
    for plan in list_plans(index):
        number = _course_of(plan, index, courses)
        if number is not None:
            in_courses.setdefault(number, []).append(plan)
    for number, plans in in_courses.items():
        yield _submit(index, plans, courses[number].course)
    taken = {plan.name for plans in in_courses.values() for plan in plans}
    for plan in list_plans(index):
        if plan.name not in taken:
            yield _submit(index, [plan], None)


def _course_of(plan: IndexedPlan, index: sqlite3.Connection, courses: Sequence[CourseRow]) -> int | None:
    if not courses:
        return None
    paths = [path for (path,) in index.execute("SELECT path FROM file WHERE object = ?", (plan.object,))]
    numbers = (number for number, row in enumerate(courses) for path in paths if is_below(path, row.folder))
    return next(numbers, None)


def _submit(index: sqlite3.Connection, plans: Sequence[IndexedPlan], course: Path | None) -> Submission:
    files = tuple(dict.fromkeys(file for plan in plans for file in list_files(index, plan)))
    if course is None:
        # As rtqa check finds it: beside the plan.
        beside = Path(os.fsdecode(files[0].path)).parent / COURSE_FILE
        course = beside if not files[0].member and beside.is_file() else None
    names = sorted(plan.name for plan in plans)
    stated = hashlib.sha256(course.read_bytes()).hexdigest() if course is not None else ""
    name = names[0] if len(names) == 1 else hashlib.sha256(" ".join(names).encode()).hexdigest()[:16]
    date = max(plan.plan_date for plan in plans)
    return Submission(
        name=name,
        first_plan=names[0],
        patient=patient_name(plans[0].patient),
        date=f"{date[:4]}-{date[4:6]}-{date[6:]}" if date else "",
        files=files,
        course=course,
        fingerprint=f"{fingerprint(files)} {stated}",
    )
