"""A folder that changes while it is read: each file that went, grew or became another one is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from builders import ct_slice, dose, plan, save, structures

from rtqa.dicom import gather, read_case
from rtqa.errors import FileFormatError
from rtqa.model.case import Case

Change = Callable[[Path], object]
REPLACED = "the file was replaced by another object while it was read"


def fill(folder: Path) -> None:
    save(plan(), folder / "RTPLAN.dcm")
    save(dose(), folder / "RTDOSE.dcm")
    save(structures(), folder / "RTSTRUCT.dcm")
    for n in range(3):
        save(ct_slice(n, 3.0 * n), folder / f"CT{n}.dcm")


def read_while(name: str, change: Change, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Read a case whose file of this name changes once its label is read."""
    whole = gather.read_label

    def read_label(path: Path) -> object:
        label = whole(path)
        if path.name == name:
            change(path)
        return label

    fill(folder)
    monkeypatch.setattr(gather, "read_label", read_label)
    return read_case(folder)


def told(case: Case) -> list[str]:
    about = [*case.deviations, *(each for treatment in case.treatments for each in treatment.deviations)]
    return [str(deviation.message) for deviation in about]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(100))


def replace(path: Path) -> None:
    save(dose(2 * np.arange(60, dtype="<u4").reshape(3, 4, 5), SOPInstanceUID="1.2.3.999"), path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Path.unlink, "RTDOSE: the file cannot be opened."),
        (cut, "RTDOSE: the file is cut off"),
        (grow, "RTDOSE: 100 zeros follow its last element."),
        (replace, f"RTDOSE: {REPLACED}"),
        (lambda path: save(plan(SOPInstanceUID="1.2.3.998"), path), f"RTDOSE: {REPLACED}"),
    ],
)
def test_a_dose_that_changes_is_told(
    tmp_path: Path, change: Change, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_while("RTDOSE.dcm", change, tmp_path, monkeypatch)
    assert any(message.startswith(says) for message in told(case)), told(case)
    assert (case.treatments[0].dose is None) == (change is not grow)


@pytest.mark.parametrize("change", [Path.unlink, lambda path: save(ct_slice(7, 3.0), path)])
def test_a_slice_that_changes_is_told(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_while("CT1.dcm", change, tmp_path, monkeypatch)
    assert any(message.startswith("CT: the file ") for message in told(case)), told(case)


@pytest.mark.parametrize(
    ("change", "says"),
    [(Path.unlink, "the file cannot be opened"), (lambda path: save(ct_slice(7, 3.0), path), REPLACED)],
)
def test_a_slice_that_changes_before_its_pixels_are_read_has_none(
    tmp_path: Path, change: Change, says: str
) -> None:
    fill(tmp_path)
    image = read_case(tmp_path).images[0]
    assert image.load().max() == 2 * 2 - 1000
    change(tmp_path / "CT1.dcm")
    with pytest.raises(FileFormatError, match=says):
        image.load()
