"""DOSE-SPOTS: balls of known diameter in a uniform dose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cases import Treatment, case, contours, plan, prescription, structures
from test_beyond_grid import dose_along

from rtqa.findings import Finding, Verdict
from without_second_dose import check

PLANES_MM = tuple(np.arange(-30.0, 31.0, 3.0))
PITCH_MM = 1.5


def with_ball(at_x_mm: float, *, diameter_mm: float, dose_gy: float, prescribed: bool = True) -> Treatment:
    """A target of 60 × 60 × 63 mm with 70 Gy about (0, 0, 0), 50 Gy around it, and a ball of another dose."""
    at_mm = np.arange(-60.0, 61.0, PITCH_MM)
    grid = dose_along(np.zeros(3), np.array([-60.0, -58.5, -57.0])).grid
    z, y, x = np.meshgrid(at_mm, at_mm, at_mm, indexing="ij")
    inside = (np.abs(x) <= 30) & (np.abs(y) <= 30) & (np.abs(z) <= 31.5)
    values = np.where(inside, 70.0, 50.0)
    values[(x - at_x_mm) ** 2 + y**2 + z**2 <= (diameter_mm / 2) ** 2] = dose_gy
    whole = grid.from_planes(
        position_mm=(-60.0, -60.0, -60.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(PITCH_MM, PITCH_MM),
        offsets_mm=at_mm + 60.0,
        shape_ji=(len(at_mm), len(at_mm)),
        frame_of_reference_uid="1.2.3.100",
    )
    dose = replace(dose_along(np.full(41, 1.0)), grid=whole, values_gy=values.astype(np.float32))
    rx = prescription(1, 70.0 if prescribed else None)
    drawn = contours(0.0, half_mm=(30.0, 30.0), planes_mm=PLANES_MM)
    return Treatment(
        plan=plan(rx),
        dose=dose,
        structure_set=structures(["PTV"], PTV=drawn),
        image=None,
        deviations=(),
    )


def spots(treatment: Treatment) -> list[Finding]:
    report = check(case(treatment), protocol="nct07041788")
    return [finding for finding in report.findings if finding.code == "DOSE-SPOTS"]


@pytest.mark.example("DOSE-SPOTS", "good")
def test_no_spot_passes_and_small_ones_too() -> None:
    for at_x_mm, dose_gy, diameter_mm in ((34.0, 75.0, 11.0), (45.0, 75.0, 4.0), (0.0, 50.0, 11.0)):
        (only,) = spots(with_ball(at_x_mm, diameter_mm=diameter_mm, dose_gy=dose_gy))
        assert only.verdict is Verdict.PASS


@pytest.mark.parametrize(("at_x_mm", "dose_gy", "word"), [(45.0, 75.0, "hot"), (0.0, 50.0, "cold")])
@pytest.mark.example("DOSE-SPOTS", "bad")
def test_a_ball_of_20_mm_is_asked_about_with_its_width(at_x_mm: float, dose_gy: float, word: str) -> None:
    (only,) = spots(with_ball(at_x_mm, diameter_mm=20.0, dose_gy=dose_gy))
    assert (only.verdict, only.message.id) == (Verdict.REVIEW, f"dose-spots.{word}")
    width = only.message.values["width"]
    # To a voxel of 1.5 mm.
    assert width.value == pytest.approx(20.0, abs=PITCH_MM)  # type: ignore[union-attr]


def test_a_small_ball_apart_from_the_target_is_asked_about() -> None:
    (only,) = spots(with_ball(45.0, diameter_mm=9.0, dose_gy=71.0))
    assert (only.verdict, only.message.id) == (Verdict.REVIEW, "dose-spots.island")
    assert only.message.values["width"].value == pytest.approx(9.0, abs=PITCH_MM)  # type: ignore[union-attr]


@pytest.mark.example("DOSE-SPOTS", "undecided")
def test_without_a_prescription_nothing_is_looked_for() -> None:
    (only,) = spots(with_ball(45.0, diameter_mm=20.0, dose_gy=75.0, prescribed=False))
    assert only.verdict is None
    assert only.summary.startswith("Hot and cold spots were not looked for")
