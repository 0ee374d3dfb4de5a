"""How much more or less a structure may have beyond its outermost contours, and beside them.

What lies beyond an end is told by the areas of the last two planes, if the surface is smooth. A cut, whose
outline changes little, ends anywhere before the next plane, at which it would have been drawn. An outline
that shrinks so fast that it vanishes before the next plane is a dome or a ridge, and what it has is nearly
settled. But an organ drawn by hand, or by masks, need not be smooth. Where its areas do not go on from plane
to plane as those of a smooth surface do, its ends may be cut however fast they shrink, and the area that is
lost from the plane before to the last one is lost anywhere between them.

`benchmarks/thinned.py` and `benchmarks/calibration.py` measure how often the intervals hold.
"""

from __future__ import annotations

import numpy as np

from rtqa.geometry.arrays import Bools
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats

SMOOTH, ROUGH = 0.03, 0.15
"""Third differences of the areas from plane to plane, as a share of the mean area, up to which a surface is
smooth (0 of an ellipsoid, a cone, a cylinder or a box; of a cylinder that lies across some hundredths) and
from which it is drawn roughly (0.1 to 0.6 of organs)."""

TAPERED, CUT = 0.6, 0.85
"""Ratios of the last plane's area to the one before, up to which a smooth end tapers and from which on it is
cut."""

ENDS, END_FRAC = (1.0, 2.0, 4.0), (1.05, 1.12, 1.13)
"""An end's cut lies anywhere within half a slice of the cap's end. Of sums of so many of these 95 % are held
where each counts so many times: their squares are added up."""

RIDGE_RATIO = (0.0, 0.1, 0.3, 0.5, 0.65, 0.8)
RIDGE_THIN = (0.0, 0.05, 0.24, 0.5, 0.54, 0.5)
"""How much of the half slice may be missing at a ridge (a cylinder lying across the planes, whose area goes
with the root of the distance), by the ratio of the last two areas: sums over all phases of the planes."""

DOME_FRAC = 0.23
"""Share of the area lost from the plane before to the last one, times the half slice, that a dome's cap may
err by: the rule of midpoints, over a parabola, errs by a twelfth of that times the whole slice."""

LOST_FRAC = 0.5
"""The same of a rough end: where on the way the area is lost is anybody's guess."""

ROUGH_RATIO, ROUGH_FRAC = (0.3, 0.85), (0.6, 1.0)
"""What a rough end may have more or less beyond its last plane, as a share of that of a cut, by the ratio."""

_SLIVER = 1e-9
"""The least ratio of areas that is told from none at all."""


def doubt_ends(ratio: Floats, cap: Floats, *, roughness: float, uneven: float) -> tuple[Floats, Floats]:
    """Shares of their caps (e,) that ends may lack, 1 at most, and that they may have more.

    Args:
        ratio: shape (e,); of the area of each end's plane to that of the plane before.
        cap: shape (e,); volume of each cap, in any unit.
        roughness: of the structure, 0 to 1.
        uneven: the widest gap between planes as a multiple of the usual one; an end may lie as far out.
    """
    lost = np.maximum(1.0 / np.maximum(ratio, _SLIVER) - 1.0, 0.0)
    # A cut goes on, at most, as its area changes: 2 − 1/r by the next plane more than half of that way.
    cut = np.clip((ratio - TAPERED) / (CUT - TAPERED), 0.0, 1.0)
    grows = np.where(ratio > 1.0, 2.0 - 1.0 / np.maximum(ratio, 1.0), 1.0)
    smooth = np.stack([np.maximum(cut, np.interp(ratio, RIDGE_RATIO, RIDGE_THIN)), cut * grows])
    smooth = np.maximum(smooth, DOME_FRAC * lost)
    rough = np.interp(ratio, ROUGH_RATIO, ROUGH_FRAC) * np.stack([np.ones_like(grows), grows])
    rough = np.hypot(rough, LOST_FRAC * lost)
    doubt = (1.0 - roughness) * smooth + roughness * rough
    squares = (cap * doubt.mean(axis=0)) ** 2
    total = float(squares.sum())
    n_ends = total**2 / float((squares**2).sum()) if total > 0 else 1.0
    missing, added = np.interp(n_ends, ENDS, END_FRAC) * doubt
    return np.minimum(missing, 1.0), uneven * added


def find_roughness(areas: Floats, offsets_mm: Floats, slabs: Slabs) -> float:
    """How roughly a structure is drawn, 0 to 1, by how the areas (p,) of its planes go on; 0 of few."""
    goes_on = ~(slabs.end_above[:-1] | slabs.end_below[1:])
    four = np.arange(max(len(areas) - 3, 0))[:, None] + np.arange(4)
    four = four[_all_go_on(goes_on)]
    if not len(four):
        return 0.0
    # Of even planes, a third of their third difference.
    departs = (departure_weights(offsets_mm[four]) * areas[four]).sum(axis=1)
    share = 3.0 * float(np.abs(departs).mean()) / max(float(areas.mean()), _SLIVER)
    return float(np.clip((share - SMOOTH) / (ROUGH - SMOOTH), 0.0, 1.0))


def departure_weights(heights_mm: Floats) -> Floats:
    """Weights (c, n): how the middle of n heights departs from the polynomial through the others."""
    n = heights_mm.shape[1]
    weights = np.ones(heights_mm.shape)
    others = [column for column in range(n) if column != n // 2]
    for column in others:
        weights[:, column] = -1
        for other in set(others) - {column}:
            apart = heights_mm[:, column] - heights_mm[:, other]
            to_middle = heights_mm[:, n // 2] - heights_mm[:, other]
            weights[:, column] *= to_middle / np.where(apart == 0, 1, apart)
    return weights


def _all_go_on(goes_on: Bools) -> Bools:
    """Whether the three gaps of each four planes in a row belong to the structure."""
    n = max(len(goes_on) - 2, 0)
    together: Bools = goes_on[:n] & goes_on[1 : n + 1] & goes_on[2 : n + 2]
    return together
