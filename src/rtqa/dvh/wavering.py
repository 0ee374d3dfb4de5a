"""How planes waver together: by what they depart from the course of their neighbours, dose by dose.

Where each plane wavers by itself, as hands and masks of pixels draw it, those that were drawn are wrong too,
and departures from the cubic through four neighbours are larger than those from a line through two. Organs
drift from plane to plane: then planes drawn are right, those not drawn alone are in doubt, and the two
departures are about as large. The share of the former is told by both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.dvh.samples import Samples
from rtqa.geometry.arrays import Ints, Singles
from rtqa.model.geometry import Floats

WAVER_SHARE, DRIFT_SHARE = 1.5, 0.6
"""What is left in doubt, for each volume by which planes depart from their neighbours: where each wavers by
itself (1.96 standard deviations, of which planes depart by 1.39), and where outlines drift."""

FEW_BY_THEMSELVES = 0.3
"""The share of planes that waver by themselves, of planes too few to tell."""

DRIFTING = 0.82
"""By this factor departures from a cubic, squared, are smaller beside those from a line where outlines drift:
0.86 where each plane moves on from the last by chance, less where they go on more smoothly."""

N_SETS = 8
"""By so many curves it is told how all planes waver; the alternatives weigh them by `SIGNS`."""

LEVELS = 256
"""Levels of dose that these are told at."""

_TWO = np.array([[1.0, 1.0], [1.0, -1.0]])
SIGNS = np.kron(np.kron(_TWO, _TWO), _TWO)
"""Signs (8, 8) of these in each alternative: every two rows differ in half of them, so that the mean square
of what the alternatives change is the sum of the squares of what each curve changes."""

_PARTS = (-0.375, -0.125, 0.125, 0.375)
"""Where the four parts of a cell lie, as shares of what its dose spreads over."""


class Departures(NamedTuple):
    """How planes depart from the course of their neighbours.

    Attributes:
        covered: shape (c, rows, columns); by what is covered of cells.
        weights: shape (c, 5); of five planes in a row in that.
    """

    covered: Singles
    weights: Singles


def share_by_itself(cubic: Departures, line: Departures) -> float:
    """Which share of what planes depart by, squared, is of those that waver each by itself: 0 to 1.

    Args:
        cubic: from the cubic through four others, or, where there are too few, from the line through two.
        line: from the line through two where there are four others, else 0.
    """
    many = line.weights.any(axis=1)
    squares, of_line = (float(np.sum(of.covered[many] ** 2, dtype=np.float64)) for of in (cubic, line))
    if not of_line > 0:
        return FEW_BY_THEMSELVES
    by_itself = float(np.sum(cubic.weights[many] ** 2) / np.sum(line.weights[many] ** 2))
    drifting = DRIFTING * by_itself * of_line
    return float(np.clip((1 - drifting / max(squares, 1e-12)) / (1 - DRIFTING), 0.0, 1.0))


def waver_together(plane: Ints, *, volume_cm3: Floats, dose_gy: Singles, slope_gy: Singles) -> Samples:
    """So few curves that tell how volumes (m,) of planes waver; `cap` is the number of each.

    They are the principal components of what the planes add to the cumulative curve: at each dose the sum of
    their squares is that of the planes', as far as so few can tell.
    """
    none = np.zeros(0, dtype=np.float32)
    if not len(plane):
        return Samples(plane.astype(np.int32), volume_cm3, dose_gy, slope_gy, none, none)
    planes, row = np.unique(plane, return_inverse=True)
    low_gy = float(np.min(dose_gy - slope_gy / 2))
    step_gy = max((float(np.max(dose_gy + slope_gy / 2)) - low_gy) / LEVELS, 1e-9)
    # Shape (planes, levels): four parts of each cell, spread over its dose.
    sums = np.zeros(len(planes) * LEVELS)
    for part in _PARTS:
        level = np.minimum((dose_gy + part * slope_gy - low_gy) / step_gy, LEVELS - 1).astype(np.intp)
        sums += np.bincount(row * LEVELS + level, volume_cm3 / len(_PARTS), len(sums))
    density = sums.reshape(len(planes), LEVELS)
    above = np.cumsum(density[:, ::-1], axis=1)
    squares, vectors = np.linalg.eigh(np.einsum("pl,ql->pq", above, above))
    most = max(float(squares[-N_SETS:].sum()), 1e-30)
    # What is lost with the other components is made up for by these.
    scale = np.sqrt(float(squares.sum()) / most)
    components = scale * np.einsum("pk,pl->kl", vectors[:, -N_SETS:], density)
    of_set, level = np.nonzero(components)
    return Samples(
        cap=of_set.astype(np.int32),
        volume_cm3=components[of_set, level],
        mean_gy=(low_gy + (level + 0.5) * step_gy).astype(np.float32),
        wide_gy=np.full(len(level), step_gy, dtype=np.float32),
        narrow_gy=np.zeros(len(level), dtype=np.float32),
        shift_gy=none,
    )
