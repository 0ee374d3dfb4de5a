"""From drawn contours to planes of rings that never overlap.

DICOM (PS3.3 C.8.8.6.3) reads several CLOSED_PLANAR contours of one plane as a union, and
CLOSEDPLANAR_XOR ones as an exclusive or; many planning systems write a hole as a second CLOSED_PLANAR
contour inside the first, or as a keyhole: one contour that walks in, round the hole and back out.
Read here: nested is a hole (and an island in the hole is solid again), crossing is a union, a contour that
crosses itself is taken by the even-odd rule, which reads a keyhole rightly whichever way it is walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.arrays import Bools, Ints, expand, starts_of, take_lists
from rtqa.geometry.crossing import combine, faces_of
from rtqa.geometry.tolerances import (
    DIFFER_FRAC,
    HOLLOW_FRAC,
    LINE_FRAC,
    SAME_PLANE_MM,
    SLIVER_FRAC,
    SPECK_MM2,
)
from rtqa.limits import MOST_PAIRS
from rtqa.messages import Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.structure import ContourKind, Contours, Structure

_AT_ONCE = 1_000_000
"""Pairs of boxes looked at together."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """The rings of a structure's planes, end to end.

    Attributes:
        points: shape (n, 2); a ring's first point is not repeated.
        starts: shape (m + 1,); ring ``c`` is ``points[starts[c]:starts[c + 1]]``.
        plane: shape (m,); number of the plane each ring lies in, ascending with the plane's offset.
        areas: shape (m,); what each ring adds to its plane's area, in the square of the points' unit:
            positive for an outline, negative for a hole.
        sign: shape (m,); ±1, such that sign × (signed area, counter-clockwise positive) is that.
        offsets_mm: shape (p,); where each plane lies along the normal, ascending.
        notes: what had to be assumed of the contours.
        more_areas: shape (p,); by how much each plane's area would be larger by exclusive or, in the square
            of the points' unit; empty where contours cross nowhere.
    """

    points: Floats
    starts: npt.NDArray[np.intp]
    plane: npt.NDArray[np.intp]
    areas: Floats
    sign: Floats
    offsets_mm: Floats
    notes: tuple[Message, ...] = ()
    more_areas: Floats = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of_regions(cls, regions: Sequence[shapely.Geometry], offsets_mm: Floats) -> Rings:
        """The outlines and holes of planes (p,) of polygons."""
        return _assemble([_part_of(region, plane) for plane, region in enumerate(regions)], offsets_mm)

    def region(self, plane: int) -> shapely.Geometry:
        """What a plane encloses: rings do not cross, so what lies in an odd number of them is inside."""
        members = np.flatnonzero(self.plane == plane)
        shapes = [shapely.Polygon(self.points[self.starts[m] : self.starts[m + 1]]) for m in members]
        if len(shapes) == 1 and shapes[0].is_valid:
            return shapes[0]
        return reduce(shapely.symmetric_difference, shapely.make_valid(shapes), shapely.MultiPolygon())

    def contains(self, plane: int, u: Floats, v: Floats) -> Bools:
        """Which points (n,) of a plane lie inside, which needs no union of its rings."""
        members = np.flatnonzero(self.plane == plane)
        shapes = [shapely.Polygon(self.points[self.starts[m] : self.starts[m + 1]]) for m in members]
        valid = shapely.make_valid(shapes)
        shapely.prepare(valid)
        inside: Bools = shapely.intersects_xy(valid[:, None], u, v).sum(axis=0) % 2 == 1
        return inside

    def blocks(self, n_points: int) -> Iterator[Rings]:
        """The same planes, a few at a time: about so many points in each."""
        order = np.argsort(self.plane, kind="stable")
        points, starts = take_lists(self.points, self.starts, order)
        plane, areas, sign = self.plane[order], self.areas[order], self.sign[order]
        new_planes = np.flatnonzero(np.diff(plane, prepend=-1))
        borders = new_planes[np.flatnonzero(np.diff(starts[new_planes] // n_points, prepend=-1))]
        for first, last in pairwise([*borders.tolist(), len(plane)]):
            yield replace(
                self,
                points=points[starts[first] : starts[last]],
                starts=starts[first : last + 1] - starts[first],
                plane=plane[first:last],
                areas=areas[first:last],
                sign=sign[first:last],
            )

    @property
    def plane_areas(self) -> Floats:
        """Exact area of each plane, in the square of the points' unit; shape (p,)."""
        return np.bincount(self.plane, self.areas, len(self.offsets_mm)).astype(np.float64)


