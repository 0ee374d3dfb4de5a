"""From treatment records to fractions: one interrupted and resumed is one, and counts when complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from rtqa.course.moments import Moment, can_be, day_of
from rtqa.messages import Listing, Message
from rtqa.model.record import BeamRecord

N_LISTED = 10
"""Of days or numbers, these are written; of the rest, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """A fraction that was given: when it was begun, and when its last part was given."""

    begun: Moment
    completed: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What treatment records say of one plan.

    Attributes:
        fractions: the complete ones, in order of time.
        doubts: the questions that they leave open, each as one clause.
    """

    fractions: tuple[Fraction, ...]
    doubts: tuple[Message, ...] = ()


def gather_fractions(records: Iterable[BeamRecord], *, beam_numbers: frozenset[int]) -> Recorded:
    """Put the recorded beams of one plan together to fractions.

    Parts belong to one fraction by its number; without a number, by their day. A fraction is complete when
    each of its beams came to its normal end in one of its parts.

    Args:
        records: of one plan.
        beam_numbers: of the plan's treatment beams; where empty, all beams that any fraction has.
    """
    parts: defaultdict[tuple[int, int | date], list[tuple[Moment, BeamRecord]]] = defaultdict(list)
    n_undated = n_unnumbered = 0
    for record in records:
        if record.moment is None or not can_be(record.moment):
            n_undated += 1
            continue
        n_unnumbered += record.fraction is None
        number = day_of(record.moment) if record.fraction is None else record.fraction
        parts[record.fraction_group, number].append((record.moment, record))
    wanted = beam_numbers or {record.beam_number for part in parts.values() for _, record in part}
    fractions, broken, repeated = [], [], []
    for part in parts.values():
        moments = sorted((moment for moment, _ in part), key=sort_key)
        ended = [record.beam_number for _, record in part if record.is_normal]
        if wanted <= set(ended):
            fractions.append(Fraction(begun=moments[0], completed=moments[-1]))
        else:
            broken.append(day_of(moments[-1]))
        if len(set(ended)) < len(ended):
            repeated.append(day_of(moments[-1]))
    doubts = (
        Message("time-sources.broken-off", n=len(broken), days=_listed(broken)) if broken else None,
        Message("time-sources.ended-twice", days=_listed(repeated)) if repeated else None,
        _find_missing(parts),
        Message("time-sources.records-undated", n=n_undated) if n_undated else None,
        Message("time-sources.records-unnumbered", n=n_unnumbered) if n_unnumbered else None,
    )
    return Recorded(
        fractions=tuple(sorted(fractions, key=lambda fraction: sort_key(fraction.begun))),
        doubts=tuple(doubt for doubt in doubts if doubt is not None),
    )


def _listed(days: list[date]) -> Listing:
    """The first days, in order; of the rest, how many there are."""
    return Listing(tuple(sorted(days)), most=N_LISTED)


def _find_missing(parts: Iterable[tuple[int, int | date]]) -> Message | None:
    """The numbers up to the highest of its fraction group that no record has; None where all are there.

    They are counted, and only the first are written: a number that a file made up may leave out millions.
    """
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    for group, number in parts:
        if isinstance(number, int):
            numbers[group].add(number)
    n_missing = sum(
        max(known) - 1 - sum(1 <= n < max(known) for n in known)
        for known in numbers.values()
        if max(known) > 0
    )
    if not n_missing:
        return None
    missing = (n for known in numbers.values() for n in range(1, max(known)) if n not in known)
    first = Listing(tuple(islice(missing, N_LISTED)))
    if n_missing > N_LISTED:
        return Message("time-sources.many-left-out", n=n_missing, numbers=first)
    return Message("time-sources.left-out", n=n_missing, numbers=first)


def sort_key(moment: Moment) -> datetime:
    """For sorting moments of which some have no time: those stand at the start of their day."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())
