"""Very many interior cells are measured as blocks: each cell once, and the curve as from cells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantoms import dose_around, examples, rings_of, structure_of
from rtqa.commission.doses import Peak
from rtqa.commission.solids import sphere
from rtqa.dvh import cells, sampling
from rtqa.dvh.cells import Interior
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.coverage import Runs
from rtqa.dvh.curve import DVH

N_PLANES, N_ROWS, N_COLUMNS = 3, 7, 9


def runs_in(mask: npt.NDArray[np.bool_]) -> Runs:
    """The runs of a mask (planes, rows, columns)."""
    padded = np.pad(mask, ((0, 0), (0, 0), (1, 1))).astype(np.int8)
    step = np.diff(padded, axis=2)
    plane, row, first = np.nonzero(step == 1)
    return Runs(plane, row, first, np.nonzero(step == -1)[2] - 1)


def times_held(interior: Interior) -> npt.NDArray[np.intp]:
    """How many times each cell (planes, rows, columns) is one of these."""
    times = np.zeros((N_PLANES, N_ROWS, N_COLUMNS), dtype=np.intp)
    for plane in range(N_PLANES):
        number = np.arange(interior.count(np.array([plane]))[0])
        row, column = interior.cells(np.full(len(number), plane), number)
        np.add.at(times[plane], (row, column), 1)
    return times


@examples(200)
@given(seed=st.integers(0, 2**31), density=st.sampled_from([0.0, 0.5, 0.8, 0.95, 1.0]))
def test_blocks_and_cells_left_over_hold_every_interior_cell_once(seed: int, density: float) -> None:
    mask = np.random.default_rng(seed).uniform(size=(N_PLANES, N_ROWS, N_COLUMNS)) < density
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "VERY_MANY", 0)
        blocks, left = Interior(runs_in(mask), n_planes=N_PLANES).in_blocks()
    assert (blocks.side, left.side) == (2, 1)
    assert np.array_equal(times_held(blocks) + times_held(left), mask)
    whole = mask[:, :6, :8].reshape(N_PLANES, 3, 2, 4, 2).all(axis=(2, 4))
    assert len(blocks) == whole.sum(), "a block is missing"


def dvh_of_large_ball() -> DVH:
    """A ball of 56 mm in a dose that bends everywhere, on a grid of 1 mm."""
    structure = structure_of(rings_of(sphere(56.0), spacing_mm=2.0, phase=0.3), centre_mm=(3.3, -7.1, 12.2))
    dose = dose_around(
        Peak(centre_mm=np.array([10.0, -4.0, 20.0]), sigma_mm=20.0, peak_gy=70.0).at,
        structure.contours.points_mm,
        spacing_mm=1.0,
    )
    return structure_dvh(structure, dose=dose, set_spacing_mm=2.0)


def test_a_curve_from_blocks_is_that_from_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from_blocks = dvh_of_large_ball()
    monkeypatch.setattr(cells, "VERY_MANY", 10**9)
    from_cells = dvh_of_large_ball()
    assert from_blocks.mean_gy == pytest.approx(from_cells.mean_gy, rel=1e-7)
    assert (from_blocks.min_gy, from_blocks.max_gy) == (from_cells.min_gy, from_cells.max_gy)
    doses = np.linspace(0, 70, 701)
    volumes = [np.array([dvh.volume_at(dose) for dose in doses]) for dvh in (from_blocks, from_cells)]
    assert volumes[0] == pytest.approx(volumes[1], abs=2e-4 * from_cells.total_cm3)
    for volume in (0.03, 1.0, 10.0, 100.0, 700.0):
        assert from_blocks.dose_at(volume) == pytest.approx(from_cells.dose_at(volume), abs=0.005)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("radius", [12.0, 45.0])
def test_a_spot_that_no_contour_comes_near_is_the_extreme(radius: float, sign: float) -> None:
    """All around it the dose is even, so that nothing else leads to the cells that it lies in."""
    structure = structure_of(rings_of(sphere(radius), spacing_mm=2.0, phase=0.3))
    spot = Peak(centre_mm=np.array([1.0, -2.0, 1.0]), sigma_mm=1.0, peak_gy=20.0)
    dose = dose_around(lambda at: 50.0 + sign * spot.at(at), structure.contours.points_mm, spacing_mm=1.0)
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=2.0)
    extreme = dvh.max_gy if sign > 0 else dvh.min_gy
    assert extreme == (dose.values_gy.max() if sign > 0 else dose.values_gy.min())
    assert abs(extreme - 50.0) > 10.0


def test_a_level_of_dose_that_very_many_cells_share_need_not_be_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the ball receives next to nothing, at a thousandth of the range; its curve stays the same."""
    structure = structure_of(rings_of(sphere(30.0), spacing_mm=2.0, phase=0.3))
    field = Peak(centre_mm=np.array([25.0, 0.0, 0.0]), sigma_mm=6.0, peak_gy=60.0)
    dose = dose_around(field.at, structure.contours.points_mm, spacing_mm=1.5)
    left_whole = structure_dvh(structure, dose=dose, set_spacing_mm=2.0)
    monkeypatch.setattr(sampling, "_CROWDED", np.inf)
    cut = structure_dvh(structure, dose=dose, set_spacing_mm=2.0)
    assert left_whole.mean_gy == pytest.approx(cut.mean_gy, rel=1e-6)
    for volume in np.linspace(0.03, cut.total_cm3, 60):
        assert left_whole.dose_at(volume) == pytest.approx(cut.dose_at(volume), abs=60 / 4096)
