"""How far two moments lie apart, and whether that keeps the limits; days alone leave hours open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from rtqa.course.moments import Moment, day_of
from rtqa.messages import Message, Quantity
from rtqa.protocol.time_rules import IntervalReading

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)

Count = tuple[float, float]
"""The least and the most that a distance can be; equal where it is known."""


class Kept(Enum):
    """Whether a distance in time keeps its limits, by one way of counting."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    """What is known of it lies on both sides."""


def count(start: Moment, end: Moment, *, reading: IntervalReading) -> Count:
    """The distance from ``start`` to ``end`` as a reading counts it; negative where ``end`` comes first.

    Where a time of day is not known, hours have a range: from the last moment of the first day to the first
    moment of the second, up to from the first moment of the first day to the last of the second.
    """
    if reading.unit == "days":
        days = float((day_of(end) - day_of(start)).days)
        days += (1 if days >= 0 else -1) if reading.inclusive else 0
        low = high = days
    else:
        (start_first, start_last), (end_first, end_last) = _clock(start), _clock(end)
        low, high = (end_first - start_last) / _HOUR, (end_last - start_first) / _HOUR
    if not reading.either_way:
        return low, high
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))


def keeps(counted: Count, reading: IntervalReading) -> Kept:
    """Whether a distance in time keeps the limits of a reading."""
    low, high = counted
    if reading.allows(low) and reading.allows(high):
        return Kept.YES
    beyond = (reading.max is not None and low > reading.max) or (
        reading.min is not None and high < reading.min
    )
    return Kept.NO if beyond else Kept.OPEN


def due(start: Moment, *, reading: IntervalReading) -> tuple[date | None, date | None]:
    """The first and the last day on which a second event keeps the reading; None for an open end.

    Of ``either_way`` the second event may have come before; then the first day lies before ``start``.
    """
    step = _DAY if reading.unit == "days" else _HOUR
    least, most = reading.min, reading.max
    if reading.either_way:
        least = -most if most is not None else None
    if reading.inclusive:
        least, most = (end if end is None else end - (1 if end > 0 else -1) for end in (least, most))
    origin_first, origin_last = (start, start) if reading.unit == "days" else _clock(start)
    first = None if least is None else day_of(origin_first + least * step)
    last = None if most is None else day_of(origin_last + most * step)
    return first, last


def describe(counted: Count, reading: IntervalReading) -> Message:
    """``6 days``, ``1 day earlier``, ``between 24 and 72 h``."""
    if reading.unit == "days":
        n_days = round(counted[0])
        if n_days < 0:
            return Message("time-interval.days-earlier", n=-n_days)
        return Message("time-interval.days", n=n_days)
    # A day's last moment is written as the next day's first; 0.0 is added so that no −0 is.
    low, high = (float(f"{round(end, 6) + 0.0:.4g}") for end in counted)
    if low < high:
        return Message("time-interval.hours-between", low=Quantity(low), high=Quantity(high, "h"))
    if low < 0:
        return Message("time-interval.hours-earlier", hours=Quantity(-low, "h"))
    return Message("time-interval.hours", hours=Quantity(low, "h"))


def _clock(moment: Moment) -> tuple[datetime, datetime]:
    """The earliest and the latest time that a moment may be."""
    if isinstance(moment, datetime):
        return moment, moment
    midnight = datetime.combine(moment, time())
    return midnight, midnight + _DAY - _MOMENT
