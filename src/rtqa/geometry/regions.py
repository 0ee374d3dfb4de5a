"""A structure as the regions that its planes cut out of it, each standing for a slab: sets to compute with.

Union, difference and distance of structures are those of their planes' regions, which shapely has exactly.
What comes out is drawn as contours again, so that the DVH of a difference is a DVH like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.arrays import Ints, starts_of
from rtqa.geometry.rings import Rings, closed_contours, closed_rings
from rtqa.geometry.slabs import cut_slabs
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import ContourKind, Contours, Structure

UNEVEN_MM = 1.0
"""Contours may leave their planes by so much, as for a DVH."""

SPECK_MM2 = 1e-3
"""A region smaller than this is rounding where two outlines meet."""

Regions = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sections:
    """A structure, plane by plane.

    Attributes:
        axes: shape (3, 3); rows are the unit vectors u, v and w, the planes' normal.
        offsets_mm: shape (p,), ascending; where each plane lies along w.
        low_mm, high_mm: shape (p,); the slab that each plane stands for.
        regions: shape (p,); the polygons of each plane, in mm along u and v; may be empty.
    """

    axes: Floats
    offsets_mm: Floats
    low_mm: Floats
    high_mm: Floats
    regions: Regions

    @property
    def thickness_mm(self) -> Floats:
        """Shape (p,)."""
        return self.high_mm - self.low_mm

    @property
    def volume_cm3(self) -> float:
        """Volume of the slabs."""
        return float(shapely.area(self.regions) @ self.thickness_mm) / 1000.0

    @property
    def usual_gap_mm(self) -> float | None:
        """The commonest distance between neighbouring planes; None where none occurs twice."""
        gaps = Counter(np.round(np.diff(self.offsets_mm), 2).tolist())
        commonest = gaps.most_common(1)
        return commonest[0][0] if commonest and commonest[0][1] > 1 else None

    def at(self, height_mm: float) -> shapely.Geometry:
        """The region at a height along w; empty beyond the ends, and between parts."""
        (planes,) = np.nonzero((self.low_mm <= height_mm) & (height_mm < self.high_mm))
        return shapely.union_all(self.regions[planes])

    def at_planes_of(self, other: Sections) -> Regions:
        """The regions at the heights of another's planes."""
        return np.array([self.at(height) for height in other.offsets_mm], dtype=object)

    def having(self, regions: Regions) -> Sections:
        """These slabs with other regions."""
        return replace(self, regions=regions)

    def without(self, regions: Regions) -> Sections:
        """What the regions, one a plane, leave of these."""
        return self.having(shapely.difference(self.regions, regions))

    def gaps_to(self, other: Sections) -> Floats:
        """Distance along w from each slab (p,) to each of another (q,), in mm: 0 where they meet."""
        above = other.low_mm[None, :] - self.high_mm[:, None]
        below = self.low_mm[:, None] - other.high_mm[None, :]
        return np.maximum(np.maximum(above, below), 0.0)

    def pieces(self, name: str) -> tuple[Structure, ...]:
        """The same as structures to draw a DVH of: one for each run of planes with nothing missing between.

        One structure with planes missing would have them filled in.
        """
        drawn = shapely.area(self.regions) > SPECK_MM2
        breaks = np.flatnonzero(self.low_mm[1:] - self.high_mm[:-1] > UNEVEN_MM) + 1
        labels = np.cumsum(~drawn) + np.searchsorted(breaks, np.arange(len(drawn)), side="right")
        runs = [np.flatnonzero(drawn & (labels == label)) for label in np.unique(labels[drawn])]
        return tuple(self._draw(run, name) for run in runs)

    def _draw(self, planes: Ints, name: str) -> Structure:
        rings = [
            np.column_stack([ring, np.full(len(ring), self.offsets_mm[plane])]) @ self.axes
            for plane in planes
            for ring in _rings(self.regions[plane])
        ]
        starts = starts_of(np.array([len(ring) for ring in rings]))
        contours = Contours(
            points_mm=owned(np.concatenate(rings)),
            starts=starts,
            kinds=(ContourKind.CLOSED_PLANAR,) * len(rings),
        )
        return Structure(number=0, name=name, role="", contours=contours)


