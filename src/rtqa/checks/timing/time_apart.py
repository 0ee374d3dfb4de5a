"""Do two fractions that follow each other stand far enough apart?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, failed, informed, passed
from rtqa.checks.timing.hours_between import judge_hours_between
from rtqa.checks.timing.schedule import leave_out, not_supplied, of_schedule
from rtqa.course.delivered import Fraction
from rtqa.course.moments import day_of
from rtqa.course.timeline import Timeline
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity
from rtqa.protocol.time_rules import ScheduleRule


@check(
    "TIME-APART",
    "Do fractions that follow each other stand far enough apart?",
    section="calendar",
    order=10,
    cause=CauseKind.TIME_NOT_KEPT,
    per="case",
)
def apart(subject: Subject) -> Iterator[Row]:
    """One row for each schedule clause that asks for it."""
    for rule in subject.protocol.schedules:
        if rule.min_hours_between is not None:
            row = _judge(rule, subject, least_h=rule.min_hours_between)
            yield of_schedule(row, rule, subject)
        if rule.hours_between is not None:
            row = judge_hours_between(rule, subject, asked=rule.hours_between)
            yield of_schedule(row, rule, subject)


def _judge(rule: ScheduleRule, subject: Subject, *, least_h: float) -> Row:
    timeline = subject.chronicle.timelines[rule.phase]
    if subject.is_untouched(rule.phase):
        return leave_out(rule.phase, clause=rule.id)
    if not timeline.days:
        return doubted(
            Message("time-apart.not-judged", phase=rule.phase, least=Quantity(least_h, "h")),
            Message("time-apart.why-no-days"),
            cause=not_supplied(Message("calendar.fraction-dates", phase=rule.phase)),
        )
    return _judge_pairs(timeline, least_h=least_h)


def _judge_pairs(timeline: Timeline, *, least_h: float) -> Row:
    """Of all pairs of fractions on one day or over one midnight, the closest decide."""
    least, phase = Quantity(least_h, "h"), timeline.phase_id
    apart = [(first, second, _hours_between(first, second)) for first, second in pairwise(timeline.given)]
    too_close = [
        Message("time-apart.pair", hours=Quantity(float(f"{gap:.3g}"), "h"), day=day_of(second.begun))
        for _, second, gap in apart
        if gap is not None and gap < least_h
    ]
    pairs = [
        (day_of(second.begun), gap)
        for first, second, gap in apart
        if day_of(second.begun) <= day_of(first.completed)
    ]
    if too_close:
        return failed(
            Message("time-apart.too-close", least=least, pairs=Listing(tuple(too_close))),
            cause=Cause(CauseKind.TIME_NOT_KEPT, Message("time-apart.time-between", phase=phase)),
        )
    untimed = tuple(day for day, gap in pairs if gap is None)
    if untimed:
        return doubted(
            Message("time-apart.untimed", days=Listing(untimed), least=least),
            Message("time-apart.why-untimed"),
            cause=not_supplied(Message("calendar.fraction-times", phase=phase)),
        )
    planned = {day for day, next_day in pairwise(timeline.projected) if day == next_day}
    if planned:
        return informed(Message("time-apart.planned", n=len(planned), least=least))
    if not pairs:
        return informed(Message("time-apart.no-pairs"))
    return passed(Message("time-apart.kept", n=len(pairs), least=least))


def _hours_between(first: Fraction, second: Fraction) -> float | None:
    """From the end of a fraction to the begin of the next; None where a time is not known."""
    if isinstance(first.completed, datetime) and isinstance(second.begun, datetime):
        return (second.begun - first.completed) / timedelta(hours=1)
    return None
