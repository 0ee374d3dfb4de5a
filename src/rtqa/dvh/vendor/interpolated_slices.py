"""Between the planes: structures that change shape from one contour to the next, instead of in steps.

The signed distance from a plane's contours is negative inside and positive outside. *Shape* interpolation
takes it as linear between neighbouring planes; the surface of the structure is where it is zero. Holes,
islands and branches need no rules of their own; a part that does not overlap its neighbours tapers off and
vanishes.

*Smooth* interpolation bends the surface as the planes beyond bend it. Of a disc of radius ρ, the square
(d + ρ)² − ρ² of the distance d is quadratic in height for balls, ellipsoids, cones and cylinders of any
direction; so that is taken as quadratic, ρ being the radius of the largest disc in each plane. Of the two
curvatures at the ends of a gap the weaker is taken, and none where they differ in sign: where the structure
branches or ends, its surface does not swing out.

Either way the result is more planes, closer together, which then go the ordinary way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rtqa.dvh.cap_models import SlabParts
from rtqa.dvh.vendor.gaps import Gaps, gaps_to_fill
from rtqa.dvh.vendor.lattice import Edges, Lattice, fitting_step_mm
from rtqa.dvh.vendor.surface import Nodes, Sections
from rtqa.geometry.arrays import Ints, expand, starts_of, take_lists
from rtqa.geometry.rings import Rings, signed_areas
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats

_MOST_NODES = 1_500_000
"""Nodes of lattices worked on at a time."""


def densify(
    rings: Rings, slabs: Slabs, parts: SlabParts, *, unit_mm: Floats, smooth: bool
) -> tuple[Rings, SlabParts]:
    """Put planes between those of a structure, and say what they stand for.

    Args:
        rings: the structure's planes, in units of `unit_mm` (2,).
        slabs: which of them belong together.
        parts: what each of them stands for; the zones of the caps are kept as they are.
        unit_mm: the unit of the points along each axis.
        smooth: whether to bend the surface, or to leave it straight between the planes.
    """
    gaps = gaps_to_fill(rings.offsets_mm, slabs, smooth=smooth)
    edges = Edges.of(rings, unit_mm)
    sections = [
        section
        for step_mm, group in _by_lattice_step(gaps, edges)
        for section in _sections(group, edges, rings.offsets_mm, step_mm=step_mm, smooth=smooth)
    ]
    gap, share = gaps.sections()
    offsets_mm = rings.offsets_mm
    below = gaps.below[gap]
    heights_mm = offsets_mm[below] + share * (offsets_mm[below + 1] - offsets_mm[below])
    dense, _ = merged(rings, sections, heights_mm, unit_mm=unit_mm)
    return dense, _shared_out(parts, slabs, offsets_mm, gaps=gaps)


def _by_lattice_step(gaps: Gaps, edges: Edges) -> Iterator[tuple[float, Gaps]]:
    """The gaps sorted by how fine a lattice the planes beside them ask for."""
    width_mm = edges.widths_mm
    beside = np.sort([width_mm[gaps.below], width_mm[gaps.below + 1]], axis=0)
    steps_mm = fitting_step_mm(np.maximum(beside[0], beside[1] / 4))
    for step_mm in np.unique(steps_mm[gaps.n_steps > 1]):
        yield float(step_mm), gaps.take((steps_mm == step_mm) & (gaps.n_steps > 1))


def _sections(
    gaps: Gaps, edges: Edges, offsets_mm: Floats, *, step_mm: float, smooth: bool
) -> Iterator[Sections]:
    """The rings of all new planes in some gaps, as many gaps at a time as memory allows."""
    reach_mm = np.diff(offsets_mm)[gaps.below] / 4 if smooth else np.zeros(len(gaps.below))
    margin_mm = step_mm + float(reach_mm.max())
    points_mm = edges.start[np.isin(edges.plane, gaps.planes)]
    lattice = Lattice.around(points_mm, step_mm=step_mm, margin_mm=margin_mm)
    n_gaps = max(1, _MOST_NODES // int(np.prod(lattice.shape)))
    for first in range(0, len(gaps.below), n_gaps):
        chosen = np.arange(first, min(first + n_gaps, len(gaps.below)))
        nodes = Nodes(gaps.take(chosen), edges, lattice, reach_mm=reach_mm[chosen])
        yield nodes.sections(offsets_mm, smooth=smooth)


def merged(
    rings: Rings, sections: list[Sections], heights_mm: Floats, *, unit_mm: Floats
) -> tuple[Rings, Ints]:
    """The structure's old planes and the new ones, in order; and where each of them went, old ones first."""
    # All p planes by height, and the place of each (p,) in that order.
    offsets_mm = np.concatenate([rings.offsets_mm, heights_mm])
    order = np.argsort(offsets_mm, kind="stable")
    rank = np.argsort(order)

    # All m rings, old ones first; new ones have the structure on their left.
    n_old = len(rings.offsets_mm)
    points = np.concatenate([rings.points, *(s.points_mm / unit_mm for s in sections)])
    lengths = np.concatenate([np.diff(rings.starts), *(np.diff(s.starts) for s in sections)])
    plane = rank[np.concatenate([rings.plane, *(n_old + s.number for s in sections)])]
    sign = np.concatenate([rings.sign, np.ones(len(plane) - len(rings.sign))])
    areas = np.concatenate([rings.areas, *(signed_areas(s.points_mm / unit_mm, s.starts) for s in sections)])

    # The rings in the order of their planes.
    by_plane = np.argsort(plane, kind="stable")
    points, starts = take_lists(points, starts_of(lengths), by_plane)
    both = Rings(
        points=points,
        starts=starts,
        plane=plane[by_plane],
        areas=areas[by_plane],
        sign=sign[by_plane],
        offsets_mm=offsets_mm[order],
        notes=rings.notes,
    )
    return both, rank