def closed_contours(structure: Structure) -> Contours:
    """The closed contours of a structure.

    Raises:
        UnsupportedError: it has none.
    """
    contours = structure.contours.closed()
    if not len(contours):
        set_aside = structure.set_aside
        raise UnsupportedError(
            set_aside.message if set_aside is not None else Message("contours.no-closed", name=structure.name)
        )
    return contours


def closed_rings(contours: Contours, placed: Floats, *, name: str) -> Rings:
    """The rings of a structure.

    Args:
        contours: closed, in parallel planes.
        placed: shape (n, 3); their points: two coordinates within the planes, in any unit, and the height
            along their normal, in mm.
        name: of the structure.

    Raises:
        UnsupportedError: no contour encloses an area, or too many lie in or across each other.
    """
    heights_mm = np.add.reduceat(placed[:, 2], contours.starts[:-1]) / np.diff(contours.starts)
    is_xor = np.array([kind is ContourKind.CLOSED_PLANAR_XOR for kind in contours.kinds])
    rings = resolve_rings(placed[:, :2], starts=contours.starts, offsets_mm=heights_mm, is_xor=is_xor)
    if not len(rings.plane):
        raise UnsupportedError(Message("contours.no-area", name=name))
    return rings


def resolve_rings(
    points: Floats, *, starts: npt.NDArray[np.intp], offsets_mm: Floats, is_xor: Bools
) -> Rings:
    """Sort contours into planes, and their rings into outlines and holes.

    Args:
        points: shape (n, 2); the contours' points in their planes, end to end.
        starts: shape (m + 1,); where each contour begins.
        offsets_mm: shape (m,); where each contour lies along the normal.
        is_xor: shape (m,); which contours are CLOSEDPLANAR_XOR.

    Raises:
        UnsupportedError: more of them lie in or across each other than :mod:`rtqa.limits` allows.
    """
    # The contours (k,) that enclose an area, the plane of each, and each as a polygon.
    areas = signed_areas(points, starts)
    has_area = _enclose(points, starts, areas)
    kept = np.flatnonzero(has_area)
    plane_offsets, plane = _planes(offsets_mm[kept])
    # A contour that repeats another of its plane, point by point, is no hole in it.
    first = _first_of_each(points, starts, kept, plane=plane, is_xor=is_xor)
    kept, plane = kept[first], plane[first]
    # One or two points beside an outline are a slip of the hand; of others, something is lost.
    apart_mm = np.abs(offsets_mm[~has_area, None] - plane_offsets).min(axis=1, initial=np.inf)
    is_slip = (apart_mm <= SAME_PLANE_MM) & (np.diff(starts)[~has_area] <= 2)
    n_lost = int((~is_slip).sum())
    notes = [Message("contours.without-area", n=n_lost)] if n_lost else []
    points, starts = take_lists(points, starts, kept)
    areas = areas[kept]
    polygons = _polygons(points, starts)

    # Most are settled at once: alone in their plane, and nowhere crossing themselves.
    alone = np.bincount(plane, minlength=len(plane_offsets))[plane] == 1
    simple = shapely.is_valid(polygons)
    settled = np.flatnonzero(alone & simple)
    parts = [
        _Part(*take_lists(points, starts, settled), plane[settled], areas[settled], np.ones(len(settled)))
    ]

    # Others of a plane lie inside or outside each other: holes and islands by how deep they are nested.
    crowded = np.flatnonzero(~alone & simple)
    crowded = crowded[~np.isin(plane[crowded], plane[~simple | is_xor[kept]])]
    nested, entangled = _nesting(polygons[crowded], plane[crowded])
    calm = ~np.isin(plane[crowded], entangled)
    clear = crowded[calm]
    parts.append(_Part(*take_lists(points, starts, clear), plane[clear], areas[clear], nested[calm]))

    # What crosses itself or another contour, or is an exclusive or, is put together plane by plane.
    done = np.concatenate([settled, clear])
    rest = np.setdiff1d(np.arange(len(plane)), done)
    differing = np.zeros(len(plane_offsets))
    for number in np.unique(plane[rest]):
        members = rest[plane[rest] == number]
        union, exclusive_or_area = combine(polygons[members], is_xor[kept][members])
        differing[number] = exclusive_or_area - union.area
        parts.append(_part_of(union, number))
    total = float(np.abs(areas).sum())
    share = float(np.abs(differing).sum()) / total if total > 0 else 0.0
    if share > DIFFER_FRAC:
        notes.append(Message("contours.crossing", share=Quantity(100 * share, "%", 1)))
    rings = _assemble(parts, plane_offsets)
    hollow = _hollow_frac(rings)
    if hollow > HOLLOW_FRAC:
        notes.append(Message("contours.holes", share=Quantity(100 * hollow, "%", 0)))
    return replace(rings, notes=tuple(notes), more_areas=differing if differing.any() else np.empty(0))


