"""rtqa check: the verdict is the exit status, and the report is where it was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import Result

from rtqa.cli import output
from rtqa.findings import Finding, Report, ReportedProtocol, Verdict
from rtqa.messages import Message
from rtqa.model.case import Case
from rtqa.render.files import report_files

Run = Callable[..., Result]
Given = Callable[..., Case]
Sample = Callable[[str], Path]


def report_of(verdict: Verdict) -> Report:
    return Report(
        rtqa_version="0.1.0",
        case_key="3f9a2c71",
        protocol=ReportedProtocol(id="own", title="Own", version="1", sha256="ab" * 32),
        settings=(),
        sources=(),
        structures=(),
        findings=(
            Finding(
                code="ANY", verdict=verdict, subject="Cord", phase="", message=Message("plan.no-fractions")
            ),
        ),
        curves=(),
    )


@pytest.fixture
def judged(given: Given, monkeypatch: pytest.MonkeyPatch) -> Callable[[Verdict], dict[str, object]]:
    """Let the checks come to this verdict; returns what they were asked."""

    def judge(verdict: Verdict) -> dict[str, object]:
        given()
        asked: dict[str, object] = {}

        def check(_case: Case, **options: object) -> Report:
            asked.update(options)
            return report_of(verdict)

        monkeypatch.setattr("rtqa.cli.check.check_case", check)
        return asked

    return judge


@pytest.mark.parametrize(
    ("verdict", "status"),
    [(Verdict.PASS, 0), (Verdict.VARIATION, 0), (Verdict.FAIL, 1), (Verdict.REVIEW, 3)],
)
@pytest.mark.parametrize("options", [(), ("--format", "json")])
def test_the_verdict_is_the_exit_status(
    run: Run,
    judged: Callable[[Verdict], object],
    verdict: Verdict,
    status: int,
    options: tuple[str, ...],
) -> None:
    judged(verdict)
    done = run("check", "x", "--protocol", "own", *options)
    assert done.exit_code == status
    assert verdict.value in done.stdout.lower()
    assert done.stderr == ""


def test_json_stands_alone_on_standard_output(run: Run, judged: Callable[[Verdict], object]) -> None:
    judged(Verdict.PASS)
    document = json.loads(run("check", "x", "--protocol", "own", "--format", "json").stdout)
    assert document["schema"] == "rtqa-report/2"
    assert document["created"]


def test_files_are_written_and_named_without_their_folder(
    run: Run, judged: Callable[[Verdict], object], tmp_path: Path
) -> None:
    judged(Verdict.PASS)
    done = run("check", "x", "--protocol", "own", "--out", tmp_path / "Doe")
    assert sorted(path.name for path in (tmp_path / "Doe").iterdir()) == [
        "report.html",
        "report.json",
        "report.pdf",
    ]
    assert "✓ PASS" in done.stdout
    assert "Written: report.html, report.pdf, report.json" in done.stdout
    assert "Doe" not in done.stdout


@pytest.mark.parametrize(("formats", "is_hinted"), [((), True), (("--format", "json"), False)])
def test_the_way_to_the_pdf_is_told_to_those_who_stated_no_formats(
    run: Run,
    judged: Callable[[Verdict], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    formats: tuple[str, ...],
    is_hinted: bool,  # noqa: FBT001
) -> None:
    judged(Verdict.PASS)
    for module in (output, report_files):
        monkeypatch.setattr(module, "can_render_pdf", lambda: False)
    done = run("check", "x", "--protocol", "own", "--out", tmp_path / "out", *formats)
    assert ("rtqa[pdf]" in done.stdout) is is_hinted


def test_the_mapping_reaches_the_checks(run: Run, judged: Callable[[Verdict], dict[str, object]]) -> None:
    asked = judged(Verdict.PASS)
    run(
        "check",
        "x",
        "--protocol",
        "own",
        "--map",
        "SpinalCord=cord = a",
        "--map",
        "CTV=ctv",
        "--side",
        "left",
    )
    assert asked["side"] == "left"
    assert asked["mapping"] == {"SpinalCord": "cord = a", "CTV": "ctv"}
    assert asked["protocol"] == "own"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "nct07041788"),
        (("--protocol", "nct07041788", "--format", "html"), "needs --out"),
        (("--protocol", "nct07041788", "--format", "json,csv"), "needs --out"),
        (("--protocol", "nct07041788", "--format", "pdf"), "needs --out"),
        (("--protocol", "nct07041788", "--format", "docx"), "there is no format 'docx'"),
        (("--protocol", "nct07041788", "--map", "SpinalCord"), "NAME=STRUCTURE"),
        (("--protocol", "nct07041788", "--map", "CTV=a", "--map", "CTV=b"), "twice"),
        (("--protocol", "nct07041788", "--map", "CTV=nobody"), "'nobody'"),
        (("--protocol", "nct07041788", "--side", "middle"), "'middle'"),
        (("--protocol", "nct07041799"), "did you mean 'nct07041788'"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, given: Given, options: tuple[str, ...], says: str) -> None:
    given()
    done = run("check", "x", *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_a_report_that_cannot_be_written_is_status_4(
    run: Run, judged: Callable[[Verdict], object], tmp_path: Path
) -> None:
    judged(Verdict.PASS)
    (tmp_path / "out").write_text("in the way")
    done = run("check", "x", "--protocol", "own", "--out", tmp_path / "out")
    assert done.exit_code == 4
    assert done.stdout == ""
    assert "could not be written" in done.stderr


@pytest.mark.parametrize(
    ("name", "status"),
    [("ccrt_pass", 0), ("ccrt_fail", 1), ("ccrt_review", 3), ("sfrt_lattice", 0), ("course", 1)],
)
def test_sample_plans_as_a_user_checks_them(sample: Sample, name: str, status: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from rtqa.cli.main import main; main()",
            "check",
            sample(name),
            "--protocol",
            "nct07041788",
            "--out",
            tmp_path,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={
            **os.environ,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONWARNINGS": "error",
        },
    )
    assert (done.returncode, done.stderr) == (status, "")
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    schema = json.loads((files("rtqa.render") / "schema" / "rtqa-report-2.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    assert document["verdict"] == {0: "pass", 1: "fail", 3: "review"}[status]
    assert all(len(curve["dose_gy"]) <= 500 for curve in document["dvhs"])
    lines = done.stdout.splitlines()
    assert len(lines) <= 45
    assert all(len(line) <= 100 for line in lines)
    for cause in document["causes"]:
        assert cause["action"] in " ".join(done.stdout.split())
    assert str(sample(name)) not in done.stdout
    assert (tmp_path / "report.html").stat().st_size < 8_000_000
    assert (tmp_path / "report.pdf").stat().st_size < 2_000_000


def test_two_runs_give_the_same_bytes_but_for_the_time(run: Run, sample: Sample) -> None:
    args = ("check", sample("ccrt_pass"), "--protocol", "nct07041788", "--format", "json")
    first, second = (
        [line for line in run(*args).stdout.splitlines() if '"created"' not in line] for _ in range(2)
    )
    assert first == second
