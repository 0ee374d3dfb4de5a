"""A DVH in fractions of 2 Gy: each of its doses converted.

EQD2 grows with dose wherever it is taken, so that what receives at least D receives at least the EQD2 of D:
the converted curve is the DVH of the converted voxels, and no dose is to be computed again. Only the mean is
no point of the curve: the EQD2 of a mean is not the mean EQD2. A sum of several phases is another matter
(:mod:`rtqa.course.composite`): there voxels of the same dose may differ in EQD2.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rtqa.dvh.curve import DVH
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.dose import DoseQuantity
from rtqa.model.geometry import owned


def in_eqd2(dvh: DVH, *, n_fractions: int, alpha_beta_gy: float) -> DVH:
    """The DVH of EQD2 from that of a physical dose in equal fractions, its alternatives with it.

    Between its points the curve is taken as straight, before and after: they lie so close that the parabola
    between two of them does not differ from its chord.
    """
    square_gy2 = _mean_square(dvh)
    # (mean D + mean D² / (n α/β)) / (1 + 2 / (α/β)): no mean is taken twice.
    mean_gy = (dvh.mean_gy + square_gy2 / (n_fractions * alpha_beta_gy)) / (1.0 + 2.0 / alpha_beta_gy)
    return replace(
        dvh,
        dose_gy=owned(eqd2_gy(dvh.dose_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)),
        mean_gy=mean_gy,
        beyond_gy=eqd2_gy(dvh.beyond_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy),
        quantity=DoseQuantity.EQD2,
        # A share p of a dose is at most 2 p of its EQD2, which grows with its square at most.
        precision_frac=2.0 * dvh.precision_frac,
        alternatives=tuple(
            tuple(in_eqd2(other, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy) for other in group)
            for group in dvh.alternatives
        ),
    )


def _mean_square(dvh: DVH) -> float:
    """The mean of the squared dose of the dosed part, in Gy²; nan where nothing is dosed."""
    if not dvh.dosed_cm3 > 0:
        return float("nan")
    low, high = dvh.dose_gy[:-1], dvh.dose_gy[1:]
    share = -np.diff(dvh.volume_cm3) / dvh.dosed_cm3
    curve_gy, curve_gy2 = share @ (low + high) / 2.0, share @ (low**2 + low * high + high**2) / 3.0
    # The mean is known better than by the curve; about it, the curve tells the spread.
    return float(dvh.mean_gy**2 + curve_gy2 - curve_gy**2)
