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


def by_brute_force(reference: Dose, other: Dose, criteria: GammaCriteria, points: Floats) -> Floats:
    """Over a lattice of a twentieth of the DTA, everywhere within the greatest value's reach."""
    n = int(20 * criteria.most)
    lattice = np.stack(np.meshgrid(*[np.arange(-n, n + 1) / 20.0] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    lattice = lattice[(lattice**2).sum(axis=1) <= criteria.most**2]
    scale = np.array([2.5, 2.5, 3.0])
    found = []
    for point in points:
        at = (point + lattice * criteria.distance_mm) / scale
        gy = map_coordinates(other.values_gy.astype(float), at.T[::-1], order=1, mode="constant", cval=1e6)
        here = map_coordinates(reference.values_gy.astype(float), (point / scale)[::-1, None], order=1)[0]
        limit = criteria.dose_frac * (here if criteria.is_local else float(reference.values_gy.max()))
        found.append(np.sqrt(((lattice**2).sum(axis=1) + ((gy - here) / limit) ** 2).min()))
    return np.minimum(found, criteria.most)


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize("smooth", [1.5, 2.5])
def test_gamma_is_that_of_brute_force(smooth: float, is_local: bool) -> None:  # noqa: FBT001
    random = np.random.default_rng(3)
    first = random.uniform(0.0, 60.0, (9, 10, 11))
    second = first + random.normal(0.0, 6.0, first.shape)
    first, second = (gaussian_filter(values, smooth) for values in (first, second))
    criteria = GammaCriteria(dose_frac=0.03, distance_mm=3.0, is_local=is_local, cutoff_frac=0.3, most=1.5)
    gamma = compute_gamma(dose(first), dose(second), criteria)
    some = slice(None, None, max(1, len(gamma.values) // 15))
    expected = by_brute_force(dose(first), dose(second), criteria, gamma.points_mm[some])
    # What is tried is measured, so that no value is too low; brute force may miss a least between its places.
    assert np.max(gamma.values[some] - expected) <= 0.02
    assert np.min(gamma.values[some] - expected) >= -0.05


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
