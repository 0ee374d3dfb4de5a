"""Structures as regions of their planes, to ask what lies within what. Drawn when asked for, and once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

SAME_PLANE_MM = 0.02
"""Contours closer than this along their normal lie in one plane."""

PARALLEL_COSINE = 0.9999
"""Planes whose normals agree to this are parallel: 0.8 degrees, which 100 mm make 1.4 mm of."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """The planes of one structure.

    Attributes:
        offsets_mm: shape (p,); where each plane lies along the normal, ascending.
        gap_mm: the usual distance between neighbouring planes; 0 where there is one alone.
        low, high: shape (2,); corners of the box around all contours within their planes, in mm.
        polygons: each contour that has three points or more, as drawn.
        planes: shape (m,); the plane of each polygon.
    """

    offsets_mm: Floats
    gap_mm: float
    low: Floats
    high: Floats
    polygons: npt.NDArray[np.object_] = field(repr=False)
    planes: npt.NDArray[np.intp] = field(repr=False)
    regions: dict[int, shapely.Geometry] = field(default_factory=dict, repr=False)

    @property
    def extent_mm(self) -> tuple[float, float]:
        """From where to where it reaches along the normal, half a gap beyond its end planes."""
        return (
            float(self.offsets_mm[0]) - self.gap_mm / 2,
            float(self.offsets_mm[-1]) + self.gap_mm / 2,
        )

    def region(self, plane: int) -> shapely.Geometry:
        """What a plane's contours enclose: nested is a hole, and a keyhole is read by the even-odd rule."""
        if plane not in self.regions:
            shapes = self.polygons[self.planes == plane]
            invalid = ~shapely.is_valid(shapes)
            shapes[invalid] = shapely.make_valid(shapes[invalid])
            self.regions[plane] = reduce(shapely.symmetric_difference, shapes)
        return self.regions[plane]

    def plane_at(self, offset_mm: float) -> int | None:
        """The plane that stands for this place along the normal; None beyond the structure's ends."""
        nearest = int(np.argmin(np.abs(self.offsets_mm - offset_mm)))
        reach_mm = self.gap_mm / 2 + SAME_PLANE_MM
        return nearest if abs(float(self.offsets_mm[nearest]) - offset_mm) <= reach_mm else None


@dataclass(slots=True)
class Outlines:
    """The structures of one set in the planes that they share.

    Attributes:
        basis: shape (3, 3); rows are two directions within the planes and their normal; of the first
            structure that was asked for.
    """

    basis: Floats | None = None
    _drawn: dict[int, Drawn | None] = field(default_factory=dict)

    def of(self, structure: Structure) -> Drawn | None:
        """The structure's planes; None where it has no closed contour, or planes of another direction."""
        if structure.number not in self._drawn:
            self._drawn[structure.number] = self._draw(structure)
        return self._drawn[structure.number]

    def place(self, points_mm: npt.ArrayLike) -> Floats:
        """Points (n, 3) as two coordinates within the planes and one along their normal, in mm."""
        points = np.asarray(points_mm, dtype=float).reshape(-1, 3)
        return points if self.basis is None else points @ self.basis.T

    def _draw(self, structure: Structure) -> Drawn | None:
        contours = structure.contours.closed()
        lengths = np.diff(contours.starts)
        filled = lengths >= 3
        if not filled.any():
            return None
        normal = contours.normal
        if self.basis is None:
            self.basis = _basis(normal)
        if abs(float(self.basis[2] @ normal)) < PARALLEL_COSINE:
            return None
        placed = self.place(contours.points_mm[np.repeat(filled, lengths)])
        lengths = lengths[filled]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        heights_mm = np.bincount(owner, placed[:, 2]) / lengths
        order = np.argsort(heights_mm, kind="stable")
        is_new = np.diff(heights_mm[order], prepend=-np.inf) > SAME_PLANE_MM
        planes = np.empty(len(order), dtype=np.intp)
        planes[order] = np.cumsum(is_new) - 1
        offsets_mm = heights_mm[order][is_new]
        return Drawn(
            offsets_mm=offsets_mm,
            gap_mm=float(np.median(np.diff(offsets_mm))) if len(offsets_mm) > 1 else 0.0,
            low=placed[:, :2].min(axis=0),
            high=placed[:, :2].max(axis=0),
            polygons=shapely.polygons(shapely.linearrings(placed[:, :2], indices=owner)),
            planes=planes,
        )


def compute_outside_cm3(inner: Drawn, outer: list[Drawn]) -> tuple[float, float]:
    """How much of a structure lies outside all of some others, and how large it is, in cm³.

    Right prisms, one gap thick: good enough to tell within from beyond, and no more.
    """
    outside_mm2 = total_mm2 = 0.0
    for plane, offset_mm in enumerate(inner.offsets_mm):
        region = inner.region(plane)
        total_mm2 += region.area
        around = [one.region(there) for one in outer if (there := one.plane_at(float(offset_mm))) is not None]
        if any(shapely.covers(shape, region) for shape in around):
            continue
        outside_mm2 += shapely.difference(region, shapely.union_all(around)).area
    return outside_mm2 * inner.gap_mm / 1000.0, total_mm2 * inner.gap_mm / 1000.0


def _basis(normal: Floats) -> Floats:
    """Two directions across a normal, and itself: x, y, z where it is z."""
    first = np.eye(3)[int(np.argmin(np.abs(normal)))]
    first = first - normal * (first @ normal)
    first /= np.linalg.norm(first)
    return np.array([first, np.cross(normal, first), normal])
