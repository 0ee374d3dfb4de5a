"""Each closed form against a million quasi-random points: in the solid by its own definition, and beyond."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import qmc

from rtqa.commission.closed_forms import balls_common, disc_in_ball
from rtqa.commission.doses import Peak
from rtqa.commission.hollow import joined, shell, torus, tube
from rtqa.commission.outlines import Ellipse, outline_points_mm
from rtqa.commission.prisms import prisms_of
from rtqa.commission.solids import (
    Body,
    Solid,
    box,
    cone,
    cylinder,
    cylinder_body,
    ellipsoid,
    lying_cone,
    lying_cylinder,
    sphere,
)
from rtqa.commission.suite import OBLIQUE, POSTERIOR, SUPERIOR
from rtqa.model.geometry import Floats

LOG2_POINTS = 20
TOLERANCE_FRAC = 5e-4
"""Of the volume; a million Sobol points are off by 1e-4 or so."""

Inside = Callable[[Floats, Floats, Floats], Floats]
LATERAL, LEVEL = np.array([0.6, 0.8, 0.0]), np.array([0.6, 0.0, 0.8])


def points_in(reach_mm: float | Floats) -> Floats:
    """Evenly over a cube, or a box, by half its sides."""
    return (2.0 * qmc.Sobol(3, seed=7).random_base2(LOG2_POINTS) - 1.0) * reach_mm


def hyp(*parts: Floats) -> Floats:
    return np.sqrt(np.sum(np.square(parts), axis=0))


ANY = (POSTERIOR, SUPERIOR, OBLIQUE, -OBLIQUE, LATERAL, LEVEL)
UP = (SUPERIOR, -SUPERIOR)
SOLIDS: dict[str, tuple[Body, Inside, tuple[Floats, ...]]] = {
    "sphere": (sphere(7.0).body, lambda x, y, z: hyp(x, y, z) <= 7.0, ANY),
    "ellipsoid": (ellipsoid(9.0, 5.0, 7.0).body, lambda x, y, z: hyp(x / 9, y / 5, z / 7) <= 1.0, ANY),
    "cylinder": (cylinder(5.0, 14.0).body, lambda x, y, z: (hyp(x, y) <= 5.0) & (abs(z) <= 7.0), ANY),
    "lying cylinder": (
        lying_cylinder(5.0, 14.0).body,
        lambda x, y, z: (hyp(y, z) <= 5.0) & (abs(x) <= 7.0),
        ANY,
    ),
    "cone": (
        cone(6.0, 14.0).body,
        lambda x, y, z: (hyp(x, y) <= 6.0 * (z + 7.0) / 14.0) & (z <= 7.0),
        (*UP, POSTERIOR, -POSTERIOR, LATERAL),
    ),
    "lying cone": (
        lying_cone(6.0, 14.0).body,
        lambda x, y, z: (hyp(y, z) <= 6.0 * (x + 7.0) / 14.0) & (x <= 7.0),
        (*UP, POSTERIOR, np.array([1.0, 0.0, 0.0])),
    ),
    "box": (box(8.0, 5.0, 6.0).body, lambda x, y, z: (abs(x) <= 8) & (abs(y) <= 5) & (abs(z) <= 6), ANY),
    "torus": (torus(6.0, 3.0).body, lambda x, y, z: hyp(hyp(x, y) - 6.0, z) <= 3.0, UP),
    "tube": (
        tube(8.0, 4.0, 12.0).body,
        lambda x, y, z: (hyp(x, y) <= 8.0) & (hyp(x, y) >= 4.0) & (abs(z) <= 6.0),
        ANY,
    ),
    "shell": (shell(8.0, 5.0).body, lambda x, y, z: (hyp(x, y, z) <= 8.0) & (hyp(x, y, z) >= 5.0), ANY),
    "capped cone": (
        joined((1, cone(6.0, 12.0).body, 0.0), (1, cylinder_body(6.0, 2.0), 7.0)),
        lambda x, y, z: (hyp(x, y) <= 6.0 * np.minimum((z + 6.0) / 12.0, 1.0)) & (z <= 8.0) & (z >= -6.0),
        UP,
    ),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_volume_beyond_a_plane(name: str) -> None:
    body, inside, directions = SOLIDS[name]
    half_mm = np.array([max(body.reach_mm(axis), body.reach_mm(-axis)) for axis in np.eye(3)])
    points = points_in(half_mm)
    mine = points[inside(*points.T)]
    each_mm3 = np.prod(2.0 * half_mm) / len(points)
    allowed_mm3 = TOLERANCE_FRAC * body.volume_mm3
    assert len(mine) * each_mm3 == pytest.approx(body.volume_mm3, abs=allowed_mm3)
    assert mine.mean(axis=0) == pytest.approx(body.centroid_mm, abs=0.01)
    for n in directions:
        along = mine @ n
        heights = np.linspace(-body.reach_mm(-n), body.reach_mm(n), 15)
        counted = (along[None, :] >= heights[:, None]).sum(axis=1) * each_mm3
        assert body.beyond_mm3(heights, n) == pytest.approx(counted, abs=allowed_mm3)
        # The extremes are reached, and not passed.
        assert along.max() <= body.reach_mm(n) + 1e-9
        assert along.max() == pytest.approx(body.reach_mm(n), abs=0.25)


@pytest.mark.parametrize("distance_mm", [0.0, 0.7, 4.0, 9.0, 16.0])
def test_two_balls(distance_mm: float) -> None:
    points = points_in(7.0)
    mine = points[np.linalg.norm(points, axis=1) <= 7.0]
    away = np.linalg.norm(mine - np.array([0.48, 0.6, 0.64]) * distance_mm, axis=1)
    reach = np.linspace(0.0, 24.0, 25)
    counted = (away[None, :] <= reach[:, None]).sum(axis=1) * 14.0**3 / len(points)
    common = balls_common(reach, radius_mm=7.0, distance_mm=distance_mm)
    assert common == pytest.approx(counted, abs=TOLERANCE_FRAC * 4 / 3 * np.pi * 7.0**3)


@pytest.mark.parametrize("low_mm", [-9.0, -3.0, 2.5])
def test_a_disc_in_a_ball(low_mm: float) -> None:
    x, y, z = points_in(6.0).T
    z = low_mm + (z + 6.0) / 12.0 * 4.0
    is_in = np.hypot(x, y) <= 6.0
    reach = np.linspace(0.1, 12.0, 20)
    near = hyp(x, y, z)[is_in]
    counted = (near[None, :] <= reach[:, None]).sum(axis=1) * 12.0 * 12.0 * 4.0 / len(x)
    common = disc_in_ball(reach, radius_mm=6.0, low_mm=low_mm, high_mm=low_mm + 4.0)
    assert common == pytest.approx(counted, abs=TOLERANCE_FRAC * np.pi * 36.0 * 4.0)


@pytest.mark.parametrize("solid", [ellipsoid(9.0, 5.0, 7.0), lying_cylinder(5.0, 14.0), torus(6.0, 3.0)])
def test_thin_prisms_are_the_solid(solid: Solid) -> None:
    height_mm = 0.01
    z_mm = np.arange(-solid.half_height_mm + height_mm / 2, solid.half_height_mm, height_mm)
    prisms = prisms_of([(float(z), solid.section(float(z))) for z in z_mm], height_mm=height_mm)
    assert prisms is not None
    reach = solid.body.reach_mm(SUPERIOR)
    heights = np.linspace(-reach, reach, 9)
    assert prisms.body().beyond_mm3(heights, SUPERIOR) == pytest.approx(
        solid.body.beyond_mm3(heights, SUPERIOR), abs=2e-4 * solid.body.volume_mm3
    )


def test_an_ellipse_is_drawn_as_a_polygon_of_its_area() -> None:
    x, y = outline_points_mm(Ellipse(7.0, 3.0)).T
    assert 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) == pytest.approx(np.pi * 21.0, rel=1e-12)
    assert np.hypot(x / 7.0, y / 3.0).max() == pytest.approx(1.0, rel=1 / 20_000)


def test_a_gaussian_falls_to_a_dose_where_it_says() -> None:
    peak = Peak(centre_mm=np.array([1.0, 2.0, 3.0]), sigma_mm=7.0, peak_gy=60.0)
    dose_gy = np.array([1.0, 20.0, 59.0])
    points = peak.centre_mm + peak.reach_mm(dose_gy)[:, None] * np.array([OBLIQUE, LATERAL, SUPERIOR])
    assert peak.at(points) == pytest.approx(dose_gy, rel=1e-12)


def test_directions_without_a_closed_form_are_refused() -> None:
    for solid in (cone(6.0, 14.0), torus(6.0, 3.0)):
        with pytest.raises(ValueError, match="closed form along"):
            solid.body.beyond_mm3(np.zeros(1), OBLIQUE)
