from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from two_phases import EARLIER, LATER, cylinder, dose, hill, motion_of

from rtqa.course.composite import Composite, PhaseDose, compose, composite_dvh
from rtqa.dvh.settings import Interpolation
from rtqa.errors import UnsupportedError
from rtqa.metrics import Measurement, Unmeasurable, measure
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

CORD = cylinder("SpinalCord")
GLAND = cylinder("Parotid_L", at_mm=(30.0, 5.0), radius_mm=12.0)
AROUND = np.concatenate([CORD.contours.points_mm, GLAND.contours.points_mm])

SFRT = hill(9.0, at_mm=(18.0, -6.0, 4.0), wide_mm=16.0, floor_gy=0.5)
CCRT = hill(52.0, at_mm=(-15.0, 0.0, -8.0), wide_mm=34.0, floor_gy=4.0)

METRICS = ("Max[Gy]", "Mean[Gy]", "D0.03cc[Gy]", "D2%[Gy]", "D50%[Gy]")


def two(earlier: Dose, later: Dose, **how: object) -> Composite:
    first = PhaseDose(phase="sfrt", dose=earlier, n_fractions=1)
    if "to_last" in how:
        first = replace(first, to_last=how.pop("to_last"))
    phases = [first, PhaseDose(phase="ccrt", dose=later, n_fractions=30)]
    return compose(phases, around_mm=AROUND, **how)


def values(structure: Structure, one: Dose, *metrics: str) -> list[float]:
    dvh = composite_dvh(structure, dose=one, beside=None, set_spacing_mm=3.0)
    outcomes = [measure(dvh, metric) for metric in metrics]
    assert all(isinstance(outcome, Measurement) for outcome in outcomes)
    return [outcome.value for outcome in outcomes if isinstance(outcome, Measurement)]


def level(gy: float, n: int) -> Dose:
    return dose(hill(gy, at_mm=(0, 0, 0), wide_mm=1e9), n_fractions=n)


def test_even_doses_add_up_as_printed() -> None:
    # 45 Gy in 33 fractions is 37.84 Gy in fractions of 2 Gy (alpha/beta 2); 4 Gy in one fraction are 6.
    phases = [
        PhaseDose(phase="sfrt", dose=level(4.0, 1), n_fractions=1),
        PhaseDose(phase="ccrt", dose=level(45.0, 33), n_fractions=33),
    ]
    both = compose(phases, around_mm=AROUND)
    assert values(CORD, both.physical(), "Mean[Gy]") == pytest.approx([49.0], abs=1e-3)
    assert values(CORD, both.eqd2(2.0), "Mean[Gy]", "Max[Gy]") == pytest.approx([43.84] * 2, abs=0.005)
    # The same tissue, by three values in use for the cord: 45(45/33 + x)/(2 + x) + 4 (4 + x)/(2 + x).
    for x in (0.87, 2.0, 3.0):
        by_hand = (45 * (45 / 33 + x) + 4 * (4 + x)) / (2 + x)
        assert values(CORD, both.eqd2(x), "Max[Gy]") == pytest.approx([by_hand], rel=1e-4)


def test_bed_is_p_and_q() -> None:
    both = two(level(14.0, 1), level(30.0, 30))
    # One fraction of 14 Gy, and 30 of 1 Gy, by hand.
    assert both.bed_gy(3.0) == pytest.approx(14 * (1 + 14 / 3) + 40.0, rel=1e-5)
    with pytest.raises(ValueError, match="alpha/beta of 0"):
        both.bed_gy(0.0)


def test_lql_counts_a_large_fraction_for_less_and_small_ones_alike() -> None:
    both = two(level(15.0, 1), level(30.0, 30))
    # α/β 2, transition 4 Gy: 67/2 for the fraction (see the metric's test), 30 (1 + 1/2)/2 for the others.
    assert values(CORD, both.eqd2_lql(2.0, transition_gy=4.0), "Mean[Gy]") == pytest.approx(
        [33.5 + 22.5], rel=1e-4
    )


