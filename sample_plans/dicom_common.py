"""What every file of a sample set shares: identity, dates and UIDs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import FileDataset
from pydicom.uid import UID

from rtqa.dicom.write.common import OF_NOBODY, SERIES_NUMBERS, fill, new_object

_UID_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rtqa/sample_plans/1")
IMPLEMENTATION = (UID(f"2.25.{_UID_NAMESPACE.int}"), "RTQA_SAMPLES_1")


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
    """A data set with patient, study, series, frame, equipment and SOP common attributes filled in."""
    ds = new_object(sop_class, study.uid("instance", modality, *what), implementation=IMPLEMENTATION)
    fill(
        ds,
        **OF_NOBODY,
        SpecificCharacterSet="ISO_IR 100",
        InstanceCreationDate=date,
        InstanceCreationTime="120000",
        PatientName="Phantom^Head and Neck",
        PatientID=study.patient_id,
        PatientIdentityRemoved="YES",
        DeidentificationMethod="Synthetic phantom: no patient exists",
        LongitudinalTemporalInformationModified="UNMODIFIED",
        StudyInstanceUID=study.uid("study"),
        StudyDate=study.ct_date,
        StudyTime="090000",
        StudyDescription="Synthetic head-and-neck phantom",
        Modality=modality,
        SeriesInstanceUID=study.uid("series", modality),
        SeriesNumber=SERIES_NUMBERS[modality],
        SeriesDate=date,
        SeriesTime="100000",
        SeriesDescription=f"Synthetic phantom: {study.description}",
        InstanceNumber=1,
        FrameOfReferenceUID=study.frame_of_reference_uid,
        Manufacturer="rtqa sample plans",
        ManufacturerModelName="make.py",
        SoftwareVersions="1",
    )
    return ds


def write_file(ds: FileDataset, path: Path) -> None:
    """Write with preamble and file meta information, making folders as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(path, enforce_file_format=True)
