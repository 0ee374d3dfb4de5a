"""Finds the files: folders searched to the bottom, each file once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rtqa.errors import InputError


def find_files(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """List all files under the paths, each once, in order of name.

    Raises:
        InputError: a path does not exist.
    """
    files: dict[Path, Path] = {}
    for place, path in enumerate(map(Path, paths)):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            inside = [path]
        else:
            raise InputError(
                f"path {place + 1} does not exist; name a folder or files exported from the planning system"
            )
        files |= {file.resolve(): file for file in inside}
    return list(files.values())
