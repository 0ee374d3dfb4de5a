"""The layer around a target: everything within some distance of it, in space, that is not the target."""

from __future__ import annotations

import numpy as np
import shapely

from rtqa.geometry.planar import PlanarStructure, Regions
from rtqa.geometry.slabs import Slabs
from rtqa.geometry.tolerances import UNEVEN_MM
from rtqa.model.geometry import Floats

_ARC_SEGMENTS = 8
"""Edges of a quarter circle where an outline is grown around a corner: at 10 mm within 0.05 mm of it."""

_SMOOTH_MM = 0.05
"""Points of an outline this close to the line between their neighbours are left out before it is grown."""


def grow_shell(target: PlanarStructure, *, reach_mm: float, body: PlanarStructure | None) -> PlanarStructure:
    """The shell from a target's surface to ``reach_mm`` outside.

    A region grown by a ball is, at a height g away from it, that region grown by √(reach² − g²). Regions are
    taken to lie in their planes, but for the caps at the ends: slabs would reach out between the planes like
    stairs, and the shell with them.

    Args:
        target: sections of the target.
        reach_mm: thickness, above 0.
        body: the patient's outline, which the shell ends at; None where it is not known.
    """
    offsets, low, high = _heights(target, reach_mm)
    bottom, top = _flat(target)
    outlines = shapely.simplify(target.regions, _SMOOTH_MM)
    regions = []
    for height in offsets:
        gaps = np.maximum(np.maximum(bottom - height, height - top), 0.0)
        (near,) = np.nonzero(gaps < reach_mm)
        grown = shapely.buffer(
            outlines[near], np.sqrt(reach_mm**2 - gaps[near] ** 2), quad_segs=_ARC_SEGMENTS
        )
        region = shapely.difference(shapely.union_all(grown), target.at(height))
        regions.append(region if body is None else shapely.intersection(region, body.at(height)))
    stacked: Regions = np.array(regions, dtype=object)
    return PlanarStructure.of_regions(
        stacked, name=target.name, axes=target.axes, offsets_mm=offsets, slabs=Slabs.between(low, high)
    )


def _flat(target: PlanarStructure) -> tuple[Floats, Floats]:
    """Where each region begins and ends along the normal: in its plane, or with its cap where a part ends."""
    is_gap = target.low_mm[1:] - target.high_mm[:-1] > UNEVEN_MM
    is_bottom, is_top = np.append(True, is_gap), np.append(is_gap, True)
    return (
        np.where(is_bottom, target.low_mm, target.offsets_mm),
        np.where(is_top, target.high_mm, target.offsets_mm),
    )


def _heights(target: PlanarStructure, reach_mm: float) -> tuple[Floats, Floats, Floats]:
    """Planes and slabs of the target, going on by the thickness of its end slabs as far as the shell does."""
    below_mm, above_mm = target.thickness_mm[0], target.thickness_mm[-1]
    below = np.arange(int(np.ceil(reach_mm / below_mm)), 0, -1)
    above = np.arange(1, int(np.ceil(reach_mm / above_mm)) + 1)
    starts = np.concatenate(
        [target.low_mm[0] - below * below_mm, target.low_mm, target.high_mm[-1] + (above - 1) * above_mm]
    )
    ends = np.append(starts[1:], starts[-1] + above_mm)
    inner = slice(len(below), len(below) + len(target.offsets_mm))
    ends[inner] = target.high_mm
    middles = 0.5 * (starts + ends)
    middles[inner] = target.offsets_mm
    return middles, starts, ends
