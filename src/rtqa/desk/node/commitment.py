"""Storage commitment, push model: which objects are kept for good (PS3.4 J).

An answer is a row of the outgoing queue before the request is acknowledged, so that a desk that was killed
gives it when it runs again: over the association of the request while that is open, else over a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pydicom.dataset import Dataset
from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk import statuses
from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Outgoing, StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.node.datasets import Event, build, items_of, text_of
from rtqa.desk.node.limits import plain_title
from rtqa.dicom.uids import is_uid

WELL_KNOWN_INSTANCE = "1.2.840.10008.1.20.1.1"
"""The instance of the push model, which all requests go to (PS3.4 J.3.5)."""

_REQUEST_COMMITMENT = 1
ALL_KEPT, SOME_FAILED = 1, 2
"""Event types of the answer (PS3.4 table J.3-3)."""

_MOST_REFERENCES = 20_000


class Asked(NamedTuple):
    """An object that somebody asks for."""

    sop_class: str
    uid: str


def answer_commitment(event: Event, desk: Desk) -> int:
    """Take a request for commitment; the status of its N-ACTION."""
    if event.action_type != _REQUEST_COMMITMENT:
        return statuses.NO_ACTION
    asked_for = event.action_information
    transaction = text_of(asked_for, "TransactionUID")
    asked = [
        Asked(text_of(item, "ReferencedSOPClassUID"), text_of(item, "ReferencedSOPInstanceUID"))
        for item in items_of(asked_for, "ReferencedSOPSequence")
    ]
    if not (transaction and asked):
        return statuses.NO_ARGUMENT
    uids = [transaction, *(uid for pair in asked for uid in pair)]
    if len(asked) > _MOST_REFERENCES or not all(map(is_uid, uids)):
        return statuses.BAD_ARGUMENT
    title = plain_title(event.assoc.requestor.ae_title)
    with desk.archive.begin() as session:
        failed = dict(_find_failures(session, desk, asked))
        kept = [reference for reference in asked if reference not in failed]
        now = desk.now()
        session.add(
            Outgoing(
                kind="commitment",
                destination=title,
                details={
                    "transaction": transaction,
                    "kept": [list(reference) for reference in kept],
                    "failed": [[*reference, reason] for reference, reason in failed.items()],
                },
                state="waiting",
                created_at=now,
                next_at=now,
            )
        )
        audit.append(session, title, "commitment.requested", at=now, n_kept=len(kept), n_failed=len(failed))
    return statuses.SUCCESS


def _find_failures(session: Session, desk: Desk, asked: Iterable[Asked]) -> Iterable[tuple[Asked, int]]:
    """Which of the objects are not kept, and why: no row of them, no bytes, or of another class."""
    for reference in asked:
        of_uid = select(StoredObject).where(StoredObject.sop_instance_uid == reference.uid)
        rows = session.scalars(of_uid).all()
        if not any(_is_there(desk, row) for row in rows):
            yield reference, statuses.NO_SUCH_OBJECT
        elif reference.sop_class not in {row.sop_class_uid for row in rows}:
            yield reference, statuses.CLASS_CONFLICT


def _is_there(desk: Desk, row: StoredObject) -> bool:
    path = desk.objects.path(row.sha256)
    return path.is_file() and path.stat().st_size == row.size


def build_answer(details: dict[str, Any]) -> tuple[Dataset, int]:
    """The event information of an N-EVENT-REPORT, and its event type (PS3.4 J.3.3)."""
    failed = [
        build(ReferencedSOPClassUID=sop_class, ReferencedSOPInstanceUID=uid, FailureReason=reason)
        for sop_class, uid, reason in details["failed"]
    ]
    kept = [
        build(ReferencedSOPClassUID=sop_class, ReferencedSOPInstanceUID=uid)
        for sop_class, uid in details["kept"]
    ]
    answer = build(TransactionUID=details["transaction"])
    if kept:
        answer.ReferencedSOPSequence = kept
    if failed:
        answer.FailedSOPSequence = failed
    return answer, SOME_FAILED if failed else ALL_KEPT