def _first_of_each(
    points: Floats, starts: npt.NDArray[np.intp], kept: npt.NDArray[np.intp], *, plane: Ints, is_xor: Bools
) -> npt.NDArray[np.intp]:
    """Places among the kept contours of those that repeat none before them in their plane."""
    shared = np.bincount(plane)[plane] > 1
    first: dict[object, int] = {}
    for place, contour in enumerate(kept.tolist()):
        ring = points[starts[contour] : starts[contour + 1]].tobytes() if shared[place] else None
        first.setdefault((int(plane[place]), bool(is_xor[contour]), ring), place)
    return np.array(list(first.values()), dtype=np.intp)


def _hollow_frac(rings: Rings) -> float:
    """The share of what the outlines enclose that holes take away."""
    enclosed = float(rings.areas[rings.areas > 0].sum())
    return float(-rings.areas[rings.areas < 0].sum()) / enclosed if enclosed > 0 else 0.0


def _enclose(points: Floats, starts: npt.NDArray[np.intp], areas: Floats) -> Bools:
    """Which contours enclose an area: not points, lines, and walks along a line and back."""
    lengths = np.diff(starts)
    filled = np.flatnonzero(lengths >= 3)
    encloses = np.zeros(len(lengths), dtype=bool)
    if not len(filled):
        return encloses
    first = starts[:-1][lengths > 0]
    extent = np.zeros((len(lengths), 2))
    extent[lengths > 0] = np.maximum.reduceat(points, first) - np.minimum.reduceat(points, first)
    least = LINE_FRAC * np.sum(extent**2, axis=1)
    encloses[filled] = np.abs(areas)[filled] > least[filled]
    # A bow tie's wings may cancel each other; its area shows once it is taken apart.
    for contour in filled[~encloses[filled]]:
        tie = shapely.make_valid(shapely.Polygon(points[starts[contour] : starts[contour + 1]]))
        encloses[contour] = tie.area > least[contour]
    return encloses


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rings: points, starts, plane and signed area of each, and +1 for an outline or -1 for a hole."""

    points: Floats
    starts: npt.NDArray[np.intp]
    plane: npt.NDArray[np.intp]
    areas: Floats
    solid: Floats


def signed_areas(points: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    """Shoelace area of each ring, counter-clockwise positive."""
    if len(starts) < 2:
        return np.zeros(0)
    lengths = np.diff(starts)
    # About each ring's own first point, so that far-away coordinates do not cost digits.
    local = points - np.repeat(points[np.minimum(starts[:-1], len(points) - 1)], lengths, axis=0)
    following = np.arange(1, len(points) + 1)
    ends = starts[1:][lengths > 0] - 1
    following[ends] = starts[:-1][lengths > 0]
    cross = local[:, 0] * local[following, 1] - local[following, 0] * local[:, 1]
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return 0.5 * np.bincount(owner, cross, len(lengths)).astype(np.float64)


def _planes(offsets_mm: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Offsets of the distinct planes, ascending, and the plane of each contour."""
    order = np.argsort(offsets_mm, kind="stable")
    is_new = np.diff(offsets_mm[order], prepend=-np.inf) > SAME_PLANE_MM
    plane = np.empty(len(order), dtype=np.intp)
    plane[order] = np.cumsum(is_new) - 1
    counts = np.bincount(plane)
    return np.bincount(plane, weights=offsets_mm) / np.maximum(counts, 1), plane


