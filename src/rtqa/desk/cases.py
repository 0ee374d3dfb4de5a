"""Cases: which objects belong together, by their UIDs, and what state each case is in.

::

    gathering ──> asks-plan       images or structures came, and no plan
        │  └────> asks-protocol   no rule says by what it is judged
        v
      queued ──> checking ──> checked
                     └──────> failed
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.course.course_document import parse_course
from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Case, CaseObject, CourseText, StoredObject
from rtqa.desk.membership import find_cases, list_members, waiting_key
from rtqa.desk.objects import ObjectStore
from rtqa.desk.settings import CheckSettings
from rtqa.dicom.headline import read_headline
from rtqa.protocol import load_protocol

State = Literal["gathering", "asks-plan", "asks-protocol", "queued", "checking", "checked", "failed"]
STATES: Final[tuple[State, ...]] = (
    "gathering", "asks-plan", "asks-protocol", "queued", "checking", "checked", "failed",
)  # fmt: skip


class Cases:
    """What becomes of cases; every method is called within a transaction of :meth:`Archive.begin`.

    Args:
        objects: where their files lie.
        settings: how long a case is left in quiet.
        now: the clock.
    """

    def __init__(self, objects: ObjectStore, settings: CheckSettings, *, now: Callable[[], datetime]) -> None:
        self._objects, self._settings, self._now = objects, settings, now

    def admit(self, session: Session, stored: StoredObject) -> str:
        """Make an object part of the cases that it belongs to, which are then gathering again.

        Returns:
            The id of one of them.
        """
        cases = find_cases(session, stored)
        if stored.role == "RTPLAN" and not any(case.key == stored.sop_instance_uid for case in cases):
            own = self._begin_plan(session, stored)
            if own is not None:
                cases = [own]
        if not cases:
            cases = [self._begin(session, stored, key=waiting_key(stored))]
        for case in cases:
            session.merge(CaseObject(case_id=case.id, sha256=stored.sha256))
            self.touch(session, case)
        session.flush()
        return cases[0].id

    def touch(self, session: Session, case: Case) -> None:
        """Something of it has changed: it is checked again once it is quiet."""
        del session
        case.state = "gathering"
        case.changed_at = self._now()
        case.due_at = case.changed_at + timedelta(seconds=self._settings.quiet_s)
        case.reason = None

    def set_protocol(self, session: Session, case: Case, protocol: str, *, actor: str) -> None:
        """A person says by what a case is judged.

        Raises:
            UsageError, DocumentError: there is no such protocol.
        """
        loaded = load_protocol(protocol)
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
            protocol = load_protocol(case.protocol) if case.protocol else None
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

    def _begin_plan(self, session: Session, stored: StoredObject) -> Case | None:
        """The case of a plan that came: one that waited for it, or a new one."""
        waiting = session.scalars(select(Case).where(Case.key == waiting_key(stored))).first()
        headline = read_headline(self._objects.path(stored.sha256))
        case = waiting or self._begin(session, stored, key=stored.sop_instance_uid)
        case.key = stored.sop_instance_uid
        case.plan_label = headline.plan_label[:256]
        case.patient_id, case.patient_name = headline.patient_id[:256], headline.patient_name[:512]
        case.frame_uid = stored.frame_uid or case.frame_uid
        return case

    def _begin(self, session: Session, stored: StoredObject, *, key: str) -> Case:
        headline = read_headline(self._objects.path(stored.sha256))
        case = Case(
            key=key,
            state="gathering",
            patient_id=headline.patient_id[:256],
            patient_name=headline.patient_name[:512],
            study_uid=stored.study_uid,
            frame_uid=stored.frame_uid,
            created_at=self._now(),
            changed_at=self._now(),
        )
        session.add(case)
        session.flush()
        return case
