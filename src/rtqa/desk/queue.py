"""The queue of checks, kept in the archive: what is due, what runs, what came of it.

Each step is a transaction: wherever the desk is stopped, the next start goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from rtqa.desk.archive import audit
from rtqa.desk.archive.archive import Archive
from rtqa.desk.archive.columns import digest_values
from rtqa.desk.archive.tables import Case, Check, Outgoing, Report, StoredObject
from rtqa.desk.cases import Cases
from rtqa.desk.membership import find_missing, has_plan
from rtqa.desk.rules import Facts, choose_rule
from rtqa.desk.settings import DeskSettings

ACTOR = "desk"

_OF_REPORT = ("sha256", "files", "verdict", "protocol", "protocol_sha256", "program_version", "causes")


class Queue:
    """What is to be checked.

    Args:
        archive: that holds it.
        cases: what becomes of them.
        settings: of the desk.
        now: the clock.
    """

    def __init__(
        self, archive: Archive, cases: Cases, settings: DeskSettings, *, now: Callable[[], datetime]
    ) -> None:
        self._archive, self._cases, self._settings, self._now = archive, cases, settings, now

    def recover(self) -> int:
        """Put back what ran when the desk was stopped, however it was; how many."""
        with self._archive.begin() as session:
            running = session.scalars(select(Check).where(Check.state == "running")).all()
            for check in running:
                check.state, check.started_at = "queued", None
                check.attempts = max(0, check.attempts - 1)
                case = session.get_one(Case, check.case_id)
                if case.state == "checking":
                    case.state = "queued"
            return len(running)

    def settle_due(self) -> int:
        """Queue the cases that have been quiet for long enough; how many were looked at."""
        with self._archive.read() as session:
            due = session.scalars(
                select(Case.id).where(Case.due_at <= self._now()).order_by(Case.due_at)
            ).all()
        for case_id in due:
            with self._archive.begin() as session:
                case = session.get(Case, case_id)
                if case is not None and case.due_at is not None and case.due_at <= self._now():
                    self._settle(session, case)
        return len(due)

    def take(self) -> Check | None:
        """Begin the check that has waited longest; None where none waits."""
        with self._archive.read() as session:
            if session.scalars(_waiting()).first() is None:
                return None
        with self._archive.begin() as session:
            check = session.scalars(_waiting()).first()
            if check is None:
                return None
            check.state, check.attempts, check.started_at = "running", check.attempts + 1, self._now()
            session.get_one(Case, check.case_id).state = "checking"
            return check

    def retry(self, check_id: str) -> bool:
        """Put a check back that was ended from outside; False where that was tried often enough."""
        with self._archive.begin() as session:
            check = session.get_one(Check, check_id)
            if check.attempts >= self._settings.check.attempts:
                return False
            check.state, check.started_at = "queued", None
            case = session.get_one(Case, check.case_id)
            if case.state == "checking":
                case.state = "queued"
            return True

    def finish(self, check_id: str, outcome: dict[str, Any]) -> None:
        """Write what came of a check: the next version of the report, or why there is none.

        A case to which something came meanwhile stays as it is: it will be checked again.
        """
        with self._archive.begin() as session:
            check = session.get_one(Check, check_id)
            case = session.get_one(Case, check.case_id)
            check.finished_at = self._now()
            is_done = outcome["state"] == "done"
            if is_done:
                check.state, check.report_id = "done", self._add_report(session, case, outcome).id
            else:
                check.state, check.reason = "failed", outcome["reason"]
                audit.append(
                    session,
                    ACTOR,
                    "check.failed",
                    at=self._now(),
                    case_id=case.id,
                    reason=outcome["reason"]["id"],
                )
            if case.state == "checking":
                case.state, case.reason = ("checked", None) if is_done else ("failed", outcome["reason"])

    def _settle(self, session: Session, case: Case) -> None:
        """Find out what a quiet case needs: more time, a plan, a protocol, or a check."""
        case.due_at = None
        if not has_plan(case) and self._cases.lie_beside(session, case):
            return
        members = self._cases.complete(session, case)
        patience_ends = case.changed_at + timedelta(seconds=self._settings.check.patience_s)
        if find_missing(members) and self._now() < patience_ends:
            case.due_at = patience_ends
        elif not has_plan(case):
            case.state = "asks-plan"
        elif case.protocol:
            self._enqueue(session, case, members)
        else:
            self._apply_rule(session, case, members)

    def _apply_rule(self, session: Session, case: Case, members: Sequence[StoredObject]) -> None:
        plan = next(stored for stored in members if stored.role == "RTPLAN")
        headline = self._cases.read_headline(members)
        facts = Facts(
            calling_ae=plan.calling_ae,
            plan_label=headline.plan_label,
            plan_intent=headline.plan_intent,
            structures=headline.structure_names,
        )
        rule = choose_rule(self._settings.rules, facts)
        if rule is None:
            case.state = "asks-protocol"
            return
        case.protocol, case.send_to = rule.protocol, rule.send_to or ""
        audit.append(session, ACTOR, "case.protocol", at=self._now(), case_id=case.id, protocol=rule.protocol)
        if not (rule.course and self._cases.join_course(session, case)):
            self._enqueue(session, case, members)

    def _enqueue(self, session: Session, case: Case, members: Sequence[StoredObject]) -> None:
        """Queue a check, unless nothing has changed since the last."""
        inputs = {
            "objects": [stored.sha256 for stored in members],
            "course": case.course_sha256,
            "protocol": case.protocol,
        }
        sha256 = digest_values(inputs)
        done = select(Check).where(
            Check.case_id == case.id, Check.state == "done", Check.inputs_sha256 == sha256
        )
        last = select(Report.id).where(Report.case_id == case.id).order_by(Report.version.desc()).limit(1)
        if session.scalars(done.where(Check.report_id.in_(last))).first() is not None:
            case.state = "checked"
            return
        session.add(
            Check(
                case_id=case.id,
                inputs_sha256=sha256,
                protocol=case.protocol,
                course_sha256=case.course_sha256,
                state="queued",
                queued_at=self._now(),
            )
        )
        case.state = "queued"

    def _add_report(self, session: Session, case: Case, outcome: dict[str, Any]) -> Report:
        versions = select(func.max(Report.version)).where(Report.case_id == case.id)
        report = Report(
            case_id=case.id,
            version=(session.scalars(versions).one() or 0) + 1,
            made_at=self._now(),
            **{key: outcome[key] for key in _OF_REPORT},
        )
        session.add(report)
        session.flush()
        audit.append(
            session,
            ACTOR,
            "report.made",
            at=report.made_at,
            case_id=case.id,
            report=report.id,
            version=report.version,
            sha256=report.sha256,
            seal=report.seal,
            verdict=report.verdict,
        )
        if case.send_to and "report.dcm" in report.files:
            session.add(
                Outgoing(
                    kind="report",
                    destination=case.send_to,
                    report_id=report.id,
                    state="waiting",
                    created_at=self._now(),
                    next_at=self._now(),
                )
            )
        return report


def _waiting() -> Select[Check]:
    """The checks that can begin, in their order; of a case that is being checked, none."""
    at_work = select(Check.case_id).where(Check.state == "running")
    return (
        select(Check)
        .where(Check.state == "queued", Check.case_id.not_in(at_work))
        .order_by(Check.queued_at, Check.id)
        .limit(1)
    )
