from __future__ import annotations

from dataclasses import replace
from math import hypot, inf, log

import pytest
from hand_made import curve, curves, ramp
from hypothesis import assume, given
from hypothesis import strategies as st

from rtqa.dvh.curve import DVH
from rtqa.errors import MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics import Interval, Measurement, Unmeasurable, measure, parse_metric


def value(dvh: DVH, metric: str, prescription_gy: float | None = None) -> float:
    outcome = measure(dvh, metric, prescription_gy=prescription_gy)
    assert isinstance(outcome, Measurement), outcome
    assert outcome.unit == parse_metric(metric).unit
    return outcome.value


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("D50%[Gy]", 30.0),  # 4 cm³
        ("D2cc[Gy]", 40.0),
        ("D95%[Gy]", 12.0),  # 7.6 cm³
        ("D98%[cGy]", 1080.0),  # 7.84 cm³
        ("D0%[Gy]", 50.0),
        ("D100%[Gy]", 10.0),
        ("D50%[%]", 75.0),  # 30 of 40 Gy
        ("V20Gy[cc]", 6.0),
        ("V20Gy[%]", 75.0),
        ("V2000cGy[%]", 75.0),
        ("V100%[cc]", 2.0),  # 40 Gy
        ("V50%[%]", 75.0),  # 20 Gy
        ("V0Gy[%]", 100.0),
        ("V51Gy[cc]", 0.0),  # a measured nothing, not a missing number
        ("CV20Gy[cc]", 2.0),
        ("CV20Gy[%]", 25.0),
        ("CV0Gy[cc]", 0.0),
        ("DC2%[Gy]", 10.8),  # = D98%
        ("DC2cc[Gy]", 20.0),  # = D6cc
        ("Mean[Gy]", 30.0),
        ("Mean", 30.0),
        ("Mean[%]", 75.0),
        ("Max[Gy]", 50.0),
        ("Max[cGy]", 5000.0),
        ("Min[Gy]", 10.0),
        ("Median[Gy]", 30.0),
        ("Volume[cc]", 8.0),
        ("MOH2cc[Gy]", 45.0),  # from 40 to 50 Gy
        ("MOH25%[%]", 112.5),
        ("MOH0cc[Gy]", 50.0),
        ("MOH100%[Gy]", 30.0),
        ("MOC2cc[Gy]", 15.0),
        ("MOC25%[cGy]", 1500.0),
        ("MOC0%[Gy]", 10.0),
        ("gEUD2[Gy]", ((50**3 - 10**3) / 3 / 40) ** 0.5),
        ("gEUD-1[%]", 40 / log(5) / 40 * 100),
        ("Integral[Gy*cc]", 240.0),
        ("HI", (49.2 - 10.8) / 30.0),
        ("HIRTOG", 1.25),
    ],
)
def test_a_ramp_by_hand(metric: str, expected: float) -> None:
    assert value(ramp(), metric, prescription_gy=40.0) == pytest.approx(expected, rel=1e-12)


def test_without_alternatives_no_uncertainty_is_claimed() -> None:
    outcome = measure(ramp(), parse_metric("Max[Gy]"))
    assert outcome == Measurement(spec=parse_metric("Max[Gy]"), value=50.0, unit="Gy", interval=None)


@pytest.mark.parametrize("metric", ["D2cc[Gy]", "DC2cc[Gy]", "D0.24cc[cGy]"])
def test_a_structure_smaller_than_asked_for_is_not_measured(metric: str) -> None:
    # Trap 1: 0 Gy elsewhere, or the structure's minimum; both pass an organ because it is small.
    outcome = measure(curve([30.0, 40.0], [0.23, 0.0]), metric)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason.startswith("the structure has 0.23 cm³, less than the ")


