"""How far the slices of an image lie apart, and what its tags say of their thickness."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import isnan

import numpy as np

from rtqa.model.image import Image

EVEN_MM = 0.05
"""Gaps between slices that differ by no more than this are one spacing, written with rounding."""

ROUNDING_MM = 0.01
"""A thickness or spacing is what it is to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """What an image says of its slices.

    Attributes:
        thickness_mm: least and greatest SliceThickness; None where a slice states none.
        spacing_mm: least and greatest distance between neighbours, but for missing slices; None where there
            is one slice.
        n_missing: slices that would fill gaps of twice the usual spacing, three times and so on.
    """

    thickness_mm: tuple[float, float] | None
    spacing_mm: tuple[float, float] | None
    n_missing: int

    @property
    def is_even(self) -> bool:
        """Whether all slices lie equally far apart, none missing."""
        spacing = self.spacing_mm
        return spacing is not None and spacing[1] - spacing[0] <= EVEN_MM and not self.n_missing


def find_slices(image: Image) -> Slices:
    """Read an image's slices off its tags and its positions."""
    thickness = [float(each) for each in image.slice_thickness_mm]
    gaps = np.diff(image.slice_offsets_mm)
    stated = (min(thickness), max(thickness)) if thickness and not any(map(isnan, thickness)) else None
    if not len(gaps):
        return Slices(thickness_mm=stated, spacing_mm=None, n_missing=0)
    counted = Counter(np.round(gaps, 2).tolist())
    usual = min(counted, key=lambda gap: (-counted[gap], gap))
    times = np.round(gaps / usual)
    lacking = (times >= 2) & (np.abs(gaps - times * usual) <= EVEN_MM * times)
    there = gaps[~lacking]
    return Slices(
        thickness_mm=stated,
        spacing_mm=(float(there.min()), float(there.max())),
        n_missing=int(np.sum(times[lacking] - 1)),
    )
