"""Structures derived from others: together, in common, without, with a margin, as a ring around.

Exact in the planes, as shapely has polygons, and by distance across them: what a region grown by a ball
covers at a height g away is that region grown by √(r² − g²). What comes out is a structure in planes like any
other, with a DVH and an interval of its own. What was assumed of its parents is said of it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import PlanarStructure, Regions
from rtqa.geometry.slabs import Slabs
from rtqa.geometry.tolerances import SAME_PLANE_MM, SPECK_MM2
from rtqa.messages import Message
from rtqa.model.geometry import Floats

_ARC_SEGMENTS = 16
"""Edges of a quarter circle where an outline is grown around a corner: at 10 mm within 0.02 mm of it."""

DOME_CAPS = 2.5
"""An end whose area, shrinking on as it does, is gone within so many caps is a dome: two, and some room."""

_SMOOTH_MM = 0.01
"""Points of an outline this close to the line between their neighbours are left out before it is grown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How far to grow along and against each of a structure's own axes u, v and w, in mm, 0 or more.

    Each eighth of space has the ellipsoid of its three margins: corners are as round as faces are far.
    """

    against_mm: tuple[float, float, float]
    along_mm: tuple[float, float, float]


def unite(structures: Sequence[PlanarStructure], *, name: str) -> PlanarStructure:
    """All that any of the structures covers; what several cover counts once."""
    return _combine(structures, shapely.union_all, name=name)


def intersect(structures: Sequence[PlanarStructure], *, name: str) -> PlanarStructure:
    """What all of the structures cover."""
    return _combine(structures, lambda regions: reduce(shapely.intersection, regions), name=name)


def subtract(whole: PlanarStructure, others: Sequence[PlanarStructure], *, name: str) -> PlanarStructure:
    """What others leave of a structure."""
    return _combine(
        [whole, *others],
        lambda regions: shapely.difference(regions[0], shapely.union_all(regions[1:])),
        name=name,
    )


def grow(structure: PlanarStructure, by_mm: float | Margins, *, name: str) -> PlanarStructure:
    """The structure with a margin around it, equal to all sides or not."""
    margins = by_mm if isinstance(by_mm, Margins) else Margins(against_mm=(by_mm,) * 3, along_mm=(by_mm,) * 3)
    outlines, bottom, top = lay_in_planes(structure)
    below_mm = max(float(structure.low_mm[0] - bottom.min()), 0.0) + margins.against_mm[2]
    above_mm = max(float(top.max() - structure.high_mm[-1]), 0.0) + margins.along_mm[2]
    offsets, low, high = _extend(structure, below_mm=below_mm, above_mm=above_mm)
    outlines = shapely.simplify(outlines, _SMOOTH_MM)
    regions = []
    for height in offsets:
        # How far each region (p,) lies above or below, as a share of the margin there.
        over, under = np.maximum(bottom - height, 0.0), np.maximum(height - top, 0.0)
        # A point beneath a region is reached from it against w, one over it along w.
        share = _share(over, margins.against_mm[2]) + _share(under, margins.along_mm[2])
        near = np.flatnonzero(share < 1.0)
        scale = np.sqrt(1.0 - share[near] ** 2)
        grown = [
            _swell(outlines[n], margins, float(s))
            for n, s in zip(near, scale, strict=True)
            if not outlines[n].is_empty
        ]
        regions.append(shapely.union_all(grown))
    return _derive(regions, (offsets, low, high), name=name, of=[structure])


def shrink(structure: PlanarStructure, by_mm: float, *, name: str) -> PlanarStructure:
    """What lies further than a margin inside the structure's surface."""
    sections, bottom, top = _lay_outside(structure)
    offsets, low, high = _extend(structure, below_mm=0.0, above_mm=0.0)
    # Slabs (p,) end where what is empty is no nearer than the margin.
    is_gap = shapely.is_empty(sections) & (top > bottom)
    for begin, end in zip(bottom[is_gap], top[is_gap], strict=True):
        low = np.where((offsets >= end) & (low < end + by_mm), end + by_mm, low)
        high = np.where((offsets <= begin) & (high > begin - by_mm), begin - by_mm, high)
    kept = high - low > SAME_PLANE_MM
    offsets, low, high = offsets[kept], low[kept], high[kept]
    offsets = np.where((offsets > low) & (offsets < high), offsets, (low + high) / 2)
    regions = []
    for height in offsets:
        # How far each section (s,) lies above or below.
        away = np.maximum(np.maximum(bottom - height, height - top), 0.0)
        near = np.flatnonzero(away < by_mm)
        inset = np.sqrt(by_mm**2 - away[near] ** 2)
        left = shapely.buffer(sections[near], -inset, quad_segs=_ARC_SEGMENTS)
        regions.append(shapely.intersection(structure.at(float(height)), shapely.intersection_all(left)))
    return _derive(regions, (offsets, low, high), name=name, of=[structure])


