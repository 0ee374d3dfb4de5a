"""Takes a case out of a desk for good: what stays is that it was there, and who took it out, when and why."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import (
    AskedOf,
    AuditEntry,
    Case,
    CaseObject,
    Check,
    CourseText,
    Decision,
    Outgoing,
    Reference,
    Report,
    StoredObject,
    WorkItem,
)
from rtqa.desk.desk import Desk
from rtqa.errors import UsageError

ACTION = "case.removed"
"""Of the line of the trail; the database lets reports and decisions go of cases that have one."""


def remove_case(desk: Desk, case_id: str, *, actor: str, reason: str) -> int:
    """Remove a case: its rows, its reports, its decisions, and those of its objects that no other case has.

    The desk may be at work meanwhile. Backups hold what they held.

    Args:
        desk: an open one.
        case_id: as in the address of its page.
        actor: who removes it.
        reason: why; it stays in the trail, and names no patient.

    Returns:
        How many objects are gone.

    Raises:
        UsageError: there is no such case, or it is being checked.
    """
    with desk.archive.begin() as session:
        case = session.get(Case, case_id)
        if case is None:
            raise UsageError(f"there is no case {case_id!r}: its number stands in the address of its page")
        if case.state == "checking":
            raise UsageError("the case is being checked: try again when it is done")
        objects = _list_own_objects(session, case)
        reports = session.scalars(select(Report.sha256).where(Report.case_id == case.id)).all()
        decisions = session.scalars(select(Decision.id).where(Decision.case_id == case.id)).all()
        audit.append(
            session,
            actor,
            ACTION,
            at=desk.now(),
            case_id=case.id,
            reason=reason,
            objects=list(objects),
            reports=list(reports),
            decisions=list(decisions),
        )
        _delete_rows(session, case, objects)
    _clear_files(desk)
    return len(objects)


def _list_own_objects(session: Session, case: Case) -> Sequence[str]:
    elsewhere = select(CaseObject.sha256).where(CaseObject.case_id != case.id)
    of_case = select(CaseObject.sha256).where(CaseObject.case_id == case.id)
    of_no_other = of_case.where(CaseObject.sha256.not_in(elsewhere))
    return session.scalars(of_no_other.order_by(CaseObject.sha256)).all()


def _delete_rows(session: Session, case: Case, objects: Sequence[str]) -> None:
    """In an order in which no row refers to one that is gone."""
    reports = select(Report.id).where(Report.case_id == case.id)
    conditions: list[tuple[type, ColumnElement[bool]]] = [
        (Outgoing, Outgoing.report_id.in_(reports)),
        (WorkItem, WorkItem.case_id == case.id),
        (Check, Check.case_id == case.id),
        (Decision, Decision.case_id == case.id),
        (Report, Report.case_id == case.id),
        (CaseObject, CaseObject.case_id == case.id),
        (Reference, Reference.sha256.in_(objects)),
        (StoredObject, StoredObject.sha256.in_(objects)),
        (AskedOf, AskedOf.case_id == case.id),
        (Case, Case.id == case.id),
    ]
    for table, condition in conditions:
        session.execute(delete(table).where(condition))
    session.expunge(case)
    used = select(Case.course_sha256).where(Case.course_sha256.is_not(None))
    checked = select(Check.course_sha256).where(Check.course_sha256.is_not(None))
    session.execute(
        delete(CourseText).where(CourseText.sha256.not_in(used), CourseText.sha256.not_in(checked))
    )


def _clear_files(desk: Desk) -> None:
    """Remove the files of all removed cases that no row names: also of one that was broken off before."""
    with desk.archive.read() as session:
        removed = session.scalars(select(AuditEntry.details).where(AuditEntry.action == ACTION)).all()
        objects = {sha256 for details in removed for sha256 in details["objects"]}
        reports = {sha256 for details in removed for sha256 in details["reports"]}
        objects -= set(session.scalars(select(StoredObject.sha256)))
        reports -= set(session.scalars(select(Report.sha256)))
    for sha256 in objects:
        desk.objects.path(sha256).unlink(missing_ok=True)
    for sha256 in reports:
        shutil.rmtree(desk.reports / sha256, ignore_errors=True)
