"""Which objects belong to which case: by the references in files; where none leads on, by study and frame.

The rules are those by which ``rtqa cohort`` gathers the files of a plan (:mod:`rtqa.cohort.plans`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from rtqa.desk.archive.tables import Case, CaseObject, Reference, StoredObject

IMAGES = ("CT", "MR", "PT")


def waiting_key(stored: StoredObject) -> str:
    """The key of the case in which the objects of a study wait for their plan."""
    return f"study {stored.study_uid or stored.sop_instance_uid}"


def find_cases(session: Session, stored: StoredObject) -> list[Case]:
    """The cases that an object belongs to, as far as is known when it comes; none for a new one."""
    for query in _queries(stored):
        cases = list(session.scalars(query).unique())
        if cases:
            return cases
    return []


def _queries(stored: StoredObject) -> Iterable[Select[Case]]:
    """Queries for the cases of an object, the surest first."""
    targets = select(Reference.target).where(Reference.sha256 == stored.sha256)
    if stored.role == "RTPLAN":
        yield select(Case).where(Case.key == stored.sop_instance_uid)
        yield select(Case).where(Case.key.in_(targets.where(Reference.kind == "verifies")))
        return
    yield select(Case).where(Case.key.in_(targets.where(Reference.kind == "plan")))
    if stored.role == "RTSTRUCT":
        yield _cases_referring("structures", stored.sop_instance_uid)
    elif stored.role in IMAGES:
        yield _cases_referring("series", stored.series_uid)
    of_study = select(Case).where(Case.study_uid == stored.study_uid, Case.study_uid != "")
    yield of_study.where(Case.frame_uid.in_((stored.frame_uid, ""))) if stored.frame_uid else of_study
    if stored.frame_uid:
        yield select(Case).where(Case.frame_uid == stored.frame_uid)
    yield select(Case).where(Case.key == waiting_key(stored))


def _cases_referring(kind: str, target: str) -> Select[Case]:
    """The cases of which an object refers to a target."""
    return (
        select(Case)
        .join(CaseObject, CaseObject.case_id == Case.id)
        .join(Reference, Reference.sha256 == CaseObject.sha256)
        .where(Reference.kind == kind, Reference.target == target)
    )


def list_members(session: Session, case: Case) -> Sequence[StoredObject]:
    """The objects that a case is judged by, in an order that does not change."""
    query = (
        select(StoredObject)
        .join(CaseObject, CaseObject.sha256 == StoredObject.sha256)
        .where(CaseObject.case_id == case.id, CaseObject.set_aside.is_(False))
        .order_by(StoredObject.role, StoredObject.sop_instance_uid, StoredObject.sha256)
    )
    return session.scalars(query).all()


def gather(session: Session, case: Case) -> None:
    """Add what a case's plan leads to, wherever it came first: another study, or a case that waited."""
    plans = _select(session, StoredObject.sop_instance_uid == case.key)
    found = {each.sha256: each for each in plans}

    def add(condition: ColumnElement[bool]) -> list[StoredObject]:
        fresh = _select(session, condition)
        found.update({each.sha256: each for each in fresh})
        return fresh

    doses = add(StoredObject.sha256.in_(_referring("plan", [case.key])) & (StoredObject.role != "RTPLAN"))
    sources = [each.sha256 for each in (*plans, *doses)]
    sets = add(StoredObject.sop_instance_uid.in_(_targets("structures", sources)))
    add(StoredObject.series_uid.in_(_targets("series", [each.sha256 for each in sets])))
    known = set(session.scalars(select(CaseObject.sha256).where(CaseObject.case_id == case.id)))
    session.add_all(CaseObject(case_id=case.id, sha256=sha256) for sha256 in found.keys() - known)
    session.flush()


def find_missing(members: Sequence[StoredObject]) -> set[str]:
    """The roles of which a case has nothing yet: it is left more time."""
    roles = {each.role for each in members}
    missing = {"RTPLAN", "RTSTRUCT", "RTDOSE"} - roles
    return missing if roles & set(IMAGES) else missing | {"CT"}


def _select(session: Session, condition: ColumnElement[bool]) -> list[StoredObject]:
    return list(session.scalars(select(StoredObject).where(condition)))


def _referring(kind: str, targets: Sequence[str]) -> Select[str]:
    return select(Reference.sha256).where(Reference.kind == kind, Reference.target.in_(targets))


def _targets(kind: str, sources: Sequence[str]) -> Select[str]:
    return select(Reference.target).where(Reference.kind == kind, Reference.sha256.in_(sources))
