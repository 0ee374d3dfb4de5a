"""Dose grids that end within the structure, or lie in any way: what is covered is exact, the rest known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from phantoms import (
    AXIAL,
    CORONAL,
    SAGITTAL,
    Discs,
    ball_of_discs,
    circle,
    dose_around,
    examples,
    linear,
    nodes_around,
    rectangle,
    rings_of,
    rotation,
    structure_of,
)
from rtqa.commission.closed_forms import balls_common, box_beyond
from rtqa.commission.doses import Peak, dose_on_nodes
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Message, Quantity
from rtqa.model.geometry import Floats

OBLIQUE = np.array([0.48, -0.6, 0.64])
SPHERE_RINGS = rings_of(sphere(14.0), spacing_mm=2.0, phase=0.3)
SPHERE_PRISMS = ball_of_discs(14.0, spacing_mm=2.0, phase=0.3)


def assert_curve(dvh: DVH, truth: Discs, *, n: Floats, axis: Floats) -> None:
    """Volume and curve in 1 Gy/mm and 100 Gy at the centre; the truth is of the covered part."""
    assert dvh.dosed_cm3 == pytest.approx(truth.volume_mm3 / 1000, rel=1e-5)
    doses = np.linspace(70, 130, 301)
    expected = truth.beyond(doses - 100, n=n, axis=axis) / 1000
    found = np.array([dvh.volume_at(dose) for dose in doses])
    assert found == pytest.approx(expected, abs=3e-3 * truth.volume_mm3 / 1000)


def clipped_in_z(discs: Discs, low_mm: float, high_mm: float) -> Discs:
    bottom = np.clip(discs.centres_mm[:, 2] - discs.thicknesses_mm / 2, low_mm, high_mm)
    top = np.clip(discs.centres_mm[:, 2] + discs.thicknesses_mm / 2, low_mm, high_mm)
    keep = top > bottom
    return Discs(
        centres_mm=np.column_stack([discs.centres_mm[:, :2], (bottom + top) / 2])[keep],
        radii_mm=discs.radii_mm[keep],
        thicknesses_mm=(top - bottom)[keep],
        signs=discs.signs[keep],
    )


# Cut off


@pytest.mark.parametrize(("low_mm", "high_mm"), [(-20.0, 5.1), (-3.3, 20.0), (-4.0, 3.0), (-20.0, -11.9)])
def test_dose_ending_in_z_covers_exactly_the_part_between_its_planes(low_mm: float, high_mm: float) -> None:
    """Elsewhere the curve is stretched over the undosed part: V15 16.0 for 8.25 cm³."""
    planes = np.linspace(low_mm, high_mm, 12)
    dose = dose_on_nodes(
        linear(OBLIQUE, at_centre_gy=100), [np.arange(-20, 21, 2.5), np.arange(-20, 21, 2.0), planes]
    )
    dvh = structure_dvh(structure_of(SPHERE_RINGS), dose=dose, set_spacing_mm=None)
    truth = clipped_in_z(SPHERE_PRISMS, low_mm, high_mm)
    assert dvh.total_cm3 == pytest.approx(SPHERE_PRISMS.volume_mm3 / 1000, rel=1e-5)
    assert dvh.coverage_frac == pytest.approx(truth.volume_mm3 / SPHERE_PRISMS.volume_mm3, rel=1e-5)
    assert_curve(dvh, truth, n=OBLIQUE, axis=AXIAL[2])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("side", ["low", "high", "both"])
def test_dose_ending_in_plane_covers_exactly_a_smaller_box(axis: int, side: str) -> None:
    """Elsewhere this is silent: 3.94 for 7.07 cm³, and no word of it. Box of 20 × 24 × 18 mm."""
    half = np.array([10.0, 12.0, 9.0])
    rings = [(z, rectangle(-10, -12, 10, 12)) for z in np.arange(-7.5, 9, 3.0)]
    ends = {"low": (-4.3, 30.0), "high": (-30.0, 5.1), "both": (-6.2, 3.7)}[side]
    nodes = [np.arange(-30, 31, 2.5), np.arange(-30, 31, 2.5), np.arange(-30, 31, 2.5)]
    nodes[axis] = np.linspace(*ends, 14)
    dose = dose_on_nodes(linear(OBLIQUE, at_centre_gy=100), nodes)
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=3.0)

    low, high = max(ends[0], -half[axis]), min(ends[1], half[axis])
    covered = half.copy()
    covered[axis] = (high - low) / 2
    shift = OBLIQUE[axis] * (low + high) / 2
    assert dvh.coverage_frac == pytest.approx((high - low) / (2 * half[axis]), rel=1e-6)
    doses = np.linspace(70, 130, 201)
    truth = box_beyond(doses - 100 - shift, half_mm=tuple(covered), n=OBLIQUE) / 1000
    found = np.array([dvh.volume_at(dose_gy) for dose_gy in doses])
    assert found == pytest.approx(truth, abs=3e-3 * truth[0])
    assert dvh.mean_gy == pytest.approx(100 + shift, abs=1e-3)
    reach = float(np.abs(OBLIQUE) @ covered)
    assert dvh.max_gy == pytest.approx(100 + shift + reach, abs=1e-3)
    assert dvh.min_gy == pytest.approx(100 + shift - reach, abs=1e-3)


@examples(60)
@given(
    corners=st.lists(st.tuples(st.floats(-15, 35), st.floats(-15, 35)), min_size=3, max_size=3),
    direction=st.floats(0, 6.28),
    step=st.sampled_from([1.0, 2.5, 4.0]),
)
def test_any_triangle_is_clipped_exactly_at_the_border_of_the_dose(
    corners: list[tuple[float, float]], direction: float, step: float
) -> None:
    """Area, mean and extremes of a linear dose over the triangle's common part with the grid."""
    triangle = shapely.Polygon(corners)
    covered = triangle.intersection(shapely.box(0, 0, 20, 20))
    if triangle.area < 5 or 0 < covered.area < 1:
        return
    n = np.array([np.cos(direction), np.sin(direction), 0.0])
    nodes = np.arange(0, 20.1, step)
    dose = dose_on_nodes(linear(n, at_centre_gy=100), [nodes, nodes, np.arange(-4, 9, 2.0)])
    rings = [(z, np.array(corners)) for z in (0.0, 2.0, 4.0)]
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=None)
    assert dvh.total_cm3 == pytest.approx(6 * triangle.area / 1000, rel=1e-6)
    assert dvh.dosed_cm3 == pytest.approx(6 * covered.area / 1000, rel=1e-6, abs=1e-9)
    if covered.area > 0:
        centroid = np.array([covered.centroid.x, covered.centroid.y, 0.0])
        assert dvh.mean_gy == pytest.approx(100 + n @ centroid, abs=1e-3)
        vertices = shapely.get_coordinates(covered)
        at_vertices = 100 + vertices @ n[:2]
        assert dvh.max_gy <= at_vertices.max() + 1e-3
        assert dvh.min_gy >= at_vertices.min() - 1e-3
        # The grid's own corner may lie inside by less than a sub-cell and be passed over; no more than that.
        is_corner = np.all(np.isin(vertices, [0.0, 20.0]), axis=1)
        on_edges = at_vertices[~is_corner]
        assert dvh.max_gy >= max(on_edges.max() - 1e-3, at_vertices.max() - 0.75)
        assert dvh.min_gy <= min(on_edges.min() + 1e-3, at_vertices.min() + 0.75)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("sign", [-1, 1])
