"""What else the contours could mean: the models that a DVH's uncertainty is the spread of.

Between its last contour and the next image slice, a structure ends somewhere; the half-slice cap is the
middle of what is possible. Where the area tapers towards the end (a dome), the cap's volume is nearly
settled and its reach is in doubt; where it does not (a cut), its volume is. So there are two causes of
doubt about the ends, each with alternatives that the two ends take independently: how *thick* the caps are,
and how far the same volume *reaches*. Two more causes lie elsewhere: the steps from one plane to
the next (see `steps`), and the dose between the nodes, where a cubic would differ from the trilinear one (see
`bulk`).

The weights are calibrated: `benchmarks/calibration.py` measures how often the intervals hold the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from rtqa.dvh.coverage import Ints
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats

SINGLE_FRAC, JOINT_FRAC = 1.0, 0.8
"""How much of a cap's half slice may be missing, or added beyond it, where the structure is cut: at one end,
and at both ends at once."""

TAPERED, CUT = 0.6, 0.85
"""Ratios of the last plane's area to the one before, up to which an end tapers and from which it is cut."""

RIDGE_RATIO = (0.0, 0.1, 0.3, 0.5, 0.65, 0.8)
RIDGE_THIN = (0.0, 0.05, 0.24, 0.5, 0.55, 0.5)
"""How much of the half slice may be missing at a ridge (a cylinder lying across the planes, whose area goes
with the root of the distance), by the ratio of the last two areas: sums over all phases of the planes."""

DOME_FRAC = 1 / 5
"""Share of the area lost from the plane before to the last one, times the half slice, that a dome's cap may
err by: the rule of midpoints, over a parabola, errs by a twelfth of that times the whole slice."""

_SLIVER = 1e-9
"""The least ratio of areas that is told from none at all."""

_ZONES = 3
"""Zones of a cap: near half, far half, and as much again beyond."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """A structure's slabs, cut into the body between the outermost planes and the zones of its caps.

    Attributes:
        low_mm, high_mm: shape (r,); bounds of each part.
        plane: shape (r,); which plane's contours fill it; a plane may have several parts.
        cap: shape (r,); 0 for the body, else the zone's number, from 1.
        weights: shape (1 + a, 1 + zones); how much of each zone counts: by default in row 0, then in each
            alternative.
        groups: for each cause of doubt, the rows of its alternatives.
    """

    low_mm: Floats
    high_mm: Floats
    plane: Ints
    cap: Ints
    weights: Floats
    groups: tuple[range, ...]

    @property
    def counted_mm(self) -> Floats:
        """Length of each part along the normal, as far as it counts by default; shape (r,)."""
        counted: Floats = (self.high_mm - self.low_mm) * self.weights[0, self.cap]
        return counted

    @property
    def as_they_are(self) -> Parts:
        """The same parts, and nothing in doubt."""
        return replace(self, weights=self.weights[:1], groups=())

    @property
    def slabs_mm(self) -> tuple[Floats, Floats]:
        """Where each plane's slab begins and ends, as far as it counts by default; shape (p,) each.

        A plane of which nothing counts begins at infinity and ends at minus infinity.
        """
        counts = self.weights[0, self.cap] > 0
        low, high = np.full((2, int(self.plane.max(initial=-1)) + 1), np.inf)
        np.minimum.at(low, self.plane[counts], self.low_mm[counts])
        np.minimum.at(high, self.plane[counts], -self.high_mm[counts])
        return low, -high


def whole_slabs(slabs: Slabs) -> Parts:
    """The slabs as they are, and nothing in doubt."""
    n = len(slabs.low_mm)
    return Parts(
        low_mm=slabs.low_mm,
        high_mm=slabs.high_mm,
        plane=np.arange(n),
        cap=np.zeros(n, dtype=np.intp),
        weights=np.ones((1, 1)),
        groups=(),
    )


def split_caps(rings: Rings, slabs: Slabs) -> Parts:
    """Cut the caps off the slabs and say what else they could weigh."""
    offsets = rings.offsets_mm
    n = len(offsets)
    low = np.where(slabs.end_below, offsets, slabs.low_mm)
    high = np.where(slabs.end_above, offsets, slabs.high_mm)
    lows, highs, planes = [low], [high], [np.arange(n)]
    sides: list[tuple[bool, float]] = []
    areas = rings.plane_areas
    for end in np.flatnonzero(slabs.end_below):
        cap_mm = offsets[end] - slabs.low_mm[end]
        edges = offsets[end] - cap_mm * np.array([0.0, 0.5, 1.0, 2.0])
        lows.append(edges[1:])
        highs.append(edges[:-1])
        next_area = areas[end + 1] if end + 1 < n and not slabs.end_above[end] else areas[end]
        sides.append((False, float(areas[end] / next_area) if next_area > 0 else 1.0))
        planes.append(np.full(_ZONES, end))
    for end in np.flatnonzero(slabs.end_above):
        cap_mm = slabs.high_mm[end] - offsets[end]
        edges = offsets[end] + cap_mm * np.array([0.0, 0.5, 1.0, 2.0])
        lows.append(edges[:-1])
        highs.append(edges[1:])
        next_area = areas[end - 1] if end > 0 and not slabs.end_below[end] else areas[end]
        sides.append((True, float(areas[end] / next_area) if next_area > 0 else 1.0))
        planes.append(np.full(_ZONES, end))
    n_zones = _ZONES * len(sides)
    weights, groups = _weights(sides)
    return Parts(
        low_mm=np.concatenate(lows),
        high_mm=np.concatenate(highs),
        plane=np.concatenate(planes),
        cap=np.concatenate([np.zeros(n, dtype=np.intp), 1 + np.arange(n_zones)]),
        weights=weights,
        groups=groups,
    )


def _weights(sides: list[tuple[bool, float]]) -> tuple[Floats, tuple[range, ...]]:
    """Weights of the body and all zones by default and in each alternative, and the rows of each cause."""
    is_above = np.array([above for above, _ in sides])
    ratio = np.array([ratio for _, ratio in sides])
    cut = np.clip((ratio - TAPERED) / (CUT - TAPERED), 0.0, np.maximum(ratio, 1.0))
    # A dome's last contour may be a sliver near the pole: what its cap lacks is many times what it has.
    dome = np.maximum(DOME_FRAC * (1.0 / np.maximum(ratio, _SLIVER) - 1.0), 0.0)
    added = np.maximum(cut, dome)
    missing = np.minimum(np.maximum(added, np.interp(ratio, RIDGE_RATIO, RIDGE_THIN)), 1.0)
    ones, none = np.ones_like(ratio), np.zeros_like(ratio)
    usual = np.stack([ones, ones, none])

    def thin(frac: float) -> Floats:
        left = np.maximum(1 - frac * missing, 0.0)
        return np.stack([left, left, none])

    def thick(frac: float) -> Floats:
        return np.stack([ones, ones, frac * added])

    short, long = np.stack([2 * ones, none, none]), np.stack([ones / 2, ones / 2, ones / 2])
    thickness = [
        *product((thin(JOINT_FRAC), thick(JOINT_FRAC)), repeat=2),
        *product((thin(SINGLE_FRAC), thick(SINGLE_FRAC)), (usual,)),
        *product((usual,), (thin(SINGLE_FRAC), thick(SINGLE_FRAC))),
    ]
    reach = list(product((short, long), repeat=2))
    rows = [usual, *(np.where(is_above, above, below) for below, above in (*thickness, *reach))]
    table = np.stack([np.concatenate([[1.0], row.T.ravel()]) for row in rows])
    n = 1 + len(thickness)
    return table, (range(1, n), range(n, n + len(reach)))
