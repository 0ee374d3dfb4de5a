"""Does every phase take no longer than the protocol allows?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, failed, passed
from rtqa.checks.timing.prolongation import explain_late
from rtqa.checks.timing.schedule import leave_out, not_supplied, of_schedule, say_most
from rtqa.course.calendar import OverallTime, overall_time, project
from rtqa.course.timeline import Timeline
from rtqa.findings import Table, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Range
from rtqa.protocol.time_rules import CountedAs, ScheduleRule

_LABELS: dict[CountedAs, Message] = {
    "inclusive-days": Message("time-overall.counted-inclusive"),
    "difference-days": Message("time-overall.counted-difference"),
    "treatment-weeks": Message("time-overall.counted-treatment-weeks"),
}
_YES, _NO = Message("time-overall.yes"), Message("time-overall.no")

ANY_MONDAY = date(2024, 1, 1)
"""Of a course without a date every weekday is tried; which week it is does not matter."""


@check(
    "TIME-OVERALL",
    "Does every phase take no longer than the protocol allows?",
    section="calendar",
    order=30,
    cause=CauseKind.TIME_NOT_KEPT,
    per="case",
)
def overall(subject: Subject) -> Iterator[Row]:
    """One row for each schedule clause, and what would help where it does not pass."""
    for rule in subject.protocol.schedules:
        if rule.most_days is None:
            continue
        for row in _judge(rule, subject):
            yield of_schedule(row, rule, subject)


def find_kept(rule: ScheduleRule, time: OverallTime) -> dict[CountedAs, bool]:
    """Whether a time keeps the limit in each way of counting that the clause names."""
    most_days = rule.most_days or 0
    kept: dict[CountedAs, bool] = {
        "inclusive-days": time.inclusive_days <= most_days,
        "difference-days": time.difference_days <= most_days,
        "treatment-weeks": time.treatment_weeks <= most_days / 7,
    }
    return {way: kept[way] for way in rule.counted_as}


def _judge(rule: ScheduleRule, subject: Subject) -> Iterator[Row]:
    timeline = subject.chronicle.timelines[rule.phase]
    if subject.is_untouched(rule.phase):
        yield leave_out(rule.phase, clause=rule.id)
    elif timeline.n_fractions is None:
        yield doubted(
            _not_judged(rule),
            Message("time-overall.why-no-number", phase=rule.phase),
            cause=not_supplied(Message("calendar.number-of-fractions", phase=rule.phase)),
        )
    elif timeline.start is None:
        yield _for_any_start(rule, timeline, n_fractions=timeline.n_fractions)
    elif timeline.is_left_open:
        yield _left_open(rule, timeline, n_fractions=timeline.n_fractions)
    elif not timeline.is_over and timeline.rhythm is None:
        yield _without_rhythm(rule, timeline)
    else:
        judged = _judge_time(rule, timeline, as_of=subject.chronicle.as_of)
        yield judged
        if judged.verdict is not Verdict.PASS:
            yield from explain_late(rule, timeline, subject=subject)


def _judge_time(rule: ScheduleRule, timeline: Timeline, *, as_of: date | None) -> Row:
    time = overall_time(timeline.days, rhythm=timeline.rhythm)
    kept = find_kept(rule, time)
    message = _describe(rule, timeline, time)
    if not any(kept.values()):
        row = failed(message, cause=_too_long(rule))
    elif not all(kept.values()):
        keeping = Listing(tuple(_LABELS[way] for way, is_kept in kept.items() if is_kept), "and")
        breaking = Listing(tuple(_LABELS[way] for way, is_kept in kept.items() if not is_kept), "and")
        reason = Message("time-overall.why-disagree", kept=keeping, broken=breaking)
        row = doubted(message, reason, cause=_too_long(rule))
    elif as_of is not None and not timeline.given and timeline.days[0] < as_of:
        row = doubted(message, Message("time-overall.why-nothing-given", as_of=as_of), cause=_no_dates(rule))
    else:
        row = passed(message)
    return replace(row, table=_table(rule, time, kept))


def _for_any_start(rule: ScheduleRule, timeline: Timeline, *, n_fractions: int) -> Row:
    """Without a date: a course that is too long on every weekday of its start, holidays aside, fails."""
    reason = Message("time-overall.why-no-start", phase=rule.phase)
    if timeline.rhythm is None or timeline.rhythm.extra:
        return doubted(_not_judged(rule), reason, cause=_no_dates(rule))
    rhythm = replace(timeline.rhythm, closed=frozenset())
    starts = [ANY_MONDAY + timedelta(days=n) for n in range(7) if rhythm.per_weekday[n]]
    times = [
        overall_time(project(n_fractions, start=start, rhythm=rhythm), rhythm=rhythm) for start in starts
    ]
    shortest, longest = min(t.inclusive_days for t in times), max(t.inclusive_days for t in times)
    message = Message(
        "time-overall.any-start",
        n=n_fractions,
        per_week=rhythm.per_week,
        days=Range(shortest, longest),
        longest=longest,
        most=say_most(rule),
    )
    if not any(any(find_kept(rule, time).values()) for time in times):
        return failed(message, cause=_too_long(rule))
    return doubted(message, reason, cause=_no_dates(rule))


def _left_open(rule: ScheduleRule, timeline: Timeline, *, n_fractions: int) -> Row:
    """Fractions are lacking, and none was given for long: what was given may break the limit already."""
    time = overall_time(timeline.days, rhythm=timeline.rhythm)
    if not any(find_kept(rule, time).values()):
        return failed(_describe(rule, timeline, time), cause=_too_long(rule))
    return doubted(
        _not_judged(rule),
        Message(
            "time-overall.why-left-open",
            given=len(timeline.given),
            planned=n_fractions,
            last=timeline.days[-1],
        ),
        cause=not_supplied(Message("calendar.whether-ended", phase=rule.phase)),
    )


def _without_rhythm(rule: ScheduleRule, timeline: Timeline) -> Row:
    """What was given so far may break the limit already."""
    if timeline.given:
        time = overall_time(timeline.days, rhythm=None)
        if not any(find_kept(rule, time).values()):
            return failed(_describe(rule, timeline, time), cause=_too_long(rule))
    return doubted(
        _not_judged(rule),
        Message("time-overall.why-no-weekdays", phase=rule.phase),
        cause=not_supplied(Message("calendar.weekdays", phase=rule.phase)),
    )


def _not_judged(rule: ScheduleRule) -> Message:
    return Message("time-overall.not-judged", phase=rule.phase, most=say_most(rule))


def _too_long(rule: ScheduleRule) -> Cause:
    return Cause(CauseKind.TIME_NOT_KEPT, Message("time-overall.overall-time", phase=rule.phase))


def _no_dates(rule: ScheduleRule) -> Cause:
    return not_supplied(Message("calendar.fraction-dates", phase=rule.phase))


def _describe(rule: ScheduleRule, timeline: Timeline, time: OverallTime) -> Message:
    """From which day to which, and how long that is in each way of counting."""
    n_given, n_projected = len(timeline.given), len(timeline.projected)
    first, last, most = timeline.days[0], timeline.days[-1], say_most(rule)
    counts = Listing(tuple(_count(way, time) for way in rule.counted_as))
    if not n_projected:
        return Message(
            "time-overall.given",
            n=n_given,
            by=timeline.given_by,
            first=first,
            last=last,
            counts=counts,
            most=most,
        )
    if not n_given:
        return Message(
            "time-overall.projected", n=n_projected, first=first, last=last, counts=counts, most=most
        )
    return Message(
        "time-overall.given-and-projected",
        n=n_given + n_projected,
        given=n_given,
        projected=n_projected,
        first=first,
        last=last,
        counts=counts,
        most=most,
    )


def _count(way: CountedAs, time: OverallTime) -> Message:
    """``45 days with first and last counted``."""
    if way == "inclusive-days":
        return Message("time-overall.inclusive-days", n=time.inclusive_days)
    if way == "difference-days":
        return Message("time-overall.difference-days", n=time.difference_days)
    weeks = _value(way, time)
    if weeks.is_integer():
        return Message("time-overall.whole-treatment-weeks", n=int(weeks))
    return Message("time-overall.treatment-weeks", weeks=Quantity(weeks))


def _table(rule: ScheduleRule, time: OverallTime, kept: dict[CountedAs, bool]) -> Table:
    return Table(
        title=Message("time-overall.table"),
        columns=(
            Message("time-overall.column-counted-as"),
            Message("time-overall.column-takes"),
            Message("time-overall.column-at-most"),
            Message("time-overall.column-kept"),
        ),
        rows=tuple(
            (
                _LABELS[way],
                _value(way, time),
                (rule.most_days or 0) / (7.0 if way == "treatment-weeks" else 1.0),
                _YES if kept[way] else _NO,
            )
            for way in rule.counted_as
        ),
    )


def _value(way: CountedAs, time: OverallTime) -> float:
    """In the unit of the way of counting; weeks with four digits."""
    values: dict[CountedAs, float] = {
        "inclusive-days": float(time.inclusive_days),
        "difference-days": float(time.difference_days),
        "treatment-weeks": float(f"{time.treatment_weeks:.4g}"),
    }
    return values[way]
