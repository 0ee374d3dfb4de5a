"""Small, valid DICOM RT objects, written by pydicom, for tests to spoil one attribute at a time."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RTDoseStorage,
    RTPlanStorage,
    RTStructureSetStorage,
    SpatialRegistrationStorage,
)

from rtqa.dicom.write.common import item

FRAME, OTHER_FRAME = "1.2.3.100", "1.2.3.101"
PLAN_UID, DOSE_UID, STRUCTURES_UID, SERIES_UID = "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4"
_CLASSES = {PLAN_UID: RTPlanStorage, DOSE_UID: RTDoseStorage, STRUCTURES_UID: RTStructureSetStorage}
SQUARE = ((-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0))


def _object(sop_class: str, uid: str, modality: str, **elements: Any) -> Dataset:
    common = {
        "SOPClassUID": sop_class,
        "SOPInstanceUID": uid,
        "Modality": modality,
        "PatientName": "Secret^Person",
        "PatientID": "ID-4711",
        "PatientBirthDate": "19500101",
        "StudyInstanceUID": "1.2.3.9",
        "SeriesInstanceUID": f"{uid}.1",
        "FrameOfReferenceUID": FRAME,
    }
    return item(**{**common, **elements})


def refer(uid: str) -> list[Dataset]:
    """A reference to an object, of its class where it is one of these here."""
    return [item(ReferencedSOPClassUID=_CLASSES.get(uid, ""), ReferencedSOPInstanceUID=uid)]


def dose(stored: npt.NDArray[Any] | None = None, **elements: Any) -> Dataset:
    """A dose of 3 slices, 4 rows, 5 columns, whose stored values are 0, 1, 2, … and in cGy."""
    if stored is None:
        stored = np.arange(60, dtype="<u4").reshape(3, 4, 5)
    frames, rows, columns = stored.shape
    fields: dict[str, Any] = {
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "ImagePositionPatient": [-10, -20, -30],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [2, 3],
        "Rows": rows,
        "Columns": columns,
        "NumberOfFrames": frames,
        "GridFrameOffsetVector": [4.0 * k for k in range(frames)],
        "BitsAllocated": 8 * stored.dtype.itemsize,
        "BitsStored": 8 * stored.dtype.itemsize,
        "HighBit": 8 * stored.dtype.itemsize - 1,
        "PixelRepresentation": int(stored.dtype.kind == "i"),
        "DoseUnits": "GY",
        "DoseType": "PHYSICAL",
        "DoseSummationType": "PLAN",
        "DoseGridScaling": "0.01",
        "ReferencedRTPlanSequence": refer(PLAN_UID),
        "ReferencedStructureSetSequence": refer(STRUCTURES_UID),
        "PixelData": stored.tobytes(),
    }
    dataset = _object(RTDoseStorage, DOSE_UID, "RTDOSE", **{**fields, **elements})
    dataset["PixelData"].VR = "OW"
    return dataset


def beam_dose(uid: str, beam: int, *, summation: str = "BEAM", **elements: Any) -> Dataset:
    """The dose of one beam of fraction group 1."""
    groups = [item(ReferencedFractionGroupNumber=1, ReferencedBeamSequence=[item(ReferencedBeamNumber=beam)])]
    plan = refer(PLAN_UID)
    plan[0].ReferencedFractionGroupSequence = groups
    return dose(SOPInstanceUID=uid, DoseSummationType=summation, ReferencedRTPlanSequence=plan, **elements)


def contour(points: Sequence[Sequence[float]], *, kind: str = "CLOSED_PLANAR", **elements: Any) -> Dataset:
    return item(
        ContourGeometricType=kind,
        NumberOfContourPoints=len(points),
        ContourData=[f"{value:.10g}" for point in points for value in point],
        **elements,
    )


def square(z: float, half_mm: float = 10.0) -> Dataset:
    """An axial square about the axis, by default of 20 mm."""
    return contour([(x * half_mm / 10.0, y * half_mm / 10.0, z) for x, y in SQUARE])


def structures(rois: dict[str, list[Dataset]] | None = None, **elements: Any) -> Dataset:
    """A structure set; by default a PTV of three planes, 3 mm apart, and a cord."""
    if rois is None:
        rois = {"PTV": [square(z) for z in (-3, 0, 3)], "Cord": [square(0)]}
    fields: dict[str, Any] = {
        "StructureSetLabel": "SS",
        "ReferencedFrameOfReferenceSequence": [item(FrameOfReferenceUID=FRAME)],
        "StructureSetROISequence": [
            item(ROINumber=number, ROIName=name, ReferencedFrameOfReferenceUID=FRAME)
            for number, name in enumerate(rois, 1)
        ],
        "ROIContourSequence": [
            item(ReferencedROINumber=number, ROIDisplayColor=[255, 0, number], ContourSequence=contours)
            for number, contours in enumerate(rois.values(), 1)
        ],
        "RTROIObservationsSequence": [
            item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType="ORGAN")
            for number, _ in enumerate(rois, 1)
        ],
    }
    dataset = _object(RTStructureSetStorage, STRUCTURES_UID, "RTSTRUCT", **{**fields, **elements})
    del dataset.FrameOfReferenceUID
    return dataset


def prescription(number: int, dose_gy: float) -> Dataset:
    return item(
        DoseReferenceNumber=number,
        DoseReferenceStructureType="VOLUME",
        DoseReferenceType="TARGET",
        ReferencedROINumber=number,
        TargetPrescriptionDose=dose_gy,
    )


def beam(number: int, *, delivery: str = "TREATMENT", **elements: Any) -> Dataset:
    """A photon beam of two control points; the second states only what moves."""
    jaws = [
        item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=[-50, 60]),
        item(RTBeamLimitingDeviceType="ASYMY", LeafJawPositions=[-70, 80]),
        item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=[-1, -2, 3, 4]),
    ]
    points = [
        item(
            ControlPointIndex=0,
            NominalBeamEnergy=6,
            DoseRateSet=600,
            GantryAngle=180,
            BeamLimitingDeviceAngle=10,
            PatientSupportAngle=0,
            IsocenterPosition=[1, 2, 3],
            BeamLimitingDevicePositionSequence=jaws,
            CumulativeMetersetWeight=0,
        ),
        item(ControlPointIndex=1, GantryAngle=200, CumulativeMetersetWeight=50),
    ]
    fields: dict[str, Any] = {
        "BeamNumber": number,
        "BeamName": f"B{number}",
        "TreatmentMachineName": "LINAC",
        "RadiationType": "PHOTON",
        "BeamType": "DYNAMIC",
        "TreatmentDeliveryType": delivery,
        "FinalCumulativeMetersetWeight": 50,
        "NumberOfControlPoints": 2,
        "ControlPointSequence": points,
    }
    return item(**{**fields, **elements})


def plan(**elements: Any) -> Dataset:
    """A plan of 30 fractions, 60 and 54 Gy, with two treatment beams and a setup beam."""
    shares = [
        item(ReferencedBeamNumber=number, BeamDose=1.0, BeamMeterset=100.0 * number) for number in (1, 2)
    ]
    fields: dict[str, Any] = {
        "RTPlanLabel": "HN",
        "PlanIntent": "CURATIVE",
        "RTPlanGeometry": "PATIENT",
        "DoseReferenceSequence": [prescription(1, 60), prescription(2, 54)],
        "FractionGroupSequence": [
            item(
                FractionGroupNumber=1,
                NumberOfFractionsPlanned=30,
                NumberOfBeams=2,
                NumberOfBrachyApplicationSetups=0,
                ReferencedBeamSequence=[*shares, item(ReferencedBeamNumber=3)],
            )
        ],
        "BeamSequence": [beam(1), beam(2), beam(3, delivery="SETUP")],
        "ReferencedStructureSetSequence": refer(STRUCTURES_UID),
        "ApprovalStatus": "APPROVED",
        "ReviewDate": "20260102",
    }
    return _object(RTPlanStorage, PLAN_UID, "RTPLAN", **{**fields, **elements})


def ct_slice(number: int, z: float, **elements: Any) -> Dataset:
    """A CT slice of 2 rows and 3 columns, all of stored value ``number``."""
    fields: dict[str, Any] = {
        "SeriesInstanceUID": SERIES_UID,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "AcquisitionDate": "20260101",
        "ImagePositionPatient": [0, 0, z],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [1, 1],
        "SliceThickness": 2,
        "Rows": 2,
        "Columns": 3,
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 1,
        "RescaleSlope": 2,
        "RescaleIntercept": -1000,
        "PixelData": np.full((2, 3), number, dtype="<i2").tobytes(),
    }
    dataset = _object(CTImageStorage, f"{SERIES_UID}.{number}", "CT", **{**fields, **elements})
    dataset["PixelData"].VR = "OW"
    return dataset


def matrices(*steps: npt.ArrayLike, kind: str = "RIGID") -> list[Dataset]:
    """A MatrixRegistrationSequence of one or more matrices (4, 4)."""
    sequence = [
        item(
            FrameOfReferenceTransformationMatrixType=kind,
            FrameOfReferenceTransformationMatrix=[f"{value:.10g}" for value in np.ravel(step)],
        )
        for step in steps
    ]
    return [item(MatrixSequence=sequence)]


def registration(*carried: Dataset, **elements: Any) -> Dataset:
    """A Spatial Registration into FRAME; each item as ``item(FrameOfReferenceUID=…, …)``."""
    fields = {"RegistrationSequence": list(carried)}
    return _object(SpatialRegistrationStorage, "1.2.3.5", "REG", **{**fields, **elements})


def without(dataset: Dataset, *keywords: str) -> Dataset:
    """Take attributes away."""
    for keyword in keywords:
        delattr(dataset, keyword)
    return dataset


def save(dataset: Dataset, path: Path, *, syntax: str = ImplicitVRLittleEndian, bare: bool = False) -> Path:
    """Write an object; ``bare`` leaves out preamble and file meta information."""
    implicit, little = syntax == ImplicitVRLittleEndian, syntax != ExplicitVRBigEndian
    if not bare:
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns of what tests spoil, and of UN for long contours
        if bare:
            dcmwrite(path, dataset, implicit_vr=implicit, little_endian=little, enforce_file_format=False)
        else:
            dcmwrite(path, dataset, enforce_file_format=True)
    return path


def save_case(folder: Path, *datasets: Dataset, syntax: str = ExplicitVRLittleEndian) -> Path:
    """Write objects into a folder, numbered and without extension."""
    for place, dataset in enumerate(datasets):
        save(dataset, folder / f"{place:03d}", syntax=syntax)
    return folder
