"""How often fractions follow each other, counted on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rtqa.course.calendar import Rhythm
from rtqa.course.pace import find_pace

MONDAY = date(2026, 3, 2)
FIVE = Rhythm(per_weekday=(1, 1, 1, 1, 1, 0, 0))


def on(*weekdays: int, weeks: int, times: int = 1) -> list[date]:
    """These weekdays, Monday being 0, of so many weeks from Mon 2026-03-02, with so many fractions each."""
    return [
        MONDAY + timedelta(days=7 * n + day) for n in range(weeks) for day in weekdays for _ in range(times)
    ]


@pytest.mark.parametrize("rhythm", [None, FIVE])
def test_six_weeks_of_five_days_are_daily(rhythm: Rhythm | None) -> None:
    pace = find_pace(on(0, 1, 2, 3, 4, weeks=6), rhythm=rhythm, fractions_a_day=1)
    assert (pace.n_days, pace.most, pace.otherwise, pace.n_made_up, pace.days_a_week) == (30, 1, (), 0, 5)


def test_three_weeks_of_two_a_day_are_otherwise_on_every_day() -> None:
    pace = find_pace(on(0, 1, 2, 3, 4, weeks=3, times=2), rhythm=None, fractions_a_day=1)
    assert (pace.n_days, pace.most, len(pace.otherwise), pace.n_made_up) == (15, 2, 15, 0)


def test_three_days_a_week_are_three() -> None:
    assert find_pace(on(0, 2, 4, weeks=10), rhythm=FIVE, fractions_a_day=1).days_a_week == 3


def test_a_second_fraction_has_a_lost_day_to_make_up_for() -> None:
    days = sorted([*on(0, 1, 2, 3, 4, weeks=2), MONDAY + timedelta(days=8)])
    days.remove(MONDAY + timedelta(days=3))
    pace = find_pace(days, rhythm=None, fractions_a_day=1)
    assert (pace.otherwise, pace.n_made_up) == ((date(2026, 3, 10),), 1)


def test_a_second_fraction_on_a_make_up_day_is_one_that_was_named() -> None:
    days = sorted([*on(0, 1, 2, 3, 4, weeks=2), MONDAY])
    rhythm = Rhythm(per_weekday=FIVE.per_weekday, extra=(MONDAY,))
    pace = find_pace(days, rhythm=rhythm, fractions_a_day=1)
    assert (pace.otherwise, pace.n_made_up) == ((MONDAY,), 1)


def test_closed_days_take_nothing_from_a_week() -> None:
    closed = frozenset({MONDAY + timedelta(days=n) for n in range(7, 14)})
    days = [day for day in on(0, 1, 2, 3, 4, weeks=3) if day not in closed]
    rhythm = Rhythm(per_weekday=FIVE.per_weekday, closed=closed)
    assert find_pace(days, rhythm=rhythm, fractions_a_day=1).days_a_week == 5


@pytest.mark.parametrize(("n", "days_a_week"), [(3, None), (5, 5)])
def test_a_week_that_has_only_begun_says_nothing_yet(n: int, days_a_week: int | None) -> None:
    pace = find_pace(on(*range(n), weeks=1), rhythm=None, fractions_a_day=1)
    assert pace.days_a_week == days_a_week
