"""A course file read whole, or refused with every fault at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rtqa.course.file import Course
from rtqa.course.received import name_structures
from rtqa.documents.places import Lines
from rtqa.documents.reading import read_document
from rtqa.documents.references import find_repeated, find_unknown, rows_of, texts_of
from rtqa.documents.suggestion import did_you_mean
from rtqa.documents.toml import lines_of, parse_document, parse_toml
from rtqa.errors import DocumentError, Fault, UsageError
from rtqa.nomenclature.name_list import find_meaning
from rtqa.protocol.library import LoadedProtocol, load_protocol
from rtqa.protocol.schema import Protocol

VITAL = re.compile(r"SpinalC|Brainstem")
"""TG-263 names of organs that every patient has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCourse:
    """A course, the file that it came from, and the protocol that its names are of.

    Attributes:
        course: the contents.
        protocol: as asked for, else as the file names it; None where there is neither.
        sha256: of the file's bytes, in hexadecimal.
        folder: what the paths in the file are relative to; never printed.
    """

    course: Course
    protocol: LoadedProtocol | None
    sha256: str
    folder: Path = field(repr=False)

    def path(self, relative: str) -> Path:
        """A folder or file that the course file names."""
        return self.folder / relative

    @property
    def phase_folders(self) -> dict[str, Path]:
        """The folder of each phase that names one."""
        return {phase.id: self.path(phase.folder) for phase in self.course.phases if phase.folder is not None}

    @property
    def registration_files(self) -> tuple[Path, ...]:
        """The DICOM registrations that the course file names."""
        named = (registration.file for registration in self.course.registrations)
        return tuple(self.path(file) for file in named if file is not None)

    @property
    def received_files(self) -> dict[str, Path]:
        """The report of each phase whose doses the course file takes from one."""
        named = {phase.id: phase.received for phase in self.course.phases}
        return {phase_id: self.path(file) for phase_id, file in named.items() if isinstance(file, str)}


def load_course(
    path: str | Path | Course | LoadedCourse, *, protocol: str | Path | LoadedProtocol | None = None
) -> LoadedCourse:
    """Read a course file.

    >>> import rtqa
    >>> course = rtqa.load_course("sample_plans/course/course.toml")
    >>> course.protocol.protocol.id, [phase.id for phase in course.course.phases]
    ('nct07041788', ['sfrt', 'ccrt'])

    Args:
        path: of the file; or a course that a script made or read, whose names are held against the protocol.
        protocol: to judge by, as for :func:`rtqa.protocol.load_protocol`; without it, the one that the file
            names. Events, phases and structures must be that protocol's.

    Raises:
        UsageError: there is no such file, or no such protocol.
        DocumentError: the course file, or the protocol file, does not hold; all its faults at once.
    """
    if isinstance(path, Course | LoadedCourse):
        return _adopt(path, protocol)
    file = Path(path)
    content = read_document(file, what="the course file")
    document = parse_toml(content, label=file.name)
    faults: list[Fault] = []
    loaded = load_protocol(protocol) if protocol is not None else None
    if loaded is None and isinstance(named := document.get("protocol"), str):
        try:
            loaded = load_protocol(file.parent / named if named.endswith(".toml") else named)
        except UsageError as error:
            faults = [Fault("protocol", str(error))]
    return LoadedCourse(
        course=_parse(document, label=file.name, lines=lines_of(content), protocol=loaded, faults=faults),
        protocol=loaded,
        sha256=hashlib.sha256(content).hexdigest(),
        folder=file.parent,
    )


def find_another_protocol(path: Path, protocol: LoadedProtocol) -> str | None:
    """The protocol that a course file names, where that is another; None where it names none, or this one.

    Raises:
        UsageError: there is no such file.
        DocumentError: it is not TOML.
    """
    document = parse_toml(read_document(path, what="the course file"), label=path.name)
    named = document.get("protocol")
    if not isinstance(named, str):
        return None
    if not named.endswith(".toml"):
        return named if named != protocol.protocol.id else None
    try:
        other = load_protocol(path.parent / named).protocol.id
    except (DocumentError, UsageError):
        other = Path(named).stem
    return other if other != protocol.protocol.id else None


def _adopt(course: Course | LoadedCourse, protocol: str | Path | LoadedProtocol | None) -> LoadedCourse:
    """A course that is at hand already, under the protocol asked for, else its own."""
    at_hand = course if isinstance(course, LoadedCourse) else None
    values = at_hand.course if at_hand is not None else course
    known = at_hand.protocol if at_hand is not None else None
    if not isinstance(values, Course):
        raise TypeError("a course or a loaded course is needed")
    if protocol is None and known is None and values.protocol is not None:
        protocol = values.protocol
    loaded = load_protocol(protocol) if protocol is not None else known
    document = _as_document(values.model_dump(by_alias=True, exclude_defaults=True))
    return LoadedCourse(
        course=_parse(document, label="the course", lines=dict, protocol=loaded),
        protocol=loaded,
        sha256=at_hand.sha256 if at_hand is not None else hashlib.sha256(repr(document).encode()).hexdigest(),
        folder=at_hand.folder if at_hand is not None else Path(),
    )


