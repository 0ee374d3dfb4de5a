"""What the tables of a document refer to must be in it, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import Fault

REFERENCE_ERROR = "rtqa_references"
"""Type of the validation error that carries these faults."""

Rows = list[tuple[str, Mapping[str, object]]]


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether a value is a list of the file; text is none."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def rows_of(document: Mapping[str, object], array: str) -> Rows:
    """The rows of an array of tables with their places; what is no table is left out."""
    rows = document.get(array)
    if not is_list(rows):
        return []
    return [(f"{array}[{n}]", row) for n, row in enumerate(rows) if isinstance(row, Mapping)]


def texts_of(rows: Rows, key: str) -> list[str]:
    """What rows state under a key, where it is text."""
    return [value for _, row in rows if isinstance(value := row.get(key), str)]


def find_repeated(key: str, rows: Rows) -> Iterator[Fault]:
    """A fault for each row whose text under a key an earlier row has already."""
    first: dict[str, str] = {}
    for place, row in rows:
        value = row.get(key)
        if not isinstance(value, str):
            continue
        if value in first:
            yield Fault(f"{place}.{key}", f"{value!r} is already the {key} of", other=first[value])
        first.setdefault(value, place)


def find_unknown(
    key: str, rows: Rows, *, known: list[str], what: str = "", where: str = "in this file"
) -> Iterator[Fault]:
    """A fault for each text under a key, alone or in a list, that is not among what is known.

    Args:
        key: of the rows; also what it names, unless ``what`` says so.
        rows: with their places.
        known: what may stand there.
        what: what the text names, such as ``phase``.
        where: it would have to be known.
    """
    for place, row in rows:
        value = row.get(key)
        named = [(f"{place}.{key}", value)]
        if isinstance(value, Sequence) and not isinstance(value, str):
            named = [(f"{place}.{key}[{n}]", name) for n, name in enumerate(value)]
        for spot, name in named:
            if isinstance(name, str) and name not in known:
                yield Fault(spot, f"no {what or key} {name!r} {where}{did_you_mean(name, known)}")
