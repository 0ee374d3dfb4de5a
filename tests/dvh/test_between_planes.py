"""What planes leave open between them: wavering outlines, and extremes that lie between or beyond planes."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.end_doubt import departure_weights
from rtqa.dvh.wavering import DRIFT_SHARE, FEW_BY_THEMSELVES, SIGNS, WAVER_SHARE
from rtqa.messages import Interval
from rtqa.metrics import Measurement, measure
from rtqa.model.geometry import Floats

SLICE_MM, HALF_MM, N_PLANES = 3.0, 12.0, 24


def column_dvh(half_mm: Floats, gy: Floats) -> DVH:
    """Squares of these half sides, a plane each; a dose of `gy` from two planes below the first on.

    Doses lie as far apart as the planes, or at every half and every whole one where there are more.
    """
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    structure = structure_of([(SLICE_MM * n, h * corners) for n, h in enumerate(half_mm.tolist())])
    step_mm = SLICE_MM if len(gy) < 2 * len(half_mm) else SLICE_MM / 2
    heights = step_mm * np.arange(len(gy)) - 2 * SLICE_MM
    across = np.arange(-21.0, 22.0, 3.0)
    dose = dose_on_nodes(lambda points: np.interp(points[:, 2], heights, gy), [across, across, heights])
    return structure_dvh(structure, dose=dose, set_spacing_mm=SLICE_MM)


def interval(dvh: DVH, metric: str) -> Interval:
    outcome = measure(dvh, metric)
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    return outcome.interval


def test_signs_are_balanced() -> None:
    """Any two alternatives differ in half of the sets, and so do any two sets in half of the alternatives."""
    np.testing.assert_array_equal(SIGNS @ SIGNS.T, 8 * np.eye(8))


def test_an_even_column_does_not_waver_and_a_wavering_one_is_in_doubt_by_its_fourth_differences() -> None:
    """Ends are in doubt alike; what is more comes from the planes, by hand: h · √Σ (Δ⁴A / 6)²."""
    flat = np.full(N_PLANES + 4, 50.0)
    rng = np.random.default_rng(3)
    even, wavering = np.full(N_PLANES, HALF_MM), HALF_MM + rng.normal(0, 0.8, N_PLANES)
    wavering[[0, 1, -2, -1]] = HALF_MM
    widths = []
    for half in (even, wavering):
        within = interval(column_dvh(half, flat), "Volume[cc]")
        room = 0.001 * SLICE_MM * float(np.sum((2 * half) ** 2)) / 1000
        widths.append(np.sqrt(((within.high - within.low) / 2) ** 2 - room**2))
    middle = np.clip(np.arange(N_PLANES), 2, N_PLANES - 3)
    fourth = np.convolve((2 * wavering) ** 2, [1, -4, 6, -4, 1], mode="valid")[middle - 2] / 6
    by_hand = WAVER_SHARE * SLICE_MM * np.sqrt(np.sum(fourth**2)) / 1000
    # So few planes tell roughly that each wavers by itself.
    assert np.sqrt(widths[1] ** 2 - widths[0] ** 2) == pytest.approx(by_hand, rel=0.12)


def test_of_outlines_that_drift_the_planes_not_drawn_are_in_doubt_alone() -> None:
    """Sides that walk by chance from plane to plane, and as many that waver each by itself; flat dose."""
    steps = np.random.default_rng(4).normal(0, 0.4, 60)
    shares = []
    for half in (HALF_MM + steps, HALF_MM + np.cumsum(np.cumsum(steps)) * 0.1):
        dvh = column_dvh(half, np.full(len(half) + 4, 50.0))
        wavering = next(group for group in dvh.alternatives if len(group) == 2 * len(SIGNS))
        fourth = np.convolve((2 * half) ** 2, [1, -4, 6, -4, 1], mode="valid") / 6
        fourth = np.pad(fourth, 2, mode="edge")
        by_hand_cm3 = SLICE_MM * np.sqrt(np.sum(fourth**2)) / 1000
        departs_cm3 = [other.dosed_cm3 - dvh.dosed_cm3 for other in wavering]
        shares.append(np.sqrt(np.mean(np.square(departs_cm3))) / by_hand_cm3)
    assert shares[0] == pytest.approx(WAVER_SHARE, rel=0.05)
    assert shares[1] == pytest.approx(DRIFT_SHARE, rel=0.1)


def test_the_maximum_lies_in_a_drawn_plane_at_least() -> None:
    """In a dose that rises by 1 Gy/mm through the last plane: the slab ends half a slice above it."""
    gy = 20.0 + SLICE_MM * np.arange(N_PLANES + 4)
    dvh = column_dvh(np.full(N_PLANES, HALF_MM), gy)
    at_last_gy = float(gy[N_PLANES + 1])
    within = interval(dvh, "Max[Gy]")
    assert dvh.max_gy == pytest.approx(at_last_gy + SLICE_MM / 2, abs=1e-3)
    assert within.low == pytest.approx(at_last_gy, abs=0.2)
    assert within.high >= at_last_gy + SLICE_MM


@pytest.mark.parametrize(("half_above_mm", "low_gy"), [(12.0, 44.0), (6.0, 40.0)])
def test_a_peak_between_planes_is_certain_where_both_reach_it(half_above_mm: float, low_gy: float) -> None:
    """40 Gy, and 44 Gy at the node at (9, 0) mm halfway between a plane that covers it and the next."""
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    halves = [12.0] * 8 + [half_above_mm] * 8
    structure = structure_of([(SLICE_MM * n, half * corners) for n, half in enumerate(halves)])
    peak_mm = np.array([9.0, 0.0, 7.5 * SLICE_MM])
    across, heights = np.arange(-21.0, 22.0, 3.0), SLICE_MM / 2 * np.arange(-4.0, 36.0)
    dose = dose_on_nodes(
        lambda points: 40.0 + 4.0 * (np.abs(points - peak_mm).max(axis=1) < 0.1), [across, across, heights]
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=SLICE_MM)
    assert dvh.max_gy == pytest.approx(44.0, abs=1e-3)
    assert interval(dvh, "Max[Gy]").low == pytest.approx(low_gy, abs=0.1)


def test_a_cord_at_44_gy_in_a_flat_dose_is_known_to_lie_below_45() -> None:
    """Thin, and drawn by an unsteady hand; where the dose is flat, no outline makes it higher."""
    half = 5.0 + np.random.default_rng(5).normal(0, 0.5, 40)
    # 44 Gy along 33 mm of the cord, and less above and below.
    falling = 44.0 - 0.8 * np.maximum(np.abs(np.arange(44) - 22) - 5, 0)
    for gy in (np.full(44, 44.0), falling):
        dvh = column_dvh(half, gy)
        for metric in ("Max[Gy]", "D0.03cc[Gy]"):
            within = interval(dvh, metric)
            assert within.low <= 44.0 <= within.high < 44.2


def test_of_three_planes_one_that_is_larger_may_be_a_bend_and_one_that_lies_aside_wavers() -> None:
    """By hand: 24, 26 and 24 mm, 100 mm² off the line; and one 2 mm aside, 48 mm² off.

    Of one plane's three freedoms Student's t is 3.182 where a normal law has 1.960.
    """
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    nodes, heights = np.arange(-21.0, 22.0, 3.0), SLICE_MM * np.arange(-2.0, 5.0)
    dose = dose_on_nodes(lambda p: 50.0 + p[:, 0], [nodes, nodes, heights])
    share = DRIFT_SHARE + FEW_BY_THEMSELVES * (WAVER_SHARE - DRIFT_SHARE)
    for middle, metric, off_mm2 in ((13.0 * corners, 0.0, 30.0), (12.0 * corners + [2.0, 0.0], 50.0, 48.0)):
        rings = [(0.0, 12.0 * corners), (SLICE_MM, middle), (2 * SLICE_MM, 12.0 * corners)]
        dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=SLICE_MM)
        wavering = next(group for group in dvh.alternatives if len(group) == 2 * len(SIGNS))
        departs_cm3 = np.array([other.volume_at(metric) - dvh.volume_at(metric) for other in wavering])
        by_hand_cm3 = 3.182 / 1.960 * share * np.sqrt(3) * SLICE_MM * off_mm2 / 1000
        assert np.sqrt(np.mean(departs_cm3**2)) == pytest.approx(by_hand_cm3, rel=0.03)


def test_edges_that_waver_spread_the_dose_and_sharp_ones_as_that_of_the_even_column() -> None:
    """Squares of 24 mm moved along x, 1 Gy/mm along it: the dose has their variance and 24² / 12 Gy²."""
    moved_mm = np.random.default_rng(2).normal(0.0, 1.5, N_PLANES)
    corners = HALF_MM * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    rings = [(SLICE_MM * n, corners + np.array([moved, 0.0])) for n, moved in enumerate(moved_mm)]
    nodes, heights = np.arange(-21.0, 22.0, 3.0), SLICE_MM * np.arange(-2.0, N_PLANES + 2)
    dose = dose_on_nodes(lambda p: 50.0 + p[:, 0], [nodes, nodes, heights])
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=SLICE_MM)

    def variance(curve: DVH) -> float:
        middle = (curve.dose_gy[1:] + curve.dose_gy[:-1]) / 2
        share = -np.diff(curve.volume_cm3) / curve.dosed_cm3
        return float(share @ middle**2 - (share @ middle) ** 2)

    sharp, as_drawn = dvh.alternatives[-2]
    assert as_drawn.dose_at(1.0) == dvh.dose_at(1.0) > sharp.dose_at(1.0)
    assert variance(dvh) == pytest.approx(48.0 + np.var(moved_mm), rel=0.01)
    assert variance(sharp) == pytest.approx(48.0, abs=0.5)
    assert sharp.dosed_cm3 == pytest.approx(dvh.dosed_cm3, rel=1e-6)


def test_planes_on_a_cubic_do_not_depart_however_they_are_apart() -> None:
    heights = np.array([[0.0, 2.0, 3.0, 5.0, 9.0], [-4.0, -3.0, 1.0, 2.0, 3.0]])
    on_cubic = 2.0 - heights + 0.3 * heights**2 - 0.1 * heights**3
    weights = departure_weights(heights)
    np.testing.assert_allclose(np.sum(weights * on_cubic, axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(weights[:, 2], 1.0)
    np.testing.assert_allclose(6 * departure_weights(np.arange(5.0)[None]), [[1, -4, 6, -4, 1]])


def test_where_the_dose_grid_ends_between_a_plane_and_its_slabs_end_the_extremes_are_bounded() -> None:
    """A slab ends in the grid, and no plane lies there: the highest dose is finite, and its interval."""
    half, gy = np.full(N_PLANES, HALF_MM), np.array([40.0, 41.0, 42.0])
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    structure = structure_of([(SLICE_MM * n, h * corners) for n, h in enumerate(half.tolist())])
    across, heights = np.arange(-21.0, 22.0, 3.0), SLICE_MM * (N_PLANES - 1) + np.array([0.5, 1.0, 1.5])
    dose = dose_on_nodes(lambda points: np.interp(points[:, 2], heights, gy), [across, across, heights])
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=SLICE_MM)
    assert dvh.max_gy == pytest.approx(42.0, abs=1e-3)
    tops = [other.max_gy for group in dvh.alternatives for other in group]
    assert max(tops) <= 42.0 + 2.1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_maximum_of_an_even_column_is_held_where_its_outlines_were_drawn_wavering(seed: int) -> None:
    """Discs of 24 mm moved by up to 1 mm, in 50 Gy + 1 Gy/mm along x: the farthest out has the maximum."""
    moved_mm = np.random.default_rng(seed).uniform(-1.0, 1.0, (N_PLANES, 2))
    angle = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
    disc = HALF_MM * np.column_stack([np.cos(angle), np.sin(angle)])
    structure = structure_of([(SLICE_MM * n, disc + moved) for n, moved in enumerate(moved_mm)])
    nodes = np.arange(-21.0, 22.0, 3.0)
    heights = SLICE_MM * np.arange(-2.0, N_PLANES + 2)
    dvh = structure_dvh(
        structure,
        dose=dose_on_nodes(lambda p: 50.0 + p[:, 0], [nodes, nodes, heights]),
        set_spacing_mm=SLICE_MM,
    )
    within = interval(dvh, "Max[Gy]")
    assert dvh.max_gy == pytest.approx(50.0 + HALF_MM + moved_mm[:, 0].max(), abs=0.01)
    assert within.low < 50.0 + HALF_MM < within.high
    assert within.low > 50.0 + HALF_MM - 2.0
