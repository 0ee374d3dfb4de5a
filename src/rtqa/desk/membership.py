"""Which objects belong to which case: by the references in files; where none leads on, by study and frame.

The rules are those by which ``rtqa cohort`` gathers the files of a plan (:mod:`rtqa.cohort.plans`). What a
study without a plan holds, such as the images taken before treatment, belongs to all plans of the patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from rtqa.desk.archive.tables import Case, CaseObject, Reference, StoredObject, WorkItem
from rtqa.dicom.objects import IMAGE_ROLES

_STUDY = "study "


def waiting_key(stored: StoredObject) -> str:
    """The key of the case in which the objects of a study wait for their plan."""
    return f"{_STUDY}{stored.study_uid or stored.sop_instance_uid}"


def has_plan(case: Case) -> bool:
    """Whether the case's plan has come."""
    return not case.key.startswith(_STUDY)


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
    elif stored.role in IMAGE_ROLES:
        yield _cases_referring("series", stored.series_uid)
    of_study = select(Case).where(Case.study_uid == stored.study_uid, Case.study_uid != "")
    yield of_study.where(Case.frame_uid.in_((stored.frame_uid, ""))) if stored.frame_uid else of_study
    if stored.frame_uid:
        yield select(Case).where(Case.frame_uid == stored.frame_uid, Case.patient == stored.patient)
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


def gather(session: Session, case: Case) -> list[Case]:
    """Add what a case's plans lead to, wherever it came first.

    Returns:
        The cases of the patient's studies that wait for a plan of their own, and are part of this one.
    """
    plans = [stored for stored in list_members(session, case) if stored.role == "RTPLAN"]
    belonging = {plan.sha256 for plan in plans}

    def add(condition: ColumnElement[bool]) -> list[str]:
        fresh = list(session.scalars(select(StoredObject.sha256).where(condition)))
        belonging.update(fresh)
        return fresh

    uids = [plan.sop_instance_uid for plan in plans]
    doses = add(StoredObject.sha256.in_(_referring("plan", uids)) & (StoredObject.role != "RTPLAN"))
    sources = [*(plan.sha256 for plan in plans), *doses]
    sets = add(StoredObject.sop_instance_uid.in_(_targets("structures", sources)))
    add(StoredObject.series_uid.in_(_targets("series", sets)))
    beside = list_beside(session, case)
    add(
        StoredObject.sha256.in_(
            select(CaseObject.sha256).where(CaseObject.case_id.in_([waiting.id for waiting in beside]))
        )
    )
    known = set(session.scalars(select(CaseObject.sha256).where(CaseObject.case_id == case.id)))
    session.add_all(CaseObject(case_id=case.id, sha256=sha256) for sha256 in sorted(belonging - known))
    session.flush()
    return beside


def list_beside(session: Session, case: Case) -> list[Case]:
    """The patient's other cases without a plan; of a case without one, those with."""
    if not case.patient:
        return []
    without_plan = Case.key.startswith(_STUDY, autoescape=True)
    query = select(Case).where(Case.patient == case.patient, Case.id != case.id)
    return list(session.scalars(query.where(without_plan if has_plan(case) else ~without_plan)))


def absorb(session: Session, case: Case, into: Case) -> None:
    """Make all of a case, which was never checked, part of another, and forget it."""
    session.flush()
    members = set(session.scalars(select(CaseObject.sha256).where(CaseObject.case_id == case.id)))
    known = set(session.scalars(select(CaseObject.sha256).where(CaseObject.case_id == into.id)))
    session.execute(delete(CaseObject).where(CaseObject.case_id == case.id))
    session.add_all(CaseObject(case_id=into.id, sha256=sha256) for sha256 in sorted(members - known))
    session.execute(update(WorkItem).where(WorkItem.case_id == case.id).values(case_id=into.id))
    session.flush()
    session.delete(case)
    session.flush()


def find_missing(members: Sequence[StoredObject]) -> set[str]:
    """The roles of which a case has nothing yet: it is left more time."""
    roles = {stored.role for stored in members}
    missing = {"RTPLAN", "RTSTRUCT", "RTDOSE"} - roles
    return missing if roles & IMAGE_ROLES else missing | {"CT"}


def _referring(kind: str, targets: Sequence[str]) -> Select[str]:
    return select(Reference.sha256).where(Reference.kind == kind, Reference.target.in_(targets))


def _targets(kind: str, sources: Sequence[str]) -> Select[str]:
    return select(Reference.target).where(Reference.kind == kind, Reference.sha256.in_(sources))
