"""From pieces of volume, each with a range of dose, to a continuous cumulative curve.

A point tally drops each piece's whole volume at one dose and leaves stairs as wide as a piece. Here each is
spread evenly over a range of dose: a box. A box's density has two jumps, so that n boxes are 2 n entries
into the density's first difference, which is summed up twice. Entries between two bins are shared between
them, which keeps every piece's volume and mean dose exactly.
"""

from __future__ import annotations

import numpy as np

from rtqa.dvh.pieces import Pieces
from rtqa.model.geometry import Floats

N_BINS = 2048


def tally(pieces: Pieces) -> tuple[Floats, Floats]:
    """Sum pieces into a cumulative curve between the structure's extremes.

    Returns:
        Dose (m,) in Gy, strictly ascending, and the volume (m,) in cm³ that receives at least that dose,
        never increasing, from the whole dosed volume down to 0. No piece is spread beyond the extremes.
    """
    total = pieces.total_cm3
    low = pieces.min_gy if total > 0 else 0.0
    step = (pieces.max_gy - low) / N_BINS
    if not (total > 0 and low + step > low):
        return np.array([low, np.nextafter(low, np.inf)]), np.array([total, 0.0])
    mean = np.clip((pieces.mean_gy - low) / step, 0.0, N_BINS)
    half = np.minimum(0.5 / step * pieces.width_gy, np.minimum(mean, N_BINS - mean))
    half = np.maximum(half, 0.5)
    density = pieces.volume_cm3 / (2.0 * half)
    jumps = _shared(mean - half, density) - _shared(mean + half, density)
    # Summed once the jumps give the density from each bin to the next, summed twice the volume below it.
    below = np.cumsum(np.cumsum(jumps))[: N_BINS + 1]
    # Pieces narrower than a bin may reach half a bin over an extreme, where nothing is.
    below[0], below[-1] = 0.0, total
    curve = total - np.clip(np.maximum.accumulate(below), 0.0, total)
    return np.linspace(low, pieces.max_gy, N_BINS + 1), curve


def _shared(position: Floats, weight: Floats) -> Floats:
    """Put each weight at a position between bins, shared linearly between the two nearest ones.

    Positions reach from −1 to N_BINS + 1; entry 0 of the result stands for bin −1.
    """
    shifted = position + 1.0
    lower = shifted.astype(np.intp)
    upper_share = weight * (shifted - lower)
    size = N_BINS + 4
    sums = np.bincount(lower, weight - upper_share, size) + np.bincount(lower + 1, upper_share, size)
    return sums.astype(np.float64, copy=False)