def test_structure_wholly_outside_the_dose_is_not_covered_and_has_no_dose(axis: int, sign: int) -> None:
    dose = dose_on_nodes(linear(OBLIQUE, at_centre_gy=100), [np.arange(-20, 21, 2.0)] * 3)
    shift = 60.0 * sign * AXIAL[axis]
    dvh = structure_dvh(structure_of(SPHERE_RINGS, centre_mm=shift), dose=dose, set_spacing_mm=None)
    assert dvh.total_cm3 == pytest.approx(SPHERE_PRISMS.volume_mm3 / 1000, rel=1e-5)
    assert (dvh.dosed_cm3, dvh.coverage_frac) == (0.0, 0.0)
    assert (dvh.volume_at(0.0), dvh.volume_at(50.0)) == (0.0, 0.0)
    assert np.isnan([dvh.min_gy, dvh.mean_gy, dvh.max_gy]).all()
    with pytest.raises(ValueError, match=r"of a structure of 0\.0 cm³"):
        dvh.dose_at(0.01)


@pytest.mark.parametrize(
    "elsewhere", [(30, 12, 34, 16), (-34, 1, -30, 5), (12, 30, 16, 34), (12, -34, 16, -30)]
)
def test_part_outside_the_dose_leaves_the_extremes_of_the_part_inside_alone(
    elsewhere: tuple[float, float, float, float],
) -> None:
    """A 4 mm square at x and y 4 … 8, and another beyond one border, in 10 Gy + 1 Gy/mm along x + y."""
    dose = dose_on_nodes(
        lambda p: 10 + p[:, 0] + p[:, 1],
        [np.arange(0, 21, 2.0), np.arange(0, 21, 2.0), np.arange(-4, 9, 2.0)],
    )
    rings = [(z, points) for z in (0.0, 2.0) for points in (rectangle(4, 4, 8, 8), rectangle(*elsewhere))]
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=None)
    assert dvh.coverage_frac == pytest.approx(0.5, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy, dvh.mean_gy) == pytest.approx((18.0, 26.0, 22.0), abs=1e-4)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_dose_of_a_single_plane_row_or_column_covers_nothing(axis: int) -> None:
    """It has no thickness: between which doses a volume would lie is not known."""
    nodes = [np.arange(-20, 21, 2.0)] * 3
    nodes[axis] = np.array([0.5])
    dose = dose_on_nodes(linear(OBLIQUE, at_centre_gy=100), nodes)
    dvh = structure_dvh(structure_of(SPHERE_RINGS), dose=dose, set_spacing_mm=None)
    assert (dvh.dosed_cm3, dvh.coverage_frac, dvh.volume_at(0.0)) == (0.0, 0.0, 0.0)
    assert np.isnan([dvh.min_gy, dvh.mean_gy, dvh.max_gy]).all()
    assert dvh.total_cm3 == pytest.approx(SPHERE_PRISMS.volume_mm3 / 1000, rel=1e-5)


