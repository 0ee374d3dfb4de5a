"""The bytes of a document: of a regular file, and of no more of it than a document has."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from rtqa.errors import UsageError
from rtqa.limits import MOST_DOCUMENT_BYTES


def read_document(file: Path | Traversable, *, what: str, most: int = MOST_DOCUMENT_BYTES) -> bytes:
    """Read a file that a person names; a pipe would never end, nor a device.

    Args:
        file: to read.
        what: it is, as the error names it, such as ``the course file``.
        most: bytes that it may have.

    Raises:
        UsageError: it is not there, is no regular file, is too large, or cannot be read.
    """
    problem = "cannot be read"
    try:
        if file.is_dir():
            problem = "is a folder"
        elif isinstance(file, Path) and file.exists() and not file.is_file():
            problem = "is no file"
        else:
            with file.open("rb") as opened:
                content: bytes = opened.read(most + 1)
            if len(content) <= most:
                return content
            problem = f"is larger than {most >> 20} MiB"
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
    raise UsageError(f"{what} {file.name!r} {problem}") from None
