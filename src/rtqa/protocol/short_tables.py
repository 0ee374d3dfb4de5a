"""The tables of a protocol file's short form, for its JSON Schema and for the reader."""

from __future__ import annotations

from typing import Any, Literal

from rtqa.documents.fields import Identifier, Table, Text

SHORT_KEYS = ("defaults", "structures", "limits")


class Defaults(Table):
    """``[defaults]``: what every clause has that does not say otherwise.

    Attributes:
        phase: left out, the only phase of the file.
        source: left out, that of the file.
        quote: left out, a limit's own row; other clauses must have one.
        relation: of limits whose goal is a number alone.
    """

    phase: Identifier | None = None
    source: Text | None = None
    quote: Text | None = None
    relation: Literal["<=", "<", ">=", ">"] | None = None


_GOAL = {"type": ["string", "number"]}
_ROW = {
    "type": "array",
    "minItems": 3,
    "maxItems": 6,
    "prefixItems": [
        {"type": ["string", "array"], "description": "structure, or a list of several"},
        {"type": "string", "description": "a TG-263 metric, such as D95%[Gy]"},
        {**_GOAL, "description": "the goal, such as <= 45"},
        {"description": "the acceptable variation, such as <= 50; or the further keys"},
        {"description": "the priority; or the further keys"},
        {"type": "object", "description": "further keys of a [[constraint]]"},
    ],
}
_LIMITS = {
    "type": "object",
    "properties": {"rows": {"type": "array", "items": _ROW}},
    "required": ["rows"],
    "additionalProperties": False,
}


def add_short_tables(schema: dict[str, Any]) -> None:
    """Put the short form into the JSON Schema of a protocol file."""
    schema["properties"] |= {
        "defaults": Defaults.model_json_schema(),
        "structures": {"type": "object", "additionalProperties": {"type": "object"}},
        "limits": _LIMITS,
    }
    schema["required"] = [key for key in schema["required"] if key not in ("phase", "version")]
