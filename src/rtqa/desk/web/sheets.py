"""Sheets drawn from the reports in the archive: what is read is held against the hash that was kept of it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from rtqa.desk.archive.tables import Report
from rtqa.desk.web.forms import RefusedError
from rtqa.errors import DocumentError
from rtqa.findings import Report as Judged
from rtqa.messages import Message
from rtqa.render.files.html import render_html
from rtqa.render.files.report_json import parse_report
from rtqa.render.page.layout import lay_out
from rtqa.render.page.page import Page
from rtqa.render.words.language import Language

_REMEMBERED = 64


class OtherEditionError(RefusedError):
    """A report that this program's edition does not read; it is shown as it was written."""

    def __init__(self, row: Report) -> None:
        super().__init__(409, Message("desk-page.other-edition"), case_id=row.case_id)


class Sheets:
    """The reports of a desk, laid out when they are first looked at.

    Args:
        folder: of all reports, ``reports/`` of the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._lock = Lock()

    def read_file(self, row: Report, name: str) -> bytes:
        """A file of a version.

        Raises:
            RefusedError: it is gone, or a byte of it is another one.
        """
        wanted = row.sha256 if name == "report.json" else row.files.get(name)
        try:
            content = (self._folder / row.sha256 / name).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != wanted:
            raise RefusedError(
                500,
                Message("desk-page.not-as-written", file=name),
                action="report.not-as-written",
                case_id=row.case_id,
                report=row.sha256,
                file=name,
            )
        return content

    def read(self, row: Report) -> Judged:
        """The report of a version, as it was written.

        Raises:
            RefusedError: its file is not.
            OtherEditionError: it is, and another edition of this program wrote it.
        """
        return _parse(self.read_file(row, "report.json"), row)

    def lay(self, row: Report, say: Language) -> Page:
        """A version laid out in a language; its file is looked at each time, and laid out once.

        Raises:
            RefusedError: its file is not as it was written.
            OtherEditionError: it is, and another edition of this program wrote it.
        """
        content, key = self.read_file(row, "report.json"), (row.sha256, say.code)
        with self._lock:
            page = self._pages.get(key)
        if page is None:
            page = lay_out(_parse(content, row), say)
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _REMEMBERED:
                self._pages.popitem(last=False)
        return page

    def draw_evidence(self, row: Report, say: Language) -> str:
        """A version as a page that needs nothing else, in a language; of another edition, as it was.

        Raises:
            RefusedError: its file is not as it was written.
        """
        try:
            return render_html(self.read(row), say)
        except OtherEditionError:
            return self.read_file(row, "report.html").decode()


def _parse(content: bytes, row: Report) -> Judged:
    try:
        return parse_report(content)
    except DocumentError:
        raise OtherEditionError(row) from None
