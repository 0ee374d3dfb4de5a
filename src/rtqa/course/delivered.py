"""Treatment records to fractions: one that broke off and was resumed is one, and counts when complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from rtqa.course.moments import Moment, can_be, day_of
from rtqa.model.record import BeamRecord

_N_LISTED = 10


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
        if each.moment is None or not can_be(each.moment):
            n_undated += 1
            continue
        n_unnumbered += each.fraction is None
        number = day_of(each.moment) if each.fraction is None else each.fraction
        parts[each.fraction_group, number].append((each.moment, each))
    wanted = beam_numbers or {each.beam_number for part in parts.values() for _, each in part}
    fractions, broken, repeated = [], [], []
    for part in parts.values():
        moments = sorted((moment for moment, _ in part), key=sort_key)
        ended = [each.beam_number for _, each in part if each.is_normal]
        if wanted <= set(ended):
            fractions.append(Fraction(begun=moments[0], completed=moments[-1]))
        else:
            broken.append(day_of(moments[-1]))
        if len(set(ended)) < len(ended):
            repeated.append(day_of(moments[-1]))
    missing, broken_on, again_on = map(_listed, (_find_missing(parts), sorted(broken), sorted(repeated)))
    doubts = {
        f"by the treatment records, fractions were begun and not completed ({broken_on})": broken,
        "by the treatment records, a beam came to its normal end more than once in one fraction "
        f"({again_on}): given twice, recorded twice, or its number was used again": repeated,
        f"by their numbers, the treatment records leave out fractions ({missing})": missing,
        f"{n_undated} recorded beams have no usable date and were not counted": n_undated,
        f"{n_unnumbered} recorded beams name no fraction; those of one day were taken as one fraction": (
            n_unnumbered
        ),
    }
    in_order = sorted(fractions, key=lambda fraction: sort_key(fraction.begun))
    return Recorded(fractions=tuple(in_order), doubts=tuple(text for text, is_so in doubts.items() if is_so))


def _find_missing(parts: Iterable[tuple[int, int | date]]) -> Iterator[int]:
    """The numbers up to the highest of its fraction group that no record has."""
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    for group, number in parts:
        if isinstance(number, int):
            numbers[group].add(number)
    return (n for known in numbers.values() for n in range(1, max(known)) if n not in known)


def _listed(values: Iterable[object]) -> str:
    """As many of them as a person reads; a number that a file made up may leave out millions."""
    shown = list(map(str, islice(values, _N_LISTED + 1)))
    return ", ".join(shown if len(shown) <= _N_LISTED else [*shown[:_N_LISTED], "…"])


def sort_key(moment: Moment) -> datetime:
    """For sorting moments of which some have no time: those stand at the start of their day."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())
