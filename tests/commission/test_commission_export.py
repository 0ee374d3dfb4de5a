"""The phantoms as DICOM: valid, the same bytes each time, and of the same DVHs when read again."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from rtqa.commission.export import BODY, export_suite
from rtqa.commission.suite import PhantomSet
from rtqa.dicom import read_case
from rtqa.dvh import compute_dvh
from rtqa.dvh.compute import structure_dvh
from rtqa.errors import WriteError

DOSE_STEP_GY = 80.0 / 65535
KINDS = ("CT_001", "RTSTRUCT", "RTPLAN", "RTDOSE")


def test_what_is_read_again_has_the_same_dvh(suite: tuple[PhantomSet, ...], exported: Path) -> None:
    for phantom_set in suite:
        case = read_case(exported / phantom_set.name)
        assert (case.deviations, case.treatment.deviations) == ((), ())
        dose = phantom_set.tabulate()
        for phantom in phantom_set.phantoms:
            again = compute_dvh(case, phantom.name)
            first = structure_dvh(phantom.structure(1), dose=dose, set_spacing_mm=phantom_set.slice_mm)
            assert again.total_cm3 == pytest.approx(first.total_cm3, rel=2e-4)
            assert again.coverage_frac == pytest.approx(1.0)
            for share in (0.02, 0.5, 0.98):
                there, here = (each.dose_at(share * each.dosed_cm3) for each in (again, first))
                assert there == pytest.approx(here, abs=DOSE_STEP_GY)
            assert again.min_gy == pytest.approx(first.min_gy, abs=DOSE_STEP_GY)
            assert again.max_gy == pytest.approx(first.max_gy, abs=DOSE_STEP_GY)


def test_everything_lies_in_the_body_and_the_body_in_the_image(
    suite: tuple[PhantomSet, ...], exported: Path
) -> None:
    for phantom_set in suite:
        case = read_case(exported / phantom_set.name)
        image, structures = case.treatment.image, case.treatment.structure_set
        assert image is not None
        assert structures is not None
        body = structures.structure(BODY)
        assert body.role == "EXTERNAL"
        low, high = (getattr(body.contours.points_mm, end)(axis=0) for end in ("min", "max"))
        for phantom in phantom_set.phantoms:
            points = structures.structure(phantom.name).contours.points_mm
            assert (points > low).all()
            assert (points < high).all()
        corners = image.grid.to_ijs([low, high])
        assert (corners[0] >= 0).all()
        assert (corners[1] <= [n - 1 for n in image.grid.shape_kji[::-1]]).all()
        hu = image.load()
        assert set(hu.ravel()[::97]) == {0.0, -1000.0}


@pytest.mark.parametrize("kind", KINDS)
def test_the_dicom_validator_finds_no_error(kind: str, exported: Path) -> None:
    dciodvfy = shutil.which("dciodvfy")
    if dciodvfy is None:
        pytest.skip("dciodvfy (Debian package dicom3tools) is not on PATH")
    for file in sorted(exported.glob(f"*/{kind}.dcm")):
        run = subprocess.run([dciodvfy, str(file)], capture_output=True, text=True, check=False)
        complaints = [line for line in run.stderr.splitlines() if "Error" in line or "Abort" in line]
        assert complaints == []


def test_the_same_bytes_each_time(suite: tuple[PhantomSet, ...], exported: Path, tmp_path: Path) -> None:
    export_suite(suite[-2:], tmp_path)
    for file in sorted(tmp_path.rglob("*.dcm")):
        first = exported / file.relative_to(tmp_path)
        assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(first.read_bytes()).digest()


def test_nothing_is_overwritten_and_nothing_left_behind(
    suite: tuple[PhantomSet, ...], tmp_path: Path
) -> None:
    mine = tmp_path / suite[1].name
    mine.mkdir()
    (mine / "keep.txt").write_text("mine")
    with pytest.raises(WriteError, match=f"already holds {suite[1].name}"):
        export_suite(suite[:2], tmp_path)
    assert [each.name for each in tmp_path.rglob("*")] == [suite[1].name, "keep.txt"]


def test_a_folder_that_cannot_be_made_is_an_error(suite: tuple[PhantomSet, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="0 of 1 sets"):
        export_suite(suite[:1], tmp_path / "file" / "below")
