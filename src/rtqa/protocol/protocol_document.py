"""A protocol file's text to a :class:`Protocol`."""

from __future__ import annotations

from rtqa.documents.toml import parse_document, parse_toml
from rtqa.errors import DocumentError, Fault
from rtqa.messages import Message
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint import find_slips
from rtqa.protocol.references import find_reference_faults
from rtqa.protocol.schema import Protocol


def parse_protocol(content: bytes, *, label: str, refuse_slips: bool = True) -> Protocol:
    """Read a protocol from the bytes of its TOML file.

    A clause that cannot mean what it says, such as a cord that must receive at least 45 Gy, is a fault of the
    file, unless a notice of the file explains it.

    Args:
        content: the file.
        label: what errors call it; a file name without its folder.
        refuse_slips: False for a text that a person has yet to read, such as an imported one.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``constraint[3].metric``.
    """
    document = parse_toml(content, label=label)
    protocol = parse_document(document, Protocol, label=label, find_reference_faults=find_reference_faults)
    faults = tuple(
        _describe_fault(slip)
        for slip in find_slips(protocol)
        if refuse_slips and slip.refused_at and not any(map(slip.is_explained_by, protocol.ambiguities))
    )
    if faults:
        raise DocumentError(label, faults)
    return protocol


def _describe_fault(slip: Contradiction) -> Fault:
    message = Message("lint.refused", says=slip.says, why=slip.arithmetic[0], rule=slip.rule)
    return Fault(slip.refused_at, str(message))
