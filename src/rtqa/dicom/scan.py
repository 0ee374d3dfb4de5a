"""Finds the files: folders searched to the bottom, each file once."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rtqa.errors import InputError


@dataclass(slots=True)
class FoundFiles:
    """What lies under the paths.

    Attributes:
        files: regular files, each once, in order of name within each path.
        n_closed: how many folders may not be read; nobody knows what lies in them.
    """

    files: list[Path] = field(default_factory=list)
    n_closed: int = 0


def find_files(paths: Iterable[str | os.PathLike[str]]) -> FoundFiles:
    """List all files under the paths; links are followed, and pipes and devices passed over.

    Raises:
        InputError: a path does not exist, or is an archive.
    """
    scan = FoundFiles()
    files: dict[Path, Path] = {}
    folders: set[tuple[int, int]] = set()
    for place, path in enumerate(map(Path, paths)):
        if path.is_dir():
            inside = _search(path, folders, scan)
        elif path.is_file() and zipfile.is_zipfile(path):
            raise InputError(
                f"path {place + 1} is a zip archive: unpack it, and name the folder; "
                "rtqa cohort takes it as it is"
            )
        elif path.is_file():
            inside = [path]
        else:
            raise InputError(
                f"path {place + 1} does not exist; name a folder or files exported from the planning system"
            )
        files |= {file.resolve(): file for file in inside}
    scan.files = list(files.values())
    return scan


def _search(top: Path, seen: set[tuple[int, int]], scan: FoundFiles) -> list[Path]:
    """The files in a folder and in all below it, in order of name; a loop of links is entered once."""
    inside: list[Path] = []
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            about = folder.stat()
            identity = about.st_dev, about.st_ino
            entries = [] if identity in seen else list(os.scandir(folder))
        except OSError as error:
            if error.errno == errno.ENOMEM:
                raise MemoryError from None  # whoever went on would say that there is no file in it
            scan.n_closed += 1
            continue
        seen.add(identity)
        waiting += [Path(entry.path) for entry in entries if entry.is_dir()]
        inside += [Path(entry.path) for entry in entries if entry.is_file()]
    return sorted(inside)
