"""The tables of the archive.

Identifiers of rows are random (UUID 4, 32 hexadecimal digits): none tells of another.
Rows of :class:`Sealed` tables are given all their values when they are made, as the seal is over them all.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rtqa.desk.archive.columns import Base, Sealed


def new_id() -> str:
    """A random identifier."""
    return uuid.uuid4().hex


_ID = String(32)
_SHA256 = String(64)
_UID = String(64)
_WORD = String(32)


class StoredObject(Sealed, Base, kw_only=True):
    """A DICOM object as it was received; its bytes are in the object store.

    Attributes:
        sha256: of its bytes, in hexadecimal.
        role: ``RTPLAN``, ``CT``, … (see :func:`rtqa.dicom.objects.role_of`).
        patient: hash of PatientID, name and date of birth; empty where no PatientID is stated.
        contradicts: whether another object of this SOP Instance UID, and other content, came before.
        kind, sender, calling_ae: by which door it came (``dicom``, ``web``, ``folder``), and from whom.
    """

    __tablename__ = "stored_object"

    sha256: Mapped[str] = mapped_column(_SHA256, primary_key=True)
    sop_instance_uid: Mapped[str] = mapped_column(_UID, index=True)
    sop_class_uid: Mapped[str] = mapped_column(_UID)
    role: Mapped[str] = mapped_column(_WORD)
    study_uid: Mapped[str] = mapped_column(_UID)
    series_uid: Mapped[str] = mapped_column(_UID, index=True)
    frame_uid: Mapped[str] = mapped_column(_UID)
    patient: Mapped[str] = mapped_column(_SHA256)
    size: Mapped[int] = mapped_column(BigInteger)
    contradicts: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(_WORD)
    sender: Mapped[str] = mapped_column(String(256))
    calling_ae: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime]

    __table_args__ = (Index("stored_object_study", "study_uid", "frame_uid", "role"),)


class Reference(Base, kw_only=True):
    """What an object refers to.

    Attributes:
        kind: ``plan``, ``structures``, ``series``, or ``verifies``.
        target: UID.
    """

    __tablename__ = "reference"

    sha256: Mapped[str] = mapped_column(_SHA256, ForeignKey("stored_object.sha256"), primary_key=True)
    kind: Mapped[str] = mapped_column(_WORD, primary_key=True)
    target: Mapped[str] = mapped_column(_UID, primary_key=True)

    __table_args__ = (Index("reference_target", "target", "kind"),)


class CourseText(Base, kw_only=True):
    """The text of a course file; immutable, by its hash.

    Attributes:
        sha256: of ``content`` in UTF-8.
    """

    __tablename__ = "course_text"

    sha256: Mapped[str] = mapped_column(_SHA256, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(String(256))
    saved_at: Mapped[datetime]


class Case(Sealed, Base, kw_only=True):
    """A plan and what belongs to it.

    Attributes:
        key: SOP Instance UID of the plan; ``study UID`` of a case whose plan has not come yet.
        state: see :data:`rtqa.desk.cases.STATES`.
        protocol: id or file that judges it; empty until a rule or a person said so.
        send_to: destination of the encapsulated PDF; empty for none.
        plan_label, patient_id, patient_name: as the plan states them; for those who may see them.
        patient: see :class:`StoredObject`.
        study_uid, frame_uid: of the plan, or of what came first.
        course_sha256: of its :class:`CourseText`; None for none.
        reason: why it is failed, as a message's data; None else.
        changed_at: when something last came that belongs to it.
        due_at: when it is looked at next; None when nothing is to be done.
    """

    __tablename__ = "desk_case"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(_WORD, index=True)
    protocol: Mapped[str] = mapped_column(String(256), default="")
    send_to: Mapped[str] = mapped_column(String(256), default="")
    plan_label: Mapped[str] = mapped_column(String(256), default="")
    patient_id: Mapped[str] = mapped_column(String(256), default="", repr=False)
    patient_name: Mapped[str] = mapped_column(String(512), default="", repr=False)
    patient: Mapped[str] = mapped_column(_SHA256, default="", index=True)
    study_uid: Mapped[str] = mapped_column(_UID, default="", index=True)
    frame_uid: Mapped[str] = mapped_column(_UID, default="")
    course_sha256: Mapped[str | None] = mapped_column(ForeignKey("course_text.sha256"), default=None)
    reason: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(default=None, index=True)


class AskedOf(Base, kw_only=True):
    """That something is asked of somebody before a case is done: a case without such a row is.

    It follows from the case, its reports and its decisions, and is kept with them by
    :mod:`rtqa.desk.archive.asking`.

    Attributes:
        owner: of :class:`rtqa.messages.Owner`; empty where a case waits for nobody, such as one in the queue.
    """

    __tablename__ = "asked_of"

    case_id: Mapped[str] = mapped_column(
        _ID, ForeignKey("desk_case.id", ondelete="CASCADE"), primary_key=True
    )
    owner: Mapped[str] = mapped_column(_WORD, primary_key=True, index=True)


class CaseObject(Base, kw_only=True):
    """That an object belongs to a case; one object may belong to several.

    Attributes:
        set_aside: whether a person said that it is not to be judged, as another of its UID counts.
    """

    __tablename__ = "case_object"

    case_id: Mapped[str] = mapped_column(_ID, ForeignKey("desk_case.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(
        _SHA256, ForeignKey("stored_object.sha256"), primary_key=True, index=True
    )
    set_aside: Mapped[bool] = mapped_column(default=False)


class Check(Base, kw_only=True):
    """One run of the checks on a case as it was then: the queue is made of these.

    Attributes:
        inputs_sha256: of what it is run on: objects, course file, protocol.
        state: ``queued``, ``running``, ``done``, ``failed``, ``dropped`` (something newer came meanwhile).
        attempts: how often it was begun.
        reason: why it failed, as a message's data.
        report_id: what came of it.
    """

    __tablename__ = "desk_check"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey("desk_case.id"), index=True)
    inputs_sha256: Mapped[str] = mapped_column(_SHA256)
    protocol: Mapped[str] = mapped_column(String(256))
    course_sha256: Mapped[str | None] = mapped_column(ForeignKey("course_text.sha256"), default=None)
    state: Mapped[str] = mapped_column(_WORD, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), default=None)


class Report(Sealed, Base, kw_only=True):
    """A version of a case's report; never changed. Its files lie in ``reports/<sha256>/``.

    Attributes:
        version: from 1 in each case.
        sha256: of report.json.
        files: SHA-256 of each of its files, by name.
        verdict: ``pass``, ``variation``, ``review``, ``fail``.
        causes: of each cause its kind, owner and verdict.
    """

    __tablename__ = "report"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey("desk_case.id"))
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(_SHA256)
    files: Mapped[dict[str, Any]]
    verdict: Mapped[str] = mapped_column(_WORD)
    protocol: Mapped[str] = mapped_column(String(256))
    protocol_sha256: Mapped[str] = mapped_column(_SHA256)
    program_version: Mapped[str] = mapped_column(_WORD)
    causes: Mapped[list[Any]]
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("case_id", "version"),)


class Decision(Sealed, Base, kw_only=True):
    """What a person decided about a report: it stands beside the verdict, which does not change, nor does it.

    Attributes:
        kind: ``accept``, ``send-back``, ``assign``, ``sign``.
        subject: what it is about: a cause, by its kind; empty for the whole report.
        account: name of the account; ``role`` and ``full_name`` as they were then.
        report_sha256: of the report.json that the person saw.
        details: further values, such as the names of those present.
    """

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey("desk_case.id"), index=True)
    report_id: Mapped[str] = mapped_column(_ID, ForeignKey("report.id"))
    report_sha256: Mapped[str] = mapped_column(_SHA256)
    kind: Mapped[str] = mapped_column(_WORD)
    subject: Mapped[str] = mapped_column(String(256), default="")
    account: Mapped[str] = mapped_column(String(64))
    full_name: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(_WORD)
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    at: Mapped[datetime]


class Account(Base, kw_only=True):
    """Who may sign in.

    Attributes:
        role: ``reader``, ``physicist``, ``physician``, ``admin``, ``sender``.
        password_hash: argon2id; empty of who signs in by the hospital's provider.
        identity_sha256: of the provider's name and the person's there; None of the desk's own accounts.
        failures: wrong passwords since the last right one.
        locked_until: none is tried before.
        is_active: whether it may sign in at all.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(_WORD)
    password_hash: Mapped[str] = mapped_column(String(256), default="", repr=False)
    identity_sha256: Mapped[str | None] = mapped_column(_SHA256, unique=True, index=True, default=None)
    language: Mapped[str] = mapped_column(String(8), default="")
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class WebSession(Base, kw_only=True):
    """A browser that is signed in.

    Attributes:
        token_sha256: of the cookie's value, which is kept nowhere.
        csrf: the token that its forms carry.
    """

    __tablename__ = "web_session"

    token_sha256: Mapped[str] = mapped_column(_SHA256, primary_key=True)
    account_id: Mapped[str] = mapped_column(_ID, ForeignKey("account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64), repr=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AuditEntry(Base, kw_only=True):
    """A line of the trail: who did what, when. Never changed, never removed, and without a patient's name.

    Attributes:
        seq: from 1, without gaps.
        actor: account, AE title, or ``desk``.
        action: such as ``object.received``.
        details: values.
        previous: hash of the line before; 64 zeros before the first.
        sha256: of this line with ``previous``.
    """

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(256))
    action: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[str | None] = mapped_column(_ID, default=None, index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    previous: Mapped[str] = mapped_column(_SHA256)
    sha256: Mapped[str] = mapped_column(_SHA256)


class WorkItem(Base, kw_only=True):
    """A unified procedure step: a check that another system asked for (PS3.4 CC).

    Attributes:
        uid: its SOP Instance UID.
        state: ``SCHEDULED``, ``IN PROGRESS``, ``COMPLETED``, ``CANCELED``.
        transaction_uid: of who claimed it; empty before.
        dataset: DICOM JSON (PS3.18 F).
    """

    __tablename__ = "work_item"

    uid: Mapped[str] = mapped_column(_UID, primary_key=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("desk_case.id"), default=None, index=True)
    state: Mapped[str] = mapped_column(_WORD, index=True)
    transaction_uid: Mapped[str] = mapped_column(_UID, default="")
    dataset: Mapped[dict[str, Any]] = mapped_column(repr=False)
    watchers: Mapped[list[Any]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Outgoing(Base, kw_only=True):
    """Something to be sent, until it was.

    Attributes:
        kind: ``report`` (the encapsulated PDF), ``commitment`` (N-EVENT-REPORT), ``work-item``.
        destination: by its name in the settings, or as AE title of a caller.
        report_id: what is sent, of kind ``report``.
        details: what is sent, of others.
        state: ``waiting``, ``sent``, ``failed``.
        next_at: when it is tried next.
    """

    __tablename__ = "outgoing"

    id: Mapped[str] = mapped_column(_ID, primary_key=True, default_factory=new_id)
    kind: Mapped[str] = mapped_column(_WORD)
    destination: Mapped[str] = mapped_column(String(256))
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), default=None)
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    state: Mapped[str] = mapped_column(_WORD, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(256), default="")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
