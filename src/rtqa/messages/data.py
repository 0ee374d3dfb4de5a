"""Messages as plain data, for JSON: ``{"id": …, "values": {…}}``, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from rtqa.messages.message import Listing, Message, Value
from rtqa.messages.safe_text import show
from rtqa.messages.values import Limit, Quantity, Range
from rtqa.messages.words import write

_IS_ID = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")

_MOST_DECIMALS = 12

_KEYS: dict[frozenset[str], type[Quantity | Range | Limit]] = {
    frozenset({"value", "unit", "decimals", "signed"}): Quantity,
    frozenset({"low", "high", "unit", "decimals"}): Range,
    frozenset({"relation", "value", "unit"}): Limit,
}
"""What tells the numbers apart."""


def as_data(value: Value) -> Any:
    """A value of a message, or a message, as JSON has it."""
    match value:
        case str() | int():
            return value
        case date():
            return {"date": value.isoformat()}
        case Listing():
            items = [as_data(item) for item in value.items]
            return {"items": items, "conjunction": value.conjunction, "most": value.most}
        case Message():
            return {"id": value.id, "values": {name: as_data(item) for name, item in value.values.items()}}
        case _:
            return asdict(value)


def from_data(data: Any) -> Value:
    """A value of a message from JSON.

    Raises:
        ValueError: it is none.
    """
    match data:
        case bool():
            raise ValueError("true and false are no values of a message")
        case str() | int():
            return data
        case {"date": str(text)} if len(data) == 1:
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        case {
            "items": [*items],
            "conjunction": "" | "and" | "or" | "semicolon" as joint,
            "most": most,
        } if most is None or (type(most) is int and most >= 0):
            return Listing(tuple(map(from_data, items)), joint, most)
        case {"id": str(), "values": {}}:
            return message_from(data)
        case {} if frozenset(data) in _KEYS:
            return _number(_KEYS[frozenset(data)], data)
    raise ValueError("is no value of a message")


def message_from(data: Any) -> Message:
    """A message from JSON.

    Raises:
        ValueError: it is none.
    """
    if isinstance(data, Message):
        return data
    match data:
        case {"id": str(message_id), "values": {**values}}:
            said = {str(name): from_data(value) for name, value in values.items()}
            return _make(message_id, said)
    raise ValueError("must be a message with its id and values")


def _make(message_id: str, values: dict[str, Value]) -> Message:
    """The message, if there are words for it, and it has all values that they speak of."""
    try:
        if _IS_ID.fullmatch(message_id):
            message = Message(message_id, **values)
            write(message)
            return message
    except (KeyError, OSError):
        pass
    raise ValueError(f"is no message that this rtqa knows, or lacks a value: {show(message_id)}")


def _number(kind: type[Quantity | Range | Limit], data: Mapping[str, Any]) -> Quantity | Range | Limit:
    numbers = [data[key] for key in ("value", "low", "high") if data.get(key) is not None]
    decimals = data.get("decimals", 0)
    is_sound = (
        all(type(number) in (int, float) and math.isfinite(number) for number in numbers)
        and (decimals is None or (type(decimals) is int and 0 <= decimals <= _MOST_DECIMALS))
        and isinstance(data["unit"], str)
        and isinstance(data.get("signed", False), bool)
        and data.get("relation", "<") in ("<", "<=", ">", ">=")
        and ("value" not in data or data["value"] is not None)
    )
    if not is_sound:
        raise ValueError("is no number of a message")
    return kind(**data)
