"""The point of structures where the dose is worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from rtqa.geometry.planar import PlanarStructure
from rtqa.model.geometry import Floats
from rtqa.pictures.field import DoseField

_STEP_MM = 1.0


def worst_point(structures: Sequence[PlanarStructure], field: DoseField, *, is_cold: bool) -> Floats | None:
    """The point of the structures' cross-sections with the highest, or lowest, dose.

    Looked for in the planes of their contours, on the outlines and on a lattice inside, at points 1 mm apart.
    None where no dose is known.

    Args:
        structures: in planes of any direction.
        field: in the same frame.
        is_cold: whether the lowest dose is the worst.
    """
    points = []
    for structure, height, polygon in _planes(structures):
        # The lattice's points inside, and the outline's: shape (n, 2), and in the patient (n, 3).
        left, low, right, high = polygon.bounds
        u, v = (
            axis.ravel()
            for axis in np.meshgrid(np.arange(left, right, _STEP_MM), np.arange(low, high, _STEP_MM))
        )
        inside = shapely.contains_xy(polygon, u, v)
        outline = shapely.get_coordinates(shapely.segmentize(polygon, _STEP_MM))
        flat = np.concatenate([outline, np.column_stack([u, v])[inside]])
        points.append(np.column_stack([flat, np.full(len(flat), height)]) @ structure.axes)
    if not points:
        return None
    points_mm = np.concatenate(points)
    dose_gy = field.at(points_mm)
    if np.isnan(dose_gy).all():
        return None
    return np.asarray(points_mm[int(np.nanargmin(dose_gy) if is_cold else np.nanargmax(dose_gy))])


def _planes(
    structures: Sequence[PlanarStructure],
) -> Iterator[tuple[PlanarStructure, float, shapely.Geometry]]:
    """Each plane that encloses something, and its height along the structure's normal."""
    for structure in structures:
        for height, region in zip(structure.offsets_mm, structure.regions, strict=True):
            if not region.is_empty:
                yield structure, float(height), region