# Spacing and order of slices, and how the grid lies


@pytest.mark.parametrize(
    "planes",
    [
        np.arange(20, -21, -2.5),
        np.array([-19, -14, -11, -10.5, -6, -5, -1, 0.3, 2, 7, 9, 13, 18.0]),
        np.array([-19, -14, -11, -10.5, -6, -5, -1, 0.3, 2, 7, 9, 13, 18.0])[::-1],
        np.array([-40, 40.0]),
    ],
    ids=["descending", "irregular", "irregular and descending", "two planes"],
)
def test_slices_may_descend_and_be_irregular(planes: Floats) -> None:
    dose = dose_on_nodes(
        linear(OBLIQUE, at_centre_gy=100), [np.arange(-20, 21, 2.5), np.arange(-20, 21, 2.0), planes]
    )
    dvh = structure_dvh(structure_of(SPHERE_RINGS), dose=dose, set_spacing_mm=None)
    assert dvh.coverage_frac == pytest.approx(1.0, rel=1e-6)
    assert dvh.mean_gy == pytest.approx(
        100
        + SPHERE_PRISMS.centres_mm[:, 2]
        @ (SPHERE_PRISMS.radii_mm**2 * OBLIQUE[2])
        / np.sum(SPHERE_PRISMS.radii_mm**2),
        abs=1e-3,
    )
    assert_curve(dvh, SPHERE_PRISMS, n=OBLIQUE, axis=AXIAL[2])


@pytest.mark.parametrize("direction", [*AXIAL, OBLIQUE])
@pytest.mark.parametrize("spacing", [(1.1, 3.3, 2.2), (3.3, 1.1, 2.2), (2.2, 1.1, 4.7)])
def test_rows_and_columns_of_different_spacing_are_not_swapped(
    direction: Floats, spacing: tuple[float, float, float]
) -> None:
    structure = structure_of(SPHERE_RINGS)
    dose = dose_around(linear(direction, at_centre_gy=100), structure.contours.points_mm, spacing_mm=spacing)
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    assert_curve(dvh, SPHERE_PRISMS, n=direction, axis=AXIAL[2])


