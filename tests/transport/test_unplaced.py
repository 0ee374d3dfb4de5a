"""Doses that beams state for no point: the place that has them all, or all but one or two."""

from __future__ import annotations

import numpy as np
import pytest

from rtqa.model.geometry import Floats
from rtqa.model.plan import BeamShare, FractionGroup
from rtqa.transport.unplaced import find_place, list_stated_gy

# Eight beams whose doses go up and down along 200 points, of 8 Gy each on average.
PHASES = np.arange(8)[:, None] * 0.7
GY = 8.0 + 5.0 * np.sin(PHASES + np.linspace(0.0, 3.0, 200) * (1.0 + PHASES / 5.0))
STATED_GY = GY[:, 120]


def place_of(stated_gy: Floats, *, planned: float = 1.0) -> tuple[int, Floats] | None:
    """Where the plan's dose is so many times that of its beams."""
    return find_place(
        stated_gy,
        GY,
        sd_gy=np.full(GY.shape, 0.1),
        is_out=np.zeros(GY.shape, dtype=bool),
        planned_gy=planned * GY.sum(axis=0),
    )


def test_the_place_is_where_the_beams_give_what_they_state() -> None:
    place = place_of(STATED_GY)
    assert place is not None
    assert place[0] == 120


def test_a_dose_moved_from_beam_to_beam_leaves_the_place_where_it_is() -> None:
    moved_gy = 0.3 * STATED_GY[1] * (np.eye(8)[6] - np.eye(8)[1])
    place = place_of(STATED_GY + moved_gy)
    assert place is not None
    point, sd_gy = place
    deviations = (STATED_GY + moved_gy - GY[:, point]) / sd_gy
    assert sorted(np.argsort(np.abs(deviations))[-2:].tolist()) == [1, 6]
    assert np.all(np.abs(deviations)[[1, 6]] > 3.0)


def test_doses_of_three_beams_at_other_places_are_of_none() -> None:
    assert place_of(np.where(np.arange(8) < 3, GY[:, 20], STATED_GY)) is None


def test_two_beams_that_differ_by_too_little_to_say_so_make_no_place() -> None:
    _, sd_gy = place_of(STATED_GY) or (0, np.zeros(8))
    assert place_of(STATED_GY + 2.9 * sd_gy * (np.eye(8)[6] - np.eye(8)[1])) is None


def test_there_is_no_place_where_the_dose_of_the_plan_is_not_the_sum_of_its_beams() -> None:
    assert place_of(STATED_GY, planned=1.1) is None


@pytest.mark.parametrize(
    ("stated_gy", "is_a_place"),
    [
        ([0.3, 0.2, 0.25, 0.1, 0.15], False),
        ([0.25] * 8, False),
        ([0.25] * 6 + [0.4, 0.1], False),
        ([0.1 + 0.02 * beam for beam in range(8)], False),
        ([0.3, 0.2, 0.25, 0.1, 0.15, 0.4, 0.35, 0.22], True),
    ],
    ids=["of too few beams", "shared evenly", "evenly but for two", "shared by monitor units", "at a place"],
)
def test_a_prescription_that_was_shared_out_is_a_dose_at_no_place(
    stated_gy: list[float], *, is_a_place: bool
) -> None:
    shares = tuple(
        BeamShare(beam_number=number, dose_gy=gy, meterset_mu=100.0 + 20.0 * number)
        for number, gy in enumerate(stated_gy)
    )
    group = FractionGroup(number=1, n_fractions=30, n_brachy=0, beams=shares, pattern="")
    given_mu = 30 * np.array([share.meterset_mu or 0.0 for share in shares])
    listed = list_stated_gy([group], range(len(shares)), given_mu)
    assert (listed is None) is not is_a_place
    assert listed is None or listed == pytest.approx(30.0 * np.array(stated_gy))