def _shared_out(parts: SlabParts, slabs: Slabs, offsets_mm: Floats, *, gaps: Gaps) -> SlabParts:
    """What the old and the new planes stand for, by Simpson's rule: 1, 4, 2, 4 … 4, 1 thirds of a step.

    So the volume is exact where the area is a cubic in height, as in cones and balls. The caps are kept.
    """
    # Every step (s,) of every gap, and the bound between the planes at its ends.
    gap, step = expand(gaps.n_steps)
    n_steps = gaps.n_steps[gap]
    within = np.where(n_steps == 1, 0.5, step + np.where(step % 2 == 0, 1 / 3, 2 / 3))
    below = gaps.below[gap]
    bounds_mm = offsets_mm[below] + within / n_steps * (offsets_mm[below + 1] - offsets_mm[below])

    # Where the old planes went (p,), and the bounds of all.
    n_old, n_new = len(offsets_mm), int(np.sum(gaps.n_steps - 1))
    n_before = np.zeros(n_old, dtype=np.intp)
    n_before[gaps.below + 1] = gaps.n_steps - 1
    old = np.arange(n_old) + np.cumsum(n_before)
    low_mm, high_mm = np.empty((2, n_old + n_new))
    # Every plane but the lowest of a part has a bound below it, every one but the highest a bound above.
    low_mm[old[slabs.end_below]] = offsets_mm[slabs.end_below]
    high_mm[old[slabs.end_above]] = offsets_mm[slabs.end_above]
    high_mm[old[below] + step] = bounds_mm
    low_mm[old[below] + step + 1] = bounds_mm
    in_caps = parts.cap > 0
    return replace(
        parts,
        low_mm=np.concatenate([low_mm, parts.low_mm[in_caps]]),
        high_mm=np.concatenate([high_mm, parts.high_mm[in_caps]]),
        plane=np.concatenate([np.arange(n_old + n_new), old[parts.plane[in_caps]]]),
        cap=np.concatenate([np.zeros(n_old + n_new, dtype=np.intp), parts.cap[in_caps]]),
    )
