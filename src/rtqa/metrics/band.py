"""Where a DVH may lie: the uncertainty of the curve, as a band around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.dvh.curve import DVH, added_up
from rtqa.metrics.bounds import BoundedCurve
from rtqa.model.geometry import Floats


class DvhBand(NamedTuple):
    """Between which shares of its volume a structure receives at least each dose; all of shape (n,)."""

    dose_gy: Floats
    low_frac: Floats
    high_frac: Floats


def compute_band(dvh: DVH, *, n: int = 129) -> DvhBand | None:
    """The interval of ``V(d)`` as :func:`rtqa.metrics.measure` has it, at ``n`` doses from 0 to the highest.

    None where the structure has no volume.
    """
    if not dvh.total_cm3 > 0.0:
        return None
    alternatives = [[curve for curve in group if curve.total_cm3 > 0.0] for group in dvh.alternatives]
    curves = [dvh, *(curve for group in alternatives for curve in group)]
    dose_gy = np.linspace(0.0, max(float(curve.dose_gy[-1]) for curve in curves), n)
    nominal_low, nominal_high = _shares(dvh, dose_gy)
    # Of each cause, how far each alternative departs (alternatives, n).
    below, above = [], []
    for group in filter(None, alternatives):
        low, high = zip(*(_shares(curve, dose_gy) for curve in group), strict=True)
        below.append(np.maximum(nominal_low - np.array(low), 0.0))
        above.append(np.maximum(np.array(high) - nominal_high, 0.0))
    room = dvh.precision_frac * nominal_high
    reach_low, reach_high = (
        np.array([added_up(list(cause[:, column]) for cause in causes) for column in range(n)])
        for causes in (below, above)
    )
    low, high = nominal_low - np.hypot(reach_low, room), nominal_high + np.hypot(reach_high, room)
    return DvhBand(dose_gy, np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0))


def _shares(dvh: DVH, dose_gy: Floats) -> tuple[Floats, Floats]:
    """Share of the volume at or above each dose, with the part outside the dose grid at 0 Gy and hottest."""
    undosed_cm3 = BoundedCurve.from_dvh(dvh).undosed_cm3
    seen_cm3 = np.interp(dose_gy, dvh.dose_gy, dvh.volume_cm3, right=0.0)
    whole_cm3 = dvh.dosed_cm3 + undosed_cm3
    return seen_cm3 / whole_cm3, (seen_cm3 + (dose_gy <= dvh.beyond_gy) * undosed_cm3) / whole_cm3
