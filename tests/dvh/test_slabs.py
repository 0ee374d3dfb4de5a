"""How thick each plane is, against volumes by hand: 100 mm² contours, so that 10 mm are 1 cm³."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantoms import examples, rectangle, structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Message, Quantity
from rtqa.model.geometry import Floats

SQUARE = rectangle(-5, -5, 5, 5)
DOSE = dose_on_nodes(
    lambda p: 100 + p[:, 2], [np.arange(-12, 13, 3.0), np.arange(-12, 13, 3.0), np.arange(-60, 61, 2.5)]
)
"""100 Gy + 1 Gy/mm along z."""


def dvh_of(
    planes_mm: list[float] | Floats, *, set_spacing_mm: float | None = None, contour: Floats = SQUARE
) -> DVH:
    structure = structure_of([(float(z), contour) for z in planes_mm])
    return structure_dvh(structure, dose=DOSE, set_spacing_mm=set_spacing_mm)


def thickness_mm(dvh: DVH) -> float:
    assert dvh.dosed_cm3 == pytest.approx(dvh.total_cm3, rel=1e-6)
    return 10 * dvh.total_cm3


def test_even_planes_reach_half_a_gap_beyond_the_first_and_the_last() -> None:
    dvh = dvh_of([-6.0, -3.0, 0.0, 3.0])
    assert thickness_mm(dvh) == pytest.approx(12.0, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((92.5, 104.5), abs=1e-4)
    assert dvh.mean_gy == pytest.approx(98.5, abs=1e-4)
    assert dvh.notes == ()


def test_planes_rounded_to_1_98_and_1_99_mm_are_one_structure() -> None:
    """CT tables move by such steps; a strict comparison of gaps makes 60 parts, or drops planes."""
    gaps = np.resize([1.98, 1.99, 1.98, 1.98, 1.99], 20)
    planes = -20 + np.concatenate([[0.0], np.cumsum(gaps)])
    dvh = dvh_of(planes)
    assert thickness_mm(dvh) == pytest.approx(gaps.sum() + (gaps[0] + gaps[-1]) / 2, abs=1e-6)
    assert dvh.notes == ()


def test_planes_out_of_order_are_sorted() -> None:
    dvh = dvh_of([3.0, -6.0, 0.0, -3.0])
    assert thickness_mm(dvh) == pytest.approx(12.0, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((92.5, 104.5), abs=1e-4)


def test_spacing_that_changes_gives_each_plane_up_to_the_middle() -> None:
    """Gaps 2, 2, 2, 3, 3 mm: each half of a gap belongs to the plane on its side."""
    planes = [0.0, 2.0, 4.0, 6.0, 9.0, 12.0]
    dvh = dvh_of(planes)
    assert thickness_mm(dvh) == pytest.approx(1 + 12 + 1.5, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((99.0, 113.5), abs=1e-4)
    wide = rectangle(-10, -10, 10, 10)
    rings = [(z, wide if z == 6.0 else SQUARE) for z in planes]
    mixed = structure_dvh(structure_of(rings), dose=DOSE, set_spacing_mm=None)
    assert mixed.total_cm3 == pytest.approx((14.5 * 100 + 2.5 * 300) / 1000, rel=1e-6)


@pytest.mark.parametrize("set_spacing_mm", [1.5, 3.0, 5.0])
def test_one_plane_alone_is_as_thick_as_the_structure_sets_spacing(set_spacing_mm: float) -> None:
    dvh = dvh_of([2.0], set_spacing_mm=set_spacing_mm)
    assert thickness_mm(dvh) == pytest.approx(set_spacing_mm, rel=1e-6)
    half = set_spacing_mm / 2
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((102 - half, 102 + half), abs=1e-4)
    assert dvh.notes == (Message("contours.one-plane", thickness=Quantity(set_spacing_mm, "mm")),)


def test_one_plane_of_unknown_thickness_is_refused_and_has_no_volume_of_zero() -> None:
    with pytest.raises(UnsupportedError, match="one plane only, and nothing tells how thick it is"):
        dvh_of([2.0])


@pytest.mark.parametrize("set_spacing_mm", [None, 3.0])
def test_missing_middle_plane_is_bridged(set_spacing_mm: float | None) -> None:
    dvh = dvh_of([0.0, 3.0, 6.0, 12.0, 15.0, 18.0], set_spacing_mm=set_spacing_mm)
    assert thickness_mm(dvh) == pytest.approx(21.0, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((98.5, 119.5), abs=1e-4)
    assert dvh.notes == (Message("contours.planes-missing", n=1),)


def test_two_missing_planes_are_bridged() -> None:
    dvh = dvh_of([0.0, 3.0, 12.0, 15.0])
    assert thickness_mm(dvh) == pytest.approx(18.0, rel=1e-6)
    assert dvh.notes == (Message("contours.planes-missing", n=2),)


@pytest.mark.parametrize("planes", [[0.0, 6.0, 9.0, 12.0, 15.0], [0.0, 3.0, 6.0, 9.0, 15.0]])
def test_plane_missing_beside_the_end_makes_its_cap_no_thicker(planes: list[float]) -> None:
    """The cap stands for the slice's own half, 1.5 mm: the same structure with all planes is 18 mm."""
    dvh = dvh_of(planes)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((98.5, 116.5), abs=1e-4)
    assert thickness_mm(dvh) == pytest.approx(18.0, rel=1e-6)