def axes_of(structure: Structure) -> Floats:
    """Rows u, v, w: the planes' normal as w, and two directions across.

    Raises:
        UnsupportedError: the structure has no closed contours.
    """
    return axes_across(closed_contours(structure).normal)


def axes_across(normal: Floats) -> Floats:
    """Rows u, v, w: two directions across a unit normal, and itself; x, y, z where it is z."""
    across = np.eye(3)[np.argmin(np.abs(normal))]
    u = across - (across @ normal) * normal
    u /= np.linalg.norm(u)
    return owned(np.stack([u, np.cross(normal, u), normal]))


def cut_sections(structure: Structure, *, axes: Floats, set_spacing_mm: float | None) -> Sections:
    """The sections of a structure.

    Args:
        structure: closed contours in planes across the third of ``axes``.
        axes: as of :func:`axes_of`.
        set_spacing_mm: usual distance between planes, for a structure drawn on one plane alone.

    Raises:
        UnsupportedError: it has no closed contours, no area, or planes of other directions.
    """
    contours = closed_contours(structure)
    placed = contours.points_mm @ axes.T
    first = contours.starts[:-1]
    spread = np.maximum.reduceat(placed[:, 2], first) - np.minimum.reduceat(placed[:, 2], first)
    if spread.max() > UNEVEN_MM:
        raise UnsupportedError(Message("contours.other-directions", name=structure.name))
    rings = closed_rings(contours, placed, name=structure.name)
    slabs = cut_slabs(rings, set_spacing_mm=set_spacing_mm)
    return Sections(
        axes=axes,
        offsets_mm=rings.offsets_mm,
        low_mm=slabs.low_mm,
        high_mm=slabs.high_mm,
        regions=_regions(rings),
    )


def union(sections: Sequence[Sections], *, along: Sections) -> Regions:
    """What any of several structures covers, at the planes of one."""
    covered = [structure.at_planes_of(along) for structure in sections]
    empty = np.full(len(along.offsets_mm), shapely.MultiPolygon(), dtype=object)
    return reduce(shapely.union, covered, empty)


def gap_between_mm(first: Sections, second: Sections) -> float:
    """Least distance between two structures, edge to edge; 0 where they meet. Exact for their slabs."""
    # Every region of the first (p,) with every one of the second (q,): distance across, and along w.
    across = shapely.distance(first.regions[:, None], second.regions[None, :])
    apart = np.hypot(across, first.gaps_to(second))
    return float(np.nanmin(apart))


def gap_to_surface_mm(inner: Sections, outer: Sections) -> float:
    """Least distance from a structure inside another one to the other's surface; 0 where it reaches out.

    It is the distance to what the outer one does not cover: in each of its slabs what surrounds the slab's
    region, and everything beyond its ends.
    """
    reaching_out = shapely.area(shapely.difference(inner.regions, outer.at_planes_of(inner)))
    if np.any(reaching_out > SPECK_MM2):
        return 0.0
    # Every inner region (p,) with every outer one (q,): how far it is from the rim around it.
    gaps = inner.gaps_to(outer)
    covers = shapely.contains(outer.regions[None, :], inner.regions[:, None])
    rims = shapely.distance(inner.regions[:, None], shapely.boundary(outer.regions)[None, :])
    across = np.where(covers, rims, 0.0)
    beyond = min(
        float(inner.low_mm.min() - outer.low_mm.min()), float(outer.high_mm.max() - inner.high_mm.max())
    )
    return max(min(float(np.hypot(across, gaps).min()), beyond), 0.0)


def _regions(rings: Rings) -> Regions:
    """Each plane's polygons; rings do not cross, so what lies in an odd number of them is inside."""
    polygons = [
        shapely.Polygon(rings.points[a:b]) for a, b in zip(rings.starts, rings.starts[1:], strict=False)
    ]
    regions = [shapely.MultiPolygon()] * len(rings.offsets_mm)
    for polygon, plane in zip(polygons, rings.plane, strict=True):
        regions[plane] = shapely.symmetric_difference(regions[plane], shapely.make_valid(polygon))
    return np.array(regions, dtype=object)


def _rings(region: shapely.Geometry) -> Iterator[Floats]:
    """Outlines and holes of a region, the first point not repeated."""
    for part in shapely.get_parts(shapely.get_parts(region)):
        if part.geom_type == "Polygon" and part.area > SPECK_MM2:
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)[:-1]
