"""Files that are on the disk when a call returns: a power cut takes nothing of them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO


def create_file(file: Path, *, mode: int) -> BinaryIO:
    """Open a new file of this mode, to write it.

    Raises:
        FileExistsError: there is one already.
    """
    return open(file, "xb", opener=partial(os.open, mode=mode))


def write_file(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a new file, and bring it to the disk.

    Raises:
        FileExistsError: there is one already.
    """
    with create_file(file, mode=mode) as out:
        out.write(content)
        sync_file(out)


def sync_file(file: IO[bytes]) -> None:
    """Bring what was written to an open file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
