"""Requests about work items, as the node answers them (PS3.4 CC.2): push, pull, watch and query.

The desk performs its items itself (see :mod:`rtqa.desk.node.performer`); another performer may claim one
before it does. Who watches an item is told through the outgoing queue, so that a restart forgets nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk import statuses
from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Outgoing, WorkItem
from rtqa.desk.desk import Desk
from rtqa.desk.node import work_items as steps
from rtqa.desk.node.contexts import UPS_OF_ALL, UPS_OF_ALL_THAT_MATCH
from rtqa.desk.node.datasets import Event, build, from_json, items_of, text_of, to_json
from rtqa.desk.node.limits import plain_title
from rtqa.desk.node.results import report_canceled
from rtqa.dicom.uids import is_uid

_CHANGE_STATE, _REQUEST_CANCEL, _SUBSCRIBE, _UNSUBSCRIBE, _SUSPEND = 1, 2, 3, 4, 5
"""Types of an N-ACTION (PS3.4 CC.2.1 to CC.2.3)."""

STATE_REPORT, CANCEL_REQUESTED, PROGRESS_REPORT = 1, 2, 3
"""Event types (PS3.4 table CC.2.4-1)."""

_GLOBAL = (UPS_OF_ALL, UPS_OF_ALL_THAT_MATCH)


class WorkList:
    """The desk's work items.

    Args:
        desk: whose archive keeps them.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, event: Event) -> tuple[int, Dataset | None]:
        """N-CREATE: one more item."""
        asked, title = event.attribute_list, plain_title(event.assoc.requestor.ae_title)
        uid = str(event.request.AffectedSOPInstanceUID or "") or generate_uid()
        if not is_uid(uid):
            return statuses.BAD_INSTANCE, None
        now = self._desk.now()
        status, item = steps.prepare_item(asked, uid, now=now)
        if status not in (statuses.SUCCESS, statuses.CREATED_WITH_CHANGES):
            return status, None
        try:
            kept = to_json(item)
        except ValueError:
            return statuses.BAD_VALUE, None
        with self._desk.archive.begin() as session:
            if session.get(WorkItem, uid) is not None:
                return statuses.DUPLICATE, None
            row = WorkItem(
                uid=uid,
                state=steps.SCHEDULED,
                dataset=kept,
                watchers=_watchers_of_all(session),
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            audit.append(session, title, "work-item.created", at=now, uid=uid)
            self.tell_state(session, row)
        answer = build(SOPInstanceUID=uid)
        answer.update(steps.select_attributes(item, []))
        return status, answer

    def get(self, event: Event) -> tuple[int, Dataset | None]:
        """N-GET: an item as it is."""
        with self._desk.archive.read() as session:
            row = session.get(WorkItem, str(event.request.RequestedSOPInstanceUID))
            if row is None or row.uid == UPS_OF_ALL:
                return statuses.NO_SUCH_ITEM, None
            return statuses.SUCCESS, steps.select_attributes(
                from_json(row.dataset), event.attribute_identifiers or []
            )

    def find(self, event: Event) -> Iterator[tuple[int, Dataset | None]]:
        """C-FIND: the items that match."""
        query = event.identifier
        with self._desk.archive.read() as session:
            rows = session.scalars(
                select(WorkItem).where(WorkItem.uid != UPS_OF_ALL).order_by(WorkItem.created_at)
            ).all()
        for row in rows:
            if event.is_cancelled:
                yield statuses.CANCEL, None
                return
            item = from_json(row.dataset)
            if steps.matches(item, query):
                yield statuses.PENDING, steps.answer_query(item, query)

    def set(self, event: Event) -> tuple[int, Dataset | None]:
        """N-SET: values and progress, by whoever claimed the item."""
        changes, uid = event.modification_list, str(event.request.RequestedSOPInstanceUID)
        with self._desk.archive.begin() as session:
            row = _row(session, uid)
            if row is None:
                return statuses.NO_SUCH_ITEM, None
            status, item = steps.modify(from_json(row.dataset), row.state, changes, held=row.transaction_uid)
            if status == statuses.SUCCESS:
                try:
                    self.rewrite(row, item)
                except ValueError:
                    return statuses.BAD_VALUE, None
                if "ProcedureStepProgressInformationSequence" in changes:
                    self.tell_progress(session, row)
        return status, None

    def act(self, event: Event) -> tuple[int, Dataset | None]:
        """N-ACTION: a change of state, a request to cancel, a subscription or the end of one."""
        uid, title = str(event.request.RequestedSOPInstanceUID), plain_title(event.assoc.requestor.ae_title)
        information = event.action_information if event.request.ActionInformation else Dataset()
        with self._desk.archive.begin() as session:
            if event.action_type == _CHANGE_STATE:
                return self._change_state(session, uid, information, title=title), None
            if event.action_type == _REQUEST_CANCEL:
                return self._request_cancel(session, uid, information, title=title), None
            if event.action_type in (_SUBSCRIBE, _UNSUBSCRIBE, _SUSPEND):
                return self._watch(session, uid, information, begins=event.action_type == _SUBSCRIBE), None
        return statuses.NO_ACTION, None

    def _change_state(self, session: Session, uid: str, information: Dataset, *, title: str) -> int:
        row = _row(session, uid)
        if row is None:
            return statuses.NO_SUCH_ITEM
        asked, shown = text_of(information, "ProcedureStepState"), text_of(information, "TransactionUID")
        change = steps.change_state(
            from_json(row.dataset), row.state, asked, held=row.transaction_uid, shown=shown
        )
        if change.state is not None:
            self.move(session, row, change.state, transaction_uid=shown, actor=title)
        return change.status

    def _request_cancel(self, session: Session, uid: str, information: Dataset, *, title: str) -> int:
        """A waiting item is canceled; who claimed one is told, unless that is the desk, soon done."""
        row = _row(session, uid)
        if row is None:
            return statuses.NO_SUCH_ITEM
        if row.state == steps.CANCELED:
            return statuses.ALREADY_CANCELED
        if row.state == steps.COMPLETED:
            return statuses.COMPLETED_ALREADY
        if row.state == steps.IN_PROGRESS:
            if row.case_id is not None or not row.watchers:
                return statuses.NO_CANCEL
            reason = text_of(information, "ReasonForCancellation")
            asked = build(RequestingAE=title, ReasonForCancellation=reason)
            self._tell(session, row, (CANCEL_REQUESTED, asked))
            return statuses.SUCCESS
        item = from_json(row.dataset)
        reason = text_of(information, "ReasonForCancellation") or "canceled by its requester"
        item.ProcedureStepProgressInformationSequence = [report_canceled(self._desk.now(), reason)]
        self.rewrite(row, item)
        self.move(session, row, steps.CANCELED, transaction_uid=generate_uid(), actor=title)
        return statuses.SUCCESS

    def _watch(self, session: Session, uid: str, information: Dataset, *, begins: bool) -> int:
        receiver = plain_title(text_of(information, "ReceivingAE"))
        if not any(known.ae_title == receiver for known in self._desk.settings.destinations):
            return statuses.NO_SUCH_RECEIVER
        rows = [_row(session, uid)] if uid not in _GLOBAL else [self._row_of_all(session)]
        if uid in _GLOBAL:
            rows += list(session.scalars(select(WorkItem).where(WorkItem.uid != UPS_OF_ALL)))
        for row in rows:
            if row is None:
                return statuses.NO_SUCH_ITEM
            row.watchers = sorted({*row.watchers, receiver} if begins else {*row.watchers} - {receiver})
            if begins and row.uid != UPS_OF_ALL:
                self._tell(session, row, (STATE_REPORT, _state_of(row)), only=receiver)
        return statuses.SUCCESS

    def _row_of_all(self, session: Session) -> WorkItem:
        row = session.get(WorkItem, UPS_OF_ALL)
        if row is None:
            now = self._desk.now()
            row = WorkItem(uid=UPS_OF_ALL, state="", dataset={}, created_at=now, changed_at=now)
            session.add(row)
            session.flush()
        return row

    def move(self, session: Session, row: WorkItem, state: str, *, transaction_uid: str, actor: str) -> None:
        """Give an item another state, and tell those who watch it."""
        item = from_json(row.dataset)
        item.ProcedureStepState = state
        row.state, row.transaction_uid = state, transaction_uid
        self.rewrite(row, item)
        audit.append(
            session,
            actor,
            "work-item.state",
            at=row.changed_at,
            case_id=row.case_id,
            uid=row.uid,
            state=state,
        )
        self.tell_state(session, row)

    def rewrite(self, row: WorkItem, item: Dataset) -> None:
        """Give an item other values.

        Raises:
            ValueError: one is not what its value representation says.
        """
        row.dataset = to_json(item)
        row.changed_at = self._desk.now()

    def tell_state(self, session: Session, row: WorkItem) -> None:
        """Tell those who watch an item what state it is in."""
        self._tell(session, row, (STATE_REPORT, _state_of(row)))

    def tell_progress(self, session: Session, row: WorkItem) -> None:
        """Likewise how far it is."""
        item = from_json(row.dataset)
        progress = list(items_of(item, "ProcedureStepProgressInformationSequence"))
        information = build(ProcedureStepProgressInformationSequence=progress)
        self._tell(session, row, (PROGRESS_REPORT, information))

    def _tell(
        self, session: Session, row: WorkItem, report: tuple[int, Dataset], *, only: str | None = None
    ) -> None:
        event_type, information = report
        now = self._desk.now()
        details: dict[str, Any] = {"uid": row.uid, "event": event_type, "dataset": to_json(information)}
        session.add_all(
            Outgoing(
                kind="work-item",
                destination=title,
                details=details,
                state="waiting",
                created_at=now,
                next_at=now,
            )
            for title in ([only] if only is not None else row.watchers)
        )


def _state_of(row: WorkItem) -> Dataset:
    item = from_json(row.dataset)
    information = build(
        ProcedureStepState=row.state, InputReadinessState=text_of(item, "InputReadinessState") or "READY"
    )
    for progress in items_of(item, "ProcedureStepProgressInformationSequence"):
        if row.state == steps.CANCELED and (reason := text_of(progress, "ReasonForCancellation")):
            information.ReasonForCancellation = reason
    return information


def _row(session: Session, uid: str) -> WorkItem | None:
    return session.get(WorkItem, uid) if uid not in _GLOBAL else None


def _watchers_of_all(session: Session) -> list[str]:
    row = session.get(WorkItem, UPS_OF_ALL)
    return list(row.watchers) if row is not None else []
