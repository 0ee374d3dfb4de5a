"""Curves small enough to compute with by hand, and a strategy for arbitrary ones."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rtqa.dvh.curve import DVH
from rtqa.model.dose import DoseQuantity


def curve(
    dose_gy: list[float],
    volume_cm3: list[float],
    *,
    undosed_cm3: float = 0.0,
    alternatives: tuple[DVH, ...] = (),
    others: tuple[DVH, ...] = (),
    precision_frac: float = 0.0,
) -> DVH:
    """A DVH of these points; its mean is that of the straight lines between them.

    ``alternatives`` are those of one cause of doubt, ``others`` those of another.
    """
    dose, volume = np.array(dose_gy, dtype=float), np.array(volume_cm3, dtype=float)
    mean = float(np.sum(-np.diff(volume) * (dose[1:] + dose[:-1]) / 2.0) / volume[0]) if volume[0] else 0.0
    return DVH(
        structure="Any",
        dose_gy=dose,
        volume_cm3=volume,
        mean_gy=mean,
        total_cm3=float(volume[0]) + undosed_cm3,
        quantity=DoseQuantity.PHYSICAL,
        computed="by hand",
        precision_frac=precision_frac,
        alternatives=tuple(group for group in (alternatives, others) if group),
    )


def ramp(*, undosed_cm3: float = 0.0, alternatives: tuple[DVH, ...] = ()) -> DVH:
    """8 cm³ from 10 to 50 Gy, evenly: D(v) = 50 − 5 v, V(d) = (50 − d) / 5, mean 30 Gy."""
    return curve([10.0, 50.0], [8.0, 0.0], undosed_cm3=undosed_cm3, alternatives=alternatives)


def together(one: DVH, other: DVH) -> DVH:
    """The curve of two separate parts as a single structure."""
    dose = np.union1d(one.dose_gy, other.dose_gy)
    volume = [one.volume_at(d) + other.volume_at(d) for d in dose]
    return curve(dose.tolist(), np.minimum.accumulate(volume).tolist())


@st.composite
def curves(draw: st.DrawFn) -> DVH:
    """Any curve, flat stretches included; volumes are multiples of 1/64 cm³, so that sums are exact."""
    centigray = draw(st.lists(st.integers(0, 8000), min_size=2, max_size=6, unique=True))
    steps = draw(
        st.lists(st.integers(0, 640), min_size=len(centigray) - 1, max_size=len(centigray) - 1).filter(any)
    )
    falling = np.concatenate([np.cumsum(steps[::-1])[::-1], [0]]) / 64.0
    return curve([c / 100.0 for c in sorted(centigray)], falling.tolist())
