"""What a protocol file refers to must be in the file, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rtqa.documents.references import Rows, find_repeated, find_unknown, rows_of, texts_of
from rtqa.errors import Fault
from rtqa.nomenclature.spelling import normalise

_DEFINING = ("arm", "choice", "phase", "structure", "event")
"""The arrays that define what the clauses, which are the rows of all the others, refer to."""


def find_reference_faults(document: Mapping[str, object]) -> list[Fault]:
    """All faults between the tables of a document, its values being as the TOML file has them.

    Tables and values of a wrong type are passed over: they are faults of their own, and must not hide these.
    """
    phases = rows_of(document, "phase")
    structures = rows_of(document, "structure")
    events = rows_of(document, "event")
    clauses = [row for array in document if array not in _DEFINING for row in rows_of(document, array)]
    sfrt: Rows = [("sfrt", table)] if isinstance(table := document.get("sfrt"), Mapping) else []
    arms, choices = rows_of(document, "arm"), rows_of(document, "choice")
    known_phases = texts_of(phases, "id")
    return [
        *find_repeated("id", phases),
        *find_repeated("id", events),
        *find_repeated("id", arms),
        *find_repeated("id", choices),
        *find_unknown("arms", clauses, known=texts_of(arms, "id"), what="arm"),
        *find_unknown(
            "id", choices, known=texts_of(rows_of(document, "constraint"), "one_of"), what="alternatives"
        ),
        *find_repeated("id", clauses),
        *_shared_names(structures),
        *_derived_from_nothing(structures),
        *find_unknown(
            "structure",
            [
                (f"{place}.{key}", table)
                for place, row in clauses
                for key in ("over", "limit_by")
                if isinstance(table := row.get(key), Mapping)
            ],
            known=texts_of(structures, "name"),
        ),
        *find_unknown("phase", [row for row in clauses if not _is_of_all_phases(row)], known=known_phases),
        *(
            fault
            for key in ("structure", "structures", "side_of", "opposite", "prv_of", "percent_of", "around")
            for fault in find_unknown(
                key, clauses + structures, known=texts_of(structures, "name"), what="structure"
            )
        ),
        *find_unknown(
            "clauses", rows_of(document, "ambiguity"), known=texts_of(clauses, "id"), what="clause"
        ),
        *find_unknown("phase", sfrt, known=texts_of(phases, "id")),
        *find_unknown("targets", sfrt, known=texts_of(structures, "name"), what="structure"),
        *find_unknown("event", rows_of(document, "approval"), known=texts_of(events, "id")),
        *_unknown_events(rows_of(document, "interval"), phases=known_phases, events=texts_of(events, "id")),
    ]


def _is_of_all_phases(row: tuple[str, Mapping[str, object]]) -> bool:
    """Whether it is a limit on the dose of all phases together; no other clause can be."""
    place, table = row
    return place.startswith(("constraint[", "reference[")) and table.get("phase") == "sum"


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
                yield Fault(spot, f"{name!r} already stands for", other=other)


def _derived_from_nothing(structures: Rows) -> Iterator[Fault]:
    """Parts that are not defined; one that is derived itself stands above: nothing is its own part."""
    above: list[str] = []
    derived = {
        name
        for _, row in structures
        if row.get("derived") is not None and isinstance(name := row.get("name"), str)
    }
    numbered = {row.get("name") for _, row in structures if row.get("numbered") is True}
    for place, row in structures:
        table = row.get("derived")
        if isinstance(table, Mapping):
            yield from _makes_nothing_else(place, table, numbered)
            parts: Rows = [(f"{place}.derived", table)]
            for key in ("all_of", "minus"):
                yield from find_unknown(key, parts, known=texts_of(structures, "name"), what="structure")
                names = table.get(key)
                for n, name in enumerate(names if isinstance(names, list | tuple) else ()):
                    if isinstance(name, str) and name in derived and name not in above:
                        yield Fault(
                            f"{place}.derived.{key}[{n}]", f"{name!r} is derived itself, and must stand above"
                        )
        if isinstance(row.get("name"), str):
            above.append(str(row["name"]))


def _makes_nothing_else(place: str, table: Mapping[str, object], numbered: set[object]) -> Iterator[Fault]:
    """A structure made of one other as it is, unless that has parts, which are one then."""
    names = table.get("all_of")
    changes = any(value for key, value in table.items() if key != "all_of")
    if changes or not isinstance(names, list | tuple) or len(names) != 1 or names[0] in numbered:
        return
    yield Fault(f"{place}.derived", f"makes nothing else of {names[0]!r}: needs minus, plus_mm or ring_mm")


def _unknown_events(intervals: Rows, *, phases: list[str], events: list[str]) -> Iterator[Fault]:
    """An event that nobody can date would leave its clause undecided for ever."""
    for place, row in intervals:
        for key in ("from", "to"):
            value = row.get(key)
            if isinstance(value, str):
                name, of_phase, _ = value.partition(".")
                what, known = ("phase", phases) if of_phase else ("event", events)
                yield from find_unknown(key, [(place, {key: name})], known=known, what=what)
