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
        n_gaps: distances between neighbours.
        n_missing: slices that would fill gaps of twice the usual spacing, three times and so on.
    """

    thickness_mm: tuple[float, float] | None
    spacing_mm: tuple[float, float] | None
    n_missing: int
    n_gaps: int = 0

    @property
    def is_even(self) -> bool:
        """Whether all slices, three or more, lie equally far apart, none missing."""
        spacing = self.spacing_mm
        return (
            spacing is not None
            and self.n_gaps > 1
            and spacing[1] - spacing[0] <= EVEN_MM
            and not self.n_missing
        )


def find_slices(image: Image) -> Slices:
    """Read an image's slices off its tags and its positions."""
    thickness = image.slice_thickness_mm.tolist()
    gaps = np.diff(image.slice_offsets_mm)
    stated = (min(thickness), max(thickness)) if thickness and not any(map(isnan, thickness)) else None
    if not len(gaps):
        return Slices(thickness_mm=stated, spacing_mm=None, n_missing=0)
    counted = Counter(np.round(gaps, 2).tolist())
    usual = min(counted, key=lambda gap: (-counted[gap], gap))
    # A gap of a whole number of usual ones lacks slices; what is left tells how even the others are.
    n_usual = np.round(gaps / usual)
    is_lacking = (n_usual >= 2) & (np.abs(gaps - n_usual * usual) <= EVEN_MM * n_usual)
    complete = gaps[~is_lacking]
    return Slices(
        thickness_mm=stated,
        spacing_mm=(float(complete.min()), float(complete.max())),
        n_missing=int(np.sum(n_usual[is_lacking] - 1)),
        n_gaps=len(gaps),
    )
