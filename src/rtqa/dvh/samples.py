"""A sample: a portion of a structure's volume, and how the dose is spread in it.

Between two dose planes the dose over a cell is a bilinear patch, a + b x + c y + d x y, and rises along the
normal. The mean over a covered part follows exactly from the part's moments, the integrals of 1, x, y, x²,
x y and y²; so does the variance, with the slopes taken at the centroid. A sample keeps the mean and the
widths of two even spreads that have this variance: their sum is a trapezoid, as of a box with slopes along
two axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from rtqa.geometry.arrays import Bools, Ints, Singles
from rtqa.model.geometry import Floats

MANY, LEVELS = 4096, 256
"""From so many volumes on, those of a set are added up by so many levels of dose."""

T = TypeVar("T", bound=np.generic)

NEGLIGIBLE = 1e-12
"""A share of a cell that is only rounding; where its centroid lies, no digit of it tells."""


class Samples(NamedTuple):
    """Portions of volume, each with a spread of dose; shape (n,).

    Attributes:
        cap: 0 in the body, else the number of the end cap's zone.
        volume_cm3: the volume; where steps are smoothed, negative for what is taken away.
        mean_gy: the mean dose.
        wide_gy, narrow_gy: widths of two even spreads whose sum has the dose's variance.
        shift_gy: by how much the mean of a smooth dose differs from that of the trilinear one; empty where
            that is not wanted.
    """

    cap: Ints
    volume_cm3: Floats
    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    shift_gy: Singles

    def take(self, which: Ints | Bools | slice) -> Samples:
        """Some of the samples."""
        cap, volume, *doses = self
        return Samples(cap[which], volume[which], *(take_known(dose, which) for dose in doses))


def take_known(values: npt.NDArray[T], which: Ints | Bools | slice) -> npt.NDArray[T]:
    """Some of the values; none where they are empty because nobody asked for them."""
    return values[which] if len(values) else values


class PartShape(NamedTuple):
    """Where covered parts of cells lie: the centroid x and y (n,), in units of the cell, and the spread.

    The spread (3, n) is the variance of x, the covariance of x and y, and the variance of y.
    """

    x: Singles
    y: Singles
    spread: Singles

    @classmethod
    def of(cls, moments: Floats) -> PartShape:
        """Of parts with moments (6, n)."""
        x, y, xx, xy, yy = moments[1:] / np.where(moments[0] > NEGLIGIBLE, moments[0], 1.0)
        spread = np.stack([xx - x * x, xy - x * y, yy - y * y])
        return cls(x.astype(np.float32), y.astype(np.float32), spread.astype(np.float32))

    def take(self, which: Ints) -> PartShape:
        """Some of the parts."""
        return PartShape(self.x[which], self.y[which], self.spread.take(which, axis=1))


def merged_by_dose(
    of_set: Ints, *, n_sets: int, volume_cm3: Floats, dose_gy: Singles, slope_gy: Singles
) -> Samples:
    """Volumes (m,) of sets as samples; where there are many, one for each level of dose of a set."""
    none = np.zeros(0, dtype=np.float32)
    low_gy, span_gy = (float(dose_gy.min()), float(np.ptp(dose_gy))) if len(dose_gy) else (0.0, 0.0)
    if len(dose_gy) <= MANY or not span_gy > 0:
        narrow = np.zeros(len(dose_gy), dtype=np.float32)
        return Samples(
            of_set.astype(np.int32), volume_cm3.astype(np.float64), dose_gy, slope_gy, narrow, none
        )
    level = ((dose_gy - low_gy) * np.float32((LEVELS - 1) / span_gy)).astype(np.intp)
    sums = np.bincount(of_set * LEVELS + level, volume_cm3, n_sets * LEVELS)
    present = np.flatnonzero(sums)
    step_gy = span_gy / (LEVELS - 1)
    return Samples(
        cap=(present // LEVELS).astype(np.int32),
        volume_cm3=sums[present].astype(np.float64),
        mean_gy=(low_gy + (present % LEVELS + 0.5) * step_gy).astype(np.float32),
        wide_gy=np.full(len(present), 2 * step_gy, dtype=np.float32),
        narrow_gy=np.zeros(len(present), dtype=np.float32),
        shift_gy=none,
    )


def interior_moments(n_sub: int) -> Floats:
    """Moments (6, 1, s²) of the s × s sub-cells of an interior cell, as in the coverage."""
    edges = np.arange(n_sub + 1) / n_sub
    integrals = [np.diff(edges ** (power + 1)) / (power + 1) for power in range(3)]
    powers = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
    return np.stack([np.outer(integrals[y], integrals[x]).ravel() for x, y in powers])[:, None]


class Patch(NamedTuple):
    """Bilinear doses over covered parts; shape (n,).

    Attributes:
        mean_gy, wide_gy, narrow_gy: as of :class:`Samples`.
        slope_x, slope_y: at the centroid, in Gy a cell.
    """

    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    slope_x: Singles
    slope_y: Singles


def average_patch(corners_gy: Sequence[Singles] | Singles, shape: PartShape, *, rise_gy: Singles) -> Patch:
    """Mean and spread of a bilinear dose over covered parts.

    Args:
        corners_gy: shape (4, n); at the cell's nodes (row, column), column + 1, row + 1, and both.
        shape: of the n parts.
        rise_gy: shape (n,); through each part along the normal.
    """
    at_0, at_x, at_y, at_xy = corners_gy
    x, y, spread = shape
    by_x, by_y, by_xy = at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0
    slope_x, slope_y = by_x + by_xy * y, by_y + by_xy * x
    wide, narrow = slope_widths(slope_x, slope_y, rise_gy=rise_gy, spread=spread)
    mean = at_0 + by_x * x + by_y * y + by_xy * (spread[1] + x * y)
    return Patch(mean, wide, narrow, slope_x, slope_y)


def slope_widths(
    slope_x: Singles, slope_y: Singles, *, rise_gy: Singles, spread: Singles
) -> tuple[Singles, Singles]:
    """Widths (n,) of two even spreads, wide and narrow, of a dose with these slopes over covered parts.

    Over a whole cell the dose is the sum of three even spreads, one along each axis. The widest is kept, and
    the two others are made one; the variance is that of the covered part.

    Args:
        slope_x: shape (n,); at the centroid, in Gy a cell.
        slope_y: likewise.
        rise_gy: shape (n,); through the part along the normal.
        spread: shape (3, n or 1); as of :class:`PartShape`.
    """
    # An even spread of width w has the variance w² / 12.
    var_x, cov, var_y = spread * np.float32(12)
    along_x, along_y, along_z = slope_x * slope_x * var_x, slope_y * slope_y * var_y, rise_gy * rise_gy
    total = np.maximum(along_x + along_y + 2 * slope_x * slope_y * cov, 0) + along_z
    widest = np.minimum(np.maximum(np.maximum(along_x, along_y), along_z), total)
    return np.sqrt(widest), np.sqrt(total - widest)


def smooth_shift(bend_gy: Singles, moments: Floats, along: Floats) -> Singles:
    """By how much the mean of a smooth dose over parts differs from that of the trilinear one; shape (n,).

    A smooth dose bends between the nodes, and trilinear interpolation cuts the corner: along each axis by
    t (1 − t) / 2 of the second difference, t being the share of the way from node to node.

    Args:
        bend_gy: shape (n,); the sum of the dose's second differences along three axes.
        moments: shape (6, n or 1), of the covered parts.
        along: shape (n,); mean of z (1 − z) / 2 over each part.
    """
    area = np.where(moments[0] > NEGLIGIBLE, moments[0], 1.0)
    across = (moments[1] - moments[3] + moments[2] - moments[5]) / (2 * area)
    shift: Singles = bend_gy * ((across + along) * (-1 / 3)).astype(np.float32)
    return shift
