"""Doses that beams state for no point: the place, if there is one, that has them all, or all but one or two.

Without a point, a planning system may state what each beam gives to one all the same, and may as well share
the prescribed dose evenly or by monitor units. Of the first there is a place that gets from each beam what it
states; the two others are known by their values, and tell nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rtqa.geometry.arrays import Bools
from rtqa.model.geometry import Floats
from rtqa.model.plan import FractionGroup

FEWEST_BEAMS, MOST_OTHERS = 6, 2
"""Of fewer beams, a place where all but two agree is found by chance."""

NEAR_SD, FAR_SD = 1.2, 3.0
"""In standard deviations: beams that agree, their root mean square at most; one that differs, at least."""

SUM_FRAC = 0.02
"""The plan's dose at the place is the sum of what the beams state."""

_ALIKE_FRAC = 0.005
"""Doses, or doses for a MU, that are the same but for rounding."""

_PLACE_FRAC = 0.006
"""Of the whole dose: the place itself lies between the points that are looked at."""


def list_stated_gy(
    groups: Sequence[FractionGroup], numbers: Sequence[int], given_mu: Floats
) -> Floats | None:
    """What each beam states for no point over the course (b,); None where that is no dose at a place.

    Args:
        groups: that state it.
        numbers: of the beams.
        given_mu: shape (b,); over the course.
    """
    stated = dict.fromkeys(numbers, 0.0)
    for group in groups:
        for share in group.beams:
            if share.beam_number not in stated:
                continue
            if share.dose_gy is None or share.point_mm is not None or not group.n_fractions:
                return None
            stated[share.beam_number] += group.n_fractions * share.dose_gy
    stated_gy = np.array(list(stated.values()))
    if len(stated_gy) < FEWEST_BEAMS or not np.all(stated_gy > 0):
        return None
    shared = (stated_gy, stated_gy / np.maximum(given_mu, 1e-9))
    is_shared = any(
        np.sum(np.abs(values / np.median(values) - 1.0) < _ALIKE_FRAC) >= len(values) - MOST_OTHERS
        for values in shared
    )
    return None if is_shared else stated_gy


def find_place(
    stated_gy: Floats, calculated_gy: Floats, *, sd_gy: Floats, is_out: Bools, planned_gy: Floats
) -> tuple[int, Floats] | None:
    """The point where the fewest beams differ from what they state, and by the least.

    Args:
        stated_gy: shape (b,).
        calculated_gy: shape (b, n); of each beam at each point.
        sd_gy: shape (b, n); of these.
        is_out: shape (b, n); where a beam's dose is not known.
        planned_gy: shape (n,).

    Returns:
        The point, and each beam's standard deviation there (b,); None where too many beams differ at any, or
        by too little to say so.
    """
    sd = np.hypot(sd_gy, _PLACE_FRAC * planned_gy)
    is_out = is_out | (sd <= 0.0)
    apart = np.full(sd.shape, np.inf)
    np.divide(np.abs(stated_gy[:, None] - calculated_gy), sd, out=apart, where=~is_out)
    apart[:, np.abs(planned_gy / stated_gy.sum() - 1.0) > SUM_FRAC] = np.inf
    # Beams in ascending order of how far they are off, at each point: shape (b, n).
    ascending = np.sort(apart, axis=0)
    for others in range(MOST_OTHERS + 1):
        near = ascending[: len(stated_gy) - others]
        spread = np.sqrt(np.mean(near**2, axis=0))
        point = int(np.argmin(spread))
        if spread[point] <= NEAR_SD and near[-1, point] <= FAR_SD:
            is_clear = not others or FAR_SD < ascending[len(stated_gy) - others, point] < np.inf
            return (point, sd[:, point]) if is_clear else None
    return None
