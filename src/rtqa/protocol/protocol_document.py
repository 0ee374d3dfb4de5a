"""A protocol file's text to a :class:`Protocol`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from rtqa.documents.places import Lines, find_line, locate
from rtqa.documents.references import rows_of
from rtqa.documents.toml import lines_of, parse_document, parse_toml
from rtqa.errors import DocumentError, Fault
from rtqa.messages import Message
from rtqa.protocol.assumptions import find_assumptions
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint import find_slips
from rtqa.protocol.references import find_reference_faults
from rtqa.protocol.schema import Protocol
from rtqa.protocol.short_form import make_whole
from rtqa.protocol.short_tables import SHORT_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolText:
    """A protocol as it was read.

    Attributes:
        protocol: what it says.
        assumptions: what its short form leaves out and was put in, and what lint takes for granted.
        lines: of the file, where each clause begins, by its id.
    """

    protocol: Protocol
    assumptions: tuple[Message, ...]
    lines: Lines


def parse_protocol(content: bytes, *, label: str, refuse_slips: bool = True) -> Protocol:
    """Read a protocol from the bytes of its TOML file.

    A clause that cannot mean what it says, such as a cord that must receive at least 45 Gy, is a fault of the
    file, unless a notice of the file explains it.

    Args:
        content: the file.
        label: what errors call it; a file name without its folder.
        refuse_slips: False for a text that a person has yet to read, such as an imported one.

    Raises:
        DocumentError: all faults at once, each with its line.
    """
    return read_protocol(
        parse_toml(content, label=label), label=label, lines=lines_of(content), refuse_slips=refuse_slips
    ).protocol


def read_protocol(
    document: Mapping[str, object], *, label: str, lines: Lines, refuse_slips: bool = True
) -> ProtocolText:
    """Read a protocol from the values of its file.

    Args:
        document: in its short form or its long one.
        label: what errors call it.
        lines: of its places.
        refuse_slips: as for :func:`parse_protocol`.

    Raises:
        DocumentError: all faults at once, each with its line.
    """
    whole = make_whole(document)

    def find_faults(values: Mapping[str, object]) -> list[Fault]:
        return [*whole.faults, *find_reference_faults(values)]

    written = partial(_find_written, whole.origins, lines)
    protocol = parse_document(
        whole.values,
        Protocol,
        label=label,
        find_reference_faults=find_faults,
        lines=written,
        short_keys=SHORT_KEYS,
    )
    faults = [
        _describe_fault(slip)
        for slip in find_slips(protocol)
        if refuse_slips and slip.refused_at and not any(map(slip.is_explained_by, protocol.ambiguities))
    ]
    if faults:
        raise DocumentError(label, locate(faults, whole.values, written))
    return ProtocolText(
        protocol=protocol,
        assumptions=(*whole.assumptions, *find_assumptions(protocol)),
        lines=partial(_find_clauses, protocol, whole.values, written),
    )


def _find_clauses(protocol: Protocol, values: Mapping[str, object], written: Lines) -> dict[str, int]:
    """The line of each clause, by its id."""
    lines = written()
    ids = {clause.id for clause in protocol.clauses}
    return {
        str(row["id"]): find_line(place, lines)
        for array in values
        for place, row in rows_of(values, array)
        if row.get("id") in ids
    }


def _find_written(origins: Mapping[str, str], lines: Lines) -> Mapping[str, int]:
    """The lines of the long form: those of the file's own rows, and of the short rows behind the others."""
    known = lines()
    return {**known, **{place: find_line(origin, known) for place, origin in origins.items()}}


def _describe_fault(slip: Contradiction) -> Fault:
    message = Message("lint.refused", says=slip.says, why=slip.arithmetic[0], rule=slip.rule)
    return Fault(slip.refused_at, str(message))
