"""A structure as it is drawn: parallel planes, what each encloses, and how far it stands for it.

Everything that asks for a structure's volume, what lies in it, or where it is cut asks this: the DVH, the
checks, the metrics, the pictures and the commands. Rings and regions are two forms of the same; each is made
of the other when it is asked for. `tolerances` has how contours are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.arrays import Bools, Ints, starts_of
from rtqa.geometry.rings import Rings, closed_contours, closed_rings
from rtqa.geometry.slabs import Slabs, cut_slabs
from rtqa.geometry.tolerances import FLAT_MM, SAME_PLANE_MM, SPECK_MM2, UNEVEN_MM
from rtqa.messages import Message, Quantity
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import ContourKind, Contours, Structure

Regions = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanarStructure:
    """A structure, plane by plane.

    Attributes:
        name: the structure's.
        axes: shape (3, 3); rows are the unit vectors u, v and w, the planes' normal.
        rings: outlines and holes of its planes, in mm along u and v.
        slabs: what each plane stands for along w.
    """

    name: str
    axes: Floats = field(repr=False)
    rings: Rings = field(repr=False)
    slabs: Slabs = field(repr=False)
    _regions: dict[int, shapely.Geometry] = field(default_factory=dict, repr=False)

    @classmethod
    def of_regions(
        cls, regions: Regions, *, name: str, axes: Floats, offsets_mm: Floats, slabs: Slabs
    ) -> PlanarStructure:
        """From polygons (p,) in mm along u and v, which may be empty."""
        known = dict(enumerate(regions))
        rings = Rings.of_regions(list(regions), offsets_mm)
        return cls(name=name, axes=axes, rings=rings, slabs=slabs, _regions=known)

    @property
    def normal(self) -> Floats:
        """Shape (3,); across its planes."""
        normal: Floats = self.axes[2]
        return normal

    def is_along(self, other: PlanarStructure) -> bool:
        """Whether it has planes of the same direction, in the same coordinates."""
        return self.axes is other.axes or bool(np.allclose(self.axes, other.axes, rtol=0, atol=1e-6))

    @property
    def offsets_mm(self) -> Floats:
        """Shape (p,), ascending; where each plane lies along w."""
        return self.rings.offsets_mm

    @property
    def low_mm(self) -> Floats:
        """Shape (p,); where each plane's slab begins."""
        return self.slabs.low_mm

    @property
    def high_mm(self) -> Floats:
        """Shape (p,); where each plane's slab ends."""
        return self.slabs.high_mm

    @property
    def thickness_mm(self) -> Floats:
        """Shape (p,); of the slabs."""
        return self.slabs.thickness_mm

    @property
    def areas_mm2(self) -> Floats:
        """Shape (p,); what each plane encloses."""
        return self.rings.plane_areas

    @property
    def volume_cm3(self) -> float:
        """Volume of the slabs."""
        return float(self.areas_mm2 @ self.thickness_mm) / 1000.0

    @property
    def volume_by_exclusive_or_cm3(self) -> float:
        """The volume if contours that cross took from each other what they share."""
        more = self.rings.more_areas
        return self.volume_cm3 + (float(more @ self.thickness_mm) / 1000.0 if len(more) else 0.0)

    @property
    def extent_mm(self) -> tuple[float, float]:
        """From where to where along w it reaches."""
        return float(self.low_mm[0]), float(self.high_mm[-1])

    @property
    def usual_gap_mm(self) -> float | None:
        """The commonest distance between neighbouring planes; None where none occurs twice."""
        gaps = Counter(np.round(np.diff(self.offsets_mm), 2).tolist())
        commonest = gaps.most_common(1)
        return commonest[0][0] if commonest and commonest[0][1] > 1 else None

    @cached_property
    def boxes(self) -> Floats:
        """Shape (p, 4); least u and v and greatest u and v of each plane; nan where it encloses nothing."""
        boxes = np.full((len(self.offsets_mm), 4), np.nan)
        if len(self.rings.plane):
            first = self.rings.starts[:-1]
            lows = np.minimum.reduceat(self.rings.points, first)
            highs = np.maximum.reduceat(self.rings.points, first)
            np.fmin.at(boxes[:, :2], self.rings.plane, lows)
            np.fmax.at(boxes[:, 2:], self.rings.plane, highs)
        return boxes

    @property
    def box_mm(self) -> Floats:
        """Shape (2, 3); opposite corners of the box around all of it, in its own axes."""
        low, high = self.extent_mm
        return np.array(
            [[*np.nanmin(self.boxes[:, :2], axis=0), low], [*np.nanmax(self.boxes[:, 2:], axis=0), high]]
        )

    @cached_property
    def points_mm(self) -> Floats:
        """Shape (n, 3); the corners of all outlines and holes, in the patient."""
        heights = np.repeat(self.offsets_mm[self.rings.plane], np.diff(self.rings.starts))
        placed = np.column_stack([self.rings.points, heights])
        return placed if _is_axial(self.axes) else placed @ self.axes

    @cached_property
    def regions(self) -> Regions:
        """Shape (p,); the polygons of each plane, in mm along u and v; may be empty."""
        return np.array([self.region(plane) for plane in range(len(self.offsets_mm))], dtype=object)

    def region(self, plane: int) -> shapely.Geometry:
        """What one plane encloses, as polygons in mm along u and v."""
        if plane not in self._regions:
            self._regions[plane] = self.rings.region(plane)
        return self._regions[plane]

    def place(self, points_mm: npt.ArrayLike) -> Floats:
        """Points (n, 3) of the patient as u, v and w, in mm."""
        points = np.asarray(points_mm, dtype=float).reshape(-1, 3)
        return points if _is_axial(self.axes) else points @ self.axes.T

    def planes_at(self, heights_mm: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """The planes that stand for places along w; -1 beyond the structure's ends and in gaps."""
        heights = np.atleast_1d(np.asarray(heights_mm, dtype=float))
        plane = np.clip(np.searchsorted(self.high_mm, heights), 0, len(self.high_mm) - 1)
        before = np.maximum(plane - 1, 0)
        plane = np.where(heights <= self.high_mm[before] + SAME_PLANE_MM / 2, before, plane)
        within = (heights >= self.low_mm[plane] - SAME_PLANE_MM) & (
            heights <= self.high_mm[plane] + SAME_PLANE_MM
        )
        return np.where(within, plane, -1)

    def at(self, height_mm: float) -> shapely.Geometry:
        """The region at a height along w; empty beyond the ends, and between parts."""
        plane = int(self.planes_at(height_mm)[0])
        return self.region(plane) if plane >= 0 else shapely.MultiPolygon()

    def at_planes_of(self, other: PlanarStructure) -> Regions:
        """The regions at the heights of another's planes."""
        return np.array([self.at(height) for height in other.offsets_mm], dtype=object)

    def contains(self, points_mm: npt.ArrayLike) -> Bools:
        """Which of points (n, 3) of the patient lie inside."""
        u, v, height = self.place(points_mm).T
        plane = self.planes_at(height)
        inside = np.zeros(len(u), dtype=bool)
        for number in np.unique(plane[plane >= 0]):
            there = np.flatnonzero(plane == number)
            region = self._regions.get(int(number))
            if region is None:
                inside[there] = self.rings.contains(int(number), u[there], v[there])
            else:
                shapely.prepare(region)
                inside[there] = shapely.intersects_xy(region, u[there], v[there])
        return inside

    def having(self, regions: Regions) -> PlanarStructure:
        """These slabs with other regions."""
        return PlanarStructure.of_regions(
            regions, name=self.name, axes=self.axes, offsets_mm=self.offsets_mm, slabs=self.slabs
        )

    def without(self, regions: Regions) -> PlanarStructure:
        """What the regions, one a plane, leave of these."""
        return self.having(shapely.difference(self.regions, regions))

    def gaps_to(self, other: PlanarStructure) -> Floats:
        """Distance along w from each slab (p,) to each of another (q,), in mm: 0 where they meet."""
        above = other.low_mm[None, :] - self.high_mm[:, None]
        below = self.low_mm[:, None] - other.high_mm[None, :]
        return np.maximum(np.maximum(above, below), 0.0)

    def pieces(self, name: str) -> tuple[Structure, ...]:
        """The same as structures to draw a DVH of: one for each run of planes without a gap."""
        drawn = self.areas_mm2 > SPECK_MM2
        breaks = np.flatnonzero(self.low_mm[1:] - self.high_mm[:-1] > UNEVEN_MM) + 1
        labels = np.cumsum(~drawn) + np.searchsorted(breaks, np.arange(len(drawn)), side="right")
        runs = [np.flatnonzero(drawn & (labels == label)) for label in np.unique(labels[drawn])]
        return tuple(self._draw(run, name) for run in runs)

    def draw(self, name: str) -> Structure:
        """The same as a drawn structure, of ROI number 0."""
        return self._draw(np.flatnonzero(self.areas_mm2 > SPECK_MM2), name)

    def _draw(self, planes: Ints, name: str) -> Structure:
        rings = [
            np.column_stack([ring, np.full(len(ring), self.offsets_mm[plane])]) @ self.axes
            for plane in planes
            for ring in _rings(self.region(int(plane)))
        ]
        starts = starts_of(np.array([len(ring) for ring in rings]))
        contours = Contours(
            points_mm=owned(np.concatenate(rings)),
            starts=starts,
            kinds=(ContourKind.CLOSED_PLANAR,) * len(rings),
        )
        return Structure(number=0, name=name, role="", contours=contours)


def lay_flat(
    structure: Structure,
    *,
    set_spacing_mm: float | None,
    slices: DrawingSlices | None = None,
    axes: Floats | None = None,
) -> PlanarStructure:
    """A structure in its own planes.

    Args:
        structure: closed contours in planes of one direction, any direction.
        set_spacing_mm: usual distance between planes, for a structure drawn on one plane alone.
        slices: those that it could have been drawn on, unless it has its own; None where nothing is known
            of them.
        axes: whose third the planes must lie across; None for its own.

    Raises:
        UnsupportedError: it has no closed contours, no area, or planes of other or several directions.
    """
    contours = closed_contours(structure)
    slices = structure.slices or slices
    if axes is None:
        axes, leaves_mm = _own_axes(contours, slices)
        if leaves_mm > UNEVEN_MM:
            raise UnsupportedError(Message("contours.planes-differ"))
    else:
        leaves_mm = _unevenness_mm(contours, axes[2])
        if leaves_mm > UNEVEN_MM:
            raise UnsupportedError(Message("contours.other-directions", name=structure.name))
    placed = contours.points_mm if _is_axial(axes) else contours.points_mm @ axes.T
    rings = closed_rings(contours, placed, name=structure.name)
    if leaves_mm > FLAT_MM:
        distance = Quantity(float(f"{leaves_mm:.2g}"), "mm")
        rings = replace(rings, notes=(*rings.notes, Message("contours.flattened", distance=distance)))
    slabs = cut_slabs(rings, normal=axes[2], slices=slices, set_spacing_mm=set_spacing_mm)
    return PlanarStructure(name=structure.name, axes=axes, rings=rings, slabs=slabs)


def axes_across(normal: Floats) -> Floats:
    """Rows u, v, w: two directions across a unit normal, and itself; x, y, z where it is z."""
    across = np.eye(3)[np.argmin(np.abs(normal))]
    u = across - (across @ normal) * normal
    u /= np.linalg.norm(u)
    return owned(np.stack([u, np.cross(normal, u), normal]))


def _own_axes(contours: Contours, slices: DrawingSlices | None) -> tuple[Floats, float]:
    """The axes of the contours' planes, and how far the worst contour leaves its plane.

    The patient's axes and the slices' normal first, where contours lie flat across one of them: so that
    structures of one direction share their axes. Then their own normal; else what they leave least.
    """
    candidates = [_PATIENT_AXES[2], _PATIENT_AXES[1], _PATIENT_AXES[0]]
    if slices is not None:
        candidates.append(axes_across(slices.normal))
    leaves: list[float] = []
    for axes in candidates:
        leaves.append(_unevenness_mm(contours, axes[2]))
        if leaves[-1] <= FLAT_MM:
            return axes, leaves[-1]
    candidates.append(axes_across(contours.normal))
    leaves.append(_unevenness_mm(contours, candidates[-1][2]))
    best = len(leaves) - 1 if leaves[-1] <= FLAT_MM else int(np.argmin(leaves))
    return candidates[best], leaves[best]


_PATIENT_AXES = tuple(axes_across(owned(axis)) for axis in np.eye(3))


def _is_axial(axes: Floats) -> bool:
    return axes is _PATIENT_AXES[2] or np.array_equal(axes, np.eye(3))


def _unevenness_mm(contours: Contours, normal: Floats) -> float:
    """How far the points of one contour lie apart along a normal, at most."""
    (axis,) = np.nonzero(normal)
    heights = contours.points_mm[:, axis[0]] if len(axis) == 1 else contours.points_mm @ normal
    first = contours.starts[:-1]
    return float((np.maximum.reduceat(heights, first) - np.minimum.reduceat(heights, first)).max())


def _rings(region: shapely.Geometry) -> Iterator[Floats]:
    """Outlines and holes of a region, the first point not repeated."""
    for part in shapely.get_parts(shapely.get_parts(region)):
        if part.geom_type == "Polygon" and part.area > SPECK_MM2:
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)[:-1]
