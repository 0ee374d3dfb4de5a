"""What must hold: the protocol file, the library of protocols, and whose name a structure bears."""

from rtqa.protocol.document import parse_protocol
from rtqa.protocol.library import LoadedProtocol, list_protocols, load_protocol
from rtqa.protocol.names import Candidate, Match, match_structures
from rtqa.protocol.schema import (
    Constraint,
    DeliveredRule,
    FractionRange,
    Phase,
    PrescriptionRule,
    Protocol,
    ProtocolStructure,
    Range,
)

__all__ = [
    "Candidate",
    "Constraint",
    "DeliveredRule",
    "FractionRange",
    "LoadedProtocol",
    "Match",
    "Phase",
    "PrescriptionRule",
    "Protocol",
    "ProtocolStructure",
    "Range",
    "list_protocols",
    "load_protocol",
    "match_structures",
    "parse_protocol",
]
