"""How coordinates of one frame of reference become those of another (Spatial Registration, PS3.3 A.39)."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.model.geometry import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameTransform:
    """What carries one frame of reference into the registered one.

    Attributes:
        frame_of_reference_uid: of the frame that is carried; empty where no image states it.
        matrix: shape (4, 4); maps ``(x, y, z, 1)`` of that frame, in mm, to the registered one. Whether it is
            a rigid motion is not looked at here.
        kind: FrameOfReferenceTransformationMatrixType: RIGID, RIGID_SCALE or AFFINE; empty where not stated.
    """

    frame_of_reference_uid: str = field(repr=False)
    matrix: Floats
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """One Spatial Registration object.

    Attributes:
        registered_frame_uid: FrameOfReferenceUID of the object itself, into which all others are carried.
        transforms: one for each item of the RegistrationSequence, in order.
    """

    registered_frame_uid: str = field(repr=False)
    transforms: tuple[FrameTransform, ...]
