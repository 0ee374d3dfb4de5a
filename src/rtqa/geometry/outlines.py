"""Structures as regions of their planes, to ask what lies within what. Drawn when asked for, and once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.geometry.regions import axes_across
from rtqa.geometry.rings import SAME_PLANE_MM
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

FLAT_MM = 1.5
"""Contours that leave the shared planes by more than this are drawn in planes of another direction."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """The planes of one structure.

    Attributes:
        offsets_mm: shape (p,); where each plane lies along the normal, ascending.
        gap_mm: the usual distance between neighbouring planes; 0 where there is one alone.
        low, high: shape (2,); corners of the box around all contours within their planes, in mm.
        polygons: shape (m,); each contour that has three points or more, made valid.
        boxes: shape (m, 4); the box around each: least x and y, greatest x and y.
        planes: shape (m,); the plane of each.
        regions: what the planes enclose, as far as it was asked for.
    """

    offsets_mm: Floats
    gap_mm: float
    low: Floats
    high: Floats
    polygons: npt.NDArray[np.object_] = field(repr=False)
    boxes: Floats = field(repr=False)
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
            self.regions[plane] = _fill(self.polygons[self.planes == plane])
        return self.regions[plane]

    def planes_at(self, offsets_mm: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """The planes that stand for places along the normal; -1 beyond the structure's ends and in gaps."""
        away_mm = np.abs(self.offsets_mm[:, None] - np.atleast_1d(offsets_mm))
        nearest = np.argmin(away_mm, axis=0)
        within = away_mm.min(axis=0) <= self.gap_mm / 2 + SAME_PLANE_MM
        return np.where(within, nearest, -1)

    def plane_at(self, offset_mm: float) -> int | None:
        """The plane that stands for this place along the normal; None beyond the ends and in gaps."""
        plane = int(self.planes_at(offset_mm)[0])
        return plane if plane >= 0 else None

    def near(self, offsets_mm: Floats, boxes: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
        """What it encloses at some places along the normal, as far as it may reach into a box at each.

        Args:
            offsets_mm: shape (n,).
            boxes: shape (n, 4); least x and y, greatest x and y, in mm.

        Returns:
            The places where something is near, and the region at each.
        """
        # Contours with a plane at a place (q,), and a box that meets the one there; then place by place.
        places, contours = np.nonzero(self.planes_at(offsets_mm)[:, None] == self.planes)
        drawn, wanted = self.boxes[contours], boxes[places]
        meets = np.all((drawn[:, :2] <= wanted[:, 2:]) & (drawn[:, 2:] >= wanted[:, :2]), axis=1)
        there, first, counts = np.unique(places[meets], return_index=True, return_counts=True)
        contours = contours[meets]
        regions = self.polygons[contours[first]]
        for n in np.flatnonzero(counts > 1):
            filled = _fill(self.polygons[contours[first[n] : first[n] + counts[n]]])
            regions[n] = shapely.clip_by_rect(filled, *boxes[there[n]])
        return there, regions


@dataclass(slots=True)
class Outlines:
    """The structures of one set in the planes that they share.

    Attributes:
        basis: shape (3, 3); rows are two directions within the planes and their normal; where it is not
            given, those of the first structure that is asked for.
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
        return (
            points if self.basis is None or np.array_equal(self.basis, np.eye(3)) else points @ self.basis.T
        )

    def _draw(self, structure: Structure) -> Drawn | None:
        contours = structure.contours.closed()
        lengths = np.diff(contours.starts)
        filled = lengths >= 3
        if not filled.any():
            return None
        points = contours.points_mm[np.repeat(filled, lengths)]
        lengths = lengths[filled]
        if self.basis is None:
            axial = _unevenness_mm(points[:, 2], lengths) <= SAME_PLANE_MM
            self.basis = np.eye(3) if axial else axes_across(contours.normal)
        placed = self.place(points)
        if _unevenness_mm(placed[:, 2], lengths) > FLAT_MM:
            return None

        # The height of each contour (m,), and its plane: contours close to each other share one.
        owner = np.repeat(np.arange(len(lengths)), lengths)
        heights_mm = np.bincount(owner, placed[:, 2]) / lengths
        order = np.argsort(heights_mm, kind="stable")
        is_new = np.diff(heights_mm[order], prepend=-np.inf) > SAME_PLANE_MM
        planes = np.empty(len(order), dtype=np.intp)
        planes[order] = np.cumsum(is_new) - 1
        offsets_mm = heights_mm[order][is_new]

        # Each contour as a polygon (m,) that does not cross itself, and the box around it.
        polygons = shapely.polygons(shapely.linearrings(placed[:, :2], indices=owner))
        invalid = ~shapely.is_valid(polygons)
        polygons[invalid] = shapely.make_valid(polygons[invalid])
        boxes = shapely.bounds(polygons)
        return Drawn(
            offsets_mm=offsets_mm,
            gap_mm=float(np.median(np.diff(offsets_mm))) if len(offsets_mm) > 1 else 0.0,
            low=boxes[:, :2].min(axis=0),
            high=boxes[:, 2:].max(axis=0),
            polygons=polygons,
            boxes=boxes,
            planes=planes,
        )


def find_shared_basis(structures: Iterable[Structure]) -> Floats | None:
    """The axes of the planes that most of a set's volumes share, where these are axial; else None.

    One structure drawn across the others, as on an image of another orientation, must not decide for all.
    """
    axial = []
    for structure in structures:
        contours = structure.contours.closed()
        lengths = np.diff(contours.starts)
        if len(lengths):
            axial.append(_unevenness_mm(contours.points_mm[:, 2], lengths) <= SAME_PLANE_MM)
    return np.eye(3) if axial and np.mean(axial) >= 0.5 else None


def compute_outside_cm3(inner: Drawn, outer: list[Drawn]) -> tuple[float, float]:
    """How much of a structure lies outside all of some others, and how large it is, in cm³.

    Right prisms, one gap thick: good enough to tell within from beyond, and no more.
    """
    regions = np.array([inner.region(plane) for plane in range(len(inner.offsets_mm))], dtype=object)
    total_mm2 = float(shapely.area(regions).sum())
    offsets_mm = inner.offsets_mm
    for structure in outer:
        there, held = structure.near(offsets_mm, shapely.bounds(regions))
        # Regions that it covers as a whole are done with; of others what it does not cover is left.
        covered = shapely.covers(held, regions[there])
        cut = there[~covered]
        regions[cut] = shapely.difference(regions[cut], held[~covered])
        left = np.delete(np.arange(len(regions)), there[covered])
        regions, offsets_mm = regions[left], offsets_mm[left]
    outside_mm2 = float(shapely.area(regions).sum())
    return outside_mm2 * inner.gap_mm / 1000.0, total_mm2 * inner.gap_mm / 1000.0


def _unevenness_mm(heights_mm: Floats, lengths: npt.NDArray[np.intp]) -> float:
    """How far the worst contour leaves its plane."""
    starts = np.cumsum(lengths) - lengths
    spread = np.maximum.reduceat(heights_mm, starts) - np.minimum.reduceat(heights_mm, starts)
    return float(spread.max())


def _fill(shapes: npt.NDArray[np.object_]) -> shapely.Geometry:
    """What contours of one plane enclose together: nested is a hole, a keyhole is read even-odd."""
    return shapes[0] if len(shapes) == 1 else reduce(shapely.symmetric_difference, shapes)
