"""Cases: what state each is in, and what people say of it.

::

    gathering ──> asks-plan       images or structures came, and no plan
        │  │ └──> beside          likewise, of a patient whose plans are other cases: it belongs to those
        │  └────> asks-protocol   no rule says by what it is judged
        v
      queued ──> checking ──> checked
                     └──────> failed
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.course.course_document import parse_course
from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Case, CaseObject, Check, CourseText, StoredObject
from rtqa.desk.membership import absorb, find_cases, gather, list_beside, list_members, waiting_key
from rtqa.desk.objects import ObjectStore
from rtqa.desk.settings import CheckSettings
from rtqa.dicom.headline import Headline, read_headline
from rtqa.protocol import load_protocol
from rtqa.protocol.library import LoadedProtocol

State = Literal[
    "gathering", "asks-plan", "beside", "asks-protocol", "queued", "checking", "checked", "failed"
]
STATES: Final[tuple[State, ...]] = get_args(State)


class Cases:
    """What becomes of cases; every method is called within a transaction of :meth:`Archive.begin`.

    Args:
        folder: the data folder, for protocols that are files of it.
        objects: where their files lie.
        settings: how long a case is left in quiet.
        now: the clock.
    """

    def __init__(
        self, folder: Path, objects: ObjectStore, settings: CheckSettings, *, now: Callable[[], datetime]
    ) -> None:
        self._folder, self._objects, self._settings, self._now = folder, objects, settings, now

    def admit(self, session: Session, stored: StoredObject) -> str:
        """Make an object part of the cases that it belongs to, which are then gathering again.

        Returns:
            The id of one of them.
        """
        cases = find_cases(session, stored)
        if not cases and stored.role == "RTPLAN":
            cases = [self._begin_plan(session, stored)]
        elif not cases:
            cases = [self._begin(session, stored, key=waiting_key(stored))]
        for case in cases:
            session.merge(CaseObject(case_id=case.id, sha256=stored.sha256))
            self.touch(session, case)
        session.flush()
        return cases[0].id

    def touch(self, session: Session, case: Case) -> None:
        """Something of it has changed: it is checked again once it is quiet."""
        if case.state == "queued":
            waiting = select(Check).where(Check.case_id == case.id, Check.state == "queued")
            for check in session.scalars(waiting):
                check.state = "dropped"
        case.state, case.reason = "gathering", None
        case.changed_at = self._now()
        case.due_at = case.changed_at + timedelta(seconds=self._settings.quiet_s)

    def locate_protocol(self, protocol: str) -> str:
        """An id as it is; a file, which rules name relative to the data folder, by its path."""
        return str(self._folder / protocol) if protocol.endswith(".toml") else protocol

    def load_protocol(self, protocol: str) -> LoadedProtocol:
        """The protocol that a rule or a person names.

        Raises:
            UsageError, DocumentError: there is none, or it does not hold.
        """
        return load_protocol(self.locate_protocol(protocol))

    def set_protocol(self, session: Session, case: Case, protocol: str, *, actor: str) -> None:
        """A person says by what a case is judged.

        Raises:
            UsageError, DocumentError: there is no such protocol.
        """
        loaded = self.load_protocol(protocol)
        case.protocol = protocol
        self.touch(session, case)
        audit.append(
            session,
            actor,
            "case.protocol",
            at=self._now(),
            case_id=case.id,
            protocol=protocol,
            sha256=loaded.sha256,
        )

    def set_course(self, session: Session, case: Case, content: str, *, actor: str) -> str:
        """Save the course file of a case; empty text takes it away. Earlier ones are kept by their hashes.

        Returns:
            SHA-256 of the text.

        Raises:
            DocumentError: the text does not hold; all its faults by line.
        """
        encoded = content.encode()
        sha256 = hashlib.sha256(encoded).hexdigest()
        if content:
            protocol = self.load_protocol(case.protocol) if case.protocol else None
            parse_course(encoded, label="course.toml", protocol=protocol)
            if session.get(CourseText, sha256) is None:
                session.add(CourseText(sha256=sha256, content=content, saved_by=actor, saved_at=self._now()))
                session.flush()
        case.course_sha256 = sha256 if content else None
        self.touch(session, case)
        audit.append(
            session, actor, "case.course", at=self._now(), case_id=case.id, sha256=case.course_sha256
        )
        return sha256

    def set_aside(self, session: Session, case: Case, sha256: str, *, actor: str, aside: bool = True) -> None:
        """A person says that an object is not to be judged, as another of its UID counts; or takes it back.

        Raises:
            KeyError: it is none of the case's.
        """
        member = session.get(CaseObject, (case.id, sha256))
        if member is None:
            raise KeyError(sha256)
        member.set_aside = aside
        self.touch(session, case)
        audit.append(
            session, actor, "case.set-aside", at=self._now(), case_id=case.id, sha256=sha256, aside=aside
        )

    def read_course(self, session: Session, case: Case) -> str:
        """The text of a case's course file; empty where it has none."""
        text = session.get(CourseText, case.course_sha256) if case.course_sha256 else None
        return text.content if text is not None else ""

    def members(self, session: Session, case: Case) -> Sequence[StoredObject]:
        """The objects that a case is judged by."""
        return list_members(session, case)

    def complete(self, session: Session, case: Case) -> Sequence[StoredObject]:
        """Add what its plans lead to, and the patient's studies without a plan; all its objects then."""
        for waiting in gather(session, case):
            waiting.state, waiting.due_at = "beside", None
        return list_members(session, case)

    def lie_beside(self, session: Session, case: Case) -> bool:
        """Let a case without a plan be part of the patient's plans; False where there are none."""
        others = list_beside(session, case)
        for other in others:
            self.touch(session, other)
        if others:
            case.state, case.due_at = "beside", None
        return bool(others)

    def join_course(self, session: Session, case: Case) -> bool:
        """Let a plan be part of the patient's earlier case under this protocol; False where there is none."""
        same = select(Case).where(
            Case.patient == case.patient,
            Case.patient != "",
            Case.protocol == case.protocol,
            Case.id != case.id,
        )
        earlier = session.scalars(same.order_by(Case.created_at)).first()
        if earlier is None:
            return False
        case_id = case.id
        absorb(session, case, earlier)
        self.touch(session, earlier)
        audit.append(session, "desk", "case.joined", at=self._now(), case_id=earlier.id, joined=case_id)
        return True

    def read_headline(self, members: Sequence[StoredObject]) -> Headline:
        """What the plan is called, and all that is drawn."""
        plan = next(stored for stored in members if stored.role == "RTPLAN")
        sets = [stored for stored in members if stored.role == "RTSTRUCT"]
        drawn = [name for stored in sets for name in self._headline(stored).structure_names]
        return replace(self._headline(plan), structure_names=tuple(drawn))

    def _headline(self, stored: StoredObject) -> Headline:
        return read_headline(self._objects.path(stored.sha256))

    def _begin_plan(self, session: Session, stored: StoredObject) -> Case:
        """The case of a plan that came: one that waited for it, or a new one."""
        waiting = session.scalars(select(Case).where(Case.key == waiting_key(stored))).first()
        case = waiting or self._begin(session, stored, key=stored.sop_instance_uid)
        headline = self._headline(stored)
        case.key = stored.sop_instance_uid
        case.plan_label = headline.plan_label[:256]
        case.patient_id, case.patient_name = headline.patient_id[:256], headline.patient_name[:512]
        case.patient = stored.patient
        case.frame_uid = stored.frame_uid or case.frame_uid
        return case

    def _begin(self, session: Session, stored: StoredObject, *, key: str) -> Case:
        headline = self._headline(stored)
        case = Case(
            key=key,
            state="gathering",
            patient_id=headline.patient_id[:256],
            patient_name=headline.patient_name[:512],
            patient=stored.patient,
            study_uid=stored.study_uid,
            frame_uid=stored.frame_uid,
            created_at=self._now(),
            changed_at=self._now(),
        )
        session.add(case)
        session.flush()
        return case
