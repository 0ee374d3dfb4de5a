"""A foreign file to a protocol."""

from __future__ import annotations

import hashlib
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

from rtqa.documents.reading import read_document
from rtqa.errors import DocumentError, Fault, UsageError
from rtqa.protocol.foreign.document import make_document
from rtqa.protocol.foreign.goal_table import read_goal_table
from rtqa.protocol.foreign.goals import Imported
from rtqa.protocol.foreign.proknow import read_proknow
from rtqa.protocol.foreign.protocol_text import write_protocol_text
from rtqa.protocol.foreign.scorecard import read_scorecard
from rtqa.protocol.protocol_document import ProtocolText, parse_protocol, read_protocol


def import_file(file: Path) -> tuple[str, Imported]:
    """Read a PlanScoreCard or ProKnow scorecard (``.json``) or a table of goals (``.csv``).

    Returns:
        The TOML of a protocol, and what was read. :func:`rtqa.protocol.parse_protocol` takes it, or tells
        which of its goals cannot be meant.

    Raises:
        UsageError: there is no such file, or it is of another kind.
        DocumentError: nothing of the file can be read; with the reason for each part.
    """
    suffix = file.suffix.casefold()
    if suffix not in (".json", ".csv"):
        kinds = ".json (PlanScoreCard, ProKnow) nor .csv (a table of goals)"
        raise UsageError(f"{file.name!r} is neither {kinds}")
    content = read_document(file, what="the file")
    read = read_goal_table if suffix == ".csv" else _read_json
    imported = read(content, label=file.name)
    document = make_document(imported, ident=_ident(file.stem), source=_source(content, file.name))
    text = write_protocol_text(document.values, imported.left_out)
    parse_protocol(text.encode(), label=file.name, refuse_slips=False)
    return text, imported


def read_table_as_protocol(content: bytes, *, label: str) -> ProtocolText:
    """A table of goals as the protocol that it is, where all of it can be carried over.

    Args:
        content: the file, CSV.
        label: its name without its folder.

    Raises:
        DocumentError: something of it cannot be judged, or does not hold; with the line of each.
    """
    imported = read_goal_table(content, label=label)
    if imported.left_out:
        faults = [Fault(str(part.place), str(part.reason)) for part in imported.left_out]
        faults.append(
            Fault("file", "rtqa protocols import leaves this out, and makes a protocol of the rest")
        )
        raise DocumentError(label, tuple(faults))
    stem = label.rpartition(".")[0]
    document = make_document(imported, ident=_ident(stem), source=label)
    return read_protocol(document.values, label=label, lines=partial(dict, document.lines))


def _read_json(content: bytes, *, label: str) -> Imported:
    try:
        document: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise DocumentError(
            label, (Fault(f"line {line}" if line else "file", "not JSON in UTF-8"),)
        ) from None
    if isinstance(document, dict) and isinstance(document.get("ScoreTemplates"), list):
        return read_scorecard(document, label=label)
    if isinstance(document, dict) and isinstance(document.get("computed"), list):
        return read_proknow(document, label=label)
    problem = "has neither a list ScoreTemplates (PlanScoreCard) nor one computed (ProKnow)"
    raise DocumentError(label, (Fault("file", problem),))


def _ident(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-") or "imported"


def _source(content: bytes, label: str) -> str:
    return f"{label}, sha256 {hashlib.sha256(content).hexdigest()}"
