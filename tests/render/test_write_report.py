"""Report files: all of them or none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from rtqa.errors import UsageError, WriteError
from rtqa.findings import Report
from rtqa.render.files import report_files
from rtqa.render.files.report_files import write_report


def test_the_folder_is_made_and_the_files_are_named(report: Report, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    written = write_report(report, out, formats=("html", "pdf", "json", "csv"))
    assert [path.name for path in written] == ["report.html", "report.pdf", "report.json", "report.csv"]
    assert sorted(out.iterdir()) == sorted(written)


def test_the_time_is_stamped_once_and_the_rest_is_equal(report: Report, tmp_path: Path) -> None:
    (path,) = write_report(report, tmp_path, formats=("json",))
    first = json.loads(path.read_text(encoding="utf-8"))
    assert datetime.fromisoformat(first["created"]).tzinfo is not None
    write_report(replace(report, created="2026-01-01T00:00:00+00:00"), tmp_path, formats=("json",))
    second = json.loads(path.read_text(encoding="utf-8"))
    assert second.pop("created") == "2026-01-01T00:00:00+00:00"
    del first["created"]
    assert first == second


@pytest.mark.parametrize("old", [None, "an older report"])
def test_where_one_file_fails_the_folder_is_as_before(
    report: Report, tmp_path: Path, old: str | None
) -> None:
    if old is not None:
        (tmp_path / "report.json").write_text(old)
    # A folder is never replaced by a file.
    (tmp_path / "report.csv" / "in the way").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WriteError, match="no file of it was left behind"):
        write_report(report, tmp_path, formats=("json", "csv"))
    assert sorted(tmp_path.rglob("*")) == before
    assert old is None or (tmp_path / "report.json").read_text() == old


def test_a_full_disk_leaves_nothing(report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.write_bytes

    def write_bytes(path: Path, content: bytes) -> int:
        if path.name == "report.csv":
            whole(path, content[:10])
            raise OSError(28, "No space left on device")
        return whole(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(WriteError, match="No space left on device"):
        write_report(report, tmp_path / "new", formats=("json", "csv"))
    assert not list(tmp_path.iterdir())


def test_a_file_where_the_folder_should_be_is_one_sentence(report: Report, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(WriteError):
        write_report(report, tmp_path / "out", formats=("json",))


def test_a_format_that_does_not_exist_is_refused(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no format 'docx'"):
        write_report(report, tmp_path, formats=("json", "docx"))
    assert not list(tmp_path.iterdir())


def test_without_typst_the_rest_is_written_and_a_pdf_is_refused(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "can_render_pdf", lambda: False)
    with pytest.raises(UsageError, match=r"rtqa\[pdf\]"):
        write_report(report, tmp_path, formats=("json", "pdf"))
    assert not list(tmp_path.iterdir())
    assert [path.name for path in write_report(report, tmp_path)] == ["report.html", "report.json"]
