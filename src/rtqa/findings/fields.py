"""How numbers that JSON cannot hold stand in it: what is not known, and what is open, is null."""

from __future__ import annotations

import base64
import math
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from rtqa.model.geometry import Floats, owned


def finite(value: float | None) -> float | None:
    """The number; None for one that is not known, be it written as None, NaN or infinity."""
    return float(value) if value is not None and math.isfinite(value) else None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number or null")  # noqa: TRY004 (pydantic gathers ValueErrors)
    return float(value)


def _array(value: Any) -> Floats:
    numbers = list(map(_number, value))
    if not all(map(math.isfinite, numbers)):
        raise ValueError("must hold finite numbers alone")
    return owned(numbers)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else base64.b64decode(value, validate=True)


def _null_as(unknown: float) -> PlainValidator:
    return PlainValidator(lambda value: unknown if value is None else _number(value))


_NULLABLE = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}]})

Known = Annotated[float, _null_as(math.nan), PlainSerializer(finite), _NULLABLE]
"""A number; null where it is not known (NaN)."""

LowEnd = Annotated[float, _null_as(-math.inf), PlainSerializer(finite), _NULLABLE]
"""The lower end of an interval; null where it is open."""

HighEnd = Annotated[float, _null_as(math.inf), PlainSerializer(finite), _NULLABLE]
"""The upper end of an interval; null where it is open."""

Numbers = Annotated[
    Floats,
    PlainValidator(_array),
    PlainSerializer(lambda values: values.tolist()),
    WithJsonSchema({"type": "array", "items": {"type": "number"}}),
]
"""An array of numbers."""

Png = Annotated[
    bytes,
    PlainValidator(_bytes),
    PlainSerializer(lambda png: base64.b64encode(png).decode()),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""A picture, in base64."""
