"""Where an organ lies to the targets, in numbers: all that a peer model knows of a plan, and no dose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.spatial import cKDTree

from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import spread_points
from rtqa.model.geometry import Floats

_NEAR_MM = (3.0, 6.0, 10.0, 14.0, 20.0, 27.0, 37.0, 52.0)
_FALLOFF_MM = (5.0, 10.0, 20.0)
_FAR_MM = 80.0
"""What is further away is as far as this: hardly any dose comes from there."""

_ORGAN_POINTS, _TARGET_POINTS = 2000, 20000

SAME_GY = 0.5
"""Dose levels that differ by less are one."""


def describe_organ(
    organ: PlanarStructure, targets: Mapping[float, Sequence[PlanarStructure]], levels_gy: Sequence[float]
) -> Floats | None:
    """Size, and distances to the targets of each level and above; None where a level has no target.

    Args:
        organ: what is described.
        targets: the targets by the dose that each is to receive.
        levels_gy: what the numbers are of, from the highest.

    Returns:
        Shape (n,): the logarithm of the volume in cm³; then for each level the shares of the organ within 3,
        6, 10, 14, 20, 27, 37 and 52 mm of what is to receive as much or more, the means of exp(−d/s) with s
        of 5, 10 and 20 mm, mean and median of the distance d up to 80 mm, and the share between the highest
        and the lowest slice of it.
    """
    points = spread_points(organ, n_points=_ORGAN_POINTS)
    numbers = [float(np.log(max(organ.volume_cm3, 1e-3)))]
    for level in levels_gy:
        above = [target for dose, drawn in targets.items() if dose >= level - SAME_GY for target in drawn]
        if not above:
            return None
        # By their volumes, so that all targets are as dense.
        whole = sum(target.volume_cm3 for target in above)
        cloud = np.concatenate(
            [
                spread_points(target, n_points=max(int(_TARGET_POINTS * target.volume_cm3 / whole), 10))
                for target in above
            ]
        )
        distance = np.minimum(cKDTree(cloud).query(points)[0], _FAR_MM)
        numbers += [float((distance <= near).mean()) for near in _NEAR_MM]
        numbers += [float(np.exp(-distance / scale).mean()) for scale in _FALLOFF_MM]
        numbers += [float(distance.mean()), float(np.median(distance))]
        low, high = cloud[:, 2].min(), cloud[:, 2].max()
        numbers.append(float(((points[:, 2] >= low) & (points[:, 2] <= high)).mean()))
    return np.array(numbers)
