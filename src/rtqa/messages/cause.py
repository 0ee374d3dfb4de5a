"""Why a finding is not passed: what would have to change for it to change, and who can change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rtqa.messages.message import Message


class Owner(StrEnum):
    """Who can remove a cause."""

    PLANNER = "planner"
    PHYSICIST = "physicist"
    PHYSICIAN = "physician"
    TRIAL_OFFICE = "trial-office"


class CauseKind(StrEnum):
    """The closed list of causes; their words stand in ``cause.ftl``, by these names."""

    PROTOCOL_DOUBTFUL = "protocol-doubtful"
    """The plan does not look like one of the protocol: it is of another part of the body."""
    LIMIT_EXCEEDED = "limit-exceeded"
    """A dose-volume limit is broken."""
    LIMIT_UNCERTAIN = "limit-uncertain"
    """A value lies within its own uncertainty of its limit."""
    REQUIREMENT_NOT_MET = "requirement-not-met"
    """The plan differs from what a clause asks for: dose, fractions, technique, size, image."""
    TIME_NOT_KEPT = "time-not-kept"
    """The course took, or will take, longer or shorter than a clause allows."""
    FILE_ABSENT = "file-absent"
    """A file, or a part of one, was not handed in: image, dose, structures, beams."""
    COURSE_DATA_ABSENT = "course-data-absent"
    """What only a course file or treatment records tell: dates, fractions given, registrations."""
    PHASE_ABSENT = "phase-absent"
    """The plan of another phase was not handed in."""
    PHASE_STATED = "phase-stated"
    """What is stated of another phase bounds the sum and does not decide; its plan was not handed in."""
    NOT_STATED = "not-stated"
    """The file is there, and does not state what a clause asks about."""
    STRUCTURE_NOT_FOUND = "structure-not-found"
    """No structure, or more than one, stands for a structure of the protocol."""
    STRUCTURE_DOUBTFUL = "structure-doubtful"
    """A structure is not drawn, named or placed as its use needs."""
    PRESCRIPTION_DOUBTFUL = "prescription-doubtful"
    """Prescriptions contradict themselves, the dose grid or the course file."""
    PLAN_DOUBTFUL = "plan-doubtful"
    """The plan is not approved, is rejected, or is not one to treat with."""
    DOSE_DOUBTFUL = "dose-doubtful"
    """The dose is not usable, not plausible, or not where it should be."""
    BEAM_DOUBTFUL = "beam-doubtful"
    """Beams are not deliverable, or do not belong to the dose."""
    IMAGE_DOUBTFUL = "image-doubtful"
    """The image is not as the contours and the protocol need it."""
    LINK_DOUBTFUL = "link-doubtful"
    """Objects do not belong together: patient, frame of reference, references, dates."""
    FILE_DAMAGED = "file-damaged"
    """A file, or a part of one, could not be read."""
    REGISTRATION_DOUBTFUL = "registration-doubtful"
    """How the phases lie upon each other is not known or not plausible."""
    CLAUSE_OPEN = "clause-open"
    """A clause of the protocol file does not say what a plan is to be judged by."""
    NOT_SUPPORTED = "not-supported"
    """A kind of plan or dose that rtqa does not judge."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why something is not passed.

    Attributes:
        kind: of the closed list.
        subject: what it is about: the structure, file or event; a name as it is, or a message.
    """

    kind: CauseKind
    subject: str | Message = ""
