"""Handing in less never improves a verdict: files, and parts of the course file, are left out in turn."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from seeded_files import COURSE_FILE, SAMPLE_PLANS

from rtqa.dicom import read_case
from rtqa.errors import DocumentError
from rtqa.evaluation import check
from rtqa.findings import Report, Verdict

PROTOCOL = "nct07041788"

OBJECTS = ("RTPLAN.dcm", "RTSTRUCT.dcm", "RTDOSE.dcm", "CT", "BASELINE", "")
"""Of a phase's folder; the last is all of it."""

KEY = re.compile(r"^(?!schema|protocol|id|from|to|file)[a-zA-Z_-]+ = (?:\[\n(?: .*\n)*\]|.*)\n", re.MULTILINE)
"""A key with its value, which may be a list of several lines."""


def cut_parts(text: str) -> Iterator[tuple[str, str]]:
    """What is left of a course file without each of its tables and keys, beside what was left out."""
    headers = [match.start() for match in re.finditer(r"^\[", text, re.MULTILINE)]
    parts = [*pairwise([*headers, len(text)]), *(match.span() for match in KEY.finditer(text))]
    for start, end in parts:
        yield text[start:end], text[:start] + text[end:]


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
    "without", [*(f"{phase}/{name}" for phase in ("sfrt", "ccrt") for name in OBJECTS), "REG.dcm"]
)
def test_a_course_that_fails_passes_without_none_of_its_files(
    without: str, course: Report, tmp_path: Path
) -> None:
    assert_no_better(judge(lay(SAMPLE_PLANS / "course", tmp_path / "less", without=without)), course)


def test_a_course_that_fails_passes_without_nothing_of_its_course_file(
    course: Report, tmp_path: Path
) -> None:
    case = read_case(SAMPLE_PLANS / "course")
    text = (SAMPLE_PLANS / "course" / COURSE_FILE).read_text(encoding="utf-8")
    cuts = [*cut_parts(text), ("everything", 'schema = "rtqa-course/1"\n')]
    assert len(cuts) == 4 + 15 + 1
    for n, (left_out, rest) in enumerate(cuts):
        file = tmp_path / f"course_{n}.toml"
        file.write_text(rest, encoding="utf-8")
        if "[[registration]]" in rest and 'id = "' in left_out:
            with pytest.raises(DocumentError, match="no phase"):
                check(case, protocol=PROTOCOL, course=file)
            continue
        assert_no_better(check(case, protocol=PROTOCOL, course=file), course)
