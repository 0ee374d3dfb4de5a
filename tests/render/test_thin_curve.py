"""Thinned curves: what they may cost, and that thinning again costs nothing more."""

from __future__ import annotations

import numpy as np
from hand_made_reports import sigmoid
from hypothesis import given
from hypothesis import strategies as st

from rtqa.findings.thin import MAX_ERROR_FRAC, thin_curve

Curve = tuple[np.ndarray, np.ndarray]


@st.composite
def falling_curves(draw: st.DrawFn) -> Curve:
    n = draw(st.integers(2, 60))
    steps = draw(st.lists(st.floats(1e-3, 5.0), min_size=n, max_size=n))
    drops = draw(st.lists(st.floats(0.0, 10.0), min_size=n - 1, max_size=n - 1))
    return np.cumsum(steps), np.concatenate([np.cumsum(drops[::-1])[::-1], [0.0]])


@given(falling_curves())
def test_the_error_stays_within_its_bound(curve: Curve) -> None:
    dose, volume = curve
    kept = thin_curve(dose, volume)
    back = np.interp(dose, dose[kept], volume[kept])
    assert np.abs(back - volume).max() <= MAX_ERROR_FRAC * volume[0] * (1 + 1e-9)
    assert {0, len(dose) - 1} <= set(kept.tolist())


@given(falling_curves())
def test_thinning_again_keeps_every_point(curve: Curve) -> None:
    dose, volume = curve
    kept = thin_curve(dose, volume)
    assert len(thin_curve(dose[kept], volume[kept])) == len(kept)


def test_a_curve_of_2049_points_becomes_a_few_hundred_at_most() -> None:
    for middle_gy in (2.0, 30.0, 70.0):
        curve = sigmoid("Any", middle_gy=middle_gy, volume_cm3=50.0)
        assert len(thin_curve(curve.dose_gy, curve.volume_curve_cm3)) < 500
