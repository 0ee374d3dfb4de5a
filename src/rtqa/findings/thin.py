"""Fewer points for a curve, with a promise about what that costs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats

MAX_ERROR_FRAC = 1e-4
"""A thinned curve, linear between its points, is nowhere further off than this share of its volume."""


def thin_curve(dose_gy: Floats, volume_cm3: Floats) -> npt.NDArray[np.intp]:
    """Which points of a cumulative DVH to keep, both ends among them.

    The Ramer–Douglas–Peucker algorithm, with the distance taken along the volume axis: between two points
    that are kept, the point furthest from their line is kept too, as long as any is further off than
    ``MAX_ERROR_FRAC`` of the first volume. Thinning a thinned curve keeps all of its points.

    Args:
        dose_gy: shape (n,), strictly ascending.
        volume_cm3: shape (n,), never increasing.
    """
    kept = np.unique([0, len(dose_gy) - 1])
    allowed_cm3 = MAX_ERROR_FRAC * abs(volume_cm3[0])
    while True:
        error_cm3 = np.abs(np.interp(dose_gy, dose_gy[kept], volume_cm3[kept]) - volume_cm3)
        furthest = np.array(
            [first + np.argmax(error_cm3[first:last]) for first, last in pairwise(kept)],
            dtype=np.intp,
        )
        added = furthest[error_cm3[furthest] > allowed_cm3]
        if not len(added):
            return kept
        kept = np.union1d(kept, added)
