"""The sample plans are what their script makes, and what they say they are."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
SETS = ("ccrt_fail", "ccrt_pass", "ccrt_review", "course", "sfrt_lattice")
PLANS = ("ccrt_fail", "ccrt_pass", "ccrt_review", "course/ccrt", "course/sfrt", "sfrt_lattice")
ONE_OF_EACH_KIND = ("CT/CT_045.dcm", "BASELINE/CT_020.dcm", "RTSTRUCT.dcm", "RTPLAN.dcm", "RTDOSE.dcm")
MIB = 1024**2


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_remaking_gives_the_same_bytes(tmp_path: Path) -> None:
    """The set of both phases, of which the other sets are made as its halves."""
    make = f"import pathlib, make; make.make_course_set(pathlib.Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-W", "error", "-c", make], cwd=SAMPLE_PLANS, check=True)
    assert _digests(tmp_path / "course") == _digests(SAMPLE_PLANS / "course")


@pytest.mark.parametrize("name", SETS)
def test_a_set_stays_small(name: str) -> None:
    size = sum(path.stat().st_size for path in (SAMPLE_PLANS / name).rglob("*") if path.is_file())
    assert 2 * MIB < size < 6 * MIB


@pytest.mark.parametrize(
    "path", [*(f"{plan}/{kind}" for plan in PLANS for kind in ONE_OF_EACH_KIND), "course/REG.dcm"]
)
def test_the_dicom_validator_finds_no_error(path: str) -> None:
    dciodvfy = shutil.which("dciodvfy")
    if dciodvfy is None:
        pytest.skip("dciodvfy (Debian package dicom3tools) is not on PATH")
    run = subprocess.run([dciodvfy, str(SAMPLE_PLANS / path)], capture_output=True, text=True, check=False)
    complaints = [line for line in run.stderr.splitlines() if line.startswith(("Error", "Abort"))]
    assert complaints == []
