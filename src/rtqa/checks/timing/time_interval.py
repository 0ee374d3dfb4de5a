"""Do events lie as far apart as the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, failed, informed, passed
from rtqa.checks.timing.schedule import leave_out, not_supplied
from rtqa.course.chronicle import Dated
from rtqa.course.interval import Kept, count, describe, due, keeps
from rtqa.course.moments import day_of
from rtqa.findings import Evidence
from rtqa.messages import Cause, CauseKind, Listing, Message
from rtqa.protocol.time_rules import IntervalRule


@check(
    "TIME-INTERVAL",
    "Do events lie as far apart as the protocol asks for?",
    section="calendar",
    order=20,
    cause=CauseKind.TIME_NOT_KEPT,
    per="case",
)
def intervals(subject: Subject) -> Iterator[Row]:
    """One row for each interval clause; of an event that repeats, one for each time to the next."""
    for rule in subject.protocol.intervals:
        for start, end in _pairs(rule, subject):
            row = _judge(rule, subject, start=start, end=end)
            phase = next(iter(_phases(rule)), "")
            yield replace(row, subject=rule.id, phase=phase, evidence=Evidence.of(rule))


def _pairs(rule: IntervalRule, subject: Subject) -> Iterator[tuple[Dated | None, Dated | None]]:
    starts, ends = subject.chronicle.find(rule.from_), subject.chronicle.find(rule.to)
    if rule.from_ == rule.to:
        yield from pairwise(starts)
        yield (starts[-1] if starts else None), None
    else:
        yield next(iter(starts), None), next(iter(ends), None)


def _judge(rule: IntervalRule, subject: Subject, *, start: Dated | None, end: Dated | None) -> Row:
    if start is not None and end is not None:
        return _decide(rule, subject, start=start, end=end)
    untouched = [phase for phase in _phases(rule) if subject.is_untouched(phase)]
    if untouched:
        return leave_out(untouched[0], clause=rule.id)
    if start is not None:
        return _not_yet(rule, subject, start=start)
    others = (other for other in subject.protocol.intervals if other.from_ != other.to)
    if rule.from_ == rule.to and any(other.to == rule.to for other in others):
        # That there is a first time, another clause asks for.
        return informed(Message("time-interval.again-not-due", event=_name(rule.to, subject)))
    missing = [event for event, dated in ((rule.from_, start), (rule.to, end)) if dated is None]
    return _without_date(rule, subject, *dict.fromkeys(missing))


def _decide(rule: IntervalRule, subject: Subject, *, start: Dated, end: Dated) -> Row:
    """Both events have dates: held against every reading of the clause."""
    counted = [count(start.moment, end.moment, reading=reading) for reading in rule.counted_as]
    kept = [keeps(distance, reading) for distance, reading in zip(counted, rule.counted_as, strict=True)]
    names, taken = (_name(rule.from_, subject), _name(rule.to, subject)), rule.counted_as[0]
    message = Message(
        "time-interval.counted",
        start=names[0],
        start_day=day_of(start.moment),
        end=names[1],
        end_day=day_of(end.moment),
        distance=describe(counted[0], taken),
        asked=taken.says,
    )
    cause = Cause(CauseKind.TIME_NOT_KEPT, Message("time-interval.from-to", start=names[0], end=names[1]))
    if all(state is Kept.NO for state in kept):
        if rule.outside == "fail":
            return failed(message, cause=cause)
        return doubted(message, Message("time-interval.why-outside"), cause=cause)
    planned = tuple(name for name, dated in zip(names, (start, end), strict=True) if dated.is_planned)
    if planned:
        ahead = Listing(planned, "and")
        return informed(Message("time-interval.ahead", counted=message, planned=ahead))
    if all(state is Kept.YES for state in kept):
        return passed(message)
    if Kept.OPEN in kept:
        events = Message("calendar.event-times", events=Listing(tuple(dict.fromkeys(names)), "and"))
        return doubted(message, Message("time-interval.why-untimed"), cause=not_supplied(events))
    says = {
        state: Listing(
            tuple(reading.says for reading, k in zip(rule.counted_as, kept, strict=True) if k is state),
            "semicolon",
        )
        for state in (Kept.YES, Kept.NO)
    }
    disagree = Message("time-interval.why-disagree", kept=says[Kept.YES], broken=says[Kept.NO])
    return doubted(message, disagree, cause=cause)


def _not_yet(rule: IntervalRule, subject: Subject, *, start: Dated) -> Row:
    """What has no date is due, overdue or not yet due: never kept, and never silently left out."""
    name, as_of = _name(rule.to, subject), subject.chronicle.as_of
    if as_of is None and not start.is_planned:
        row = doubted(_not_judged(rule, subject), Message("time-interval.why-no-as-of", event=name))
        causes = (_missing_date(rule.to, subject), not_supplied(Message("calendar.as-of")))
        return replace(row, causes=causes)
    first, last = due(start.moment, reading=rule.counted_as[0])
    if last is None and _is_left_open(rule.to, subject):
        return _without_date(rule, subject, rule.to)
    window = _describe_window(first, last)
    if last is not None and as_of is not None and as_of > last and not start.is_planned:
        return doubted(
            _not_judged(rule, subject),
            Message("time-interval.why-overdue", event=name, window=window, as_of=as_of),
            cause=_missing_date(rule.to, subject),
        )
    from_name, from_day = _name(rule.from_, subject), day_of(start.moment)
    if start.is_planned:
        since = Message("time-interval.since-planned", event=from_name, day=from_day)
        return informed(Message("time-interval.not-yet-due", event=name, window=window, since=since))
    since = Message("time-interval.since", event=from_name, day=from_day)
    if as_of is not None and first is not None and as_of >= first:
        return informed(Message("time-interval.due", event=name, window=window, since=since))
    return informed(Message("time-interval.not-yet-due", event=name, window=window, since=since))


def _describe_window(first: date | None, last: date | None) -> Message:
    """The days on which an event is due; a reading has one end at least."""
    ends = {name: day for name, day in (("first", first), ("last", last)) if day is not None}
    if len(ends) > 1:
        return Message("time-interval.window", **ends)
    return Message("time-interval.from" if last is None else "time-interval.by", **ends)


def _without_date(rule: IntervalRule, subject: Subject, *events: str) -> Row:
    names = Listing(tuple(_name(event, subject) for event in events))
    reason = Message("time-interval.why-no-date", n=len(events), events=names)
    if len(events) == 1 and _is_left_open(events[0], subject):
        reason = Message("time-interval.why-left-open", event=_name(events[0], subject))
    row = doubted(_not_judged(rule, subject), reason)
    return replace(row, causes=tuple(_missing_date(event, subject) for event in events))


def _not_judged(rule: IntervalRule, subject: Subject) -> Message:
    return Message(
        "time-interval.not-judged",
        start=_name(rule.from_, subject),
        end=_name(rule.to, subject),
        asked=rule.counted_as[0].says,
    )


def _missing_date(event: str, subject: Subject) -> Cause:
    """What the course file would have to tell; of first and last fraction the same: the days of all."""
    phase, of_phase, moment = event.partition(".")
    if not of_phase:
        return not_supplied(Message("calendar.event-date", event=_name(event, subject)))
    if moment == "planning-ct":
        return not_supplied(Message("calendar.planning-ct-date", phase=phase))
    if _is_left_open(event, subject):
        return not_supplied(Message("calendar.whether-ended", phase=phase))
    return not_supplied(Message("calendar.fraction-dates", phase=phase))


def _is_left_open(event: str, subject: Subject) -> bool:
    """Whether an event is the end of a phase of which fractions are lacking, and nothing is told."""
    phase, _, moment = event.partition(".")
    return moment == "last-fraction" and subject.chronicle.timelines[phase].is_left_open


def _phases(rule: IntervalRule) -> list[str]:
    """The phases of which a moment is counted."""
    return [name.partition(".")[0] for name in (rule.from_, rule.to) if "." in name]


def _name(event: str, subject: Subject) -> str | Message:
    """An event by its title in the protocol; a moment of a phase by its name."""
    phase, of_phase, moment = event.partition(".")
    if not of_phase:
        return next(stated.title for stated in subject.protocol.events if stated.id == event)
    if moment == "planning-ct":
        return Message("time-interval.planning-ct", phase=phase)
    if moment == "first-fraction":
        return Message("time-interval.first-fraction", phase=phase)
    return Message("time-interval.last-fraction", phase=phase)
