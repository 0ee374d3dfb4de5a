"""Handing in less never improves a verdict: each file of a course that fails is left out in turn."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from seeded_files import COURSE_FILE, SAMPLE_PLANS

from rtqa.dicom import read_case
from rtqa.findings import Report, Verdict
from without_second_dose import check

PROTOCOL = "nct07041788"

OBJECTS = ("RTPLAN.dcm", "RTDOSE.dcm", "BASELINE", "")
"""Of a phase's folder; the last is all of it."""


def lay(sample: Path, folder: Path, *, without: str = "none") -> Path:
    """A sample in a folder, linked, without one of its files or folders."""
    for path in sorted(sample.rglob("*")):
        name = path.relative_to(sample).as_posix()
        if path.is_file() and not f"{name}/".startswith(f"{without.rstrip('/')}/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(path, folder / name)
    return folder


def judge(folder: Path) -> Report:
    return check(read_case(folder), protocol=PROTOCOL)


def list_verdicts(report: Report) -> dict[tuple[str, str, str, str], Verdict]:
    """The worst verdict of each clause or question on each subject."""
    worst: dict[tuple[str, str, str, str], Verdict] = {}
    for row in report.findings:
        key = (row.code, str(row.subject), row.phase, row.constraint.id if row.constraint else "")
        if row.verdict is not None:
            worst[key] = max(worst.get(key, Verdict.PASS), row.verdict, key=list(Verdict).index)
    return worst


def assert_no_better(less: Report, everything: Report) -> None:
    found = list_verdicts(less)
    for key, verdict in list_verdicts(everything).items():
        if verdict in (Verdict.FAIL, Verdict.REVIEW):
            assert found.get(key) is not Verdict.PASS, key
    assert less.verdict not in (Verdict.PASS, Verdict.VARIATION) or less.verdict is everything.verdict


@pytest.fixture(scope="module")
def course() -> Report:
    """The sample course: each phase keeps its limits, both together break the cord's."""
    report = judge(SAMPLE_PLANS / "course")
    assert report.verdict is Verdict.FAIL
    return report


@pytest.mark.parametrize(
    "without",
    [*(f"sfrt/{name}" for name in OBJECTS), "ccrt/RTSTRUCT.dcm", "ccrt/RTDOSE.dcm", "REG.dcm", COURSE_FILE],
)
def test_a_course_that_fails_passes_without_none_of_its_files(
    without: str, course: Report, tmp_path: Path
) -> None:
    assert_no_better(judge(lay(SAMPLE_PLANS / "course", tmp_path / "less", without=without)), course)
