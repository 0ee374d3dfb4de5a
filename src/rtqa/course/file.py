"""The course file, schema ``rtqa-course/1``: what DICOM cannot say about one patient's treatment.

A file is TOML. Every value is optional: what is absent leaves its check undecided, with the reason. The
classes here are the file's tables; they are frozen, and know no key that is not listed.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from rtqa.course.moments import WEEKDAYS, AMoment, Day, Moment, Moments, Weekday, day_of
from rtqa.documents.fields import Fractions, Identifier, NotNegative, Positive, Table, Text
from rtqa.documents.toml import tag

Matrix = tuple[tuple[float, float, float, float], ...]
"""Rows of a 4 × 4 matrix that maps points (x, y, z, 1) in patient LPS mm."""


def _matrix(value: object) -> list[list[float]]:
    rows = value if isinstance(value, list | tuple) and len(value) == 4 else []
    cells = [cell for row in rows if isinstance(row, list | tuple) and len(row) == 4 for cell in row]
    numbers = [float(cell) for cell in cells if type(cell) in (int, float) and math.isfinite(cell)]
    if len(numbers) != 16 or numbers[12:] != [0.0, 0.0, 0.0, 1.0]:
        raise ValueError("must be 4 rows of 4 numbers, the last of them [0, 0, 0, 1]")
    return [numbers[start : start + 4] for start in range(0, 16, 4)]


def _check_order(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    for n, (earlier, later) in enumerate(pairwise(moments), 1):
        has_times = isinstance(earlier, datetime) and isinstance(later, datetime)
        if day_of(later) < day_of(earlier) or (has_times and later <= earlier):
            raise ValueError(f"[{n}], {later}, must come after [{n - 1}], {earlier}")
    return moments


def _check_repeats(days: tuple[date, ...]) -> tuple[date, ...]:
    for n, day in enumerate(days):
        if day in days[:n]:
            raise ValueError(f"[{n}], {day}, stands there before")
    return days


class Span(Table):
    """Days from ``first`` to ``last``, both included; without ``last`` it is one day."""

    first: Day
    last: Day | None = None

    @field_validator("last")
    @classmethod
    def _ordered(cls, last: date | None, known: ValidationInfo) -> date | None:
        first = known.data.get("first")
        if last is not None and first is not None and last < first:
            raise ValueError(f"{last} is before first, {first}")
        return last


class Holiday(Span):
    """Days on which nobody is treated."""

    name: Text | None = None


class Gap(Span):
    """Days on which this patient was not treated, and why: breakdown, toxicity, the patient's wish."""

    cause: Text


class Vertices(Table):
    """Which structures are the vertices of a spatially fractionated dose.

    Attributes:
        names: of the plan's structures, as they are written there.
        pattern: for their names, with ``*`` for any signs and ``?`` for one, such as ``Vertex*``.
    """

    names: tuple[Text, ...] = ()
    pattern: Text | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.names and self.pattern is None:
            raise ValueError("needs names or a pattern")
        return self


class ReceivedDose(Table):
    """What a phase gave a structure, or will give it: physical dose of all its fractions.

    Attributes:
        max_gy: nowhere in the structure more than this.
        mean_gy: on average over the whole structure.
    """

    max_gy: NotNegative | None = None
    mean_gy: NotNegative | None = None

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.max_gy is None and self.mean_gy is None:
            raise ValueError("needs max_gy, mean_gy or both")
        if self.max_gy is not None and self.mean_gy is not None and self.mean_gy > self.max_gy:
            raise ValueError(f"mean_gy {self.mean_gy:g} is more than max_gy {self.max_gy:g}")
        return self

    @property
    def highest_mean_gy(self) -> float:
        """The mean, or where it is not stated the maximum, which it cannot exceed."""
        return (self.max_gy or 0.0) if self.mean_gy is None else self.mean_gy


def _written_as(value: object) -> str:
    return tag("file") if isinstance(value, str) else tag("table")


Received = Annotated[
    Annotated[Text, Tag(tag("file"))] | Annotated[dict[Text, ReceivedDose], Tag(tag("table"))],
    Discriminator(_written_as),
]
"""Doses by structure, or a report.json to take them from, relative to the course file."""


