"""Whose an object says it is, beside the PatientID, and of which study (PS3.3 C.7.1.1, C.7.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, text
from rtqa.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What tells two persons of one PatientID apart; each empty where not stated, and in no repr.

    Attributes:
        name: PatientName, its letters alone, as systems differ in case, blanks and separators.
        birth_date, sex, issuer: PatientBirthDate, PatientSex, IssuerOfPatientID.
        study_uid: StudyInstanceUID.
    """

    name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)
    issuer: str = field(default="", repr=False)
    study_uid: str = field(default="", repr=False)

    def list_differences(self, other: Person) -> Iterator[Message]:
        """What both state, and state differently; the study apart."""
        for detail, mine, theirs in (
            (Message("patient.name"), self.name, other.name),
            (Message("patient.birth-date"), self.birth_date, other.birth_date),
            (Message("patient.sex"), self.sex, other.sex),
            (Message("patient.issuer"), self.issuer, other.issuer),
        ):
            if mine and theirs and mine != theirs:
                yield detail


def read_person(dataset: Dataset) -> Person:
    """Read who an object is of; of a name in several scripts, the first one."""
    name = text(dataset, "PatientName").split("=")[0]
    return Person(
        name="".join(sign for sign in name.casefold() if sign.isalnum()),
        birth_date=text(dataset, "PatientBirthDate"),
        sex=code(dataset, "PatientSex"),
        issuer=text(dataset, "IssuerOfPatientID").casefold(),
        study_uid=text(dataset, "StudyInstanceUID"),
    )
