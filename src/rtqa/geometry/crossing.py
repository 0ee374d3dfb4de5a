"""Contours of one plane that cross themselves or each other: the region that they mean together."""

from __future__ import annotations

from functools import reduce

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.arrays import Bools
from rtqa.geometry.tolerances import SLIVER_FRAC
from rtqa.limits import MOST_CROSSING
from rtqa.messages import Message

_FEW = 32
"""Contours that are put together one by one; of more, what is put together becomes the slow part."""


def combine(polygons: npt.NDArray[np.object_], is_xor: Bools) -> tuple[shapely.Geometry, float]:
    """One plane's region by the rules of :mod:`rtqa.geometry.rings`, and its area by exclusive or alone.

    Raises:
        UnsupportedError: the contours are more than :data:`rtqa.limits.MOST_CROSSING`.
    """
    if len(polygons) > MOST_CROSSING:
        raise UnsupportedError(Message("contours.too-many-crossing", n=len(polygons), most=MOST_CROSSING))
    valid = [shapely.multipolygons(faces_of(shape)) for shape in shapely.make_valid(polygons)]
    distinct = _without_repeats(sorted(valid, key=lambda shape: -shape.area))
    if len(distinct) > _FEW:
        return _combine_faces(distinct, is_xor)
    exclusive_or = reduce(shapely.symmetric_difference, distinct, shapely.MultiPolygon())
    if is_xor.any():
        return exclusive_or, float(exclusive_or.area)
    region = shapely.MultiPolygon()
    for shape in distinct:
        is_nested = shapely.intersection(region, shape).area > (1 - SLIVER_FRAC) * shape.area
        region = shapely.difference(region, shape) if is_nested else shapely.union(region, shape)
    return region, float(exclusive_or.area)


def faces_of(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of a geometry; lines and points that validation left over have no area."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon"]


def _combine_faces(distinct: list[shapely.Geometry], is_xor: Bools) -> tuple[shapely.Geometry, float]:
    """The same of many: all lines are cut where they cross, once, and each face between them is in or out."""
    lines = shapely.union_all(shapely.boundary(distinct))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    area = shapely.area(faces)
    # Which faces (q,) lie in which contours (q,), in the order of the contours.
    shapely.prepare(distinct)
    inner = shapely.STRtree(shapely.point_on_surface(faces))
    contour, face = inner.query(distinct, predicate="contains")
    is_odd = np.bincount(face, minlength=len(faces)) % 2 == 1
    exclusive_or_area = float(area[is_odd].sum())
    if is_xor.any():
        return shapely.union_all(faces[is_odd]), exclusive_or_area
    is_solid = np.zeros(len(faces), dtype=bool)
    for within in np.split(face, np.searchsorted(contour, np.arange(1, len(distinct)))):
        covered = area[within][is_solid[within]].sum()
        is_solid[within] = covered <= (1 - SLIVER_FRAC) * area[within].sum()
    return shapely.union_all(faces[is_solid]), exclusive_or_area


def _without_repeats(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Leave out contours that repeat another one; a repeated outline is no hole."""
    distinct: list[shapely.Geometry] = []
    for shape in shapes:
        # Sorted by area: what is larger by more than the tolerance differs by more.
        begin = len(distinct)
        while begin and distinct[begin - 1].area - shape.area <= SLIVER_FRAC * shape.area:
            begin -= 1
        differences = shapely.area(shapely.symmetric_difference(distinct[begin:], shape))
        if not np.any(differences <= SLIVER_FRAC * shape.area):
            distinct.append(shape)
    return distinct
