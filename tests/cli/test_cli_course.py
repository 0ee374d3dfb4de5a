"""rtqa check --course and rtqa course, as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from rtqa.cli.main import app

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"


def rtqa(*args: str | Path, status: int) -> Result:
    run = CliRunner().invoke(app, list(map(str, args)), env={"COLUMNS": "120"})
    assert run.exit_code == status, run.output
    return run


@pytest.fixture
def plan_alone(tmp_path: Path) -> Path:
    """The passing sample without its course file and its images."""
    folder = tmp_path / "plan"
    folder.mkdir()
    for path in (SAMPLE_PLANS / "ccrt_pass").glob("*.dcm"):
        shutil.copy(path, folder)
    return folder


def test_the_passing_sample_passes_with_its_course_file_given_and_found() -> None:
    sample = SAMPLE_PLANS / "ccrt_pass"
    options = ("--protocol", "nct07041788", "--format", "json")
    given = json.loads(rtqa("check", sample, "--course", sample / "course.toml", *options, status=0).stdout)
    found = json.loads(rtqa("check", sample, *options, status=0).stdout)
    assert given["settings"][-1]["value"]["id"] == "setting.given"
    assert found["settings"][-1]["value"]["id"] == "setting.found"
    assert given["findings"] == found["findings"]
    assert given["counts"]["review"] == 0


def test_a_plan_without_a_course_file_is_review(plan_alone: Path) -> None:
    options = ("--protocol", "nct07041788", "--format", "json")
    report = json.loads(rtqa("check", plan_alone, *options, status=3).stdout)
    assert "TIME-OVERALL" in {row["code"] for row in report["findings"] if row["verdict"] == "review"}
    (cause,) = [cause for cause in report["causes"] if cause["kind"] == "course-data-absent"]
    assert "TIME-OVERALL" in {report["findings"][place]["code"] for place in cause["findings"]}


def test_a_course_file_alone_names_protocol_folder_and_phase(tmp_path: Path) -> None:
    shutil.copytree(
        SAMPLE_PLANS / "ccrt_pass", tmp_path / "plan", ignore=shutil.ignore_patterns("course.toml")
    )
    text = (SAMPLE_PLANS / "ccrt_pass" / "course.toml").read_text(encoding="utf-8")
    course = tmp_path / "own.toml"
    course.write_text(text.replace('folder = "."', 'folder = "plan"'), encoding="utf-8")
    run = rtqa("check", "--course", course, "--all", status=0)
    assert "By the course file and its 30 fractions, judged as phase ccrt" in " ".join(run.stdout.split())


def test_a_course_file_alone_brings_both_phases_and_the_registration_between_them() -> None:
    course = SAMPLE_PLANS / "course" / "course.toml"
    report = json.loads(rtqa("check", "--course", course, "--format", "json", status=1).stdout)
    limits = [row for row in report["findings"] if row["code"] in ("DV-LIMIT", "DV-SUM")]
    for organ in ("SpinalCord", "Parotid_L", "Parotid_R"):
        rows = {(row["phase"], row["quantity"]): row["verdict"] for row in limits if row["subject"] == organ}
        too_much = "fail" if organ == "SpinalCord" else "pass"
        assert rows == {
            ("sfrt", "physical"): "info",
            ("ccrt", "physical"): "pass",
            ("sum", "physical"): too_much,
            ("sum", "eqd2"): too_much,
        }
    assert {row["id"] for row in limits if row["phase"] == "sfrt"} == {"dv-limit.vacuous"}
    codes = {row["code"] for row in report["findings"]}
    assert {"DV-LEFT", "DV-MODEL", "REF-PHASES", "SFRT-PVDR", "SFRT-VERTICES", "TIME-OVERALL"} <= codes
    assert report["counts"]["fail"] == 2
    assert report["counts"]["review"] == 0


def test_folders_with_a_course_file_are_checked_with_the_registration_that_it_names() -> None:
    folder = SAMPLE_PLANS / "course"
    paths = (folder / "sfrt", folder / "ccrt")
    run = rtqa("check", *paths, "--course", folder / "course.toml", "--format", "json", status=1)
    (meet,) = [row for row in json.loads(run.stdout)["findings"] if row["code"] == "REF-PHASES"]
    assert meet["verdict"] == "pass"


def test_a_registration_that_does_not_exist_is_wrong_usage(plan_alone: Path) -> None:
    course = plan_alone / "course.toml"
    course.write_text(
        'schema = "rtqa-course/1"\nprotocol = "nct07041788"\n[[phase]]\nid = "sfrt"\n[[phase]]\nid = "ccrt"\n'
        'folder = "."\n[[registration]]\nfrom = "sfrt"\nto = "ccrt"\nfile = "LOST.dcm"\n',
        encoding="utf-8",
    )
    run = rtqa("check", "--course", course, status=2)
    assert run.stderr == "rtqa: the course file names a registration that does not exist: 'LOST.dcm'\n"


def test_a_report_that_is_none_is_refused_with_its_place(tmp_path: Path) -> None:
    course = tmp_path / "course.toml"
    course.write_text(
        'schema = "rtqa-course/1"\nprotocol = "nct07041788"\n[[phase]]\nid = "sfrt"\n'
        'received = "earlier.json"\n',
        encoding="utf-8",
    )
    missing = rtqa("course", "lint", course, status=2)
    assert "the report of an earlier phase 'earlier.json' cannot be read: No such file" in missing.stderr
    (tmp_path / "earlier.json").write_text('{"schema": "rtqa-report/1"}', encoding="utf-8")
    refused = rtqa("course", "lint", course, status=2)
    assert "earlier.json:" in refused.stderr
    assert "schema: must be 'rtqa-report/2'" in refused.stderr


def test_all_faults_of_a_course_file_at_once(plan_alone: Path) -> None:
    course = plan_alone / "course.toml"
    course.write_text(
        'schema = "rtqa-course/1"\nasof = 2026-03-01\n[[phase]]\nid = "ccrt"\nfractions = "30"\n'
    )
    for run in (
        rtqa("check", plan_alone, "--protocol", "nct07041788", status=2),
        rtqa("course", "lint", course, status=2),
    ):
        assert run.stderr == (
            "rtqa: course.toml: 2 faults\n"
            "  line 2, asof: no such key; did you mean 'as_of'?\n"
            "  line 5, ccrt.fractions: must be a whole number\n"
        )
    faults = json.loads(rtqa("course", "lint", course, "--format", "json", status=2).stdout)["faults"]
    assert [fault["spot"] for fault in faults] == ["line 2, asof", "line 5, ccrt.fractions"]


def test_what_to_check_must_be_said(tmp_path: Path) -> None:
    assert "which plan?" in rtqa("check", "--protocol", "nct07041788", status=2).stderr
    course = tmp_path / "course.toml"
    course.write_text('schema = "rtqa-course/1"\n', encoding="utf-8")
    assert "names no folder" in rtqa("check", "--course", course, status=2).stderr


def test_two_course_files_among_the_files_are_refused(plan_alone: Path) -> None:
    for folder in ("one", "two"):
        (plan_alone / folder).mkdir()
        (plan_alone / folder / "course.toml").write_text('schema = "rtqa-course/1"\n', encoding="utf-8")
    run = rtqa("check", plan_alone, "--protocol", "nct07041788", status=2)
    assert "2 files named 'course.toml' lie among the files" in run.stderr


@pytest.mark.parametrize("name", ["ccrt_pass", "ccrt_fail", "ccrt_review", "sfrt_lattice", "course"])
def test_the_samples_course_files_hold(name: str) -> None:
    assert rtqa("course", "lint", SAMPLE_PLANS / name / "course.toml", status=0).stdout.endswith("no fault\n")


def test_the_schema_is_a_json_schema() -> None:
    schema = json.loads(rtqa("course", "schema", status=0).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {"as_of", "events", "phase", "registration", "holiday"} < set(schema["properties"])
