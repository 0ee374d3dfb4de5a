"""From pieces of volume, each with a range of dose, to continuous cumulative curves.

A point tally drops each piece's whole volume at one dose and leaves stairs as wide as a piece. Here each is
spread evenly over a range of dose: a box. A box's density has two jumps, so that n boxes are 2 n entries
into the density's first difference, which is summed up twice. Entries between two bins are shared between
them, which keeps every piece's volume and mean dose exactly.

All of it is linear in the volumes: what another model would weigh otherwise is added to the same body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rtqa.dvh.alternatives import Parts
from rtqa.dvh.pieces import Pieces
from rtqa.model.geometry import Floats

Reals = npt.NDArray[np.floating[Any]]

N_BINS = 2048

PRECISION_FRAC = 0.001
"""How far, as a share of a value, cells spread over a range of dose leave it from exact."""

TRILINEAR_TO_SMOOTH = 1.4
"""Second differences of a grid fall short of the true bend by about this factor where the grid is coarse."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Dose (m,) in Gy, strictly ascending, the volume (m,) in cm³ that receives at least it, and the mean."""

    dose_gy: Floats
    volume_cm3: Floats
    mean_gy: float

    def between(self, low_gy: float, high_gy: float) -> Curve:
        """The same curve, made to begin and end at the extremes of the dose."""
        inside = (self.dose_gy > low_gy) & (self.dose_gy < high_gy)
        top = max(high_gy, np.nextafter(low_gy, np.inf))
        return Curve(
            np.concatenate([[low_gy], self.dose_gy[inside], [top]]),
            np.concatenate([self.volume_cm3[:1], self.volume_cm3[inside], [0.0]]),
            self.mean_gy,
        )


def tally(pieces: Pieces, parts: Parts) -> tuple[Curve, tuple[tuple[Curve, ...], ...]]:
    """Sum pieces into the cumulative curve, and into those of its alternatives by cause of doubt.

    The curve reaches from the structure's minimum to its maximum, from the whole dosed volume down to 0.
    """
    in_cap = np.flatnonzero(pieces.cap)
    body = slice(None) if not len(in_cap) else np.flatnonzero(pieces.cap == 0)
    if not len(pieces.volume_cm3) or not np.isfinite(pieces.min_gy):
        return Curve(np.array([0.0, np.nextafter(0.0, 1.0)]), np.zeros(2), np.nan), ()
    bins = _Bins(float(pieces.mean_gy.min()), float(pieces.mean_gy.max()))
    bins = bins.reaching(pieces.min_gy, pieces.max_gy)
    shared = bins.jumps(pieces.volume_cm3[body], pieces.mean_gy[body], pieces.width_gy[body])
    moment = float(pieces.volume_cm3[body] @ pieces.mean_gy[body])

    def weighted(row: int) -> Curve:
        volume = parts.weights[row][pieces.cap[in_cap]] * pieces.volume_cm3[in_cap]
        mean = pieces.mean_gy[in_cap]
        jumps = shared + bins.jumps(volume, mean, pieces.width_gy[in_cap])
        return bins.summed(jumps, moment=moment + float(volume @ mean))

    curve = weighted(0).between(pieces.min_gy, pieces.max_gy)
    groups = [tuple(weighted(row) for row in group) for group in parts.groups]
    return curve, (*groups, (_smooth(pieces, parts),))


def _smooth(pieces: Pieces, parts: Parts) -> Curve:
    """The curve of a dose that bends between its nodes as smoothly as their second differences suggest."""
    volume = parts.weights[0][pieces.cap] * pieces.volume_cm3
    bent = pieces.mean_gy + np.float32(TRILINEAR_TO_SMOOTH) * pieces.bend_gy
    counts = bent[volume > 0]
    bins = _Bins(float(counts.min()), float(counts.max())).reaching(pieces.min_gy, pieces.max_gy)
    return bins.curve(volume, bent, pieces.width_gy)


class _Bins:
    """Even bins of dose between two extremes, beyond which no piece is spread."""

    def __init__(self, low_gy: float, high_gy: float) -> None:
        self._low, self._high = low_gy, high_gy
        self._step = (high_gy - low_gy) / N_BINS

    def reaching(self, low_gy: float, high_gy: float) -> _Bins:
        """These bins, widened to reach as far as these extremes too."""
        return _Bins(min(self._low, low_gy), max(self._high, high_gy))

    def curve(self, volume_cm3: Reals, mean_gy: Reals, width_gy: Reals) -> Curve:
        """The curve of some pieces."""
        moment = float(volume_cm3 @ mean_gy)
        return self.summed(self.jumps(volume_cm3, mean_gy, width_gy), moment=moment)

    @property
    def _is_flat(self) -> bool:
        return not self._low + self._step > self._low

    def jumps(self, volume_cm3: Reals, mean_gy: Reals, width_gy: Reals) -> Floats:
        """Jumps of the pieces' density of volume over dose; their double sum is the volume below a dose."""
        if self._is_flat:
            return np.array([float(volume_cm3.sum())])
        # In double precision: a box's ends must lie as far apart as its density says.
        mean = np.clip((mean_gy.astype(np.float64) - self._low) / self._step, 0.0, N_BINS)
        half = np.minimum(0.5 / self._step * width_gy, np.minimum(mean, N_BINS - mean))
        half = np.maximum(half, 0.5)
        density = volume_cm3 / (2.0 * half)
        return _shared(mean - half, density) - _shared(mean + half, density)

    def summed(self, jumps: Floats, *, moment: float) -> Curve:
        """The curve of jumps added up; `moment` is the sum of volume × mean dose, in cm³ Gy."""
        if self._is_flat:
            total = float(jumps.sum())
            dose = np.array([self._low, np.nextafter(self._low, np.inf)])
            return Curve(dose, np.array([total, 0.0]), moment / total if total > 0 else np.nan)
        # Summed once the jumps give the density from each bin to the next, summed twice the volume below it.
        below = np.cumsum(np.cumsum(jumps))
        total = float(below[-1])
        # Pieces narrower than a bin may reach half a bin over an extreme, where nothing is.
        below = below[: N_BINS + 1]
        below[0], below[-1] = 0.0, total
        volume = total - np.clip(np.maximum.accumulate(below), 0.0, total)
        dose = np.linspace(self._low, self._high, N_BINS + 1)
        return Curve(dose, volume, moment / total if total > 0 else np.nan)


def _shared(position: Reals, weight: Reals) -> npt.NDArray[np.float64]:
    """Put each weight at a position between bins, shared linearly between the two nearest ones.

    Positions reach from −1 to N_BINS + 1; entry 0 of the result stands for bin −1.
    """
    shifted = position + 1.0
    lower = shifted.astype(np.intp)
    upper_share = weight * (shifted - lower)
    size = N_BINS + 4
    sums = np.bincount(lower, weight - upper_share, size) + np.bincount(lower + 1, upper_share, size)
    return sums.astype(np.float64, copy=False)
