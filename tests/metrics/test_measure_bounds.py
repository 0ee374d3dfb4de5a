"""What is known of a structure that the dose grid cuts off."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hand_made import curve, curves, ramp, together
from hypothesis import assume, given
from hypothesis import strategies as st

from rtqa.dvh.curve import DVH
from rtqa.metrics import Measurement, Unmeasurable, measure


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        # 8 of 10 cm³ dosed: D(v) = 50 − 5 v there, V(d) = (50 − d) / 5.
        ("D10%[Gy]", 45.0, inf),  # the undosed 2 cm³ may be the hottest 1 cm³
        ("D2cc[Gy]", 40.0, inf),
        ("D50%[Gy]", 25.0, 35.0),  # 5 cm³: all dosed, or 3 cm³ dosed and the 2 undosed
        ("D95%[Gy]", 0.0, 12.5),  # 9.5 cm³: not without the undosed part
        ("D80%[Gy]", 10.0, 20.0),
        ("D50%[%]", 50.0, 70.0),
        ("DC2%[Gy]", 0.0, 11.0),
        ("DC9cc[Gy]", 45.0, inf),
        ("V20Gy[cc]", 6.0, 8.0),
        ("V20Gy[%]", 60.0, 80.0),
        ("V40%[%]", 60.0, 80.0),
        ("CV20Gy[cc]", 2.0, 4.0),
        ("CV20Gy[%]", 20.0, 40.0),
        ("Max[Gy]", 50.0, inf),
        ("Min[Gy]", 0.0, 10.0),
        ("Mean[Gy]", 24.0, inf),
        ("Mean[cGy]", 2400.0, inf),
        ("Median[Gy]", 25.0, 35.0),
        ("D11cc[Gy]", 0.0, inf),  # more than there is, and the maximum is not known either
    ],
)
def test_bounds_by_hand(metric: str, low: float, high: float) -> None:
    outcome = measure(ramp(undosed_cm3=2.0), metric, prescription_gy=50.0)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.bounds is not None
    assert (outcome.bounds.low, outcome.bounds.high) == pytest.approx((low, high))


def test_the_reason_says_how_much_is_missing() -> None:
    # Trap 3: elsewhere the undosed part counts as 0 Gy, or the histogram is stretched over it.
    outcome = measure(ramp(undosed_cm3=2.0), "Max[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "20 % of the structure lies outside the dose grid"


def test_a_sliver_outside_is_outside() -> None:
    outcome = measure(ramp(undosed_cm3=8e-5), "D50%[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "0.001 % of the structure lies outside the dose grid"


def test_the_volume_is_known_all_the_same() -> None:
    outcome = measure(ramp(undosed_cm3=2.0), "Volume[cc]")
    assert isinstance(outcome, Measurement)
    assert outcome.value == 10.0


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        ("Max[Gy]", 0.0, inf),
        ("Min[Gy]", 0.0, inf),
        ("Mean[Gy]", 0.0, inf),
        ("D50%[Gy]", 0.0, inf),
        ("V20Gy[%]", 0.0, 100.0),
        ("CV20Gy[cc]", 0.0, 3.0),
    ],
)
def test_of_a_structure_wholly_outside_nothing_is_known(metric: str, low: float, high: float) -> None:
    outcome = measure(curve([0.0, 1.0], [0.0, 0.0], undosed_cm3=3.0), metric)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "100 % of the structure lies outside the dose grid"
    assert outcome.bounds is not None
    assert (outcome.bounds.low, outcome.bounds.high) == (low, high)


METRICS = (
    "Max[Gy]", "Min[Gy]", "Mean[Gy]", "Median[Gy]",
    "D0%[Gy]", "D12.5%[Gy]", "D50%[Gy]", "D87.5%[Gy]", "D100%[Gy]", "D0.25cc[Gy]", "D1cc[%]",
    "DC12.5%[Gy]", "DC0.25cc[cGy]",
    "V0Gy[%]", "V20Gy[cc]", "V45Gy[%]", "V50%[cc]", "CV20Gy[%]", "CV45Gy[cc]",
)  # fmt: skip


@given(curves(), curves(), st.sampled_from(METRICS))
def test_the_truth_lies_within_the_bounds_whatever_the_undosed_part_received(
    dosed: DVH, undosed: DVH, metric: str
) -> None:
    cut_off = replace(dosed, total_cm3=dosed.total_cm3 + undosed.total_cm3)
    known = measure(cut_off, metric, prescription_gy=60.0)
    truth = measure(together(dosed, undosed), metric, prescription_gy=60.0)
    assert isinstance(known, Unmeasurable)
    assert known.bounds is not None
    if isinstance(truth, Measurement):
        assert known.bounds.low - 1e-6 <= truth.value <= known.bounds.high + 1e-6
    else:
        assert "less than" in truth.reason
        assert "less than" in known.reason


@given(
    curves(),
    st.integers(1, 640),
    st.integers(1, 640),
    st.sampled_from(["Max[Gy]", "Min[Gy]", "Mean[Gy]", "D1cc[Gy]", "D0%[%]", "V20Gy[cc]", "CV20Gy[cc]"]),
)
def test_the_more_is_cut_off_the_less_is_known(dosed: DVH, one: int, other: int, metric: str) -> None:
    less, more = (
        measure(replace(dosed, total_cm3=dosed.total_cm3 + n / 64.0), metric, prescription_gy=60.0)
        for n in sorted((one, other))
    )
    assert isinstance(less, Unmeasurable)
    assert isinstance(more, Unmeasurable)
    assert less.bounds is not None
    assert more.bounds is not None
    assume(less.unknown.message.id == more.unknown.message.id)  # of one it is too small, of the other not
    assert more.bounds.low <= less.bounds.low
    assert less.bounds.high <= more.bounds.high
