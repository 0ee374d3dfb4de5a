"""Could every file be read, once and whole?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row
from rtqa.messages import CauseKind, Message


@check(
    "REF-FILES",
    "Could every file be read, once and whole?",
    section="files",
    order=20,
    cause=CauseKind.FILE_DAMAGED,
    per="case",
)
def files(subject: Subject) -> Iterator[Row]:
    """A file that could not be read, or an object that exists in two versions."""
    return judge_deviations(subject, "REF-FILES", message=Message("ref-files.whole"))
