"""The catalogues as a translator sees them, and the messages that the code speaks of."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import rtqa
from rtqa.messages import LANGUAGES, Limit, Listing, Message, Quantity, Range, Value

FOLDER = Path(rtqa.__file__).parent / "messages"

SAMPLES: Mapping[str, tuple[Value, ...]] = {
    "name": ("Parotid_L",),
    "count": (0, 1, 2, 33),
    "quantity": (Quantity(61.04, "Gy", 2), Quantity(-3.5, "mm", 1)),
    "range": (Range(66.0, 70.0, "Gy"), Range(30.0, None), Range(60.0, 60.0, "Gy")),
    "limit": (Limit("<=", 45.0, "Gy"),),
    "date": (date(2026, 3, 2), datetime(2026, 3, 2, 14, 30)),  # noqa: DTZ001 (DICOM times have no zone)
    "list": (Listing(("CTV", "GTVn", "GTVtn0"), "and"), Listing((Quantity(2.0, "Gy", 1),))),
    "message": (Message("plan-approved.not-stated"),),
}
"""Realistic values of each type that a catalogue may declare."""

_IS_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DECLARED = re.compile(r"\$(\w[\w-]*) (\w+)")


@dataclass(frozen=True)
class Entry:
    """One message of a catalogue: its Fluent text without placeables, and its values' types."""

    text: str
    types: Mapping[str, str]
    variables: frozenset[str]


class _Reader(Visitor):
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.variables: set[str] = set()

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 (the visitor's own name)
        self.texts.append(node.value)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)


@cache
def read(language: str) -> dict[str, Entry]:
    """Every message of a language by its id."""
    entries: dict[str, Entry] = {}
    for file in sorted((FOLDER / language).glob("*.ftl")):
        for item in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(item, ast.Junk), f"{file.name}: {item.content}"
            if not isinstance(item, ast.Message) or item.value is None:
                continue
            reader = _Reader()
            reader.visit(item.value)
            comment = item.comment.content if item.comment is not None else ""
            entries[f"{file.stem}.{item.id.name}"] = Entry(
                "".join(reader.texts), dict(_DECLARED.findall(comment or "")), frozenset(reader.variables)
            )
    return entries


IDS = {language: frozenset(read(language)) for language in LANGUAGES}


@cache
def codes_of(message_id: str) -> frozenset[str]:
    """What its Chinese file declares as names and codes, in a line ``### codes: …`` at its head."""
    text = (FOLDER / "zh" / f"{message_id.partition('.')[0]}.ftl").read_text(encoding="utf-8")
    return frozenset(
        word for line in re.findall(r"^### codes: (.+)$", text, re.MULTILINE) for word in line.split()
    )


def sample_values(message_id: str) -> Iterator[dict[str, Value]]:
    """As many sets of values as the type with the most samples has."""
    types = read("en")[message_id].types
    most = max((len(SAMPLES[kind]) for kind in types.values()), default=1)
    for n in range(most):
        yield {name: SAMPLES[kind][n % len(SAMPLES[kind])] for name, kind in types.items()}


@cache
def ids_of_the_code() -> frozenset[str]:
    """Every constant of rtqa's compiled modules that is an id of a group that has a catalogue."""
    groups = {message_id.partition(".")[0] for message_id in IDS["en"]}
    found = set()
    for info in pkgutil.walk_packages(rtqa.__path__, "rtqa."):
        if info.name != "rtqa.__main__":
            found |= set(_constants(importlib.import_module(info.name)))
    return frozenset(each for each in found if _IS_ID.fullmatch(each) and each.partition(".")[0] in groups)


def _constants(module: ModuleType) -> Iterator[str]:
    assert module.__file__ is not None
    todo = [compile(Path(module.__file__).read_bytes(), module.__file__, "exec")]
    while todo:
        for constant in todo.pop().co_consts:
            match constant:
                case CodeType():
                    todo.append(constant)
                case str():
                    yield constant
                case tuple() | frozenset():
                    yield from (each for each in constant if isinstance(each, str))
