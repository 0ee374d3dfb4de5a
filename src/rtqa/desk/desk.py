"""A desk: its settings and its parts, as node, page and commands are given it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rtqa.desk.archive.archive import Archive, find_url
from rtqa.desk.archive.tables import Report
from rtqa.desk.cases import Cases
from rtqa.desk.dispatcher import Dispatcher
from rtqa.desk.intake import Intake
from rtqa.desk.objects import ObjectStore
from rtqa.desk.queue import Queue
from rtqa.desk.settings import DeskSettings, read_settings


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Desk:
    """An open desk.

    Attributes:
        folder: the data folder.
        settings: of it.
        archive: what it remembers; ``with desk.archive.begin() as session`` to write, ``.read()`` to read.
        objects: the DICOM files.
        cases: what becomes of cases.
        intake: the one door for objects.
        queue: the checks that wait.
        dispatcher: runs them, once started.
        now: the clock, in UTC.
    """

    def __init__(
        self, folder: Path, settings: DeskSettings, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.folder, self.settings, self.now = folder, settings, now
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.objects = ObjectStore(folder, free_bytes=settings.free_gb * 1e9)
        self.archive = Archive.open(self.database_url, backups=folder)
        self.cases = Cases(folder, self.objects, settings.check, now=now)
        self.intake = Intake(self.archive, self.objects, self.cases, now=now)
        self.queue = Queue(self.archive, self.cases, settings, now=now)
        self.dispatcher = Dispatcher(
            folder,
            settings,
            archive=self.archive,
            objects=self.objects,
            cases=self.cases,
            queue=self.queue,
        )

    @classmethod
    def open(cls, folder: Path, *, now: Callable[[], datetime] = utc_now) -> Desk:
        """Open the desk of a data folder, which is made if need be.

        Raises:
            UsageError, DocumentError: its settings do not hold.
            InputError: its archive is of a later edition.
        """
        return cls(folder, read_settings(folder), now=now)

    @property
    def database_url(self) -> str:
        """Of the archive."""
        return find_url(self.folder, self.settings.database)

    @property
    def reports(self) -> Path:
        """The folder of the reports' files."""
        return self.folder / "reports"

    def path_of(self, file: str) -> Path:
        """A file that the settings name; paths are relative to the data folder."""
        return self.folder / file

    def report_file(self, report: Report, name: str) -> Path:
        """A file of a report: ``report.json``, ``.html``, ``.pdf``, and ``.dcm`` where it has one.

        Raises:
            KeyError: it has none of that name.
        """
        if name not in report.files:
            raise KeyError(name)
        return self.reports / report.sha256 / name

    def close(self) -> None:
        """Let go of the archive."""
        self.archive.close()
