"""How often fractions follow each other: how many a day, and on how many days a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rtqa.course.calendar import DAY, Rhythm, lost_days

_WEEK = timedelta(days=7)
_WORKING = Rhythm(per_weekday=(1, 1, 1, 1, 1, 0, 0))
"""What days are taken as regular where nothing states them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a series of fractions was given.

    Attributes:
        n_days: days with a fraction.
        most: the most fractions of a day.
        otherwise: days with another number of fractions than asked for, in order.
        n_made_up: days that second fractions may make up for: those lost, and those named as make-up days.
        days_a_week: with treatment, or closed, in the middle one of all whole weeks; None where that is
            not known yet.
    """

    n_days: int
    most: int
    otherwise: tuple[date, ...]
    n_made_up: int
    days_a_week: int | None


def find_pace(days: Sequence[date], *, rhythm: Rhythm | None, fractions_a_day: int) -> Pace:
    """How often fractions on these days follow each other.

    Args:
        days: of each fraction, in order; at least one.
        rhythm: of treatment; where None, Monday to Friday are regular.
        fractions_a_day: asked for.
    """
    counts = Counter(days)
    usual = rhythm or _WORKING
    closed = {day for day in usual.closed if usual.regular(day)}
    otherwise = tuple(day for day, n in sorted(counts.items()) if n != fractions_a_day)
    return Pace(
        n_days=len(counts),
        most=max(counts.values()),
        otherwise=otherwise,
        n_made_up=len(lost_days(days, rhythm=usual)) + sum(day in usual.extra for day in otherwise),
        days_a_week=_days_a_week(counts.keys() | closed, first=days[0], last=days[-1]),
    )


def _days_a_week(busy: set[date], *, first: date, last: date) -> int | None:
    """Of all whole weeks from Monday to Sunday the middle one; where none is whole, the fullest from 5 on."""
    monday = first - first.weekday() * DAY
    weeks = []
    while monday <= last:
        n = sum(max(first, monday) <= day <= min(last, monday + 6 * DAY) for day in busy)
        weeks.append((monday >= first and monday + 6 * DAY <= last, n))
        monday += _WEEK
    whole = sorted(n for is_whole, n in weeks if is_whole)
    if whole:
        return whole[len(whole) // 2]
    most = max(n for _, n in weeks)
    return most if most >= _WORKING.per_week else None
