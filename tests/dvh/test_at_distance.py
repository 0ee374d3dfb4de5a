"""The highest dose at a distance from a target, against closed forms."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from phantoms import dose_around, rectangle, rings_of, structure_of
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import planar_dvh
from rtqa.dvh.isodose import Isodoses
from rtqa.geometry.planar import lay_flat
from rtqa.metrics import Measurement, Outcome, Unmeasurable, measure
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

PEAK_GY, SIGMA_MM = 60.0, 20.0


def highest(
    structure: Structure, metric: str, *, peak_mm: Floats, grid_mm: float = 2.5, reach: float = 45.0
) -> Outcome:
    """Measured in a Gaussian dose about a point, in a grid that reaches so far to all sides."""

    def at(points_mm: Floats) -> Floats:
        away_mm2 = np.sum((points_mm - peak_mm) ** 2, axis=1)
        return np.asarray(PEAK_GY * np.exp(-away_mm2 / (2 * SIGMA_MM**2)))

    corners = np.array([[-reach] * 3, [reach] * 3])
    dose = dose_around(at, corners, spacing_mm=grid_mm, phase=(0.3, 0.6, 0.1), pad_mm=0.0)
    drawn = lay_flat(structure, set_spacing_mm=None)
    isodoses = Isodoses(dose=dose, structure=drawn)
    return measure(planar_dvh(drawn, dose=dose), metric, prescription_gy=50.0, isodoses=isodoses)


def ball(slice_mm: float) -> Structure:
    return structure_of(rings_of(sphere(10.0), spacing_mm=slice_mm, phase=0.35))


@pytest.mark.parametrize("grid_mm", [2.0, 3.0])
@pytest.mark.parametrize("slice_mm", [1.0, 3.0])
@pytest.mark.parametrize("away", [(0.0, 0.0, 0.0), (3.0, -2.0, 0.0), (0.0, 0.0, 6.0)])
def test_at_2_cm_from_a_ball_in_a_gaussian(
    away: tuple[float, float, float], slice_mm: float, grid_mm: float
) -> None:
    """R + 20 mm from the ball's middle, and as much nearer to the peak as this lies off the middle.

    Of thick slices the last ends half a slice beyond its plane, here 1.45 mm short of the pole: 11 % of dose.
    """
    nearest_mm = 30.0 - float(np.hypot.reduce(away))
    expected = 100.0 * PEAK_GY / 50.0 * np.exp(-(nearest_mm**2) / (2 * SIGMA_MM**2))
    outcome = highest(ball(slice_mm), "D2cm[%]", peak_mm=np.array(away), grid_mm=grid_mm)
    assert isinstance(outcome, Measurement)
    assert outcome.value == pytest.approx(expected, rel=0.02 if slice_mm < 2 else 0.12)
    assert outcome.interval is not None
    assert outcome.interval.low <= expected <= outcome.interval.high


def test_over_the_flat_end_of_a_box() -> None:
    """A box of 40 × 40 × 20 mm: nothing 2 cm from it is nearer to its middle than what lies over its ends."""
    box = structure_of([(float(z), rectangle(-20, -20, 20, 20)) for z in range(-9, 10, 2)])
    outcome = highest(box, "D2cm[Gy]", peak_mm=np.zeros(3))
    assert isinstance(outcome, Measurement)
    assert outcome.value == pytest.approx(PEAK_GY * np.exp(-(30.0**2) / (2 * SIGMA_MM**2)), rel=0.02)


def test_where_the_grid_ends_within_the_distance_the_dose_there_is_not_known() -> None:
    outcome = highest(ball(2.0), "D2cm[Gy]", peak_mm=np.zeros(3), reach=25.0)
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "the dose grid ends less than 2 cm from the structure"
    assert outcome.bounds is not None
    assert outcome.bounds.high == inf
