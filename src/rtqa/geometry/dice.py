"""Whether a registration brings the structures of two phases together.

What was drawn twice, under one name, must lie in one place once the earlier phase is carried into the later
one. Compared is the share of common volume (Dice) over the stretch along the normal in which both were drawn:
a cord drawn further down the second time is no mistake. Beside it stands what the *inverse* motion would
give: a registration read the wrong way round shows by its inverse fitting better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from rtqa.geometry.arrays import Bools
from rtqa.geometry.rings import Rings, closed_contours, closed_rings
from rtqa.geometry.slabs import Slabs, cut_slabs
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import Structure

N_SAMPLES = 40_000
"""Points that a pair of structures is looked at in: a share of volume is then known to about 1 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How well a structure of two phases lies in one place.

    Attributes:
        name: the later phase's.
        dice: twice the common volume over the sum of both, 0 to 1, under the motion.
        dice_inverse: the same under the inverse motion.
    """

    name: str
    dice: float
    dice_inverse: float


def measure_overlap(later: Structure, earlier: Structure, *, motion: Floats) -> Overlap:
    """Compare a structure of the later phase with the earlier phase's, carried over by a rigid motion.

    Raises:
        UnsupportedError: one of them has no volume, or planes of several directions.
    """
    later_solid, earlier_solid = _Solid.of(later), _Solid.of(earlier)
    return Overlap(
        name=later.name,
        dice=_dice(later_solid, earlier_solid, motion),
        dice_inverse=_dice(later_solid, earlier_solid, owned(np.linalg.inv(motion))),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Solid:
    """A structure that can be asked what lies inside it: its planes, in axes (rows u, v, normal)."""

    axes: Floats
    rings: Rings
    slabs: Slabs
    points_mm: Floats

    @classmethod
    def of(cls, structure: Structure) -> _Solid:
        contours = closed_contours(structure)
        normal = contours.normal
        across = np.linalg.svd(normal[None, :])[2][1:]
        placed = np.column_stack([contours.points_mm @ across.T, contours.points_mm @ normal])
        rings = closed_rings(contours, placed, name=structure.name)
        slabs = cut_slabs(rings, set_spacing_mm=None)
        return cls(np.vstack([across, normal]), rings, slabs, contours.points_mm)

    def contains(self, points_mm: Floats) -> Bools:
        """Which of points (n, 3) lie inside."""
        # Of each point (n,) the plane in whose slab it lies; then the points of each plane, ring by ring.
        u, v, height = (points_mm @ self.axes.T).T
        plane = np.clip(np.searchsorted(self.slabs.high_mm, height), 0, len(self.slabs.high_mm) - 1)
        in_slab = (height >= self.slabs.low_mm[plane]) & (height <= self.slabs.high_mm[plane])
        inside = np.zeros(len(points_mm), dtype=bool)
        for ring, starts in enumerate(zip(self.rings.starts[:-1], self.rings.starts[1:], strict=True)):
            at_plane = np.flatnonzero(in_slab & (plane == self.rings.plane[ring]))
            polygon = shapely.Polygon(self.rings.points[slice(*starts)])
            # Rings are nested or apart, so what lies in an odd number of them lies inside.
            inside[at_plane] ^= shapely.contains_xy(polygon, u[at_plane], v[at_plane])
        return inside


def _dice(later: _Solid, earlier: _Solid, motion: Floats) -> float:
    """Over the stretch along the later one's normal in which both were drawn."""
    # The box (3,) around both in the later one's axes, along the normal only where both were drawn.
    moved = earlier.points_mm @ motion[:3, :3].T + motion[:3, 3]
    here, there = later.points_mm @ later.axes.T, moved @ later.axes.T
    low = np.minimum(here.min(axis=0), there.min(axis=0))
    high = np.maximum(here.max(axis=0), there.max(axis=0))
    low[2], high[2] = max(here[:, 2].min(), there[:, 2].min()), min(here[:, 2].max(), there[:, 2].max())
    if low[2] >= high[2]:
        return 0.0

    # Points (n, 3) evenly spread over it, asked of both.
    step_mm = float(np.prod(high - low) / N_SAMPLES) ** (1 / 3)
    axes = [np.arange(first + step_mm / 2, end, step_mm) for first, end in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) @ later.axes
    inside = later.contains(points)
    back = np.linalg.inv(motion)
    inside_other = earlier.contains(points @ back[:3, :3].T + back[:3, 3])
    total = int(inside.sum() + inside_other.sum())
    return 2.0 * float((inside & inside_other).sum()) / total if total else 0.0
