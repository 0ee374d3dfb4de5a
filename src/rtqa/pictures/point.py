"""The point of structures where the dose is worst."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.pictures.field import DoseField
from rtqa.pictures.plane import axial_polygons

_STEP_MM = 1.0


def worst_point(structures: Sequence[Structure], field: DoseField, *, is_cold: bool) -> Floats | None:
    """The point of the structures' cross-sections with the highest, or lowest, dose.

    Looked for in the planes of their contours, on the outlines and on a lattice inside, at points 1 mm apart.
    None where no dose is known.

    Args:
        structures: with axial contours.
        field: in the same frame.
        is_cold: whether the lowest dose is the worst.
    """
    points = []
    for z, polygon in (pair for structure in structures for pair in axial_polygons(structure)):
        # The lattice's points inside, and the outline's: shape (n, 2), and with their z (n, 3).
        left, low, right, high = polygon.bounds
        x, y = (
            axis.ravel()
            for axis in np.meshgrid(np.arange(left, right, _STEP_MM), np.arange(low, high, _STEP_MM))
        )
        inside = shapely.contains_xy(polygon, x, y)
        outline = shapely.get_coordinates(shapely.segmentize(polygon, _STEP_MM))
        flat = np.concatenate([outline, np.column_stack([x, y])[inside]])
        points.append(np.column_stack([flat, np.full(len(flat), z)]))
    if not points:
        return None
    points_mm = np.concatenate(points)
    dose_gy = field.at(points_mm)
    if np.isnan(dose_gy).all():
        return None
    return np.asarray(points_mm[int(np.nanargmin(dose_gy) if is_cold else np.nanargmax(dose_gy))])
