"""Objects of another patient, or of nobody."""

from __future__ import annotations

from seeded_faults import fault
from seeded_files import OTHER_UID, Files


@fault("REF-PATIENT")
def dose_of_another_patient(files: Files) -> None:
    """The dose has another PatientID."""
    files.dose.PatientID = "SOMEONE-ELSE"


@fault("REF-PATIENT")
def structures_of_another_patient(files: Files) -> None:
    """The structure set has another PatientID."""
    files.structures.PatientID = "SOMEONE-ELSE"


@fault("REF-PATIENT")
def plan_of_another_patient(files: Files) -> None:
    """The plan has another PatientID."""
    files.plan.PatientID = "SOMEONE-ELSE"


@fault("REF-PATIENT")
def image_of_another_patient(files: Files) -> None:
    """The planning image has another PatientID."""
    for one in files.images:
        one.PatientID = "SOMEONE-ELSE"


@fault("REF-PATIENT")
def dose_of_nobody(files: Files) -> None:
    """The dose has no PatientID."""
    files.dose.PatientID = ""


@fault("REF-PATIENT")
def structures_of_nobody(files: Files) -> None:
    """The structure set has no PatientID."""
    del files.structures.PatientID


@fault("REF-PATIENT")
def same_id_other_name(files: Files) -> None:
    """The dose has the PatientID and another patient's name."""
    files.dose.PatientName = "Somebody^Else"


@fault("REF-PATIENT")
def same_id_other_birth(files: Files) -> None:
    """Plan and structure set differ in the date of birth."""
    files.plan.PatientBirthDate, files.structures.PatientBirthDate = "19500101", "19510101"


@fault("REF-PATIENT")
def same_id_other_sex(files: Files) -> None:
    """Plan and dose differ in the patient's sex."""
    files.plan.PatientSex, files.dose.PatientSex = "F", "M"


@fault("REF-PATIENT")
def same_id_other_issuer(files: Files) -> None:
    """The PatientIDs of plan and dose were issued by different hospitals."""
    files.plan.IssuerOfPatientID, files.dose.IssuerOfPatientID = "HOSPITAL A", "HOSPITAL B"


@fault("REF-LINKS")
def dose_of_another_study(files: Files) -> None:
    """The dose belongs to another study."""
    files.dose.StudyInstanceUID = OTHER_UID


@fault("REF-LINKS")
def structures_of_another_study(files: Files) -> None:
    """The structure set belongs to another study."""
    files.structures.StudyInstanceUID = OTHER_UID
