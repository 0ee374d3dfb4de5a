"""Peak-to-valley ratios against closed forms, and where they must not be believed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import pi

import numpy as np
import pytest
from hand_made import curve, ramp
from lattice import Point, box, dose_of, spheres, to_nearest

from rtqa.messages import Message, Unknown
from rtqa.metrics.sfrt import Figure, SfrtChoices, SfrtTarget, describe_target, lay_out
from rtqa.metrics.sfrt.pvdr import band_mean_gy, peak_to_valley

# A cubic lattice: cells of 30 mm, a sphere of 15 mm in the middle of each, and a dose that falls along a
# straight line from 20 Gy in the middle to 4 Gy at 15 mm, and is 4 Gy in the corners of the cells.
CELL_MM, RADIUS_MM, PEAK_GY, VALLEY_GY, REACH_MM = 30.0, 7.5, 20.0, 4.0, 15.0
CENTRES: tuple[Point, ...] = ((15, 15, 15), (45, 15, 15), (15, 45, 15), (45, 45, 15))
FALL_GY_PER_MM = (PEAK_GY - VALLEY_GY) / REACH_MM
CELL_MM3 = CELL_MM**3


def by_name(target: SfrtTarget) -> dict[str, Figure]:
    """The figures and ratios of a target by their names in English."""
    return {str(figure.name): figure for figure in (*target.figures, *target.ratios)}


def ball_mm3(radius_mm: float) -> float:
    return 4 / 3 * pi * radius_mm**3


def dose_at_share(share: float) -> float:
    """D of the hottest share of a cell: the dose on the ball of that volume."""
    return max(PEAK_GY - FALL_GY_PER_MM * (3 * share * CELL_MM3 / (4 * pi)) ** (1 / 3), VALLEY_GY)


def mean_in_ball(radius_mm: float) -> float:
    """The mean distance from the middle of a ball is three quarters of its radius."""
    return PEAK_GY - FALL_GY_PER_MM * 0.75 * radius_mm


def mean_of_share(share: float) -> float:
    return mean_in_ball((3 * share * CELL_MM3 / (4 * pi)) ** (1 / 3))


VERTEX_FRAC = ball_mm3(RADIUS_MM) / CELL_MM3
_CONE_GYMM3 = mean_in_ball(REACH_MM) * ball_mm3(REACH_MM) + VALLEY_GY * (CELL_MM3 - ball_mm3(REACH_MM))
VALLEY_MEAN_GY = (_CONE_GYMM3 - mean_in_ball(RADIUS_MM) * ball_mm3(RADIUS_MM)) / (
    CELL_MM3 - ball_mm3(RADIUS_MM)
)


@cache
def lattice() -> SfrtTarget:
    away = to_nearest(CENTRES)
    dose = dose_of(
        lambda x, y, z: np.maximum(PEAK_GY - FALL_GY_PER_MM * away(x, y, z), VALLEY_GY),
        (-15, -15, -15),
        (75, 75, 45),
    )
    layout = lay_out(
        box("GTVn", (0, 0, 0), (60, 60, 30)),
        drawn=[spheres(f"Vertex_{n}", RADIUS_MM, centre) for n, centre in enumerate(CENTRES, 1)],
        dose=dose,
        set_spacing_mm=1.0,
    )
    choices = SfrtChoices(geud_a=-10.0, alpha_per_gy=0.3, beta_per_gy2=0.03, shells_mm=(5.0, 10.0))
    return describe_target(layout, prescription_gy=14.0, n_fractions=1, choices=choices)


RATIOS = {
    "D10% / D90%": dose_at_share(0.10) / VALLEY_GY,
    "D5% / D95%": dose_at_share(0.05) / VALLEY_GY,
    "D20% / D80%": dose_at_share(0.20) / VALLEY_GY,
    "D2% / D98%": dose_at_share(0.02) / VALLEY_GY,
    "mean / mean": mean_in_ball(RADIUS_MM) / VALLEY_MEAN_GY,
    "max / min": PEAK_GY / VALLEY_GY,
    "mean ≥ P80 / mean ≤ P20": mean_of_share(0.20) / VALLEY_GY,
    "mean D0–D1% / mean D70–D90%": mean_of_share(0.01) / VALLEY_GY,
}


@pytest.mark.parametrize("name", RATIOS)
def test_every_ratio_of_a_known_lattice_is_its_closed_form(name: str) -> None:
    figure = by_name(lattice())[name]
    assert figure.number is not None
    assert figure.number == pytest.approx(RATIOS[name], rel=0.005)
    assert figure.interval is not None
    assert figure.interval.low <= figure.number <= figure.interval.high


def test_all_ratios_stand_side_by_side_in_the_report() -> None:
    assert [str(figure.name) for figure in lattice().ratios] == list(RATIOS)


@pytest.mark.parametrize(
    ("name", "expected", "rel"),
    [
        ("Vertices / target", 100 * VERTEX_FRAC, 0.005),
        ("Valley volume", 4 * (CELL_MM3 - ball_mm3(RADIUS_MM)) / 1000, 0.001),
        ("Valley mean", VALLEY_MEAN_GY, 0.002),
        ("Valley min", VALLEY_GY, 1e-6),
        ("Mean", _CONE_GYMM3 / CELL_MM3, 0.002),
        ("D20%", dose_at_share(0.2), 0.005),
        ("D1%", dose_at_share(0.01), 0.005),
        ("Vertices per 100 cm³", 100 / 27, 1e-6),
        ("Mean diameter", 15.0, 0.002),
        ("Mean distance to next", 30.0, 1e-6),
        ("Least distance to next", 30.0, 1e-6),
        ("Least distance to surface", 7.5, 0.003),
        ("Longest, 3-D", np.sqrt(60**2 + 60**2 + 29**2), 1e-6),  # planes from 0.5 to 29.5 mm are drawn
        ("Longest, axial", 60 * np.sqrt(2), 1e-6),
        ("Mean, 0–5 mm outside", VALLEY_GY, 0.003),
    ],
)
def test_the_figures_of_a_known_lattice(name: str, expected: float, rel: float) -> None:
    assert by_name(lattice())[name].value == pytest.approx(expected, rel=rel)


def test_every_vertex_has_a_row_with_its_own_doses() -> None:
    described = lattice()
    assert [row.name for row in described.vertices] == ["Vertex_1", "Vertex_2", "Vertex_3", "Vertex_4"]
    expected = {
        "Volume": ball_mm3(RADIUS_MM) / 1000,
        "In target": 100.0,
        "Mean": mean_in_ball(RADIUS_MM),
        "Max": PEAK_GY,
        "Coverage": 100 * (5.625 / RADIUS_MM) ** 3,  # of 14 Gy, which is the dose at 5.625 mm
    }
    for row in described.vertices:
        values = {str(figure.name): figure.value for figure in (*row.place, *row.doses)}
        assert {name: values[name] for name in expected} == pytest.approx(expected, rel=0.012)
        assert row.is_whole


def test_peaks_and_valley_meet_at_the_surface_of_the_spheres() -> None:
    # Slices of 1 mm draw a sphere in steps, which lie up to half a slice within it and outside.
    surface_gy = PEAK_GY - FALL_GY_PER_MM * RADIUS_MM
    step_gy = 0.5 * FALL_GY_PER_MM
    assert lattice().figure(Message("sfrt.valley-max")).value == pytest.approx(surface_gy, abs=step_gy + 0.01)
    for row in lattice().vertices:
        coldest = row.doses[0].value
        assert coldest == pytest.approx(surface_gy, abs=step_gy + 0.01)


def test_a_ratio_warns_where_its_peak_cannot_lie_in_the_vertices() -> None:
    # The vertices are 6.5 % of the target: D5% and D2% may lie in them, D10% and D20% cannot.
    warned = {str(ratio.name): str(ratio.warning) for ratio in lattice().ratios if ratio.warning is not None}
    assert set(warned) == {
        "D10% / D90%", "D20% / D80%", "mean ≥ P80 / mean ≤ P20",
    }  # fmt: skip
    assert warned["D10% / D90%"].endswith(" % of the target, so that D10% is a dose between them")
    assert warned["mean ≥ P80 / mean ≤ P20"].endswith("a part of the hottest 20 % lies between them")


# The published table, as a phantom: the vertices are 1 % of the target. Its dose rises evenly along x from B
# to B + W, and the one vertex, half way, has a mean of P:  D10 = B + 0.91 W, D90 = B + 0.1 W, mean of
# D70–D90 = B + 0.2 W. With D90 = 3.6 Gy, D10 / D90 = 1.39 and P / mean(D70–D90) = 4.45 give the rest.
_D90_GY = 3.6
_RISE_GY = 0.39 * _D90_GY / 0.81
_BASE_GY = _D90_GY - 0.1 * _RISE_GY
_VERTEX_MEAN_GY = 4.45 * (_BASE_GY + 0.2 * _RISE_GY)
_FLAT = 0.7
"""Share of the vertex's radius within which its dose is flat; from there it falls to B + W at its edge."""


