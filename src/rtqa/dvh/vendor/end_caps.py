"""The ends of a structure, where planning systems do not carry the last contour on for half a slice.

*Tapered*: from the last contour to half a slice beyond, what is left of it shrinks evenly from its edge
inwards, down to the points furthest from the edge: a cone over a disc, a roof over a rectangle.

*Undosed*: the half slices count in the volume, but not in the dose, which is that of the rest.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rtqa.dvh.cap_models import SlabParts
from rtqa.dvh.vendor.interpolated_slices import merged
from rtqa.dvh.vendor.lattice import Distances, Edges, Lattice, fitting_step_mm, largest_discs
from rtqa.dvh.vendor.level_sets import zero_rings
from rtqa.dvh.vendor.surface import Sections, any_corner, around
from rtqa.geometry.arrays import Ints
from rtqa.geometry.rings import Rings
from rtqa.model.geometry import Floats

N_LAYERS = 3
"""Into so many layers each zone of a cap is cut."""


def taper(rings: Rings, parts: SlabParts, *, unit_mm: Floats) -> tuple[Rings, SlabParts]:
    """Let the caps shrink towards their ends.

    Args:
        rings: the structure's planes, in units of `unit_mm` (2,).
        parts: what each of them stands for; of the caps, what counts by default is tapered.
        unit_mm: the unit of the points along each axis.
    """
    # The z zones that count by default, each cut into layers (3 z,).
    thick = parts.high_mm > parts.low_mm
    zones = np.flatnonzero((parts.cap > 0) & (parts.weights[0, parts.cap] > 0) & thick)
    layer_mm = (parts.high_mm - parts.low_mm)[zones, None] / N_LAYERS
    low_mm = (parts.low_mm[zones, None] + layer_mm * np.arange(N_LAYERS)).ravel()
    high_mm = low_mm + np.repeat(layer_mm, N_LAYERS)
    plane, cap = np.repeat(parts.plane[zones], N_LAYERS), np.repeat(parts.cap[zones], N_LAYERS)
    heights_mm = (low_mm + high_mm) / 2

    # How far out each layer lies, as a share of its cap: two caps a plane, below and above.
    side = 2 * plane + (heights_mm > rings.offsets_mm[plane])
    reach_mm = np.zeros(2 * len(rings.offsets_mm))
    outer_mm = np.maximum(np.abs(low_mm - rings.offsets_mm[plane]), np.abs(high_mm - rings.offsets_mm[plane]))
    np.maximum.at(reach_mm, side, outer_mm)
    share = np.abs(heights_mm - rings.offsets_mm[plane]) / reach_mm[side]

    # A new plane for each layer, in the place of the zones.
    edges = Edges.of(rings, unit_mm)
    sections = [_shrunk(edges, int(p), numbers=np.flatnonzero(plane == p), share=share) for p in set(plane)]
    tapered, rank = merged(rings, sections, heights_mm, unit_mm=unit_mm)
    kept = np.setdiff1d(np.arange(len(parts.plane)), zones)
    new = np.arange(len(heights_mm))
    return tapered, replace(
        parts,
        low_mm=np.concatenate([parts.low_mm[kept], low_mm]),
        high_mm=np.concatenate([parts.high_mm[kept], high_mm]),
        plane=rank[np.concatenate([parts.plane[kept], len(rings.offsets_mm) + new])],
        cap=np.concatenate([parts.cap[kept], cap]),
    )


def _shrunk(edges: Edges, plane: int, *, numbers: Ints, share: Floats) -> Sections:
    """Rings of one plane, shrunk by shares of its greatest depth; `numbers` says which shares."""
    # Signed distances at the nodes (n,) of the cells (c,) that lie inside in part or as a whole.
    only = np.array([plane])
    step_mm = float(fitting_step_mm(edges.widths_mm[plane]))
    lattice = Lattice.around(edges.start[edges.plane == plane], step_mm=step_mm, margin_mm=step_mm)
    inside = lattice.inside(edges, only)
    cells, corners, nodes = around(any_corner(inside))
    distances = Distances(edges, only, step_mm=step_mm)
    points_mm = lattice.to_mm(nodes[2], nodes[1])
    away_mm = distances.signed(points_mm, np.full(len(points_mm), plane), inside[tuple(nodes)])
    (depth_mm,) = largest_discs(lattice, inside, distances, planes=only)

    # The same cells once a layer: the contour shrinks by a share of the depth.
    layer = np.repeat(np.arange(len(numbers)), cells.shape[1])
    corners = np.tile(corners, len(numbers))
    level = zero_rings(
        np.stack([numbers[layer], *np.tile(cells[1:], len(numbers))]),
        away_mm[corners] + share[numbers[layer]] * depth_mm,
        corners + len(points_mm) * layer,
    )
    return Sections(lattice.to_mm(*level.points.T), level.starts, level.layer)


def leave_undosed(parts: SlabParts, areas: Floats) -> SlabParts:
    """Give the volume of the caps to the body.

    Args:
        parts: what the planes stand for.
        areas: shape (p,); of the planes.
    """
    lengths_mm = areas[parts.plane] * (parts.high_mm - parts.low_mm)
    volumes = np.bincount(parts.cap, lengths_mm, parts.weights.shape[1])
    if not volumes[0] > 0:
        return parts
    weights = np.zeros_like(parts.weights)
    weights[:, 0] = parts.weights @ volumes / volumes[0]
    return replace(parts, weights=weights)
