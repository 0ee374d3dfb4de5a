"""What structures have to do with each other: union, distance, and how much of one lies outside others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import shapely

from rtqa.geometry.arrays import Bools, Ints
from rtqa.geometry.planar import PlanarStructure, Regions
from rtqa.geometry.tolerances import SPECK_MM2
from rtqa.model.geometry import Floats

N_SAMPLES = 40_000
"""Points that a structure is looked at in where another lies across its planes: a share of its volume is then
known to about 1 %."""


def union(sections: Sequence[PlanarStructure], *, along: PlanarStructure) -> Regions:
    """What any of several structures covers, at the planes of one."""
    covered = [structure.at_planes_of(along) for structure in sections]
    empty = np.full(len(along.offsets_mm), shapely.MultiPolygon(), dtype=object)
    return reduce(shapely.union, covered, empty)


def gap_between_mm(first: PlanarStructure, second: PlanarStructure) -> float:
    """Least distance between two structures, edge to edge; 0 where they meet. Exact for their slabs."""
    # Every region of the first (p,) with every one of the second (q,): distance across, and along w.
    across = shapely.distance(first.regions[:, None], second.regions[None, :])
    apart = np.hypot(across, first.gaps_to(second))
    return float(np.nanmin(apart))


def gap_to_surface_mm(inner: PlanarStructure, outer: PlanarStructure) -> float:
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


def compute_outside_cm3(inner: PlanarStructure, outer: Sequence[PlanarStructure]) -> float:
    """How much of a structure lies outside all of some others, in cm³.

    Exact in its planes where the others have planes of the same direction; else by points spread over it.
    """
    alike = [structure for structure in outer if structure.is_along(inner)]
    across = [structure for structure in outer if not structure.is_along(inner)]
    regions, planes = inner.regions, np.arange(len(inner.offsets_mm))
    for structure in alike:
        there = structure.planes_at(inner.offsets_mm[planes])
        near = (there >= 0) & _meet(inner.boxes[planes], structure.boxes[there])
        held = np.array([structure.region(int(plane)) for plane in there[near]], dtype=object)
        left = regions.copy()
        # Regions that it covers as a whole are done with; of others what it does not cover is left.
        covered = np.zeros(len(left), dtype=bool)
        covered[near] = shapely.covers(held, left[near])
        cut = near & ~covered
        left[cut] = shapely.difference(left[cut], held[~covered[near]])
        regions, planes = left[~covered], planes[~covered]
    outside_cm3 = float(shapely.area(regions) @ inner.thickness_mm[planes]) / 1000.0
    if not across or not outside_cm3 > 0:
        return outside_cm3
    points_mm = spread_points(inner.having(_with(inner, regions, planes)), n_points=N_SAMPLES)
    covered = np.any([structure.contains(points_mm) for structure in across], axis=0)
    return outside_cm3 * float(np.mean(~covered))


def spread_points(structure: PlanarStructure, *, n_points: int) -> Floats:
    """About so many points (n, 3) of the patient, in mm, spread evenly over a structure."""
    low, high = structure.box_mm
    # As many in the box as give so many in the structure, by its share of the box.
    n_box = n_points * float(np.prod(high - low)) / (1000.0 * structure.volume_cm3)
    step_mm = float(np.prod(high - low) / n_box) ** (1 / 3)
    axes = [np.arange(first + step_mm / 2, end, step_mm) for first, end in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) @ structure.axes
    return points[structure.contains(points)]


def _meet(first: Floats, second: Floats) -> Bools:
    """Which of two times n boxes (n, 4) overlap; what encloses nothing overlaps with none."""
    meet: Bools = np.all((first[:, :2] <= second[:, 2:]) & (first[:, 2:] >= second[:, :2]), axis=1)
    return meet


def _with(inner: PlanarStructure, regions: Regions, planes: Ints) -> Regions:
    """Regions of some planes, and nothing in the others."""
    whole = np.full(len(inner.offsets_mm), shapely.MultiPolygon(), dtype=object)
    whole[planes] = regions
    return whole
