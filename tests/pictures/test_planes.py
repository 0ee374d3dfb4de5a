"""Planes, outlines and worst points, against geometry done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import HILL_MM, box, dose_of, grid, hill, points_mm

from rtqa.model.geometry import Floats
from rtqa.pictures.outline import axial_polygons, cut
from rtqa.pictures.plane import Orientation, Plane, box_of, cube_around, sample
from rtqa.pictures.point import highest_dose_point, worst_point


def plane(orientation: Orientation, position_mm: float) -> Plane:
    return Plane(
        orientation=orientation, position_mm=position_mm, across_mm=(-20.0, 20.0), along_mm=(-10.0, 30.0)
    )


def corners(lines: list[Floats]) -> tuple[float, float, float, float]:
    """The least and the most of both coordinates."""
    every = np.concatenate(lines)
    return (*every.min(axis=0), *every.max(axis=0))


@pytest.mark.parametrize(
    ("orientation", "value"),
    [
        # The dose is x + 10 y + 100 z; a row runs along x, x, y and a column along y, z, z.
        ("axial", lambda across, along: across + 10.0 * along + 100.0 * 7.0),
        ("coronal", lambda across, along: across + 10.0 * 7.0 + 100.0 * along),
        ("sagittal", lambda across, along: 7.0 + 10.0 * across + 100.0 * along),
    ],
)
def test_a_linear_dose_is_sampled_exactly(orientation: Orientation, value: object) -> None:
    own = grid()
    linear = dose_of(points_mm(own) @ [1.0, 10.0, 100.0], own)
    cut_at = plane(orientation, 7.0)
    across, along = cut_at.pixel_centres_mm()
    assert (across[0], across[-1], len(across)) == (-19.5, 19.5, 40)
    expected = value(across[None, :], along[:, None])  # type: ignore[operator]
    assert cut_at.sample(linear.values_gy, own) == pytest.approx(expected, abs=1e-2)


def test_outside_the_grid_nothing_is_known() -> None:
    own = grid()
    values = sample(hill().values_gy, own, np.array([[60.0, 0.0, 0.0], [60.1, 0.0, 0.0], [0.0, 0.0, -61.0]]))
    assert list(np.isnan(values)) == [False, True, True]


def test_a_box_is_cut_to_rectangles_with_half_a_slice_at_its_ends() -> None:
    polygons = axial_polygons(box(1, "Box", (-6.0, 2.0, -4.0), (8.0, 12.0, 10.0)))
    assert corners(cut(polygons, plane("axial", 1.0), spacing_mm=2.0)) == (-6.0, 2.0, 8.0, 12.0)
    # Grown by 0.05 mm, so that slabs meet.
    assert corners(cut(polygons, plane("coronal", 5.0), spacing_mm=2.0)) == pytest.approx(
        (-6.0, -5.0, 8.0, 11.0), abs=0.06
    )
    assert corners(cut(polygons, plane("sagittal", 0.0), spacing_mm=2.0)) == pytest.approx(
        (2.0, -5.0, 12.0, 11.0), abs=0.06
    )


@pytest.mark.parametrize(("orientation", "at_mm"), [("axial", 11.1), ("coronal", 13.0), ("sagittal", -7.0)])
def test_a_plane_beside_a_structure_shows_none_of_it(orientation: Orientation, at_mm: float) -> None:
    polygons = axial_polygons(box(1, "Box", (-6.0, 2.0, -4.0), (8.0, 12.0, 10.0)))
    assert cut(polygons, plane(orientation, at_mm), spacing_mm=2.0) == []


def test_the_highest_dose_is_found_and_all_around_it_is_seen() -> None:
    assert highest_dose_point(hill()) == pytest.approx(HILL_MM)
    # 50 Gy are reached 20 mm around the top; 20 mm are left as a margin.
    assert cube_around(hill(), 50.0) == pytest.approx(np.array([HILL_MM - 40.0, HILL_MM + 40.0]), abs=2.0)
    assert box_of([grid(), grid(half_mm=40.0)]) == pytest.approx(np.array([[-40.0] * 3, [40.0] * 3]))


def test_the_worst_point_of_a_box_is_its_corner_nearest_to_the_hill_or_farthest() -> None:
    organ = box(1, "Organ", (-30.0, -20.0, -10.0), (-10.0, -18.0, 4.0))
    assert worst_point(organ, hill(), is_cold=False) == pytest.approx([-10.0, -18.0, 4.0], abs=0.7)
    assert worst_point(organ, hill(), is_cold=True) == pytest.approx([-30.0, -20.0, -10.0])


def test_a_structure_without_dose_has_no_worst_point() -> None:
    assert worst_point(box(1, "Far", (200.0, 0.0, 0.0), (210.0, 10.0, 4.0)), hill(), is_cold=False) is None
