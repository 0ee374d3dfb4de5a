"""How well the second calculation knows the dose of points: standard deviations, after one factor for all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.model.geometry import Floats

QUALITY_FRAC_PER_CM = 0.0011 / 0.008
"""Of a point's dose, for each cm of depth and each 1 that TPR20,10 may be off."""

WITH_CT_FRAC, WATER_FRAC, WATER_CHEST_FRAC = 0.008, 0.015, 0.03
"""The kernel's error in tissue known by CT; where the body is water for want of one; with lungs in it."""

THIN_FRAC = 0.05
"""Of tissue without any density, by what it lacks to water: scatter and electrons out of balance."""

NARROW_FRAC = 0.10
"""Of the share of the primary that the field is too narrow for: leaf ends, source, and the kernel's reach."""

PLACE_MM = 0.5
"""Where edges lie: leaf ends, grids and outlines."""

FLOOR_FRAC = 0.004
"""Of the plan's maximum: what leaks, and scatter far from any field."""


class Conditions(NamedTuple):
    """What a point's uncertainty depends on, each of shape (n,).

    Attributes:
        depth_mm: water-equivalent, averaged over the beams by dose.
        narrow_frac: share of the primary that an endless field would add, averaged by dose.
        far_density: mean density about the point.
        gradient_gy_per_mm: of the planned dose.
    """

    depth_mm: Floats
    narrow_frac: Floats
    far_density: Floats
    gradient_gy_per_mm: Floats


def find_known_frac(*, has_ct: bool, has_lungs: bool) -> float:
    """The kernel's error in a patient so known, at the usual depth in a field that is wide enough."""
    return WITH_CT_FRAC if has_ct else WATER_CHEST_FRAC if has_lungs else WATER_FRAC


def estimate_gy(
    dose_gy: Floats,
    conditions: Conditions,
    *,
    usual_depth_mm: float,
    max_gy: float,
    tpr_sd: float,
    has_ct: bool,
    has_lungs: bool,
) -> Floats:
    """Standard deviation of each point's dose (n,), in Gy.

    Args:
        dose_gy: shape (n,).
        conditions: of the points.
        usual_depth_mm: where one factor for all makes both doses equal.
        max_gy: of the plan.
        tpr_sd: how well the beam quality is known: 0.008 is the spread of machines of one nominal energy.
        has_ct: whether the patient is known by CT.
        has_lungs: whether parts of it were taken as lung instead.
    """
    parts = (
        find_known_frac(has_ct=has_ct, has_lungs=has_lungs),
        QUALITY_FRAC_PER_CM * tpr_sd * (conditions.depth_mm - usual_depth_mm) / 10.0,
        THIN_FRAC * np.clip(1.0 - conditions.far_density, 0.0, 1.0),
        NARROW_FRAC * conditions.narrow_frac,
    )
    relative = np.sqrt(sum(np.square(part) for part in parts))
    place_gy = PLACE_MM * conditions.gradient_gy_per_mm
    combined: Floats = np.sqrt((dose_gy * relative) ** 2 + place_gy**2 + (FLOOR_FRAC * max_gy) ** 2)
    return combined
