"""From samples to continuous cumulative curves.

A histogram of points drops each sample's whole volume at one dose and leaves stairs as wide as a sample. Here
each is spread over a range of dose: evenly twice, over a wide and a narrow one, which makes a trapezoid. The
wide spread's density has two jumps, so that n samples are 2 n entries into the density's first difference,
which is summed up twice. The narrow spreads are sorted into classes, each of which is smoothed at once.
Entries between two bins are shared between them, which keeps every sample's volume and mean dose exactly.

All of it is linear in the volumes: what another model would weigh otherwise is added to the same body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rtqa.dvh.cap_models import SlabParts
from rtqa.dvh.extremes import Extremes
from rtqa.dvh.samples import Samples
from rtqa.dvh.sampling import StructureDose
from rtqa.dvh.wavering import SIGNS
from rtqa.geometry.arrays import Bools, Ints
from rtqa.model.geometry import Floats

Reals = npt.NDArray[np.floating[Any]]

N_BINS = 2048

NEAR_END_CM3 = 0.2
"""As outlines waver, extremes lie no further in than what so much receives."""

SOME_FRAC = 1e-4
"""Less than this share of a structure is what spreading leaves beyond its extremes."""

_SIZE = N_BINS + 4
"""Entries of a histogram: bins −1 to N_BINS + 2."""

_CHUNK = 131_072
"""Samples added up at a time."""

PRECISION_FRAC = 0.001
"""How far, as a share of a value, cells spread over a range of dose leave it from exact."""

TRILINEAR_TO_SMOOTH = 1.5
"""Second differences of a grid fall short of the true bend by about this factor where the grid is coarse."""

WEDGE_SHARE = 1.2
"""What is moved between the halves of the slabs, for each volume that it would be to first order."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Dose (m,) in Gy, strictly ascending, the volume (m,) in cm³ that receives at least it, and the mean."""

    dose_gy: Floats
    volume_cm3: Floats
    mean_gy: float

    def reaching(self, low_gy: float, high_gy: float) -> Curve:
        """The same curve, made to begin and end at these doses, or further out where it has volume."""
        some_cm3 = SOME_FRAC * self.volume_cm3[0]
        held = self.dose_gy[self.volume_cm3 > some_cm3]
        lost = self.dose_gy[self.volume_cm3 < self.volume_cm3[0] - some_cm3]
        top, bottom = held.max(initial=-np.inf), lost.min(initial=np.inf)
        return self.between(min(low_gy, float(bottom)), max(high_gy, float(top)))

    def near_ends(self, volume_cm3: float) -> tuple[float, float]:
        """Up to which dose, and from which on, so much of it lies, or half of what is less."""
        total_cm3 = float(self.volume_cm3[0])
        part_cm3 = min(volume_cm3, total_cm3 / 2)
        cold, hot = np.interp([part_cm3 - total_cm3, -part_cm3], -self.volume_cm3, self.dose_gy)
        return float(cold), float(hot)

    def between(self, low_gy: float, high_gy: float) -> Curve:
        """The same curve, made to begin and end at the extremes of the dose."""
        inside = (self.dose_gy > low_gy) & (self.dose_gy < high_gy)
        top = max(high_gy, np.nextafter(low_gy, np.inf))
        return Curve(
            np.concatenate([[low_gy], self.dose_gy[inside], [top]]),
            np.concatenate([self.volume_cm3[:1], self.volume_cm3[inside], [0.0]]),
            self.mean_gy,
        )


