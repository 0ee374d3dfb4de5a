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
_SERIES_NUMBERS = {"CT": 1, "RTSTRUCT": 2, "RTPLAN": 3, "RTDOSE": 4}


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
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = study.instance_uid(modality, number)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    # Given here because pydicom would otherwise write its own, which change with its version.
    meta.ImplementationClassUID, meta.ImplementationVersionName = (
        UID(f"2.25.{_NAMESPACE.int}"),
        "RTQA_WRITE_1",
    )
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    fill(
        ds,
        SpecificCharacterSet="ISO_IR 192",
        InstanceCreationDate=study.date,
        InstanceCreationTime=study.time,
        SOPClassUID=sop_class,
        SOPInstanceUID=meta.MediaStorageSOPInstanceUID,
        PatientName=study.patient_name,
        PatientID=study.patient_id,
        PatientBirthDate="",
        PatientSex="O",
        StudyInstanceUID=study.uid("study"),
        StudyID="1",
        StudyDate=study.date,
        StudyTime=study.time,
        StudyDescription=study.description,
        AccessionNumber="",
        ReferringPhysicianName="",
        Modality=modality,
        SeriesInstanceUID=study.uid("series", modality),
        SeriesNumber=_SERIES_NUMBERS[modality],
        SeriesDate=study.date,
        SeriesTime=study.time,
        SeriesDescription=study.description,
        OperatorsName="",
        Manufacturer=study.maker,
        ManufacturerModelName=study.maker,
        SoftwareVersions=study.version,
        InstanceNumber=number,
        FrameOfReferenceUID=study.frame_of_reference_uid,
        PositionReferenceIndicator="",
    )
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


def decimals(values: Sequence[float] | Floats) -> list[str]:
    """Numbers as DS (at most 16 characters), to a tenth of a micrometre; never −0."""
    return [f"{float(value) + 0.0:.4f}".replace("-0.0000", "0.0000") for value in values]


def set_decimals(ds: Dataset, keyword: str, values: Floats) -> None:
    """Set many numbers as one ready text, far quicker than pydicom's object a number."""
    text = "\\".join(decimals(values))
    ds.add(DataElement(tag_for_keyword(keyword) or 0, VR.DS, text, already_converted=True))
