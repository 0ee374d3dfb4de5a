"""Treatment records to fractions: one that broke off and was resumed is one, and counts when complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from rtqa.course.moments import Moment, day_of
from rtqa.model.record import BeamRecord


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
        doubts: what they leave open, each in one clause.
    """

    fractions: tuple[Fraction, ...]
    doubts: tuple[str, ...] = ()


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
    for each in records:
        if each.moment is None:
            n_undated += 1
            continue
        n_unnumbered += each.fraction is None
        number = day_of(each.moment) if each.fraction is None else each.fraction
        parts[each.fraction_group, number].append((each.moment, each))
    wanted = beam_numbers or {each.beam_number for part in parts.values() for _, each in part}
    fractions, broken = [], []
    for part in parts.values():
        moments = sorted((moment for moment, _ in part), key=sort_key)
        if wanted <= {each.beam_number for _, each in part if each.is_normal}:
            fractions.append(Fraction(begun=moments[0], completed=moments[-1]))
        else:
            broken.append(day_of(moments[-1]))
    doubts = []
    if broken:
        days = ", ".join(map(str, sorted(broken)))
        doubts.append(f"by the treatment records, fractions were begun and not completed ({days})")
    if n_undated:
        doubts.append(f"{n_undated} recorded beams have no date and were not counted")
    if n_unnumbered:
        doubts.append(
            f"{n_unnumbered} recorded beams name no fraction; those of one day were taken as one fraction"
        )
    in_order = sorted(fractions, key=lambda fraction: sort_key(fraction.begun))
    return Recorded(fractions=tuple(in_order), doubts=tuple(doubts))


def sort_key(moment: Moment) -> datetime:
    """For sorting moments of which some have no time: those stand at the start of their day."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())
