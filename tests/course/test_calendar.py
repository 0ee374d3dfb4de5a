"""The calendar against reference tables, numpy's business days, and sums done by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtqa.course.calendar import Rhythm, find_remedy, lost_days, overall_time, project, rhythm_of
from rtqa.course.file import CoursePhase, Gap, Holiday

MONDAY = date(2026, 3, 2)
FIVE = Rhythm(per_weekday=(1, 1, 1, 1, 1, 0, 0))
SIX = Rhythm(per_weekday=(1, 1, 1, 1, 1, 1, 0))
NATIONAL_DAY = Holiday(first=date(2026, 10, 1), last=date(2026, 10, 7), name="National Day")

# Inclusive / difference in days at 5 a week, by the number of fractions and the weekday of the first.
TABLE = {
    30: ("40/39", "42/41", "42/41", "42/41", "42/41"),
    31: ("43/42", "43/42", "43/42", "43/42", "43/42"),
    32: ("44/43", "44/43", "44/43", "44/43", "46/45"),
    33: ("45/44", "45/44", "45/44", "47/46", "47/46"),
    35: ("47/46", "49/48", "49/48", "49/48", "49/48"),
}


def took(n_fractions: int, start: date, rhythm: Rhythm) -> tuple[int, int]:
    time = overall_time(project(n_fractions, start=start, rhythm=rhythm), rhythm=rhythm)
    return time.inclusive_days, time.difference_days


@pytest.mark.parametrize("weekday", range(5))
@pytest.mark.parametrize("n_fractions", TABLE)
def test_every_cell_of_the_calendar_table(n_fractions: int, weekday: int) -> None:
    inclusive, difference = map(int, TABLE[n_fractions][weekday].split("/"))
    assert took(n_fractions, MONDAY + timedelta(days=weekday), FIVE) == (inclusive, difference)


@pytest.mark.parametrize("weekday", range(5))
def test_one_weekday_lost_makes_30_fractions_43_days_whatever_the_start(weekday: int) -> None:
    start = MONDAY + timedelta(days=weekday)
    for lost in project(30, start=start, rhythm=FIVE)[1:]:
        rhythm = Rhythm(per_weekday=FIVE.per_weekday, closed=frozenset([lost]))
        assert took(30, start, rhythm) == (43, 42)
        inclusive, difference = took(33, start, rhythm)
        assert (inclusive, difference) in {(46, 45), (47, 46), (48, 47)}


@pytest.mark.parametrize("weekday", range(5))
def test_a_holiday_of_seven_days_takes_five_treatment_days(weekday: int) -> None:
    start = date(2026, 9, 14) + timedelta(days=weekday)
    phase = CoursePhase(id="ccrt", fractions_per_week=5)
    rhythm = rhythm_of(phase, [NATIONAL_DAY])
    assert rhythm is not None
    assert took(30, start, rhythm)[0] in {47, 48, 49}
    assert took(33, start, rhythm)[0] in {52, 53, 54}
    days = project(30, start=start, rhythm=rhythm)
    assert lost_days(days, rhythm=rhythm) == tuple(date(2026, 10, n) for n in (1, 2, 5, 6, 7))
    assert overall_time(days, rhythm=rhythm).treatment_weeks == 7.0


@pytest.mark.parametrize("weekday", range(6))
def test_six_a_week_keeps_33_and_35_fractions_within_42_days(weekday: int) -> None:
    start = MONDAY + timedelta(days=weekday)
    assert took(33, start, SIX)[0] in {38, 39}
    assert took(35, start, SIX)[0] in {40, 41}
    assert overall_time(project(33, start=start, rhythm=SIX), rhythm=SIX).treatment_weeks == 5.5


@given(
    n_fractions=st.integers(1, 60),
    start=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    closed=st.frozensets(st.integers(0, 80), max_size=12),
)
def test_five_a_week_is_what_numpy_calls_business_days(
    n_fractions: int, start: date, closed: frozenset[int]
) -> None:
    holidays = [start + timedelta(days=n) for n in closed]
    rhythm = Rhythm(per_weekday=FIVE.per_weekday, closed=frozenset(holidays))
    expected = np.busday_offset(start, np.arange(n_fractions), roll="forward", holidays=holidays)
    assert [day.isoformat() for day in project(n_fractions, start=start, rhythm=rhythm)] == list(
        map(str, expected)
    )


def test_twice_daily_on_fridays_is_six_a_week() -> None:
    phase = CoursePhase(
        id="ccrt",
        fractions_per_week=6,
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri"),
        twice_daily=("Fri",),
    )
    rhythm = rhythm_of(phase, [])
    assert rhythm is not None
    # 33 fractions: five weeks of six, then Mon, Tue, Wed: 5 × 7 + 3 days.
    assert took(33, MONDAY, rhythm) == (38, 37)


def test_a_make_up_day_is_one_more_fraction_on_a_saturday_and_on_a_treatment_day() -> None:
    saturday, friday = date(2026, 3, 7), date(2026, 3, 13)
    phase = CoursePhase(id="ccrt", fractions_per_week=5, make_up_days=(saturday, friday))
    rhythm = rhythm_of(phase, [])
    assert rhythm is not None
    # 31 regular fractions end on Mon 13 April; two extra ones take off Mon 13 and Fri 10.
    assert project(31, start=MONDAY, rhythm=rhythm)[-1] == date(2026, 4, 9)
    assert project(31, start=MONDAY, rhythm=rhythm).count(friday) == 2


def test_a_make_up_day_within_a_holiday_counts() -> None:
    closed = Holiday(first=date(2026, 3, 4), last=date(2026, 3, 5))
    phase = CoursePhase(id="ccrt", fractions_per_week=5, make_up_days=(date(2026, 3, 5),))
    rhythm = rhythm_of(phase, [closed])
    assert rhythm is not None
    assert [day.day for day in project(4, start=MONDAY, rhythm=rhythm)] == [2, 3, 5, 6]


def test_the_plans_own_pattern_counts_where_the_course_file_names_no_weekdays() -> None:
    silent = CoursePhase(id="ccrt", gap=(Gap(first=date(2026, 3, 3), cause="fever"),))
    for pattern in ("1111100", "11111001111100"):
        rhythm = rhythm_of(silent, [], pattern=pattern)
        assert rhythm is not None
        assert rhythm.per_weekday == (1, 1, 1, 1, 1, 0, 0)
        assert rhythm.fractions_on(date(2026, 3, 3)) == 0
    for pattern in ("", "11111", "11111001111110", "0000000", "111110x"):
        assert rhythm_of(silent, [], pattern=pattern) is None
    stated = CoursePhase(id="ccrt", fractions_per_week=6)
    rhythm = rhythm_of(stated, [], pattern="1111100")
    assert rhythm is not None
    assert rhythm.per_week == 6


@pytest.mark.parametrize("weekday", range(5))
@pytest.mark.parametrize("n_fractions", [30, 31, 32, 33, 35])
def test_fewest_extra_fractions_are_those_beyond_30(n_fractions: int, weekday: int) -> None:
    start = MONDAY + timedelta(days=weekday)
    remedy = find_remedy(n_fractions, first=start, from_day=start, max_days=42, rhythm=FIVE)
    assert remedy.n_extra == n_fractions - 30
    assert remedy.is_possible


@pytest.mark.parametrize("n_fractions", [31, 33, 35])
def test_the_remedy_ends_the_course_in_time_and_one_fraction_less_does_not(n_fractions: int) -> None:
    remedy = find_remedy(n_fractions, first=MONDAY, from_day=MONDAY, max_days=42, rhythm=FIVE)
    for days in (remedy.free_saturdays, remedy.single_days):
        enough = Rhythm(per_weekday=FIVE.per_weekday, extra=days[: remedy.n_extra])
        short = Rhythm(per_weekday=FIVE.per_weekday, extra=days[: remedy.n_extra - 1])
        assert took(n_fractions, MONDAY, enough)[0] <= 42
        assert took(n_fractions, MONDAY, short)[0] > 42


def test_the_remedy_across_the_national_day_holiday() -> None:
    rhythm = rhythm_of(CoursePhase(id="ccrt", fractions_per_week=5), [NATIONAL_DAY])
    assert rhythm is not None
    start = date(2026, 9, 14)
    assert took(30, start, rhythm) == (47, 46)
    remedy = find_remedy(30, first=start, from_day=start, max_days=42, rhythm=rhythm)
    assert remedy.n_extra == 5
    assert remedy.deadline == date(2026, 10, 25)
    # Every Saturday but 3 October, which lies in the holiday.
    assert [f"{day:%m-%d}" for day in remedy.free_saturdays] == ["09-19", "09-26", "10-10", "10-17", "10-24"]
    made_up = Rhythm(per_weekday=rhythm.per_weekday, closed=rhythm.closed, extra=remedy.free_saturdays)
    time = overall_time(project(30, start=start, rhythm=made_up), rhythm=made_up)
    assert (time.inclusive_days, time.treatment_weeks) == (41, 6.0)


def test_where_too_few_days_are_left_nothing_brings_it_back() -> None:
    last_friday = date(2026, 4, 10)
    remedy = find_remedy(9, first=MONDAY, from_day=last_friday, max_days=42, rhythm=FIVE)
    # Fri 10 April holds one fraction; a second one and Sat 11 make three of the nine.
    assert (remedy.n_extra, remedy.is_possible) == (8, False)
    late = find_remedy(3, first=MONDAY, from_day=date(2026, 4, 20), max_days=42, rhythm=FIVE)
    assert (late.n_extra, late.is_possible) == (3, False)


def test_days_alone_without_a_rhythm_are_counted_as_weeks_of_seven_days() -> None:
    days = [MONDAY, date(2026, 4, 12)]
    time = overall_time(days, rhythm=None)
    assert (time.inclusive_days, time.difference_days, time.treatment_weeks) == (42, 41, 6.0)


def test_no_week_is_no_rhythm() -> None:
    with pytest.raises(ValueError, match="is no week of treatment"):
        Rhythm(per_weekday=(0,) * 7)
