"""Points worth a picture: the highest dose, and the worst point of a structure that misses its limit."""

from __future__ import annotations

import numpy as np
import shapely

from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.pictures.outline import axial_polygons
from rtqa.pictures.plane import sample


def highest_dose_point(dose: Dose) -> Floats:
    """The voxel of the highest dose, shape (3,), in mm; of several, the first in the file."""
    k, j, i = np.unravel_index(int(np.nanargmax(dose.values_gy)), dose.values_gy.shape)
    place: Floats = dose.grid.to_points_mm([[i, j, k]])[0]
    return place


def worst_point(structure: Structure, dose: Dose, *, is_cold: bool) -> Floats | None:
    """The point of the structure's cross-sections with the highest, or lowest, dose.

    Looked for on its outlines and on a lattice as fine as the dose grid. None where no dose is known.

    Args:
        structure: with axial contours.
        dose: in the same frame.
        is_cold: whether the lowest dose is the worst.
    """
    step_mm = min(dose.grid.spacing_mm)
    points = []
    for z, polygon in axial_polygons(structure):
        left, low, right, high = polygon.bounds
        x, y = (
            axis.ravel()
            for axis in np.meshgrid(np.arange(left, right, step_mm), np.arange(low, high, step_mm))
        )
        inside = shapely.contains_xy(polygon, x, y)
        flat = np.concatenate([shapely.get_coordinates(polygon), np.column_stack([x, y])[inside]])
        points.append(np.column_stack([flat, np.full(len(flat), z)]))
    if not points:
        return None
    points_mm = np.concatenate(points)
    gray = sample(dose.values_gy, dose.grid, points_mm)
    if np.isnan(gray).all():
        return None
    return np.asarray(points_mm[int(np.nanargmin(gray) if is_cold else np.nanargmax(gray))])
