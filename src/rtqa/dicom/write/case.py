"""Writes a case made by calculation (phantoms, test cases) as DICOM that planning systems import.

Image, structures, plan and dose are bound together by UIDs that are computed from names: the same values
give the same bytes. Written is what these objects need, no more: axial planes, closed contours, one static
photon beam with jaws, the dose of its one fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import FileDataset
from pydicom.uid import CTImageStorage, RTDoseStorage, RTStructureSetStorage

from rtqa.dicom.write.common import Study, decimals, fill, fill_pixels, new_file, reference
from rtqa.dicom.write.plan import StaticBeam, build_plan
from rtqa.dicom.write.structures import fill_structures
from rtqa.model.geometry import Grid
from rtqa.model.structure import Structure

_LARGEST_STORED = 2**16 - 1
"""Doses are stored in 16 bits, which every system reads: a step is 1/65,535 of the highest dose."""


def write_case(
    folder: Path,
    study: Study,
    *,
    image: tuple[Grid, npt.NDArray[np.int16]],
    structures: Sequence[Structure],
    beam: StaticBeam,
    dose: tuple[Grid, npt.NDArray[np.float32]],
) -> None:
    """Write one case: ``CT_001.dcm`` and so on, ``RTSTRUCT.dcm``, ``RTPLAN.dcm``, ``RTDOSE.dcm``.

    Args:
        folder: exists and holds none of these files.
        study: what they belong to.
        image: axial slices and their Hounsfield units.
        structures: every closed contour lies on a slice of the image; numbers differ.
        beam: of the plan, which has one fraction.
        dose: axial planes and the dose of that fraction in Gy.
    """
    slices = _build_slices(study, *image)
    structure_set = _build_structure_set(study, structures, slices)
    plan = build_plan(study, beam, structure_set)
    for number, ct_slice in enumerate(slices, start=1):
        ct_slice.save_as(folder / f"CT_{number:03d}.dcm", enforce_file_format=True)
    structure_set.save_as(folder / "RTSTRUCT.dcm", enforce_file_format=True)
    plan.save_as(folder / "RTPLAN.dcm", enforce_file_format=True)
    _build_dose(study, *dose, plan=plan).save_as(folder / "RTDOSE.dcm", enforce_file_format=True)


def _build_slices(study: Study, grid: Grid, hu: npt.NDArray[np.int16]) -> list[FileDataset]:
    slices = []
    for k, plane in enumerate(hu):
        ds = new_file(study, CTImageStorage, "CT", number=k + 1)
        fill(
            ds,
            ImageType=["ORIGINAL", "PRIMARY", "AXIAL"],
            AcquisitionDate=study.date,
            AcquisitionTime=study.time,
            ContentDate=study.date,
            ContentTime=study.time,
            AcquisitionNumber=1,
            BodyPartExamined="WHOLEBODY",
            PatientPosition="HFS",
            KVP="120",
            RescaleIntercept="0",
            RescaleSlope="1",
            RescaleType="HU",
            WindowCenter="0",
            WindowWidth="400",
        )
        _fill_plane(ds, grid, k, is_signed=True)
        ds.SliceLocation = decimals([ds.ImagePositionPatient[2]])[0]
        ds.PixelData = plane.astype("<i2").tobytes()
        slices.append(ds)
    return slices


def _build_structure_set(
    study: Study, structures: Sequence[Structure], slices: Sequence[FileDataset]
) -> FileDataset:
    ds = new_file(study, RTStructureSetStorage, "RTSTRUCT")
    fill_structures(ds, structures, slices)
    fill(
        ds,
        StructureSetLabel=study.patient_id[:16],
        StructureSetDate=study.date,
        StructureSetTime=study.time,
        ApprovalStatus="UNAPPROVED",
    )
    return ds


def _build_dose(
    study: Study,
    grid: Grid,
    values_gy: npt.NDArray[np.float32],
    *,
    plan: FileDataset,
) -> FileDataset:
    ds = new_file(study, RTDoseStorage, "RTDOSE")
    # Rounded up, so that the highest dose still fits; no dose at all has steps too.
    scaling = f"{1.00001 * max(float(values_gy.max()), 1.0) / _LARGEST_STORED:.6e}"
    _fill_plane(ds, grid, 0, is_signed=False)
    fill(
        ds,
        NumberOfFrames=len(values_gy),
        FrameIncrementPointer=tag_for_keyword("GridFrameOffsetVector"),
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DoseSummationType="PLAN",
        GridFrameOffsetVector=decimals(grid.slice_positions * grid.spacing_mm[2]),
        DoseGridScaling=scaling,
        ReferencedRTPlanSequence=[reference(plan)],
    )
    # It names no structure set: that belongs to the DVH module, which would want a DVHSequence with it.
    ds.PixelData = np.round(values_gy.astype(np.float64) / float(scaling)).astype("<u2").tobytes()
    return ds


def _fill_plane(ds: FileDataset, grid: Grid, k: int, *, is_signed: bool) -> None:
    """Where the plane of that index lies, and how its pixels are stored."""
    between_columns, between_rows, thickness = grid.spacing_mm
    fill(
        ds,
        ImagePositionPatient=decimals(grid.to_points_mm([[0.0, 0.0, k]])[0]),
        ImageOrientationPatient=["1", "0", "0", "0", "1", "0"],
        PixelSpacing=decimals([between_rows, between_columns]),
        SliceThickness=decimals([thickness])[0],
    )
    fill_pixels(ds, rows=grid.shape_kji[1], columns=grid.shape_kji[2], is_signed=is_signed)
