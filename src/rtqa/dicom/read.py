"""From files to a case, in the order in which a physicist takes them up."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rtqa.dicom.candidates import Candidate
from rtqa.dicom.consistency import find_other_details
from rtqa.dicom.gather import Progress, Reading, gather
from rtqa.dicom.link import Gathered, LinkedTreatment, link
from rtqa.dicom.objects import quietly
from rtqa.dicom.patients import find_identity, is_of, keep_one_patient, refuse_several_patients
from rtqa.dicom.scan import find_files
from rtqa.errors import AmbiguousInputError, InputError
from rtqa.messages import Message
from rtqa.model.case import Case, Deviation, DeviationKind
from rtqa.model.plan import Plan

COURSE_FILE = "course.toml"
"""A file of this name among the others is the course file, unless the user names another."""


def read_case(*paths: str | os.PathLike[str], progress: Progress | None = None) -> Case:
    """Read what a planning system exported, and find out what belongs together.

    >>> import rtqa
    >>> case = rtqa.read_case("sample_plans/ccrt_pass")
    >>> case
    <Case of 138 objects: <Treatment 'CCRT 70Gy/30': plan, dose, structure_set, image>>
    >>> [structure.name for structure in case.treatment.structure_set.structures][:3]
    ['Body', 'SpinalCord', 'Brainstem']

    Args:
        paths: folders, searched to the bottom, or single files. Files that are not DICOM are passed over.
        progress: called after each file with the number of files done and their total.

    Returns:
        The case. What is missing, damaged or contradictory, and does not keep the rest from being
        linked, stands in the deviations of the treatment or of the case.

    Raises:
        FileFormatError: the only radiotherapy object is cut off or breaks a rule of DICOM.
        AmbiguousInputError: two answers are possible; the message lists them.
        InputError: a path does not exist, or the files hold no plan, dose or structure set.
    """
    scan = find_files(paths)
    with quietly():
        reading = gather(scan.files, progress=progress)
    if scan.n_closed:
        reading.note(
            DeviationKind.UNREADABLE, Message("files.folders"), Message("files.closed", n=scan.n_closed)
        )
    objects = reading.objects
    refuse_several_patients(objects)
    everything = [
        *objects.plans,
        *objects.doses,
        *objects.structure_sets,
        *objects.images,
        *objects.registrations,
        *objects.records,
    ]
    linked = link(objects)
    treatments, about_patients = keep_one_patient(linked, everything)
    _require_a_treatment(treatments, reading)
    _refuse_rival_doses(treatments)
    doses = (treatment.treatment.dose for treatment in treatments)
    images = tuple(image.value.image for image in objects.images)
    return Case(
        treatments=tuple(treatment.treatment for treatment in treatments),
        plans=tuple(plan.value for plan in objects.plans),
        doses=tuple(dose for dose in doses if dose is not None),
        structure_sets=tuple(read.value.structure_set for read in objects.structure_sets),
        images=images,
        registrations=tuple(read.value.resolved(images) for read in objects.registrations),
        sources=tuple(reading.sources),
        deviations=(
            *_without_what_was_set_aside(reading),
            *about_patients,
            *_find_other_persons(treatments, objects.records),
            *_find_unused(linked, objects),
            *_tell_aside(objects.verifications, Message("links.verification")),
            *_tell_aside(objects.rejected, Message("links.rejected")),
        ),
        identity=find_identity(treatments, reading.identities),
        records=tuple(
            beam for record in objects.records if is_of(record, treatments) for beam in record.value
        ),
        course_files=tuple(path for path in scan.files if path.name == COURSE_FILE),
    )


def _find_other_persons(
    treatments: Sequence[LinkedTreatment], records: Sequence[Candidate[object]]
) -> list[Deviation]:
    """What treatment records say of the patient's name, birth or sex that treatments do not; each once."""
    members = [member for treatment in treatments for member in treatment.members]
    others = find_other_details([*members, *records])
    return list(dict.fromkeys(other for other in others if other.subject == "RTRECORD"))


def _without_what_was_set_aside(reading: Reading) -> list[Deviation]:
    """What reading noticed, but that a plan verifies another: linking has answered that."""
    if not reading.objects.verifications:
        return reading.deviations
    return [
        deviation
        for deviation in reading.deviations
        if deviation.message.id != "attributes.verification-plan"
    ]


def _tell_aside(plans: Sequence[Candidate[Plan]], why: Message) -> list[Deviation]:
    """Say which plans were set aside, and why."""
    return [Deviation(kind=DeviationKind.OBJECT_UNUSED, subject=plan.subject, message=why) for plan in plans]


def _find_unused(linked: Sequence[LinkedTreatment], objects: Gathered) -> list[Deviation]:
    """Report structure sets that no treatment took; a newer one than a treatment's may be the right one.

    A phantom's goes with the plan that was set aside.
    """
    of_phantoms = {plan.value.structure_set_uid for plan in objects.verifications}
    used = {id(member): member for treatment in linked for member in treatment.members}
    sets = [linked_treatment.treatment.structure_set for linked_treatment in linked]
    made = [structure_set.made for structure_set in sets if structure_set is not None]
    whose = {member.patient_id for member in used.values()}
    unused = []
    for candidate in objects.structure_sets:
        if candidate.uid in of_phantoms or id(candidate) in used or candidate.patient_id not in whose:
            continue
        newer = any(moment and candidate.value.structure_set.made > moment for moment in made)
        unused.append(
            Deviation(
                kind=DeviationKind.OBJECT_NEWER if newer else DeviationKind.OBJECT_UNUSED,
                subject=candidate.subject,
                message=Message("links.newer-left-aside") if newer else Message("links.left-aside"),
            )
        )
    return unused


def _require_a_treatment(treatments: Sequence[LinkedTreatment], reading: Reading) -> None:
    if treatments:
        return
    if len(reading.faults) == 1:
        raise reading.faults[0]
    counts = ", ".join(f"{count} × {role}" for role, count in sorted(reading.n_of_role.items()))
    faults = "".join(f"; {fault}" for fault in dict.fromkeys(map(str, reading.faults)))
    raise InputError(
        f"there is no RT plan, dose or structure set to read among the files (found: {counts or 'no file'})"
        f"{faults}: export RTPLAN, RTDOSE and RTSTRUCT from the planning system"
    )


def _refuse_rival_doses(treatments: Sequence[LinkedTreatment]) -> None:
    """Without plans, nothing says which of several doses is meant."""
    alone = [
        linked for linked in treatments if linked.treatment.plan is None and linked.treatment.dose is not None
    ]
    if len(alone) > 1:
        raise AmbiguousInputError(
            f"{len(alone)} RTDOSE objects belong to no plan among the files: add their plans, or name the "
            "one dose to use"
        )
