"""Keeps of whom what is asked, for each case: right in the transaction that changes what it follows from.

Whoever changes what follows (:mod:`rtqa.desk.archive.standing`) adds a migration: all is made anew after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from rtqa.desk.archive.standing import list_asked, stand
from rtqa.desk.archive.tables import AskedOf, Case, Decision, Report

_TOUCHED = "cases touched"
_BATCH = 500


@event.listens_for(Session, "before_flush")
def _note_touched(session: Session, *_: object) -> None:
    """Remember the cases of which something is about to be written."""
    touched: set[str] = session.info.setdefault(_TOUCHED, set())
    for row in (*session.new, *session.dirty):
        if isinstance(row, Case):
            touched.add(row.id)
        elif isinstance(row, (Report, Decision)):
            touched.add(row.case_id)


def renew_touched(session: Session) -> None:
    """Bring the cases that were written in this transaction up to date, before it is committed."""
    session.flush()
    for case_id in sorted(session.info.pop(_TOUCHED, ())):
        case = session.get(Case, case_id)
        if case is not None:
            _renew(session, case)
    session.flush()


def renew_all(connection: Connection) -> None:
    """Bring every case up to date, in the transaction that brings the tables to this edition."""
    with Session(connection) as session, session.begin():
        for case in session.scalars(select(Case)).all():
            _renew(session, case)


def find_stale(session: Session) -> Iterator[Case]:
    """The cases of which it does not say what follows; none while all holds."""
    with session.scalars(select(Case).execution_options(yield_per=_BATCH)) as cases:
        for case in cases:
            if {row.owner for row in _read_rows(session, case)} != find_owners(session, case):
                yield case


def find_owners(session: Session, case: Case) -> set[str]:
    """Of whom something is asked; none of a case that is done, or is part of others."""
    if case.state == "beside":
        return set()
    standing = None
    if case.state == "checked":
        of_case = select(Report).where(Report.case_id == case.id)
        latest = session.scalars(of_case.order_by(Report.version.desc()).limit(1)).first()
        decisions = session.scalars(
            select(Decision).where(Decision.case_id == case.id).order_by(Decision.at)
        ).all()
        standing = stand(latest, decisions) if latest is not None else None
    return {asked.owner for asked in list_asked(case, standing)}


def _renew(session: Session, case: Case) -> None:
    rows = _read_rows(session, case)
    owners = find_owners(session, case)
    for row in rows:
        if row.owner not in owners:
            session.delete(row)
    known = {row.owner for row in rows}
    session.add_all(AskedOf(case_id=case.id, owner=owner) for owner in sorted(owners - known))


def _read_rows(session: Session, case: Case) -> list[AskedOf]:
    return list(session.scalars(select(AskedOf).where(AskedOf.case_id == case.id)))