def ring(structure: PlanarStructure, *, from_mm: float, to_mm: float, name: str) -> PlanarStructure:
    """What lies between two distances outside of a structure."""
    inner = grow(structure, from_mm, name=name) if from_mm > 0 else structure
    return subtract(grow(structure, to_mm, name=name), [inner], name=name)


def _combine(
    structures: Sequence[PlanarStructure],
    rule: Callable[[list[shapely.Geometry]], shapely.Geometry],
    *,
    name: str,
) -> PlanarStructure:
    """A rule on the regions of several structures, in every slab that their slabs cut from each other."""
    first = structures[0]
    across = next((structure for structure in structures if not structure.is_along(first)), None)
    if across is not None:
        raise UnsupportedError(Message("contours.other-directions", name=across.name))
    ends = np.sort(
        np.concatenate([end for structure in structures for end in (structure.low_mm, structure.high_mm)])
    )
    ends = ends[np.diff(ends, prepend=-np.inf) > 2 * SAME_PLANE_MM]
    low, high = ends[:-1], ends[1:]
    middle = (low + high) / 2
    # Where a plane was drawn, the slab keeps its height.
    drawn = np.sort(np.concatenate([structure.offsets_mm for structure in structures]))
    place = np.searchsorted(drawn, low)
    held = drawn[np.minimum(place, len(drawn) - 1)]
    offsets = np.where((held > low) & (held < high), held, middle)
    regions = [rule([structure.at(float(height)) for structure in structures]) for height in middle]
    return _derive(regions, (offsets, low, high), name=name, of=structures)


def _derive(
    regions: Sequence[shapely.Geometry],
    slabs_mm: tuple[Floats, Floats, Floats],
    *,
    name: str,
    of: Sequence[PlanarStructure],
) -> PlanarStructure:
    """A structure of slabs (heights of planes, lower and upper ends), without those that enclose nothing."""
    whole: Regions = np.array(regions, dtype=object)
    kept = np.flatnonzero(shapely.area(whole) > SPECK_MM2)
    if not len(kept):
        raise UnsupportedError(Message("contours.no-area", name=name))
    offsets, low, high = (values[kept] for values in slabs_mm)
    notes = tuple(dict.fromkeys(note for parent in of for note in (*parent.rings.notes, *parent.slabs.notes)))
    return PlanarStructure.of_regions(
        whole[kept],
        name=name,
        axes=of[0].axes,
        offsets_mm=offsets,
        slabs=replace(Slabs.between(low, high), notes=notes, usual_mm=of[0].slabs.usual_mm),
    )


def _share(away_mm: Floats, margin_mm: float) -> Floats:
    """How far away, as a share of a margin; without a margin, nothing but what is not away is near."""
    if margin_mm > 0:
        return away_mm / margin_mm
    return np.where(away_mm > 0, np.inf, 0.0)


def _swell(region: shapely.Geometry, margins: Margins, scale: float) -> shapely.Geometry:
    """A region grown within its plane by a share of its margins."""
    sides = (*margins.against_mm[:2], *margins.along_mm[:2])
    if max(sides) == min(sides):
        return shapely.buffer(region, sides[0] * scale, quad_segs=_ARC_SEGMENTS)
    # The hull of the kernel at both ends of every edge, all together, and the region itself.
    angle = np.linspace(0.0, 2 * np.pi, 4 * _ARC_SEGMENTS, endpoint=False)
    kernel = scale * np.column_stack(
        [
            np.cos(angle) * np.where(np.cos(angle) > 0, margins.along_mm[0], margins.against_mm[0]),
            np.sin(angle) * np.where(np.sin(angle) > 0, margins.along_mm[1], margins.against_mm[1]),
        ]
    )
    rings = [shapely.get_coordinates(line) for line in shapely.get_parts(shapely.boundary(region))]
    edges = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
    corners = (edges[:, :, None, :] + kernel).reshape(len(edges), -1, 2)
    hulls = shapely.convex_hull(shapely.multipoints(corners))
    return shapely.union_all([region, *hulls])


def lay_in_planes(structure: PlanarStructure) -> tuple[Regions, Floats, Floats]:
    """Regions (s,) that grow, and where each begins and ends along the normal: in its plane, for most.

    Slabs would reach out between the planes like stairs, and what is grown with them. Midway between planes
    lies what both have in common, grown half of the way to the larger one. Beyond an end plane its region
    goes on, as much smaller as its area has shrunk from the plane before.
    """
    heights, regions = _sections(structure)
    ends = [*_end_sections(structure, is_above=False), *_end_sections(structure, is_above=True)]
    inner = [structure.offsets_mm[plane] for plane, _, _ in ends]
    outer = [height for _, height, _ in ends]
    return (
        np.array([*regions, *(region for _, _, region in ends)], dtype=object),
        np.array([*heights, *map(min, inner, outer)]),
        np.array([*heights, *map(max, inner, outer)]),
    )


