"""Mean doses over bands of a curve: of the hottest 1 %, of what lies between D70% and D90%."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rtqa.dvh.curve import DVH


def band_mean_gy(dvh: DVH, hot_frac: float, cold_frac: float) -> float:
    """Mean of D(v) from one share of the dosed volume to another; exact for the curve's straight lines.

    Args:
        dvh: with a dosed volume.
        hot_frac: where the band begins: a share of the volume counted from its hottest part.
        cold_frac: where it ends, above ``hot_frac`` and up to 1.
    """
    hot_cm3, cold_cm3 = hot_frac * dvh.dosed_cm3, min(cold_frac, 1.0) * dvh.dosed_cm3
    inside = (dvh.volume_cm3 > hot_cm3) & (dvh.volume_cm3 < cold_cm3)
    # From cold to hot, as the curve runs.
    volumes = np.concatenate([[cold_cm3], dvh.volume_cm3[inside], [hot_cm3]])
    doses = np.concatenate([[dvh.dose_at(cold_cm3)], dvh.dose_gy[inside], [dvh.dose_at(hot_cm3)]])
    return float(-np.trapezoid(doses, volumes) / (cold_cm3 - hot_cm3))


def mean_gy(dvhs: Sequence[DVH]) -> float:
    """Mean dose of separate structures as one; nan where they have no volume."""
    volume = sum(dvh.dosed_cm3 for dvh in dvhs)
    return sum(dvh.mean_gy * dvh.dosed_cm3 for dvh in dvhs) / volume if volume > 0.0 else float("nan")


def volume_cm3(dvhs: Sequence[DVH]) -> float:
    """Volume of separate structures as one, dosed or not."""
    return float(sum(dvh.total_cm3 for dvh in dvhs))
