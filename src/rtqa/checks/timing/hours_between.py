"""How far each fraction stands from the one before, of whatever day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from rtqa.assembly.context import Subject
from rtqa.checks.core.rows import Row, doubted, failed, informed, passed
from rtqa.checks.timing.schedule import leave_out, not_supplied
from rtqa.course.moments import Moment, day_of
from rtqa.course.timeline import Timeline
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Range
from rtqa.protocol.time_rules import HoursBetween, ScheduleRule

DAY_H = 24.0

_Gap = tuple[Moment, Interval]
"""The begin of a fraction, and the hours since the one before."""


def judge_hours_between(rule: ScheduleRule, subject: Subject, *, asked: HoursBetween) -> Row:
    """Every fraction and the next; of days without times, from the least to the most that they may mean."""
    timeline = subject.chronicle.timelines[rule.phase]
    if subject.is_untouched(rule.phase):
        return leave_out(rule.phase, clause=rule.id)
    gaps = _find_gaps([(fraction.begun, fraction.completed) for fraction in timeline.given])
    if not all(_keeps(gap, asked) for _, gap in gaps):
        return _not_kept(gaps, asked, phase=rule.phase)
    if timeline.projected:
        return _judge_planned(timeline, asked)
    hours = _asked(asked)
    if gaps:
        return passed(Message("time-apart.hours-kept", n=len(gaps), hours=hours))
    if timeline.n_fractions == 1 or len(timeline.given) == 1:
        return informed(Message("time-apart.hours-single"))
    needed = not_supplied(Message("calendar.fraction-dates", phase=rule.phase))
    message = Message("time-apart.hours-not-judged", phase=rule.phase, hours=hours)
    return doubted(message, Message("time-apart.why-no-days"), cause=needed)


def _not_kept(gaps: Sequence[_Gap], asked: HoursBetween, *, phase: str) -> Row:
    """FAIL where a time breaks an end whatever the clock said, else a question for the clock."""
    hours, broken = _asked(asked), [(day, gap) for day, gap in gaps if not _may_keep(gap, asked)]
    if broken:
        message = Message("time-apart.hours-broken", hours=hours, pairs=_list(broken))
        return failed(message, cause=_not_apart(phase))
    left_open = [(day, gap) for day, gap in gaps if not _keeps(gap, asked)]
    message = Message("time-apart.hours-open", hours=hours, pairs=_list(left_open))
    needed = not_supplied(Message("calendar.fraction-times", phase=phase))
    return doubted(message, Message("time-apart.why-untimed"), cause=needed)


def _judge_planned(timeline: Timeline, asked: HoursBetween) -> Row:
    """What is to come, at the same time of day: whole days apart."""
    hours = _asked(asked)
    days = [*(day_of(fraction.completed) for fraction in timeline.given[-1:]), *timeline.projected]
    apart_h = [(later, (later - earlier).days * DAY_H) for earlier, later in pairwise(days)]
    gaps: list[_Gap] = [(day, Interval(low=gap_h, high=gap_h)) for day, gap_h in apart_h]
    otherwise = [(day, gap) for day, gap in gaps if not _keeps(gap, asked)]
    if otherwise:
        message = Message("time-apart.hours-planned-otherwise", hours=hours, pairs=_list(otherwise))
        return doubted(message, Message("time-apart.why-planned"), cause=_not_apart(timeline.phase_id))
    return informed(Message("time-apart.hours-planned", n=len(gaps), hours=hours))


def _not_apart(phase: str) -> Cause:
    return Cause(CauseKind.TIME_NOT_KEPT, Message("time-apart.time-between-all", phase=phase))


def _asked(asked: HoursBetween) -> Range:
    return Range(asked.min or 0.0, asked.max, "h")


def _find_gaps(given: Sequence[tuple[Moment, Moment]]) -> list[_Gap]:
    """The hours from each fraction to the next, with the begin of the next."""
    return [(later, _hours(earlier, later)) for (_, earlier), (later, _) in pairwise(given)]


def _hours(earlier: Moment, later: Moment) -> Interval:
    if isinstance(earlier, datetime) and isinstance(later, datetime):
        hours = (later - earlier) / timedelta(hours=1)
        return Interval(low=hours, high=hours)
    days = (day_of(later) - day_of(earlier)).days
    return Interval(low=max(0.0, (days - 1) * DAY_H), high=(days + 1) * DAY_H)


def _keeps(gap: Interval, asked: HoursBetween) -> bool:
    is_late_enough = asked.min is None or gap.low >= asked.min
    return is_late_enough and (asked.max is None or gap.high <= asked.max)


def _may_keep(gap: Interval, asked: HoursBetween) -> bool:
    may_be_late = asked.min is None or gap.high >= asked.min
    return may_be_late and (asked.max is None or gap.low <= asked.max)


def _list(gaps: Sequence[_Gap]) -> Listing:
    return Listing(
        tuple(
            Message(
                "time-apart.hours-pair",
                hours=Range(_rounded(gap.low), _rounded(gap.high), "h"),
                day=day_of(day),
            )
            for day, gap in gaps
        )
    )


def _rounded(hours: float) -> float:
    return float(f"{hours:.3g}")