def _polygons(points: Floats, starts: npt.NDArray[np.intp]) -> npt.NDArray[np.object_]:
    """Each ring as a shapely polygon, whether valid or not."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    rings = shapely.linearrings(points, indices=owner) if len(owner) else np.array([], dtype=object)
    polygons: npt.NDArray[np.object_] = shapely.polygons(rings)
    return polygons


def _nesting(
    polygons: npt.NDArray[np.object_], plane: npt.NDArray[np.intp]
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """For valid rings of shared planes: +1 solid or -1 hole by depth, and planes where rings cross."""
    area = shapely.area(polygons)
    # Pairs (q,) that may meet: the smaller ring as the inner one; rings of equal size are taken as crossing.
    first, second = _pairs(shapely.bounds(polygons).reshape(-1, 4), plane)
    inner, outer = np.where(area[first] <= area[second], (first, second), (second, first))
    shapely.prepare(polygons)
    meet = shapely.intersects(polygons[outer], polygons[inner])
    inner, outer = inner[meet], outer[meet]
    inside = shapely.covers(polygons[outer], polygons[inner]) & (area[inner] < area[outer])

    # Where the inner ring does not lie inside as a whole, it still does but for rounding; or they cross.
    unclear = np.flatnonzero(~inside)
    shared = shapely.area(shapely.intersection(polygons[inner[unclear]], polygons[outer[unclear]]))
    share = shared / area[inner[unclear]]
    inside[unclear] = (share > 1 - SLIVER_FRAC) & (area[inner[unclear]] < area[outer[unclear]])
    crosses = (share > SLIVER_FRAC) & ~inside[unclear]
    depth = np.bincount(inner[inside], minlength=len(polygons))
    crossing = plane[inner[unclear[crosses]]]
    return np.where(depth % 2 == 0, 1.0, -1.0), np.unique(crossing)


def _pairs(bounds: Floats, plane: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The pairs of boxes (n, 4) that meet in a plane.

    Raises:
        UnsupportedError: they are more than :data:`rtqa.limits.MOST_PAIRS`.
    """
    low_x, low_y, high_x, high_y = bounds.T
    # Planes side by side, so that one order serves all: each box with those that begin before it ends.
    aside = plane * (1.0 + high_x.max(initial=0.0) - low_x.min(initial=0.0))
    order = np.argsort(low_x + aside)
    begin, end = (low_x + aside)[order], (high_x + aside)[order]
    reached = np.searchsorted(begin, end, side="right") - np.arange(len(order)) - 1
    meeting = []
    # A million at a time, so that a plane full of contours does not fill the memory before it is refused.
    for some in np.split(np.arange(len(order)), np.flatnonzero(np.diff(np.cumsum(reached) // _AT_ONCE)) + 1):
        first, rank = expand(reached[some])
        first = some[first]
        second = order[first + rank + 1]
        first = order[first]
        meet = (low_y[first] <= high_y[second]) & (low_y[second] <= high_y[first])
        meeting.append((first[meet], second[meet]))
        if sum(len(pairs) for pairs, _ in meeting) > MOST_PAIRS:
            raise UnsupportedError(Message("contours.too-many-pairs", most=MOST_PAIRS))
    firsts, seconds = map(np.concatenate, zip(*meeting, strict=True))
    return firsts, seconds


def _part_of(region: shapely.Geometry, plane: int) -> _Part:
    """The outlines and holes of a region."""
    rings: list[Floats] = []
    solid: list[float] = []
    for face in (face for face in faces_of(region) if face.area > SPECK_MM2):
        rings += [shapely.get_coordinates(ring)[:-1] for ring in (face.exterior, *face.interiors)]
        solid += [1.0, *([-1.0] * len(face.interiors))]
    starts = starts_of(np.array([len(ring) for ring in rings], dtype=np.intp))
    points = np.concatenate(rings) if rings else np.zeros((0, 2))
    planes = np.full(len(rings), plane, dtype=np.intp)
    return _Part(points, starts, planes, signed_areas(points, starts), np.array(solid))


def _assemble(parts: list[_Part], offsets_mm: Floats) -> Rings:
    """Put the parts end to end, and turn solid or hole into the sign that their direction asks for."""
    points = np.concatenate([part.points for part in parts])
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    starts = starts_of(lengths)
    solid = np.concatenate([part.solid for part in parts])
    signed = np.concatenate([part.areas for part in parts])
    return Rings(
        points=points,
        starts=starts,
        plane=np.concatenate([part.plane for part in parts]),
        areas=solid * np.abs(signed),
        sign=solid * np.sign(signed),
        offsets_mm=offsets_mm,
    )
