"""What a protocol file refers to must be in the file, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rtqa.errors import Fault
from rtqa.protocol.spelling import did_you_mean, normalise

REFERENCE_ERROR = "rtqa_references"
"""Type of the validation error that carries these faults."""

_DEFINING = ("phase", "structure")
"""The arrays that define what the clauses, which are the rows of all the others, refer to."""

Rows = list[tuple[str, Mapping[str, object]]]


def find_reference_faults(document: Mapping[str, object]) -> list[Fault]:
    """All faults between the tables of a document, its values being as the TOML file has them.

    Tables and values of a wrong type are passed over: they are faults of their own, and must not hide these.
    """
    phases = _rows(document, "phase")
    structures = _rows(document, "structure")
    clauses = [row for array in document if array not in _DEFINING for row in _rows(document, array)]
    return [
        *_repeated("id", phases),
        *_repeated("id", clauses),
        *_shared_names(structures),
        *_unknown("phase", clauses, known=_texts(phases, "id")),
        *_unknown("structure", clauses, known=_texts(structures, "name")),
    ]


def _rows(document: Mapping[str, object], array: str) -> Rows:
    rows = document.get(array)
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return []
    return [(f"{array}[{n}]", row) for n, row in enumerate(rows) if isinstance(row, Mapping)]


def _texts(rows: Rows, key: str) -> list[str]:
    return [value for _, row in rows if isinstance(value := row.get(key), str)]


def _repeated(key: str, rows: Rows) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for place, row in rows:
        value = row.get(key)
        if not isinstance(value, str):
            continue
        if value in first:
            yield Fault(f"{place}.{key}", f"{value!r} is already the {key} of {first[value]}")
        first.setdefault(value, place)


def _shared_names(structures: Rows) -> Iterator[Fault]:
    """One name for two structures: the plan's structure would count for both."""
    owner: dict[str, str] = {}
    for place, row in structures:
        aliases = row.get("aliases")
        named = [(f"{place}.name", row.get("name"))]
        if isinstance(aliases, Sequence) and not isinstance(aliases, str):
            named += [(f"{place}.aliases[{n}]", alias) for n, alias in enumerate(aliases)]
        for spot, name in named:
            if not isinstance(name, str):
                continue
            other = owner.setdefault(normalise(name), place)
            if other != place:
                yield Fault(spot, f"{name!r} already stands for {other}")


def _unknown(key: str, rows: Rows, *, known: list[str]) -> Iterator[Fault]:
    for place, row in rows:
        value = row.get(key)
        if isinstance(value, str) and value not in known:
            yield Fault(f"{place}.{key}", f"no {key} {value!r} in this file{did_you_mean(value, known)}")
