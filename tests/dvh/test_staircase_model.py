"""What the steps between slices leave in doubt: by the closed form for a ball, and against the true ball."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import dose_around, rings_of, structure_of
from rtqa.commission.solids import cylinder, sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.histogram import WEDGE_SHARE
from rtqa.dvh.settings import Between, DvhSettings
from rtqa.dvh.staircase_model import Staircase
from rtqa.geometry.planar import lay_flat
from rtqa.metrics import Measurement, measure
from rtqa.model.geometry import Floats

STEPS = 3
"""Place of this cause of doubt among a DVH's: after how thick its caps are at either end, and reach."""


def falling_gy(points: Floats, *, radius_mm: float) -> Floats:
    """20 Gy on the surface of a ball about the origin, and 1 Gy less for each mm further out."""
    return 20.0 + radius_mm - np.linalg.norm(points, axis=1)


def ball_dvh(
    radius_mm: float, *, slice_mm: float, phase: float = 0.3, settings: DvhSettings | None = None
) -> DVH:
    structure = structure_of(rings_of(sphere(radius_mm), spacing_mm=slice_mm, phase=phase))
    dose = dose_around(
        lambda points: falling_gy(points, radius_mm=radius_mm), structure.contours.points_mm, spacing_mm=1.0
    )
    return structure_dvh(structure, dose=dose, set_spacing_mm=slice_mm, settings=settings or DvhSettings())


@pytest.mark.parametrize(("radius_mm", "slice_mm"), [(10.0, 1.0), (15.0, 1.0), (15.0, 2.0), (20.0, 2.5)])
def test_of_a_ball_3_h_over_16_r_lies_in_corners_and_comes_back(radius_mm: float, slice_mm: float) -> None:
    """Each plane's slab has A' h² / 8 outside the ball and lacks as much inside: summed up, h/8 · 2 π R²."""
    corners = 3 * slice_mm / (16 * radius_mm)
    dvh = ball_dvh(radius_mm, slice_mm=slice_mm)
    (rounded,) = dvh.alternatives[STEPS]
    inside, with_steps = dvh.volume_at(20.0) / dvh.total_cm3, rounded.volume_at(20.0) / dvh.total_cm3
    # Besides, the trilinear dose falls short on curved surfaces, by up to a square millimetre over R.
    assert 1 - inside == pytest.approx(corners, rel=0.35)
    assert with_steps - inside == pytest.approx(WEDGE_SHARE * corners, rel=0.15)
    assert rounded.volume_cm3[0] == pytest.approx(dvh.volume_cm3[0], rel=1e-6)


@pytest.mark.parametrize(
    ("diameter_mm", "slice_mm"),
    [(6.0, 1.0), (10.0, 1.0), (10.0, 2.0), (20.0, 1.0), (20.0, 2.0), (30.0, 1.0), (30.0, 2.0)],
)
def test_intervals_of_balls_in_a_falling_dose_hold_what_the_true_ball_receives(
    diameter_mm: float, slice_mm: float
) -> None:
    """All of it receives 20 Gy; 95 % more than 20 Gy and the depth below which 5 % of a ball lies."""
    radius_mm = diameter_mm / 2
    for phase in (0.1, 0.5, 0.8):
        dvh = ball_dvh(radius_mm, slice_mm=slice_mm, phase=phase)
        for metric, truth in (
            ("V20Gy[%]", 100.0),
            ("D95%[Gy]", 20.0 + radius_mm * (1 - 0.95 ** (1 / 3))),
            ("D50%[Gy]", 20.0 + radius_mm * (1 - 0.50 ** (1 / 3))),
        ):
            outcome = measure(dvh, metric)
            assert isinstance(outcome, Measurement)
            assert outcome.interval is not None
            assert outcome.interval.low <= truth <= outcome.interval.high, (metric, phase)


def test_without_steps_nothing_is_in_doubt() -> None:
    structure = structure_of(rings_of(cylinder(8.0, 20.0), spacing_mm=2.0, phase=0.5))
    dose = dose_around(
        lambda points: 20.0 + points @ [0.3, 0.4, 0.5], structure.contours.points_mm, spacing_mm=2.0
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=2.0)
    (rounded,) = dvh.alternatives[STEPS]
    doses = np.linspace(10.0, 30.0, 50)
    assert [rounded.volume_at(at) for at in doses] == pytest.approx(
        [dvh.volume_at(at) for at in doses], abs=1e-4 * dvh.total_cm3
    )


def test_other_models_between_slices_have_no_steps_to_doubt() -> None:
    dvh = ball_dvh(10.0, slice_mm=2.0, settings=DvhSettings(between=Between.SHAPE))
    prisms = ball_dvh(10.0, slice_mm=2.0)
    single, of_prisms = ([group for group in d.alternatives if len(group) == 1] for d in (dvh, prisms))
    assert len(single) == len(of_prisms) - 1


@pytest.mark.parametrize(("radius_mm", "phase"), [(1.5, 0.2), (1.5, 0.3), (1.8, 0.5)])
def test_the_steps_of_a_ball_of_three_planes_come_back_too(radius_mm: float, phase: float) -> None:
    """A dome's area falls as a parabola: that of its last plane falls by 2 π z, not by what it did before.

    The planes are those of a vertex or a metastasis of 3 mm.
    """
    structure = structure_of(rings_of(sphere(radius_mm), spacing_mm=1.0, phase=phase))
    planar = lay_flat(structure, set_spacing_mm=1.0)
    staircase = Staircase.of(planar.rings, planar.slabs, unit_mm2=1.0)
    falls_cm = -2 * np.pi * staircase.offsets_mm / 10
    assert staircase.growth_cm == pytest.approx(falls_cm, abs=0.01 * 2 * np.pi * radius_mm / 10)