def test_parts_far_apart_end_in_caps_of_their_own() -> None:
    dvh = dvh_of([-20.0, -17.0, -14.0, 10.0, 13.0])
    assert thickness_mm(dvh) == pytest.approx(9.0 + 6.0, rel=1e-6)
    # Nothing lies between z = −12.5 and 8.5: the curve is flat from 87.5 to 108.5 Gy.
    assert dvh.volume_at(88.0) == pytest.approx(0.6, rel=2e-3)
    assert dvh.volume_at(108.0) == pytest.approx(0.6, rel=2e-3)
    assert dvh.notes == (Message("contours.maybe-parts", n=2),)
    # The outlines overlap, and nothing tells that nothing was to be drawn between them.
    readings = [10 * other.total_cm3 for group in dvh.alternatives for other in group]
    assert max(readings) == pytest.approx(36.0, rel=1e-6)


def test_planes_across_a_gap_that_do_not_overlap_are_not_bridged() -> None:
    """Two missing slices between squares that lie side by side: two parts, not a bridge."""
    aside = SQUARE + np.array([8.0, 0.0])
    apart = SQUARE + np.array([12.0, 0.0])
    dose = dose_on_nodes(
        lambda p: 100 + p[:, 2],
        [np.arange(-12, 25, 3.0), np.arange(-12, 13, 3.0), np.arange(-60, 61, 2.5)],
    )

    def thickness(second: Floats) -> float:
        rings = [(0.0, SQUARE), (3.0, SQUARE), (12.0, second), (15.0, second)]
        return 10 * structure_dvh(structure_of(rings), dose=dose, set_spacing_mm=3.0).total_cm3

    assert thickness(aside) == pytest.approx(18.0, rel=1e-6)
    assert thickness(apart) == pytest.approx(12.0, rel=1e-6)


def test_two_planes_alone_reach_half_their_gap_beyond() -> None:
    assert thickness_mm(dvh_of([0.0, 3.0])) == pytest.approx(6.0, rel=1e-6)
    assert thickness_mm(dvh_of([0.0, 3.0], set_spacing_mm=3.0)) == pytest.approx(6.0, rel=1e-6)
    assert thickness_mm(dvh_of([0.0, 3.0], set_spacing_mm=2.5)) == pytest.approx(6.0, rel=1e-6)


def test_two_planes_far_apart_are_two_parts_as_thick_as_the_structure_sets_spacing() -> None:
    dvh = dvh_of([0.0, 30.0], set_spacing_mm=3.0)
    assert thickness_mm(dvh) == pytest.approx(6.0, rel=1e-6)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((98.5, 131.5), abs=1e-4)


def test_single_plane_part_beside_a_larger_one_is_one_slice_thick() -> None:
    dvh = dvh_of([-30.0, 0.0, 3.0, 6.0])
    assert thickness_mm(dvh) == pytest.approx(3.0 + 9.0, rel=1e-6)
    assert dvh.min_gy == pytest.approx(68.5, abs=1e-4)


@examples(60)
@given(
    gaps=st.lists(st.floats(2.0, 2.9), min_size=1, max_size=12),
    sides=st.lists(st.floats(1, 10), min_size=13, max_size=13),
)
def test_any_uneven_spacing_sums_each_area_times_half_the_gaps_beside_it(
    gaps: list[float], sides: list[float]
) -> None:
    planes = -15 + np.concatenate([[0.0], np.cumsum(gaps)])
    sides = sides[: len(planes)]
    rings = [(float(z), rectangle(-s, -s, s, s)) for z, s in zip(planes, sides, strict=True)]
    dvh = structure_dvh(structure_of(rings), dose=DOSE, set_spacing_mm=None)
    padded = np.concatenate([[gaps[0]], gaps, [gaps[-1]]])
    thick = (padded[:-1] + padded[1:]) / 2
    expected = float(np.sum(4 * np.square(sides) * thick)) / 1000
    assert dvh.total_cm3 == pytest.approx(expected, rel=1e-6)
    assert dvh.dosed_cm3 == pytest.approx(expected, rel=1e-6)
    assert dvh.min_gy == pytest.approx(100 + planes[0] - gaps[0] / 2, abs=1e-4)
    assert dvh.max_gy == pytest.approx(100 + planes[-1] + gaps[-1] / 2, abs=1e-4)
