"""How far structures lie apart, edge to edge: exact for the slabs that their planes stand for."""

from __future__ import annotations

import numpy as np
import shapely

from rtqa.geometry.regions import SPECK_MM2, Sections


def gap_between_mm(one: Sections, other: Sections) -> float:
    """Least distance between two structures, 0 where they meet."""
    across = shapely.distance(one.regions[:, None], other.regions[None, :])
    apart = np.hypot(across, one.gaps_to(other))
    return float(np.nanmin(apart))


def gap_to_surface_mm(inner: Sections, outer: Sections) -> float:
    """Least distance from a structure inside another one to the other's surface; 0 where it reaches out.

    It is the distance to what the outer one does not cover: in each of its slabs what surrounds the slab's
    region, and everything beyond its ends.
    """
    reaching_out = shapely.area(shapely.difference(inner.regions, outer.at_planes_of(inner)))
    if np.any(reaching_out > SPECK_MM2):
        return 0.0
    gaps = inner.gaps_to(outer)
    covers = shapely.contains(outer.regions[None, :], inner.regions[:, None])
    rims = shapely.distance(inner.regions[:, None], shapely.boundary(outer.regions)[None, :])
    across = np.where(covers, rims, 0.0)
    beyond = min(
        float(inner.low_mm.min() - outer.low_mm.min()), float(outer.high_mm.max() - inner.high_mm.max())
    )
    return max(min(float(np.hypot(across, gaps).min()), beyond), 0.0)
