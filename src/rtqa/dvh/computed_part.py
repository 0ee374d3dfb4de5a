"""Which part of a dose grid holds a computed dose.

Some systems write a grid as large as the image and compute the dose in a part of it; the rest is 0. Along the
body that cuts a dose off from one plane to the next. Taken as 0 Gy, it makes an organ look cool that runs on.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rtqa.geometry.arrays import Bools
from rtqa.model.dose import Dose
from rtqa.model.geometry import Grid, owned

CUT_FRAC = 0.05
"""Of the maximum: a dose that is computed does not fall from this to exactly 0 from one plane to the next."""

WHOLE_SECTION_FRAC = 0.7
"""Of the area at this level in the plane further in: where a body ends, as at the crown of the head, sections
shrink to a half or less from one plane to the last; where a dose is cut off, they do not."""


def computed_part(dose: Dose) -> Dose:
    """The dose without the planes at either end, along the body, on which none was computed.

    These are stored as 0 throughout, and the plane before them still has 5 % of the grid's maximum over as
    much of it as the plane further in. Where the dose fades to 0, it is 0.
    """
    axis = _find_long_axis(dose.grid)
    values = np.moveaxis(dose.values_gy, 2 - axis, 0)
    hottest_gy = values.max(axis=(1, 2))
    stored = np.flatnonzero(hottest_gy)
    if len(stored) < 3:
        return dose
    first, last = int(stored[0]), int(stored[-1])
    cut_gy = CUT_FRAC * float(hottest_gy.max())
    keep = np.ones(len(values), dtype=bool)
    for end, further_in, beyond in (
        (first, first + 1, slice(first)),
        (last, last - 1, slice(last + 1, None)),
    ):
        area, area_further_in = (np.count_nonzero(values[plane] >= cut_gy) for plane in (end, further_in))
        if area and area >= WHOLE_SECTION_FRAC * area_further_in:
            keep[beyond] = False
    return dose if keep.all() else _take(dose, axis, keep)


def _find_long_axis(grid: Grid) -> int:
    """The axis i, j or k (0, 1, 2) of the grid that runs along the body (z) most nearly."""
    return int(np.argmax(np.abs(grid.directions[:, 2])))


def _take(dose: Dose, axis: int, keep: Bools) -> Dose:
    """The planes kept along an axis, which follow each other without a gap."""
    grid, first = dose.grid, int(np.argmax(keep))
    values = np.compress(keep, dose.values_gy, axis=2 - axis)
    values.setflags(write=False)
    affine, positions = grid.affine_mm.copy(), grid.slice_positions
    shift = float(first)
    if axis == 2:
        shift = float(positions[first])
        positions = owned(positions[keep] - shift)
    affine[:3, 3] += shift * affine[:3, axis]
    shape = (values.shape[0], values.shape[1], values.shape[2])
    part = replace(grid, shape_kji=shape, affine_mm=owned(affine), slice_positions=positions)
    return replace(dose, grid=part, values_gy=values, n_uncomputed_planes=int(np.count_nonzero(~keep)))
