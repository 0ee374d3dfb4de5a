"""What rtqa says, as data: an id with typed values, and the words for it in each language.

Code makes a :class:`Message`; only the catalogues of this room (``en/``, ``zh/``) hold sentences.
"""

from rtqa.messages.cause import Cause, CauseKind, Owner
from rtqa.messages.message import Listing, Message, Value, join
from rtqa.messages.unknown import Unknown
from rtqa.messages.values import Interval, Limit, Quantity, Range
from rtqa.messages.words import LANGUAGES, write, write_prose, write_value

__all__ = [
    "LANGUAGES",
    "Cause",
    "CauseKind",
    "Interval",
    "Limit",
    "Listing",
    "Message",
    "Owner",
    "Quantity",
    "Range",
    "Unknown",
    "Value",
    "join",
    "write",
    "write_prose",
    "write_value",
]
