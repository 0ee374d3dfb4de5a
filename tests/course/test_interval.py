"""Distances counted by hand on a calendar and a clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from rtqa.course.interval import Kept, count, describe, due, keeps
from rtqa.course.moments import Moment
from rtqa.protocol.time_rules import IntervalReading


def reading(unit: str, **ends: Any) -> IntervalReading:
    return IntervalReading.model_validate({"says": "so", "unit": unit, **ends})


def at(day: int, hour: int | None = None, minute: int = 0) -> Moment:
    """A moment of March 2026."""
    return date(2026, 3, day) if hour is None else datetime(2026, 3, day, hour, minute)  # noqa: DTZ001


WEEK = reading("days", min=0, max=7)
DAY_ONE = reading("days", min=1, max=7, inclusive=True)
EITHER = reading("days", max=7, either_way=True)
TWO_DAYS = reading("hours", max=48, either_way=True)
AFTER = reading("hours", min=0)


@pytest.mark.parametrize(
    ("one", "start", "end", "counted", "kept"),
    [
        (WEEK, at(2), at(9), (7, 7), Kept.YES),
        (WEEK, at(2), at(10), (8, 8), Kept.NO),
        (WEEK, at(2), at(1), (-1, -1), Kept.NO),
        (WEEK, at(2, 23, 59), at(3, 0, 1), (1, 1), Kept.YES),
        (DAY_ONE, at(2), at(2), (1, 1), Kept.YES),
        (DAY_ONE, at(2), at(8), (7, 7), Kept.YES),
        (DAY_ONE, at(2), at(9), (8, 8), Kept.NO),
        (DAY_ONE, at(2), at(1), (-2, -2), Kept.NO),
        (EITHER, at(9), at(2), (7, 7), Kept.YES),
        (EITHER, at(10), at(2), (8, 8), Kept.NO),
        (TWO_DAYS, at(2, 8), at(4, 8), (48, 48), Kept.YES),
        (TWO_DAYS, at(2, 8), at(4, 8, 30), (48.5, 48.5), Kept.NO),
        (TWO_DAYS, at(4, 8), at(2, 8), (48, 48), Kept.YES),
        (TWO_DAYS, at(2), at(3), (0, 48), Kept.YES),
        (TWO_DAYS, at(2), at(2), (0, 24), Kept.YES),
        (TWO_DAYS, at(2), at(4), (24, 72), Kept.OPEN),
        (TWO_DAYS, at(2), at(5), (48, 96), Kept.NO),
        (TWO_DAYS, at(2), at(6), (72, 120), Kept.NO),
        (TWO_DAYS, at(2, 8), at(4), (40, 64), Kept.OPEN),
        (AFTER, at(2), at(2), (-24, 24), Kept.OPEN),
        (AFTER, at(2), at(3), (0, 48), Kept.YES),
        (AFTER, at(3), at(2), (-48, 0), Kept.NO),
        (AFTER, at(2, 9), at(2, 14), (5, 5), Kept.YES),
        (AFTER, at(2, 14), at(2, 9), (-5, -5), Kept.NO),
    ],
)
def test_what_is_counted_and_whether_it_keeps_the_ends(
    one: IntervalReading, start: Moment, end: Moment, counted: tuple[float, float], kept: Kept
) -> None:
    assert count(start, end, reading=one) == pytest.approx(counted, abs=1e-9)
    assert keeps(count(start, end, reading=one), one) is kept


@pytest.mark.parametrize(
    ("one", "first", "last"),
    [
        (WEEK, 10, 17),
        (DAY_ONE, 10, 16),
        (EITHER, 3, 17),
        (reading("days", min=14, max=20), 24, 30),
        (TWO_DAYS, 8, 12),
        (AFTER, 10, None),
    ],
)
def test_when_a_second_event_is_due_after_the_tenth(
    one: IntervalReading, first: int, last: int | None
) -> None:
    assert due(at(10), reading=one) == (at(first), None if last is None else at(last))


def test_due_by_the_clock_where_the_time_is_known() -> None:
    assert due(at(10, 8), reading=TWO_DAYS) == (at(8), at(12))


def test_counts_in_words() -> None:
    assert str(describe((7, 7), WEEK)) == "7 days"
    assert str(describe((1, 1), WEEK)) == "1 day"
    assert str(describe((-1, -1), WEEK)) == "1 day earlier"
    assert str(describe(count(at(3), at(2), reading=AFTER), AFTER)) == "between −48 and 0 h"
    assert str(describe((24, 72), TWO_DAYS)) == "between 24 and 72 h"
    assert str(describe((48.5, 48.5), TWO_DAYS)) == "48.5 h"
    assert str(describe((-5, -5), AFTER)) == "5 h earlier"
