"""Writes what a structure set holds (PS3.3 A.19): its frame of reference, and structures as contours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID

from rtqa.dicom.write.common import fill, item, reference, set_decimals
from rtqa.model.structure import Structure

_DETACHED_STUDY = UID("1.2.840.10008.3.1.2.3.1")
"""Retired as a class of its own, yet what every planning system writes in a structure set."""


def fill_structures(
    ds: FileDataset, structures: Sequence[Structure], slices: Sequence[FileDataset], *, places: int = 4
) -> None:
    """Fill a structure set.

    Args:
        ds: the set, of the same study as the slices.
        structures: every contour lies on a slice; numbers differ.
        slices: of the image.
        places: decimal places of the contours' points.
    """
    frame_uid = slices[0].FrameOfReferenceUID
    slice_at = {round(float(ct_slice.ImagePositionPatient[2]), 3): ct_slice for ct_slice in slices}
    fill(
        ds,
        ReferencedFrameOfReferenceSequence=[refer_to_image(slices, study_uid=ds.StudyInstanceUID)],
        StructureSetROISequence=[
            item(
                ROINumber=structure.number,
                ReferencedFrameOfReferenceUID=frame_uid,
                ROIName=structure.name,
                ROIGenerationAlgorithm="AUTOMATIC",
            )
            for structure in structures
        ],
        ROIContourSequence=[_drawn(structure, slice_at, places=places) for structure in structures],
        RTROIObservationsSequence=[
            item(
                ObservationNumber=structure.number,
                ReferencedROINumber=structure.number,
                RTROIInterpretedType=structure.role,
                ROIInterpreter="",
            )
            for structure in structures
        ],
    )


def refer_to_image(slices: Sequence[Dataset], *, study_uid: UID) -> Dataset:
    """The image that structures were drawn on: its frame of reference, study, series and slices."""
    series = item(
        SeriesInstanceUID=slices[0].SeriesInstanceUID,
        ContourImageSequence=[reference(ct_slice) for ct_slice in slices],
    )
    study = item(
        ReferencedSOPClassUID=_DETACHED_STUDY,
        ReferencedSOPInstanceUID=study_uid,
        RTReferencedSeriesSequence=[series],
    )
    return item(FrameOfReferenceUID=slices[0].FrameOfReferenceUID, RTReferencedStudySequence=[study])


def _drawn(structure: Structure, slice_at: Mapping[float, FileDataset], *, places: int) -> Dataset:
    contours = []
    for kind, points in structure.contours:
        contour = item(
            ContourImageSequence=[reference(slice_at[round(float(points[0, 2]), 3)])],
            ContourGeometricType=kind.value,
            NumberOfContourPoints=len(points),
        )
        set_decimals(contour, "ContourData", points.ravel(), places=places)
        contours.append(contour)
    color = structure.color_rgb or (255, 165, 0)
    return item(ROIDisplayColor=list(color), ContourSequence=contours, ReferencedROINumber=structure.number)
