"""Writes a case made by calculation (phantoms, test cases) as DICOM that planning systems import.

Image, structures, plan and dose are bound together by UIDs that are computed from names: the same values
give the same bytes. Written is what these objects need, no more: axial planes, closed contours, one static
photon beam with jaws, the dose of its one fraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, CTImageStorage, RTDoseStorage, RTStructureSetStorage

from rtqa.dicom.write.common import Study, decimals, fill, item, new_file, reference, set_decimals
from rtqa.dicom.write.plan import StaticBeam, build_plan
from rtqa.model.geometry import Grid
from rtqa.model.structure import Structure

_DETACHED_STUDY = UID("1.2.840.10008.3.1.2.3.1")
"""Retired as a class of its own, yet what every planning system writes in a structure set."""
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
    for number, one in enumerate(slices, start=1):
        one.save_as(folder / f"CT_{number:03d}.dcm", enforce_file_format=True)
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
    series = item(
        SeriesInstanceUID=slices[0].SeriesInstanceUID,
        ContourImageSequence=[reference(one) for one in slices],
    )
    referenced_study = item(
        ReferencedSOPClassUID=_DETACHED_STUDY,
        ReferencedSOPInstanceUID=ds.StudyInstanceUID,
        RTReferencedSeriesSequence=[series],
    )
    slice_at = {round(float(one.ImagePositionPatient[2]), 3): one for one in slices}
    fill(
        ds,
        StructureSetLabel=study.patient_id[:16],
        StructureSetDate=study.date,
        StructureSetTime=study.time,
        ReferencedFrameOfReferenceSequence=[
            item(
                FrameOfReferenceUID=study.frame_of_reference_uid,
                RTReferencedStudySequence=[referenced_study],
            )
        ],
        StructureSetROISequence=[
            item(
                ROINumber=one.number,
                ReferencedFrameOfReferenceUID=study.frame_of_reference_uid,
                ROIName=one.name,
                ROIGenerationAlgorithm="AUTOMATIC",
            )
            for one in structures
        ],
        ROIContourSequence=[_drawn(one, slice_at) for one in structures],
        RTROIObservationsSequence=[
            item(
                ObservationNumber=one.number,
                ReferencedROINumber=one.number,
                RTROIInterpretedType=one.role,
                ROIInterpreter="",
            )
            for one in structures
        ],
        ApprovalStatus="UNAPPROVED",
    )
    return ds


def _drawn(structure: Structure, slice_at: Mapping[float, FileDataset]) -> Dataset:
    contours = []
    for kind, points in structure.contours:
        contour = item(
            ContourImageSequence=[reference(slice_at[round(float(points[0, 2]), 3)])],
            ContourGeometricType=kind.value,
            NumberOfContourPoints=len(points),
        )
        set_decimals(contour, "ContourData", points.ravel())
        contours.append(contour)
    color = structure.color_rgb or (255, 165, 0)
    return item(ROIDisplayColor=list(color), ContourSequence=contours, ReferencedROINumber=structure.number)


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
        Rows=grid.shape_kji[1],
        Columns=grid.shape_kji[2],
        SamplesPerPixel=1,
        PhotometricInterpretation="MONOCHROME2",
        BitsAllocated=16,
        BitsStored=16,
        HighBit=15,
        PixelRepresentation=int(is_signed),
    )
