"""The committed sample plans, spoilt one attribute at a time as DICOM files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from cases import COURSE
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.findings import Report
from without_second_dose import check

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
JUDGED = ("GTVtn0", "GTVn", "CTV", "SpinalCord", "Parotid_L", "Parotid_R")
PRESCRIBED = ("PTV_7000", "PTV_6600", "PTV_5400")

Change = Callable[[Dataset], None]


def judge_sample(name: str) -> Report:
    """The report on a sample plan as it is committed."""
    return check(read_case(SAMPLE_PLANS / name), protocol="nct07041788")


def write_slim(folder: Path, name: str = "ccrt_pass") -> Path:
    """A sample plan with images of no pixels, and contours of body, judged and prescribed alone.

    Its course is one of seven fractions a week before it begins, which a spoilt plan does not contradict.
    """
    shutil.copy(COURSE, folder)
    for series, count in (("CT", None), ("BASELINE", 2)):
        (folder / series).mkdir()
        for path in sorted((SAMPLE_PLANS / name / series).iterdir())[:count]:
            image = pydicom.dcmread(path, stop_before_pixels=True)
            image.save_as(folder / series / path.name)
    for role in ("RTPLAN", "RTDOSE"):
        shutil.copy(SAMPLE_PLANS / name / f"{role}.dcm", folder)
    structures = pydicom.dcmread(SAMPLE_PLANS / name / "RTSTRUCT.dcm")
    kept = {
        roi.ROINumber
        for roi in structures.StructureSetROISequence
        if roi.ROIName in ("Body", *JUDGED, *PRESCRIBED)
    }
    for roi in structures.ROIContourSequence:
        if roi.ReferencedROINumber not in kept:
            del roi.ContourSequence
    structures.save_as(folder / "RTSTRUCT.dcm")
    return folder


def spoil(folder: Path, **changes: Change) -> None:
    """Change files of a folder in place, by role: ``spoil(folder, RTDOSE=relative)``."""
    for role, change in changes.items():
        path = folder / f"{role}.dcm"
        dataset = pydicom.dcmread(path)
        change(dataset)
        dataset.save_as(path)


def setting(**elements: Any) -> Change:
    """Set attributes."""

    def change(dataset: Dataset) -> None:
        for keyword, value in elements.items():
            setattr(dataset, keyword, value)

    return change


def number_of(structures: Dataset, name: str) -> int:
    """ROI number of a structure."""
    (number,) = (roi.ROINumber for roi in structures.StructureSetROISequence if roi.ROIName == name)
    return int(number)


def roi_named(structures: Dataset, name: str) -> Dataset:
    """Item of the StructureSetROISequence."""
    found: list[Dataset] = [roi for roi in structures.StructureSetROISequence if roi.ROIName == name]
    (only,) = found
    return only


def contours_of(structures: Dataset, name: str) -> Dataset:
    """Item of the ROIContourSequence."""
    number = number_of(structures, name)
    found: list[Dataset] = [roi for roi in structures.ROIContourSequence if roi.ReferencedROINumber == number]
    (only,) = found
    return only


def voxels(dose: Dataset) -> npt.NDArray[np.uint32]:
    """Stored values of a dose, [k, j, i]; a copy."""
    return np.array(dose.pixel_array)


def store(dose: Dataset, stored: npt.NDArray[Any]) -> None:
    """Put stored values back, of any shape."""
    dose.NumberOfFrames, dose.Rows, dose.Columns = stored.shape
    dose.PixelData = stored.astype(f"<u{dose.BitsAllocated // 8}").tobytes()


def cut_below_z(z_mm: float) -> Change:
    """Drop the dose planes below z."""

    def change(dose: Dataset) -> None:
        x, y, first = map(float, dose.ImagePositionPatient)
        offsets = np.array(dose.GridFrameOffsetVector, dtype=float)
        kept = first + offsets >= z_mm
        lowest = offsets[kept][0]
        stored = voxels(dose)[kept]
        dose.ImagePositionPatient = [x, y, first + lowest]
        dose.GridFrameOffsetVector = list(offsets[kept] - lowest)
        store(dose, stored)

    return change


def cut_right_of_x(x_mm: float) -> Change:
    """Drop the dose columns above x."""

    def change(dose: Dataset) -> None:
        x = float(dose.ImagePositionPatient[0])
        spacing = float(dose.PixelSpacing[1])
        columns = int((x_mm - x) / spacing) + 1
        store(dose, voxels(dose)[:, :, :columns])

    return change
