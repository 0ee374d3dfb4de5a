"""What must hold: the protocol file, the library of protocols, and whose name a structure bears."""

from rtqa.protocol.ambiguity import Ambiguity
from rtqa.protocol.constraint import AlphaBeta, Constraint
from rtqa.protocol.library import LoadedProtocol, list_protocols, load_protocol
from rtqa.protocol.names import Candidate, Match, match_structures
from rtqa.protocol.prescription import DeliveredRule, FractionDose, PrescriptionRule
from rtqa.protocol.protocol_document import parse_protocol
from rtqa.protocol.schema import Phase, Protocol, ProtocolStructure
from rtqa.protocol.tables import Clause, FractionRange, NotTaken, Range

__all__ = [
    "AlphaBeta",
    "Ambiguity",
    "Candidate",
    "Clause",
    "Constraint",
    "DeliveredRule",
    "FractionDose",
    "FractionRange",
    "LoadedProtocol",
    "Match",
    "NotTaken",
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
