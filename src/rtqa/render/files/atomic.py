"""Files of a report, each whole or not there at all, and all of them or none."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from rtqa.errors import WriteError


def write_files(contents: Mapping[str, bytes], folder: Path, *, what: str) -> tuple[Path, ...]:
    """Write files into a folder, which is made if need be; older ones of their names are replaced.

    Args:
        contents: what each file holds, by its name.
        folder: where they go.
        what: what they are together, as the error names it, such as ``the report``.

    Raises:
        WriteError: a file could not be written; the folder is as it was before.
    """
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rtqa-", dir=folder) as staged:
            for name, content in contents.items():
                (Path(staged) / name).write_bytes(content)
            _replace_all(Path(staged), folder, list(contents))
    except OSError as error:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        why = error.strerror or type(error).__name__
        raise WriteError(f"{what} could not be written ({why}); no file of it was left behind") from None
    return tuple(folder / name for name in contents)


def _replace_all(staged: Path, folder: Path, names: Sequence[str]) -> None:
    """Move files into the folder; what was there before comes back where one of them cannot be moved."""
    kept = [name for name in names if (folder / name).is_file()]
    for name in kept:
        (folder / name).replace(staged / f"{name}.before")
    moved = []
    try:
        for name in names:
            (staged / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (folder / name).unlink()
        for name in kept:
            with suppress(OSError):
                (staged / f"{name}.before").replace(folder / name)
        raise