class CoursePhase(Table):
    """One phase of the protocol as it is given to this patient.

    Attributes:
        id: of the protocol's phase.
        folder: of its plan's files, relative to the course file; the plan found there is this phase's.
        planned_gy: total dose of the phase to each target, as the physician wrote it, by the protocol's name.
        fractions: as the physician wrote it.
        fractions_per_week: 5 is Mon–Fri, 6 Mon–Sat, 7 every day; any other number needs ``weekdays``.
        weekdays: on which the patient is treated.
        twice_daily: of these, the weekdays of two fractions.
        planning_ct: when the planning image was taken.
        start: of the first fraction.
        delivered: of every fraction given so far, in order; one a line, two of one day with their times.
        ended: the day on which the phase ended before all its fractions were given; None where it did not.
        make_up_days: further days of treatment: Saturdays, or a second fraction on a treatment day.
        gaps: days lost.
        structures: the protocol's structure to the plan's, where the names do not say so.
        received: what the phase gave each structure, where its plan is not at hand.
        recovered_frac: how much of this phase's effect is taken to have recovered when the phases are added
            up in fractions of 2 Gy, from 0 (nothing) to less than 1; the physician's word.
        vertices: of a spatially fractionated dose.
    """

    id: Identifier
    folder: Text | None = None
    planned_gy: dict[Text, Positive] = Field(default_factory=dict)
    fractions: Fractions | None = None
    fractions_per_week: Fractions | None = None
    weekdays: tuple[Weekday, ...] = ()
    twice_daily: tuple[Weekday, ...] = ()
    planning_ct: AMoment | None = None
    start: AMoment | None = None
    delivered: Annotated[tuple[AMoment, ...], AfterValidator(_check_order)] = ()
    ended: Day | None = None
    make_up_days: Annotated[tuple[Day, ...], AfterValidator(_check_repeats)] = ()
    gaps: tuple[Gap, ...] = Field(alias="gap", default=())
    structures: dict[Text, Text] = Field(default_factory=dict)
    received: Received | None = None
    recovered_frac: Annotated[float, Field(strict=True, ge=0.0, lt=1.0)] = 0.0
    vertices: Vertices | None = None

    @model_validator(mode="after")
    def _rhythm_holds(self) -> Self:
        for listed in (self.weekdays, self.twice_daily):
            if len(set(listed)) < len(listed):
                raise ValueError("a weekday stands twice in one list")
        if not set(self.twice_daily) <= set(self.weekdays):
            raise ValueError("twice_daily must be some of the weekdays")
        per_week, stated = self.fractions_per_week, len(self.weekdays) + len(self.twice_daily)
        if per_week is None or (not stated and per_week in (5, 6, 7)):
            return self
        if not self.weekdays:
            raise ValueError(f"{per_week} fractions a week need their weekdays")
        if per_week != stated:
            raise ValueError(f"weekdays and twice_daily make {stated} fractions a week, not {per_week}")
        return self

    @field_validator("ended")
    @classmethod
    def _ended_after_the_last(cls, ended: date | None, known: ValidationInfo) -> date | None:
        last = known.data.get("delivered", ())[-1:]
        if ended is not None and last and ended < day_of(last[0]):
            raise ValueError(f"{ended} is before the last fraction delivered, {day_of(last[0])}")
        return ended

    @property
    def treatment_days(self) -> tuple[Weekday, ...]:
        """The weekdays of treatment, stated or meant by ``fractions_per_week``; empty where neither."""
        return self.weekdays or WEEKDAYS[: self.fractions_per_week or 0]


class Registration(Table):
    """How the coordinates of one phase become those of another.

    Attributes:
        from_, to: phases of this file.
        file: a DICOM spatial registration, relative to the course file.
        matrix: the 4 × 4 matrix that maps a point of ``from`` to one of ``to``, in patient LPS mm.
    """

    from_: Identifier = Field(alias="from")
    to: Identifier
    file: Text | None = None
    matrix: (
        Annotated[
            Matrix,
            BeforeValidator(_matrix),
            WithJsonSchema({"type": "array", "items": {"type": "array", "items": {"type": "number"}}}),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _transform_holds(self) -> Self:
        if self.from_ == self.to:
            raise ValueError("from and to are the same phase")
        if (self.file is None) == (self.matrix is None):
            raise ValueError("needs either a file or a matrix")
        return self


class Course(Table):
    """A whole course file.

    Attributes:
        arm: of the protocol, that the patient belongs to.
        side: of the patient, on which the target lies; else it follows from where the target is drawn.
        protocol: id of a protocol of the library, or a protocol file, relative to the course file.
        as_of: the day on which the course stood as the file says; what lies after it is still planned.
        events: when things happened that no phase states, by the protocol's name of the event.
        absent: the protocol's structures that this patient does not have, each with the reason: ``N0``,
            ``resected``; no clause on them is judged.
        holidays: of the department.
        phases: in the order of treatment.
        registrations: between phases.
    """

    schema_: Literal["rtqa-course/1"] = Field(alias="schema")
    protocol: Text | None = None
    arm: Identifier | None = None
    side: Literal["left", "right"] | None = None
    as_of: Day | None = None
    events: dict[Identifier, Moments] = Field(default_factory=dict)
    absent: dict[Text, Text] = Field(default_factory=dict)
    holidays: tuple[Holiday, ...] = Field(alias="holiday", default=())
    phases: tuple[CoursePhase, ...] = Field(alias="phase", default=())
    registrations: tuple[Registration, ...] = Field(alias="registration", default=())

    def phase(self, phase_id: str) -> CoursePhase | None:
        """The phase of this id; None where the file does not speak of it."""
        return next((phase for phase in self.phases if phase.id == phase_id), None)
