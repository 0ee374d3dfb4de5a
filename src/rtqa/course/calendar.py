"""Fractions on a calendar: the days they fall on, how long they take, and what brings them back in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rtqa.course.file import CoursePhase, Span
from rtqa.course.moments import WEEKDAYS

DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """On which days a patient is treated.

    Attributes:
        per_weekday: fractions on each weekday, Monday first; at least one in all.
        closed: days on which no regular fraction is given: holidays, and days lost.
        extra: make-up days; each adds one fraction, on a closed day too.
    """

    per_weekday: tuple[int, ...]
    closed: frozenset[date] = frozenset()
    extra: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if len(self.per_weekday) != 7 or sum(self.per_weekday) < 1:
            raise ValueError(f"{self.per_weekday} is no week of treatment")

    @property
    def per_week(self) -> int:
        """Fractions of a week in which nothing is lost."""
        return sum(self.per_weekday)

    def regular(self, day: date) -> int:
        """Fractions on a day by its weekday alone."""
        return self.per_weekday[day.weekday()]

    def fractions_on(self, day: date) -> int:
        """Fractions on a day."""
        return (0 if day in self.closed else self.regular(day)) + self.extra.count(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallTime:
    """How long a series of fractions takes, in each of the ways in which a limit may be meant.

    Attributes:
        inclusive_days: first and last day counted both.
        difference_days: from the first day to the last.
        treatment_weeks: regular fractions from the first day to the last, given or lost, by those of a week;
            where no rhythm is known, ``inclusive_days / 7``.
    """

    inclusive_days: int
    difference_days: int
    treatment_weeks: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What would end a course within its limit.

    Attributes:
        n_extra: fewest fractions to be given beside the regular ones, up to and with ``deadline``.
        deadline: the last day within the limit.
        free_saturdays: days up to the deadline on which an extra fraction could be given.
        single_days: days up to it that have one fraction, and could have two.
    """

    n_extra: int
    deadline: date
    free_saturdays: tuple[date, ...]
    single_days: tuple[date, ...]

    @property
    def is_possible(self) -> bool:
        """Whether Saturdays and second fractions together hold the extra ones."""
        return self.n_extra <= len(self.free_saturdays) + len(self.single_days)


def days_of(spans: Iterable[Span]) -> frozenset[date]:
    """Every day of some spans."""
    return frozenset(
        span.first + n * DAY
        for span in spans
        for n in range(((span.last or span.first) - span.first).days + 1)
    )


def rhythm_of(phase: CoursePhase, holidays: Iterable[Span], *, pattern: str = "") -> Rhythm | None:
    """The rhythm that a course file states, else the plan's; None where neither states one.

    Args:
        phase: of the course file.
        holidays: of the department.
        pattern: of the plan, the fractions of each day from Monday on, a digit each; taken where the course
            file names no weekdays and all its weeks are alike.
    """
    if phase.treatment_days:
        per_weekday = tuple((day in phase.treatment_days) + (day in phase.twice_daily) for day in WEEKDAYS)
    else:
        per_weekday = _read_pattern(pattern)
    if not sum(per_weekday):
        return None
    closed = days_of([*holidays, *phase.gaps])
    return Rhythm(per_weekday=per_weekday, closed=closed, extra=phase.make_up_days)


def _read_pattern(pattern: str) -> tuple[int, ...]:
    """The fractions of each weekday; all 0 where the digits do not describe a week that repeats."""
    weeks = {pattern[start : start + 7] for start in range(0, len(pattern), 7)}
    week = weeks.pop() if len(weeks) == 1 else ""
    return tuple(map(int, week)) if len(week) == 7 and week.isdecimal() else (0,) * 7


def project(n_fractions: int, *, start: date, rhythm: Rhythm) -> tuple[date, ...]:
    """The day of each fraction, the first of them on ``start`` or the first treatment day after it."""
    days: list[date] = []
    day = start
    while len(days) < n_fractions:
        days += [day] * rhythm.fractions_on(day)
        day += DAY
    return tuple(days[:n_fractions])


def overall_time(days: Sequence[date], *, rhythm: Rhythm | None) -> OverallTime:
    """How long fractions on these days take.

    Args:
        days: in order; at least one.
        rhythm: None where only the days are known.
    """
    difference = (days[-1] - days[0]).days
    weeks = (difference + 1) / 7
    if rhythm is not None:
        weeks = sum(rhythm.regular(days[0] + n * DAY) for n in range(difference + 1)) / rhythm.per_week
    return OverallTime(inclusive_days=difference + 1, difference_days=difference, treatment_weeks=weeks)


def find_remedy(n_fractions: int, *, first: date, from_day: date, max_days: int, rhythm: Rhythm) -> Remedy:
    """What would end a course in time, found by filling the days that are left.

    Args:
        n_fractions: still to be given.
        first: day of the first fraction of all.
        from_day: the first day on which something can still be done.
        max_days: limit, both ends counted: what keeps it keeps it in every reading.
        rhythm: of treatment.
    """
    deadline = first + (max_days - 1) * DAY
    left = [from_day + n * DAY for n in range((deadline - from_day).days + 1)]
    fractions = {day: rhythm.fractions_on(day) for day in left}
    return Remedy(
        n_extra=max(0, n_fractions - sum(fractions.values())),
        deadline=deadline,
        free_saturdays=tuple(
            day
            for day in left
            if day.weekday() == _SATURDAY and not fractions[day] and day not in rhythm.closed
        ),
        single_days=tuple(day for day in left if fractions[day] == 1),
    )


def lost_days(days: Sequence[date], *, rhythm: Rhythm) -> tuple[date, ...]:
    """Days of regular treatment, from the first fraction to the last, with fewer fractions than regular."""
    given = Counter(days)
    span = (days[-1] - days[0]).days if days else -1
    between = (days[0] + n * DAY for n in range(span))
    return tuple(day for day in between if given[day] < rhythm.regular(day))