def test_what_has_recovered_counts_for_less_of_the_effect_and_not_of_the_dose() -> None:
    first = PhaseDose(phase="sfrt", dose=level(10.0, 1), n_fractions=1, remaining_frac=0.75)
    both = compose([first, PhaseDose(phase="ccrt", dose=level(60.0, 30), n_fractions=30)], around_mm=AROUND)
    assert values(CORD, both.physical(), "Mean[Gy]") == pytest.approx([70.0], abs=1e-3)
    assert values(CORD, both.eqd2(2.0), "Mean[Gy]") == pytest.approx([0.75 * 30 + 60], rel=1e-4)


def test_the_largest_fraction_is_the_largest_of_any_phase() -> None:
    both = two(level(11.0, 1), level(66.0, 30))
    assert values(CORD, both.largest_fraction(), "Max[Gy]") == pytest.approx([11.0], abs=1e-3)


def test_the_mean_of_eqd2_is_not_the_eqd2_of_the_mean() -> None:
    # Half of the organ gets 12 Gy in one fraction, half nothing (alpha/beta 3): 12 · 15/5 / 2 = 18 Gy. Its
    # mean of 6 Gy would make 6 · 9/5 = 10.8.
    def half(points: Floats) -> Floats:
        return 12.0 * np.clip(0.5 - points[..., 2] / 0.5, 0.0, 1.0)

    sharp = dose(half, n_fractions=1, step_mm=1.0, reach_mm=50.0)
    nothing = dose(hill(0.0, at_mm=(0, 0, 0), wide_mm=9.0), n_fractions=30, step_mm=1.0, reach_mm=50.0)
    (mean,) = values(CORD, two(sharp, nothing).eqd2(3.0), "Mean[Gy]")
    assert mean == pytest.approx(18.0, rel=0.02)
    assert mean > 1.1 * 10.8


def closed_form_eqd2(points: Floats, alpha_beta_gy: float) -> Floats:
    first, second = SFRT(points), CCRT(points)
    bed = first * (1 + first / alpha_beta_gy) + second * (1 + second / 30 / alpha_beta_gy)
    return bed / (1 + 2 / alpha_beta_gy)


@pytest.mark.parametrize("structure", [CORD, GLAND], ids=lambda structure: structure.name)
def test_the_sum_on_one_grid_is_the_closed_form(structure: Structure) -> None:
    # The mean over points 0.75 mm apart in the cylinder (z ±37.5 with the half slices).
    earlier = dose(SFRT, n_fractions=1, step_mm=2.0, origin_mm=0.7)
    eqd2 = two(earlier, dose(CCRT, n_fractions=30)).eqd2(2.0)
    x, y, z = np.meshgrid(*(np.arange(-60, 60, 0.75),) * 2, np.arange(-37.125, 37.5, 0.75), indexing="ij")
    centre = structure.contours.points_mm.mean(axis=0)
    radius = 6.0 if structure is CORD else 12.0
    inside = np.hypot(x - centre[0], y - centre[1]) < radius
    truth = closed_form_eqd2(np.stack([x, y, z], axis=-1)[inside], 2.0)
    mean, most = values(structure, eqd2, "Mean[Gy]", "D0.03cc[Gy]")
    assert mean == pytest.approx(truth.mean(), rel=2e-3)
    assert most == pytest.approx(np.quantile(truth, 1 - 0.03 / (inside.sum() * 0.75**3 / 1000)), rel=5e-3)


MOTIONS = {
    "shift": motion_of(0, 0, 0, shift_mm=(7.3, -11.0, 5.1)),
    "turn": motion_of(12, -7, 20),
    "both": motion_of(-9, 6, -15, shift_mm=(-14.0, 9.0, 21.0)),
}


@pytest.mark.parametrize("motion", MOTIONS.values(), ids=MOTIONS.keys())
@pytest.mark.parametrize("quantity", [DoseQuantity.PHYSICAL, DoseQuantity.EQD2])
def test_a_phase_moved_and_carried_back_changes_nothing(motion: Floats, quantity: DoseQuantity) -> None:
    later = dose(CCRT, n_fractions=30)
    still = two(dose(SFRT, n_fractions=1), later)
    seen = dose(SFRT, n_fractions=1, frame=EARLIER, motion=motion, reach_mm=90.0)
    carried = two(seen, later, to_last=motion)
    for structure in (CORD, GLAND):
        one, other = (
            values(structure, each.eqd2(2.0) if quantity is DoseQuantity.EQD2 else each.physical(), *METRICS)
            for each in (still, carried)
        )
        assert other == pytest.approx(one, rel=3e-3)