@cache
def published() -> SfrtTarget:
    long_mm, wide_mm = 70.0, 50.4833
    across = ball_mm3(RADIUS_MM) * 100 / (long_mm * wide_mm)
    high_mm = round(across)
    wide_mm = ball_mm3(RADIUS_MM) * 100 / (long_mm * high_mm)
    centre = (35.0, round(wide_mm / 2), 25.0)
    away = to_nearest([centre])
    edge_gy = _BASE_GY + _RISE_GY
    flat_mean = (1 + _FLAT) * (1 + _FLAT**2) / 4  # of a dose that is 1 within and falls to 0 at the edge
    top_gy = edge_gy + (_VERTEX_MEAN_GY - edge_gy) / flat_mean
    slope = (top_gy - edge_gy) / ((1 - _FLAT) * RADIUS_MM)
    dose = dose_of(
        lambda x, y, z: np.maximum(
            _BASE_GY + _RISE_GY * x / long_mm,
            np.minimum(top_gy, edge_gy + slope * (RADIUS_MM - away(x, y, z))),
        ),
        (-5, -5, -5),
        (75, 60, 60),
        spacing_mm=0.5,
    )
    layout = lay_out(
        box("GTV", (0, 0, 0), (long_mm, wide_mm, high_mm)),
        drawn=[spheres("Vertices", RADIUS_MM, centre)],
        dose=dose,
        set_spacing_mm=1.0,
    )
    return describe_target(layout, prescription_gy=None, n_fractions=1, choices=SfrtChoices())


