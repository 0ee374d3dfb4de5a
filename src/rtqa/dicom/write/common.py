"""What every object that is written has in common: study, UIDs, modules, numbers as text."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian
from pydicom.valuerep import VR

from rtqa.model.geometry import Floats

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rtqa/dicom/write/1")
IMPLEMENTATION = (UID(f"2.25.{_NAMESPACE.int}"), "RTQA_WRITE_1")
"""ImplementationClassUID and ImplementationVersionName."""
SERIES_NUMBERS = {"CT": 1, "RTSTRUCT": 2, "RTPLAN": 3, "RTDOSE": 4, "REG": 5}
OF_NOBODY = {
    "PatientBirthDate": "",
    "PatientSex": "O",
    "StudyID": "1",
    "AccessionNumber": "",
    "ReferringPhysicianName": "",
    "OperatorsName": "",
    "PositionReferenceIndicator": "",
}
"""Attributes that have to be there; they describe no patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The study that all objects of one case belong to; of a phantom, never of a patient.

    Attributes:
        patient_id, patient_name: of the phantom; the name as DICOM has it, ``Family^Given``.
        description: StudyDescription.
        date: YYYYMMDD, of everything in it.
        time: HHMMSS, likewise.
        maker: Manufacturer.
        version: SoftwareVersions.
    """

    patient_id: str
    patient_name: str
    description: str
    date: str
    time: str
    maker: str
    version: str

    def uid(self, *what: object) -> UID:
        """A UID that depends on nothing but the patient ID and what it names (PS3.5 B.2)."""
        return UID(f"2.25.{uuid.uuid5(_NAMESPACE, '/'.join([self.patient_id, *map(str, what)])).int}")

    @property
    def frame_of_reference_uid(self) -> UID:
        """The one frame that all its objects share."""
        return self.uid("frame of reference")

    def instance_uid(self, modality: str, number: int = 1) -> UID:
        """SOP Instance UID of an object, by its modality and, of an image's slices, its number from 1."""
        return self.uid("instance", modality, number)


def new_file(study: Study, sop_class: UID, modality: str, *, number: int = 1) -> FileDataset:
    """Patient, study, series, frame of reference, equipment and SOP common modules."""
    ds = new_object(sop_class, study.instance_uid(modality, number))
    fill(
        ds,
        **OF_NOBODY,
        SpecificCharacterSet="ISO_IR 192",
        InstanceCreationDate=study.date,
        InstanceCreationTime=study.time,
        PatientName=study.patient_name,
        PatientID=study.patient_id,
        StudyInstanceUID=study.uid("study"),
        StudyDate=study.date,
        StudyTime=study.time,
        StudyDescription=study.description,
        Modality=modality,
        SeriesInstanceUID=study.uid("series", modality),
        SeriesNumber=SERIES_NUMBERS[modality],
        SeriesDate=study.date,
        SeriesTime=study.time,
        SeriesDescription=study.description,
        Manufacturer=study.maker,
        ManufacturerModelName=study.maker,
        SoftwareVersions=study.version,
        InstanceNumber=number,
        FrameOfReferenceUID=study.frame_of_reference_uid,
    )
    return ds


def new_object(sop_class: UID, uid: UID, *, implementation: tuple[UID, str] = IMPLEMENTATION) -> FileDataset:
    """An object of that class and UID, with file meta information."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    # Given here because pydicom would otherwise write its own, which change with its version.
    meta.ImplementationClassUID, meta.ImplementationVersionName = implementation
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, uid
    return ds


def reference(ds: Dataset) -> Dataset:
    """A sequence item that points at another instance."""
    return item(ReferencedSOPClassUID=ds.SOPClassUID, ReferencedSOPInstanceUID=ds.SOPInstanceUID)


def item(**attributes: Any) -> Dataset:
    """A sequence item with these attributes, by keyword."""
    ds = Dataset()
    fill(ds, **attributes)
    return ds


def fill(ds: Dataset, **attributes: Any) -> None:
    """Set these attributes, by keyword."""
    for keyword, value in attributes.items():
        setattr(ds, keyword, value)


def fill_pixels(ds: Dataset, *, rows: int, columns: int, is_signed: bool) -> None:
    """How pixels of 16 bits are stored."""
    fill(
        ds,
        Rows=rows,
        Columns=columns,
        SamplesPerPixel=1,
        PhotometricInterpretation="MONOCHROME2",
        BitsAllocated=16,
        BitsStored=16,
        HighBit=15,
        PixelRepresentation=int(is_signed),
    )


def decimals(values: Sequence[float] | Floats, *, places: int = 4) -> list[str]:
    """Numbers as DS (at most 16 characters), to a tenth of a micrometre unless asked otherwise; never −0."""
    zero = f"{0.0:.{places}f}"
    return [f"{float(value):.{places}f}".replace(f"-{zero}", zero) for value in values]


def set_decimals(ds: Dataset, keyword: str, values: Sequence[float] | Floats, *, places: int = 4) -> None:
    """Set many numbers as one ready text, far quicker than pydicom's object a number."""
    text = "\\".join(decimals(values, places=places))
    ds.add(DataElement(tag_for_keyword(keyword) or 0, VR.DS, text, already_converted=True))
