"""What the tables of a protocol file share: metrics, ranges, and the words that a clause carries."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from rtqa.documents.fields import Fractions, Identifier, Number, Table, Text
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


class NotTaken(Table):
    """Another way to read an open text, and why it was not chosen."""

    reading: Text
    why: Text


PUT_IN = ("phase", "source", "quote")
"""What a file may leave out of a clause, as ``[defaults]`` or the rest of the file says it."""

PUT_IN_LIMITS = (*PUT_IN, "relation", "id")
"""The same of a limit."""


def require_what_must_be_written(schema: dict[str, Any]) -> None:
    """In the JSON Schema of a clause: what is put in is not required."""
    put_in = PUT_IN_LIMITS if "limit" in schema["properties"] else PUT_IN
    schema["required"] = [key for key in schema["required"] if key not in put_in]


class Clause(Table):
    """What any requirement carries beside its numbers; tables that judge something are built on it.

    The JSON Schema is that of the file, where :mod:`rtqa.protocol.short_form` puts in what is not written. A
    clause of a phase adds ``phase``, one of a structure ``structure``: a file whose clauses name a phase or
    structure that it does not define, or one id twice, is refused.

    Attributes:
        quote: the document's own words, letter by letter.
        source: document, edition and section.
        reading: how the words were read where they leave something open; empty where nothing is open.
        not_taken: the other ways to read them.
        arms: of the file, which it holds for; none: for every patient.
    """

    model_config = ConfigDict(json_schema_extra=require_what_must_be_written)

    id: Identifier
    quote: Text
    source: Text
    reading: str = ""
    not_taken: tuple[NotTaken, ...] = ()
    arms: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _reads_before_it_refuses(self) -> Self:
        if self.not_taken and not self.reading:
            raise ValueError("not_taken needs the reading that was taken")
        return self