def _lay_outside(structure: PlanarStructure) -> tuple[Regions, Floats, Floats]:
    """Regions (s,) outside of which nothing is the structure's, and from where to where along the normal.

    The same sections, and beyond the ends and between parts an empty one.
    """
    heights, regions = _sections(structure)
    below, above = (_end_sections(structure, is_above=side) for side in (False, True))
    low = {plane: min(height for n, height, _ in below if n == plane) for plane, _, _ in below}
    high = {plane: max(height for n, height, _ in above if n == plane) for plane, _, _ in above}
    empty = [shapely.MultiPolygon()] * (len(low) + 1)
    ends = [(height, region) for _, height, region in (*below, *above)]
    heights_mm = [*heights, *(height for height, _ in ends)]
    return (
        np.array([*regions, *(region for _, region in ends), *empty], dtype=object),
        np.array([*heights_mm, -np.inf, *high.values()]),
        np.array([*heights_mm, *low.values(), np.inf]),
    )


def _sections(structure: PlanarStructure) -> tuple[list[float], list[shapely.Geometry]]:
    """The structure in its planes, and midway between them: heights and regions."""
    offsets = structure.offsets_mm
    heights, regions = [*offsets], [*structure.regions]
    for plane in map(int, np.flatnonzero(~structure.slabs.end_above)):
        heights.append((offsets[plane] + offsets[plane + 1]) / 2)
        regions.append(_between(structure.region(plane), structure.region(plane + 1)))
    return heights, regions


def _end_sections(structure: PlanarStructure, *, is_above: bool) -> list[tuple[int, float, shapely.Geometry]]:
    """Of each step beyond an end: the end's plane, the step's height, and the region left there."""
    offsets, areas = structure.offsets_mm, structure.areas_mm2
    sections = []
    for plane in map(
        int, np.flatnonzero(structure.slabs.end_above if is_above else structure.slabs.end_below)
    ):
        end_mm = structure.high_mm[plane] if is_above else structure.low_mm[plane]
        cap_mm = float(end_mm - offsets[plane])
        fall = _find_fall(structure, plane, before=plane - 1 if is_above else plane + 1)
        for away, frac in _find_end(fall * abs(cap_mm)):
            inset_mm = (1.0 - np.sqrt(frac)) * np.sqrt(areas[plane] / np.pi)
            region = shapely.buffer(structure.region(plane), -inset_mm)
            sections.append((plane, float(offsets[plane]) + away * cap_mm, region))
    return sections


def _find_fall(structure: PlanarStructure, plane: int, *, before: int) -> float:
    """The share of an end plane's area that it shrinks by for each mm, coming from the plane before."""
    if structure.slabs.end_below[plane] and structure.slabs.end_above[plane]:
        return 0.0
    areas, offsets = structure.areas_mm2, structure.offsets_mm
    fall = float(areas[before] - areas[plane]) / abs(float(offsets[before] - offsets[plane]))
    return max(fall, 0.0) / float(areas[plane])


def _find_end(fall: float) -> list[tuple[float, float]]:
    """How far out regions go on beyond an end plane, in caps, and how much of its area is left there.

    A cut ends with its cap. A dome, whose area would be gone about two caps out, goes on until it is.

    Args:
        fall: the share of the end plane's area that it shrinks by over the length of a cap.
    """
    if fall < 1 / DOME_CAPS:
        return [(1.0, 1.0 - fall)]
    reach = min(1.0 / fall, 2.0)
    return [(reach * step, 1.0 - fall * reach * step) for step in (0.25, 0.5, 0.75, 1.0)]


def _between(below: shapely.Geometry, above: shapely.Geometry) -> shapely.Geometry:
    """About what lies midway between two planes."""
    common = shapely.intersection(below, above)
    radii = np.sqrt(np.array([common.area, max(below.area, above.area)]) / np.pi)
    return shapely.intersection(shapely.buffer(common, np.diff(radii)[0] / 2), shapely.union(below, above))


def _extend(structure: PlanarStructure, *, below_mm: float, above_mm: float) -> tuple[Floats, Floats, Floats]:
    """Heights and ends of the structure's slabs, going on by their usual thickness in gaps and beyond."""
    step_mm = structure.slabs.usual_mm or float(np.median(structure.thickness_mm))
    low, high = structure.low_mm, structure.high_mm
    spans = [
        (float(low[0]) - below_mm, float(low[0])),
        *((float(end), float(begin)) for end, begin in zip(high[:-1], low[1:], strict=True)),
        (float(high[-1]), float(high[-1]) + above_mm),
    ]
    starts, ends, offsets = [low], [high], [structure.offsets_mm]
    for begin, end in spans:
        if end - begin > SAME_PLANE_MM:
            borders = np.linspace(begin, end, int(np.ceil((end - begin) / step_mm - 1e-6)) + 1)
            starts.append(borders[:-1])
            ends.append(borders[1:])
            offsets.append((borders[:-1] + borders[1:]) / 2)
    order = np.argsort(np.concatenate(offsets))
    return (
        np.concatenate(offsets)[order],
        np.concatenate(starts)[order],
        np.concatenate(ends)[order],
    )
