"""What every table of a protocol file is made of: its fields' types, and the words that a clause carries."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from rtqa.errors import MetricSyntaxError
from rtqa.metrics.grammar import MetricSpec, parse_metric


def _metric(value: object) -> MetricSpec:
    if isinstance(value, MetricSpec):
        return value
    if not isinstance(value, str):
        raise ValueError("must be text, such as 'D95%[Gy]'")  # noqa: TRY004 (pydantic gathers ValueErrors)
    try:
        return parse_metric(value)
    except MetricSyntaxError as error:
        raise ValueError(str(error)) from None


Metric = Annotated[
    MetricSpec,
    PlainValidator(_metric),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "a TG-263 metric, such as D95%[Gy]"}),
]
"""A metric; written as text."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Lower-case letters, digits and single hyphens: it goes into reports, links and command lines."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0.0, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1)]

MOST_FRACTIONS = 1000
"""No course has more, by far; a larger number is a slip of the hand."""

Fractions = Annotated[int, Field(strict=True, ge=1, le=MOST_FRACTIONS)]
"""A number of fractions."""


class Table(BaseModel):
    """A table of the file: frozen, and without any key that is not listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(Table):
    """A closed range; ``min`` equals ``max`` for a single value."""

    min: Number
    max: Number

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min:g} is more than max {self.max:g}")
        return self

    def __contains__(self, value: float) -> bool:
        return self.min <= value <= self.max

    def __str__(self) -> str:
        return f"{self.min:g}" if self.min == self.max else f"{self.min:g} to {self.max:g}"


class FractionRange(Table):
    """How many fractions, both ends included; without ``max`` there is no upper end."""

    min: Fractions
    max: Fractions | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self

    def __contains__(self, n_fractions: int) -> bool:
        return self.min <= n_fractions and (self.max is None or n_fractions <= self.max)

    def __str__(self) -> str:
        if self.max is None:
            return f"{self.min} or more fractions"
        count = f"{self.min}" if self.min == self.max else f"{self.min} to {self.max}"
        return f"{count} fraction{'s' if self.max > 1 else ''}"


class NotTaken(Table):
    """Another way to read an open text, and why it was not chosen."""

    reading: Text
    why: Text


class Clause(Table):
    """What any requirement carries beside its numbers; tables that judge something are built on it.

    A clause of a phase adds ``phase``, one of a structure ``structure``: a file whose clauses name a phase or
    structure that it does not define, or one id twice, is refused.

    Attributes:
        quote: the document's own words, letter by letter.
        source: document, edition and section.
        reading: how the words were read where they leave something open; empty where nothing is open.
        not_taken: the other ways to read them.
    """

    id: Identifier
    quote: Text
    source: Text
    reading: str = ""
    not_taken: tuple[NotTaken, ...] = ()

    @model_validator(mode="after")
    def _reads_before_it_refuses(self) -> Self:
        if self.not_taken and not self.reading:
            raise ValueError("not_taken needs the reading that was taken")
        return self
