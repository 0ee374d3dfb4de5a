"""Reads every file for what it is: candidates to be linked, and a note of each that cannot be read."""

from __future__ import annotations

import filecmp
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from rtqa.dicom.attributes import find_attributes
from rtqa.dicom.candidates import Candidate
from rtqa.dicom.dose import read_dose
from rtqa.dicom.dose_stack import stack_planes
from rtqa.dicom.elements import describe_unreadable, items, noting_unreadable, text
from rtqa.dicom.image import Slice, gather_images, read_slices
from rtqa.dicom.link import Gathered
from rtqa.dicom.objects import (
    IMAGE_ROLES,
    INDEX,
    PLANS,
    RT_ROLES,
    STRUCTURE_SETS,
    DicomObject,
    Label,
    read_label,
    read_object,
)
from rtqa.dicom.person import read_person
from rtqa.dicom.plan import read_plan
from rtqa.dicom.records import read_record
from rtqa.dicom.registration import read_registration
from rtqa.dicom.structures import read_structures
from rtqa.errors import InputError
from rtqa.messages import Message
from rtqa.model.case import Deviation, DeviationKind, Identity, Source

Progress = Callable[[int, int], None]
FOREIGN = "file that is not DICOM"


@dataclass(slots=True, kw_only=True)
class Reading:
    """What reading the files has brought to light so far.

    Attributes:
        objects: what can be linked.
        sources: every DICOM object found, with the SHA-256 of those read whole.
        identities: of each RT object.
        faults: what kept a file from being read.
        deviations: what concerns no one treatment.
        n_of_role: how many files of each role.
        slices: headers of image slices, to be gathered at the end.
        labels: what was read without fault, by SOP Instance UID.
    """

    objects: Gathered = field(default_factory=Gathered)
    sources: list[Source] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    faults: list[InputError] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    n_of_role: Counter[str] = field(default_factory=Counter)
    slices: list[Slice] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)

    def note(self, kind: DeviationKind, subject: str | Message, message: Message) -> None:
        """Record a deviation, once: a hundred slices may share one fault."""
        deviation = Deviation(kind=kind, subject=subject, message=message)
        if deviation not in self.deviations:
            self.deviations.append(deviation)


def gather(files: Sequence[Path], *, progress: Progress | None) -> Reading:
    """Read all files, in the order given; a file that cannot be read does not stop the others."""
    reading = Reading()
    # A file is hashed while it is read.
    with ThreadPoolExecutor(max_workers=1) as hashing:
        hashing.submit(int)  # that there is no memory for a thread is no fault of a file
        for done, path in enumerate(files, 1):
            _read_file(path, reading, hashing)
            if progress is not None:
                progress(done, len(files))
    reading.objects.doses = stack_planes(reading.objects.doses)
    images, deviations = gather_images(reading.slices)
    reading.deviations += deviations
    reading.objects.images += [
        Candidate(
            subject=image.image.modality,
            uid=image.series_uid,
            frame_uid=image.image.grid.frame_of_reference_uid,
            patient_id=image.patient_id,
            person=image.person,
            value=image,
        )
        for image in images
    ]
    return reading


def _read_file(path: Path, reading: Reading, hashing: Executor) -> None:
    role: str | Message = Message("files.dicom-file")
    try:
        label = read_label(path)
        if label is None or label.sop_class_uid == INDEX:
            reading.n_of_role[FOREIGN] += label is None
            return
        role = label.role
        if not _is_duplicate(label, reading):
            reading.n_of_role[role] += 1
            _read_object(label, reading, hashing)
            reading.labels[label.sop_instance_uid] = label
    except Exception as error:  # noqa: BLE001 (no file stops the others, whatever its bytes do to a reader)
        fault = error if isinstance(error, InputError) else InputError(_explain(error))
        kind = DeviationKind.IMAGE_UNUSABLE if role in IMAGE_ROLES else DeviationKind.UNREADABLE
        reading.objects.unread.add(str(role))
        reading.faults.append(type(fault)(Message("files.fault", role=role, reason=fault.message)))
        reading.note(kind, role, Message("files.unreadable", role=role, reason=fault.message))


def _explain(error: Exception) -> Message:
    """Why a file could not be read, in words of ours: those of others name its path or quote its values."""
    if isinstance(error, OSError):
        return Message("files.not-opened")
    return Message("files.reader-failed", error=type(error).__name__)


