"""Clauses about time: events, how long a phase may take, and how far events may lie apart.

A protocol's words about time can often be counted in several ways ("within 7 days", "≤ 6 weeks"). A clause
lists each way that is possible under its quote; where they disagree on a patient, a person decides.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from rtqa.documents.fields import Identifier, Positive, Table, Text
from rtqa.protocol.tables import Clause

MOST_WEEKS, MOST_APART = 520, 100_000
"""Ten years of treatment, and 270 years or 11 years of hours: beyond is a slip of the hand."""

Distance = Annotated[float, Field(strict=True, ge=-MOST_APART, le=MOST_APART, allow_inf_nan=False)]
"""How far two events lie apart, in days or hours."""

_Row = TypeVar("_Row")
_EVENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(planning-ct|first-fraction|last-fraction))?")


def _event_name(value: str) -> str:
    if not _EVENT.fullmatch(value):
        raise ValueError(
            f"{value!r} is no event: name one of this file, or a phase with its planning-ct, first-fraction "
            "or last-fraction, such as 'ccrt.last-fraction'"
        )
    return value


def _some(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    if not rows:
        raise ValueError("must not be empty")
    return rows


EventName = Annotated[str, AfterValidator(_event_name)]
"""An event of the protocol, or a phase and one of its own moments, such as ``ccrt.last-fraction``."""


class Event(Table):
    """Something that happens once or several times, and that a course file may date.

    Attributes:
        id: the course file's key.
        title: what it is, for whoever reads the report.
    """

    id: Identifier
    title: Text


CountedAs = Literal["inclusive-days", "difference-days", "treatment-weeks"]
"""First and last day counted both; from the first day to the last; regular fractions by those of a week."""


class Compensation(Table):
    """What the effect of lost fractions is computed with; for information.

    Attributes:
        alpha_beta_gy: α/β of the tumour, in Gy.
        source: where it was taken from.
    """

    alpha_beta_gy: Positive
    source: Text


class HoursBetween(Table):
    """How far each fraction stands from the one before, both ends included.

    Attributes:
        min, max: in hours; None where there is no such end.
    """

    min: Positive | None = None
    max: Positive | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is more than max {self.max:g}")
        return self


class ScheduleRule(Clause):
    """How long a phase may take.

    Attributes:
        max_weeks: most weeks from the first fraction to the last; None where they are not limited.
        max_days: in their place, most days.
        counted_as: every way in which these weeks or days may be meant; all are judged.
        min_hours_between: least time between two fractions of one day; None where nothing is asked.
        hours_between: least and most time from each fraction to the next, of whatever day.
        compensation: None where lost fractions are shown without their effect.
    """

    phase: Identifier
    max_weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)] | None = None
    max_days: Annotated[int, Field(strict=True, ge=1, le=7 * MOST_WEEKS)] | None = None
    counted_as: Annotated[tuple[CountedAs, ...], AfterValidator(_some)] = ()
    min_hours_between: Positive | None = None
    hours_between: HoursBetween | None = None
    compensation: Compensation | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.max_weeks is not None and self.max_days is not None:
            raise ValueError("either max_weeks or max_days")
        is_limited = self.most_days is not None
        if is_limited != bool(self.counted_as):
            raise ValueError("counted_as says how max_weeks or max_days are counted: needs both or neither")
        if self.max_days is not None and "treatment-weeks" in self.counted_as:
            raise ValueError("max_days are not counted as 'treatment-weeks'; write max_weeks")
        if not is_limited and self.min_hours_between is None and self.hours_between is None:
            raise ValueError("asks nothing: needs max_weeks, max_days, min_hours_between or hours_between")
        return self

    @property
    def most_days(self) -> int | None:
        """Most days from the first fraction to the last; None where they are not limited."""
        return self.max_days if self.max_weeks is None else 7 * self.max_weeks


class IntervalReading(Table):
    """One way to count from one event to another.

    Attributes:
        says: the way, in words.
        unit: calendar days, or hours by the clock.
        min: least; None where there is none. Negative is before ``from``.
        max: most; None where there is none.
        either_way: whether the distance counts, whichever event came first.
        inclusive: whether the day of ``from`` counts as day 1; of days only.
    """

    says: Text
    unit: Literal["days", "hours"]
    min: Distance | None = None
    max: Distance | None = None
    either_way: bool = False
    inclusive: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is more than max {self.max:g}")
        if self.inclusive and self.unit == "hours":
            raise ValueError("inclusive is of days; hours have no first day")
        return self

    def allows(self, value: float) -> bool:
        """Whether a count in :attr:`unit` keeps both ends, to the last digit."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class IntervalRule(Clause):
    """How far two events may lie apart. From an event to itself: from each time to the next.

    Attributes:
        from_, to: an event of this file, or a phase's ``planning-ct``, ``first-fraction``, ``last-fraction``.
        counted_as: every way in which the words may be meant, the one taken first; all are judged.
        outside: what lying outside is; ``review`` where the text names no such limit.
    """

    from_: EventName = Field(alias="from")
    to: EventName
    counted_as: Annotated[tuple[IntervalReading, ...], AfterValidator(_some)]
    outside: Literal["fail", "review"] = "fail"
