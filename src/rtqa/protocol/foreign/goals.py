"""What another program's file says, before it is a protocol of rtqa's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rtqa.errors import DocumentError, Fault
from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One limit.

    Attributes:
        structure: as the file names it.
        metric: what is limited.
        relation, limit, variation: as in :class:`rtqa.protocol.Constraint`.
        quote: the row or entry itself, as text.
        source: what the file says of its source, or the file.
        aliases: other names that the file gives the structure.
        reading: how the entry was made a limit; None where the entry is one.
        percent_of: the structure whose prescription its percentages are of; None where the file does not say.
        more: further keys of a ``[[constraint]]``.
        line: of the file; 0 where it has none.
    """

    structure: str
    metric: MetricSpec
    relation: str
    limit: float
    variation: float | None
    quote: str
    source: str
    aliases: tuple[str, ...] = ()
    reading: Message | None = None
    percent_of: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


class LeftOut(NamedTuple):
    """What of the file was not carried over: where it stands, and why."""

    place: str | Message
    reason: Message


class Prescribed(NamedTuple):
    """What the file says is given to a target."""

    structure: str
    dose_gy: float
    n_fractions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A foreign file, read.

    Attributes:
        title: what it calls itself.
        goals: the limits, in its order.
        left_out: what of the file the goals do not say.
        derived: how structures are made, by name; one that others are made of stands above them.
        prescribed: None where the file does not say, or not to what.
    """

    title: str
    goals: tuple[Goal, ...]
    left_out: tuple[LeftOut, ...]
    derived: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    prescribed: Prescribed | None = None


def require_goals(goals: Sequence[Goal], left_out: Sequence[LeftOut], *, label: str, key: str) -> None:
    """Refuse a file of which nothing is a limit.

    Args:
        goals: what was read.
        left_out: what was not.
        label: what errors call the file.
        key: where its limits would stand.

    Raises:
        DocumentError: there are no goals; with the reason for each that was left out.
    """
    if not goals:
        faults = tuple(Fault(str(part.place), str(part.reason)) for part in left_out)
        raise DocumentError(label, faults or (Fault(key, "is empty"),))
