"""Performs the desk's work items: claims them when their objects are there, finishes them with the report."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import version

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk.archive.tables import Case, CaseObject, Check, Report, StoredObject, WorkItem
from rtqa.desk.desk import Desk
from rtqa.desk.node import work_items as steps
from rtqa.desk.node.datasets import from_json, items_of, text_of
from rtqa.desk.node.results import build_performed, refer_to_report, report_canceled, report_progress
from rtqa.desk.node.ups import WorkList
from rtqa.dicom.objects import PLANS

log = logging.getLogger("rtqa.desk.node")

_PROGRESS = {
    "gathering": (10, "gathering objects"),
    "asks-plan": (10, "waiting for the plan"),
    "asks-protocol": (15, "waiting for somebody to name the protocol"),
    "queued": (25, "waiting for its turn"),
    "checking": (50, "checking"),
}
"""By the state of the case."""

_WAITING = (10, "waiting")

_ACTOR = "desk"
_UIDS = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"]


class Performer:
    """Carries work items on, a step at a time.

    Args:
        desk: whose cases they are about.
        work_list: that keeps them.
    """

    def __init__(self, desk: Desk, work_list: WorkList) -> None:
        self._desk, self._work_list = desk, work_list

    def step(self) -> None:
        """Look at every open item once; each in a transaction of its own."""
        for uid in self._list_open():
            try:
                with self._desk.archive.begin() as session:
                    row = session.get(WorkItem, uid)
                    if row is not None:
                        self._carry_on(session, row)
            except Exception:  # an item that cannot be carried on must not hold up the others
                log.exception("a work item could not be carried on")

    def _list_open(self) -> Sequence[str]:
        query = select(WorkItem.uid).where(
            (WorkItem.state == steps.SCHEDULED)
            | ((WorkItem.state == steps.IN_PROGRESS) & WorkItem.case_id.is_not(None))
        )
        with self._desk.archive.read() as session:
            return session.scalars(query.order_by(WorkItem.created_at)).all()

    def _carry_on(self, session: Session, row: WorkItem) -> None:
        if row.state == steps.SCHEDULED:
            case_id = _find_case(session, steps.list_inputs(from_json(row.dataset)))
            if case_id is None:
                return
            row.case_id = case_id
            self._work_list.move(
                session, row, steps.IN_PROGRESS, transaction_uid=str(generate_uid()), actor=_ACTOR
            )
        case = session.get(Case, row.case_id)
        if row.state != steps.IN_PROGRESS or case is None:
            return
        if case.state == "checked":
            self._finish(session, row, case)
        elif case.state == "failed":
            self._give_up(session, row)
        else:
            self._say_progress(session, row, _PROGRESS.get(case.state, _WAITING))

    def _say_progress(self, session: Session, row: WorkItem, progress: tuple[int, str]) -> None:
        percent, words = progress
        item = from_json(row.dataset)
        before = next(items_of(item, "ProcedureStepProgressInformationSequence"), Dataset())
        if text_of(before, "ProcedureStepProgressDescription") == words:
            return
        item.ProcedureStepProgressInformationSequence = [report_progress(percent, words)]
        self._work_list.rewrite(row, item)
        self._work_list.tell_progress(session, row)

    def _finish(self, session: Session, row: WorkItem, case: Case) -> None:
        report = session.scalars(
            select(Report).where(Report.case_id == case.id).order_by(Report.version.desc()).limit(1)
        ).first()
        if report is None:
            return
        check = session.scalars(select(Check).where(Check.report_id == report.id).limit(1)).first()
        begun = check.started_at if check is not None and check.started_at is not None else report.made_at
        item = from_json(row.dataset)
        performed = build_performed(
            item,
            report.verdict,
            begun=begun,
            ended=report.made_at,
            station=self._desk.settings.node.ae_title,
            version=version("rtqa"),
        )
        document = self._read_document(report)
        if document is not None:
            performed.OutputInformationSequence = [refer_to_report(document, self._title_of(case))]
        item.UnifiedProcedureStepPerformedProcedureSequence = [performed]
        item.ProcedureStepProgressInformationSequence = [report_progress(100, f"verdict: {report.verdict}")]
        self._work_list.rewrite(row, item)
        self._work_list.move(session, row, steps.COMPLETED, transaction_uid=row.transaction_uid, actor=_ACTOR)

    def _give_up(self, session: Session, row: WorkItem) -> None:
        item = from_json(row.dataset)
        item.ProcedureStepProgressInformationSequence = [
            report_canceled(self._desk.now(), "the check could not be made")
        ]
        self._work_list.rewrite(row, item)
        self._work_list.move(session, row, steps.CANCELED, transaction_uid=row.transaction_uid, actor=_ACTOR)

    def _read_document(self, report: Report) -> Dataset | None:
        """The UIDs of the encapsulated PDF, where the report has one."""
        if "report.dcm" not in report.files:
            return None
        return pydicom.dcmread(self._desk.report_file(report, "report.dcm"), specific_tags=list(_UIDS))

    def _title_of(self, case: Case) -> str:
        """AE title of where the case's report is sent; empty for nowhere."""
        titles = {known.name: known.ae_title for known in self._desk.settings.destinations}
        return titles.get(case.send_to, "")


def _find_case(session: Session, inputs: Sequence[tuple[str, str]]) -> str | None:
    """The case of the plan that an item names; None while an object that it names has not come."""
    uids = {uid for _, uid in inputs}
    kept = set(
        session.scalars(select(StoredObject.sop_instance_uid).where(StoredObject.sop_instance_uid.in_(uids)))
    )
    plans = [uid for sop_class, uid in inputs if sop_class in PLANS]
    if not plans or uids - kept:
        return None
    query = (
        select(CaseObject.case_id)
        .join(StoredObject, StoredObject.sha256 == CaseObject.sha256)
        .where(StoredObject.sop_instance_uid == plans[0])
    )
    return session.scalars(query.limit(1)).first()