def compute_curves(dose: StructureDose, parts: SlabParts) -> tuple[Curve, tuple[tuple[Curve, ...], ...]]:
    """Sum samples into the cumulative curve, and into those of its alternatives by cause of doubt.

    The curve reaches from the structure's minimum to its maximum, from the whole dosed volume down to 0.
    """
    samples = dose.samples
    if not len(samples.volume_cm3) or not np.isfinite(dose.min_gy):
        undosed = Curve(np.array([0.0, np.nextafter(0.0, 1.0)]), np.zeros(2), np.nan)
        return undosed, tuple(tuple(undosed for _ in group) for group in parts.groups)
    bins = _Bins(float(samples.mean_gy.min()), float(samples.mean_gy.max()))
    bins = bins.reaching(dose.min_gy, dose.max_gy)
    zones = bins.add_up(samples)
    curves = bins.curves(zones, parts.weights)
    low_gy, high_gy = dose.min_gy, dose.max_gy
    groups = [tuple(curves[row].reaching(low_gy, high_gy) for row in group) for group in parts.groups]
    default = curves[0].between(low_gy, high_gy)
    if dose.wedges is not None:
        without_steps = _with_moved(bins, zones, parts, moved=dose.wedges, share=WEDGE_SHARE)
        groups.append((without_steps.between(low_gy, high_gy),))
    if len(samples.shift_gy):
        groups.append((_smooth_dose(dose, parts),))
    between = dose.between
    if between is not None:
        if len(between.wavering.volume_cm3):
            wavering = _wavering(bins, zones, parts, wavering=between.wavering)
            groups.append(tuple(curve.between(low_gy, high_gy) for curve in wavering))
        if len(between.blur.volume_cm3):
            sharp = _with_moved(bins, zones, parts, moved=between.blur, share=1.0)
            groups.append((sharp.between(low_gy, high_gy), default))
        inner, outer = between.bounds(low_gy, high_gy, near_ends_gy=default.near_ends(NEAR_END_CM3))
        inner = Extremes(min(inner.low_gy, default.mean_gy), max(inner.high_gy, default.mean_gy))
        groups.append(tuple(default.between(ends.low_gy, ends.high_gy) for ends in (inner, outer)))
    return default, tuple(groups)


def _wavering(bins: _Bins, zones: _Zones, parts: SlabParts, *, wavering: Samples) -> list[Curve]:
    """The curves of a structure whose outline wavers between its planes as it does from plane to plane.

    They come in pairs: what is more in one is less in the other.
    """
    usual, sets = zones.weighted(parts.weights[0]), bins.add_up(wavering)
    # Of the usual curve once, then of each set with its sign: (alternatives, 1 + sets).
    signs = SIGNS[:, : len(sets.moments)]
    weights = np.pad(np.concatenate([signs, -signs]), ((0, 0), (1, 0)), constant_values=1)
    both = _Zones(*(np.concatenate(of) for of in zip(usual, sets, strict=True)))
    return bins.curves(both, weights)


def _with_moved(bins: _Bins, zones: _Zones, parts: SlabParts, *, moved: Samples, share: float) -> Curve:
    """The curve of a structure with a share of some volumes added, and (negative) taken away."""
    usual, added = zones.weighted(parts.weights[0]), bins.add_up(moved)
    both = _Zones(*(of + share * by for of, by in zip(usual, added, strict=True)))
    return bins.curves(both, np.ones((1, 1)))[0]


def _smooth_dose(dose: StructureDose, parts: SlabParts) -> Curve:
    """The curve of a dose that bends between its nodes as smoothly as their second differences suggest."""
    samples = dose.samples
    volume = parts.weights[0][samples.cap] * samples.volume_cm3
    mean = samples.mean_gy + np.float32(TRILINEAR_TO_SMOOTH) * samples.shift_gy
    low, high = _smooth_extremes(dose, counts=volume > 0)
    bins = _Bins(float(mean[volume > 0].min()), float(mean[volume > 0].max())).reaching(low, high)
    body = np.zeros(len(volume), dtype=np.intp)
    zones = bins.add_up(samples._replace(cap=body, volume_cm3=volume, mean_gy=mean))
    return bins.curves(zones, np.ones((1, 1)))[0].between(low, high)


