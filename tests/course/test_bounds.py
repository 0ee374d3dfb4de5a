from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_phases import EARLIER, cylinder, dose, hill, motion_of

from rtqa.course.bounds import bound_sum
from rtqa.course.composite import PhaseDose, compose, composite_dvh
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.metrics import Interval, Measurement, measure, parse_metric
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.geometry import Floats, owned

METRICS = ("Max[Gy]", "Mean[Gy]", "D0.03cc[Gy]", "D2%[Gy]", "Median[Gy]", "V20Gy[%]", "V15Gy[cc]")


def of_voxels(dose_gy: Floats, *, voxel_cm3: float = 0.01) -> DVH:
    """The DVH of voxels, each of one dose, with steps a thousandth of a Gy wide."""
    levels, counts = np.unique(np.asarray(dose_gy, dtype=float), return_counts=True)
    above = np.cumsum(counts[::-1])[::-1] * voxel_cm3
    points = np.column_stack([levels, levels + 1e-3]).ravel()
    volumes = np.column_stack([above, np.append(above[1:], 0.0)]).ravel()
    return DVH(
        structure="Organ",
        dose_gy=owned(points),
        volume_cm3=owned(volumes),
        mean_gy=float(np.mean(dose_gy)),
        total_cm3=len(dose_gy) * voxel_cm3,
        quantity=DoseQuantity.EQD2,
        computed="by hand",
    )


def bounds(metric: str, last: DVH, *earlier: DVH) -> Interval:
    return bound_sum(parse_metric(metric), last=last, earlier=earlier)


def test_maxima_and_means_add_up() -> None:
    last, earlier = of_voxels(np.array([1.0, 2, 3, 10])), of_voxels(np.array([0.0, 0, 4, 8]))
    assert bounds("Max[Gy]", last, earlier).high == pytest.approx(18, abs=0.01)
    assert bounds("Mean[Gy]", last, earlier).high == pytest.approx(4 + 3, abs=0.01)
    assert bounds("Mean[Gy]", last, earlier).low == pytest.approx(4, abs=0.01)


def test_two_hot_spots_of_less_than_the_volume_asked_for_make_more_of_it() -> None:
    # 0.02 cm³ of 10 Gy in each phase: D0.03cc of each is 0, of the sum 10 Gy where they lie side by side.
    spots = np.zeros((2, 100))
    spots[0, :2] = spots[1, 2:4] = 10.0
    last, earlier = map(of_voxels, spots)
    assert [measure(one, "D0.03cc[Gy]").value for one in (last, earlier)] == pytest.approx([0, 0], abs=0.01)  # type: ignore[union-attr]
    assert bounds("D0.03cc[Gy]", last, earlier).high >= 10.0


def test_the_mean_counts_the_hottest_part_where_the_organ_has_shrunk() -> None:
    # Ten voxels then, four now: they may be the four hottest ones, 6 + 7 + 8 + 9 over 4.
    last, earlier = of_voxels(np.zeros(4)), of_voxels(np.arange(10.0))
    assert bounds("Mean[Gy]", last, earlier).high == pytest.approx(7.5, abs=0.01)


def test_the_mean_counts_what_was_not_drawn_with_the_maximum() -> None:
    last, earlier = of_voxels(np.zeros(4)), of_voxels(np.array([2.0, 6.0]))
    assert bounds("Mean[Gy]", last, earlier).high == pytest.approx((2 + 6 + 6 + 6) / 4, abs=0.01)


@pytest.mark.parametrize("metric", ["Min[Gy]", "DC2%[Gy]", "CV20Gy[cc]"])
def test_what_nothing_bounds_is_open(metric: str) -> None:
    last, earlier = of_voxels(np.array([1.0, 2.0])), of_voxels(np.array([3.0, 4.0]))
    assert bounds(metric, last, earlier).high == inf


def test_a_structure_that_leaves_its_dose_grid_bounds_nothing() -> None:
    last, earlier = of_voxels(np.array([1.0, 2.0])), of_voxels(np.array([3.0, 4.0]))
    cut = DVH(**{name: getattr(earlier, name) for name in DVH.__slots__} | {"total_cm3": 0.05})
    assert bounds("Max[Gy]", last, cut).high == inf
    assert bounds("Max[Gy]", last, cut).low == pytest.approx(2, abs=0.01)


