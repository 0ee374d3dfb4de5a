"""The one door: what comes by DICOM, by upload or from a folder is taken here, or refused in a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rtqa.desk.archive import audit
from rtqa.desk.archive.archive import Archive
from rtqa.desk.archive.tables import CaseObject, Reference, StoredObject
from rtqa.desk.cases import Cases
from rtqa.desk.objects import ObjectStore, Put
from rtqa.desk.refusals import FullError, NotAcceptedError, NotDicomError
from rtqa.dicom.glance import Glance, glance
from rtqa.dicom.headline import say_the_same
from rtqa.dicom.objects import HEAD_BYTES
from rtqa.dicom.uids import is_uid
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_FILE_BYTES
from rtqa.messages import Message

ROLES = frozenset(
    {"CT", "MR", "PT", "RTPLAN", "RTSTRUCT", "RTDOSE", "RTRECORD", "REG", "REG DEFORMABLE", "RTIMAGE"}
)
"""What is taken; see :func:`rtqa.dicom.objects.role_of`."""


_DISK_FULL = "disk is full"
"""What SQLite says of it; PostgreSQL looks after its own disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who hands in.

    Attributes:
        kind: by which way.
        name: of the account, or the address of a DICOM peer; of a folder, nothing.
        calling_ae: of a DICOM peer.
    """

    kind: Literal["dicom", "web", "folder"]
    name: str = ""
    calling_ae: str = ""

    @property
    def actor(self) -> str:
        """As the trail names it."""
        return self.calling_ae or self.name or self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An object is kept: it is on the disk, and the archive knows it. Only then may a sender be told so.

    Attributes:
        sha256: its name in the object store.
        sop_class_uid, sop_instance_uid: its own.
        case_id: a case that it belongs to.
        is_new: False where the same object, in whatever encoding, was there already.
        contradicts: whether another of its SOP Instance UID, with other content, was: both are kept.
    """

    sha256: str
    sop_class_uid: str
    sop_instance_uid: str
    case_id: str
    is_new: bool
    contradicts: bool = False


class Intake:
    """Takes objects.

    Args:
        archive: that remembers them.
        objects: that keeps them.
        cases: that they become part of.
        now: the clock.
    """

    def __init__(
        self, archive: Archive, objects: ObjectStore, cases: Cases, *, now: Callable[[], datetime]
    ) -> None:
        self._archive, self._objects, self._cases, self._now = archive, objects, cases, now

    def receive(self, data: bytes | Path, *, sender: Sender) -> Receipt:
        """Take an object.

        Safe to be called from several threads. What was taken before is taken again without harm.

        Args:
            data: a whole DICOM file (PS3.10), or a data set in implicit or explicit little endian.
            sender: who hands it in.

        Raises:
            NotDicomError: no object, or a damaged one.
            NotAcceptedError: of a kind that no plan is judged by, or too large.
            FullError: no room on the disk.
        """
        seen = _look(data)
        put = self._put(data)
        try:
            with self._archive.begin() as session:
                return self._enter(session, put, seen, sender=sender)
        except OperationalError as error:
            if _DISK_FULL in str(error.orig):
                raise FullError(Message("intake.full")) from None
            raise

    def _put(self, data: bytes | Path) -> Put:
        if isinstance(data, bytes):
            return self._objects.put(data)
        self._objects.require_room(data.stat().st_size)
        with data.open("rb") as file:
            return self._objects.put(file)

    def _enter(self, session: Session, put: Put, seen: Glance, *, sender: Sender) -> Receipt:
        known, contradicts = self._find(session, put.sha256, seen.uid)
        if known is None:
            stored = _row(put, seen, sender, at=self._now(), contradicts=contradicts)
            session.add(stored)
            session.flush()
            session.add_all(_references(stored, seen))
            session.flush()
            case_id = self._cases.admit(session, stored)
            audit.append(
                session,
                sender.actor,
                "object.received",
                at=stored.received_at,
                case_id=case_id,
                sha256=stored.sha256,
                role=stored.role,
                by=sender.kind,
                contradicts=contradicts,
                seal=stored.seal,
            )
        else:
            if known.sha256 != put.sha256 and put.is_new:
                self._objects.path(put.sha256).unlink()
            case_id = _case_of(session, known) or self._cases.admit(session, known)
        return Receipt(
            sha256=(known or stored).sha256,
            sop_class_uid=seen.sop_class,
            sop_instance_uid=seen.uid,
            case_id=case_id,
            is_new=known is None,
            contradicts=contradicts,
        )

    def _find(self, session: Session, sha256: str, uid: str) -> tuple[StoredObject | None, bool]:
        """The same object, if it is there; else whether another one of its UID is."""
        namesakes = session.scalars(select(StoredObject).where(StoredObject.sop_instance_uid == uid)).all()
        for other in namesakes:
            if other.sha256 == sha256:
                return other, other.contradicts
        for other in namesakes:
            if say_the_same(self._objects.path(other.sha256), self._objects.path(sha256)):
                return other, other.contradicts
        return None, bool(namesakes)


def _look(data: bytes | Path) -> Glance:
    """What it is, unless it is nothing for the desk."""
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    if size > MOST_FILE_BYTES:
        raise NotAcceptedError(Message("intake.too-large", most=MOST_FILE_BYTES >> 30))
    try:
        with BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream:
            seen = glance(stream, stream.read(HEAD_BYTES))
    except FileFormatError as error:
        raise NotDicomError(Message("intake.damaged", reason=error.message)) from None
    if seen is None:
        raise NotDicomError(Message("intake.not-dicom"))
    for uid in (seen.uid, seen.study_uid, seen.series_uid, seen.frame_uid):
        if uid and not is_uid(uid):
            raise NotDicomError(Message("intake.no-uid"))
    if seen.role not in ROLES:
        raise NotAcceptedError(Message("intake.other-kind"))
    return seen


def _row(put: Put, seen: Glance, sender: Sender, *, at: datetime, contradicts: bool) -> StoredObject:
    return StoredObject(
        sha256=put.sha256,
        sop_instance_uid=seen.uid,
        sop_class_uid=seen.sop_class[:64],
        role=seen.role,
        study_uid=seen.study_uid,
        series_uid=seen.series_uid,
        frame_uid=seen.frame_uid,
        patient=_hash_patient(seen),
        size=put.size,
        contradicts=contradicts,
        kind=sender.kind,
        sender=sender.name,
        calling_ae=sender.calling_ae,
        received_at=at,
    )


def _hash_patient(seen: Glance) -> str:
    """A name for the patient that tells nothing of them; none where the object states no PatientID."""
    if not seen.patient_id:
        return ""
    return hashlib.sha256(f"{seen.patient_id}\0{seen.person}".encode("utf-8", "replace")).hexdigest()


def _references(stored: StoredObject, seen: Glance) -> list[Reference]:
    targets = (
        ("plan", seen.plan_uids),
        ("structures", seen.structure_set_uids),
        ("series", seen.series_uids),
        ("verifies", seen.verifies_uids),
    )
    return [
        Reference(sha256=stored.sha256, kind=kind, target=uid)
        for kind, uids in targets
        for uid in dict.fromkeys(uids)
        if uid and len(uid) <= 64
    ]


def _case_of(session: Session, stored: StoredObject) -> str | None:
    query = select(CaseObject.case_id).where(CaseObject.sha256 == stored.sha256).limit(1)
    return session.scalars(query).first()
