"""What another program's file says, before it is a protocol of rtqa's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One limit.

    Attributes:
        structure: as the file names it.
        aliases: other names that the file gives it.
        metric: what is limited.
        relation, limit, variation: as in :class:`rtqa.protocol.Constraint`.
        quote: the row or entry itself, as text.
        source: what the file says of its source, or the file.
        reading: how the entry was made a limit; None where the entry is one.
        percent_of: the structure whose prescription its percentages are of; None where the file does not say.
    """

    structure: str
    aliases: tuple[str, ...]
    metric: MetricSpec
    relation: str
    limit: float
    variation: float | None
    quote: str
    source: str
    reading: Message | None
    percent_of: str | None = None


class LeftOut(NamedTuple):
    """What of the file was not carried over: where it stands, and why."""

    place: str | Message
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A foreign file, read.

    Attributes:
        title: what it calls itself.
        goals: the limits, in its order.
        left_out: what of the file the goals do not say.
    """

    title: str
    goals: tuple[Goal, ...]
    left_out: tuple[LeftOut, ...]