def _read_object(label: Label, reading: Reading, hashing: Executor) -> None:
    with noting_unreadable() as unreadable:
        sha256 = ""
        if label.role in RT_ROLES:
            stored = read_object(label)
            hashed = hashing.submit(stored.hashed)
            _read_rt_object(stored, reading, unreadable)
            # Not later: until then the file's bytes are held.
            sha256 = hashed.result()
            if stored.n_behind > 1:
                message = Message("files.zeros-behind", role=label.role, n=stored.n_behind)
                reading.note(DeviationKind.FILE_DOUBTFUL, label.role, message)
        elif label.role in IMAGE_ROLES:
            reading.slices += read_slices(label)
        source = Source(
            role=label.role,
            sop_class_uid=label.sop_class_uid,
            sop_instance_uid=label.sop_instance_uid,
            sha256=sha256,
            path=label.path,
        )
        reading.sources.append(source)
    for keyword, stated in unreadable.items():
        said = describe_unreadable(keyword, stated)
        message = Message("files.value-unreadable", role=label.role, said=said)
        reading.note(DeviationKind.VALUE_UNREADABLE, label.role, message)


def _read_rt_object(stored: DicomObject, reading: Reading, unreadable: Mapping[str, str]) -> None:
    dataset, objects = stored.dataset, reading.objects
    uid, patient_id = stored.label.sop_instance_uid, text(dataset, "PatientID")
    person = read_person(dataset)
    _note_references(stored, reading)
    for deviation in find_attributes(stored):
        reading.note(deviation.kind, deviation.subject, deviation.message)
    if stored.role == "RTPLAN":
        plan = replace(read_plan(stored), unreadable=frozenset(unreadable))
        objects.plans.append(
            Candidate(
                subject=f"RTPLAN {plan.label!r}",
                uid=uid,
                frame_uid=plan.frame_of_reference_uid,
                patient_id=patient_id,
                person=person,
                value=plan,
            )
        )
    elif stored.role == "RTSTRUCT":
        structures = read_structures(stored)
        objects.structure_sets.append(
            Candidate(
                subject=f"RTSTRUCT {structures.structure_set.label!r}",
                uid=uid,
                frame_uid=structures.structure_set.frame_of_reference_uid,
                patient_id=patient_id,
                person=person,
                value=structures,
            )
        )
    elif stored.role == "RTRECORD":
        objects.records.append(
            Candidate(
                subject="RTRECORD",
                uid=uid,
                frame_uid="",
                patient_id=patient_id,
                person=person,
                value=read_record(stored),
            )
        )
    elif stored.role == "REG":
        registration = read_registration(stored)
        objects.registrations.append(
            Candidate(
                subject="REG",
                uid=uid,
                frame_uid=registration.registration.registered_frame_uid,
                patient_id=patient_id,
                person=person,
                value=registration,
            )
        )
    else:
        objects.doses.append(
            Candidate(
                subject="RTDOSE",
                uid=uid,
                frame_uid=text(dataset, "FrameOfReferenceUID"),
                patient_id=patient_id,
                person=person,
                value=read_dose(stored),
            )
        )
    reading.identities.append(
        Identity(
            patient_name=text(dataset, "PatientName"),
            patient_id=patient_id,
            birth_date=text(dataset, "PatientBirthDate"),
        )
    )


_REFERS_TO = {
    "RTDOSE": ("ReferencedRTPlanSequence", "RTPLAN", PLANS, DeviationKind.DOSE_EXTENT),
    "RTPLAN": ("ReferencedStructureSetSequence", "RTSTRUCT", STRUCTURE_SETS, DeviationKind.LINK_BROKEN),
}
"""By role: the attribute that refers, the role of what it refers to, its classes, and what several are."""


def _note_references(stored: DicomObject, reading: Reading) -> None:
    """Say where a reference has several ends, or one of the wrong class."""
    if stored.role not in _REFERS_TO:
        return
    keyword, sought, classes, several = _REFERS_TO[stored.role]
    references = items(stored.dataset, keyword)
    if len(references) > 1:
        message = Message("links.several", n=len(references), sought=sought)
        reading.note(several, stored.role, message)
    stated = {text(reference, "ReferencedSOPClassUID") for reference in references} - {""}
    if stated - classes:
        reading.note(DeviationKind.LINK_BROKEN, stored.role, Message("links.other-class", sought=sought))


def _is_duplicate(label: Label, reading: Reading) -> bool:
    """Whether an object of this UID was read already; if its bytes differ, say so."""
    before = reading.labels.get(label.sop_instance_uid) if label.sop_instance_uid else None
    if before is None:
        return False
    if not filecmp.cmp(before.path, label.path, shallow=False):
        reading.note(DeviationKind.DUPLICATE_DIFFERS, label.role, Message("files.duplicate-differs"))
    return True