def _smooth_extremes(dose: StructureDose, *, counts: Bools) -> tuple[float, float]:
    """Extremes of that dose: further out than the nodes', where it bends outwards at the ends.

    A peak between nodes is higher than the highest of them by an eighth of the bend at most, and by 0.08 of
    it in 95 of 100 places: about what a parabola departs from its chord by on average.
    """
    samples = dose.samples
    half = 0.5 * np.hypot(samples.wide_gy[counts], samples.narrow_gy[counts])
    mean = samples.mean_gy[counts]
    shift = samples.shift_gy[counts]
    above = float(np.max(mean + half + shift) - np.max(mean + half))
    below = float(np.min(mean - half + shift) - np.min(mean - half))
    return dose.min_gy + min(below, 0.0), dose.max_gy + max(above, 0.0)


class _Zones(NamedTuple):
    """What the samples of the body and of each cap's zone add to a curve.

    Attributes:
        jumps: shape (z, bins); of the density.
        moments: shape (z,); volume × mean dose.
    """

    jumps: Floats
    moments: Floats

    def weighted(self, weights: Floats) -> _Zones:
        """All zones as one: each times its weight."""
        weights = weights[: len(self.moments)]
        return _Zones(
            np.einsum("z,zb->b", weights, self.jumps)[None], np.einsum("z,z->", weights, self.moments)[None]
        )


class _Bins:
    """Even bins of dose between two extremes, beyond which no sample is spread."""

    def __init__(self, low_gy: float, high_gy: float) -> None:
        self._low, self._high = low_gy, high_gy
        self._step = (high_gy - low_gy) / N_BINS
        self._is_flat = not low_gy + self._step > low_gy

    def reaching(self, low_gy: float, high_gy: float) -> _Bins:
        """These bins, widened to reach as far as these extremes too."""
        return _Bins(min(self._low, low_gy), max(self._high, high_gy))

    def add_up(self, samples: Samples) -> _Zones:
        """Add up samples zone by zone."""
        n, n_samples = int(samples.cap.max(initial=0)) + 1, len(samples.cap)
        zones = self._add_chunk(samples.take(slice(_CHUNK)), n)
        for first in range(_CHUNK, n_samples, _CHUNK):
            more = self._add_chunk(samples.take(slice(first, first + _CHUNK)), n)
            zones = _Zones(*map(np.add, zones, more))
        return zones

    def _add_chunk(self, samples: Samples, n: int) -> _Zones:
        """Add up so many samples as fit the processor's cache into n zones."""
        zone, volume_cm3, mean_gy, wide_gy, narrow_gy, _ = samples
        moments = _summed(zone, volume_cm3 * mean_gy, n)
        if self._is_flat:
            return _Zones(_summed(zone, volume_cm3, n)[:, None], moments)

        # In bins from the lowest on (n,): the mean, and the room to the nearer end of the bins. In double
        # precision: a spread's ends must lie as far apart as its density says.
        mean = np.clip((mean_gy.astype(np.float64) - self._low) / self._step, 0.0, N_BINS)
        room = np.minimum(mean, N_BINS - mean)

        # Classes of narrow spreads (n,): none, then from one bin on, each √2 as wide as the one before.
        narrow = np.minimum(narrow_gy / self._step, room - 1.5)
        kind = np.maximum(np.floor(2 * np.log2(np.maximum(narrow, 0.5))).astype(np.intp) + 1, 0)
        widths = np.append(0.0, 2.0 ** (np.arange(int(kind.max(initial=0))) / 2))
        class_width = widths[kind]

        # Half the wide spread (n,). What the class falls short of the narrow one is added, which keeps their
        # variance; at least half a bin, and no wider than there is room.
        wide = np.hypot(wide_gy / self._step, narrow_gy / self._step)
        wide = np.sqrt(np.maximum(wide**2 - class_width**2, 0.0))
        half = np.minimum(0.5 * wide, room - np.where(kind > 0, 0.5 * class_width + 1, 0))
        half = np.maximum(half, 0.5)

        # The density jumps up where a spread begins and down where it ends: (zones, classes, bins).
        density = volume_cm3 / (2.0 * half)
        place = (zone.astype(np.intp) * len(widths) + kind) * _SIZE
        jumps = _shared(mean - half, density, first=place, n=n * len(widths))
        jumps -= _shared(mean + half, density, first=place, n=n * len(widths))
        jumps = jumps.reshape(n, len(widths), _SIZE)

        # Each class is smoothed by its width where a zone has any of it, and all are added up: (zones, bins).
        of_class = np.bincount(zone * len(widths) + kind, minlength=n * len(widths)).reshape(n, -1)
        for number, width in enumerate(widths[1:], start=1):
            rows = np.flatnonzero(of_class[:, number])
            if len(rows):
                jumps[rows, 0] += _smoothed(jumps[rows, number], width)
        return _Zones(jumps[:, 0], moments)

    def curves(self, zones: _Zones, weights: Floats) -> list[Curve]:
        """The curves of the zones under several sets of weights (a, z): their jumps added up twice."""
        weights = weights[:, : len(zones.moments)]
        # Not by matrix products: BLAS wakes its threads for them, and they linger.
        jumps = np.einsum("az,zb->ab", weights, zones.jumps)
        moments = np.einsum("az,z->a", weights, zones.moments)
        if self._is_flat:
            dose = np.array([self._low, np.nextafter(self._low, np.inf)])
            volumes = np.stack([jumps[:, 0], np.zeros(len(jumps))], axis=1)
        else:
            dose = np.linspace(self._low, self._high, N_BINS + 1)
            volumes = _volumes(jumps)
        return [
            Curve(dose, volume, moment / volume[0] if volume[0] > 0 else np.nan)
            for volume, moment in zip(volumes, moments, strict=True)
        ]


