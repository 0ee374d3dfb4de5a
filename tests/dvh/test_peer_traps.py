"""Wrong numbers that other software gives without a word, each with what is right."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import circle, rectangle, structure_of
from rtqa.commission.doses import dose_on_grid, dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.model.geometry import Floats, Grid
from rtqa.model.structure import Structure


def stack(contour: Floats, planes_mm: list[float] | Floats) -> Structure:
    return structure_of([(float(z), contour) for z in planes_mm])


EVERYWHERE = [np.arange(-30, 31, 2.5), np.arange(-30, 31, 2.5), np.arange(-30, 31, 2.5)]


def test_trap_2_near_minimum_doses_of_a_small_structure_are_not_zero() -> None:
    """Nearest-bin look-ups give D95 … D99 = 0 on small structures: 49 of 100 rows of Nelms' benchmark.

    A 0.036 cm³ rod along x in 20 Gy + 1 Gy/mm: doses are even from 17 to 23 Gy.
    """
    rod = stack(rectangle(-3, -1, 3, 1), [-1.0, 0.0, 1.0])
    dose = dose_on_nodes(lambda p: 20 + p[:, 0], EVERYWHERE)
    dvh = structure_dvh(rod, dose=dose, set_spacing_mm=None)
    assert dvh.total_cm3 == pytest.approx(0.036, rel=1e-6)
    for percent in (99.9, 99, 98, 95, 90, 50, 2, 1):
        expected = 23 - 6 * percent / 100
        assert dvh.dose_at(percent / 100 * dvh.dosed_cm3) == pytest.approx(expected, abs=0.01)


def test_trap_2_dose_of_a_volume_does_not_depend_on_where_a_bin_edge_falls() -> None:
    """V(d) of a thousandth of a gray more is less, everywhere between the extremes."""
    rod = stack(rectangle(-3, -1, 3, 1), [-1.0, 0.0, 1.0])
    dvh = structure_dvh(rod, dose=dose_on_nodes(lambda p: 20 + p[:, 0], EVERYWHERE), set_spacing_mm=None)
    doses = np.arange(17.01, 22.99, 0.001)
    volumes = np.array([dvh.volume_at(dose) for dose in doses])
    assert np.diff(volumes) == pytest.approx(-0.036 / 6 * 0.001, rel=0.1)


def test_trap_3_dose_cut_off_in_z_is_not_stretched_over_the_undosed_part() -> None:
    """Block of 16 cm³, of which 9 mm of 16 lie in the dose: stretched V15 is 16.0, the covered part 9.0.

    (Met in the field as 16.0 against 8.25 cm³.)
    """
    rod = stack(rectangle(-20, -12.5, 20, 12.5), np.arange(-7, 8, 2.0))
    dose = dose_on_nodes(lambda p: np.full(len(p), 20.0), [*EVERYWHERE[:2], np.linspace(-40, 1, 17)])
    dvh = structure_dvh(rod, dose=dose, set_spacing_mm=None)
    assert dvh.total_cm3 == pytest.approx(16.0, rel=1e-6)
    assert dvh.volume_at(15.0) == pytest.approx(9.0, rel=1e-6)
    assert dvh.coverage_frac == pytest.approx(9 / 16, rel=1e-6)


def test_trap_3_dose_cut_off_in_plane_is_not_silent() -> None:
    """Cylinder R 15 H 10 mm, 7.07 cm³, the grid ending 1.5 mm beyond its axis: others say 3.94 and no more.

    Ours has the whole volume beside the covered one: the segment of the disc, in closed form.
    """
    rod = stack(circle(15.0), np.arange(-4.5, 5, 1.0))
    nodes = [np.arange(-31.5, 1.6, 1.5), *EVERYWHERE[1:]]
    dvh = structure_dvh(rod, dose=dose_on_nodes(lambda p: np.full(len(p), 20.0), nodes), set_spacing_mm=None)
    segment = 15**2 * np.arccos(1.5 / 15) - 1.5 * np.sqrt(15**2 - 1.5**2)
    assert dvh.total_cm3 == pytest.approx(np.pi * 15**2 * 10 / 1000, rel=1e-6)
    assert dvh.dosed_cm3 == pytest.approx((np.pi * 15**2 - segment) * 10 / 1000, rel=2e-5)
    assert dvh.volume_at(15.0) == pytest.approx(dvh.dosed_cm3, rel=1e-12)


@pytest.mark.parametrize("spacing", [1.0, 2.5, 5.0])
@pytest.mark.parametrize("phase", [0.0, 0.5, 0.77])
def test_trap_4_interpolation_does_not_shift_the_dose_by_half_a_pixel(spacing: float, phase: float) -> None:
    """Asked to interpolate, others move the dose: a mean of 20.05 becomes 19.76 Gy. Here it is 20.05."""
    rod = stack(circle(9.0), np.arange(-8, 9, 2.0))
    nodes = np.arange(-30, 31, spacing) + phase * spacing
    for direction in np.eye(3):
        dose = dose_on_nodes(lambda p, n=direction: 20.05 + 0.5 * p @ n, [nodes] * 3)
        dvh = structure_dvh(rod, dose=dose, set_spacing_mm=None)
        assert dvh.mean_gy == pytest.approx(20.05, abs=1e-4)


def test_trap_5_one_slice_structure_has_the_volume_of_its_slice() -> None:
    """Others: zero, so that every limit is met."""
    dvh = structure_dvh(
        stack(rectangle(-15, -15, 15, 15), [0.0]),
        dose=dose_on_nodes(lambda p: 20 + p[:, 0], EVERYWHERE),
        set_spacing_mm=3.0,
    )
    assert dvh.total_cm3 == pytest.approx(2.7, rel=1e-6)
    assert dvh.volume_at(20.0) == pytest.approx(1.35, rel=1e-3)


def test_trap_5_irregular_spacing_keeps_the_volume() -> None:
    """Gaps of 2, 2, 3, 3 mm and half of the outer ones beyond stand for 12.5 mm of 5 cm².

    The smallest gap for every plane makes it 5.0 instead of 6.25 cm³ (in the field: 4.5 for 6.75).
    """
    planes = [0.0, 2.0, 4.0, 7.0, 10.0]
    dvh = structure_dvh(
        stack(rectangle(-10, -12.5, 10, 12.5), planes),
        dose=dose_on_nodes(lambda p: 20 + p[:, 2], EVERYWHERE),
        set_spacing_mm=2.0,
    )
    assert dvh.total_cm3 == pytest.approx(0.5 * (10 + 1 + 1.5), rel=1e-6)
    assert dvh.mean_gy == pytest.approx(20 + (-1 + 11.5) / 2, abs=1e-4)


def test_trap_5_missing_middle_slice_does_not_shrink_the_structure() -> None:
    contour = rectangle(-10, -12.5, 10, 12.5)
    dose = dose_on_nodes(lambda p: 20 + p[:, 2], EVERYWHERE)
    planes = np.arange(-9, 10, 3.0)
    whole = structure_dvh(stack(contour, planes), dose=dose, set_spacing_mm=3.0)
    lacking = structure_dvh(stack(contour, planes[planes != 0]), dose=dose, set_spacing_mm=3.0)
    assert lacking.total_cm3 == pytest.approx(whole.total_cm3, rel=1e-6)
    assert whole.total_cm3 == pytest.approx(0.5 * 21, rel=1e-6)
    assert lacking.mean_gy == pytest.approx(20.0, abs=1e-4)


@pytest.mark.parametrize("first", [0.0, -30.0, 117.5])
def test_trap_6_offsets_count_from_the_plane_at_zero_and_may_begin_anywhere(first: float) -> None:
    """Offsets read as absolute z where they are relative: a mean of 29 for 20 Gy.

    The same planes, told from a position so placed that the first offset is 0 or not.
    """
    nodes = EVERYWHERE[0]
    grid = Grid.from_planes(
        position_mm=(nodes[0], nodes[0], nodes[0] - first),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(2.5, 2.5),
        offsets_mm=first + nodes - nodes[0],
        shape_ji=(len(nodes), len(nodes)),
        frame_of_reference_uid="",
    )
    dose = dose_on_grid((20 + nodes)[:, None, None], grid)
    dvh = structure_dvh(stack(circle(9.0), np.arange(-8, 9, 2.0)), dose=dose, set_spacing_mm=None)
    assert dvh.mean_gy == pytest.approx(20.0, abs=1e-4)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((11.0, 29.0), abs=1e-4)


def test_trap_9_overlapping_contours_do_not_lose_their_overlap() -> None:
    """Squares of 400 mm² that share 100: union 700, not the exclusive or's 600."""
    rings = [
        (z, contour) for z in (0.0, 5.0) for contour in (rectangle(-15, -15, 5, 5), rectangle(-5, -5, 15, 15))
    ]
    dose = dose_on_nodes(lambda p: np.full(len(p), 20.0), EVERYWHERE)
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=None)
    assert dvh.volume_at(20.0) == pytest.approx(7.0, rel=1e-6)