def test_where_an_earlier_dose_was_not_calculated_the_sum_is_unknown() -> None:
    short = dose(SFRT, n_fractions=1, reach_mm=20.0)
    both = two(short, dose(CCRT, n_fractions=30))
    dvh = composite_dvh(CORD, dose=both.physical(), beside=None, set_spacing_mm=3.0)
    outcome = measure(dvh, "Mean[Gy]")
    assert isinstance(outcome, Unmeasurable)
    assert "lies outside the dose grid" in outcome.reason
    assert dvh.coverage_frac == pytest.approx(37.5 / 75.0, abs=0.02)


def test_the_interval_holds_what_another_interpolation_gives() -> None:
    steep = hill(14.0, at_mm=(4.0, 0.0, 1.0), wide_mm=6.0)
    phases = (dose(steep, n_fractions=1, step_mm=3.0, origin_mm=1.1), dose(CCRT, n_fractions=30))
    linear = two(*phases)
    cubic = two(*phases, interpolation=Interpolation.TRICUBIC)
    dvh = composite_dvh(CORD, dose=linear.eqd2(2.0), beside=cubic.eqd2(2.0), set_spacing_mm=3.0)
    outcome = measure(dvh, "Max[Gy]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    x, y, z = np.meshgrid(*(np.arange(-6, 6.01, 0.25),) * 2, np.arange(-10, 10, 0.25), indexing="ij")
    points = np.stack([x, y, z], axis=-1)[np.hypot(x, y) <= 6.0]
    first, second = steep(points), CCRT(points)
    truth = float(np.max((first * (2 + first) + second * (2 + second / 30)) / 4))
    assert truth in outcome.interval
    assert outcome.value == pytest.approx(truth, rel=0.08)


def test_the_grid_is_the_later_ones_at_half_the_finest_step() -> None:
    both = two(dose(SFRT, n_fractions=1, step_mm=2.0), dose(CCRT, n_fractions=30, step_mm=3.0))
    assert both.grid.frame_of_reference_uid == LATER
    assert both.grid.spacing_mm == pytest.approx((1.0, 1.0, 1.0))
    low = both.grid.to_points_mm([[0, 0, 0]])[0]
    high = both.grid.to_points_mm([np.array(both.grid.shape_kji[::-1]) - 1])[0]
    assert np.all(low < AROUND.min(axis=0) - 10)
    assert np.all(high > AROUND.max(axis=0) + 10)


def test_slices_of_uneven_spacing_keep_their_places() -> None:
    flat = dose(CCRT, n_fractions=30)
    kept = np.delete(np.arange(flat.grid.shape_kji[0]), [20, 21, 25])
    uneven = replace(
        flat,
        values_gy=flat.values_gy[kept],
        grid=replace(
            flat.grid,
            shape_kji=(len(kept), *flat.grid.shape_kji[1:]),
            slice_positions=kept.astype(float),
        ),
    )
    ramp = replace(
        uneven, values_gy=np.broadcast_to(kept[:, None, None], uneven.values_gy.shape) + np.float32(0)
    )
    both = two(dose(SFRT, n_fractions=1), ramp)
    z = both.grid.to_points_mm([[3, 4, k] for k in range(both.grid.shape_kji[0])])[:, 2]
    assert both.doses_gy[1][:, 4, 3] == pytest.approx((z + 70.0) / 2.5, abs=1e-3)


def test_a_structure_without_volume_has_no_sum() -> None:
    lone = cylinder("Dot", planes_mm=np.array([0.0]))
    both = two(level(1.0, 1), level(1.0, 30))
    with pytest.raises(UnsupportedError, match="cannot be known"):
        composite_dvh(lone, dose=both.physical(), beside=None, set_spacing_mm=None)
