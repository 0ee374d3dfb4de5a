"""Neighbours, gaps and parts, by the slices of the image and by the planes of other structures."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import rectangle, structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.dvh.compute import planar_dvh
from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.messages import Message
from rtqa.metrics import Measurement, measure
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats

AXIS = np.array([0.0, 0.0, 1.0])
SQUARE = rectangle(-5, -5, 5, 5)
"""100 mm², so that 10 mm are 1 cm³."""

EVEN = np.arange(-60.0, 61.0, 3.0)
COARSE_ABOVE = np.concatenate([np.arange(-60.0, 1.0, 3.0), np.arange(12.0, 61.0, 12.0)])
"""3 mm apart up to 0, 12 mm above."""

NODES = np.arange(-72.0, 73.0, 3.0)
BY_HEIGHT = dose_on_nodes(lambda p: 100 + p[:, 2], [np.arange(-12, 13, 3.0), np.arange(-12, 13, 3.0), NODES])


def image(offsets_mm: Floats) -> DrawingSlices:
    return DrawingSlices(normal=AXIS, offsets_mm=offsets_mm, is_image=True)


def laid(
    heights_mm: list[float], slices: DrawingSlices | None, *, contours: list[Floats] | None = None
) -> PlanarStructure:
    rings = list(zip(map(float, heights_mm), contours or [SQUARE] * len(heights_mm), strict=True))
    return lay_flat(structure_of(rings), set_spacing_mm=3.0, slices=slices)


def volume(structure: PlanarStructure) -> tuple[float, float, float]:
    """In mm of height: the value and its interval."""
    outcome = measure(planar_dvh(structure, dose=BY_HEIGHT), "Volume[cc]")
    assert isinstance(outcome, Measurement)
    assert outcome.interval is not None
    return 10 * outcome.value, 10 * outcome.interval.low, 10 * outcome.interval.high


@pytest.mark.parametrize("flipped", [False, True])
def test_neighbouring_slices_are_neighbours_whatever_their_distance(*, flipped: bool) -> None:
    slices = image(COARSE_ABOVE)
    if flipped:
        slices = DrawingSlices(normal=-AXIS, offsets_mm=-COARSE_ABOVE[::-1], is_image=True)
    structure = laid([-6, -3, 0, 12, 24], slices)
    assert structure.slabs.notes == ()
    assert not len(structure.slabs.undrawn.plane)
    # Half a slice below, 6 mm above.
    assert structure.extent_mm == pytest.approx((-7.5, 30.0))
    assert 10 * structure.volume_cm3 == pytest.approx(37.5)


def test_an_end_beside_coarse_slices_reaches_half_of_the_way_to_the_next() -> None:
    assert laid([-6, -3, 0], image(COARSE_ABOVE)).extent_mm == pytest.approx((-7.5, 6.0))


@pytest.mark.parametrize("gap_mm", [6, 9, 12, 15])
def test_bare_slices_between_outlines_that_overlap_stand_in_the_interval_both_ways(gap_mm: int) -> None:
    heights = [*range(-24, 1, 3), *range(gap_mm, gap_mm + 13, 3)]
    structure = laid(list(map(float, heights)), image(EVEN))
    value, low, high = volume(structure)
    whole, apart = 24.0 + gap_mm + 12 + 3, 24.0 + 12 + 6
    assert value == pytest.approx(whole, rel=1e-6)
    assert low <= apart
    assert high >= whole
    assert structure.slabs.notes == (Message("contours.planes-missing", n=gap_mm // 3 - 1),)
    # Cut at the height of the gap, the dose shows the same: the mean is 100 Gy + the height of the middle.
    mean = measure(planar_dvh(structure, dose=BY_HEIGHT), "Mean[Gy]")
    assert isinstance(mean, Measurement)
    assert mean.interval is not None
    without = 100 + (27 * -12.0 + 15 * (gap_mm + 6.0)) / 42
    assert mean.interval.low <= without <= mean.interval.high


def test_a_stretch_longer_than_what_is_drawn_beside_it_is_left_out_and_in_doubt() -> None:
    value, low, high = volume(laid([0, 3, 30, 33], image(EVEN)))
    assert value == pytest.approx(12.0, rel=1e-6)
    assert low <= 12.0
    assert high >= 36.0


def test_beyond_an_end_beside_a_gap_as_much_may_be_undrawn() -> None:
    """All slices 3 mm apart, and above 0 drawn on every fourth: the end may lie 6 mm beyond the last."""
    _, _, high = volume(laid([*map(float, range(-24, 1, 3)), 12, 24], image(EVEN)))
    assert high >= 24 + 24 + 1.5 + 6


def test_of_few_planes_each_third_left_out_both_ends_may_lie_as_far_as_the_widest_gap() -> None:
    """Drawn at 0, 3, 9, 12 mm: half of 6 mm beyond both ends, and not of 3 mm, though none is beside."""
    undrawn = laid([0, 3, 9, 12], image(EVEN)).slabs.undrawn
    beyond = undrawn.cause > 0
    ends = np.column_stack([undrawn.low_mm, undrawn.high_mm])[beyond]
    np.testing.assert_allclose(ends, [[-3.0, -1.5], [13.5, 15.0]])
    assert not undrawn.counts[beyond].any()
    # One of eight is an oversight.
    assert set(laid([0, 3, 9, 12, 15, 18, 21, 24], image(EVEN)).slabs.undrawn.cause) == {0}


def test_bare_slices_between_outlines_side_by_side_part_a_structure() -> None:
    aside = SQUARE + np.array([12.0, 0.0])
    for n_bare in (1, 2, 6):
        above = 3.0 * (n_bare + 1)
        structure = laid(
            [-6, -3, 0, above, above + 3], image(EVEN), contours=[SQUARE, SQUARE, SQUARE, aside, aside]
        )
        assert structure.slabs.notes == (Message("contours.parts", n=2),)
        assert not len(structure.slabs.undrawn.plane)
        assert 10 * structure.volume_cm3 == pytest.approx(15.0)
        parts = split_parts(structure, over_undrawn=True)
        assert [10 * part.volume_cm3 for part in parts] == pytest.approx([9.0, 6.0])


def test_balls_above_each_other_are_two() -> None:
    """Of 8 mm radius, their poles 5 mm apart: both close within the gap, whose outlines overlap."""
    heights = np.arange(-6.0, 27.1, 3.0)
    radii = [np.sqrt(max(64.0 - min((z - c) ** 2 for c in (0.0, 21.0)), 0.0)) for z in heights]
    drawn = [(float(z), SQUARE * r / 5.0) for z, r in zip(heights, radii, strict=True) if r > 0]
    structure = lay_flat(structure_of(drawn), set_spacing_mm=3.0, slices=image(EVEN))
    assert structure.slabs.notes == (Message("contours.parts", n=2),)
    assert len(split_parts(structure, over_undrawn=True)) == 2


def test_a_structure_on_every_second_slice_throughout_is_drawn_so() -> None:
    structure = laid([-12, -6, 0, 6, 12], image(EVEN))
    assert not len(structure.slabs.undrawn.plane)
    assert 10 * structure.volume_cm3 == pytest.approx(30.0)
    assert [note.id for note in structure.slabs.notes] == ["contours.drawn-every"]
    # One of its planes is missing all the same.
    assert laid([-18, -12, -6, 0, 12, 18], image(EVEN)).slabs.undrawn.n_slices.tolist() == [1]


@pytest.mark.parametrize("slices", [image(EVEN), None])
def test_single_slices_left_out_again_and_again_are_a_habit_and_no_doubt(
    slices: DrawingSlices | None,
) -> None:
    """Two slices of three, sixteen planes: it is drawn so, and no organ is absent on each third slice.

    Between the outermost planes lie 45 mm; at each end 4.5 mm, the mean distance, are in doubt by half.
    """
    heights = [3.0 * n - 24 for n in range(17) if n % 3 != 1]
    structure = laid(heights, slices)
    assert not len(structure.slabs.undrawn.plane)
    assert [note.id for note in structure.slabs.notes] == ["contours.drawn-every"]
    value, low, high = volume(structure)
    assert value == pytest.approx(heights[-1] - heights[0] + 4.5)
    assert value - 4.5 < low < value - 3
    # It may go on up to the next slice but one, 6 mm away: 3.75 mm beyond half of the mean distance.
    assert value + 4.5 < high < value + 7.5


def test_a_few_single_slices_left_out_stay_in_doubt() -> None:
    structure = laid([3.0 * n - 24 for n in range(17) if n not in (3, 11)], image(EVEN))
    assert set(structure.slabs.undrawn.cause) == {0, 1}


def test_without_an_image_other_structures_tell() -> None:
    own = [-6.0, -3.0, 0.0, 12.0, 15.0]
    alike = DrawingSlices.of_planes(AXIS, [own, [-9.0, *own, 18.0]])
    between = DrawingSlices.of_planes(AXIS, [own, EVEN])
    alone = DrawingSlices.of_planes(AXIS, [own])
    # Two structures go from 0 to 12 mm: no slice lies there.
    assert not len(laid(own, alike).slabs.undrawn.plane)
    for slices, n_bare in ((between, 3), (alone, 3), (None, 3)):
        assert laid(own, slices).slabs.undrawn.n_slices.tolist() == [n_bare]
    assert Message("contours.slices-not-known") in laid(own, between).slabs.notes


def test_contours_beside_the_slices_go_by_their_own_step() -> None:
    structure = laid([-5.0, -3.0, -1.0, 1.0, 3.0, 5.0], image(EVEN))
    assert 10 * structure.volume_cm3 == pytest.approx(12.0)
    assert not len(structure.slabs.undrawn.plane)


def test_rounding_by_a_tenth_changes_nothing() -> None:
    exact, rounded = (laid([-6 + d, -3, 0 - d, 3, 6 + d], image(EVEN)) for d in (0.0, 0.1))
    assert rounded.volume_cm3 == pytest.approx(exact.volume_cm3, rel=0.01)
    assert rounded.slabs.notes == ()
