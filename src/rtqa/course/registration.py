"""The rigid motion from one phase's frame of reference to another's: found, and checked for being one.

PS3.3 C.20.2: each matrix of a Spatial Registration carries the frame that it stands for into the registered
frame. Between two frames of one object the way is therefore into the registered frame, and back out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rtqa.course.file import Course
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import FrameTransform, Registration

RIGID_TOLERANCE = 1e-3
"""How far a rotation's columns may be from orthonormal (matrices are written with rounded digits)."""

SAME_ROTATION, SAME_SHIFT_MM = 1e-3, 0.5
"""Two registrations of the same frames that differ by more than this contradict each other."""


DOUBTFUL = Cause(CauseKind.REGISTRATION_DOUBTFUL)


def find_objection(matrix: Floats, kind: str = "RIGID") -> Message | None:
    """Why a matrix (4, 4) is no rigid motion; None where it is one."""
    if kind != "RIGID":
        if not kind:
            return Message("phase-registration.type-not-stated")
        return Message("phase-registration.not-rigid", kind=kind)
    rotation = matrix[:3, :3]
    if not np.all(np.isfinite(matrix)) or not np.array_equal(matrix[3], [0, 0, 0, 1]):
        return Message("phase-registration.no-motion")
    if not np.allclose(rotation.T @ rotation, np.eye(3), rtol=0, atol=RIGID_TOLERANCE):
        return Message("phase-registration.no-rotation")
    if np.linalg.det(rotation) < 0:
        return Message("phase-registration.mirrors")
    return None


def find_motion(registrations: Sequence[Registration], *, source: str, target: str) -> Floats | Unknown:
    """The rigid motion that carries one frame into another, or why there is none.

    Args:
        registrations: all at hand, of whatever frames.
        source: FrameOfReferenceUID to come from.
        target: FrameOfReferenceUID to go to.

    Returns:
        Shape (4, 4), from ``(x, y, z, 1)`` of the source to the target, in mm; or why there is none.
    """
    if source and source == target:
        return owned(np.eye(4))
    motions: list[Floats] = []
    objections: list[Message] = []
    for registration in registrations:
        for inward in _into_registered(registration, source):
            for outward in _into_registered(registration, target):
                reasons = [find_objection(carried.matrix, carried.kind) for carried in (inward, outward)]
                reason = next(filter(None, reasons), None)
                if reason is not None:
                    objections.append(reason)
                else:
                    motions.append(np.linalg.inv(outward.matrix) @ inward.matrix)
    if objections:
        return Unknown(objections[0], DOUBTFUL)
    if not motions:
        cause = Cause(CauseKind.COURSE_DATA_ABSENT, Message("phase-registration.subject"))
        return Unknown(Message("phase-registration.absent"), cause)
    if not all(_same(motions[0], other) for other in motions[1:]):
        return Unknown(Message("phase-registration.contradict", n=len(motions)), DOUBTFUL)
    return owned(motions[0])


def stated_registrations(course: Course, frame_uids: Mapping[str, str]) -> list[Registration]:
    """The matrices of a course file as registrations of its phases' frames of reference.

    Args:
        course: the course file.
        frame_uids: FrameOfReferenceUID of each phase's dose, by the phase's id; a phase may lack one.
    """
    return [
        Registration(
            registered_frame_uid=frame_uids[stated.to],
            transforms=(
                FrameTransform(
                    frame_of_reference_uid=frame_uids[stated.from_], matrix=owned(stated.matrix), kind="RIGID"
                ),
            ),
        )
        for stated in course.registrations
        if stated.matrix is not None and {stated.from_, stated.to} <= frame_uids.keys()
    ]


def _into_registered(registration: Registration, frame_uid: str) -> Iterator[FrameTransform]:
    """What carries a frame into the registered one; the registered frame needs no item to be carried."""
    stated = [item for item in registration.transforms if item.frame_of_reference_uid == frame_uid]
    if frame_uid and registration.registered_frame_uid == frame_uid and not stated:
        stated = [FrameTransform(frame_of_reference_uid=frame_uid, matrix=owned(np.eye(4)), kind="RIGID")]
    return iter(stated if frame_uid else ())


def _same(motion: Floats, other: Floats) -> bool:
    difference = np.abs(motion - other)
    return bool(difference[:3, :3].max() <= SAME_ROTATION and difference[:3, 3].max() <= SAME_SHIFT_MM)
