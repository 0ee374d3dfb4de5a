"""What a person calls a plan or a structure set: its label, its intent, whose it is, what is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset

from rtqa.dicom.elements import items, text
from rtqa.dicom.objects import quietly

_TAGS = (
    "SpecificCharacterSet",
    "PatientName",
    "PatientID",
    "RTPlanLabel",
    "PlanIntent",
    "StructureSetROISequence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Each empty where it is not stated; the patient is in no repr."""

    plan_label: str = ""
    plan_intent: str = ""
    structure_names: tuple[str, ...] = ()
    patient_id: str = field(default="", repr=False)
    patient_name: str = field(default="", repr=False)


def read_headline(file: Path) -> Headline:
    """Read it, and of the file little more; of one that is damaged, nothing."""
    with quietly():
        try:
            dataset = pydicom.dcmread(file, force=True, stop_before_pixels=True, specific_tags=list(_TAGS))
        except Exception:  # noqa: BLE001 (what is wrong with a file, its check says)
            return Headline()
        names = (text(roi, "ROIName") for roi in items(dataset, "StructureSetROISequence"))
        return Headline(
            plan_label=text(dataset, "RTPlanLabel"),
            plan_intent=text(dataset, "PlanIntent").upper(),
            structure_names=tuple(name for name in names if name),
            patient_id=text(dataset, "PatientID"),
            patient_name=text(dataset, "PatientName"),
        )


def say_the_same(first: Path, second: Path) -> bool:
    """Whether two files hold the same data set, however it is encoded and whoever put it into a file."""
    with quietly():
        try:
            return _read(first) == _read(second)
        except Exception:  # noqa: BLE001 (as above)
            return False


def _read(file: Path) -> Dataset:
    dataset = pydicom.dcmread(file, force=True)
    dataset.decode()
    return dataset
