"""The registration's text to the letter: variants of a course, and what a careful physicist would sign.

Each is a change of the good case's DICOM or course file, judged by the command. Doses, fractions and days
are those of the text, and of a paper calendar.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from course_texts import add_to_phase, change_course, cut_course, give, read_course, weekdays, write_course
from seeded_files import Files, make_base
from typer.testing import CliRunner

from rtqa.cli.main import app

Found = list[dict[str, Any]]
Change = Callable[[Files], None]

RECEIVED = re.compile(r"^# What it gave.*?(?=^\[\[phase\]\])", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a good case, written once."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = make_base(name, tmp_path_factory.mktemp("fidelity") / name)
        return made[name]

    return of


@pytest.fixture
def check(good: Callable[[str], Path], tmp_path: Path) -> Callable[..., Found]:
    """What the command finds in a case that was changed."""

    def run(*changes: Change, base: str = "ccrt_pass", **keys: str) -> Found:
        files = Files(good(base))
        for change in changes:
            change(files)
        folder = files.write(tmp_path / "case")
        args = ["check", str(folder), "--protocol", "nct07041788", "--format", "json"]
        done = CliRunner().invoke(app, args)
        assert done.exit_code in (0, 1, 3), done.output
        findings: Found = json.loads(done.stdout)["findings"]
        return findings

    return run


def verdicts(found: Found, code: str, subject: str = "", clause: str = "") -> set[str]:
    return {
        row["verdict"]
        for row in found
        if row["code"] == code and subject in ("", row["subject"]) and clause in ("", row["constraint"])
    }


def prescribe(files: Files, dose_gy: float, *, n_fractions: int, to: str = "GTVtn0") -> None:
    """Another dose to a target, in so many fractions."""
    number = files.roi(to).ROINumber
    for rx in files.plan.DoseReferenceSequence:
        if rx.get("ReferencedROINumber") == number:
            rx.TargetPrescriptionDose = dose_gy
    for group in files.plan.FractionGroupSequence:
        group.NumberOfFractionsPlanned = n_fractions
