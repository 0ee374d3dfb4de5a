"""By how much outlines waver, and what that adds to both ends of a curve.

An outline that wavers from plane to plane reaches into more dose here and into less there: of all planes
together the edges are as if blurred, and a structure that is hottest at an edge seems hotter than it is. Of
edges blurred by a displacement with the variance σ² the sharp ones are, to first order, what is covered less
σ² / 2 times its second differences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rtqa.dvh.samples import Samples, merged_by_dose
from rtqa.geometry.arrays import Singles
from rtqa.model.geometry import Floats

MOST = 0.5
"""Half of the variance, in squared cells, beyond which second differences say nothing."""

_SECTORS = 8


def blurred_edges(
    covered: Singles, dose_gy: Singles, slope_gy: Singles, *, moved: Sequence[float], volume_cm3: Floats
) -> Samples:
    """Volumes to add, and (negative) to take away, so that the edges are sharp.

    Args:
        covered: of each plane's cells (c, rows, columns), none in the outermost.
        dose_gy: mean dose of each cell.
        slope_gy: how far the dose spreads over it.
        moved: the standard deviation of an edge's place along columns and rows, in cells.
        volume_cm3: shape (c,); of a whole cell of each plane.
    """
    sharper = np.zeros_like(covered)
    for axis, sigma in ((2, moved[0]), (1, moved[1])):
        share = np.float32(min(0.5 * sigma**2, MOST))
        ahead = share * np.diff(covered, axis=axis)
        before = [slice(None)] * 3
        after = list(before)
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        sharper[tuple(before)] -= ahead
        sharper[tuple(after)] += ahead
    cells = np.flatnonzero((np.abs(sharper) > 1e-6) & np.isfinite(dose_gy) & np.isfinite(slope_gy))
    plane = cells // (covered.shape[1] * covered.shape[2])
    return merged_by_dose(
        np.zeros(len(cells), dtype=np.intp),
        n_sets=1,
        volume_cm3=sharper.reshape(-1)[cells] * volume_cm3[plane],
        dose_gy=dose_gy.reshape(-1)[cells],
        slope_gy=slope_gy.reshape(-1)[cells],
    )


def displacement_mm(departs: Singles, covered: Singles, spacing_mm: tuple[float, float]) -> float:
    """By how much the outline wavers, as the root of its mean square over eight directions of all planes."""
    cells = np.flatnonzero(departs)
    if not len(cells):
        return 0.0
    plane, row, column = np.unravel_index(cells, departs.shape)
    areas = np.maximum(covered.sum(axis=(1, 2)), 1e-6)
    middle_row = covered.sum(axis=2) @ np.arange(covered.shape[1]) / areas
    middle_column = covered.sum(axis=1) @ np.arange(covered.shape[2]) / areas
    angle = np.arctan2(row - middle_row[plane], column - middle_column[plane])
    sector = plane * _SECTORS + ((angle / (2 * np.pi) + 0.5) * _SECTORS).astype(np.intp) % _SECTORS
    size = len(departs) * _SECTORS
    area = np.bincount(sector, departs.reshape(-1)[cells], size) * spacing_mm[0] * spacing_mm[1]
    # The outline of each sector is about as long as that of a disc of the plane's area.
    disc_mm = np.sqrt(4 * np.pi * areas * spacing_mm[0] * spacing_mm[1]) / _SECTORS
    length = np.repeat(np.maximum(disc_mm, 1.0), _SECTORS)
    has = np.bincount(plane, minlength=len(departs)) > 0
    moved = (area / length)[np.repeat(has, _SECTORS)]
    return float(np.sqrt(np.mean(moved**2)))
