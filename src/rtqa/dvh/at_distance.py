"""The highest dose at a distance from a structure, in any direction.

The surface at that distance crosses the edges between neighbouring nodes of the dose grid, and is seen where
it does: distance and dose are taken as linear along each edge, as trilinear interpolation has the dose. The
structure is a cloud of points on its outlines and within them, at the heights that margins grow from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from rtqa.geometry.arrays import expand
from rtqa.geometry.derived import lay_in_planes
from rtqa.geometry.planar import PlanarStructure
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats

_STEP_MM = 2.0
"""Between points on outlines: from 20 mm away they seem 0.03 mm too far at most."""

_WITHIN_FRAC = 1 / 6
"""Between points within outlines, as a share of the distance: over flat ends they seem 1 in 140 too far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Highest:
    """The highest dose on a surface.

    Attributes:
        trilinear_gy: with trilinear interpolation of the dose.
        smooth_gy: with cubic splines, at the same points.
    """

    trilinear_gy: float
    smooth_gy: float


def is_within(dose: Dose, structure: PlanarStructure, distance_mm: float) -> bool:
    """Whether all that lies within a distance of a structure lies in the dose grid."""
    nodes = dose.grid.to_ijs(structure.points_mm)
    positions = dose.grid.slice_positions
    last = np.array([*np.array(dose.grid.shape_kji[:0:-1]) - 1, positions[-1]])
    reach = (distance_mm + structure.thickness_mm.max() / 2) / np.array(dose.grid.spacing_mm)
    low, high = nodes.min(axis=0) - reach, nodes.max(axis=0) + reach
    return bool(np.all(low >= [0, 0, positions[0]]) and np.all(high <= last))


def find_highest(dose: Dose, structure: PlanarStructure, distances_mm: Sequence[float]) -> list[Highest]:
    """The highest dose at each of some distances, in the dose grid.

    Args:
        dose: on even slices.
        structure: planes of any direction.
        distances_mm: more than 0.
    """
    from scipy.ndimage import map_coordinates  # noqa: PLC0415 (slow to load, and seldom asked for)
    from scipy.spatial import cKDTree  # noqa: PLC0415 (likewise)

    cloud = _cloud_mm(structure, within_mm=_WITHIN_FRAC * min(distances_mm))
    # The box of nodes (k, j, i) around the structure and the farthest distance.
    index = dose.grid.to_ijs(cloud)[:, ::-1]
    reach = np.ceil(max(distances_mm) / np.array(dose.grid.spacing_mm[::-1])) + 1
    low = np.maximum(np.floor(index.min(axis=0)) - reach, 0).astype(np.intp)
    high = np.minimum(np.ceil(index.max(axis=0)) + reach + 1, dose.grid.shape_kji).astype(np.intp)
    values = dose.values_gy[tuple(map(slice, low, high))]
    nodes = np.argwhere(np.ones(values.shape, dtype=bool)) + low
    # How far each is away; infinite for what is farther than the nodes next to the farthest surface.
    bound_mm = max(distances_mm) + float(np.hypot.reduce(dose.grid.spacing_mm))
    points_mm = dose.grid.to_points_mm(nodes[:, ::-1])
    away_mm = cKDTree(cloud).query(points_mm, distance_upper_bound=bound_mm)[0].reshape(values.shape)

    found = []
    for distance_mm in distances_mm:
        # Along each axis: edges whose ends lie on both sides of the surface, and where it crosses them.
        crossings = [np.empty((3, 0))]
        for axis in range(3):
            n = values.shape[axis]
            first, second = (away_mm.take(range(begin, begin + n - 1), axis=axis) for begin in (0, 1))
            at = np.nonzero((first <= distance_mm) != (second <= distance_mm))
            share = (distance_mm - first[at]) / np.where(second[at] == first[at], 1, second[at] - first[at])
            place = np.array(at, dtype=float)
            place[axis] += np.clip(share, 0.0, 1.0)
            crossings.append(place)
        places = np.concatenate(crossings, axis=1)
        if not places.shape[1]:
            found.append(Highest(trilinear_gy=0.0, smooth_gy=0.0))
            continue
        by_order = (map_coordinates(values, places, order=order, mode="nearest") for order in (1, 3))
        trilinear, smooth = (float(doses.max()) for doses in by_order)
        found.append(Highest(trilinear_gy=trilinear, smooth_gy=smooth))
    return found


def _cloud_mm(structure: PlanarStructure, *, within_mm: float) -> Floats:
    """Points (n, 3) in the patient on a structure's outlines, and within them so far apart along u and v."""
    regions, bottoms, tops = lay_in_planes(structure)
    lines, of_line = shapely.get_coordinates(
        shapely.segmentize(shapely.boundary(regions), _STEP_MM), return_index=True
    )
    boxes = np.nan_to_num(shapely.bounds(regions))
    counts = np.floor((boxes[:, 2:] - boxes[:, :2]) / within_mm).astype(np.intp) + 1
    region, rank = expand(np.prod(counts, axis=1))
    lattice = boxes[region, :2] + within_mm * np.column_stack(np.divmod(rank, counts[region, 1]))
    shapely.prepare(regions)
    inside = shapely.intersects_xy(regions[region], *lattice.T)
    across = np.concatenate([lines, lattice[inside]])
    of = np.concatenate([of_line, region[inside]])
    # Where a region goes on along the normal, its other end too.
    goes_on = tops[of] > bottoms[of]
    heights = np.concatenate([bottoms[of], tops[of[goes_on]]])
    cloud: Floats = np.column_stack([np.concatenate([across, across[goes_on]]), heights]) @ structure.axes
    return cloud
