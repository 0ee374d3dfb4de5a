"""Differences as a reader sees them: where, how much, of which sign, and what fails gamma."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import HILL_MM, box, dose_of, field_of, grid, hill, image, pixels, points_mm, structure_set

from rtqa.findings import ReportedPicture
from rtqa.messages import Quantity
from rtqa.model.case import Treatment
from rtqa.pictures.difference import draw_differences, find_step_gy
from rtqa.transport.dose_comparison import DoseComparison, compare_two_doses
from rtqa.transport.gamma import GammaCriteria

ORGAN = box(1, "Organ", (-30.0, -20.0, -10.0), (-10.0, -8.0, 14.0))
MORE_MM, LESS_MM = HILL_MM, HILL_MM * (-1.0, 1.0, 1.0)
"""Middles of cubes of 20 mm in which B gives 5.5 Gy more, in the middle 6, and 5 Gy less."""


@pytest.fixture(scope="module")
def comparison() -> DoseComparison:
    dose = hill()
    places, values = points_mm(grid()), dose.values_gy.astype(np.float64)
    for middle_mm, by_gy, half_mm in ((MORE_MM, 5.5, 10.0), (MORE_MM, 0.5, 1.0), (LESS_MM, -5.0, 10.0)):
        values = values + by_gy * (np.abs(places - middle_mm).max(axis=-1) <= half_mm)
    treatment = Treatment(
        plan=None, dose=dose, structure_set=structure_set(ORGAN), image=image(), deviations=()
    )
    return compare_two_doses(treatment, dose, dose_of(values, grid()), criteria=[GammaCriteria()])


@pytest.fixture(scope="module")
def pictures(comparison: DoseComparison) -> list[ReportedPicture]:
    return draw_differences(comparison)


def test_the_largest_difference_is_in_the_cube_that_got_more(comparison: DoseComparison) -> None:
    assert comparison.largest is not None
    assert comparison.largest.difference_gy == pytest.approx(6.0, abs=1e-4)
    assert comparison.largest.place_mm == pytest.approx(MORE_MM)


def test_three_planes_show_red_where_there_is_more_and_blue_where_there_is_less(
    pictures: list[ReportedPicture],
) -> None:
    assert [picture.plane for picture in pictures] == ["axial", "coronal", "sagittal"]
    difference = pictures[0].through.values["difference"]
    assert isinstance(difference, Quantity)
    assert difference.value == pytest.approx(6.0, abs=1e-4)
    assert {key.label for key in pictures[0].structures} == {"γ > 1, 3 %/2 mm", "Organ"}
    axial = pixels(pictures[0]).astype(float)
    # Beside the picture, 0.62 of 4.22 inches are the bar's.
    picture = axial[:, : round(axial.shape[1] * 3.6 / 4.22)]
    (low, *_), (high, *_) = field_of(hill()).cube_around(13.1)
    for middle_mm, channel, other in ((MORE_MM, 0, 2), (LESS_MM, 2, 0)):
        colored = picture[..., channel] - picture[..., other] > 90.0
        columns = np.nonzero(colored & (picture[..., 1] < 160.0))[1]  # not the yellow line
        across_mm = low + (columns + 0.5) / picture.shape[1] * (high - low)
        assert np.median(across_mm) == pytest.approx(middle_mm[0], abs=2.0)
        # The middle half of a cube of 20 mm.
        assert np.subtract(*np.quantile(across_mm, [0.75, 0.25])) == pytest.approx(10.0, abs=1.5)


def test_a_yellow_line_runs_around_what_fails_gamma(
    comparison: DoseComparison, pictures: list[ReportedPicture]
) -> None:
    axial = pixels(pictures[0]).astype(int)
    yellow = (axial[..., 0] > 220) & (axial[..., 1] > 180) & (axial[..., 2] < 80)
    # Two cubes of 20 mm, in a picture of 378 points across some 160 mm: four sides of 47 points each.
    assert yellow.sum() == pytest.approx(2 * 4 * 47 * 1.5, rel=0.5)
    (gamma,) = comparison.gammas
    k, j, i = gamma.nodes_kji[gamma.values > 1.0].T
    failing_mm = grid().to_points_mm(np.column_stack([i, j, k]))
    apart = [np.abs(failing_mm - middle_mm).max(axis=1) for middle_mm in (MORE_MM, LESS_MM)]
    assert np.minimum(*apart).max() <= 14.0


def test_two_like_doses_have_no_picture() -> None:
    treatment = Treatment(plan=None, dose=hill(), structure_set=None, image=None, deviations=())
    alike = compare_two_doses(treatment, hill(), hill(), criteria=[])
    assert (alike.largest, draw_differences(alike)) == (None, [])


@pytest.mark.parametrize(("usual_gy", "step_gy"), [(5.0, 1.0), (5.1, 2.0), (0.07, 0.02), (24.0, 5.0)])
def test_steps_of_colour_are_round(usual_gy: float, step_gy: float) -> None:
    assert find_step_gy(usual_gy) == pytest.approx(step_gy)
