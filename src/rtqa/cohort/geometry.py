"""Where an organ lies to the targets, in numbers: all that a peer model knows of a plan, and no dose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from rtqa.geometry.arrays import Bools
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import spread_points
from rtqa.model.geometry import Floats

_NEAR_MM = np.array([-4.0, 0.0, 4.0, 8.0, 12.0, 18.0, 25.0, 35.0, 50.0, 80.0])
"""Distances between which dose falls about linearly; beyond the last, hardly any comes from a target."""

_ORGAN_POINTS = 2000
_TARGET_POINTS = 300
_BEYOND_FRAC = 0.1
_STEP_MM = 3.0
_MOST_POINTS = 2_000_000
"""Of the lattice that targets are laid on; its step grows where they fill a larger box."""

SAME_GY = 0.5
"""Dose levels that differ by less are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRegion:
    """What is to receive a dose or more, as a lattice of points.

    Attributes:
        inside, outside: its points, and those around it; each shape (n, 3), in mm of the patient.
        step_mm: between neighbours.
    """

    inside: cKDTree
    outside: cKDTree
    step_mm: float

    def distances_mm(self, points_mm: Floats) -> Floats:
        """Shape (n,); how far points (n, 3) lie from it; within it, the depth with a minus."""
        to_inside, to_outside = self.inside.query(points_mm)[0], self.outside.query(points_mm)[0]
        # The edge lies before the nearest point beyond it, by half a step on average.
        depths = np.maximum(to_outside - self.step_mm / 2.0, 0.0)
        gaps = np.maximum(to_inside - self.step_mm / 2.0, 0.0)
        distances: Floats = np.where(to_inside < to_outside, -depths, gaps)
        return distances

    @property
    def extent_mm(self) -> tuple[float, float]:
        """From where to where along z it reaches."""
        return self.inside.mins[2] - self.step_mm / 2.0, self.inside.maxes[2] + self.step_mm / 2.0

    def holds(self, target: PlanarStructure) -> bool:
        """Whether a target lies in it, but for its edge and a tenth of it at most."""
        points = spread_points(target, n_points=_TARGET_POINTS)
        beyond = np.count_nonzero(self.distances_mm(points) > self.step_mm)
        return bool(beyond <= _BEYOND_FRAC * len(points))

    def volume_cm3(self, low_mm: float = -np.inf, high_mm: float = np.inf) -> float:
        """Of what lies between two heights along z."""
        heights = self.inside.data[:, 2]
        n_points = np.count_nonzero((heights >= low_mm) & (heights <= high_mm))
        return float(n_points * self.step_mm**3 / 1000.0)


def find_regions(
    targets: Mapping[float, Sequence[PlanarStructure]], levels_gy: Sequence[float]
) -> tuple[DoseRegion, ...] | None:
    """The region of each level, in their order; None where one has no target, or one too small to be met.

    Args:
        targets: by the dose in Gy that each is to receive.
        levels_gy: what the regions are to receive, or more.
    """
    if not targets:
        return None
    corners = np.concatenate([target.points_mm for drawn in targets.values() for target in drawn])
    low, high = corners.min(axis=0), corners.max(axis=0)
    step_mm = max(_STEP_MM, float(np.prod(high - low) / _MOST_POINTS) ** (1 / 3))
    # Points on all sides of the targets, whose end slices stand for more than where they are drawn.
    around = [
        np.arange(first - 3.5 * step_mm, last + 3.5 * step_mm, step_mm)
        for first, last in zip(low, high, strict=True)
    ]
    lattice = np.stack(np.meshgrid(*around, indexing="ij"), axis=-1).reshape(-1, 3)
    covered: dict[float, Bools] = {
        dose: np.any([target.contains(lattice) for target in drawn], axis=0)
        for dose, drawn in targets.items()
    }
    regions = []
    for level in levels_gy:
        above = [points for dose, points in covered.items() if dose >= level - SAME_GY]
        if not np.any(above):
            return None
        within = np.any(above, axis=0)
        inside, outside = (
            cKDTree(points, balanced_tree=False) for points in (lattice[within], lattice[~within])
        )
        regions.append(DoseRegion(inside=inside, outside=outside, step_mm=step_mm))
    return tuple(regions)


def describe_organ(organ: PlanarStructure, regions: Sequence[DoseRegion]) -> Floats:
    """Sizes, and distances of the organ to the region of each level.

    Returns:
        Shape (1 + 12 r,): the logarithm of the organ's volume in cm³; then for each of r regions how much of
        the organ is nearer than 0, 4, 8, 12, 18, 25, 35, 50 and 80 mm, where the share of a point falls
        linearly from 1 at the distance before (−4 mm, a depth, before 0) to 0; the share between the highest
        and the lowest slice of the region; and the logarithms of 1 and the region's volume in cm³, the whole
        and what lies between the organ's own ends. So each number changes smoothly with the drawing: counts
        within sharp distances depend on the lattice that contours were drawn on.
    """
    points = spread_points(organ, n_points=_ORGAN_POINTS)
    heights = points[:, 2]
    numbers = [np.log(max(organ.volume_cm3, 1e-3))]
    for region in regions:
        # Each point (n, 1) in each stretch (9,).
        shares = (_NEAR_MM[1:] - region.distances_mm(points)[:, None]) / np.diff(_NEAR_MM)
        low, high = region.extent_mm
        numbers += [
            *np.clip(shares, 0.0, 1.0).mean(axis=0),
            np.mean((heights >= low) & (heights <= high)),
            np.log1p(region.volume_cm3()),
            np.log1p(region.volume_cm3(heights.min(), heights.max())),
        ]
    return np.array(numbers)
