"""How long other engines that pip installs take for all DVHs of a plan, beside rtqa.

    pip install DicomRTTool pyCERR platipy "matplotlib<3.9"
    python benchmarks/engines.py FOLDER… [--runs 5]

Each FOLDER holds one RTDOSE and one RTSTRUCT. From the files to a histogram of each structure, imports apart,
in one process, the programs taking turns; medians. DicomRTTool and pyCERR want an image: they are given an
empty one of the dose grid's own voxels, the fewest that serve, and read it in their time. What is not
installed is left out, and what fails on a plan is named.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import io
import logging
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import CTImageStorage, generate_uid

from rtqa.dicom.write.common import fill, fill_pixels, new_object
from rtqa.dicom.write.structures import refer_to_image
from speed import find, with_rtqa


def with_platipy(folder: Path) -> int:
    """All DVHs by platipy: masks on the dose grid, and its table of histograms."""
    # It was written for pydicom 2 and numpy 1, where these had other names.
    pydicom.read_file, np.product = pydicom.dcmread, np.prod  # noqa: NPY003, NPY201
    import SimpleITK
    from platipy.dicom.io.rtstruct_to_nifti import (
        read_dicom_struct_file,
        transform_point_set_from_dicom_struct,
    )
    from platipy.imaging.dose.dvh import calculate_dvh_for_labels

    path = find(folder, "RTDOSE")
    scaling = float(pydicom.dcmread(path, stop_before_pixels=True).DoseGridScaling)
    dose = SimpleITK.Cast(SimpleITK.ReadImage(str(path)), SimpleITK.sitkFloat64) * scaling
    stored = read_dicom_struct_file(str(find(folder, "RTSTRUCT")))
    masks, names = transform_point_set_from_dicom_struct(dose, stored)
    return len(calculate_dvh_for_labels(dose, dict(zip(names, masks, strict=True))))


def with_pycerr(folder: Path) -> int:
    """All DVHs by pyCERR."""
    from cerr import dvh, plan_container

    plan = plan_container.loadDcmDir(str(folder))
    count = 0
    for number in range(len(plan.structure)):
        doses, volumes, is_error = dvh.getDVH(number, 0, plan)
        if not is_error:
            dvh.doseHist(doses, volumes, 0.05)
            count += 1
    return count


def with_rttool(folder: Path) -> int:
    """Masks by DicomRTTool, which has no DVH of its own, and one histogram of each."""
    from DicomRTTool.ReaderWriter import DicomReaderWriter

    reader = DicomReaderWriter(get_dose_output=True, verbose=False)
    reader.walk_through_folders(str(folder))
    names = reader.return_rois(print_rois=False)
    reader.set_contour_names_and_associations(contour_names=names)
    reader.set_index(reader.indexes_with_contours[0])
    reader.get_images_and_mask()
    reader.get_dose()
    # Where structures overlap it keeps the last: those have none of their own left to count.
    doses = (reader.dose[reader.mask == n] for n in range(1, len(names) + 1))
    return len([np.histogram(own, bins=1001) for own in doses if len(own)])


def add_image(folder: Path, scratch: Path) -> None:
    """Copy a plan's files, and give its structures an empty CT on the dose's own grid."""
    for path in folder.iterdir():
        shutil.copy(path, scratch)
    dose = pydicom.dcmread(find(folder, "RTDOSE"), stop_before_pixels=True)
    structures = pydicom.dcmread(find(folder, "RTSTRUCT"))
    series_uid = generate_uid()
    slices = []
    for number, offset_mm in enumerate(dose.GridFrameOffsetVector, start=1):
        image = empty_slice(dose, number=number, offset_mm=float(offset_mm))
        fill(
            image,
            PatientID=structures.PatientID,
            StudyInstanceUID=structures.StudyInstanceUID,
            SeriesInstanceUID=series_uid,
            FrameOfReferenceUID=structures.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID,
        )
        image.save_as(scratch / f"image_{number}.dcm", enforce_file_format=True)
        slices.append(image)
    image = refer_to_image(slices, study_uid=structures.StudyInstanceUID)
    structures.ReferencedFrameOfReferenceSequence[0] = image
    structures.save_as(scratch / find(folder, "RTSTRUCT").name)


def empty_slice(dose: Dataset, *, number: int, offset_mm: float) -> FileDataset:
    """One slice of the dose's rows and columns, so far from its first, with nothing in it."""
    image = new_object(CTImageStorage, generate_uid())
    x_mm, y_mm, z_mm = map(float, dose.ImagePositionPatient)
    first_mm, second_mm, *_ = dose.GridFrameOffsetVector
    fill(
        image,
        Modality="CT",
        PatientPosition="HFS",
        InstanceNumber=number,
        ImagePositionPatient=[x_mm, y_mm, z_mm + offset_mm],
        ImageOrientationPatient=dose.ImageOrientationPatient,
        PixelSpacing=dose.PixelSpacing,
        SliceThickness=float(second_mm - first_mm),
        RescaleSlope=1,
        RescaleIntercept=-1024,
        PixelData=bytes(2 * dose.Rows * dose.Columns),
    )
    fill_pixels(image, rows=dose.Rows, columns=dose.Columns, is_signed=True)
    return image


def seconds_of(program: Callable[[Path], int], folder: Path) -> tuple[float, int]:
    """Seconds that a program takes, and how many structures it has counted."""
    gc.collect()
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        count = program(folder)
    return time.perf_counter() - start, count


def main() -> None:
    """Time all engines that are installed on all folders, and print a table of each."""
    parser = argparse.ArgumentParser(description="speed of rtqa beside engines that pip installs")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    engines = {
        "rtqa": ("rtqa", lambda folder: len(with_rtqa(folder, intervals=False)), False),
        "DicomRTTool": ("DicomRTTool", with_rttool, True),
        "platipy": ("platipy", with_platipy, False),
        "pyCERR": ("cerr", with_pycerr, True),
    }
    present = {name: rest for name, (module, *rest) in engines.items() if importlib.util.find_spec(module)}
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as scratch:
            add_image(folder, Path(scratch))
            found: dict[str, list[tuple[float, int]]] = {name: [] for name in present}
            failures: dict[str, Exception] = {}
            # The first turn, which imports, is not counted.
            for _ in range(arguments.runs + 1):
                for name, (program, wants_image) in present.items():
                    if name not in failures:
                        try:
                            found[name].append(seconds_of(program, Path(scratch) if wants_image else folder))
                        except Exception as failure:  # noqa: BLE001 (whatever another engine cannot read)
                            failures[name] = failure
                            del found[name]
        print(f"{folder.name}: median of {arguments.runs} runs")
        for name, failure in failures.items():
            print(f"  {name:12s} failed: {type(failure).__name__}: {failure}")
        medians = {name: median(seconds for seconds, _ in runs[1:]) for name, runs in found.items()}
        for name, seconds in medians.items():
            ratio = seconds / medians["rtqa"]
            print(f"  {name:12s} {seconds:8.3f} s {ratio:8.2f} ×   {found[name][0][1]} structures")


if __name__ == "__main__":
    main()
