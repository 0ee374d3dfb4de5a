"""The last line of the trail, noted beside the archive: lines that are cut off its end are missed by it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from rtqa.desk.archive import audit
from rtqa.desk.archive.archive import Archive

_FILE = "audit.head"


def write_head(folder: Path, archive: Archive) -> None:
    """Note the last line in the data folder."""
    with archive.read() as session:
        head = audit.read_head(session)
    if head is not None:
        fresh = folder / f"{_FILE}.new"
        fresh.write_text(json.dumps([head.seq, head.sha256]), encoding="ascii")
        fresh.replace(folder / _FILE)


def read_head(folder: Path) -> tuple[int, str] | None:
    """Number and hash of the line that was noted last; None where there is none."""
    with suppress(OSError, ValueError):
        seq, sha256 = json.loads((folder / _FILE).read_text(encoding="ascii"))
        return int(seq), str(sha256)
    return None
