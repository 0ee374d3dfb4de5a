"""A protocol file's text to a :class:`Protocol`."""

from __future__ import annotations

from rtqa.documents.toml import parse_document, parse_toml
from rtqa.protocol.references import find_reference_faults
from rtqa.protocol.schema import Protocol


def parse_protocol(content: bytes, *, label: str) -> Protocol:
    """Read a protocol from the bytes of its TOML file.

    Args:
        content: the file.
        label: what errors call it; a file name without its folder.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``constraint[3].metric``.
    """
    document = parse_toml(content, label=label)
    return parse_document(document, Protocol, label=label, find_reference_faults=find_reference_faults)
