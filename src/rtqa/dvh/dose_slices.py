"""From slabs to slices: where each part of a slab lies among the dose planes.

A *slice* is a part of one plane's slab that is measured at once: along the normal, the dose in it is averaged
before anything is looked at across. Between two dose planes the trilinear dose is linear along the normal,
so that its mean over a slice, its rise through the slice and its bend are weighted sums of the dose planes:
three sets of weights a slice, the same for every cell of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.cap_models import SlabParts
from rtqa.geometry.arrays import Ints, expand
from rtqa.model.geometry import Floats

THICKEST_LAYERS = 1.5
"""A slice is no thicker than so many usual gaps between dose planes."""


@dataclass(frozen=True, slots=True, eq=False)
class SubSlices:
    """Slices cut at the dose planes: shape (s,), ascending with the slice.

    Attributes:
        of_slice: which slice it is a part of.
        layer: the layer it lies in, above dose plane `layer`.
        low, high: its bounds, as shares (0 … 1) of the layer.
    """

    of_slice: Ints
    layer: Ints
    low: Floats
    high: Floats

    def take(self, which: Ints | slice) -> SubSlices:
        """Some of the sub-slices, in any order."""
        return SubSlices(self.of_slice[which], self.layer[which], self.low[which], self.high[which])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slices:
    """Slices that lie between the outermost dose planes, ascending with the plane; shape (r,).

    Attributes:
        plane: which plane's contours fill it.
        cap: 0 in the body, else the number of the cap's zone.
        height_mm: how thick it is.
        middle_mm: where its middle lies along the normal.
        first, last: the dose planes that its weights begin and end with.
        mean: shape (r, m); weights of the dose planes from `first` on: the mean over the slice.
        rise: shape (r, m); what an even rise with the dose's slope adds up to through the slice.
        bend: shape (r, m + 2); second difference along the normal, from plane `first` − 1 on.
        along: mean of z (1 − z) / 2 over the slice, z the share of the layer.
        sub_slices: the slices cut at the dose planes.
    """

    plane: Ints
    cap: Ints
    height_mm: Floats
    middle_mm: Floats
    first: Ints
    last: Ints
    mean: Floats
    rise: Floats
    bend: Floats
    along: Floats
    sub_slices: SubSlices

    def __len__(self) -> int:
        return len(self.plane)

    def with_sub_slices(self, of_slice: Ints) -> tuple[Ints, Ints]:
        """Pair items (n,), each of a slice, with each of its sub-slices: item and sub-slice (q,) of pairs."""
        begin = np.searchsorted(self.sub_slices.of_slice, np.arange(len(self) + 1))
        item, rank = expand(np.diff(begin)[of_slice])
        return item, begin[of_slice][item] + rank


def cut_slices(parts: SlabParts, planes_mm: Floats) -> Slices:
    """Cut the parts of slabs into slices; what reaches beyond the outermost dose planes is left out."""
    # The parts that have a height inside the dose grid, in the order of their planes (k,).
    low_mm = np.clip(parts.low_mm, planes_mm[0], planes_mm[-1])
    height_mm = np.clip(parts.high_mm, planes_mm[0], planes_mm[-1]) - low_mm
    kept = np.flatnonzero(height_mm > 0)
    kept = kept[np.argsort(parts.plane[kept], kind="stable")]
    thickest_mm = THICKEST_LAYERS * float(np.median(np.diff(planes_mm))) if len(kept) else 1.0

    # Each is cut into slices of equal height (r,), and these at the dose planes (s,).
    counts = np.ceil(height_mm[kept] / thickest_mm).astype(np.intp)
    item, rank = expand(counts)
    part = kept[item]
    height_mm = height_mm[part] / counts[item]
    low_mm = low_mm[part] + rank * height_mm
    sub = _cut_at_dose_planes(low_mm, low_mm + height_mm, planes_mm)

    # The dose planes that each slice lies between (r,), and their weights (r, m).
    first = np.full(len(part), len(planes_mm) - 1)
    last = np.zeros(len(part), dtype=np.intp)
    np.minimum.at(first, sub.of_slice, sub.layer)
    np.maximum.at(last, sub.of_slice, sub.layer + 1)
    mean, rise = _weights(
        sub, first=first, centre_mm=low_mm + height_mm / 2, height_mm=height_mm, planes_mm=planes_mm
    )
    bend = (
        np.pad(mean, ((0, 0), (0, 2))) - 2 * np.pad(mean, ((0, 0), (1, 1))) + np.pad(mean, ((0, 0), (2, 0)))
    )

    # The mean of z (1 − z) / 2 over each slice, from its integrals over sub-slices (s,).
    share = (sub.high - sub.low) * np.diff(planes_mm)[sub.layer] / height_mm[sub.of_slice]
    middle = (sub.low + sub.high) / 2
    square = (sub.low**2 + sub.low * sub.high + sub.high**2) / 3
    return Slices(
        plane=parts.plane[part],
        cap=parts.cap[part],
        height_mm=height_mm,
        middle_mm=low_mm + height_mm / 2,
        first=first,
        last=last,
        mean=mean,
        rise=rise,
        bend=bend,
        along=np.bincount(sub.of_slice, share * (middle - square) / 2, len(part)).astype(np.float64),
        sub_slices=sub,
    )


def _cut_at_dose_planes(low_mm: Floats, high_mm: Floats, planes_mm: Floats) -> SubSlices:
    """Cut slices (r,) where they cross a dose plane."""
    n_layers = len(planes_mm) - 1
    bottom = np.clip(np.searchsorted(planes_mm, low_mm, side="right") - 1, 0, n_layers - 1)
    top = np.clip(np.searchsorted(planes_mm, high_mm, side="left") - 1, bottom, n_layers - 1)
    counts = top - bottom + 1
    number, rank = expand(counts)
    layer = bottom[number] + rank
    gap_mm = np.diff(planes_mm)[layer]
    low = np.clip((low_mm[number] - planes_mm[layer]) / gap_mm, 0.0, 1.0)
    high = np.clip((high_mm[number] - planes_mm[layer]) / gap_mm, 0.0, 1.0)
    return SubSlices(number, layer, low, high)


def _weights(
    sub: SubSlices, *, first: Ints, centre_mm: Floats, height_mm: Floats, planes_mm: Floats
) -> tuple[Floats, Floats]:
    """Weights (r, m) of the dose planes for the mean over each slice, and for the rise through it.

    With the dose linear in each layer, both are integrals of the planes' hat functions: plain for the mean,
    and times the distance from the slice's centre for the slope that fits the dose best.
    """
    # Of each sub-slice (s,): its slice's centre in units of its layer, and integrals over it of 1, z and z².
    n, m = len(first), int((sub.layer - first[sub.of_slice]).max(initial=0)) + 2
    gap_mm = np.diff(planes_mm)[sub.layer]
    thickness_mm = height_mm[sub.of_slice]
    centre = (centre_mm[sub.of_slice] - planes_mm[sub.layer]) / gap_mm
    length = sub.high - sub.low
    middle = length * (sub.low + sub.high) / 2
    square = length * (sub.low**2 + sub.low * sub.high + sub.high**2) / 3
    # Integrals over the sub-slice of z (z − centre) and of z − centre.
    rising, lever = square - centre * middle, middle - centre * length

    # To the dose plane below falls what is not of the plane above; both added up by slice and plane.
    place = sub.of_slice * m + sub.layer - first[sub.of_slice]
    mean, rise = np.zeros(n * m), np.zeros(n * m)
    for step, of_mean, of_rise in ((0, length - middle, lever - rising), (1, middle, rising)):
        mean += np.bincount(place + step, of_mean * gap_mm / thickness_mm, n * m)
        rise += np.bincount(place + step, of_rise * 12 * (gap_mm / thickness_mm) ** 2, n * m)
    return mean.reshape(n, m), rise.reshape(n, m)
