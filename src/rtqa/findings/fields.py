"""How numbers that JSON cannot hold stand in it: what is not known, and what is open, is null."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from rtqa.messages.values import finite
from rtqa.model.geometry import Floats, owned

_PNG = b"\x89PNG\r\n\x1a\n"


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number or null")  # noqa: TRY004 (pydantic gathers ValueErrors)
    try:
        return float(value)
    except OverflowError:
        raise ValueError("must be a number that a computer can hold") from None


def _array(value: Any) -> Floats:
    if not isinstance(value, list | tuple | np.ndarray):
        raise ValueError("must be a list of numbers")  # noqa: TRY004 (pydantic gathers ValueErrors)
    numbers = list(map(_number, value))
    if not all(map(math.isfinite, numbers)):
        raise ValueError("must hold finite numbers alone")
    return owned(numbers)


def _png(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    png = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    if not _is_whole_png(png):
        raise ValueError("must be a whole PNG")
    return png


def _is_whole_png(png: bytes) -> bool:
    """Whether each chunk is there and has its checksum, from the header to the end (PNG, section 5)."""
    names = []
    start = len(_PNG)
    while start + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, start)
        chunk = png[start + 4 : start + 8 + length]
        if png[start + 8 + length : start + 12 + length] != struct.pack(">I", zlib.crc32(chunk)):
            return False
        names.append(chunk[:4])
        start += 12 + length
    return png.startswith(_PNG) and names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and start == len(png)


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
    PlainValidator(_png),
    PlainSerializer(lambda png: base64.b64encode(png).decode()),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""A picture, in base64."""
