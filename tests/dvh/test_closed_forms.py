"""The truth is tested first: every closed form against quasi-random points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import qmc

from phantoms import (
    Discs,
    ball_beyond,
    balls_common,
    box_beyond,
    circle,
    cone_across_beyond,
    cone_along_beyond,
    cylinder_beyond,
    ellipsoid_beyond,
    gaussian,
    gaussian_radius,
    torus_beyond,
    unit_vectors,
)
from rtqa.model.geometry import Floats

OBLIQUE = np.array([0.48, 0.6, 0.64])


def points_in_cube(half_mm: float) -> Floats:
    return half_mm * (2 * qmc.Sobol(3, seed=5).random_base2(19) - 1)


def in_ball(p: Floats) -> Floats:
    return np.sum(p**2, axis=1) <= 10**2


def in_ellipsoid(p: Floats) -> Floats:
    return np.sum((p / [10, 6, 3]) ** 2, axis=1) <= 1


def in_cylinder(p: Floats) -> Floats:
    return (np.hypot(p[:, 0], p[:, 1]) <= 6) & (np.abs(p[:, 2]) <= 9)


def in_cone(p: Floats) -> Floats:
    return (np.abs(p[:, 2]) <= 9) & (np.hypot(p[:, 0], p[:, 1]) <= 8 * (0.5 + p[:, 2] / 18))


def in_box(p: Floats) -> Floats:
    return np.all(np.abs(p) <= [9, 5, 3], axis=1)


def in_torus(p: Floats) -> Floats:
    return np.hypot(np.hypot(p[:, 0], p[:, 1]) - 7, p[:, 2]) <= 3


@pytest.mark.parametrize(
    ("inside", "beyond", "direction"),
    [
        (in_ball, lambda t: ball_beyond(t, radius=10), OBLIQUE),
        (in_ellipsoid, lambda t: ellipsoid_beyond(t, semi_axes=(10, 6, 3), n=OBLIQUE), OBLIQUE),
        (in_cylinder, lambda t: cylinder_beyond(t, radius=6, height=18, along=0.64), OBLIQUE),
        (in_cylinder, lambda t: cylinder_beyond(t, radius=6, height=18, along=1), (0, 0, 1)),
        (in_cylinder, lambda t: cylinder_beyond(t, radius=6, height=18, along=0), (0.6, 0.8, 0)),
        (in_cone, lambda t: cone_along_beyond(np.asarray(t) + 9, radius=8, height=18), (0, 0, 1)),
        (in_cone, lambda t: cone_across_beyond(t, radius=8, height=18), (0.6, -0.8, 0)),
        (in_box, lambda t: box_beyond(t, half=(9, 5, 3), n=OBLIQUE), OBLIQUE),
        (in_box, lambda t: box_beyond(t, half=(9, 5, 3), n=(0.6, 0, 0.8)), (0.6, 0, 0.8)),
        (in_box, lambda t: box_beyond(t, half=(9, 5, 3), n=(0, -1, 0)), (0, -1, 0)),
        (in_torus, lambda t: torus_beyond(t, ring_radius=7, tube_radius=3), (0, 0, 1)),
    ],
)
def test_closed_form_agrees_with_half_a_million_points(
    inside: Callable[[Floats], Floats], beyond: Callable[[Floats], Floats], direction: Floats
) -> None:
    points = points_in_cube(10)
    share_mm3 = 20**3 / len(points)
    along = points[inside(points)] @ np.asarray(direction, dtype=float)
    t = np.linspace(-11, 11, 45)
    counted = np.array([np.sum(along >= limit) for limit in t]) * share_mm3
    assert counted == pytest.approx(beyond(t), abs=2.5)


@pytest.mark.parametrize("distance", [0.0, 4.0, 9.0, 18.0])
def test_common_volume_of_balls_agrees_with_half_a_million_points(distance: float) -> None:
    points = points_in_cube(10)
    away = np.linalg.norm(points[in_ball(points)] - [0, distance, 0], axis=1)
    reach = np.linspace(0, 30, 61)
    counted = np.array([np.sum(away <= limit) for limit in reach]) * 20**3 / len(points)
    assert counted == pytest.approx(balls_common(reach, radius=10, distance=distance), abs=2.5)


def test_gaussian_radius_inverts_the_gaussian() -> None:
    dose_gy = np.array([1.0, 20.0, 59.0])
    radius = gaussian_radius(dose_gy, sigma_mm=7, peak_gy=60)
    points = np.array([1.0, 2.0, 3.0]) + radius[:, None] * unit_vectors(3, 3)
    assert gaussian((1, 2, 3), sigma_mm=7, peak_gy=60)(points) == pytest.approx(dose_gy, rel=1e-12)


def test_stacked_discs_make_up_the_ball() -> None:
    z = np.linspace(-10, 10, 2001)
    mid = 0.5 * (z[1:] + z[:-1])
    discs = Discs(
        centres_mm=np.column_stack([0 * mid, 0 * mid, mid]),
        radii_mm=np.sqrt(100 - mid**2),
        thicknesses_mm=np.diff(z),
        signs=np.ones(len(mid)),
    )
    t = np.linspace(-9.9, 9.9, 41)
    assert discs.beyond(t, n=OBLIQUE) == pytest.approx(ball_beyond(t, radius=10), abs=0.05)


def test_polygon_has_the_area_of_its_circle() -> None:
    x, y = circle(7.0).T
    area = 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))
    assert area == pytest.approx(np.pi * 49, rel=1e-12)
    assert np.hypot(x, y).max() == pytest.approx(7.0, rel=1 / 20_000)