dose_of_voxels = st.lists(st.floats(0.0, 80.0), min_size=8, max_size=60)


@given(
    doses=st.integers(4, 60).flatmap(
        lambda n: st.tuples(*[st.lists(st.floats(0, 80), min_size=n, max_size=n)] * 2)
    )
)
@settings(max_examples=100)
def test_whatever_lies_upon_whatever_the_bound_is_not_below(doses: tuple[list[float], list[float]]) -> None:
    last, earlier = map(np.array, doses)
    curves = of_voxels(last), of_voxels(earlier)
    # As drawn, sorted against each other, and hot upon hot: three of the ways in which they may lie.
    for order in (np.arange(len(last)), np.argsort(earlier), np.argsort(-earlier)):
        truth = of_voxels(np.sort(last) + earlier[order])
        for metric in METRICS:
            value = measure(truth, metric)
            assert isinstance(value, Measurement) or "less than" in value.reason
            if isinstance(value, Measurement):
                known = bounds(metric, *curves)
                assert known.low - 0.01 <= value.value <= known.high + 0.01


def converted(one: Dose, n: int, alpha_beta_gy: float) -> Dose:
    values = eqd2_gy(one.values_gy.astype(float), n_fractions=n, alpha_beta_gy=alpha_beta_gy)
    return Dose(
        **{name: getattr(one, name) for name in Dose.__slots__}
        | {"values_gy": values.astype(np.float32), "quantity": DoseQuantity.EQD2}
    )


coordinate = st.floats(-30.0, 30.0)


@given(
    peak_gy=st.floats(1.0, 16.0),
    at_mm=st.tuples(coordinate, coordinate, coordinate),
    later_at_mm=st.tuples(coordinate, coordinate, coordinate),
    wide_mm=st.floats(6.0, 40.0),
    angles_deg=st.tuples(*[st.floats(-25.0, 25.0)] * 3),
    shift_mm=st.tuples(coordinate, coordinate, coordinate),
    alpha_beta_gy=st.floats(0.8, 10.0),
)
@settings(max_examples=12)
def test_the_bound_without_a_registration_is_never_below_the_value_with_it(
    peak_gy: float,
    at_mm: tuple[float, float, float],
    later_at_mm: tuple[float, float, float],
    wide_mm: float,
    angles_deg: tuple[float, float, float],
    shift_mm: tuple[float, float, float],
    alpha_beta_gy: float,
) -> None:
    motion = motion_of(*angles_deg, shift_mm=shift_mm)
    organ = cylinder("Organ", radius_mm=8.0)
    as_then = cylinder("Organ", radius_mm=8.0, motion=motion)
    then = dose(
        hill(peak_gy, at_mm=at_mm, wide_mm=wide_mm),
        n_fractions=1,
        frame=EARLIER,
        motion=motion,
        step_mm=3.0,
        reach_mm=125.0,
    )
    now = dose(hill(50.0, at_mm=later_at_mm, wide_mm=30.0, floor_gy=2.0), n_fractions=30, step_mm=3.0)
    both = compose(
        [
            PhaseDose(phase="sfrt", dose=then, n_fractions=1, to_last=motion),
            PhaseDose(phase="ccrt", dose=now, n_fractions=30),
        ],
        around_mm=organ.contours.points_mm,
    )
    truth = composite_dvh(organ, dose=both.eqd2(alpha_beta_gy), beside=None, set_spacing_mm=3.0)
    last = structure_dvh(organ, dose=converted(now, 30, alpha_beta_gy), set_spacing_mm=3.0)
    earlier = structure_dvh(as_then, dose=converted(then, 1, alpha_beta_gy), set_spacing_mm=3.0)
    for metric in METRICS:
        value = measure(truth, metric)
        assert isinstance(value, Measurement)
        known = bounds(metric, last, earlier)
        assert value.interval is not None
        rounding = 1e-9 * value.value
        # The last phase alone is converted at its own nodes, the sum between them too: as EQD2 is convex, the
        # first may lie above the second, by no more than interpolation leaves open.
        assert known.low - rounding <= value.interval.high
        assert value.value <= known.high + rounding
