"""A report on the command line: drawn again from its JSON, with a name, as DICOM, timed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from typer.testing import Result

from rtqa.render.files.typeset import can_render_pdf

Run = Callable[..., Result]
Sample = Callable[[str], Path]

needs_typst = pytest.mark.skipif(not can_render_pdf(), reason="typst is not installed")


@pytest.fixture
def checked(run: Run, sample: Sample, tmp_path: Path) -> Path:
    """A folder with the report of a sample plan, without pictures."""
    formats = "html,json,csv" + (",pdf" if can_render_pdf() else "")
    args = ("--protocol", "nct07041788", "--out", tmp_path / "first", "--format", formats, "--no-pictures")
    assert run("check", sample("ccrt_fail"), *args).exit_code == 1
    return tmp_path / "first"


def test_a_report_is_drawn_again_from_its_json_alone(run: Run, checked: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in checked.iterdir())
    formats = ",".join(name.removeprefix("report.") for name in names)
    done = run("render", checked / "report.json", "--out", tmp_path / "again", "--format", formats)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "✗ FAIL" in done.stdout
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (checked / name).read_bytes(), name


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (("nowhere.json",), 4, "'nowhere.json' cannot be read"),
        ((__file__,), 2, "test_cli_report.py: 1 fault"),
        ((__file__, "--lang", "xx"), 2, "there is no language 'xx'"),
        ((__file__, "--paper", "a5"), 2, "there is no paper 'a5'"),
        ((__file__, "--format", "docx"), 2, "there is no format 'docx'"),
    ],
)
def test_what_is_no_report_is_one_sentence(run: Run, args: tuple[str, ...], status: int, says: str) -> None:
    done = run("render", *args)
    assert done.exit_code == status
    assert says in done.stderr
    assert done.stdout == ""


@needs_typst
def test_with_a_name_it_is_on_its_face_and_goes_beside_the_plan(
    run: Run, sample: Sample, tmp_path: Path
) -> None:
    plan = pydicom.dcmread(sample("ccrt_pass") / "RTPLAN.dcm")
    args = ("--protocol", "nct07041788", "--out", tmp_path, "--no-pictures", "--identify", "--encapsulate")
    done = run("check", sample("ccrt_pass"), *args)
    assert done.stderr == ""
    assert "report.dcm" in done.stdout
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert document["identity"]["patient_id"] == plan.PatientID
    assert all(source["sop_instance_uid"] for source in document["sources"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count(plan.PatientID) == 1
    report = pydicom.dcmread(tmp_path / "report.dcm")
    assert report.PatientID == plan.PatientID
    assert report.EncapsulatedDocument.rstrip(b"\0") == (tmp_path / "report.pdf").read_bytes().rstrip(b"\0")
    assert plan.PatientID not in done.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--encapsulate", "--out", "x"), "--encapsulate needs --identify"),
        (("--encapsulate", "--identify"), "--encapsulate needs --out"),
    ],
)
def test_a_dicom_report_needs_a_name_and_a_folder(
    run: Run, given: Callable[..., object], options: tuple[str, ...], says: str
) -> None:
    given()
    done = run("check", "x", "--protocol", "nct07041788", *options)
    assert done.exit_code == 2
    assert says in done.stderr


def test_each_stage_is_timed_where_asked_for(run: Run, sample: Sample, tmp_path: Path) -> None:
    args = ("--protocol", "nct07041788", "--out", tmp_path, "--format", "json,html", "--timings")
    done = run("check", sample("ccrt_pass"), *args)
    rows = dict(line.rsplit(maxsplit=1) for line in done.stderr.splitlines())
    calculated = ("DVH", "Calculating the dose a second time", "Pictures")
    stages = ["Starting", "Reading files", *calculated, "Drawing json", "Drawing html", "The rest"]
    assert list(rows) == ["Stage", *stages, "All"]
    assert float(rows["All"]) == pytest.approx(sum(float(rows[stage]) for stage in stages), abs=0.05)
    assert io.StringIO(done.stdout).readline().startswith("✓ PASS")


def test_two_plans_are_laid_side_by_side_at_the_same_planes(run: Run, sample: Sample, tmp_path: Path) -> None:
    done = run(
        "compare", sample("ccrt_pass"), sample("ccrt_fail"), "--protocol", "nct07041788", "--out", tmp_path
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert "A ✓ PASS   B ✗ FAIL" in done.stdout
    assert done.stdout.count("Other findings") == 1
    # sample_plans/README.md: the cord's maximum is 39.9 and 47.6 Gy.
    row = next(line for line in done.stdout.splitlines() if "SpinalCord" in line and "Max[Gy]" in line)
    assert re.search(r"\+7\.\d\d \*", row)
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert len(page) < 8_000_000
    # The two cases differ in their frame of reference: each sample set has its own.
    assert "different frames of reference" in page


def test_a_plan_beside_itself_shows_the_same_planes(run: Run, sample: Sample, tmp_path: Path) -> None:
    one = sample("ccrt_pass")
    assert run("compare", one, one, "--protocol", "nct07041788", "--out", tmp_path).exit_code == 0
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "different frames of reference" not in page
    pictures = re.findall(r'<img src="(data:image/png;base64,[^"]+)"', page)
    assert len(pictures) >= 6
    assert pictures[0::2] == pictures[1::2]


def test_reports_are_compared_without_the_dicom(run: Run, checked: Path) -> None:
    report = checked / "report.json"
    done = run("compare", report, report)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "A ✗ FAIL   B ✗ FAIL" in done.stdout
    assert "which protocol?" in run("compare", report, checked).stderr
    table = done.stdout.partition("Doses and volumes")[2].partition("A difference is")[0]
    intervals = re.findall(r"\[\d+\.\d\d–\d+\.\d\d\]", table)
    # cord and two parotids, in the phase and as a sum that it breaks, of A and of B: no number is broken
    assert len(intervals) == 12
    assert "0.000000" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120