def _volumes(jumps: Floats) -> Floats:
    """Volume (a, bins + 1) at or above each bin's border, from the jumps (a, size) of the density."""
    # Summed once the jumps give the density from each bin to the next, summed twice the volume below it.
    below = np.cumsum(np.cumsum(jumps, axis=1), axis=1)
    total = below[:, -1:].copy()
    # Samples narrower than a bin may reach half a bin over an extreme, where nothing is.
    below = below[:, : N_BINS + 1]
    below[:, :1], below[:, -1:] = 0.0, total
    volumes: Floats = total - np.clip(np.maximum.accumulate(below, axis=1), 0.0, total)
    return volumes


def _smoothed(jumps: Floats, width: float) -> Floats:
    """Each row (z, size) spread evenly over `width` bins, 1 or more; what lies near its ends must be 0."""
    reach = int((width - 1) / 2)
    edge = (width - 1) / 2 - reach
    size, first = jumps.shape[1], reach + 2
    padded = np.zeros((len(jumps), size + 2 * first))
    padded[:, first:-first] = jumps
    sums = np.cumsum(padded, axis=1)
    span = 2 * reach + 1
    inner = sums[:, 1 + span : 1 + span + size] - sums[:, 1 : 1 + size]
    outer = padded[:, 1 : 1 + size] + padded[:, 2 + span : 2 + span + size]
    smoothed: Floats = (inner + edge * outer) / width
    return smoothed


def _shared(position: Reals, weight: Reals, *, first: Ints | int, n: int) -> npt.NDArray[np.float64]:
    """Put each weight at a position between bins, shared linearly between the two nearest ones.

    Positions reach from −1 to N_BINS + 1; a zone's first entry stands for bin −1.
    """
    shifted = position + 1.0
    lower = shifted.astype(np.intp)
    upper_share = weight * (shifted - lower)
    lower += first
    sums = _summed(lower, weight - upper_share, n * _SIZE)
    sums += _summed(lower + 1, upper_share, n * _SIZE)
    return sums


def _summed(place: Ints, weights: Reals, size: int) -> Floats:
    """The weights summed by place, shape (size,)."""
    return np.bincount(place, weights, size).astype(np.float64, copy=False)
