"""Where a fault stands, as a person finds it: the line of the file and the name of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from rtqa.errors import Fault

_ROW = re.compile(r"(?P<key>\w+)\[(?P<row>\d+)\](?P<rest>.*)", re.DOTALL)
_LAST = re.compile(r"(\[\d+\]|\.?[^.\[\]]+)\Z")
_LONGEST_NAME = 60

Lines = Callable[[], Mapping[str, int]]
"""The line of each place of a file; asked for only where there are faults."""


def locate(faults: Iterable[Fault], document: Mapping[str, object], lines: Lines) -> tuple[Fault, ...]:
    """The faults with their spots, in the order of the file; what is missing from all of it stands first."""
    known: Mapping[str, int] | None = None
    placed: list[tuple[int, Fault]] = []
    for fault in faults:
        known = lines() if known is None else known
        line, at = find_line(fault.place, known), find_line(fault.other, known)
        other = f"the {fault.other.partition('[')[0]} in line {at}" if at else fault.other
        located = fault._replace(spot=_spot(_name(fault.place, document), line), other=other)
        placed.append((line, located))
    return tuple(fault for _, fault in sorted(placed, key=lambda pair: pair[0]))


def find_line(place: str, lines: Mapping[str, int]) -> int:
    """The line of a place, or of the innermost table or row around it; 0 where the file has neither."""
    while place:
        if place in lines:
            return lines[place]
        shorter = _LAST.sub("", place)
        place = shorter if shorter != place else ""
    return 0


def _spot(name: str, line: int) -> str:
    return f"line {line}, {name}" if line else name


def _name(place: str, document: Mapping[str, object]) -> str:
    """A place by its row's own id or name in place of its number: ``cord-max.metric``."""
    match = _ROW.fullmatch(place)
    if match is None:
        return place
    rows = document.get(match["key"])
    row = (
        rows[int(match["row"])] if isinstance(rows, list | tuple) and int(match["row"]) < len(rows) else None
    )
    named = (row.get("id") or row.get("name")) if isinstance(row, Mapping) else None
    if isinstance(named, str) and named.isprintable() and len(named) <= _LONGEST_NAME:
        return f"{named}{match['rest']}"
    return place if isinstance(row, Mapping) and not match["rest"] else f"{match['key']}{match['rest']}"
