"""Looks whether what the desk keeps is what it was: objects, reports, rows, and the trail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.orm import Session

from rtqa.desk.archive import audit
from rtqa.desk.archive.asking import find_stale
from rtqa.desk.archive.columns import Sealed, compute_seal
from rtqa.desk.archive.head import read_head
from rtqa.desk.archive.tables import Case, CourseText, Decision, Report, StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.objects import ObjectStore
from rtqa.desk.removal import ACTION as REMOVED
from rtqa.messages import Message

_SEALED: tuple[type[Sealed], ...] = (StoredObject, Case, Report, Decision)


def verify_desk(desk: Desk) -> Iterator[Message]:
    """What is not as it was, each as a sentence; none where all holds. The desk may be at work meanwhile.

    Args:
        desk: whose objects, reports, archive and trail are looked at.
    """
    try:
        with desk.archive.read() as session:
            yield from _verify_database(session, is_sqlite=desk.archive.is_sqlite)
            yield from _verify_trail(session, read_head(desk.folder))
            yield from _verify_seals(session)
            for case in find_stale(session):
                yield Message("upkeep.row-changed", table="AskedOf", key=case.id[:12])
            yield from _verify_against_trail(session)
            yield from _verify_objects(session, desk.objects)
            yield from _verify_reports(session, desk.reports)
    except (DatabaseError, StatementError, ValueError):
        # A value that cannot be read as what it was, too.
        yield Message("upkeep.database-damaged")


def _verify_database(session: Session, *, is_sqlite: bool) -> Iterator[Message]:
    if is_sqlite and session.execute(text("PRAGMA integrity_check(1)")).scalar() != "ok":
        yield Message("upkeep.database-damaged")


def _verify_trail(session: Session, head: tuple[int, str] | None) -> Iterator[Message]:
    broken = audit.verify(session, head=head)
    if broken is not None:
        yield Message("upkeep.trail-broken", n=broken)


def _verify_seals(session: Session) -> Iterator[Message]:
    for table in _SEALED:
        with session.scalars(select(table).execution_options(yield_per=1000)) as rows:
            for row in rows:
                if row.seal != compute_seal(row):
                    yield Message("upkeep.row-changed", table=table.__name__, key=_key(row))
    for course in session.scalars(select(CourseText)):
        if hashlib.sha256(course.content.encode()).hexdigest() != course.sha256:
            yield Message("upkeep.row-changed", table="CourseText", key=course.sha256[:12])


def _verify_against_trail(session: Session) -> Iterator[Message]:
    """Rows that the trail does not know so, and those that it knows and that are gone."""
    in_trail = _read_seals(session)
    for kind, table, key in (
        ("object", StoredObject, StoredObject.sha256),
        ("report", Report, Report.sha256),
        ("decision", Decision, Decision.id),
    ):
        kept = dict(iter(session.execute(select(key, table.seal))))
        for name in sorted(in_trail[kind].keys() | kept.keys()):
            if (name in in_trail[kind]) != (name in kept):
                yield Message("upkeep.row-missing", table=table.__name__, key=name[:12])
            elif in_trail[kind][name] != kept[name]:
                yield Message("upkeep.row-changed", table=table.__name__, key=name[:12])


def _read_seals(session: Session) -> dict[str, dict[str, str]]:
    """The seals that the trail names, of what it does not say was removed: by kind, and by name."""
    in_trail: dict[str, dict[str, str]] = {"object": {}, "report": {}, "decision": {}}
    for line in audit.read_lines(session):
        if line.action in ("object.received", "report.made"):
            in_trail[line.action.partition(".")[0]][line.details["sha256"]] = line.details["seal"]
        elif line.action == REMOVED:
            for kind, seals in in_trail.items():
                for name in line.details[f"{kind}s"]:
                    seals.pop(name, None)
        elif line.action.startswith("decision."):
            in_trail["decision"][line.details["decision"]] = line.details["seal"]
    return in_trail


def _verify_objects(session: Session, objects: ObjectStore) -> Iterator[Message]:
    for sha256 in session.scalars(select(StoredObject.sha256).order_by(StoredObject.sha256)):
        if not objects.is_whole(sha256):
            yield Message("upkeep.object-changed", key=sha256[:12])


def _verify_reports(session: Session, reports: Path) -> Iterator[Message]:
    for report in session.scalars(select(Report).order_by(Report.made_at)):
        for name, sha256 in report.files.items():
            try:
                with (reports / report.sha256 / name).open("rb") as file:
                    is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
            except OSError:
                is_whole = False
            if not is_whole:
                yield Message("upkeep.report-changed", key=report.sha256[:12], file=name)


def _key(row: Sealed) -> str:
    return str(getattr(row, "id", None) or getattr(row, "sha256", ""))[:12]
