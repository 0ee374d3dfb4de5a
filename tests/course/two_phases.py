"""Two phases of one patient, in closed form: where the organs lie, and the dose each phase gives a point.

Everything is defined in the later phase's frame. The earlier phase sees the same patient moved: a point p of
its own frame is the point ``motion @ p`` of the later one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.spatial.transform import Rotation

from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import ContourKind, Contours, Structure

EARLIER, LATER = "1.2.3.200", "1.2.3.201"
PLANES_MM = np.arange(-36.0, 37.0, 3.0)

Field = Callable[[Floats], Floats]


def motion_of(*angles_deg: float, shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Floats:
    """A rotation about x, y and z, and then a shift."""
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", angles_deg, degrees=True).as_matrix()
    matrix[:3, 3] = shift_mm
    return owned(matrix)


def moved(points_mm: Floats, motion: Floats) -> Floats:
    return points_mm @ motion[:3, :3].T + motion[:3, 3]


def hill(
    peak_gy: float, *, at_mm: tuple[float, float, float], wide_mm: float, floor_gy: float = 0.0
) -> Field:
    """A Gaussian hill of dose on a level ground."""

    def dose_gy(points_mm: Floats) -> Floats:
        distance = np.linalg.norm((points_mm - np.array(at_mm)) / wide_mm, axis=-1)
        return floor_gy + (peak_gy - floor_gy) * np.exp(-0.5 * distance**2)

    return dose_gy


def dose(
    field: Field,
    *,
    n_fractions: int,
    frame: str = LATER,
    motion: Floats | None = None,
    step_mm: float = 2.5,
    reach_mm: float = 70.0,
    origin_mm: float = 0.0,
) -> Dose:
    """A field sampled on an upright grid of the phase's own frame."""
    axis = np.arange(-reach_mm + origin_mm, reach_mm, step_mm)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)[..., ::-1]
    own = moved(points, motion) if motion is not None else points
    values = field(own).astype(np.float32)
    values.setflags(write=False)
    return Dose(
        uid="1.2.3.2",
        grid=Grid.from_planes(
            position_mm=(axis[0],) * 3,
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(step_mm, step_mm),
            offsets_mm=axis - axis[0],
            shape_ji=(len(axis), len(axis)),
            frame_of_reference_uid=frame,
        ),
        values_gy=values,
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=n_fractions,
        plan_uid="",
        structure_set_uid="",
    )


def in_planes(structure: Structure) -> PlanarStructure:
    return lay_flat(structure, set_spacing_mm=3.0)


def cylinder(
    name: str,
    *,
    at_mm: tuple[float, float] = (0.0, 0.0),
    radius_mm: float = 6.0,
    planes_mm: Floats = PLANES_MM,
    motion: Floats | None = None,
    role: str = "ORGAN",
) -> Structure:
    """A cylinder along z; with a motion, as the earlier phase sees it."""
    angle = np.linspace(0.0, 2 * np.pi, 120, endpoint=False)
    outline = np.column_stack([at_mm[0] + radius_mm * np.cos(angle), at_mm[1] + radius_mm * np.sin(angle)])
    points = np.concatenate([np.column_stack([outline, np.full(len(outline), z)]) for z in planes_mm])
    if motion is not None:
        points = moved(points, np.linalg.inv(motion))
    return Structure(
        number=1,
        name=name,
        role=role,
        contours=Contours(
            points_mm=owned(points),
            starts=np.arange(len(planes_mm) + 1) * len(angle),
            kinds=(ContourKind.CLOSED_PLANAR,) * len(planes_mm),
        ),
    )
