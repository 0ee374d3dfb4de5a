"""Whether a registration brings the structures of two phases together.

What was drawn twice must lie in one place once the earlier phase is carried into the later one. Compared is
the share of common volume (Dice), and where the centroids lie: of whole volumes where both were drawn whole,
else over the stretch along the normal in which both were drawn, as a cord drawn further down the second time
is no mistake. Of such a stretch nothing tells how it lies along the normal. Beside it stands what the
*inverse* motion would give: a registration read the wrong way round shows by its inverse fitting better.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rtqa.geometry.planar import PlanarStructure
from rtqa.model.geometry import Floats, owned

N_SAMPLES = 40_000
"""Points that a pair of structures is looked at in: a share of volume is then known to about 1 %."""

SAME_LENGTH_PLANES, SAME_LENGTH_MM = 2, 6.0
"""Drawn whole twice, a structure may differ in length by a plane at each end, or by this many mm."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlap:
    """How well a structure of two phases lies in one place.

    Attributes:
        name: the later phase's.
        earlier_name: what the earlier phase calls it.
        dice: twice the common volume over the sum of both, 0 to 1, under the motion.
        dice_inverse: the same under the inverse motion.
        is_whole: whether whole volumes were compared, or the stretch along the normal that both share.
        axes: shape (3, 3), rows u, v and normal of the later one's planes.
        center_mm: shape (3,), centroid of what was compared of the later one.
        offset_mm: shape (3,), from there to the centroid of the earlier one, carried over; of a shared
            stretch without its part along the normal, which nothing tells. None where they share no stretch.
    """

    name: str
    earlier_name: str
    dice: float
    dice_inverse: float
    is_whole: bool
    axes: Floats = field(repr=False)
    center_mm: Floats
    offset_mm: Floats | None


def measure_overlap(
    later: PlanarStructure, earlier: PlanarStructure, *, motion: Floats, is_cut: bool = False
) -> Overlap:
    """Compare a structure of the later phase with the earlier phase's, carried over by a rigid motion.

    Args:
        later: in the frame of its phase.
        earlier: likewise.
        motion: shape (4, 4), from the earlier frame to the later one, in mm.
        is_cut: whether one of them is known to end where its scan does, or to have no ends of its own.
    """
    is_whole = not is_cut and _are_of_one_length(later, earlier, motion)
    dice, center_mm, offset_mm = _lay_upon(later, earlier, motion, is_whole=is_whole)
    inverse = owned(np.linalg.inv(motion))
    return Overlap(
        name=later.name,
        earlier_name=earlier.name,
        dice=dice,
        dice_inverse=_lay_upon(later, earlier, inverse, is_whole=is_whole)[0],
        is_whole=is_whole,
        axes=owned(later.axes),
        center_mm=owned(center_mm),
        offset_mm=owned(offset_mm) if offset_mm is not None else None,
    )


def _carry(points_mm: Floats, motion: Floats) -> Floats:
    """Points (n, 3), carried over by a rigid motion."""
    return points_mm @ motion[:3, :3].T + motion[:3, 3]


def _are_of_one_length(later: PlanarStructure, earlier: PlanarStructure, motion: Floats) -> bool:
    """Whether both reach equally far along the later one's normal, to what the next drawing may differ by."""
    lengths_mm = [
        np.ptp(points @ later.axes[2]) for points in (later.points_mm, _carry(earlier.points_mm, motion))
    ]
    thickest_mm = max(float(solid.thickness_mm.max()) for solid in (later, earlier))
    least_mm = max(SAME_LENGTH_PLANES * thickest_mm, SAME_LENGTH_MM)
    return bool(abs(lengths_mm[0] - lengths_mm[1]) <= least_mm + _ROUNDING_MM)


def _lay_upon(
    later: PlanarStructure, earlier: PlanarStructure, motion: Floats, *, is_whole: bool
) -> tuple[float, Floats, Floats | None]:
    """Dice, centroid of the later one, and the way from there to that of the earlier one; each (3,)."""
    # The box (3,) around both in the later one's axes; along the normal, where they are not drawn whole, only
    # where both were drawn.
    here, there = later.points_mm @ later.axes.T, _carry(earlier.points_mm, motion) @ later.axes.T
    low = np.minimum(here.min(axis=0), there.min(axis=0))
    high = np.maximum(here.max(axis=0), there.max(axis=0))
    if is_whole:
        cap_mm = max(float(solid.thickness_mm.max()) for solid in (later, earlier)) / 2
        low, high = low - cap_mm, high + cap_mm
    else:
        low[2] = max(here[:, 2].min(), there[:, 2].min())
        high[2] = min(here[:, 2].max(), there[:, 2].max())
    apart = 0.0, here.mean(axis=0) @ later.axes, None
    if low[2] >= high[2]:
        return apart

    # Points (n, 3) evenly spread over it, asked of both.
    step_mm = float(np.prod(high - low) / N_SAMPLES) ** (1 / 3)
    axes = [np.arange(first + step_mm / 2, end, step_mm) for first, end in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) @ later.axes
    inside = later.contains(points)
    inside_other = earlier.contains(_carry(points, owned(np.linalg.inv(motion))))
    if not (inside.any() and inside_other.any()):
        return apart
    dice = 2.0 * float((inside & inside_other).sum()) / float(inside.sum() + inside_other.sum())
    center = points[inside].mean(axis=0)
    offset = points[inside_other].mean(axis=0) - center
    normal = later.axes[2]
    return dice, center, offset if is_whole else offset - (offset @ normal) * normal


_ROUNDING_MM = 0.1
"""Heights of planes are rounded by as much."""
