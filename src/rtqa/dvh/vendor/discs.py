"""The largest disc that fits into each plane of a structure: how deep its inside is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtqa.dvh.coverage import Ints
from rtqa.dvh.vendor.lattice import Distances, Lattice
from rtqa.model.geometry import Floats

_TRIALS, _ROUNDS = 200, 8
"""Points of a plane tried as the middle of its largest disc, and rounds of smaller steps from the best."""

_AROUND = np.array([(0.0, 1.0), (0.7, 0.7), (1.0, 0.0), (0.7, -0.7)])
_AROUND = np.concatenate([_AROUND, -_AROUND])


def largest_discs(
    lattice: Lattice, inside: npt.NDArray[np.bool_], distances: Distances, *, planes: Ints
) -> Floats:
    """Radius in mm of the largest disc that fits in each of some planes, in the thickest part of it.

    Args:
        lattice: around these planes.
        inside: shape (planes, rows, columns); which of its nodes lie inside.
        distances: from the contours of these planes.
        planes: their numbers.
    """
    plane, row, column = np.nonzero(inside)
    counts = np.bincount(plane, minlength=len(planes))
    rank = np.arange(len(plane)) - (np.cumsum(counts) - counts)[plane]
    stride = -(-counts // _TRIALS)
    tried = np.flatnonzero(rank % np.maximum(stride, 1)[plane] == 0)
    points_mm = lattice.to_mm(column[tried], row[tried])
    radius_mm = distances.to(points_mm, planes[plane[tried]])
    order = np.lexsort((radius_mm, plane[tried]))
    found, last = np.unique(plane[tried][order][::-1], return_index=True)
    best = order[::-1][last]
    centres, radii = points_mm[best], radius_mm[best]
    step_mm = lattice.step_mm * np.sqrt(stride[found])
    for _ in range(_ROUNDS):
        # No step leads outside while it is shorter than the disc's radius.
        step = np.minimum(step_mm, radii)[:, None, None] * _AROUND
        trials = centres[:, None] + step
        owner = np.repeat(planes[found], len(_AROUND))
        reached = distances.to(trials.reshape(-1, 2), owner).reshape(len(found), len(_AROUND))
        better = reached.argmax(axis=1)
        grown = np.flatnonzero(reached.max(axis=1) > radii)
        centres[grown], radii[grown] = trials[grown, better[grown]], reached[grown, better[grown]]
        step_mm = step_mm / 2
    radii_mm = np.zeros(len(planes))
    radii_mm[found] = radii
    return radii_mm
