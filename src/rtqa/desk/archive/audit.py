"""The trail of who did what: each line holds the hash of the one before, so that none changes unnoticed.

It names accounts, AE titles and cases, never a patient: who reads it need not know whose plan it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk.archive.columns import digest_values
from rtqa.desk.archive.tables import AuditEntry

_BATCH = 1000

GENESIS = "0" * 64
"""Stands before the first line."""


def append(
    session: Session, actor: str, action: str, *, at: datetime, case_id: str | None = None, **details: Any
) -> AuditEntry:
    """Write a line, in a transaction of :meth:`Archive.begin`: it is there if what it tells of is.

    Args:
        session: of the transaction.
        actor: account, AE title, or ``desk``.
        action: such as ``object.received``, ``report.made``, ``decision.sign``.
        at: when.
        case_id: the case that it is about.
        details: values that JSON has; UIDs and hashes, no names of patients.
    """
    last = read_head(session)
    line = AuditEntry(
        seq=last.seq + 1 if last is not None else 1,
        at=at,
        actor=actor,
        action=action,
        case_id=case_id,
        details=details,
        previous=last.sha256 if last is not None else GENESIS,
        sha256="",
    )
    line.sha256 = compute_hash(line)
    session.add(line)
    session.flush()
    return line


def read_head(session: Session) -> AuditEntry | None:
    """The last line."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).first()


def compute_hash(line: AuditEntry) -> str:
    """What the line's hash must be."""
    columns = line.__table__.columns
    return digest_values(
        {column.key: getattr(line, column.key) for column in columns if column.key != "sha256"}
    )


def read_lines(session: Session) -> Iterator[AuditEntry]:
    """All lines in their order, without holding them all."""
    last = 0
    while lines := session.scalars(
        select(AuditEntry).where(AuditEntry.seq > last).order_by(AuditEntry.seq).limit(_BATCH)
    ).all():
        yield from lines
        last = lines[-1].seq
        session.expunge_all()


def verify(session: Session, *, head: tuple[int, str] | None = None) -> int | None:
    """The first line that is not as it was written: changed, missing, or put between; None where all hold.

    Args:
        session: of a transaction.
        head: a line that was there once, by number and hash, so that lines cut off at the end are missed too.
    """
    previous, expected, ends = GENESIS, 1, head
    for line in read_lines(session):
        if line.seq != expected or line.previous != previous or line.sha256 != compute_hash(line):
            return expected
        if ends is not None and line.seq == ends[0]:
            if line.sha256 != ends[1]:
                return expected
            ends = None
        previous, expected = line.sha256, expected + 1
    return expected if ends is not None else None
