"""Cases, versions and decisions, looked up: what does not belong together is not found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from rtqa.desk.archive.tables import Case, CaseObject, Decision, Report, StoredObject
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.standing import Asked, Standing, list_asked, stand
from rtqa.messages import Message

MOST_LISTED = 200
"""Cases on one page; others are found by a search."""

_ID = re.compile(r"[0-9a-f]{32}")
_VERSION = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with its versions and what was decided.

    Attributes:
        case: its row.
        versions: of its report, the latest last.
        decisions: of all versions, in order of time.
    """

    case: Case
    versions: tuple[Report, ...]
    decisions: tuple[Decision, ...]

    @property
    def latest(self) -> Report | None:
        """The version that counts."""
        return self.versions[-1] if self.versions else None

    @property
    def standing(self) -> Standing | None:
        """How the latest version stands."""
        return stand(self.latest, self.decisions) if self.latest is not None else None

    @property
    def asked(self) -> Sequence[Asked]:
        """Of whom what is asked."""
        return list_asked(self.case, self.standing)

    def version(self, text: str) -> Report:
        """A version by its number in a path.

        Raises:
            RefusedError: this case has none of that number.
        """
        wanted = int(text) if _VERSION.fullmatch(text) else 0
        for report in self.versions:
            if report.version == wanted:
                return report
        raise _not_here(version=text[:20])


def read_case(session: Session, case_id: str) -> CaseFile:
    """A case by its id.

    Raises:
        RefusedError: there is none.
    """
    case = session.get(Case, case_id) if _ID.fullmatch(case_id) else None
    if case is None:
        raise _not_here(case=case_id[:40])
    reports = session.scalars(select(Report).where(Report.case_id == case.id).order_by(Report.version))
    decisions = session.scalars(select(Decision).where(Decision.case_id == case.id).order_by(Decision.at))
    return CaseFile(case=case, versions=tuple(reports), decisions=tuple(decisions))


def list_cases(session: Session) -> list[CaseFile]:
    """The cases that changed last, with what is known of each."""
    return _read_files(session, session.scalars(_newest(select(Case)).limit(MOST_LISTED)).all())


def find_cases(session: Session, words: str, *, by_patient: bool) -> list[CaseFile]:
    """The cases that changed last of those with these words in them, among all.

    Args:
        session: of the archive.
        words: part of plan label, protocol or patient; letter case is of no account.
        by_patient: whether who asks may see names and numbers of patients.
    """
    columns = (Case.plan_label, Case.protocol, *((Case.patient_name, Case.patient_id) if by_patient else ()))
    # Not by the database: SQLite folds the case of ASCII letters alone.
    ids = [
        case_id
        for case_id, *texts in session.execute(_newest(select(Case.id, *columns)))
        if words.casefold() in " ".join(texts).casefold()
    ][:MOST_LISTED]
    return _read_files(session, session.scalars(_newest(select(Case)).where(Case.id.in_(ids))).all())


def _newest(query: Select[Any]) -> Select[Any]:
    return query.where(Case.state != "beside").order_by(Case.changed_at.desc())


def _read_files(session: Session, cases: Sequence[Case]) -> list[CaseFile]:
    """What is known of each case; in two queries."""
    ids = [case.id for case in cases]
    versions: dict[str, list[Report]] = {}
    for report in session.scalars(select(Report).where(Report.case_id.in_(ids)).order_by(Report.version)):
        versions.setdefault(report.case_id, []).append(report)
    decisions: dict[str, list[Decision]] = {}
    for decision in session.scalars(select(Decision).where(Decision.case_id.in_(ids)).order_by(Decision.at)):
        decisions.setdefault(decision.case_id, []).append(decision)
    return [
        CaseFile(
            case=case, versions=tuple(versions.get(case.id, ())), decisions=tuple(decisions.get(case.id, ()))
        )
        for case in cases
    ]


def read_decision(session: Session, decision_id: str) -> tuple[Decision, CaseFile]:
    """A decision with its case.

    Raises:
        RefusedError: there is none.
    """
    decision = session.get(Decision, decision_id) if _ID.fullmatch(decision_id) else None
    if decision is None:
        raise _not_here(decision=decision_id[:40])
    return decision, read_case(session, decision.case_id)


def list_of_patient(session: Session, case: Case) -> list[CaseFile]:
    """Other cases of the same patient, as their plans say; none where the plan names no patient."""
    if not case.patient:
        return []
    others = session.scalars(
        select(Case.id)
        .where(Case.patient == case.patient, Case.id != case.id)
        .order_by(Case.changed_at.desc())
        .limit(20)
    ).all()
    return [read_case(session, other) for other in others]


def read_objects(session: Session, case_id: str) -> list[tuple[StoredObject, bool]]:
    """What belongs to a case, each with whether it is set aside: those of one UID first, then by kind."""
    rows = session.execute(
        select(StoredObject, CaseObject.set_aside)
        .join(CaseObject, CaseObject.sha256 == StoredObject.sha256)
        .where(CaseObject.case_id == case_id)
    ).all()
    doubled = [uid for uid, n in Counter(stored.sop_instance_uid for stored, _ in rows).items() if n > 1]
    order = ("RTPLAN", "RTSTRUCT", "RTDOSE", "REG", "RTRECORD")
    return sorted(
        ((stored, is_aside) for stored, is_aside in rows),
        key=lambda row: (
            row[0].sop_instance_uid not in doubled,
            order.index(row[0].role) if row[0].role in order else len(order),
            row[0].sop_instance_uid,
            row[0].received_at,
        ),
    )


def _not_here(**what: str) -> RefusedError:
    return RefusedError(404, Message("desk-page.not-here"), action="refused.not-found", **what)
