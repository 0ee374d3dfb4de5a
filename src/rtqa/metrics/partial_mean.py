"""The mean dose of a structure's hottest or coldest part, from its curve."""

from __future__ import annotations

import numpy as np

from rtqa.dvh.curve import DVH


def hottest_mean_gy(dvh: DVH, volume_cm3: float) -> float:
    """The mean dose of the hottest part of this volume, in Gy; of no volume, the maximum.

    It is the integral of D(v) from 0 to the volume, over the volume.

    Raises:
        ValueError: the volume is negative or more than the dosed one.
    """
    from_gy = dvh.dose_at(volume_cm3)
    if volume_cm3 == 0.0:
        return from_gy
    if volume_cm3 == dvh.dosed_cm3:
        return dvh.mean_gy
    inside = dvh.dose_gy > from_gy
    dose_gy = np.concatenate([[from_gy], dvh.dose_gy[inside]])
    above_cm3 = np.concatenate([[volume_cm3], dvh.volume_cm3[inside]])
    return from_gy + float(np.trapezoid(above_cm3, dose_gy)) / volume_cm3


def coldest_mean_gy(dvh: DVH, volume_cm3: float) -> float:
    """The mean dose of the coldest part of this volume, in Gy; of no volume, the minimum.

    Raises:
        ValueError: the volume is negative or more than the dosed one.
    """
    to_gy = dvh.dose_at(max(dvh.dosed_cm3 - volume_cm3, 0.0))
    if volume_cm3 == 0.0:
        return dvh.min_gy
    if volume_cm3 == dvh.dosed_cm3:
        return dvh.mean_gy
    inside = dvh.dose_gy < to_gy
    dose_gy = np.concatenate([dvh.dose_gy[inside], [to_gy]])
    below_cm3 = np.concatenate([dvh.dosed_cm3 - dvh.volume_cm3[inside], [volume_cm3]])
    return to_gy - float(np.trapezoid(below_cm3, dose_gy)) / volume_cm3
