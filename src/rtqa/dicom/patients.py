"""One case is one patient's: other patients' objects among the files are set aside, or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from rtqa.dicom.candidates import Candidate
from rtqa.dicom.link import Gathered, LinkedTreatment
from rtqa.errors import AmbiguousInputError
from rtqa.messages import Message
from rtqa.model.case import Deviation, DeviationKind, Identity

_MOST_LISTED = 5
"""Patients of whom an error says what was found."""


def refuse_several_patients(gathered: Gathered) -> None:
    """Refuse files in which several patients have dose and structures of their own.

    Raises:
        AmbiguousInputError: they do; the message says how many and what is at hand of each, and not who.
    """
    complete = {candidate.patient_id for candidate in gathered.doses} & {
        candidate.patient_id for candidate in gathered.structure_sets
    }
    if len(complete - {""}) > 1:
        objects = (*gathered.plans, *gathered.doses, *gathered.structure_sets)
        _refuse({candidate.patient_id for candidate in objects} - {""}, objects)


def keep_one_patient(
    linked: Sequence[LinkedTreatment], others: Iterable[Candidate[object]]
) -> tuple[list[LinkedTreatment], list[Deviation]]:
    """Keep the treatments of the one patient who has a complete one; report what is another's.

    Args:
        linked: all treatments; complete is one with dose and structures.
        others: all objects that were read, linked or not.

    Raises:
        AmbiguousInputError: there are treatments of several patients, and none or several are complete.
    """
    patients = {_patient_of(treatment) for treatment in linked} - {""}
    others = tuple(others)
    kept = list(linked)
    if len(patients) > 1:
        complete = {_patient_of(treatment) for treatment in linked if _is_complete(treatment)} - {""}
        if len(complete) != 1:
            _refuse(patients, others)
        kept = [treatment for treatment in linked if _patient_of(treatment) in complete | {""}]
    used = {id(member) for treatment in kept for member in treatment.members}
    whose = _patients_of(kept)
    strangers = [
        other
        for other in others
        if id(other) not in used and whose and other.patient_id and other.patient_id not in whose
    ]
    return kept, [_report(len(strangers))] if strangers else []


def find_identity(linked: Sequence[LinkedTreatment], identities: Iterable[Identity]) -> Identity | None:
    """Return whose treatments these are; None where their objects disagree, or none states a PatientID."""
    whose = _patients_of(linked)
    if len(whose) != 1:
        return None
    return next((identity for identity in identities if identity.patient_id in whose), None)


def is_of(candidate: Candidate[object], linked: Sequence[LinkedTreatment]) -> bool:
    """Whether an object that belongs to no treatment may be of their patient: of the same ID, or of none."""
    whose = _patients_of(linked)
    return not (whose and candidate.patient_id) or candidate.patient_id in whose


def _refuse(patients: AbstractSet[str], objects: Iterable[Candidate[object]]) -> None:
    """Refuse several patients, and list what was found of each."""
    if len(patients) < 2:
        return
    roles = {patient: Counter[str]() for patient in sorted(patients)}
    for candidate in objects:
        role = candidate.subject.partition(" ")[0]
        if candidate.patient_id in roles and role.startswith("RT"):
            roles[candidate.patient_id][role] += 1
    listed = [
        f"patient {n}: " + ", ".join(f"{count} × {role}" for role, count in sorted(counts.items()))
        for n, counts in enumerate(roles.values(), start=1)
    ]
    more = f"; and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    raise AmbiguousInputError(
        f"the files are of {len(patients)} patients ({'; '.join(listed[:_MOST_LISTED])}{more}): "
        "name the folder or the files of one, or check all of them with rtqa cohort"
    )


def _patients_of(linked: Sequence[LinkedTreatment]) -> set[str]:
    return {member.patient_id for treatment in linked for member in treatment.members} - {""}


def _patient_of(linked: LinkedTreatment) -> str:
    return next((member.patient_id for member in linked.members if member.patient_id), "")


def _is_complete(linked: LinkedTreatment) -> bool:
    treatment = linked.treatment
    return treatment.dose is not None and treatment.structure_set is not None


def _report(count: int) -> Deviation:
    return Deviation(
        kind=DeviationKind.PATIENT_DIFFERS,
        subject=Message("files.files"),
        message=Message("patient.others-left-out", n=count),
    )
