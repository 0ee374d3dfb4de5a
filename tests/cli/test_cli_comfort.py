"""What makes the command line pleasant: lists, suggestions, completion, quiet, JSON, several patients."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from rtqa.checks.core.catalog import catalog
from rtqa.course import load_course

Run = Callable[..., Result]
Sample = Callable[[str], Path]


def test_explain_lists_every_check_under_its_family(run: Run) -> None:
    listed = run("explain").stdout
    rows = json.loads(run("explain", "--format", "json").stdout)
    assert {row["code"] for row in rows} == {check.code for check in catalog()}
    positions = [listed.index(f"\n{family}\n") for family in ("beams", "dose", "limits", "timing")]
    assert positions == sorted(positions)
    assert positions[2] < listed.index("  DV-LIMIT ") < positions[3]


def test_a_command_that_is_none_is_answered_with_the_nearest(run: Run) -> None:
    done = run("chek", "somewhere")
    assert done.exit_code == 2
    assert "there is no command 'chek'; did you mean 'check'?" in done.stderr


@pytest.mark.parametrize(
    ("line", "offered"),
    [("rtqa com", {"compare", "commission"}), ("rtqa explain DV-L", {"DV-LEFT", "DV-LIMIT"}),
     ("rtqa check --protocol nct", {"nct07041788"}), ("rtqa check --qui", {"--quiet"})],
)  # fmt: skip
def test_the_shell_completes_commands_options_codes_and_protocols(line: str, offered: set[str]) -> None:
    asked = {"_RTQA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run(
        [sys.executable, "-m", "rtqa"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(done.stdout.split()) == offered


def test_a_course_file_begun_from_a_plan_is_in_order_and_says_what_the_plan_does(
    run: Run, sample: Sample, tmp_path: Path
) -> None:
    file = tmp_path / "course.toml"
    assert run("new", sample("ccrt_pass"), "--protocol", "nct07041788", "--out", file).exit_code == 0
    loaded = load_course(file)
    assert [phase.id for phase in loaded.course.phases] == ["sfrt", "ccrt"]
    assert loaded.phase_folders["ccrt"].resolve() == sample("ccrt_pass").resolve()
    assert '# planned_gy = { "GTVtn0" = 70, "GTVn" = 66, "CTV" = 54 }' in file.read_text()
    filled_in = file.read_text().replace("# fractions", "fractions").replace("# planned_gy", "planned_gy")
    file.write_text(filled_in)
    assert run("course", "lint", file).exit_code == 0
    again = run("new", sample("ccrt_pass"), "--protocol", "nct07041788", "--out", file)
    assert (again.exit_code, file.read_text()) == (2, filled_in)


def test_paths_of_several_patients_are_judged_one_by_one(run: Run, sample: Sample, tmp_path: Path) -> None:
    folders = [sample("ccrt_pass"), sample("ccrt_fail")]
    done = run("check", *folders, "--protocol", "nct07041788", "--out", tmp_path, "--format", "json")
    assert done.exit_code == 1  # of the worst
    heads = [done.stdout.index(f"── Path {n}") for n in (1, 2)]
    assert heads[0] < done.stdout.index("✓ PASS") < heads[1] < done.stdout.index("✗ FAIL")
    verdicts = [json.loads((tmp_path / n / "report.json").read_text())["verdict"] for n in ("1", "2")]
    assert verdicts == ["pass", "fail"]


def test_quiet_leaves_the_status_and_the_files(
    run: Run, given: Callable[..., object], tmp_path: Path
) -> None:
    given()
    done = run("check", "x", "--protocol", "quantec-hn", "--quiet", "--out", tmp_path, "--format", "json")
    assert (done.stdout, done.exit_code) == ("", 3)
    assert json.loads((tmp_path / "report.json").read_text())["verdict"] == "review"


def test_structures_and_protocols_as_json(run: Run, given: Callable[..., object]) -> None:
    given()
    (plan,) = json.loads(run("structures", "x", "--protocol", "quantec-hn", "--format", "json").stdout)
    stands_for = {row["name"]: row["stands_for"] for row in plan["structures"]}
    assert stands_for == {"PTV": None, "Cord": "SpinalCord"}
    assert "Brainstem" in [row["name"] for row in plan["absent"]]
    assert "nct07041788" in [
        row["id"] for row in json.loads(run("protocols", "list", "--format", "json").stdout)
    ]


def test_an_archive_is_named_as_one(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.zip", "w") as archive:
        archive.writestr("RTDOSE.dcm", b"")
    packed = run("check", tmp_path / "plan.zip", "--protocol", "quantec-hn")
    assert (packed.exit_code, "path 1 is a zip archive: unpack it" in packed.stderr) == (4, True)


def test_no_colour_where_none_is_wanted() -> None:
    command = [sys.executable, "-m", "rtqa", "explain", "DV-LIMIT"]
    wanted = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    wanted |= {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    plain, colored = (
        subprocess.run(command, env=wanted | more, capture_output=True, encoding="utf-8", check=True).stdout
        for more in ({"NO_COLOR": "1"}, {})
    )
    is_colored = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    assert (is_colored.search(plain), is_colored.search(colored) is not None) == (None, True)


def test_an_index_and_a_desk_are_told_as_data(run: Run, sample: Sample, tmp_path: Path) -> None:
    def told(*arguments: object) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(run(*arguments, "--format", "json").stdout)
        return data

    store, data, backup = tmp_path / "store", tmp_path / "desk", tmp_path / "desk.tar"
    rt_files = [sample("ccrt_pass") / f"{role}.dcm" for role in ("RTPLAN", "RTSTRUCT", "RTDOSE")]
    found = told("cohort", "index", *rt_files, "--store", store)
    assert (found["n_read"], found["n_plans"], found["n_patients"]) == (3, 1, 1)
    well = told("desk", "doctor", "--data", data, "--no-self-test")
    assert {finding["health"] for finding in well["findings"]} <= {"good", "note", "bad"}
    assert "doctor.settings-good" in [finding["id"] for finding in well["findings"]]
    assert told("desk", "verify", "--data", data) == {"faults": []}
    assert told("desk", "backup", backup, "--data", data)["values"] == {"n": 0, "file": "desk.tar"}
    back = run("desk", "restore", backup, "--data", tmp_path / "back", "--lang", "zh")
    assert back.stdout.strip() == "已从 desk.tar 恢复 0 个对象及其全部信息。"
    none = run("desk", "remove", "0" * 32, "--reason", "Sent by error.", "--data", data)
    assert (none.exit_code, "there is no case" in none.stderr) == (2, True)
