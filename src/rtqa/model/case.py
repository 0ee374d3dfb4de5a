"""A case: everything read from one folder, and which plan, dose, structures and image belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from rtqa.errors import AmbiguousInputError, InputError, require
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.dose import Dose
from rtqa.model.image import Image
from rtqa.model.plan import Plan
from rtqa.model.record import BeamRecord
from rtqa.model.registration import Registration
from rtqa.model.structure import StructureSet


class DeviationKind(StrEnum):
    """What in the files differs from how they should be; each is judged by `checks/core/deviations.py`."""

    ATTRIBUTE_TOLD = "attribute told"
    """For information: stated, and nothing is computed with it."""
    DOSE_ABSENT = "dose absent"
    DOSE_EXTENT = "dose extent in doubt"
    """Of how many fractions or plans it is the dose could not be decided."""
    DOSE_SUMMED = "dose summed"
    """For information: parts that the standard says how to add up were added up."""
    DOSE_UNUSABLE = "dose unusable"
    DOSE_MEANING = "meaning of the dose in doubt"
    """An attribute that nothing is computed with changes what doses mean; likewise of the plan's numbers."""
    DOSE_PARTIAL = "dose partial"
    DOSE_UNREAD = "dose not read"
    """There is one, and its file could not be read: UNREADABLE says why; likewise of plan and structures."""
    DUPLICATE_DIFFERS = "duplicate differs"
    FILE_DOUBTFUL = "file in doubt"
    """It was read; its bytes hint that some were put in or lost."""
    FRAME_DIFFERS = "frame of reference differs"
    FRAME_UNKNOWN = "frame of reference unknown"
    IMAGE_NOT_DRAWN = "image not drawn"
    """For information: its slices have places, and no pixels for the pictures."""
    IMAGE_UNUSABLE = "image unusable"
    LINK_ABSENT = "link absent"
    LINK_BROKEN = "link broken"
    PATIENT_DIFFERS = "patient differs"
    OBJECT_NEWER = "newer object left aside"
    OBJECT_UNUSED = "object left aside"
    PATIENT_DOUBTFUL = "patient's details differ"
    """The PatientID is the same; name, birth, sex or issuer is not."""
    PATIENT_UNKNOWN = "patient unknown"
    PLAN_ABSENT = "plan absent"
    PLAN_MEANING = "meaning of the plan in doubt"
    PLAN_UNREAD = "plan not read"
    STUDY_DIFFERS = "study differs"
    STRUCTURES_ABSENT = "structures absent"
    STRUCTURES_UNREAD = "structures not read"
    STRUCTURE_DAMAGED = "structure damaged"
    STRUCTURE_SET_ASIDE = "structure set aside"
    """For information: drawn in another frame of reference than the dose's; what needs it is not known."""
    UNREADABLE = "unreadable"
    VALUE_UNREADABLE = "value unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Something in the files that is not as it should be, or that the reader left out or changed.

    Attributes:
        kind: what sort of deviation.
        subject: the object it concerns: by role and label (``RTDOSE``, ``RTPLAN 'HN'``), or in words.
        message: one sentence for the report: what is so, and what was done about it. No identity.
    """

    kind: DeviationKind
    subject: str | Message
    message: Message

    @property
    def cause(self) -> Cause:
        """What would have to change to remove it."""
        cause = _CAUSES[self.kind]
        return cause if isinstance(cause, Cause) else Cause(cause, self.subject)


REFERENCES = Cause(CauseKind.LINK_DOUBTFUL, Message("links.references"))
"""Objects do not name each other, or name others."""

FRAMES = Cause(CauseKind.LINK_DOUBTFUL, Message("links.frames"))
"""Objects lie in several frames of reference, or in none that is stated."""

_PATIENT = Cause(CauseKind.LINK_DOUBTFUL, Message("patient.patient"))
_DOSE = Cause(CauseKind.DOSE_DOUBTFUL)

_CAUSES: dict[DeviationKind, Cause | CauseKind] = {
    DeviationKind.DOSE_ABSENT: Cause(CauseKind.FILE_ABSENT, Message("file.dose")),
    DeviationKind.ATTRIBUTE_TOLD: REFERENCES,
    DeviationKind.DOSE_MEANING: _DOSE,
    DeviationKind.PLAN_MEANING: CauseKind.PLAN_DOUBTFUL,
    DeviationKind.DOSE_EXTENT: _DOSE,
    DeviationKind.DOSE_SUMMED: _DOSE,
    DeviationKind.DOSE_UNUSABLE: _DOSE,
    DeviationKind.DOSE_PARTIAL: _DOSE,
    DeviationKind.DUPLICATE_DIFFERS: CauseKind.FILE_DAMAGED,
    DeviationKind.FILE_DOUBTFUL: CauseKind.FILE_DAMAGED,
    DeviationKind.FRAME_DIFFERS: FRAMES,
    DeviationKind.FRAME_UNKNOWN: FRAMES,
    DeviationKind.IMAGE_NOT_DRAWN: CauseKind.IMAGE_DOUBTFUL,
    DeviationKind.IMAGE_UNUSABLE: CauseKind.IMAGE_DOUBTFUL,
    DeviationKind.LINK_ABSENT: REFERENCES,
    DeviationKind.LINK_BROKEN: REFERENCES,
    DeviationKind.PATIENT_DIFFERS: _PATIENT,
    DeviationKind.OBJECT_NEWER: REFERENCES,
    DeviationKind.OBJECT_UNUSED: REFERENCES,
    DeviationKind.PATIENT_DOUBTFUL: _PATIENT,
    DeviationKind.PATIENT_UNKNOWN: _PATIENT,
    DeviationKind.PLAN_ABSENT: Cause(CauseKind.FILE_ABSENT, Message("file.plan")),
    DeviationKind.STUDY_DIFFERS: REFERENCES,
    DeviationKind.STRUCTURES_ABSENT: Cause(CauseKind.FILE_ABSENT, Message("file.structures")),
    DeviationKind.STRUCTURE_SET_ASIDE: FRAMES,
    DeviationKind.STRUCTURE_DAMAGED: Cause(CauseKind.FILE_DAMAGED, "RTSTRUCT"),
    DeviationKind.DOSE_UNREAD: CauseKind.FILE_DAMAGED,
    DeviationKind.PLAN_UNREAD: CauseKind.FILE_DAMAGED,
    DeviationKind.STRUCTURES_UNREAD: CauseKind.FILE_DAMAGED,
    DeviationKind.UNREADABLE: CauseKind.FILE_DAMAGED,
    DeviationKind.VALUE_UNREADABLE: CauseKind.FILE_DAMAGED,
}
"""The cause of each kind; a kind alone is about the deviation's own subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One DICOM object that was read.

    Attributes:
        role: its place in the case: CT, MR, PT, RTSTRUCT, RTPLAN, RTDOSE, REG, or the modality as stated.
        sop_class_uid, sop_instance_uid: as in the file.
        sha256: of the file's bytes; empty for image slices until asked for.
        path: where it was found; never printed in a report.
    """

    role: str
    sop_class_uid: str
    sop_instance_uid: str = field(repr=False)
    sha256: str
    path: Path = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the patient is; kept apart from everything else, and out of every repr."""

    patient_name: str = field(repr=False)
    patient_id: str = field(repr=False)
    birth_date: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Treatment:
    """A plan with the dose, the structures and the image that belong to it.

    Any part may be None: then a deviation says why. Without a plan, it is a dose with its structures.

    Attributes:
        plan, dose, structure_set, image: its parts.
        deviations: what is not as it should be in their files.
    """

    plan: Plan | None
    dose: Dose | None
    structure_set: StructureSet | None
    image: Image | None
    deviations: tuple[Deviation, ...]

    @property
    def label(self) -> str | Message:
        """How the report calls it: the plan's label, or that there is no plan."""
        return self.plan.label if self.plan is not None else Message("plan.no-plan")

    def __repr__(self) -> str:
        parts = ("plan", "dose", "structure_set", "image")
        held = ", ".join(part for part in parts if getattr(self, part) is not None)
        return f"<Treatment {str(self.label)!r}: {held}>"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Case:
    """Everything read from one set of files.

    Attributes:
        treatments: the linked objects, one for each plan (or for each dose that no plan claims).
        plans, doses, structure_sets, images, registrations: all objects read, linked or not.
        sources: every DICOM object found.
        deviations: what concerns no one treatment.
        identity: the patient; None where objects disagree or state none.
        records: every treatment beam that treatment records tell of.
        course_files: every ``course.toml`` among the files; never printed.
    """

    treatments: tuple[Treatment, ...]
    plans: tuple[Plan, ...]
    doses: tuple[Dose, ...]
    structure_sets: tuple[StructureSet, ...]
    images: tuple[Image, ...]
    registrations: tuple[Registration, ...] = ()
    sources: tuple[Source, ...] = field(repr=False)
    deviations: tuple[Deviation, ...]
    identity: Identity | None = field(repr=False)
    records: tuple[BeamRecord, ...] = ()
    course_files: tuple[Path, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return f"<Case of {len(self.sources)} objects: {', '.join(map(repr, self.treatments))}>"

    @property
    def treatment(self) -> Treatment:
        """The only treatment.

        Raises:
            InputError: there is none.
            AmbiguousInputError: there are several.
        """
        if not self.treatments:
            raise InputError("the files hold no RT plan, dose or structure set")
        if len(self.treatments) > 1:
            labels = ", ".join(repr(str(treatment.label)) for treatment in self.treatments)
            raise AmbiguousInputError(f"{len(self.treatments)} treatments ({labels}): name one's files")
        return self.treatments[0]


def take_treatment(case: Case | Treatment) -> Treatment:
    """The only treatment of a case, or the treatment that was handed in.

    Raises:
        UsageError: it is neither.
        InputError: the case has no treatment, or several.
    """
    return case if isinstance(case, Treatment) else require(case, Case, maker="rtqa.read_case").treatment
