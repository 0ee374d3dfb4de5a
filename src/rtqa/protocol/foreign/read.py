"""A foreign file to the text of a protocol file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from rtqa.errors import UsageError
from rtqa.protocol.foreign.goal_table import read_goal_table
from rtqa.protocol.foreign.goals import Imported
from rtqa.protocol.foreign.protocol_text import write_protocol_text
from rtqa.protocol.foreign.scorecard import read_scorecard
from rtqa.protocol.protocol_document import parse_protocol

_READERS = {".json": read_scorecard, ".csv": read_goal_table}


def import_file(file: Path) -> tuple[str, Imported]:
    """Read a PlanScoreCard (``.json``) or a table of goals (``.csv``).

    Returns:
        The TOML of a protocol, and what was read. :func:`rtqa.protocol.parse_protocol` takes it, or tells
        which of its goals cannot be meant.

    Raises:
        UsageError: there is no such file, or it is of another kind.
        DocumentError: the file does not hold; all its faults at once.
    """
    reader = _READERS.get(file.suffix.casefold())
    if reader is None:
        raise UsageError(f"{file.name!r} is neither .json (PlanScoreCard) nor .csv (a table of goals)")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the file {file.name!r} cannot be read: {error.strerror}") from None
    imported = reader(content, label=file.name)
    ident = re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-") or "imported"
    sha256 = hashlib.sha256(content).hexdigest()
    text = write_protocol_text(imported, ident=ident, label=file.name, sha256=sha256)
    parse_protocol(text.encode(), label=file.name, refuse_slips=False)
    return text, imported
