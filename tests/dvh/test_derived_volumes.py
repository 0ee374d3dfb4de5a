"""Unions, differences, margins and rings against closed forms, drawn every 2 mm."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from phantoms import structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.dvh.compute import planar_dvh
from rtqa.errors import UnsupportedError
from rtqa.geometry.derived import Margins, grow, intersect, ring, shrink, subtract, unite
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.metrics import Measurement, measure
from rtqa.model.geometry import Floats

SLICE_MM = 2.0
NODES = np.arange(-60.0, 61.0, 2.0)
ALONG_X = dose_on_nodes(lambda p: 70.0 + 0.5 * p[:, 0], [NODES, NODES, NODES])


def circle(radius_mm: float, x_mm: float = 0.0) -> Floats:
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    # Of the same area as the circle.
    radius_mm *= np.sqrt(2 * np.pi / 240 / np.sin(2 * np.pi / 240))
    return np.column_stack([x_mm + radius_mm * np.cos(angle), radius_mm * np.sin(angle)])


def ball(radius_mm: float, *, x_mm: float = 0.0, phase: float = 0.5) -> PlanarStructure:
    heights = SLICE_MM * (np.arange(-60, 61) + phase)
    rings = [
        (float(z), circle(np.sqrt(radius_mm**2 - z**2), x_mm)) for z in heights if abs(z) < radius_mm - 0.01
    ]
    return lay_flat(structure_of(rings), set_spacing_mm=SLICE_MM)


def box(half_mm: tuple[float, float, float]) -> PlanarStructure:
    a, b, c = half_mm
    rectangle = np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
    heights = np.arange(-c + SLICE_MM / 2, c, SLICE_MM)
    return lay_flat(structure_of([(float(z), rectangle) for z in heights]), set_spacing_mm=SLICE_MM)


def ball_cm3(radius_mm: float) -> float:
    return 4 / 3 * pi * radius_mm**3 / 1000


def lens_cm3(radius_mm: float, apart_mm: float) -> float:
    """What two equal balls share."""
    return pi / 12 * (4 * radius_mm + apart_mm) * (2 * radius_mm - apart_mm) ** 2 / 1000


def test_two_balls_together_in_common_and_without_each_other() -> None:
    left, right = ball(20.0), ball(20.0, x_mm=15.0)
    lens, whole = lens_cm3(20.0, 15.0), ball_cm3(20.0)
    assert intersect([left, right], name="Both").volume_cm3 == pytest.approx(lens, rel=0.005)
    assert unite([left, right], name="Either").volume_cm3 == pytest.approx(2 * whole - lens, rel=0.005)
    assert subtract(left, [right], name="Left").volume_cm3 == pytest.approx(whole - lens, rel=0.005)


@pytest.mark.parametrize("phase", [0.0, 0.25, 0.5])
def test_a_ball_without_a_ball_in_it_is_a_shell(phase: float) -> None:
    # Planes of one between those of the other.
    shell = subtract(ball(25.0), [ball(15.0, phase=phase)], name="Shell")
    assert shell.volume_cm3 == pytest.approx(ball_cm3(25.0) - ball_cm3(15.0), rel=0.005)


@pytest.mark.parametrize(("radius_mm", "margin_mm"), [(15.0, 5.0), (15.0, 10.0), (25.0, 20.0)])
def test_a_ball_with_a_margin_is_a_larger_ball_and_back(radius_mm: float, margin_mm: float) -> None:
    grown = grow(ball(radius_mm), margin_mm, name="PTV")
    assert grown.volume_cm3 == pytest.approx(ball_cm3(radius_mm + margin_mm), rel=0.005)
    shrunk = shrink(ball(radius_mm + margin_mm), margin_mm, name="Core")
    assert shrunk.volume_cm3 == pytest.approx(ball_cm3(radius_mm), rel=0.006)


def test_a_small_ball_shrinks_to_a_smaller_one_wherever_its_planes_lie() -> None:
    """Drawn every 2 mm, a ball of 9 mm is itself off by −1.2 to +0.6 %, by where its planes lie."""
    cores = [shrink(ball(12.0, phase=phase), 3.0, name="Core").volume_cm3 for phase in (0.0, 0.25, 0.5, 0.75)]
    assert np.mean(cores) == pytest.approx(ball_cm3(9.0), rel=0.005)
    assert cores == pytest.approx([ball_cm3(9.0)] * 4, rel=0.0075)


def test_two_parts_shrink_each_by_itself() -> None:
    rectangle = np.array([[-15.0, -15.0], [15.0, -15.0], [15.0, 15.0], [-15.0, 15.0]])
    heights = [*np.arange(1.0, 20.0, 2.0), *np.arange(41.0, 60.0, 2.0)]
    columns = lay_flat(
        structure_of([(float(z), rectangle + 40.0 * (z > 30)) for z in heights]), set_spacing_mm=2.0
    )
    assert columns.slabs.n_parts == 2
    # Each is 30 × 30 × 20 mm, and loses 3 mm at every face: one slice and a half along z.
    assert shrink(columns, 3.0, name="Cores").volume_cm3 == pytest.approx(2 * 24 * 24 * 14 / 1000, rel=0.005)


def test_a_box_with_a_margin_has_round_edges() -> None:
    a, b, c, r = 15.0, 10.0, 12.0, 6.0
    solid = 8 * a * b * c
    faces = 8 * r * (a * b + b * c + c * a)
    edges = 2 * pi * r**2 * (a + b + c)
    expected = (solid + faces + edges + 4 / 3 * pi * r**3) / 1000
    assert grow(box((a, b, c)), r, name="PTV").volume_cm3 == pytest.approx(expected, rel=0.005)


def test_margins_differ_by_direction() -> None:
    a, b, c = 15.0, 10.0, 12.0
    margins = Margins(against_mm=(2.0, 3.0, 4.0), along_mm=(6.0, 5.0, 8.0))
    grown = grow(box((a, b, c)), margins, name="PTV")
    (low, high) = grown.box_mm
    assert low == pytest.approx([-a - 2, -b - 3, -c - 4], abs=0.15)
    assert high == pytest.approx([a + 6, b + 5, c + 8], abs=0.15)
    # Mixed volumes of a box and eight eighths of ellipsoids, by sums over both signs.
    u, v, w = 8.0, 8.0, 12.0
    solid = 8 * a * b * c + 4 * (b * c * u + a * c * v + a * b * w)
    edges = pi / 4 * 2 * (a * v * w + b * u * w + c * u * v)
    corners = pi / 6 * u * v * w
    assert grown.volume_cm3 == pytest.approx((solid + edges + corners) / 1000, rel=0.005)


@pytest.mark.parametrize(("from_mm", "to_mm"), [(0.0, 10.0), (5.0, 15.0)])
def test_a_ring_lies_between_two_distances(from_mm: float, to_mm: float) -> None:
    around = ring(ball(15.0), from_mm=from_mm, to_mm=to_mm, name="Ring")
    assert around.volume_cm3 == pytest.approx(ball_cm3(15.0 + to_mm) - ball_cm3(15.0 + from_mm), rel=0.005)


def test_body_without_the_target_and_two_centimetres() -> None:
    away = subtract(box((50.0, 50.0, 50.0)), [grow(ball(15.0), 20.0, name="PTV+2cm")], name="Body-PTV+2cm")
    expected = 1000.0 - ball_cm3(35.0)
    assert away.volume_cm3 == pytest.approx(expected, rel=0.005)
    dvh = planar_dvh(away, dose=ALONG_X)
    outcomes = {metric: measure(dvh, metric) for metric in ("Volume[cc]", "Mean[Gy]", "Max[Gy]")}
    for metric, truth in (("Volume[cc]", expected), ("Mean[Gy]", 70.0), ("Max[Gy]", 95.0)):
        outcome = outcomes[metric]
        assert isinstance(outcome, Measurement)
        assert outcome.value == pytest.approx(truth, rel=0.005)
        assert outcome.interval is not None
        assert outcome.interval.low - 0.005 * truth <= truth <= outcome.interval.high + 0.005 * truth


def test_the_dose_in_a_shell_is_that_of_a_ball_without_a_ball() -> None:
    by_radius = dose_on_nodes(lambda p: 60.0 - np.linalg.norm(p, axis=1), [NODES, NODES, NODES])
    dvh = planar_dvh(ring(ball(15.0), from_mm=0.0, to_mm=10.0, name="Ring"), dose=by_radius)
    # The mean of 60 − r over 15 < r < 25.
    mean = 60.0 - 3 / 4 * (25**4 - 15**4) / (25**3 - 15**3)
    assert dvh.mean_gy == pytest.approx(mean, abs=0.1)
    assert dvh.volume_at(40.0) == pytest.approx(ball_cm3(20.0) - ball_cm3(15.0), rel=0.02)


def test_what_leaves_nothing_or_lies_across_says_so() -> None:
    with pytest.raises(UnsupportedError, match="none encloses an area"):
        subtract(ball(10.0), [ball(15.0)], name="Nothing")
    upright = structure_of([(float(z), circle(10.0)) for z in (-2.0, 0.0, 2.0)])
    points = upright.contours.points_mm[:, [2, 0, 1]]
    turned = type(upright)(
        number=1,
        name="Upright",
        role="",
        contours=type(upright.contours)(
            points_mm=points, starts=upright.contours.starts, kinds=upright.contours.kinds
        ),
    )
    with pytest.raises(UnsupportedError, match="planes of other directions"):
        intersect([ball(10.0), lay_flat(turned, set_spacing_mm=2.0)], name="Both")
