"""Running the command as a user does, with a case made by hand or from files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_cases import box, case_of
from typer.testing import CliRunner, Result

from rtqa.cli.main import app
from rtqa.model.case import Case
from rtqa.model.structure import Structure

SAMPLES = Path(__file__).parents[2] / "sample_plans"

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*args: str | Path) -> Result:
        return CliRunner().invoke(app, list(map(str, args)), env={"COLUMNS": "120"})

    return invoke


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Case]:
    """Let every command read these structures, whatever path it is given."""

    def give(*structures: Structure, dose: bool = True) -> Case:
        case = case_of(*structures or (box(1, "PTV", role="PTV"), box(2, "Cord", x_mm=30.0)), dose=dose)
        for command in ("check", "dvh", "structures"):
            monkeypatch.setattr(f"rtqa.cli.{command}.read", lambda _paths, _progress: case)
        return case

    return give


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """A folder of the sample plans; the test is skipped where it was not made."""

    def folder(name: str) -> Path:
        found = SAMPLES / name
        if not any(found.rglob("RTPLAN.dcm")):
            pytest.skip(f"sample plan {name} is not made; run sample_plans/make.py")
        return found

    return folder
