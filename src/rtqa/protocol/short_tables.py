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
_CELLS = (
    {"type": ["string", "array"], "description": "structure, or a list of several"},
    {"type": "string", "description": "a TG-263 metric, such as D95%[Gy]"},
    {**_GOAL, "description": "the goal, such as <= 45"},
    {**_GOAL, "description": "the acceptable variation, such as <= 50"},
    {"type": ["integer", "string"], "description": "the priority"},
)


def add_short_tables(schema: dict[str, Any]) -> None:
    """Put the short form into the JSON Schema of a protocol file."""
    further = _keys_of("Constraint", schema)
    schema["properties"] |= {
        "defaults": Defaults.model_json_schema(),
        "structures": {"type": "object", "additionalProperties": _keys_of("ProtocolStructure", schema)},
        "limits": _closed({"rows": {"type": "array", "items": _row(further)}}, required=["rows"]),
    }
    schema["required"] = [key for key in schema["required"] if key not in ("phase", "version")]


def _row(further: dict[str, Any]) -> dict[str, Any]:
    """A row of three to five cells, and a table of further keys behind any of them."""
    shapes = []
    for n in (3, 4, 5):
        for last in ([], [further]):
            cells = [*_CELLS[:n], *last]
            shapes.append(
                {"type": "array", "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}
            )
    return {"anyOf": shapes}


def _keys_of(model: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A table of some of the keys that a row of the long form has."""
    return _closed(schema["$defs"][model]["properties"], required=[])


def _closed(properties: dict[str, Any], *, required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
