"""Where a plane cuts a structure: its contours, or the sides of the slabs that they stand for."""

from __future__ import annotations

import numpy as np
import shapely

from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.pictures.plane import AXES, Plane

_FLAT_MM = 0.5
"""A contour that leaves its axial plane by no more than this is axial."""


def axial_polygons(structure: Structure) -> list[tuple[float, shapely.Geometry]]:
    """The structure's axial cross-sections, holes taken out, each with its z; lowest first."""
    rings: dict[float, list[shapely.Geometry]] = {}
    for _, points_mm in structure.contours.closed():
        if len(points_mm) >= 3 and np.ptp(points_mm[:, 2]) <= _FLAT_MM:
            ring = shapely.make_valid(shapely.Polygon(points_mm[:, :2]))
            rings.setdefault(round(float(points_mm[:, 2].mean()), 2), []).append(ring)
    return [(z, _even_odd(rings[z])) for z in sorted(rings)]


def cut(polygons: list[tuple[float, shapely.Geometry]], plane: Plane, *, spacing_mm: float) -> list[Floats]:
    """The lines that a structure draws on a plane.

    Args:
        polygons: of :func:`axial_polygons`.
        plane: where to cut.
        spacing_mm: distance of the contours' planes: each stands for a slab of this thickness.

    Returns:
        Lines of shape (n, 2) in mm, along the plane's two axes.
    """
    if plane.orientation == "axial":
        near = [(abs(z - plane.position_mm), polygon) for z, polygon in polygons]
        distance, polygon = min(near, key=lambda one: one[0], default=(np.inf, None))
        return _lines(polygon) if polygon is not None and distance <= spacing_mm / 2.0 + 1e-6 else []
    axis = AXES[plane.orientation][2]
    slabs = []
    for z, polygon in polygons:
        low, high = z - spacing_mm / 2.0, z + spacing_mm / 2.0
        slabs += [
            shapely.box(first, low, last, high) for first, last in _chord(polygon, axis, plane.position_mm)
        ]
    # Grown by a hair, so that neighbouring slabs meet in spite of rounded positions.
    return _lines(shapely.union_all(shapely.buffer(slabs, 0.05, join_style="mitre"))) if slabs else []


def _even_odd(rings: list[shapely.Geometry]) -> shapely.Geometry:
    whole = rings[0]
    for ring in rings[1:]:
        whole = whole.symmetric_difference(ring)
    return whole


def _chord(polygon: shapely.Geometry, axis: int, position_mm: float) -> list[tuple[float, float]]:
    """From where to where a line across a polygon, at a place on the axis that it cuts, runs inside."""
    ends = np.reshape(polygon.bounds, (2, 2)) + np.array([[-1.0], [1.0]])
    ends[:, axis] = position_mm
    inside = polygon.intersection(shapely.LineString(ends))
    other = 1 - axis
    return [
        (part.bounds[other], part.bounds[other + 2])
        for part in shapely.get_parts(inside)
        if part.geom_type == "LineString"
    ]


def _lines(geometry: shapely.Geometry) -> list[Floats]:
    return [shapely.get_coordinates(line) for line in shapely.get_parts(geometry.boundary)]
