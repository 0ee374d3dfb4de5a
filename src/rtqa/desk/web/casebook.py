"""Cases, versions and decisions, looked up: what does not belong together is not found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rtqa.desk.archive.standing import Asked, Standing, list_asked, stand
from rtqa.desk.archive.tables import AskedOf, Case, CaseObject, Decision, Report, StoredObject
from rtqa.desk.web.forms import RefusedError
from rtqa.messages import Message

PAGE = 50
"""Cases on one page of the list."""

WHICH = ("mine", "open", "all")
"""The lists there are: what is asked of who looks, of anybody, and every case."""

_AT_WORK = ("gathering", "queued", "checking")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page of a list of cases.

    Attributes:
        cases: on it, each with its latest version alone.
        page: its number, from 1.
        first: how many are on pages before it.
        n_all: how many there are on all pages.
    """

    cases: tuple[CaseFile, ...]
    page: int
    first: int
    n_all: int

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.first + len(self.cases) >= self.n_all


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


def count_cases(session: Session, role: str) -> dict[str, int]:
    """How many cases there are: all of them, those that are open, and those of which this role is asked."""
    counts = {which: select(func.count()).select_from(Case).where(*_among(which, role)) for which in WHICH}
    return {which: session.scalars(query).one() for which, query in counts.items()}


def list_cases(
    session: Session, which: str, role: str, *, page: int, words: str = "", by_patient: bool = False
) -> CasePage:
    """A page of the cases, those that changed last first.

    Args:
        session: of the archive.
        which: of :data:`WHICH`.
        role: of who looks.
        page: from 1; the last one where there are not so many.
        words: part of plan label, protocol or patient; letter case is of no account; empty for all.
        by_patient: whether who asks may see names and numbers of patients.
    """
    newest = select(Case.id).where(*_among(which, role)).order_by(Case.changed_at.desc(), Case.id)
    if words:
        names = (Case.patient_name, Case.patient_id) if by_patient else ()
        # Not by the database: SQLite folds the case of ASCII letters alone.
        matching = [
            case_id
            for case_id, *texts in session.execute(newest.add_columns(Case.plan_label, Case.protocol, *names))
            if words.casefold() in " ".join(texts).casefold()
        ]
        page, first, n_all = _turn_to(page, len(matching))
        ids = matching[first : first + PAGE]
    else:
        count = select(func.count()).select_from(Case).where(*_among(which, role))
        page, first, n_all = _turn_to(page, session.scalars(count).one())
        ids = list(session.scalars(newest.offset(first).limit(PAGE)))
    return CasePage(cases=tuple(_read_files(session, ids)), page=page, first=first, n_all=n_all)


def is_at_work(session: Session) -> bool:
    """Whether anything will change in the list by itself."""
    return session.scalars(select(Case.id).where(Case.state.in_(_AT_WORK)).limit(1)).first() is not None


def _among(which: str, role: str) -> list[ColumnElement[bool]]:
    """What holds of the cases of a list; those that are part of others are in none."""
    asked = select(AskedOf.case_id)
    among = {
        "mine": [Case.id.in_(asked.where(AskedOf.owner == role))],
        "open": [Case.id.in_(asked)],
        "all": [],
    }
    return [Case.state != "beside", *among[which]]


def _turn_to(page: int, n_all: int) -> tuple[int, int, int]:
    """The page that there is, what is before it, and of how many."""
    last = max(1, -(-n_all // PAGE))
    page = min(max(page, 1), last)
    return page, (page - 1) * PAGE, n_all


def _read_files(session: Session, ids: Sequence[str]) -> list[CaseFile]:
    """The cases of these ids, in this order, each with its latest version and what was decided of it."""
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(ids)))}
    newest = (
        select(Report.case_id, func.max(Report.version).label("version"))
        .where(Report.case_id.in_(ids))
        .group_by(Report.case_id)
        .subquery()
    )
    is_newest = (Report.case_id == newest.c.case_id) & (Report.version == newest.c.version)
    latest = {row.case_id: row for row in session.scalars(select(Report).join(newest, is_newest))}
    decisions: dict[str, list[Decision]] = {}
    for decision in session.scalars(select(Decision).where(Decision.case_id.in_(ids)).order_by(Decision.at)):
        decisions.setdefault(decision.case_id, []).append(decision)
    return [
        CaseFile(
            case=cases[case_id],
            versions=(latest[case_id],) if case_id in latest else (),
            decisions=tuple(decisions.get(case_id, ())),
        )
        for case_id in ids
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
