"""Which of several objects another one means: by its UID, else by its frame, else by being alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from rtqa.dicom.person import Person
from rtqa.errors import AmbiguousInputError
from rtqa.messages import Message
from rtqa.model.case import Deviation, DeviationKind

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate(Generic[Value_co]):
    """An object that was read, and what links it to others.

    Attributes:
        subject: how a report calls it: ``RTDOSE``, ``RTPLAN 'HN'``.
        uid, frame_uid, patient_id: as in the file; empty where not stated.
        person: what else it says of its patient and study.
        value: the object itself.
    """

    subject: str
    uid: str = field(repr=False)
    frame_uid: str = field(repr=False)
    patient_id: str = field(repr=False)
    person: Person = field(default=Person(), repr=False)
    value: Value_co


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """An object that refers to another.

    Attributes:
        subject: how a report calls it.
        sought: the role of what it refers to.
        stated_uid: SOP Instance UID it refers to; empty where it names none.
        frame_uid, patient_id: its own; empty where not stated.
    """

    subject: str
    sought: Literal["RTPLAN", "RTSTRUCT"]
    stated_uid: str = field(repr=False)
    frame_uid: str = field(repr=False)
    patient_id: str = field(repr=False)


def choose(
    seeker: Seeker, candidates: Sequence[Candidate[Value]]
) -> tuple[Candidate[Value] | None, tuple[Deviation, ...]]:
    """Find the object that is meant, and what is to be said about how it was found.

    Raises:
        AmbiguousInputError: no UID decides, and several fit equally well.
    """
    for candidate in candidates:
        if seeker.stated_uid and candidate.uid == seeker.stated_uid:
            return candidate, ()
    fitting = _fitting(seeker, candidates)
    if not fitting:
        return None, ()
    if len(fitting) > 1:
        listed = "; ".join(f"{place}: {candidate.subject}" for place, candidate in enumerate(fitting, 1))
        raise AmbiguousInputError(
            f"{seeker.subject} refers to no {seeker.sought} among the files, and {len(fitting)} could be "
            f"meant ({listed}): name the files to use"
        )
    return fitting[0], (_explain(seeker, fitting[0]),)


def _fitting(seeker: Seeker, candidates: Sequence[Candidate[Value]]) -> list[Candidate[Value]]:
    """Keep those of the same frame, and of the same patient if that decides."""
    same_patient = [
        candidate for candidate in candidates if _may_equal(candidate.patient_id, seeker.patient_id)
    ]
    for pool in (same_patient, candidates):
        same_frame = [
            candidate for candidate in pool if seeker.frame_uid and candidate.frame_uid == seeker.frame_uid
        ]
        if same_frame:
            return same_frame
    if not seeker.stated_uid and len(same_patient) == 1:
        # Alone of its kind, it is what the exporter meant; that its frame differs is reported by itself.
        return same_patient
    return [candidate for candidate in same_patient if not (seeker.frame_uid and candidate.frame_uid)]


def _may_equal(first: str, second: str) -> bool:
    return first == second or not first or not second


def _explain(seeker: Seeker, chosen: Candidate[Value]) -> Deviation:
    same_frame = bool(seeker.frame_uid) and chosen.frame_uid == seeker.frame_uid
    by = "frame" if same_frame else "only"
    if seeker.stated_uid:
        return Deviation(
            kind=DeviationKind.LINK_BROKEN,
            subject=seeker.subject,
            message=Message("links.not-at-hand", sought=seeker.sought, taken=chosen.subject, by=by),
        )
    return Deviation(
        kind=DeviationKind.LINK_ABSENT,
        subject=seeker.subject,
        message=Message("links.none-named", sought=seeker.sought, taken=chosen.subject, by=by),
    )
