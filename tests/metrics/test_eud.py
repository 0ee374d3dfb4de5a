"""Equivalent uniform doses against closed forms and numerical integrals."""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
import pytest
from hand_made import curve, curves, ramp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from rtqa.dvh.curve import DVH
from rtqa.metrics.eud import geud_gy, survival_eud_gy

ALPHA, BETA = 0.3, 0.03


def uniform(dose_gy: float) -> DVH:
    return curve([dose_gy, np.nextafter(dose_gy, inf)], [8.0, 0.0])


@pytest.mark.parametrize("a", [-1000.0, -10.0, -1.0, 1.0, 8.0, 1000.0])
def test_of_a_uniform_dose_the_geud_is_that_dose(a: float) -> None:
    assert geud_gy(uniform(17.0), a=a) == pytest.approx(17.0, rel=1e-9)


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        (1.0, 30.0),
        (2.0, ((50**3 - 10**3) / 3 / 40) ** 0.5),
        (-1.0, 40 / log(5)),
        (-10.0, ((10**-9 - 50**-9) / 9 / 40) ** -0.1),
    ],
)
def test_of_an_even_spread_the_geud_is_its_integral(a: float, expected: float) -> None:
    assert geud_gy(ramp(), a=a) == pytest.approx(expected, rel=1e-9)


def test_extreme_powers_give_the_extremes() -> None:
    assert geud_gy(ramp(), a=-5000.0) == pytest.approx(10.0, rel=0.01)
    assert geud_gy(ramp(), a=5000.0) == pytest.approx(50.0, rel=0.01)


def test_a_dose_of_0_gy_gives_0_with_a_negative_a() -> None:
    assert geud_gy(curve([0.0, 20.0], [8.0, 0.0]), a=-10.0) == 0.0
    assert geud_gy(curve([0.0, 20.0], [8.0, 0.0]), a=2.0) == pytest.approx(20 / 3**0.5)
    assert geud_gy(curve([0.0, 1e-300], [8.0, 0.0]), a=1.0) == pytest.approx(5e-301)


def test_where_nothing_is_dosed_there_is_no_eud() -> None:
    nothing = curve([0.0, 1.0], [0.0, 0.0], undosed_cm3=3.0)
    assert np.isnan(geud_gy(nothing, a=-10.0))
    assert np.isnan(survival_eud_gy(nothing, alpha_per_gy=ALPHA, beta_per_gy2=BETA, n_fractions=1))


@pytest.mark.parametrize("a", [0.0, inf, float("nan")])
def test_no_a_is_refused(a: float) -> None:
    with pytest.raises(ValueError, match="no a of"):
        geud_gy(ramp(), a=a)


@given(dvh=curves(), a=st.sampled_from([-20.0, -10.0, -1.0, 1.0, 3.0, 12.0]))
def test_the_geud_lies_between_the_extremes_and_on_its_side_of_the_mean(dvh: DVH, a: float) -> None:
    value = geud_gy(dvh, a=a)
    slack = 1e-9 * dvh.max_gy
    low, high = (dvh.mean_gy, dvh.max_gy) if a >= 1.0 else (dvh.min_gy, dvh.mean_gy)
    assert (0.0 if dvh.min_gy == 0.0 and a < 0 else low - slack) <= value <= high + slack


@pytest.mark.parametrize(("dose_gy", "n"), [(0.0, 1), (5.0, 1), (20.0, 1), (70.0, 35), (400.0, 1)])
def test_of_a_uniform_dose_the_survival_eud_is_that_dose(dose_gy: float, n: int) -> None:
    value = survival_eud_gy(uniform(dose_gy), alpha_per_gy=ALPHA, beta_per_gy2=BETA, n_fractions=n)
    assert value == pytest.approx(dose_gy, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("beta", "n"), [(0.0, 1), (0.03, 1), (0.03, 5)])
def test_of_an_even_spread_the_survival_is_its_integral(beta: float, n: int) -> None:
    survival = quad(lambda d: exp(-ALPHA * d - beta * d * d / n), 10.0, 50.0, epsabs=0)[0] / 40.0
    value = survival_eud_gy(ramp(), alpha_per_gy=ALPHA, beta_per_gy2=beta, n_fractions=n)
    assert exp(-ALPHA * value - beta * value**2 / n) == pytest.approx(survival, rel=1e-4)


def test_a_cold_tenth_decides_the_survival() -> None:
    # 90 % of the volume at 20 Gy, 10 % at 5 Gy: S = 0.1 exp(−2.25) + 0.9 exp(−18); β E² + α E = −ln S.
    cold = curve([5.0, 5.000001, 20.0, 20.000001], [10.0, 9.0, 9.0, 0.0])
    survival = 0.1 * exp(-2.25) + 0.9 * exp(-18.0)
    expected = (-ALPHA + (ALPHA**2 - 4 * BETA * log(survival)) ** 0.5) / (2 * BETA)
    value = survival_eud_gy(cold, alpha_per_gy=ALPHA, beta_per_gy2=BETA, n_fractions=1)
    assert value == pytest.approx(expected, rel=1e-4)
    assert expected == pytest.approx(8.30, abs=0.01)


@pytest.mark.parametrize(("alpha", "beta", "n"), [(0.0, 0.03, 1), (0.3, -0.1, 1), (0.3, 0.03, 0)])
def test_impossible_parameters_are_refused(alpha: float, beta: float, n: int) -> None:
    with pytest.raises(ValueError, match="fractions with alpha"):
        survival_eud_gy(ramp(), alpha_per_gy=alpha, beta_per_gy2=beta, n_fractions=n)