def _as_document(values: Any) -> Any:
    """Values as a TOML file has them, with lists for tuples."""
    if isinstance(values, Mapping):
        return {key: _as_document(value) for key, value in values.items()}
    return list(map(_as_document, values)) if isinstance(values, tuple | list) else values


def parse_course(content: bytes, *, label: str, protocol: LoadedProtocol | None = None) -> Course:
    """Read a course from the bytes of its TOML file.

    Args:
        content: the file.
        label: what errors call it; a file name without its folder.
        protocol: whose events, phases and structures the file may name; any where None.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``phase[1].delivered[3]``.
    """
    document = parse_toml(content, label=label)
    return _parse(document, label=label, lines=lines_of(content), protocol=protocol)


def _parse(
    document: Mapping[str, object],
    *,
    label: str,
    lines: Lines,
    protocol: LoadedProtocol | None,
    faults: Iterable[Fault] = (),
) -> Course:
    def find_faults(document: Mapping[str, object]) -> list[Fault]:
        strange = _find_strangers(document, protocol.protocol) if protocol is not None else ()
        return [*faults, *_find_reference_faults(document), *strange]

    return parse_document(document, Course, label=label, find_reference_faults=find_faults, lines=lines)


def _find_reference_faults(document: Mapping[str, object]) -> list[Fault]:
    phases = rows_of(document, "phase")
    registrations = rows_of(document, "registration")
    known = texts_of(phases, "id")
    return [
        *find_repeated("id", phases),
        *find_unknown("from", registrations, known=known, what="phase"),
        *find_unknown("to", registrations, known=known, what="phase"),
    ]


def _find_strangers(document: Mapping[str, object], protocol: Protocol) -> Iterator[Fault]:
    """What the course file names and the protocol does not know; no check would read it."""
    where = f"in protocol {protocol.id}"
    phases = rows_of(document, "phase")
    structures = [structure.name for structure in protocol.structures]
    yield from find_unknown(
        "id", phases, known=[phase.id for phase in protocol.phases], what="phase", where=where
    )
    yield from _strange_keys(
        "", document, "events", known=[event.id for event in protocol.events], where=where
    )
    yield from _strange_keys("", document, "absent", known=structures, where=where)
    yield from _find_impossible(document, protocol)
    arm, arms = document.get("arm"), [arm.id for arm in protocol.arms]
    if isinstance(arm, str) and arm not in arms:
        yield Fault("arm", f"no arm {arm!r} {where}{did_you_mean(arm, arms)}")
    fractionated = protocol.sfrt.phase if protocol.sfrt is not None else None
    for place, phase in phases:
        for key in ("planned_gy", "structures"):
            yield from _strange_keys(f"{place}.", phase, key, known=structures, where=where)
        yield from _find_unnamed(f"{place}.received", phase.get("received"), protocol, where=where)
        if "vertices" in phase and phase.get("id") != fractionated:
            only = f"only of phase {fractionated!r}" if fractionated else "of no phase"
            yield Fault(f"{place}.vertices", f"vertices are looked for {only} {where}")


def _find_impossible(document: Mapping[str, object], protocol: Protocol) -> Iterator[Fault]:
    """What is said to be absent, and cannot be."""
    stated = document.get("absent")
    absent = [name for name in stated if isinstance(name, str)] if isinstance(stated, Mapping) else []
    for name in absent:
        if VITAL.match(find_meaning(name)):
            yield Fault(f"absent.{name}", "no patient is without it")
    targets = {structure.name for structure in protocol.structures if structure.role == "target"}
    if targets and targets.issubset(absent):
        yield Fault("absent", "leaves no target of the protocol to judge")


def _find_unnamed(place: str, received: object, protocol: Protocol, *, where: str) -> Iterator[Fault]:
    """Doses of a structure that the protocol does not know by that name, or that is named twice."""
    if not isinstance(received, Mapping):
        return
    named = name_structures(received, protocol)
    stands_for = {key: name for name, keys in named.items() for key in keys}
    for key in received:
        name = stands_for.get(key)
        if name is None:
            advice = did_you_mean(key, [*named])
            yield Fault(f"{place}.{key}", f"no structure {key!r} {where}{advice}")
        elif key != named[name][0]:
            yield Fault(f"{place}.{key}", f"{named[name][0]!r} is the same structure")


def _strange_keys(
    within: str, row: Mapping[str, object], table: str, *, known: list[str], where: str
) -> Iterator[Fault]:
    keys = row.get(table)
    what = "event" if table == "events" else "structure"
    for key in keys if isinstance(keys, Mapping) else ():
        if key not in known:
            yield Fault(f"{within}{table}.{key}", f"no {what} {key!r} {where}{did_you_mean(key, known)}")
