"""A sentence as data: its id in the catalogues, and the values that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from rtqa.messages.values import Limit, Quantity, Range

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


class Message:
    """What is said, without its words.

    ``Message("dv-limit.exceeded", structure="Parotid_L", value=Quantity(61.04, "Gy"))``: the words stand in
    ``en/dv-limit.ftl`` and ``zh/dv-limit.ftl`` under ``exceeded``. ``str(message)`` is the English sentence.

    A value is a name or code as it stands in a file (str; written as it is, in every language), a count (int;
    it decides the plural), a number with its unit, a range, a limit, a date, a list, or another message.
    """

    __slots__ = ("id", "values")

    id: str
    values: dict[str, Value]

    def __init__(self, message_id: str, /, **values: Value) -> None:
        object.__setattr__(self, "id", message_id)
        object.__setattr__(self, "values", values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Message is frozen: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.id == other.id and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.id, frozenset(self.values.items())))

    def __repr__(self) -> str:
        values = "".join(f", {name}={value!r}" for name, value in self.values.items())
        return f"Message({self.id!r}{values})"

    def __str__(self) -> str:
        from rtqa.messages.words import write  # noqa: PLC0415 (the catalogues are read when something is said)

        return write(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """In JSON a message is its id and values, and beside them its English sentence, for readers."""
        from pydantic_core import core_schema  # noqa: PLC0415 (for documents alone)

        return core_schema.no_info_plain_validator_function(
            _validate, serialization=core_schema.plain_serializer_function_ser_schema(_serialize)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        properties = {"id": {"type": "string"}, "values": {"type": "object"}, "text": {"type": "string"}}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.id, self.values)


def _validate(data: object) -> Message:
    from pydantic_core import PydanticCustomError  # noqa: PLC0415

    from rtqa.messages.data import message_from  # noqa: PLC0415

    if not isinstance(data, Message | dict):
        # Of a union, another member is tried.
        raise PydanticCustomError("message_type", "must be a message with its id and values")
    return message_from(data)


def _serialize(message: object) -> dict[str, object]:
    from pydantic_core import PydanticSerializationUnexpectedValue  # noqa: PLC0415

    from rtqa.messages.data import as_data  # noqa: PLC0415

    if not isinstance(message, Message):
        # Of a union, another member is tried.
        raise PydanticSerializationUnexpectedValue("no message")
    return {**as_data(message), "text": str(message)}


def _restore(message_id: str, values: dict[str, Value]) -> Message:
    return Message(message_id, **values)


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in a row, joined as the language does.

    Attributes:
        items: in their order.
        conjunction: before the last one; empty for none.
        most: how many are written; the others are counted.
    """

    items: tuple[Value, ...]
    conjunction: Literal["", "and", "or", "semicolon"] = ""
    most: int | None = None


def join(*messages: Message | None) -> Message | None:
    """Several reasons as one, in their order; None where there is none."""
    reasons = tuple(message for message in messages if message is not None)
    if len(reasons) < 2:
        return reasons[0] if reasons else None
    return Message("list.reasons", reasons=Listing(reasons, "semicolon"))


Value = str | int | Quantity | Range | Limit | date | Listing | Message
"""What a message may speak of."""
