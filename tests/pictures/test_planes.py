"""Planes, outlines and worst points, against geometry done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes import HILL_MM, box, dose_of, field_of, grid, hill, points_mm

from rtqa.course.composite import PhaseDose
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import Structure
from rtqa.pictures import DoseField, worst_point
from rtqa.pictures.plane import Orientation, Plane, box_of, cut, sample


def plane(orientation: Orientation, position_mm: float) -> Plane:
    return Plane(
        orientation=orientation, position_mm=position_mm, across_mm=(-20.0, 20.0), along_mm=(-10.0, 30.0)
    )


def flat(structure: Structure) -> PlanarStructure:
    return lay_flat(structure, set_spacing_mm=2.0)


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
    drawn = flat(box(1, "Box", (-6.0, 2.0, -4.0), (8.0, 12.0, 10.0)))
    assert corners(cut(drawn, plane("axial", 1.0))) == (-6.0, 2.0, 8.0, 12.0)
    # Grown by 0.05 mm, so that slabs meet.
    assert corners(cut(drawn, plane("coronal", 5.0))) == pytest.approx((-6.0, -5.0, 8.0, 11.0), abs=0.06)
    assert corners(cut(drawn, plane("sagittal", 0.0))) == pytest.approx((2.0, -5.0, 12.0, 11.0), abs=0.06)


@pytest.mark.parametrize(("orientation", "at_mm"), [("axial", 11.1), ("coronal", 13.0), ("sagittal", -7.0)])
def test_a_plane_beside_a_structure_shows_none_of_it(orientation: Orientation, at_mm: float) -> None:
    drawn = flat(box(1, "Box", (-6.0, 2.0, -4.0), (8.0, 12.0, 10.0)))
    assert cut(drawn, plane(orientation, at_mm)) == []


def test_the_highest_dose_is_found_and_all_around_it_is_seen() -> None:
    field = field_of(hill())
    place_mm, highest_gy = field.highest()
    assert place_mm == pytest.approx(HILL_MM)
    assert highest_gy == pytest.approx(70.0)
    # 50 Gy are reached 20 mm around the top; 20 mm are left as a margin.
    assert field.cube_around(50.0) == pytest.approx(np.array([HILL_MM - 40.0, HILL_MM + 40.0]), abs=2.0)
    assert box_of([grid(), grid(half_mm=40.0)]) == pytest.approx(np.array([[-40.0] * 3, [40.0] * 3]))


def test_the_worst_point_of_a_box_is_its_corner_nearest_to_the_hill_or_farthest() -> None:
    organ = box(1, "Organ", (-30.0, -20.0, -10.0), (-10.0, -18.0, 4.0))
    assert worst_point([flat(organ)], field_of(hill()), is_cold=False) == pytest.approx(
        [-10.0, -18.0, 4.0], abs=0.7
    )
    assert worst_point([flat(organ)], field_of(hill()), is_cold=True) == pytest.approx([-30.0, -20.0, -10.0])


def test_a_structure_without_dose_has_no_worst_point() -> None:
    far = box(1, "Far", (200.0, 0.0, 0.0), (210.0, 10.0, 4.0))
    assert worst_point([flat(far)], field_of(hill()), is_cold=False) is None


def test_phases_are_added_up_where_they_lie_after_a_shift() -> None:
    # The first phase's hill lies 10 mm lower in its own frame, and is carried onto the second's.
    shift = np.eye(4)
    shift[2, 3] = 10.0
    first = PhaseDose(
        phase="a", dose=hill(at_mm=HILL_MM - [0.0, 0.0, 10.0]), n_fractions=35, to_last=owned(shift)
    )
    field = DoseField(phases=(first, PhaseDose(phase="b", dose=hill(), n_fractions=35)))
    place_mm, highest_gy = field.highest()
    assert place_mm == pytest.approx(HILL_MM)
    assert highest_gy == pytest.approx(140.0)
    # 2 Gy in each fraction are their own equivalent; 1 Gy at alpha/beta 2 Gy is worth three quarters.
    equivalent = replace(field, alpha_beta_gy=2.0)
    away_mm = HILL_MM - np.array([0.0, 36.0, 0.0])
    assert equivalent.at(np.array([HILL_MM, away_mm])) == pytest.approx([140.0, 2 * 34.0 * (1 + 34 / 70) / 2])
    # Beyond one of the grids the sum is not known.
    assert np.isnan(field.at(np.array([[0.0, 0.0, -55.0]]))).all()
