"""Days and times as a course file states them, and the spans between them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

Moment = date | datetime
"""A day, or a day with its local time: the clinic's clock, without an offset."""

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""In the order of :meth:`datetime.date.weekday`."""

YEARS = (1900, 2199)
"""A day of another year is a slip of the hand: nobody is treated on it, and the calendar ends with 9999."""

_EXAMPLE = "2026-03-02 or 2026-03-02T09:30:00, without quotes"


def day_of(moment: Moment) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def can_be(moment: Moment) -> bool:
    """Whether a moment is of a year in which somebody may be treated."""
    return YEARS[0] <= moment.year <= YEARS[1]


def _refuse_other_years(moment: Moment) -> None:
    if not can_be(moment):
        raise ValueError(f"must be of the years {YEARS[0]} to {YEARS[1]}, and is of {moment.year}")


def _moment(value: object) -> Moment:
    if not isinstance(value, date):
        raise ValueError(f"must be a date or a date with its time, such as {_EXAMPLE}")  # noqa: TRY004 (pydantic gathers ValueErrors)
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise ValueError("must be local time without an offset, such as 2026-03-02T09:30:00")
    _refuse_other_years(value)
    return value


def _moments(value: object) -> tuple[Moment, ...]:
    listed = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(moment, date) for moment in listed):
        raise ValueError(f"must be a date, or a list of dates, such as {_EXAMPLE}")
    return tuple(map(_moment, listed))


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a date without a time, such as 2026-03-02, without quotes")  # noqa: TRY004 (likewise)
    _refuse_other_years(value)
    return value


_DAY_JSON = {"type": "string", "format": "date"}
_MOMENT_JSON = {"anyOf": [_DAY_JSON, {"type": "string", "format": "date-time"}]}
_MOMENTS_JSON = {"anyOf": [_MOMENT_JSON, {"type": "array", "items": _MOMENT_JSON}]}

AMoment = Annotated[Moment, BeforeValidator(_moment), WithJsonSchema(_MOMENT_JSON)]
"""A :data:`Moment` as a field."""

Moments = Annotated[tuple[Moment, ...], BeforeValidator(_moments), WithJsonSchema(_MOMENTS_JSON)]
"""One moment or a list of them, as a field; always a tuple once read."""

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_JSON)]
"""A day as a field."""