def test_the_published_trap_the_same_plan_has_4_45_and_1_39() -> None:
    described = published()
    assert described.figure(Message("sfrt.vertex-share")).value == pytest.approx(1.0, abs=0.01)
    hot_over_cold = described.figure(Message("sfrt.ratio-of-bands"))
    quantiles = described.figure("D10% / D90%")
    assert hot_over_cold.number is not None
    assert quantiles.number is not None
    assert hot_over_cold.number == pytest.approx(4.45, rel=0.01)
    assert quantiles.number == pytest.approx(1.39, rel=0.005)
    assert hot_over_cold.number / quantiles.number == pytest.approx(4.45 / 1.39, rel=0.01)
    warned = {str(ratio.name) for ratio in described.ratios if ratio.warning is not None}
    assert warned == {
        "D10% / D90%", "D5% / D95%", "D20% / D80%", "D2% / D98%", "mean ≥ P80 / mean ≤ P20",
    }  # fmt: skip


def test_what_the_protocol_does_not_choose_has_a_reason_and_no_value() -> None:
    described = published()
    assert described.figure("gEUD").reason == Message("sfrt.no-geud-chosen")
    assert described.figure(Message("sfrt.survival-eud")).reason == Message("sfrt.no-survival-chosen")
    (vertex,) = described.vertices
    coverage = vertex.doses[-1]
    assert coverage.name == Message("sfrt.coverage")
    assert coverage.reason == Message("metric.no-prescription")
    assert vertex.to_next.value == Unknown(Message("sfrt.no-other-vertex"))


def test_bands_of_an_even_curve() -> None:
    even = ramp()  # D(v) = 50 − 5 v over 8 cm³
    assert band_mean_gy(even, 0.0, 0.25) == pytest.approx(45.0)
    assert band_mean_gy(even, 0.5, 1.0) == pytest.approx(20.0)
    assert band_mean_gy(even, 0.0, 1.0) == pytest.approx(even.mean_gy)


def test_a_band_of_an_even_dose_is_that_dose() -> None:
    uniform = curve([12.0, np.nextafter(12.0, 13.0)], [8.0, 0.0])
    assert band_mean_gy(uniform, 0.0, 0.01) == pytest.approx(12.0)
    assert band_mean_gy(uniform, 0.7, 0.9) == pytest.approx(12.0)


def test_without_a_valley_only_ratios_of_the_target_are_left() -> None:
    whole = ramp()
    ratios = {str(f.name): f for f in peak_to_valley(whole, inside=[whole], peaks=[whole], valley=[])}
    assert ratios["mean / mean"].reason == Message("sfrt.no-valley")
    assert ratios["max / min"].number is None
    assert ratios["D10% / D90%"].value == pytest.approx((50 - 4) / (50 - 36))
    assert ratios["D10% / D90%"].warning is None


def test_a_valley_of_0_gy_gives_no_ratio() -> None:
    cold = curve([0.0, 1.0], [8.0, 0.0])
    ratios = {str(f.name): f for f in peak_to_valley(cold, inside=[ramp()], peaks=[ramp()], valley=[cold])}
    assert ratios["max / min"].reason == Message("sfrt.no-dose-to-divide-by")


def test_a_target_cut_off_by_the_dose_grid_has_no_ratio() -> None:
    cut = replace(ramp(undosed_cm3=2.0), structure="GTVn")
    for ratio in peak_to_valley(cut, inside=[ramp()], peaks=[ramp()], valley=[cut]):
        assert ratio.number is None
        assert str(ratio.reason) == "20 % of 'GTVn' lies outside the dose grid"


def test_the_interval_spans_the_ratio_under_every_alternative() -> None:
    # Twice as steep: D10 / D90 of 10 to 90 Gy is 82 / 18; of 10 to 50 Gy it is 46 / 14.
    steep = curve([10.0, 90.0], [8.0, 0.0])
    ratio = peak_to_valley(ramp(alternatives=(steep,)), inside=[ramp()], peaks=[ramp()], valley=[ramp()])[0]
    assert ratio.interval is not None
    assert (ratio.interval.low, ratio.interval.high) == (pytest.approx(46 / 14), pytest.approx(82 / 18))
