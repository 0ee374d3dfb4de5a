"""The rigid motion from one phase's frame of reference to another's: found, and checked for being one.

PS3.3 C.20.2: each matrix of a Spatial Registration carries the frame that it stands for into the registered
frame. Between two frames of one object the way is therefore into the registered frame, and back out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rtqa.course.file import Course
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import FrameTransform, Registration

RIGID_TOLERANCE = 1e-3
"""How far a rotation's columns may be from orthonormal (matrices are written with rounded digits)."""

SAME_ROTATION, SAME_SHIFT_MM = 1e-3, 0.5
"""Two registrations of the same frames that differ by more than this contradict each other."""


def find_objection(matrix: Floats, kind: str = "RIGID") -> str:
    """Why a matrix (4, 4) is no rigid motion, as the end of a sentence about it; empty where it is one."""
    if kind != "RIGID":
        return f"is of type {kind or 'not stated'}, and only a rigid registration is applied"
    rotation = matrix[:3, :3]
    if not np.all(np.isfinite(matrix)) or not np.array_equal(matrix[3], [0, 0, 0, 1]):
        return "is no motion of space: its last row is not 0 0 0 1"
    if not np.allclose(rotation.T @ rotation, np.eye(3), rtol=0, atol=RIGID_TOLERANCE):
        return "is no rotation: its columns are not orthogonal unit vectors"
    if np.linalg.det(rotation) < 0:
        return "mirrors the patient: the determinant of its rotation is −1"
    return ""


def find_motion(registrations: Sequence[Registration], *, source: str, target: str) -> Floats | str:
    """The rigid motion that carries one frame into another, or why there is none.

    Args:
        registrations: all at hand, of whatever frames.
        source: FrameOfReferenceUID to come from.
        target: FrameOfReferenceUID to go to.

    Returns:
        Shape (4, 4), from ``(x, y, z, 1)`` of the source to the target, in mm; or one clause.
    """
    if source and source == target:
        return owned(np.eye(4))
    found: list[Floats] = []
    objections: list[str] = []
    for registration in registrations:
        for inward in _into_registered(registration, source):
            for outward in _into_registered(registration, target):
                reasons = [find_objection(one.matrix, one.kind) for one in (inward, outward)]
                if any(reasons):
                    objections.append(next(filter(None, reasons)))
                else:
                    found.append(np.linalg.inv(outward.matrix) @ inward.matrix)
    if objections:
        return f"the registration between the phases' frames {objections[0]}"
    if not found:
        return "no registration carries the one phase's frame of reference into the other's"
    if not all(_same(found[0], other) for other in found[1:]):
        return f"{len(found)} registrations of the phases' frames contradict each other"
    return owned(found[0])


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
    own = [one for one in registration.transforms if one.frame_of_reference_uid == frame_uid]
    if frame_uid and registration.registered_frame_uid == frame_uid and not own:
        own = [FrameTransform(frame_of_reference_uid=frame_uid, matrix=owned(np.eye(4)), kind="RIGID")]
    return iter(own if frame_uid else ())


def _same(one: Floats, other: Floats) -> bool:
    difference = np.abs(one - other)
    return bool(difference[:3, :3].max() <= SAME_ROTATION and difference[:3, 3].max() <= SAME_SHIFT_MM)
