"""Goes through folders of any size; what is remembered is the way down, not the files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rtqa.errors import InputError


class Listed(NamedTuple):
    """A file as the folder lists it.

    Attributes:
        path: absolute; as bytes, since a name need not be text.
        size: in bytes.
        mtime_ns: when it was last changed.
    """

    path: bytes
    size: int
    mtime_ns: int


def resolve(folders: Sequence[Path]) -> tuple[bytes, ...]:
    """The folders and files by their full names, those inside another left out.

    Raises:
        InputError: a path does not exist.
    """
    tops = []
    for number, folder in enumerate(folders, start=1):
        if not folder.exists():
            raise InputError(f"path {number} does not exist; name folders, archives or DICOM files")
        tops.append(os.fsencode(folder.resolve()))
    tops = sorted(set(tops))
    return tuple(top for top in tops if not any(is_below(top, other) for other in tops if other != top))


def is_below(path: bytes, top: bytes) -> bool:
    """Whether a path is the top or lies in it."""
    return path == top or path.startswith(top.rstrip(b"/\\") + os.sep.encode())


def walk(top: bytes, *, without: bytes) -> Iterator[Listed]:
    """Every regular file in a folder and below; links are followed, and never round in a circle.

    Args:
        top: a folder, or one file.
        without: a folder that is passed over: the store itself.
    """
    if os.path.isfile(top):  # noqa: PTH113 (bytes)
        about = os.stat(top)  # noqa: PTH116
        yield Listed(top, about.st_size, about.st_mtime_ns)
        return
    yield from _walk(top, without, above=())


def _walk(folder: bytes, without: bytes, above: tuple[tuple[int, int], ...]) -> Iterator[Listed]:
    """A folder that may not be read is a file of its own, of size −1."""
    try:
        about = os.stat(folder)  # noqa: PTH116
        identity = about.st_dev, about.st_ino
        if identity in above or folder == without:
            return
        entries = os.scandir(folder)
    except OSError:
        yield Listed(folder, -1, 0)
        return
    with entries:
        for entry in entries:
            try:
                if entry.is_dir():
                    yield from _walk(entry.path, without, (*above, identity))
                elif entry.is_file():
                    about = entry.stat()
                    yield Listed(entry.path, about.st_size, about.st_mtime_ns)
            except OSError:
                yield Listed(entry.path, -1, 0)
