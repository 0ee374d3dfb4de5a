from __future__ import annotations

import numpy as np
import pytest

from rtqa.metrics.radiobiology import bed_gy, eqd2_gy

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
