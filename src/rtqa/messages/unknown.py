"""What is not known, and why: absence as a value."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.messages.cause import Cause
from rtqa.messages.message import Message
from rtqa.messages.values import Interval


@dataclass(frozen=True, slots=True)
class Unknown:
    """In place of a value that cannot be known.

    Attributes:
        message: why, in a clause that stands after "because".
        cause: what would have to change; None where the check that asks decides.
        bounds: what is known all the same, in the unit of the value; None where nothing is.
    """

    message: Message
    cause: Cause | None = None
    bounds: Interval | None = None
