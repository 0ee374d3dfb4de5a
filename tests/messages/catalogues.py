"""The catalogues as a translator sees them, and the messages that the code speaks of."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import get_args, get_type_hints

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import rtqa
from rtqa.evaluation.causes import SAID_BY_SUBJECTS
from rtqa.findings import ReportedNotice, ReportedPicture, Verdict
from rtqa.messages import LANGUAGES, CauseKind, Limit, Listing, Message, Owner, Quantity, Range, Value

PACKAGE = Path(rtqa.__file__).parent
FOLDER = PACKAGE / "messages"

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

_IS_ID = re.compile(
    r"(?!.*\.(?:css|js|json|pdf|typ)$)[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*"
)
_IN_TEMPLATE = re.compile(r"""["']([a-z0-9.-]+)["']""")
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


def words_of(text: str) -> frozenset[str]:
    """The words of Latin letters of three and more, such as ``sha`` of ``sha256``."""
    return frozenset(re.findall(r"[A-Za-z]{3,}", text))


@cache
def codes_of(message_id: str) -> frozenset[str]:
    """What its Chinese file declares as names and codes, in a line ``### codes: …`` at its head."""
    text = (FOLDER / "zh" / f"{message_id.partition('.')[0]}.ftl").read_text(encoding="utf-8")
    return frozenset(
        word for line in re.findall(r"^### codes: (.+)$", text, re.MULTILINE) for word in words_of(line)
    )


def sample_values(message_id: str) -> Iterator[dict[str, Value]]:
    """As many sets of values as the type with the most samples has."""
    types = read("en")[message_id].types
    most = max((len(SAMPLES[kind]) for kind in types.values()), default=1)
    for n in range(most):
        yield {name: SAMPLES[kind][n % len(SAMPLES[kind])] for name, kind in types.items()}


@cache
def ids_of_the_code() -> frozenset[str]:
    """Every id of a catalogue's group that a compiled module, a template or a closed list of kinds holds."""
    groups = {message_id.partition(".")[0] for message_id in IDS["en"]}
    found = {*_ids_of_kinds(), *_ids_of_templates()}
    for info in pkgutil.walk_packages(rtqa.__path__, "rtqa."):
        if info.name != "rtqa.__main__":
            found |= set(_constants(importlib.import_module(info.name)))
    return frozenset(each for each in found if _IS_ID.fullmatch(each) and each.partition(".")[0] in groups)


def _ids_of_kinds() -> Iterator[str]:
    """The ids that are made of the name of a kind."""
    yield from (f"cause.{kind}" for kind in SAID_BY_SUBJECTS)
    for kind in CauseKind:
        yield f"cause.do-{kind}"
    yield from (f"owner.{owner}" for owner in Owner)
    for word in (*(verdict.value for verdict in Verdict), "info"):
        yield from (f"verdict.{word}", f"verdict.count-{word}")
    yield from (f"plane.{plane}" for plane in _choices(ReportedPicture, "plane"))
    yield from (f"notice.{kind}" for kind in _choices(ReportedNotice, "kind"))
    yield from (f"list.{joint}" for joint in (*_choices(Listing, "conjunction"), "comma") if joint)
    yield from (f"date.weekday-{n}" for n in range(1, 8))


def _choices(owner: type, name: str) -> tuple[str, ...]:
    """What a field may say, by its type."""
    assert name in {field.name for field in fields(owner)}
    return get_args(get_type_hints(owner)[name])


def _ids_of_templates() -> Iterator[str]:
    for room in (PACKAGE / "render", PACKAGE / "desk" / "web"):
        for file in (room / "templates").iterdir():
            yield from _IN_TEMPLATE.findall(file.read_text(encoding="utf-8"))


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
