"""The gamma index against brute force, and where it is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, map_coordinates

from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, Grid
from rtqa.transport.gamma import GammaCriteria, compute_gamma


def dose(values_gy: Floats, *, spacing_mm: float = 2.5, x_mm: float = 0.0) -> Dose:
    grid = Grid.from_planes(
        position_mm=(x_mm, 0.0, 0.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(spacing_mm, spacing_mm),
        offsets_mm=np.arange(values_gy.shape[0]) * 3.0,
        shape_ji=values_gy.shape[1:],  # type: ignore[arg-type]
        frame_of_reference_uid="1.2",
    )
    return Dose(
        uid="1",
        grid=grid,
        values_gy=values_gy.astype(np.float32),
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=30,
        plan_uid="",
        structure_set_uid="",
    )


def lattice(reach: float, apart: float) -> Floats:
    n = round(reach / apart)
    return apart * np.stack(np.meshgrid(*[np.arange(-n, n + 1)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)


def by_brute_force(reference: Dose, other: Dose, criteria: GammaCriteria, points: Floats) -> Floats:
    """Places a tenth of the DTA apart; about the best 30, twice, places ten times as near."""
    scale = np.array([2.5, 2.5, 3.0])

    def gamma(places: Floats, point: Floats, here: float) -> Floats:
        at = (point + places * criteria.distance_mm) / scale
        gy = map_coordinates(other.values_gy.astype(float), at.T[::-1], order=1, mode="constant", cval=1e6)
        limit = criteria.dose_frac * (here if criteria.is_local else float(reference.values_gy.max()))
        return np.sqrt((places**2).sum(axis=1) + ((gy - here) / limit) ** 2)

    found = []
    for point in points:
        k, j, i = np.round(point / scale).astype(int)[::-1]
        here = float(reference.values_gy[k, j, i])
        places = lattice(criteria.most, 0.1)
        for apart in (0.01, 0.001):
            best = places[np.argsort(gamma(places, point, here))[:30]]
            places = (best[:, None] + lattice(10 * apart, 2 * apart)).reshape(-1, 3)
        found.append(gamma(places, point, here).min())
    return np.minimum(found, criteria.most)


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize("smooth", [0.0, 0.7, 1.5])
def test_gamma_is_that_of_brute_force(smooth: float, is_local: bool) -> None:  # noqa: FBT001
    # Without smoothing the dose changes by tens of Gy from node to node, of which 1.2 Gy are the criterion.
    random = np.random.default_rng(3)
    first = random.uniform(10.0, 60.0, (9, 10, 11))
    second = first + random.normal(0.0, 6.0, first.shape)
    first, second = (gaussian_filter(values, smooth) for values in (first, second))
    criteria = GammaCriteria(dose_frac=0.02, distance_mm=2.0, is_local=is_local, cutoff_frac=0.3, most=1.5)
    gamma = compute_gamma(dose(first), dose(second), criteria)
    some = slice(None, None, max(1, len(gamma.values) // 12))
    expected = by_brute_force(dose(first), dose(second), criteria, gamma.points_mm[some])
    assert np.abs(gamma.values[some] - expected).max() <= 0.02


def test_a_plane_of_dose_is_compared_within_itself() -> None:
    ramp = np.broadcast_to(10.0 * np.arange(12.0), (1, 7, 12))
    gamma = compute_gamma(dose(ramp), dose(ramp, x_mm=1.0), GammaCriteria(distance_mm=2.0, cutoff_frac=0.3))
    assert np.median(gamma.values) == pytest.approx(0.4621, abs=0.01)  # As below, in three dimensions.


def test_a_shift_in_a_steep_ramp_counts_its_distance() -> None:
    # 10 Gy a node is 4 Gy/mm: a shift by 1 mm is 1 mm away, and much dose.
    ramp = np.broadcast_to(10.0 * np.arange(12.0), (6, 7, 12))
    gamma = compute_gamma(dose(ramp), dose(ramp, x_mm=1.0), GammaCriteria(distance_mm=2.0, cutoff_frac=0.3))
    # √(d² / 2² + (4 (1 − d))² / 3.3²) is least where both weigh alike: at 0.855 mm, 0.462.
    assert np.median(gamma.values) == pytest.approx(0.4621, abs=0.01)


def test_a_level_dose_2_percent_higher_counts_its_difference() -> None:
    level = np.full((5, 6, 7), 50.0)
    gamma = compute_gamma(dose(level), dose(1.02 * level), GammaCriteria(dose_frac=0.03, distance_mm=2.0))
    assert gamma.values == pytest.approx(2.0 / 3.0, abs=1e-3)
    assert gamma.pass_frac == 1.0
    assert compute_gamma(dose(level), dose(1.031 * level), GammaCriteria()).pass_frac == 0.0
