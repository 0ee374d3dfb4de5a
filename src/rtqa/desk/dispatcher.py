"""Checks what the queue holds: starts workers, waits for them, and brings their reports to their place."""

from __future__ import annotations

import errno
import json
import logging
import shutil
import threading
import time
from pathlib import Path
from typing import Any

from rtqa.cohort.processes import Ending, Processes
from rtqa.desk.archive.archive import Archive
from rtqa.desk.archive.head import write_head
from rtqa.desk.archive.tables import Case, Check, CourseText
from rtqa.desk.cases import Cases
from rtqa.desk.disk import sync_folder
from rtqa.desk.objects import ObjectStore
from rtqa.desk.queue import Queue
from rtqa.desk.refusals import FullError
from rtqa.desk.settings import DeskSettings
from rtqa.desk.worker import FILES, OUTCOME, Job, fail, run_job
from rtqa.messages import Message

_PAUSE_S = 0.2
_AFTER_FAULT_S = 5.0
_HEAD_S = 10.0

_LOG = logging.getLogger("rtqa.desk")

_REASONS: dict[Ending, Message] = {
    "ended": Message("cohort.broken"),
    "killed": Message("cohort.broken"),
    "out-of-time": Message("cohort.out-of-time"),
    "out-of-memory": Message("cohort.out-of-memory"),
    "unwritten": Message("intake.full"),
}


class Dispatcher:
    """One thread that keeps the workers at work.

    Args:
        folder: the data folder.
        archive, objects, cases, queue: of the desk.
        settings: likewise.
    """

    def __init__(
        self,
        folder: Path,
        settings: DeskSettings,
        *,
        archive: Archive,
        objects: ObjectStore,
        cases: Cases,
        queue: Queue,
    ) -> None:
        self._folder, self._settings = folder, settings
        self._archive, self._objects, self._cases, self._queue = archive, objects, cases, queue
        self._work, self._reports = folder / "work", folder / "reports"
        self._processes: Processes[str] = Processes(
            timeout_s=settings.check.timeout_s, preload="rtqa.desk.warm"
        )
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Take up what was left, and begin."""
        self.recover()
        self._processes.warm_up()
        self._thread.start()

    def stop(self) -> None:
        """End: checks that run are begun again at the next start."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._processes.stop()
        write_head(self._folder, self._archive)

    def recover(self) -> None:
        """Clear away what was being made when the desk was stopped, and put its checks back."""
        self._objects.clear_incoming()
        shutil.rmtree(self._work, ignore_errors=True)
        for folder in (self._work, self._reports):
            folder.mkdir(mode=0o700, exist_ok=True)
        self._queue.recover()

    def step(self, most_s: float = _PAUSE_S) -> bool:
        """One round: what has ended, what is due, what can begin; whether anything is going on.

        Args:
            most_s: to wait for a worker.
        """
        for check_id, ending in self._processes.wait(most_s):
            self._finish(check_id, ending)
        self._queue.settle_due()
        while len(self._processes) < self._settings.check.processes and self._begin():
            pass
        return bool(len(self._processes))

    def _run(self) -> None:
        head_due = 0.0
        while not self._stopping.is_set():
            try:
                if not self.step():
                    self._stopping.wait(_PAUSE_S)
                if time.monotonic() > head_due:
                    write_head(self._folder, self._archive)
                    head_due = time.monotonic() + _HEAD_S
            except Exception as error:  # noqa: BLE001 (a database that is away for a while must not end the desk)
                _LOG.error("the queue cannot go on: %s", type(error).__name__)
                self._stopping.wait(_AFTER_FAULT_S)

    def _begin(self) -> bool:
        """Start the next worker; False where nothing waits."""
        try:
            self._objects.require_room()
        except FullError:
            return False  # what waits, waits until there is room for its report
        check = self._queue.take()
        if check is None:
            return False
        folder = self._work / check.id
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self._processes.start(check.id, run_job, self._job(check, folder))
        return True

    def _job(self, check: Check, folder: Path) -> Job:
        with self._archive.read() as session:
            case = session.get_one(Case, check.case_id)
            members = self._cases.members(session, case)
            course = session.get(CourseText, check.course_sha256) if check.course_sha256 else None
        return Job(
            folder=folder,
            objects=tuple((stored.role, self._objects.path(stored.sha256)) for stored in members),
            protocol=self._cases.locate_protocol(check.protocol),
            course=course.content if course is not None else "",
            memory_bytes=self._settings.check.memory_gb * 1e9,
            language=self._settings.check.language,
            encapsulate=bool(case.send_to),
        )

    def _finish(self, check_id: str, ending: Ending) -> None:
        folder = self._work / check_id
        outcome = _read_outcome(folder)
        if outcome is None and ending == "killed" and self._queue.retry(check_id):
            return
        outcome = outcome or fail(_REASONS[ending])
        if outcome["state"] == "done":
            try:
                self._keep(folder / FILES, outcome["sha256"])
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                outcome = fail(Message("intake.full"))
        self._queue.finish(check_id, outcome)
        shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, made: Path, sha256: str) -> None:
        """Bring a report's files to their place; from then on nobody changes them."""
        target = self._reports / sha256
        if not target.exists():
            for file in made.iterdir():
                file.chmod(0o400)
            sync_folder(made)
            made.rename(target)
            sync_folder(self._reports)


def _read_outcome(folder: Path) -> dict[str, Any] | None:
    try:
        outcome: dict[str, Any] = json.loads((folder / OUTCOME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return outcome
