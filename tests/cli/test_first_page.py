"""What the terminal shows first, on samples and real plans: short, and everything under few causes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_plans"

SAMPLE_NAMES = ("ccrt_pass", "ccrt_fail", "ccrt_review", "sfrt_lattice", "course")

MOST_CAUSES = {
    "headneck_1": 7,
    "srs": 8,
    "prostate": 8,
    "lung_pinnacle": 8,
}
"""Of real plans with many questions, by system."""


class _Checked(NamedTuple):
    lines: list[str]
    report: dict[str, Any]


def checked(folder: Path, out: Path) -> _Checked:
    command = [sys.executable, "-c", "from rtqa.cli.main import main; main()", "check", str(folder)]
    options = ["--protocol", "nct07041788", "--out", str(out), "--format", "json"]
    done = subprocess.run(
        [*command, *options],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode in {0, 1, 3}, done.stderr
    report: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return _Checked(done.stdout.splitlines(), report)


def assert_is_short_and_folded(result: _Checked, *, most: int) -> None:
    lines, report = result
    assert len(lines) <= 45
    assert all(len(line) <= 100 for line in lines)
    causes, findings = report["causes"], report["findings"]
    assert len(causes) <= most
    under = sorted(place for cause in causes for place in cause["findings"])
    assert under == [n for n, finding in enumerate(findings) if finding["verdict"] in {"fail", "review"}]
    for n, finding in enumerate(findings):
        assert finding["causes"] == [cause["id"] for cause in causes if n in cause["findings"]]
    text = " ".join(" ".join(lines).split())
    for cause in causes:
        assert cause["action"] in text
        assert cause["verdict"] == max(
            (findings[place]["verdict"] for place in cause["findings"]), key=["review", "fail"].index
        )


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_the_first_page_of_a_sample_is_short_and_names_every_cause(name: str, tmp_path: Path) -> None:
    if not any((SAMPLES / name).rglob("RTPLAN.dcm")):
        pytest.skip(f"sample plan {name} is not made; run sample_plans/make.py")
    assert_is_short_and_folded(checked(SAMPLES / name, tmp_path), most=8)


@pytest.mark.parametrize("name", MOST_CAUSES)
def test_the_first_page_of_a_real_plan_is_short_and_names_every_cause(
    realdata: Path, name: str, tmp_path: Path
) -> None:
    assert_is_short_and_folded(checked(realdata / name, tmp_path), most=MOST_CAUSES[name])
