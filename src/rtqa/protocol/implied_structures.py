"""The structures that a sheet speaks of and does not define, and the roles that a file does not state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rtqa.documents.references import is_list, rows_of, texts_of
from rtqa.messages import Listing, Message
from rtqa.nomenclature.icru_volumes import find_volume

Rows = list[dict[str, Any]]

TARGETED = ("percent_of", "side_of", "opposite")
"""Keys of a limit that name a target."""

_ROW_PLACE = "structure[{}]"
_ASSUMED = {"target": "lint.assumed-targets", "organ": "lint.assumed-organs"}


def put_in_structures(values: dict[str, Any], origins: dict[str, str], sheet: Rows) -> list[Message]:
    """Define what the sheet names, and state every role.

    Args:
        values: the document, to which they are added, above what is defined, as that may be made of them.
        origins: where the rows of the document stand in the file; kept with their numbers.
        sheet: the rows of ``[limits]``.

    Returns:
        What was assumed.
    """
    rows = values.get("structure", [])
    if not isinstance(rows, list):
        return []
    defined = set(texts_of(rows_of(values, "structure"), "name"))
    short = [
        row for place, row in rows_of(values, "structure") if origins.get(place, "").startswith("structures.")
    ]
    named = [name for row in sheet for name in _find_named(row)]
    named += [name for row in short for name in _find_parts(row.get("derived"))]
    added = [{"name": name} for name in dict.fromkeys(named) if name not in defined]
    places = [origins.pop(_ROW_PLACE.format(n), "") for n in range(len(rows))]
    values["structure"] = [*added, *rows]
    for n, place in enumerate(places, start=len(added)):
        if place:
            origins[_ROW_PLACE.format(n)] = place
    return _put_in_roles(values)


def find_subjects(row: Mapping[str, object]) -> list[str]:
    """What a limit is on."""
    several = row.get("structures")
    named = several if isinstance(several, list | tuple) else [row.get("structure")]
    return [name for name in named if isinstance(name, str)]


def _find_named(row: Mapping[str, object]) -> Iterator[str]:
    """All that a limit names, in its own keys and in the tables of its keys."""
    tables = [value.get("structure") for value in row.values() if isinstance(value, Mapping)]
    for name in (*find_subjects(row), *(row.get(key) for key in TARGETED), *tables):
        if isinstance(name, str) and name.strip():
            yield name


def _find_parts(derived: object) -> Iterator[str]:
    if not isinstance(derived, Mapping):
        return
    for parts in (derived.get("all_of"), derived.get("minus")):
        for part in parts if is_list(parts) else ():
            if isinstance(part, str) and part.strip():
                yield part


def _put_in_roles(values: dict[str, Any]) -> list[Message]:
    """Targets are what is named like one, or what percentages are of; all else are organs."""
    limits = [row for array in ("constraint", "reference") for _, row in rows_of(values, array)]
    targeted = {name for row in limits for key in TARGETED if isinstance(name := row.get(key), str)}
    by_role: dict[str, list[str]] = {"target": [], "organ": []}
    for row in values["structure"]:
        name = row.get("name") if isinstance(row, dict) else None
        if isinstance(name, str) and "role" not in row:
            row["role"] = "target" if find_volume(name) or name in targeted else "organ"
            by_role[row["role"]].append(name)
    return [
        Message(_ASSUMED[role], names=Listing(tuple(names), "and"))
        for role, names in by_role.items()
        if names
    ]
