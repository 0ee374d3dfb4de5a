"""The structure set as DICOM: every structure as closed outlines on the CT planes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, RTStructureSetStorage

from dicom_common import Study, item, new_file, reference, set_decimals, set_frame_of_reference
from shapes import Array
from structures import Roi

Outlines = Sequence[tuple[float, Array]]

# Retired as a class of its own, yet what every planning system writes here.
DETACHED_STUDY = UID("1.2.840.10008.3.1.2.3.1")


def build_structure_set(
    study: Study, drawn: Sequence[tuple[Roi, Outlines]], slices: Sequence[FileDataset]
) -> FileDataset:
    """The structures with their outlines: (z, points [n, 2] of x, y in mm) each."""
    ds = new_file(study, sop_class=RTStructureSetStorage, what=(), modality="RTSTRUCT", date=study.plan_date)
    set_frame_of_reference(ds, study)
    ds.InstanceNumber = 1
    ds.StructureSetLabel, ds.StructureSetName = "Phantom", "Synthetic head-and-neck phantom"
    ds.StructureSetDate, ds.StructureSetTime = study.plan_date, "101500"
    ds.ReferencedFrameOfReferenceSequence = [_referenced_frame(study, slices)]
    ds.StructureSetROISequence, ds.ROIContourSequence, ds.RTROIObservationsSequence = [], [], []
    slice_at = {float(ct.ImagePositionPatient[2]): ct for ct in slices}
    for number, (roi, outlines) in enumerate(drawn, start=1):
        ds.StructureSetROISequence.append(
            item(
                ROINumber=number,
                ReferencedFrameOfReferenceUID=study.frame_of_reference_uid,
                ROIName=roi.name,
                ROIGenerationAlgorithm="AUTOMATIC",
            )
        )
        ds.ROIContourSequence.append(
            item(
                ROIDisplayColor=list(roi.colour),
                ContourSequence=[_contour(z, line, slice_at[z]) for z, line in outlines],
                ReferencedROINumber=number,
            )
        )
        ds.RTROIObservationsSequence.append(
            item(
                ObservationNumber=number,
                ReferencedROINumber=number,
                RTROIInterpretedType=roi.role,
                ROIInterpreter="",
            )
        )
    ds.ApprovalStatus = "APPROVED"
    ds.ReviewDate, ds.ReviewTime, ds.ReviewerName = study.plan_date, "110000", "Reviewer^Fictive"
    return ds


def _referenced_frame(study: Study, slices: Sequence[FileDataset]) -> Dataset:
    series = item(
        SeriesInstanceUID=study.uid("series", "CT"), ContourImageSequence=[reference(ct) for ct in slices]
    )
    referenced_study = item(
        ReferencedSOPClassUID=DETACHED_STUDY,
        ReferencedSOPInstanceUID=study.uid("study"),
        RTReferencedSeriesSequence=[series],
    )
    return item(
        FrameOfReferenceUID=study.frame_of_reference_uid, RTReferencedStudySequence=[referenced_study]
    )


def _contour(z_mm: float, line: Array, ct: FileDataset) -> Dataset:
    contour = item(
        ContourImageSequence=[reference(ct)],
        ContourGeometricType="CLOSED_PLANAR",
        NumberOfContourPoints=len(line),
    )
    set_decimals(contour, "ContourData", np.column_stack([line, np.full(len(line), z_mm)]).ravel(), places=2)
    return contour