def test_the_reason_names_both_volumes_and_the_bounds_the_maximum() -> None:
    outcome = measure(curve([30.0, 40.0], [0.23, 0.0]), "D2cc[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "the structure has 0.23 cm³, less than the 2 cm³ asked for"
    assert outcome.bounds == Interval(low=0.0, high=40.0)


def test_a_volume_just_short_of_the_one_asked_for_is_not_shown_rounded_up_to_it() -> None:
    outcome = measure(curve([30.0, 40.0], [1.9999, 0.0]), "D2cc[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "the structure has 1.9999 cm³, less than the 2 cm³ asked for"


def test_the_whole_of_a_small_structure_is_measured() -> None:
    # Trap 2: D95–D99 of small structures are 0 elsewhere.
    small = curve([30.0, 40.0], [0.05, 0.0])
    assert value(small, "D99%[Gy]") == pytest.approx(30.1)
    assert value(small, "D0.05cc[Gy]") == pytest.approx(30.0)


@pytest.mark.parametrize("metric", ["D95%[%]", "V95%[cc]", "CV95%[%]", "DC2%[%]", "Max[%]", "Mean[%]"])
@pytest.mark.parametrize(
    ("prescription_gy", "reason"),
    [
        (None, "a dose in percent needs a prescription, and none is known"),
        (0.0, "a dose in percent needs a prescription, and this one is 0 Gy"),
        (float("nan"), "a dose in percent needs a prescription, and this one is nan Gy"),
    ],
)
def test_a_percent_dose_needs_a_prescription(metric: str, prescription_gy: float | None, reason: str) -> None:
    outcome = measure(ramp(alternatives=(ramp(),)), metric, prescription_gy=prescription_gy)
    assert isinstance(outcome, Unmeasurable)
    assert (outcome.spec, outcome.reason, outcome.bounds) == (parse_metric(metric), reason, None)


@pytest.mark.parametrize("metric", ["Volume[cc]", "Mean[Gy]", "V20Gy[%]", "D0%[Gy]", "Max", "CV20Gy[cc]"])
def test_a_structure_without_volume_has_no_metric(metric: str) -> None:
    outcome = measure(curve([0.0, 1.0], [0.0, 0.0]), metric)
    assert isinstance(outcome, Unmeasurable)
    assert (outcome.spec, outcome.bounds) == (parse_metric(metric), None)
    assert outcome.unknown.message == Message("metric.no-volume")


def test_rounding_is_neither_a_lost_part_nor_a_smaller_structure() -> None:
    dvh = curve([10.0, 50.0], [8.0, 0.0], undosed_cm3=8.0 * 5e-7)
    assert value(dvh, "D100%[Gy]") == 10.0
    assert value(dvh, "V5Gy[%]") == 100.0
    assert value(curve([10.0, 50.0], [2.0 - 1e-9, 0.0]), "D2cc[Gy]") == 10.0


def test_a_metric_outside_the_grammar_is_the_callers_fault() -> None:
    with pytest.raises(MetricSyntaxError):
        measure(ramp(), "D95")


def test_the_interval_spans_all_alternatives() -> None:
    hotter, smaller = curve([11.0, 54.0], [8.0, 0.0]), curve([10.0, 48.0], [7.0, 0.0])
    outcome = measure(ramp(alternatives=(hotter, smaller)), "Max[Gy]")
    assert outcome == Measurement(
        spec=parse_metric("Max[Gy]"), value=50.0, unit="Gy", interval=Interval(low=48.0, high=54.0)
    )


def test_causes_of_doubt_add_up_by_their_squares_and_alternatives_of_one_cause_do_not() -> None:
    one = (curve([10.0, 54.0], [8.0, 0.0]), curve([10.0, 52.0], [8.0, 0.0]))
    other = (curve([10.0, 53.0], [8.0, 0.0]), curve([10.0, 49.0], [8.0, 0.0]))
    outcome = measure(curve([10.0, 50.0], [8.0, 0.0], alternatives=one, others=other), "Max[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval == Interval(low=49.0, high=55.0)


def test_known_departures_add_up_in_full() -> None:
    rounded, bent = (curve([10.0, 54.0], [8.0, 0.0]),), (curve([10.0, 53.0], [8.0, 0.0]),)
    outcome = measure(curve([10.0, 50.0], [8.0, 0.0], alternatives=rounded, others=bent), "Max[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval == Interval(low=50.0, high=57.0)


def test_of_many_alternatives_in_pairs_the_root_of_the_mean_square_counts() -> None:
    """By 1 and by 7 Gy either way, four pairs: √((1 + 1 + 1 + 49 · 1) / 4) = √13 Gy."""
    many = tuple(curve([10.0, 50.0 + d], [8.0, 0.0]) for by in (1, 1, 1, 7) for d in (by, -by))
    outcome = measure(curve([10.0, 50.0], [8.0, 0.0], alternatives=many), "Max[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    assert (outcome.interval.low, outcome.interval.high) == pytest.approx((50 - 13**0.5, 50 + 13**0.5))


def test_the_mean_of_a_part_is_that_of_its_steps() -> None:
    # 1 cm³ at 60 to 64 Gy, 3 cm³ at 20 to 28 Gy: hottest 2 cm³ are the first and 1 cm³ from 25⅓ to 28 Gy.
    dvh = curve([20.0, 28.0, 60.0, 64.0], [4.0, 1.0, 1.0, 0.0])
    assert value(dvh, "MOH2cc[Gy]") == pytest.approx((62.0 + (28.0 + 76.0 / 3.0) / 2.0) / 2.0)
    assert value(dvh, "MOC2cc[Gy]") == pytest.approx((20.0 + 20.0 + 16.0 / 3.0) / 2.0)
    assert value(dvh, "MOC3.5cc[Gy]") == pytest.approx((3 * 24.0 + 0.5 * 61.0) / 3.5)


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        ("MOH4cc[Gy]", 40.0, inf),  # the undosed 2 cm³ at 0 Gy, or hotter than all
        ("MOH10cc[Gy]", 24.0, inf),
        ("MOC4cc[Gy]", 7.5, 20.0),  # half of it at 0 Gy, or none
        ("MOC9cc[Gy]", 27.5 * 7.0 / 9.0, inf),
        ("gEUD2[Gy]", (0.8 * 124000 / 120) ** 0.5, inf),
        ("gEUD-1[Gy]", 0.0, 1.0 / (0.8 * log(5) / 40)),
        ("Integral[Gy*cc]", 240.0, inf),
        ("HI", (49.0 - 11.0) / 35.0, inf),  # D2% at least, D98% and D50% at most
        ("HIRTOG", 1.25, inf),
    ],
)
def test_what_is_known_of_a_structure_that_leaves_the_dose_grid(metric: str, low: float, high: float) -> None:
    outcome = measure(ramp(undosed_cm3=2.0), metric, prescription_gy=40.0)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "20 % of the structure lies outside the dose grid"
    assert outcome.bounds is not None
    assert (outcome.bounds.low, outcome.bounds.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        # 2 cm³ outside of 0 to 20 Gy, beside 8 cm³ from 10 to 50 Gy, 6 of them above 20 Gy.
        ("MOH7cc[Gy]", (50.0 + 15.0) / 2, (6.0 * 35.0 + 20.0) / 7.0),
        ("MOH10cc[Gy]", 24.0, 28.0),
        ("MOC3cc[Gy]", 12.5 / 3.0, (2.0 * 15.0 + 20.0) / 3.0),
        ("MOC10cc[Gy]", 24.0, 28.0),
        ("gEUD2[Gy]", (0.8 * 124000 / 120) ** 0.5, (0.8 * 124000 / 120 + 0.2 * 400) ** 0.5),
        ("gEUD-1[Gy]", 0.0, 1.0 / (0.8 * log(5) / 40 + 0.2 / 20)),
        ("Integral[Gy*cc]", 240.0, 280.0),
    ],
)
def test_what_bounds_the_dose_outside_bounds_the_metric(metric: str, low: float, high: float) -> None:
    outcome = measure(ramp(undosed_cm3=2.0).bounded_beyond(20.0), metric)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.bounds is not None
    assert (outcome.bounds.low, outcome.bounds.high) == pytest.approx((low, high))


def test_the_mean_of_the_hottest_part_is_known_where_nothing_outside_can_be_hotter() -> None:
    assert value(ramp(undosed_cm3=2.0).bounded_beyond(20.0), "MOH2cc[Gy]") == pytest.approx(45.0)


def test_a_homogeneity_has_the_precision_of_its_doses_and_no_more() -> None:
    # Each of 49.2, 10.8 and 30 Gy off by 1 %, the first up and the others down.
    dvh = curve([10.0, 50.0], [8.0, 0.0], alternatives=(ramp(),), precision_frac=0.01)
    outcome = measure(dvh, "HI")
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    worst = (49.2 * 1.01 - 10.8 * 0.99) / (30.0 * 0.99)
    assert outcome.interval.high == pytest.approx(worst, abs=0.02)
    assert outcome.interval.high >= worst - 1e-3


def test_nothing_is_divided_by_a_median_of_no_dose() -> None:
    outcome = measure(curve([0.0, 5e-324], [8.0, 0.0]), "HI")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "half of the structure receives 0 Gy, by which nothing can be divided"


def test_a_structure_smaller_than_the_part_asked_for_has_no_mean_of_it() -> None:
    outcome = measure(ramp(), "MOH9cc[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert (outcome.reason, outcome.bounds) == (
        "the structure has 8 cm³, less than the 9 cm³ asked for",
        Interval(low=0.0, high=50.0),
    )


def test_the_calculations_own_precision_widens_the_interval() -> None:
    dvh = curve([10.0, 50.0], [8.0, 0.0], alternatives=(ramp(),), precision_frac=0.01)
    outcome = measure(dvh, "D4cc[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval == Interval(low=29.7, high=30.3)
    # Extremes are looked up where they are, and spread over no cell.
    highest = measure(dvh, "Max[Gy]")
    assert isinstance(highest, Measurement)
    assert highest.interval is not None
    assert (highest.interval.low, highest.interval.high) == pytest.approx((50.0, 50.0))


def test_no_interval_reaches_beyond_the_whole_structure() -> None:
    colder = curve([5.0, 50.0], [8.0, 0.0])
    outcome = measure(
        curve([10.0, 50.0], [8.0, 0.0], alternatives=(colder,), precision_frac=0.01), "V10Gy[%]"
    )
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    assert outcome.interval.high == 100.0
    assert outcome.interval.low == pytest.approx(100.0 - hypot(100.0 * 5.0 / 45.0, 1.0))


def test_the_interval_includes_the_value_itself() -> None:
    outcome = measure(ramp(alternatives=(curve([10.0, 55.0], [8.0, 0.0]),)), "Max[%]", prescription_gy=50.0)
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    assert (outcome.interval.low, outcome.interval.high) == pytest.approx((100.0, 110.0))


@pytest.mark.parametrize(
    ("alternative", "expected"),
    [
        (curve([10.0, 52.0], [6.0, 0.0]), Interval(low=0.0, high=52.0)),  # smaller than asked for
        (curve([0.0, 1.0], [0.0, 0.0]), Interval(low=0.0, high=inf)),  # no volume at all
        (curve([10.0, 50.0], [8.0, 0.0], undosed_cm3=2.0), Interval(low=15.0, high=25.0)),  # cut off
    ],
)
def test_an_alternative_that_cannot_answer_opens_the_interval(alternative: DVH, expected: Interval) -> None:
    outcome = measure(ramp(alternatives=(alternative,)), "D7cc[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.value == pytest.approx(15.0)
    assert outcome.interval == expected


def test_bounds_hold_under_every_alternative() -> None:
    outcome = measure(ramp(undosed_cm3=2.0, alternatives=(curve([8.0, 46.0], [8.0, 0.0]),)), "Max[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.bounds == Interval(low=46.0, high=inf)


@given(curves(), st.integers(0, 100), st.integers(0, 8100))
def test_dose_and_volume_are_each_others_inverse(dvh: DVH, percent: int, centigray: int) -> None:
    # D(v) ≥ d exactly when V(d) ≥ v.
    volume = value(dvh, f"V{centigray}cGy[%]")
    assume(abs(volume - percent) > 1e-9)
    assert (value(dvh, f"D{percent}%[cGy]") >= centigray) == (volume >= percent)


@given(curves(), st.integers(0, 100), st.integers(0, 100))
def test_more_volume_never_receives_more_dose(dvh: DVH, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert value(dvh, f"D{less}%[Gy]") >= value(dvh, f"D{more}%[Gy]")
    assert value(dvh, f"V{less}Gy[%]") >= value(dvh, f"V{more}Gy[%]")


@given(curves(), st.integers(0, 80))
def test_above_and_below_make_the_whole(dvh: DVH, dose: int) -> None:
    both = value(dvh, f"V{dose}Gy[cc]") + value(dvh, f"CV{dose}Gy[cc]")
    assert both == pytest.approx(value(dvh, "Volume[cc]"))


@given(curves())
def test_min_median_mean_max_are_in_order(dvh: DVH) -> None:
    low, high = value(dvh, "Min[Gy]"), value(dvh, "Max[Gy]")
    for metric in ("Mean[Gy]", "Median[Gy]", "D95%[Gy]", "DC2%[Gy]"):
        assert low - 1e-9 <= value(dvh, metric) <= high + 1e-9


def test_where_a_target_without_steps_is_all_in_the_isodose_its_volumes_doubt_comes_on_top() -> None:
    """By hand: 0.8 of 1 cm³ has 20 Gy, all of it without steps; 0.06 cm³ more may lie outside the isodose."""
    stepped = curve([10.0, 20.0, 30.0], [1.0, 0.8, 0.0])
    larger = curve([10.0, 20.0, 30.0], [1.06, 0.8, 0.0])
    for without_steps, high_cm3 in (([1.0, 1.0, 0.0], 1.06), ([1.0, 0.9, 0.0], 0.9 + 0.5 * 0.06)):
        smooth = curve([10.0, 20.0, 30.0], without_steps)
        dvh = replace(stepped, alternatives=((smooth,), (stepped, larger)))
        outcome = measure(dvh, "V20Gy[cc]")
        assert isinstance(outcome, Measurement)
        assert outcome.interval is not None
        assert (outcome.interval.low, outcome.interval.high) == pytest.approx((0.8, high_cm3))
