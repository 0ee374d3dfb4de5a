"""Discs in a linear dose, against the exact volumes of their right prisms: what is wrong here is a bug.

Trilinear interpolation reproduces a linear dose exactly and the prism model defines the solid, so nothing
but the calculation itself is left to be wrong.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from phantoms import (
    Discs,
    ball_of_discs,
    circle,
    dose_around,
    examples,
    linear,
    rings_of,
    rotation,
    structure_of,
    unit_vectors,
)
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.model.geometry import Floats

VOLUME_REL = 1e-5
CURVE_FRAC = 3e-3
DOSE_GY = 0.02
"""In 1 Gy/mm."""


def assert_exact(dvh: DVH, truth: Discs, *, direction: Floats, axis: Floats, centre_gy: float) -> None:
    """Volume, whole curve, D99 … D1 and D0.03cc."""
    volume_cm3 = truth.volume_mm3 / 1000
    assert dvh.total_cm3 == pytest.approx(volume_cm3, rel=VOLUME_REL)
    assert dvh.dosed_cm3 == pytest.approx(volume_cm3, rel=VOLUME_REL)

    def beyond_cm3(dose_gy: float | Floats) -> Floats:
        return truth.beyond(np.asarray(dose_gy) - centre_gy, n=direction, axis=axis) / 1000

    doses = np.linspace(dvh.min_gy - 1, dvh.max_gy + 1, 301)
    found = np.array([dvh.volume_at(dose) for dose in doses])
    assert found == pytest.approx(beyond_cm3(doses), abs=CURVE_FRAC * volume_cm3)

    asked = [share * volume_cm3 for share in (0.99, 0.95, 0.5, 0.05, 0.02, 0.01)]
    asked += [0.03] if volume_cm3 > 0.06 else []
    reach = 200.0
    for volume in asked:
        true_gy = brentq(lambda d, v=volume: beyond_cm3(d)[0] - v, centre_gy - reach, centre_gy + reach)
        assert dvh.dose_at(volume) == pytest.approx(true_gy, abs=DOSE_GY)
    true_mean = np.trapezoid(beyond_cm3(np.linspace(centre_gy - reach, centre_gy + reach, 40_001)), dx=0.01)
    assert dvh.mean_gy == pytest.approx(centre_gy - reach + true_mean / volume_cm3, abs=0.002)


def check_ball(
    *, radius: float, spacing: float, phase: float, dose_spacing: float, seed: int, hole: float = 0.0
) -> None:
    """A ball (or a shell, or stacked rings) in patient axes, anywhere, in a dose of any direction."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(-200, 200, 3)
    direction = unit_vectors(seed + 1, 1)[0]
    rings = rings_of(sphere(radius), spacing_mm=spacing, phase=phase)
    outer = [(w, np.sqrt(radius**2 - w**2), 1.0) for w, _ in rings]
    inner = [(w, hole * r, -1.0) for w, r, _ in outer] if hole else []
    rings += [(w, circle(r)[::-1]) for w, r, _ in inner]
    structure = structure_of(rings, centre_mm=centre)
    dose = dose_around(
        linear(direction, at_centre_gy=100, centre_mm=centre),
        structure.contours.points_mm,
        spacing_mm=dose_spacing,
        phase=rng.uniform(size=3),
    )
    w, r, sign = np.array(outer + inner).T
    truth = Discs(
        centres_mm=np.column_stack([0 * w, 0 * w, w]),
        radii_mm=r,
        thicknesses_mm=np.full(len(w), spacing),
        signs=sign,
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=spacing)
    assert_exact(dvh, truth, direction=direction, axis=np.array([0, 0, 1.0]), centre_gy=100)


@pytest.mark.parametrize(
    ("radius", "spacing", "dose_spacing"),
    [
        *product([3.0, 7.5, 20.0], [1.0, 2.5, 3.0], [1.0, 2.0, 3.0]),
        (60.0, 1.0, 3.0),
        (60.0, 3.0, 1.0),
        (60.0, 2.0, 1.0),
    ],
)
def test_ball_of_prisms_is_exact(radius: float, spacing: float, dose_spacing: float) -> None:
    seed = int(radius * 100 + spacing * 10 + dose_spacing)
    phase = float(np.random.default_rng(seed).uniform())
    check_ball(radius=radius, spacing=spacing, phase=phase, dose_spacing=dose_spacing, seed=seed)


@pytest.mark.parametrize("hole", [0.3, 0.9])
@pytest.mark.parametrize("radius", [6.0, 25.0])
def test_shell_of_rings_is_exact(radius: float, hole: float) -> None:
    check_ball(radius=radius, spacing=2.0, phase=0.37, dose_spacing=2.5, seed=int(radius), hole=hole)


def test_stacked_discs_make_up_the_ball() -> None:
    discs = ball_of_discs(10.0, spacing_mm=0.01, phase=0.5)
    t = np.linspace(-9.9, 9.9, 41)
    n = np.array([0.48, 0.6, 0.64])
    assert discs.beyond(t, n=n) == pytest.approx(sphere(10.0).body.beyond_mm3(t, n), abs=0.05)


@examples(12)
@given(
    radius=st.floats(3, 30),
    spacing=st.floats(0.8, 3.0),
    phase=st.floats(0, 1),
    dose_spacing=st.floats(1, 3),
    seed=st.integers(0, 2**31),
    hole=st.sampled_from([0.0, 0.0, 0.5, 0.8]),
)
def test_any_ball_of_prisms_is_exact(
    *, radius: float, spacing: float, phase: float, dose_spacing: float, seed: int, hole: float
) -> None:
    check_ball(radius=radius, spacing=spacing, phase=phase, dose_spacing=dose_spacing, seed=seed, hole=hole)


@examples(15)
@given(
    radii=st.lists(st.floats(3, 25), min_size=1, max_size=6),
    spacing=st.floats(1, 5),
    dose_spacing=st.floats(1, 3),
    seed=st.integers(0, 2**31),
)
def test_discs_in_the_grids_own_axes_are_exact_however_the_grid_lies(
    *, radii: list[float], spacing: float, dose_spacing: float, seed: int
) -> None:
    """Discs shifted against each other, contours and dose grid turned together to any direction."""
    rng = np.random.default_rng(seed)
    axes = rotation(seed)
    centre = rng.uniform(-100, 100, 3)
    shifts = rng.uniform(-3, 3, (len(radii), 2))
    rings = [
        (spacing * k, circle(radius, at=tuple(shift)))
        for k, (radius, shift) in enumerate(zip(radii, shifts, strict=True))
    ]
    structure = structure_of(rings, axes=axes, centre_mm=centre)
    direction = unit_vectors(seed + 7, 1)[0]
    dose = dose_around(
        linear(direction, at_centre_gy=100, centre_mm=centre),
        structure.contours.points_mm,
        spacing_mm=dose_spacing,
        axes=axes,
        phase=rng.uniform(size=3),
    )
    local = np.column_stack([shifts, spacing * np.arange(len(radii))])
    truth = Discs(
        centres_mm=local @ axes,
        radii_mm=np.array(radii),
        thicknesses_mm=np.full(len(radii), spacing),
        signs=np.ones(len(radii)),
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=spacing)
    assert_exact(dvh, truth, direction=direction, axis=axes[2], centre_gy=100)
