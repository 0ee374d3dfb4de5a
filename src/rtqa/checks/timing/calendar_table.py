"""The fractions of a phase drawn week by week, as they hang on the wall of the department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rtqa.course.calendar import DAY
from rtqa.course.moments import day_of
from rtqa.course.timeline import Timeline
from rtqa.findings import Table
from rtqa.messages import Message

MOST_WEEKS = 60
"""Longer courses are not drawn: dates so far apart are an error, which other lines of the report tell."""


def draw_calendar(timeline: Timeline) -> Table | None:
    """A row for each week from Monday to Sunday; None where no day of a fraction is known."""
    days = timeline.days
    if not days:
        return None
    monday = min(days) - min(days).weekday() * DAY
    n_weeks = (max(days) - monday).days // 7 + 1
    if n_weeks > MOST_WEEKS:
        return None
    weekdays = (Message(f"date.weekday-{n}") for n in range(1, 8))
    return Table(
        title=Message("calendar.title", phase=timeline.phase_id),
        columns=(Message("calendar.week"), Message("calendar.from"), *weekdays),
        rows=tuple(
            (str(n + 1), str(first), *_week(first, timeline))
            for n in range(n_weeks)
            for first in [monday + timedelta(weeks=n)]
        ),
        note=Message("calendar.marks"),
    )


def _week(monday: date, timeline: Timeline) -> Iterator[str]:
    marks: dict[date, list[str]] = {}
    given = [day_of(fraction.completed) for fraction in timeline.given]
    for n, day in enumerate(timeline.days, 1):
        marks.setdefault(day, []).append(f"{'●' if n <= len(given) else '○'} {n}")
    for day in (monday + n * DAY for n in range(7)):
        yield ", ".join(marks.get(day, ())) or _empty(day, timeline)


def _empty(day: date, timeline: Timeline) -> str:
    """What stands on a day without a fraction."""
    days, rhythm = timeline.days, timeline.rhythm
    if rhythm is None or not min(days) <= day <= max(days) or not rhythm.regular(day):
        return ""
    return "−" if day in rhythm.closed else "×"
