"""Control charts against the worked examples of the NIST/SEMATECH handbook, and rules by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rtqa.cohort.control import OUTLIER, chart_individuals, chart_proportion, find_outliers, find_signals

FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook 6.3.2.2: batch values of a flow rate."""

CHIPS = (
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
)  # fmt: skip
"""6.3.3.2: wafers with a fault of 50 chips each."""


def test_individuals_are_those_of_the_handbook() -> None:
    individuals, moving = chart_individuals(FLOW)
    assert individuals.center == pytest.approx(50.81, abs=1e-9)
    assert moving.center == pytest.approx(1.8778, abs=5e-5)
    assert individuals.high[0] == pytest.approx(55.8041, abs=5e-4)
    assert individuals.low[0] == pytest.approx(45.8159, abs=5e-4)
    assert not individuals.signals.any()
    assert moving.high[0] == pytest.approx(3.267 * 1.8778, abs=1e-3)


def test_proportions_are_those_of_the_handbook() -> None:
    chart = chart_proportion(CHIPS, [50] * 30, in_order=False)
    assert chart.center == pytest.approx(0.2313, abs=5e-5)
    assert chart.high[0] == pytest.approx(0.4102, abs=5e-5)
    assert chart.low[0] == pytest.approx(0.0524, abs=1e-4)
    # Samples 15 and 23 lie above the upper limit.
    assert np.flatnonzero(chart.signals).tolist() == [14, 22]


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ((0.0, 3.1), [1]),
        ((2.1, 0.5, 2.2), [2]),
        ((1.1, 1.2, -0.1, 1.3, 1.4), [4]),
        ((0.1,) * 7, []),
        ((0.1,) * 8, [7]),
        ((-0.1,) * 4 + (0.1,) * 4, []),
        ((2.1, -2.1, 0.0), []),
        ((0.0,) * 9, []),
    ],
)
def test_the_rules_of_western_electric(values: tuple[float, ...], last: list[int]) -> None:
    signals = find_signals(np.array(values), 0.0, np.ones(len(values)))
    assert np.flatnonzero(signals).tolist() == last


def test_an_outlier_is_told_by_median_and_spread() -> None:
    # Median 3, absolute deviations 2 1 0 1 17: their median is 1.
    scores = find_outliers([1.0, 2.0, 3.0, 4.0, 20.0])
    assert scores == pytest.approx([-1.349, -0.6745, 0.0, 0.6745, 0.6745 * 17.0])
    assert (np.abs(scores) > OUTLIER).tolist() == [False, False, False, False, True]
    assert find_outliers([5.0, 5.0, 5.0, 9.0]).tolist() == [0.0] * 4
