"""A course file read whole, or refused with every fault at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rtqa.course.file import Course
from rtqa.errors import Fault, UsageError
from rtqa.protocol.references import find_repeated, find_unknown, rows_of, texts_of
from rtqa.protocol.toml_document import parse_document, parse_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCourse:
    """A course and the file that it came from.

    Attributes:
        course: the contents.
        sha256: of the file's bytes, in hexadecimal.
        folder: what the paths in the file are relative to; never printed.
    """

    course: Course
    sha256: str
    folder: Path = field(repr=False)

    def path(self, relative: str) -> Path:
        """A folder or file that the course file names."""
        return self.folder / relative


def load_course(path: str | Path) -> LoadedCourse:
    """Read a course file.

    Raises:
        UsageError: there is no such file.
        DocumentError: the file does not hold; all its faults at once.
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the course file {file.name!r} cannot be read: {error.strerror}") from None
    return LoadedCourse(
        course=parse_course(content, label=file.name),
        sha256=hashlib.sha256(content).hexdigest(),
        folder=file.parent,
    )


def parse_course(content: bytes, *, label: str) -> Course:
    """Read a course from the bytes of its TOML file.

    Args:
        content: the file.
        label: what errors call it; a file name without its folder.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``phase[1].delivered[3]``.
    """
    document = parse_toml(content, label=label)
    return parse_document(document, Course, label=label, find_reference_faults=_find_reference_faults)


def _find_reference_faults(document: Mapping[str, object]) -> list[Fault]:
    phases = rows_of(document, "phase")
    registrations = rows_of(document, "registration")
    known = texts_of(phases, "id")
    return [
        *find_repeated("id", phases),
        *find_unknown("from", registrations, known=known, what="phase"),
        *find_unknown("to", registrations, known=known, what="phase"),
    ]