PROPER_TURNS = [
    turn
    for order in permutations(range(3))
    for flips in product((1.0, -1.0), repeat=3)
    if np.linalg.det(turn := np.eye(3)[list(order)] * np.array(flips)[:, None]) > 0
]


@pytest.mark.parametrize(
    "axes", PROPER_TURNS, ids=lambda axes: "".join("xyz"[i] for i in np.abs(axes).argmax(1))
)
def test_dose_stored_in_any_orientation_gives_the_same(axes: Floats) -> None:
    """Head or feet first, supine, prone or decubitus, axial, sagittal or coronal: 24 orientations."""
    structure = structure_of(SPHERE_RINGS, centre_mm=(30.0, -40.0, 50.0))
    dose = dose_around(
        linear(OBLIQUE, at_centre_gy=100, centre_mm=(30.0, -40.0, 50.0)),
        structure.contours.points_mm,
        spacing_mm=(2.5, 2.0, 3.0),
        axes=axes,
        phase=(0.2, 0.7, 0.4),
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    assert dvh.notes == ()
    assert_curve(dvh, SPHERE_PRISMS, n=OBLIQUE, axis=AXIAL[2])


@pytest.mark.parametrize("axes", [SAGITTAL, CORONAL], ids=["sagittal", "coronal"])
def test_sagittal_and_coronal_contours_in_an_axial_dose_are_exact(axes: Floats) -> None:
    structure = structure_of(SPHERE_RINGS, axes=axes)
    dose = dose_around(
        linear(OBLIQUE, at_centre_gy=100), structure.contours.points_mm, spacing_mm=(2.5, 2.0, 3.0)
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    truth = replace(SPHERE_PRISMS, centres_mm=SPHERE_PRISMS.centres_mm @ axes)
    assert dvh.notes == ()
    assert_curve(dvh, truth, n=OBLIQUE, axis=axes[2])


@pytest.mark.parametrize("axes", [SAGITTAL, CORONAL], ids=["sagittal", "coronal"])
def test_sagittal_and_coronal_contours_among_irregular_slices_are_resampled(axes: Floats) -> None:
    structure = structure_of(SPHERE_RINGS, axes=axes)
    planes = np.array([-24, -19, -14, -11, -10.5, -6, -5, -1, 0.3, 2, 7, 9, 13, 18.0, 24])
    dose = dose_on_nodes(
        linear(OBLIQUE, at_centre_gy=100), [np.arange(-24, 25, 2.5), np.arange(-24, 25, 2.0), planes]
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    truth = replace(SPHERE_PRISMS, centres_mm=SPHERE_PRISMS.centres_mm @ axes)
    assert [note.id for note in dvh.notes] == ["dvh.resampled"]
    assert_curve(dvh, truth, n=OBLIQUE, axis=axes[2])


def tilted(degrees: float) -> Floats:
    """Axes turned about (1, 1, 0), so that no plane of the grid is axial."""
    angle = np.radians(degrees)
    axis = np.array([1.0, 1.0, 0.0]) / np.sqrt(2)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


@pytest.mark.parametrize("axes", [tilted(1.0), tilted(30.0), rotation(5)], ids=["1°", "30°", "any"])
def test_tilted_dose_grid_is_resampled_and_says_so(axes: Floats) -> None:
    """A linear dose survives resampling: the curve stays exact to 0.3 % of the volume."""
    structure = structure_of(SPHERE_RINGS)
    dose = dose_around(
        linear(OBLIQUE, at_centre_gy=100),
        structure.contours.points_mm,
        spacing_mm=(2.5, 2.0, 3.0),
        axes=axes,
        pad_mm=8.0,
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    assert dvh.notes == (Message("dvh.resampled", spacing=Quantity(1.0, "mm")),)
    assert_curve(dvh, SPHERE_PRISMS, n=OBLIQUE, axis=AXIAL[2])


def test_tilting_the_dose_grid_by_a_degree_costs_a_gaussian_no_more_than_interpolation_does() -> None:
    """σ 10 mm, 60 Gy, 2 mm grid: within 0.9 % of the volume and 0.3 Gy in the mean of the truth."""
    structure = structure_of(rings_of(sphere(14.0), spacing_mm=0.5, phase=0.3))
    doses = np.linspace(5.0, 59.5, 300)
    peak = Peak(centre_mm=np.array([5.0, 0.0, 0.0]), sigma_mm=10, peak_gy=60)
    truth = balls_common(peak.reach_mm(doses), radius_mm=14, distance_mm=5) / 1000
    for axes in (AXIAL, tilted(1.0)):
        dose = dose_around(
            peak.at,
            structure.contours.points_mm,
            spacing_mm=2.0,
            axes=axes,
            pad_mm=8.0,
        )
        dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
        found = np.array([dvh.volume_at(dose_gy) for dose_gy in doses])
        assert found == pytest.approx(truth, abs=0.009 * truth[0])
        mean_gy = 5.0 + np.trapezoid(truth, doses) / truth[0]
        assert dvh.mean_gy == pytest.approx(mean_gy, abs=0.3)


@pytest.mark.parametrize("field", [linear(OBLIQUE, at_centre_gy=100), lambda at: np.full(len(at), 50.0)])
def test_tilted_dose_grid_cut_off_covers_its_share(field: Callable[[Floats], Floats]) -> None:
    """The grid ends at w = 0 of its own 10°-tilted frame, through the ball's centre: half is covered.

    Resampled at 1 mm, the border is known to half a step of the cut's area: ± 0.5 mm × π R².
    """
    axes = tilted(10.0)
    structure = structure_of(SPHERE_RINGS)
    dose = dose_on_nodes(
        field,
        [np.arange(-30, 31, 2.0), np.arange(-30, 31, 2.0), np.arange(0, 31, 2.0)],
        axes=axes,
    )
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=None)
    assert dvh.total_cm3 == pytest.approx(SPHERE_PRISMS.volume_mm3 / 1000, rel=1e-5)
    expected = 2 / 3 * np.pi * 14.0**3 / 1000
    assert dvh.dosed_cm3 == pytest.approx(expected, abs=0.75 * np.pi * 14**2 / 1000)
    assert dvh.dosed_cm3 <= expected + 0.02


def test_contours_in_planes_of_different_directions_are_refused() -> None:
    one = structure_of([(0.0, circle(8.0))]).contours.points_mm
    other = structure_of([(0.0, circle(8.0))], axes=SAGITTAL).contours.points_mm
    structure = structure_of([(0.0, circle(8.0)), (3.0, circle(8.0))])
    mixed = np.concatenate([one, other])
    contours = type(structure.contours)(
        points_mm=mixed, starts=structure.contours.starts, kinds=structure.contours.kinds
    )
    crossed = type(structure)(number=1, name="Crossed", role="", contours=contours)
    dose = dose_on_nodes(linear(OBLIQUE, at_centre_gy=100), [nodes_around(-20, 20, spacing_mm=2.0)] * 3)
    with pytest.raises(UnsupportedError, match="planes of different directions"):
        structure_dvh(crossed, dose=dose, set_spacing_mm=3.0)


def test_contours_a_little_out_of_their_planes_are_flattened_and_it_is_noted() -> None:
    rng = np.random.default_rng(7)
    even = structure_of([(float(z), circle(10.0)) for z in range(-9, 10, 3)])
    points = even.contours.points_mm + rng.uniform(-0.2, 0.2, (len(even.contours.points_mm), 1)) * [0, 0, 1]
    uneven = replace(even, contours=replace(even.contours, points_mm=points))
    dose = dose_around(lambda p: 50 + p[:, 0], even.contours.points_mm, spacing_mm=2.0)
    flat, flattened = (structure_dvh(s, dose=dose, set_spacing_mm=None) for s in (even, uneven))
    assert flattened.total_cm3 == pytest.approx(flat.total_cm3, rel=2e-3)
    assert flattened.mean_gy == pytest.approx(flat.mean_gy, abs=1e-2)
    assert flattened.notes == (Message("contours.flattened", distance=Quantity(0.4, "mm")),)
    assert flat.notes == ()
