"""How much ends leave open: cuts in closed form, smooth domes, and what is drawn roughly."""

from __future__ import annotations

import numpy as np
import pytest

from rtqa.dvh.end_doubt import doubt_ends, find_roughness
from rtqa.geometry.slabs import Slabs


def roughness(areas: list[float], *, step_mm: float = 3.0) -> float:
    offsets_mm = step_mm * np.arange(len(areas))
    slabs = Slabs.between(offsets_mm - step_mm / 2, offsets_mm + step_mm / 2)
    return find_roughness(np.array(areas), offsets_mm, slabs)


def sections(profile: np.ufunc, n: int = 9) -> list[float]:
    return [float(profile(z)) for z in np.linspace(-0.93, 0.97, n)]


def test_areas_of_smooth_solids_go_on_evenly_and_those_of_drawn_ones_do_not() -> None:
    """Of balls, cones and columns areas are quadratic in height, and third differences 0."""
    for profile in (lambda z: 1 - z**2, lambda z: (1 + z) ** 2 / 4, lambda _: 1.0):
        assert roughness(sections(profile)) == 0.0
    # A cylinder lying across, whose areas go with a root: some hundredths.
    assert roughness(sections(lambda z: np.sqrt(1 - z**2), n=21)) < 0.2
    # By hand: third differences 0.4, −0.6, 0.6 of a mean of 1.
    wavering = [1.0, 1.1, 0.8, 0.7, 1.2, 1.2]
    thirds = np.abs(np.diff(wavering, 3)).mean() / np.mean(wavering)
    assert roughness(wavering) == pytest.approx(min((thirds - 0.03) / 0.12, 1.0))
    assert roughness([1.0, 0.9, 1.0]) == 0.0


def test_two_cuts_hold_95_percent_of_their_sums_and_one_cut_all() -> None:
    """Each lies evenly within half a slice: of two, 95 % of sums are within 2 − √0.2 of a cap."""
    missing, added = doubt_ends(np.ones(2), np.ones(2), roughness=0.0, uneven=1.0)
    assert missing == pytest.approx([1.0, 1.0])
    assert np.sqrt(2) * added[0] == pytest.approx(2 - np.sqrt(0.2), rel=0.03)
    _, alone = doubt_ends(np.array([1.0, 0.01]), np.array([1.0, 0.01]), roughness=0.0, uneven=1.0)
    assert alone[0] == pytest.approx(1.0, rel=0.06)


def test_a_dome_that_goes_on_evenly_is_settled_and_a_rough_end_is_not() -> None:
    """At half the area of the plane before: a parabola's cap is as large as half a slice."""
    ratio, cap = np.array([0.5, 0.5]), np.ones(2)
    (_, smooth), (_, rough) = (doubt_ends(ratio, cap, roughness=r, uneven=1.0) for r in (0.0, 1.0))
    assert smooth[0] < 0.3
    # Real ends of this kind scatter by 0.45 of a cap (standard deviation): twice that.
    assert rough[0] == pytest.approx(0.9, abs=0.12)


def test_where_slices_are_left_out_by_habit_an_end_may_lie_as_far_as_the_widest_gap() -> None:
    even, uneven = (doubt_ends(np.ones(2), np.ones(2), roughness=0.0, uneven=u)[1] for u in (1.0, 4 / 3))
    assert uneven == pytest.approx(even * 4 / 3)
