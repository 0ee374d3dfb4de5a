"""What else the contours could mean: the models that a DVH's uncertainty is the spread of.

Between its last contour and the next image slice, a structure ends somewhere; the half-slice cap is the
middle of what is possible. Where the area tapers towards the end (a dome), the cap's volume is nearly
settled and its reach is in doubt; where it does not (a cut), its volume is. So there are two causes of
doubt about the ends, each with alternatives that the two ends take independently: how *thick* the caps are,
and how far the same volume *reaches*. Where image slices lie bare between outlines that overlap, the
structure goes on or it does not: one cause for each such stretch. Two more causes lie elsewhere: the steps
from one plane to the next (see `staircase_model`), and the dose between the nodes, where a smooth one would
differ from the trilinear one (see `samples`).

The weights are calibrated: `benchmarks/calibration.py` measures how often the intervals hold the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from rtqa.dvh.end_doubt import doubt_ends, find_roughness
from rtqa.geometry.arrays import Bools, Ints
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs, Undrawn
from rtqa.model.geometry import Floats

_ZONES = 3
"""Zones of a cap: near half, far half, and as much again beyond."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SlabParts:
    """A structure's slabs, cut into the body between the outermost planes and the zones of its caps.

    Attributes:
        low_mm, high_mm: shape (r,); bounds of each part.
        plane: shape (r,); which plane's contours fill it; a plane may have several parts.
        cap: shape (r,); 0 for the body, else the number of the zone of a cap, or of a stretch in doubt.
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

    def volumes(self, plane_areas: Floats) -> Floats:
        """The volume by default and in each alternative, inside the dose grid or not; shape (1 + a,).

        In the unit of the areas (p,) times mm.
        """
        zones = np.bincount(
            self.cap, plane_areas[self.plane] * (self.high_mm - self.low_mm), self.weights.shape[1]
        )
        volumes: Floats = np.einsum("az,z->a", self.weights, zones)
        return volumes

    @property
    def without_alternatives(self) -> SlabParts:
        """The same parts, and nothing in doubt."""
        return replace(self, weights=self.weights[:1], groups=())

    @property
    def bounds_mm(self) -> tuple[Floats, Floats]:
        """Where each plane's slab begins and ends, as far as it counts by default; shape (p,) each.

        A plane of which nothing counts begins at infinity and ends at minus infinity.
        """
        counts = self.weights[0, self.cap] > 0
        low, high = np.full((2, int(self.plane.max(initial=-1)) + 1), np.inf)
        np.minimum.at(low, self.plane[counts], self.low_mm[counts])
        np.minimum.at(high, self.plane[counts], -self.high_mm[counts])
        return low, -high


def whole_slabs(slabs: Slabs) -> SlabParts:
    """The slabs as they are, and nothing in doubt."""
    n = len(slabs.low_mm)
    return SlabParts(
        low_mm=slabs.low_mm,
        high_mm=slabs.high_mm,
        plane=np.arange(n),
        cap=np.zeros(n, dtype=np.intp),
        weights=np.ones((1, 1)),
        groups=(),
    )


def split_caps(rings: Rings, slabs: Slabs) -> SlabParts:
    """Cut the caps off the slabs, in zones, and say what else these could weigh."""
    offsets, areas = rings.offsets_mm, rings.plane_areas
    n = len(offsets)

    # Ends (e,): the plane of each cap, whether it lies above its plane, how thick it is, and the ratio of its
    # plane's area to the one before.
    below, above = np.flatnonzero(slabs.end_below), np.flatnonzero(slabs.end_above)
    end = np.concatenate([below, above])
    is_above = np.arange(len(end)) >= len(below)
    cap_mm = np.where(is_above, slabs.high_mm[end] - offsets[end], offsets[end] - slabs.low_mm[end])
    before = np.where(is_above, end - 1, end + 1)
    is_alone = slabs.end_below[end] & slabs.end_above[end]
    area_before = areas[np.where(is_alone, end, before)]
    ratio = np.where(area_before > 0, areas[end] / np.where(area_before > 0, area_before, 1.0), 1.0)

    # Zones (e, 3), from the plane outwards: the near half, the far half, and as much again beyond.
    outwards = np.where(is_above, 1.0, -1.0)[:, None]
    edges = offsets[end, None] + outwards * (cap_mm[:, None] * np.array([0.0, 0.5, 1.0, 2.0]))
    inner, outer = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    n_zones = _ZONES * len(end)
    missing, added = doubt_ends(
        ratio,
        areas[end] * cap_mm,
        roughness=find_roughness(areas, offsets, slabs),
        uneven=slabs.uneven,
    )
    weights, groups = _weights(missing, added, is_above=is_above)

    # Stretches (z,) that may be the structure's or not; those that count are no part of the body.
    undrawn = slabs.undrawn
    body_low = np.where(slabs.end_below, offsets, slabs.low_mm)
    body_high = np.where(slabs.end_above, offsets, slabs.high_mm)
    is_over = undrawn.low_mm >= offsets[undrawn.plane]
    over, under = undrawn.counts & is_over, undrawn.counts & ~is_over
    body_high[undrawn.plane[over]] = undrawn.low_mm[over]
    body_low[undrawn.plane[under]] = undrawn.high_mm[under]
    weights, groups = _with_undrawn(weights, groups, undrawn)
    return SlabParts(
        low_mm=np.concatenate([body_low, np.minimum(inner, outer), undrawn.low_mm]),
        high_mm=np.concatenate([body_high, np.maximum(inner, outer), undrawn.high_mm]),
        plane=np.concatenate([np.arange(n), np.repeat(end, _ZONES), undrawn.plane]),
        cap=np.concatenate([np.zeros(n, dtype=np.intp), 1 + np.arange(n_zones), 1 + n_zones + undrawn.cause]),
        weights=weights,
        groups=groups,
    )


def _with_undrawn(
    weights: Floats, groups: tuple[range, ...], undrawn: Undrawn
) -> tuple[Floats, tuple[range, ...]]:
    """The weights with a zone for each cause of stretches in doubt (g,), and its other reading as a row."""
    n_rows, n_causes = len(weights), int(undrawn.cause.max(initial=-1)) + 1
    counts = np.zeros(n_causes, dtype=bool)
    counts[undrawn.cause] = undrawn.counts
    usual = np.tile(counts.astype(float), (n_rows, 1))
    other = np.where(np.eye(n_causes, dtype=bool), ~counts, counts).astype(float)
    table = np.block([[weights, usual], [np.tile(weights[:1], (n_causes, 1)), other]])
    return table, (*groups, *(range(row, row + 1) for row in range(n_rows, n_rows + n_causes)))


def _weights(missing: Floats, added: Floats, *, is_above: Bools) -> tuple[Floats, tuple[range, ...]]:
    """Weights (1 + a, 1 + zones) by default and in each alternative, and the rows of each cause of doubt.

    Args:
        missing: shape (e,); shares of their caps that ends may lack.
        added: shape (e,); shares that they may have more.
        is_above: shape (e,); at which side of its plane each cap lies.
    """
    # Weights (3, e) of the caps' zones in each model.
    ones, none = np.ones_like(added), np.zeros_like(added)
    usual = np.stack([ones, ones, none])

    left = np.maximum(1 - missing, 0.0)
    thin, thick = np.stack([left, left, none]), np.stack([ones, ones, added])
    short, long = np.stack([2 * ones, none, none]), np.stack([ones / 2, ones / 2, ones / 2])

    # Where one end lies says nothing of the other: how thick the caps are is a cause for those below, and one
    # for those above. Reach is one cause: a dose that falls to all sides falls at both ends.
    rows = [usual]
    for side in (~is_above, is_above):
        rows += [np.where(side, model, usual) for model in (thin, thick)]
    rows += [np.where(is_above, above, below) for below, above in product((short, long), repeat=2)]
    table = np.stack([np.concatenate([[1.0], row.T.ravel()]) for row in rows])
    return table, (range(1, 3), range(3, 5), range(5, 9))
