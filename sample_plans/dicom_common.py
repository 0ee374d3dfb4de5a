"""What every file of a sample set shares: identity, dates, UIDs, and writing the same bytes each time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian
from pydicom.valuerep import VR

from shapes import Array

MANUFACTURER = "rtqa sample plans"
SOFTWARE = "1"
_UID_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rtqa/sample_plans/1")


@dataclass(frozen=True, slots=True)
class Study:
    """One fictive patient's planning study. Dates are DICOM dates (YYYYMMDD)."""

    set_name: str
    patient_id: str
    description: str
    ct_date: str
    plan_date: str

    def uid(self, *what: object) -> UID:
        """A UID that depends on nothing but the set and what it names."""
        name = "/".join([self.set_name, *map(str, what)])
        return UID(f"2.25.{uuid.uuid5(_UID_NAMESPACE, name).int}")

    @property
    def frame_of_reference_uid(self) -> UID:
        """The one frame that CT, structures, plan and dose share."""
        return self.uid("frame of reference")


def new_file(
    study: Study, *, sop_class: UID, what: tuple[object, ...], modality: str, date: str
) -> FileDataset:
    """A data set with patient, study, series, equipment and SOP common attributes filled in."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = study.uid("instance", modality, *what)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    # Given here because pydicom would otherwise write its own, which change with its version.
    meta.ImplementationClassUID = UID(f"2.25.{_UID_NAMESPACE.int}")
    meta.ImplementationVersionName = "RTQA_SAMPLES_1"

    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.InstanceCreationDate, ds.InstanceCreationTime = date, "120000"
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID

    ds.PatientName, ds.PatientID = "Phantom^Head and Neck", study.patient_id
    ds.PatientBirthDate, ds.PatientSex = "", "O"
    ds.PatientIdentityRemoved, ds.DeidentificationMethod = "YES", "Synthetic phantom: no patient exists"
    ds.LongitudinalTemporalInformationModified = "UNMODIFIED"

    ds.StudyInstanceUID, ds.StudyID = study.uid("study"), "1"
    ds.StudyDate, ds.StudyTime = study.ct_date, "090000"
    ds.StudyDescription, ds.AccessionNumber = "Synthetic head-and-neck phantom", ""
    ds.ReferringPhysicianName = ""

    ds.Modality, ds.SeriesInstanceUID = modality, study.uid("series", modality)
    ds.SeriesNumber = {"CT": 1, "RTSTRUCT": 2, "RTPLAN": 3, "RTDOSE": 4, "REG": 5}[modality]
    ds.SeriesDate, ds.SeriesTime = date, "100000"
    ds.SeriesDescription = f"Synthetic phantom: {study.description}"
    ds.OperatorsName = ""

    ds.Manufacturer, ds.ManufacturerModelName, ds.SoftwareVersions = MANUFACTURER, "make.py", SOFTWARE
    return ds


def set_frame_of_reference(ds: Dataset, study: Study) -> None:
    """Fill in the frame of reference module."""
    ds.FrameOfReferenceUID = study.frame_of_reference_uid
    ds.PositionReferenceIndicator = ""


def reference(ds: Dataset) -> Dataset:
    """A sequence item that points at another instance."""
    return item(ReferencedSOPClassUID=ds.SOPClassUID, ReferencedSOPInstanceUID=ds.SOPInstanceUID)


def item(**attributes: object) -> Dataset:
    """A data set with the given attributes, by keyword."""
    ds = Dataset()
    for keyword, value in attributes.items():
        setattr(ds, keyword, value)
    return ds


def set_decimals(ds: Dataset, keyword: str, values: Sequence[float] | Array, *, places: int) -> None:
    """Set a DS attribute of many values as one ready text, far quicker than pydicom's object a number."""
    text = "\\".join(f"{value + 0.0:.{places}f}" for value in values)
    ds.add(DataElement(tag_for_keyword(keyword) or 0, VR.DS, text, already_converted=True))


def write_file(ds: FileDataset, path: Path) -> None:
    """Write with preamble and file meta information, making folders as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(path, enforce_file_format=True)
