"""Protocols by name or file, read whole or refused with every fault at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from rtqa.documents.places import Lines
from rtqa.documents.reading import read_document
from rtqa.documents.suggestion import did_you_mean
from rtqa.documents.toml import lines_of, parse_toml
from rtqa.errors import UsageError
from rtqa.messages import Message
from rtqa.protocol.foreign.read import read_table_as_protocol
from rtqa.protocol.protocol_document import ProtocolText, read_protocol
from rtqa.protocol.schema import Protocol
from rtqa.resources import resource_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProtocol:
    """A protocol and the file that it came from.

    Attributes:
        protocol: the contents.
        sha256: of the file's bytes, in hexadecimal: two reports with the same hash judged by the same text.
        label: the file's name without its folder.
        assumptions: what the file does not say and was put in, and what lint takes for granted.
        lines: of the file, where each clause begins, by its id; found when asked for.
    """

    protocol: Protocol
    sha256: str
    label: str
    assumptions: tuple[Message, ...] = field(default=(), repr=False)
    lines: Lines = field(default=dict, repr=False, compare=False)


def list_protocols() -> tuple[str, ...]:
    """The ids of the protocols that come with rtqa, sorted.

    >>> "nct07041788" in list_protocols()
    True
    """
    names = (file.name for file in resource_folder("constraints").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_protocol(name_or_path: str | Path | LoadedProtocol) -> LoadedProtocol:
    """Read a protocol of the library, such as ``"nct07041788"``, or a file of one's own.

    Text that ends in ``.toml`` or ``.csv``, or has a folder in it, is a path; other text is the id of a
    protocol of the library, in any case. What was loaded already is taken as it is.

    >>> loaded = load_protocol("NCT07041788")
    >>> loaded.protocol.id, [phase.id for phase in loaded.protocol.phases]
    ('nct07041788', ['sfrt', 'ccrt'])

    Args:
        name_or_path: the id, the file, or a protocol that was loaded before.

    Raises:
        UsageError: no such protocol or file.
        DocumentError: the file does not hold; all its faults at once.
    """
    if isinstance(name_or_path, LoadedProtocol):
        return name_or_path
    file = _find(name_or_path)
    content = read_document(file, what="the protocol file")
    read = _read(content, label=file.name)
    return LoadedProtocol(
        protocol=read.protocol,
        sha256=hashlib.sha256(content).hexdigest(),
        label=file.name,
        assumptions=read.assumptions,
        lines=read.lines,
    )


def _read(content: bytes, *, label: str) -> ProtocolText:
    if label.casefold().endswith(".csv"):
        return read_table_as_protocol(content, label=label)
    return read_protocol(parse_toml(content, label=label), label=label, lines=lines_of(content))


def _find(name_or_path: str | Path) -> Traversable:
    if (
        isinstance(name_or_path, Path)
        or name_or_path.endswith((".toml", ".csv"))
        or len(Path(name_or_path).parts) > 1
    ):
        return Path(name_or_path)
    known = list_protocols()
    name = str(name_or_path).casefold()
    if name not in known:
        advice = did_you_mean(name, known)
        listed = ", ".join(known)
        raise UsageError(
            f"no protocol {name_or_path!r}{advice} (known: {listed}; or give a .toml or .csv file)"
        )
    return resource_folder("constraints") / f"{name}.toml"
