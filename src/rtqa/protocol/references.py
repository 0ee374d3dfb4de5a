"""What a protocol file refers to must be in the file, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rtqa.errors import Fault
from rtqa.protocol.spelling import did_you_mean, normalise

REFERENCE_ERROR = "rtqa_references"
"""Type of the validation error that carries these faults."""

_DEFINING = ("phase", "structure", "event")
"""The arrays that define what the clauses, which are the rows of all the others, refer to."""

Rows = list[tuple[str, Mapping[str, object]]]


def find_reference_faults(document: Mapping[str, object]) -> list[Fault]:
    """All faults between the tables of a document, its values being as the TOML file has them.

    Tables and values of a wrong type are passed over: they are faults of their own, and must not hide these.
    """
    phases = rows_of(document, "phase")
    structures = rows_of(document, "structure")
    events = rows_of(document, "event")
    clauses = [row for array in document if array not in _DEFINING for row in rows_of(document, array)]
    sfrt: Rows = [("sfrt", table)] if isinstance(table := document.get("sfrt"), Mapping) else []
    known_phases = texts_of(phases, "id")
    return [
        *find_repeated("id", phases),
        *find_repeated("id", events),
        *find_repeated("id", clauses),
        *_shared_names(structures),
        *find_unknown("phase", [row for row in clauses if not _is_of_all_phases(row)], known=known_phases),
        *(
            fault
            for key in ("structure", "structures", "opposite", "prv_of")
            for fault in find_unknown(
                key, clauses + structures, known=texts_of(structures, "name"), what="structure"
            )
        ),
        *find_unknown(
            "clauses", rows_of(document, "ambiguity"), known=texts_of(clauses, "id"), what="clause"
        ),
        *find_unknown("phase", sfrt, known=texts_of(phases, "id")),
        *find_unknown("targets", sfrt, known=texts_of(structures, "name"), what="structure"),
        *_unknown_events(rows_of(document, "interval"), phases=known_phases, events=texts_of(events, "id")),
    ]


def _is_of_all_phases(row: tuple[str, Mapping[str, object]]) -> bool:
    """Whether it is a limit on the dose of all phases together; no other clause can be."""
    place, table = row
    return place.startswith(("constraint[", "reference[")) and table.get("phase") == "sum"


def rows_of(document: Mapping[str, object], array: str) -> Rows:
    """The rows of an array of tables, each with its place; what is no table is left out."""
    rows = document.get(array)
    if not isinstance(rows, Sequence) or isinstance(rows, str):
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


def _unknown_events(intervals: Rows, *, phases: list[str], events: list[str]) -> Iterator[Fault]:
    """An event that nobody can date would leave its clause undecided for ever."""
    for place, row in intervals:
        for key in ("from", "to"):
            value = row.get(key)
            if isinstance(value, str):
                name, of_phase, _ = value.partition(".")
                what, known = ("phase", phases) if of_phase else ("event", events)
                yield from find_unknown(key, [(place, {key: name})], known=known, what=what)


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
            named = [(f"{place}.{key}[{n}]", each) for n, each in enumerate(value)]
        for spot, name in named:
            if isinstance(name, str) and name not in known:
                yield Fault(spot, f"no {what or key} {name!r} {where}{did_you_mean(name, known)}")