def test_trap_9_holes_are_not_filled() -> None:
    """Ring of 900 − 400 mm²; the hole is hot, so that filling it also changes D2."""
    rings = [
        (z, contour)
        for z in (0.0, 5.0)
        for contour in (rectangle(-15, -15, 15, 15), rectangle(-10, -10, 10, 10))
    ]
    dose = dose_on_nodes(
        lambda p: 20 + 40 * (np.abs(p[:, :2]).max(axis=1) < 9), [np.arange(-30, 30.5, 1.0)] * 3
    )
    dvh = structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=None)
    assert dvh.dosed_cm3 == pytest.approx(5.0, rel=1e-6)
    assert dvh.max_gy == pytest.approx(20.0, abs=1e-4)
    assert dvh.volume_at(20.0) == pytest.approx(5.0, rel=1e-6)


def test_trap_9_parts_without_dose_count() -> None:
    """Half of the structure receives 0 Gy: voxels of zero dropped, its mean would be 20 and V10 100 %."""
    dose = dose_on_nodes(lambda p: np.where(p[:, 0] > 0, 20.0, 0.0), [np.arange(-30, 31, 2.0)] * 3)
    dvh = structure_dvh(stack(rectangle(-15, -10, 17, 10), [0.0, 5.0]), dose=dose, set_spacing_mm=None)
    # Dose rises from 0 to 20 Gy between x = 0 and 2: 15 mm at 0, 15 mm at 20, 2 mm between.
    assert dvh.dosed_cm3 == pytest.approx(6.4, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == (0.0, 20.0)
    assert dvh.mean_gy == pytest.approx(20 * 16 / 32, abs=1e-4)
    assert dvh.volume_at(10.0) == pytest.approx(6.4 / 2, rel=2e-3)
    assert dvh.dose_at(0.9 * 6.4) == pytest.approx(0.0, abs=0.02)


def test_trap_9_vertices_are_not_rounded() -> None:
    """A square of 3.3 mm: rounded to 3 or 4 mm it is off by −17 or +47 %."""
    dvh = structure_dvh(
        stack(rectangle(0.35, 0.35, 3.65, 3.65), [0.0, 2.0]),
        dose=dose_on_nodes(lambda p: 20 + p[:, 0], EVERYWHERE),
        set_spacing_mm=None,
    )
    assert dvh.total_cm3 == pytest.approx(3.3**2 * 4 / 1000, rel=1e-6)
    assert dvh.dosed_cm3 == pytest.approx(3.3**2 * 4 / 1000, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((20.35, 23.65), abs=1e-4)
