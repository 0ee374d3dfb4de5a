"""Maximum and mean of a dose bound every sum with it, whatever its distribution and wherever it lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bounds import METRICS, of_voxels

from rtqa.course.bounds import bound_sum
from rtqa.course.file import ReceivedDose
from rtqa.course.received import enclose, enclose_eqd2
from rtqa.metrics import Measurement, measure, parse_metric
from rtqa.metrics.radiobiology import eqd2_gy

VOXELS = st.lists(st.floats(min_value=0.0, max_value=30.0), min_size=40, max_size=40).map(np.array)


@pytest.mark.parametrize("metric", METRICS)
@settings(max_examples=40, deadline=None)
@given(last=VOXELS, earlier=VOXELS, seed=st.integers(min_value=0, max_value=1000))
def test_no_dose_of_this_mean_and_maximum_makes_more(
    metric: str, last: np.ndarray, earlier: np.ndarray, seed: int
) -> None:
    placed = np.random.default_rng(seed).permutation(earlier)
    spec = parse_metric(metric)
    received = ReceivedDose(max_gy=float(earlier.max()), mean_gy=min(float(earlier.mean()), earlier.max()))
    now = of_voxels(last)
    bound = bound_sum(spec, last=now, earlier=[enclose(received, name="Organ", volume_cm3=now.total_cm3)])
    reached = measure(of_voxels(last + placed), spec)
    assert isinstance(reached, Measurement)
    assert reached.value <= bound.high + 0.02


@settings(max_examples=40, deadline=None)
@given(voxels=VOXELS, n_fractions=st.integers(min_value=1, max_value=5))
def test_no_dose_of_this_mean_and_maximum_does_more(voxels: np.ndarray, n_fractions: int) -> None:
    received = ReceivedDose(max_gy=float(voxels.max()), mean_gy=min(float(voxels.mean()), voxels.max()))
    highest = enclose_eqd2(received, name="Organ", volume_cm3=1.0, n_fractions=n_fractions, alpha_beta_gy=3.0)
    by_voxel = eqd2_gy(voxels, n_fractions=n_fractions, alpha_beta_gy=3.0)
    assert by_voxel.mean() <= highest.mean_gy + 1e-9
    assert by_voxel.max() == pytest.approx(highest.max_gy, rel=1e-6, abs=1e-4)
    for dose_gy in (1.0, 5.0, 20.0):
        assert np.mean(by_voxel >= dose_gy) <= highest.volume_at(dose_gy) + 1e-6


def test_the_bound_is_met_by_the_worst_of_all_distributions() -> None:
    # A tenth of the organ at 10 Gy, the rest at 0: of all with mean 1 and maximum 10 Gy it does most.
    # (1 + 1 × 10 / 3) / (1 + 2/3) = 2.6 Gy.
    worst = enclose_eqd2(
        ReceivedDose(max_gy=10.0, mean_gy=1.0), name="Organ", volume_cm3=5.0, n_fractions=1, alpha_beta_gy=3.0
    )
    voxels = np.array([10.0] + [0.0] * 9)
    assert worst.mean_gy == pytest.approx(2.6)
    assert eqd2_gy(voxels, n_fractions=1, alpha_beta_gy=3.0).mean() == pytest.approx(2.6)
    # And at least 10 Gy receives no more than that tenth: 0.5 cm³.
    physical = enclose(ReceivedDose(max_gy=10.0, mean_gy=1.0), name="Organ", volume_cm3=5.0)
    assert physical.volume_at(10.0) == pytest.approx(0.5)
    assert physical.volume_at(2.0) == pytest.approx(2.5, rel=0.01)
