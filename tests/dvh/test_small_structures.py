"""Small and curved: radiosurgery targets, where slices and interpolation cost most.

First against points in the same prisms with scipy's trilinear interpolation, so that nothing but the
calculation can be wrong; then against the smooth truth, where the published floors are met.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from phantoms import ball_of_discs, circle, dose_around, linear, rings_of, structure_of, unit_vectors
from rtqa.commission.doses import Peak
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.metrics import Measurement, measure
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats


def trilinear(dose: Dose, points_mm: Floats) -> Floats:
    """The dose at points by scipy, for a grid along the patient's axes."""
    first, steps = dose.grid.affine_mm[:3, 3], np.diag(dose.grid.affine_mm)[:3]
    nodes = [first[a] + steps[a] * np.arange(dose.grid.shape_kji[2 - a]) for a in (2, 1, 0)]
    return RegularGridInterpolator(nodes, dose.values_gy.astype(float))(points_mm[:, ::-1])


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("radius", "sigma", "off_centre", "grid_mm", "spacing_mm"),
    [
        (1.5, 1.5, 0.0, 1.0, 1.0),
        (2.0, 2.0, 0.5, 1.0, 1.0),
        (5.0, 5.0, 2.0, 1.0, 1.0),
        (5.0, 3.0, 0.0, 2.0, 2.5),
        (10.0, 4.0, 9.0, 3.0, 3.0),
        (12.0, 10.0, 7.0, 3.0, 3.0),
        (25.0, 20.0, 25.0, 2.5, 2.0),
    ],
)
def test_curve_is_that_of_many_points_in_the_same_prisms(
    *, radius: float, sigma: float, off_centre: float, grid_mm: float, spacing_mm: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    centre, phase = rng.uniform(-50, 50, 3), float(rng.uniform())
    structure = structure_of(rings_of(sphere(radius), spacing_mm=spacing_mm, phase=phase), centre_mm=centre)
    dose = dose_around(
        Peak(centre_mm=centre + off_centre * unit_vectors(seed, 1)[0], sigma_mm=sigma, peak_gy=60).at,
        structure.contours.points_mm,
        spacing_mm=grid_mm,
        phase=rng.uniform(size=3),
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=spacing_mm)
    prisms = ball_of_discs(radius, spacing_mm=spacing_mm, phase=phase, centre_mm=centre)
    seen = np.sort(trilinear(dose, prisms.points_mm(16)))
    rank = (np.arange(len(seen)) + 0.5) / len(seen)

    assert dvh.dosed_cm3 == pytest.approx(prisms.volume_mm3 / 1000, rel=1e-5)
    assert dvh.mean_gy == pytest.approx(seen.mean(), abs=2e-3)
    # The curve runs between the points' own, shifted by half a bin of dose and 0.4 % of the volume.
    half_bin = (dvh.max_gy - dvh.min_gy) / 4096
    for dose_gy, share in zip(seen[::331], 1 - rank[::331], strict=True):
        assert dvh.volume_at(dose_gy + half_bin) / dvh.dosed_cm3 <= share + 0.004
        assert dvh.volume_at(dose_gy - half_bin) / dvh.dosed_cm3 >= share - 0.004
    for part in (0.99, 0.95, 0.5, 0.05, 0.01):
        assert dvh.dose_at(part * dvh.dosed_cm3) == pytest.approx(np.interp(1 - part, rank, seen), abs=0.08)
    # The extremes lie on the surface or at a node inside: at least what any point saw.
    assert dvh.max_gy >= seen[-1] - 0.02
    assert dvh.min_gy <= seen[0] + 0.02


STANLEY_S = (0.249, 0.7019, 0.029, 0.1927)
"""Stanley 2021: shares, and falls per mm, inside and outside of the sphere."""


def stanley(points_mm: Floats, *, centre: Floats, radius: float) -> Floats:
    """Dose in units of the peak; 0.751 at the sphere's surface, which is the prescription."""
    r = np.linalg.norm(points_mm - centre, axis=1)
    s1, s2, s3, s4 = STANLEY_S
    inside = 1 - s1 * np.exp(-s2 * (radius - r))
    outside = s3 + (1 - s1 - s3) * np.exp(-s4 * (r - radius))
    return np.where(r <= radius, inside, outside)


def stanley_dvh(radius: float, seed: int) -> DVH:
    """A sphere placed at random in 1 mm slices and a 1 mm grid; dose in percent of the prescription."""
    rng = np.random.default_rng(seed)
    centre, phase = rng.uniform(-20, 20, 3), float(rng.uniform())
    structure = structure_of(rings_of(sphere(radius), spacing_mm=1.0, phase=phase), centre_mm=centre)
    dose = dose_around(
        lambda points: 100 / 0.751 * stanley(points, centre=centre, radius=radius),
        structure.contours.points_mm,
        spacing_mm=1.0,
        phase=rng.uniform(size=3),
    )
    return structure_dvh(structure, dose=dose, set_spacing_mm=1.0)


@pytest.mark.parametrize(
    ("diameter", "mean_volume_off", "worst_volume_off", "mean_v100_off"),
    [
        (3, 0.020, 0.115, -0.242),
        (5, 0.010, 0.045, -0.109),
        (10, 0.005, 0.011, -0.042),
        (20, 0.002, 0.003, -0.019),
    ],
)
def test_stanley_spheres_stand_at_the_floor_of_prisms_and_trilinear_dose(
    *, diameter: float, mean_volume_off: float, worst_volume_off: float, mean_v100_off: float
) -> None:
    """At 3 mm five commercial systems are off by −23.7 to +1.3 % in mean volume, −20.1 to +2.0 % in V100.

    Of the −24 % of V100 here 19 are the trilinear dose, lower than the true one where that is peaked (see the
    next test); the rest are the prisms' corners, which stick out into the fall of the dose.
    """
    true_cm3 = np.pi * diameter**3 / 6000
    dvhs = [stanley_dvh(diameter / 2, seed) for seed in range(50 if diameter < 20 else 25)]
    volumes = np.array([dvh.total_cm3 for dvh in dvhs]) / true_cm3 - 1
    v100 = np.array([dvh.volume_at(100.0) for dvh in dvhs]) / true_cm3 - 1
    assert abs(volumes.mean()) <= mean_volume_off
    assert np.abs(volumes).max() <= worst_volume_off
    assert v100.mean() == pytest.approx(mean_v100_off, abs=0.01)


def test_intervals_of_3_mm_spheres_hold_the_truth_in_nearly_all_places() -> None:
    """All of it receives 100 %, V100 is π d³ / 6; half of it what lies within R ∛½ of the middle."""
    at_half = stanley(np.array([[1.5 * 0.5 ** (1 / 3), 0.0, 0.0]]), centre=np.zeros(3), radius=1.5)
    dvhs = [stanley_dvh(1.5, seed) for seed in range(20)]
    for metric, truth in (("V100Gy[cc]", np.pi * 3.0**3 / 6000), ("D50%[Gy]", 100 / 0.751 * at_half[0])):
        outcomes = [measure(dvh, metric) for dvh in dvhs]
        intervals = [outcome.interval for outcome in outcomes if isinstance(outcome, Measurement)]
        held = [interval.low <= truth <= interval.high for interval in intervals if interval]
        assert sum(held) >= 18, metric


def test_trilinear_dose_alone_costs_a_3_mm_sphere_19_percent_of_its_v100() -> None:
    radius, centre = 1.5, np.zeros(3)
    rng = np.random.default_rng(4)
    points = radius * unit_vectors(5, 8000) * rng.uniform(size=(8000, 1)) ** (1 / 3)
    shares = []
    for _ in range(50):
        dose = dose_around(
            lambda nodes: 100 / 0.751 * stanley(nodes, centre=centre, radius=radius),
            points,
            spacing_mm=1.0,
            phase=rng.uniform(size=3),
        )
        shares.append(np.mean(trilinear(dose, points) >= 100))
    assert np.mean(shares) - 1 == pytest.approx(-0.19, abs=0.01)


@pytest.mark.parametrize(("radius", "paddick"), [(2.0, 0.874), (3.0, 0.94), (5.0, 0.976)])
def test_paddick_index_of_a_gaussian_target_is_the_floor_of_trilinear_dose(
    radius: float, paddick: float
) -> None:
    """Walker and Byrne 2025: the truth is 1.0, planning systems give 0.60 to 0.73 at R = 2 mm.

    The isodose at the surface is the sphere itself. Fine slices, so that the 1 mm dose grid alone is judged.
    """
    prescribed_gy = 60 * np.exp(-0.5)
    found = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        centre = rng.uniform(-1, 1, 3)
        target = structure_of(rings_of(sphere(radius), spacing_mm=0.2, phase=0.5), centre_mm=centre)
        region = structure_of(
            [(w, circle(3 * radius)) for w in np.arange(-2 * radius, 2 * radius, 0.5)], centre_mm=centre
        )
        dose = dose_around(
            Peak(centre_mm=centre, sigma_mm=radius, peak_gy=60).at,
            region.contours.points_mm,
            spacing_mm=1.0,
            phase=rng.uniform(size=3),
        )
        covered, within = (
            structure_dvh(structure, dose=dose, set_spacing_mm=None) for structure in (target, region)
        )
        both = covered.volume_at(prescribed_gy)
        found.append(both**2 / (covered.total_cm3 * within.volume_at(prescribed_gy)))
    assert np.mean(found) == pytest.approx(paddick, abs=0.015)


@pytest.mark.parametrize("radius", [2.3, 3.6, 5.0, 7.7])
def test_the_volume_of_a_dome_is_held_wherever_its_poles_lie(radius: float) -> None:
    """Also where the last contour is a sliver just below a pole, and its cap lacks many times what it has."""
    true_cm3 = 4 / 3 * np.pi * radius**3 / 1000
    held = []
    for phase in np.arange(0.01, 1.0, 0.02):
        structure = structure_of(rings_of(sphere(radius), spacing_mm=1.0, phase=phase))
        dose = dose_around(linear([0, 0, 1], at_centre_gy=50), structure.contours.points_mm, spacing_mm=2.0)
        volume = measure(structure_dvh(structure, dose=dose, set_spacing_mm=1.0), "Volume[cc]")
        assert isinstance(volume, Measurement)
        held.append(volume.interval.low <= true_cm3 <= volume.interval.high)
    assert np.mean(held) >= 0.95
