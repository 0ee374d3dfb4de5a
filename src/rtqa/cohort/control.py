"""Control charts: whether values vary as by chance, or something changed.

NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals and moving range) and 6.3.3.2
(proportion); the rules are those of the Western Electric Statistical Quality Control Handbook (1956). In
radiotherapy: Pawlicki et al., Med Phys 32:2777 (2005); AAPM TG-218, Med Phys 45:e53 (2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats

_D2, _D4 = 1.128, 3.267
"""Of the range of two values of a normal distribution: its mean in σ, its upper control limit in means."""

_RULES = ((1, 1, 3.0), (2, 3, 2.0), (4, 5, 1.0), (8, 8, 0.0))
"""Western Electric: so many of so many values in a row, on one side, beyond so many σ."""

FEWEST = 8
"""Values of which a chart is made; of fewer, no limits can be told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ControlChart:
    """Values in order, with what they would stay within by chance.

    Attributes:
        values: shape (n,).
        center: of all of them.
        low, high: shape (n,); limits at 3 σ of each.
        signals: shape (n,); whether a rule is met that ends with this value.
    """

    values: Floats
    center: float
    low: Floats
    high: Floats
    signals: npt.NDArray[np.bool_]


def chart_individuals(values: Sequence[float]) -> tuple[ControlChart, ControlChart]:
    """The charts of values one by one and of their moving ranges; at least two values.

    σ is the mean moving range over 1.128, so that a slow drift does not widen the limits.
    """
    numbers = np.asarray(values, dtype=float)
    ranges = np.abs(np.diff(numbers))
    center, mean_range = float(numbers.mean()), float(ranges.mean())
    sigma = np.full(len(numbers), mean_range / _D2)
    upper = np.full(len(ranges), _D4 * mean_range)
    individuals = ControlChart(
        values=numbers,
        center=center,
        low=center - 3.0 * sigma,
        high=center + 3.0 * sigma,
        signals=find_signals(numbers, center, sigma),
    )
    moving = ControlChart(
        values=ranges, center=mean_range, low=np.zeros(len(ranges)), high=upper, signals=ranges > upper
    )
    return individuals, moving


def chart_proportion(counts: Sequence[int], totals: Sequence[int], *, in_order: bool) -> ControlChart:
    """The chart of a share, such as of plans that fail, in groups of any size.

    Args:
        counts: how many of each group.
        totals: of how many; none is 0.
        in_order: whether the groups follow each other in time; else each is held against its limits alone.
    """
    sizes = np.asarray(totals, dtype=float)
    shares = np.asarray(counts, dtype=float) / sizes
    center = float(np.sum(counts) / sizes.sum())
    sigma = np.sqrt(center * (1.0 - center) / sizes)
    low, high = np.maximum(center - 3.0 * sigma, 0.0), np.minimum(center + 3.0 * sigma, 1.0)
    beyond = (shares < low) | (shares > high)
    return ControlChart(
        values=shares,
        center=center,
        low=low,
        high=high,
        signals=find_signals(shares, center, sigma) if in_order else beyond,
    )


def find_signals(values: Floats, center: float, sigma: Floats) -> npt.NDArray[np.bool_]:
    """Where a rule is met, shape (n,): the last value of those that meet it."""
    signals = np.zeros(len(values), dtype=bool)
    for side in (1.0, -1.0):
        above = side * (values - center)
        for needed, in_a_row, n_sigma in _RULES:
            # A value on the centre line is on no side, whatever σ is.
            beyond = (above > n_sigma * sigma) & (above > 0.0)
            counted = np.convolve(beyond, np.ones(in_a_row), mode="full")[: len(values)]
            signals |= beyond & (counted >= needed)
    return signals


def find_outliers(values: Sequence[float]) -> Floats:
    """How far each value lies from the median, as a modified z-score; beyond ±3.5 it is an outlier.

    Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993). All 0 where half of the values are equal.
    """
    numbers = np.asarray(values, dtype=float)
    off = numbers - np.median(numbers)
    spread = float(np.median(np.abs(off)))
    return 0.6745 * off / spread if spread > 0.0 else np.zeros(len(numbers))


OUTLIER = 3.5
