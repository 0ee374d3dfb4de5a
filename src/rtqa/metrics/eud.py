"""Equivalent uniform doses: one dose that does to a structure what its uneven dose does.

- The generalised EUD is the power mean (mean of Dᵃ)^(1/a) (Niemierko, Med Phys 26:1100, 1999): a negative a
  for targets, where cold spots decide.
- The survival EUD is the dose that leaves as many clonogens alive when given evenly, by the linear-quadratic
  model S = exp(−αD − βD²/n) (Niemierko, Med Phys 24:103, 1997, doi:10.1118/1.598063).

a, α and β are clinical choices: every function asks for them, none assumes one.
"""

from __future__ import annotations

from math import inf, log, nan, sqrt

import numpy as np

from rtqa.dvh.curve import DVH
from rtqa.model.geometry import Floats

_FINE = 4096
"""Steps of dose that the survival is summed over, besides the curve's own."""


def geud_gy(dvh: DVH, *, a: float) -> float:
    """Generalised EUD of the dosed part, in Gy; nan where nothing is dosed.

    With a < 0 a dose of 0 Gy gives 0: (mean of Dᵃ)^(1/a) falls to 0 as any part's dose does.

    Raises:
        ValueError: ``a`` is 0 or not finite.
    """
    if a == 0.0 or not -inf < a < inf:
        raise ValueError(f"the generalised EUD has no a of {a}")
    if not dvh.dosed_cm3 > 0.0:
        return nan
    if a < 0.0 and dvh.min_gy <= 0.0:
        return 0.0
    # Scaled by the dose that the mean leans towards, no power exceeds 1 and none that counts vanishes.
    scale = dvh.min_gy if a < 0.0 else dvh.max_gy
    if scale == 0.0:
        return 0.0
    low, high = dvh.dose_gy[:-1] / scale, dvh.dose_gy[1:] / scale
    share = -np.diff(dvh.volume_cm3) / dvh.dosed_cm3
    return float(scale * np.sum(share * _mean_power(low, high, a)) ** (1.0 / a))


def _mean_power(low: Floats, high: Floats, a: float) -> Floats:
    """Mean of uᵃ for u spread evenly from low to high: (highᵃ⁺¹ − lowᵃ⁺¹) / (a + 1) / (high − low)."""
    # From the end where uᵃ is larger, whose power cannot overflow.
    near, far = (low, high) if a < 0.0 else (high, low)
    step = (far - near) / near
    logs = np.log1p(np.maximum(step, -1.0), out=np.full_like(step, -inf), where=step > -1.0)
    powers = logs if a == -1.0 else np.expm1((a + 1.0) * logs) / (a + 1.0)
    return near**a * np.divide(powers, step, out=np.ones_like(step), where=step != 0.0)


def survival_eud_gy(dvh: DVH, *, alpha_per_gy: float, beta_per_gy2: float, n_fractions: int) -> float:
    """Survival EUD of the dosed part by the linear-quadratic model, in Gy; nan where nothing is dosed.

    Args:
        dvh: total dose of all fractions, given alike in each.
        alpha_per_gy: α, above 0.
        beta_per_gy2: β, 0 or more.
        n_fractions: 1 or more.

    Raises:
        ValueError: an argument is out of its range.
    """
    if not (alpha_per_gy > 0.0 and beta_per_gy2 >= 0.0 and n_fractions >= 1):
        raise ValueError(f"{n_fractions} fractions with alpha {alpha_per_gy} and beta {beta_per_gy2}")
    if not dvh.dosed_cm3 > 0.0:
        return nan
    dose = np.union1d(dvh.dose_gy, np.linspace(dvh.min_gy, dvh.max_gy, _FINE))
    share = -np.diff(np.interp(dose, dvh.dose_gy, dvh.volume_cm3)) / dvh.dosed_cm3
    middle = 0.5 * (dose[1:] + dose[:-1])
    # Relative to the coldest part, whose survivors outnumber all others: the rest cannot overflow.
    least = alpha_per_gy * dvh.min_gy + beta_per_gy2 * dvh.min_gy**2 / n_fractions
    effect = alpha_per_gy * middle + beta_per_gy2 * middle**2 / n_fractions
    total = least - log(float(np.sum(share * np.exp(least - effect))))
    return 2.0 * total / (alpha_per_gy + sqrt(alpha_per_gy**2 + 4.0 * beta_per_gy2 * total / n_fractions))
