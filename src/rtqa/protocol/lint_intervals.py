"""Intervals between events that no dates keep together: a cycle of bounds that sums to less than nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from rtqa.messages import Limit, Listing, Message, Quantity
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.schema import Protocol
from rtqa.protocol.time_rules import IntervalReading, IntervalRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How many days an event may at most lie after another.

    Attributes:
        clause: that says so; None where nature does.
        start, end: events; the other way round where the clause states a least distance.
        days: negative where ``end`` lies before ``start``.
        states_least: whether the clause states it as a least distance.
    """

    clause: str | None
    start: str
    end: str
    days: float
    states_least: bool = False

    def describe(self, clause: str) -> Message:
        """The bound as its clause states it."""
        start, end, days = self.start, self.end, Limit("<=", self.days)
        if self.states_least:
            start, end, days = self.end, self.start, Limit(">=", 0.0 - self.days)
        return Message("lint.interval-days", clause=clause, start=start, end=end, days=days)


def find_interval_contradictions(protocol: Protocol) -> Iterator[Contradiction]:
    """Clauses about time that cannot all be kept: two by two, then more of them in what is left.

    Of several ways to count, the laxest counts. A phase takes no less than nothing and no longer than its
    schedule allows.
    """
    bounds = list(_bounds(protocol))
    while cycle := sorted(_find_cycle(bounds), key=bounds.index):
        clauses = tuple(dict.fromkeys(bound.clause for bound in cycle if bound.clause is not None))
        says = "lint.no-dates-together" if len(clauses) > 1 else "lint.no-dates"
        excess = Quantity(-sum(bound.days for bound in cycle))
        yield Contradiction(
            rule="interval",
            clauses=clauses,
            says=Message(says, clauses=Listing(clauses, "and")),
            arithmetic=(
                *(bound.describe(bound.clause) for bound in cycle if bound.clause is not None),
                Message("lint.interval-excess", days=excess),
            ),
        )
        bounds = [bound for bound in bounds if bound.clause != clauses[-1]]


def _bounds(protocol: Protocol) -> Iterator[Bound]:
    for rule in protocol.intervals:
        if rule.from_ != rule.to:
            yield from _bounds_of(rule)
    for phase in protocol.phases:
        first, last = f"{phase.id}.first-fraction", f"{phase.id}.last-fraction"
        yield Bound(clause=None, start=last, end=first, days=0.0)
        for schedule in protocol.schedules:
            if schedule.phase == phase.id and schedule.most_days is not None:
                yield Bound(clause=schedule.id, start=first, end=last, days=float(schedule.most_days))


def _bounds_of(rule: IntervalRule) -> Iterator[Bound]:
    ranges = [_in_days(reading) for reading in rule.counted_as]
    least, most = min(low for low, _ in ranges), max(high for _, high in ranges)
    if most < inf:
        yield Bound(clause=rule.id, start=rule.from_, end=rule.to, days=most)
    if least > -inf:
        yield Bound(clause=rule.id, start=rule.to, end=rule.from_, days=-least, states_least=True)


def _in_days(reading: IntervalReading) -> tuple[float, float]:
    """The least and the most calendar days between two events by one way of counting."""
    least = -inf if reading.min is None else reading.min
    most = inf if reading.max is None else reading.max
    if reading.inclusive:
        least, most = (end - (1 if end > 0 else -1) if abs(end) < inf else end for end in (least, most))
    if reading.either_way:
        least = -most
    # Hours leave open how many midnights lie between.
    return (least, most) if reading.unit == "days" else (least / 24.0 - 1.0, most / 24.0 + 1.0)


def _find_cycle(bounds: Sequence[Bound]) -> list[Bound]:
    """Bounds from an event back to itself that add up to less than nothing: two, else by Bellman and Ford."""
    for first, second in combinations(bounds, 2):
        if (first.start, first.end) == (second.end, second.start) and first.days + second.days < 0:
            return [first, second]
    events = {event for bound in bounds for event in (bound.start, bound.end)}
    reached, came_by = dict.fromkeys(events, 0.0), dict[str, Bound]()
    changed = ""
    for _ in range(len(events) + 1):
        changed = ""
        for bound in bounds:
            if reached[bound.start] + bound.days < reached[bound.end] - 1e-9:
                reached[bound.end] = reached[bound.start] + bound.days
                came_by[bound.end] = bound
                changed = bound.end
        if not changed:
            return []
    for _ in events:  # back from where it still changes, into the cycle itself
        changed = came_by[changed].start
    cycle, event = [came_by[changed]], came_by[changed].start
    while event != changed:
        cycle.append(came_by[event])
        event = came_by[event].start
    return cycle[::-1]
