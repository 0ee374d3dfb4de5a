from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtqa.metrics import bed_gy, dose_of_eqd2_gy, eqd2_gy, eqd2_lql_gy

# Schedule to EQD2 at an alpha/beta of 10 Gy, to the digits printed in the literature of the trial's arms.
TARGETS = [
    (70, 30, 71.94), (70, 31, 71.51), (70, 32, 71.09), (70, 33, 70.71), (66, 33, 66.0),
    (60, 30, 60.0), (60, 33, 59.09), (54, 30, 53.1), (54, 33, 52.36),
]  # fmt: skip

SINGLE = [
    (5, 8.75, 8.00, 6.25), (10, 30, 26, 16.67), (14, 56, 47.6, 28), (15, 63.75, 54, 31.25), (20, 110, 92, 50),
]  # fmt: skip


@pytest.mark.parametrize(("dose_gy", "n", "expected"), TARGETS)
def test_target_schedules(dose_gy: float, n: int, expected: float) -> None:
    assert eqd2_gy(dose_gy, n_fractions=n, alpha_beta_gy=10) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("dose_gy", "at_2", "at_3", "at_10"), SINGLE)
def test_single_fractions(dose_gy: float, at_2: float, at_3: float, at_10: float) -> None:
    for alpha_beta_gy, expected in ((2, at_2), (3, at_3), (10, at_10)):
        value = eqd2_gy(dose_gy, n_fractions=1, alpha_beta_gy=alpha_beta_gy)
        assert value == pytest.approx(expected, abs=0.005)


def test_arrays_are_converted_voxel_by_voxel() -> None:
    dose_gy = np.array([[0.0, 10.0], [20.0, 45.0]])
    expected = [[0.0, 30.0], [110.0, 45 * (1 + 45 / 2) / 2]]
    assert eqd2_gy(dose_gy, n_fractions=1, alpha_beta_gy=2) == pytest.approx(np.array(expected))


def test_two_gray_fractions_are_their_own_equivalent() -> None:
    assert eqd2_gy(60.0, n_fractions=30, alpha_beta_gy=3) == pytest.approx(60.0)


@pytest.mark.parametrize(("n", "alpha_beta_gy"), [(0, 2.0), (30, 0.0), (30, float("nan"))])
def test_no_fraction_and_no_alpha_beta_are_refused(n: int, alpha_beta_gy: float) -> None:
    with pytest.raises(ValueError, match="fractions with an alpha/beta"):
        bed_gy(45.0, n_fractions=n, alpha_beta_gy=alpha_beta_gy)


def test_a_course_of_45_gy_to_the_cord() -> None:
    assert eqd2_gy(45.0, n_fractions=33, alpha_beta_gy=2) == pytest.approx(37.84, abs=0.005)


@pytest.mark.parametrize(("limit_gy", "expected"), [(45, 4.4), (50, 6.05), (54, 7.1)])
def test_what_45_gy_in_33_fractions_leave_of_a_cords_limit(limit_gy: float, expected: float) -> None:
    earlier = eqd2_gy(45.0, n_fractions=33, alpha_beta_gy=2)
    left = dose_of_eqd2_gy(limit_gy - earlier, n_fractions=1, alpha_beta_gy=2)
    assert left == pytest.approx(expected, abs=0.005 if expected == 6.05 else 0.05)


@pytest.mark.parametrize(("single_gy", "expected"), [(0, 19.7), (4, 25.3), (5, 27.7)])
def test_26_gy_to_a_parotid_and_one_fraction_more(single_gy: float, expected: float) -> None:
    course = eqd2_gy(26.0, n_fractions=33, alpha_beta_gy=3)
    single = eqd2_gy(single_gy, n_fractions=1, alpha_beta_gy=3)
    assert course + single == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(("alpha_beta_gy", "expected"), [(0.87, 19.195), (2, 15.75), (3, 14.0)])
def test_the_same_fraction_counts_for_less_the_higher_the_alpha_beta(
    alpha_beta_gy: float, expected: float
) -> None:
    # 7 Gy once: 7 (α/β + 7) / (α/β + 2), by hand for three values in use for the cord.
    assert eqd2_gy(7.0, n_fractions=1, alpha_beta_gy=alpha_beta_gy) == pytest.approx(expected, abs=0.001)


@given(
    dose_gy=st.floats(0.0, 100.0),
    n=st.integers(1, 40),
    alpha_beta_gy=st.floats(0.5, 20.0),
)
def test_the_converse_gives_the_dose_back(dose_gy: float, n: int, alpha_beta_gy: float) -> None:
    equivalent = eqd2_gy(dose_gy, n_fractions=n, alpha_beta_gy=alpha_beta_gy)
    back = dose_of_eqd2_gy(equivalent, n_fractions=n, alpha_beta_gy=alpha_beta_gy)
    assert back == pytest.approx(dose_gy, rel=1e-9, abs=1e-12)


def test_nothing_is_left_of_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="an EQD2 of -1"):
        dose_of_eqd2_gy(-1.0, n_fractions=1, alpha_beta_gy=2)


def test_lql_goes_on_along_the_tangent() -> None:
    # α/β 2, transition 4 Gy: BED to 4 Gy is 4 (1 + 2) = 12, then 1 + 8/2 = 5 for each Gy: 15 Gy give 67.
    options = {"n_fractions": 1, "alpha_beta_gy": 2.0, "transition_gy": 4.0}
    assert eqd2_lql_gy(15.0, **options) == pytest.approx(67 / 2)
    assert eqd2_lql_gy(4.0, **options) == pytest.approx(6.0)
    # Twice the fractions, twice the effect.
    assert eqd2_lql_gy(30.0, **{**options, "n_fractions": 2}) == pytest.approx(67.0)


@given(
    # Below it, nothing is left of 12 digits: at 1e-313 Gy a number has two.
    dose_gy=st.just(0.0) | st.floats(1e-9, 60.0),
    n=st.integers(1, 35),
    alpha_beta_gy=st.floats(0.5, 20.0),
    transition_gy=st.floats(2.0, 30.0),
)
def test_lql_is_never_more_than_lq(
    dose_gy: float, n: int, alpha_beta_gy: float, transition_gy: float
) -> None:
    lq = eqd2_gy(dose_gy, n_fractions=n, alpha_beta_gy=alpha_beta_gy)
    lql = eqd2_lql_gy(dose_gy, n_fractions=n, alpha_beta_gy=alpha_beta_gy, transition_gy=transition_gy)
    assert lql <= lq * (1 + 1e-12)
    if dose_gy <= n * transition_gy:
        assert lql == pytest.approx(lq, rel=1e-12)


def test_lql_below_two_gray_is_refused() -> None:
    with pytest.raises(ValueError, match="transition dose of 1"):
        eqd2_lql_gy(10.0, n_fractions=1, alpha_beta_gy=2, transition_gy=1)
