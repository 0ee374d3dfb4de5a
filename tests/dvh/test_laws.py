"""What holds for every DVH, whatever is drawn and whatever the dose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantoms import Ring, circle, examples, structure_of
from rtqa.commission.doses import dose_on_grid, dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import Structure

SPACING_MM = 3.0


def blob(rng: np.random.Generator, at: Floats, size_mm: float) -> Floats:
    """A star-shaped contour with dents."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 40)))
    angle = np.concatenate([angle, [0.1, 2.1, 4.2]])
    angle.sort()
    reach = size_mm * rng.uniform(0.4, 1.0, len(angle))
    return at + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])


class Plan(NamedTuple):
    rings: list[Ring]
    dose: Dose

    @property
    def structure(self) -> Structure:
        return structure_of(self.rings)

    @property
    def dvh(self) -> DVH:
        return structure_dvh(self.structure, dose=self.dose, set_spacing_mm=SPACING_MM)


def random_plan(seed: int) -> Plan:
    """Blobs on up to six planes, sometimes with a hole, in a rough dose; parts may leave the dose grid."""
    rng = np.random.default_rng(seed)
    rings: list[Ring] = []
    for k in range(rng.integers(1, 7)):
        at, size = rng.uniform(-8, 8, 2), rng.uniform(2, 14)
        rings.append((SPACING_MM * k, blob(rng, at, size)))
        if rng.uniform() < 0.3:
            rings.append((SPACING_MM * k, blob(rng, at, 0.35 * size)))
    nodes = [
        start + step * np.arange(n)
        for start, step, n in zip(
            rng.uniform((-26, -26, -14), (-18, -18, -6)),
            rng.uniform(1.5, 4, 3),
            rng.integers(9, 22, 3),
            strict=True,
        )
    ]
    waves = rng.normal(size=(4, 3)) * 0.15
    peaks = rng.uniform(0, 6.28, 4)

    def dose_gy(points: Floats) -> Floats:
        return 20 + 4 * np.sin(points @ waves.T + peaks).sum(axis=1)

    return Plan(rings, dose_on_nodes(dose_gy, nodes))


SEEDS = st.integers(0, 2**31)


def same(one: DVH, other: DVH) -> None:
    """Equal volumes, mean and extremes; equal curves to a bin of dose and a part of the volume."""
    assert one.total_cm3 == pytest.approx(other.total_cm3, rel=1e-5)
    assert one.dosed_cm3 == pytest.approx(other.dosed_cm3, rel=1e-5, abs=1e-6)
    if other.dosed_cm3 < 1e-6:
        return
    assert one.mean_gy == pytest.approx(other.mean_gy, abs=1e-3)
    assert one.max_gy == pytest.approx(other.max_gy, abs=1e-3)
    assert one.min_gy == pytest.approx(other.min_gy, abs=1e-3)
    bin_gy = (other.max_gy - other.min_gy) / 2048
    for dose_gy in np.linspace(other.min_gy, other.max_gy, 60):
        volume = one.volume_at(dose_gy)
        assert volume <= other.volume_at(dose_gy - bin_gy) + 2e-3 * other.dosed_cm3
        assert volume >= other.volume_at(dose_gy + bin_gy) - 2e-3 * other.dosed_cm3


@examples(40)
@given(seed=SEEDS)
def test_volume_never_increases_and_starts_with_the_dosed_volume(seed: int) -> None:
    dvh = random_plan(seed).dvh
    assert np.all(np.diff(dvh.volume_cm3) <= 0)
    assert np.all(np.diff(dvh.dose_gy) > 0)
    assert dvh.volume_cm3[-1] == 0.0
    assert dvh.volume_at(0.0) == dvh.dosed_cm3
    assert 0.0 <= dvh.coverage_frac <= 1.0
    assert dvh.volume_at(dvh.max_gy + 1e-9) == 0.0 or dvh.dosed_cm3 == 0.0


@st.composite
def curves(draw: st.DrawFn) -> DVH:
    """Curves with stretches that are flat and falls that are all but steps."""
    steps = draw(st.lists(st.sampled_from([1e-6, 0.1, 1.0, 7.0]), min_size=1, max_size=12))
    falls = draw(
        st.lists(st.sampled_from([0.0, 0.0, 0.25, 1.0, 40.0]), min_size=len(steps), max_size=len(steps))
    )
    falls[-1] += 0.5
    dose = 2.0 + np.concatenate([[0.0], np.cumsum(steps)])
    volume = np.concatenate([np.cumsum(falls[::-1])[::-1], [0.0]])
    return DVH(
        structure="Curve",
        dose_gy=owned(dose),
        volume_cm3=owned(volume),
        mean_gy=3.0,
        total_cm3=float(volume[0]),
        quantity=DoseQuantity.PHYSICAL,
        computed="",
    )


@examples(300)
@given(dvh=curves(), data=st.data())
def test_dose_at_a_volume_reaches_a_dose_exactly_when_the_volume_at_that_dose_reaches_the_volume(
    dvh: DVH, data: st.DataObject
) -> None:
    """Also on flat stretches, where a nearest-point look-up answers with the wrong end of the stretch."""
    volumes = st.sampled_from(list(dvh.volume_cm3)) | st.floats(0, dvh.dosed_cm3)
    doses = st.sampled_from(list(dvh.dose_gy)) | st.floats(0, dvh.max_gy + 1)
    volume, dose = data.draw(volumes), data.draw(doses)
    answered = dvh.dose_at(volume)
    # One rounding error of the interpolation either way is no contradiction.
    sure = abs(answered - dose) > 1e-9 and abs(dvh.volume_at(dose) - volume) > 1e-9
    assert (answered >= dose) == (dvh.volume_at(dose) >= volume) or not sure
    # The converse at the answer itself: at least so much receives it, and less receives more.
    assert dvh.volume_at(answered) == pytest.approx(volume, abs=1e-6) or dvh.volume_at(answered) > volume
    if volume > 0:
        assert dvh.volume_at(answered + 2e-6) < volume + 1e-9 or answered == dvh.max_gy


def test_dose_on_a_flat_stretch_is_its_highest() -> None:
    """2 cm³ at 10 to 20 Gy, 2 cm³ at 40 to 50: D2cc is 40 Gy, not 20."""
    dvh = DVH(
        structure="Flat",
        dose_gy=owned([10.0, 20.0, 40.0, 50.0]),
        volume_cm3=owned([4.0, 2.0, 2.0, 0.0]),
        mean_gy=30.0,
        total_cm3=4.0,
        quantity=DoseQuantity.PHYSICAL,
        computed="",
    )
    found = [dvh.dose_at(volume) for volume in (4.0, 3.0, 2.0, 1.0, 0.0)]
    assert found == pytest.approx([10.0, 15.0, 40.0, 45.0, 50.0], abs=1e-12)
    assert [dvh.volume_at(dose) for dose in (0.0, 15.0, 30.0, 50.0, 50.1)] == [4.0, 3.0, 2.0, 0.0, 0.0]
    with pytest.raises(ValueError, match=r"4\.01 cm³ of a structure of 4\.0 cm³"):
        dvh.dose_at(4.01)
    with pytest.raises(ValueError, match="-1"):
        dvh.dose_at(-1.0)


@examples(25)
@given(seed=SEEDS, factor=st.floats(0.02, 50))
def test_dose_times_a_factor_gives_every_dose_times_the_factor(seed: int, factor: float) -> None:
    plan = random_plan(seed)
    one = plan.dvh
    scaled = dose_on_grid(plan.dose.values_gy * np.float32(factor), plan.dose.grid)
    other = structure_dvh(plan.structure, dose=scaled, set_spacing_mm=SPACING_MM)
    assert other.dosed_cm3 == pytest.approx(one.dosed_cm3, rel=1e-6)
    for share in (0.999, 0.98, 0.5, 0.1, 0.02, 0.0):
        expected = factor * one.dose_at(share * one.dosed_cm3) if one.dosed_cm3 > 0 else 0.0
        found = other.dose_at(share * other.dosed_cm3) if one.dosed_cm3 > 0 else 0.0
        assert found == pytest.approx(expected, rel=1e-3)
    assert other.mean_gy == pytest.approx(factor * one.mean_gy, rel=1e-5, nan_ok=True)


@examples(25)
@given(seed=SEEDS)
def test_mean_is_the_area_under_the_curve(seed: int) -> None:
    dvh = random_plan(seed).dvh
    if dvh.dosed_cm3 > 0:
        area = np.trapezoid(dvh.volume_cm3, dvh.dose_gy) / dvh.dosed_cm3
        bin_gy = (dvh.max_gy - dvh.min_gy) / 2048
        assert dvh.min_gy + area == pytest.approx(dvh.mean_gy, abs=0.5 * bin_gy + 1e-5)
        assert dvh.min_gy <= dvh.mean_gy <= dvh.max_gy


@examples(20)
@given(seed=SEEDS)
def test_disjoint_parts_add(seed: int) -> None:
    """Two blobs side by side in each plane: together the sum of each alone."""
    rng = np.random.default_rng(seed)
    plan = random_plan(seed)
    planes = SPACING_MM * np.arange(rng.integers(1, 5))
    left = [(float(w), blob(rng, np.array([-7.0, 0.0]), 6.5)) for w in planes]
    right = [(float(w), blob(rng, np.array([7.0, 2.0]), 6.5)) for w in planes]
    one, other, both = (Plan(rings, plan.dose).dvh for rings in (left, right, left + right))
    assert both.total_cm3 == pytest.approx(one.total_cm3 + other.total_cm3, rel=1e-6)
    assert both.dosed_cm3 == pytest.approx(one.dosed_cm3 + other.dosed_cm3, rel=1e-6, abs=1e-9)
    if both.dosed_cm3 > 0:
        bin_gy = (both.max_gy - both.min_gy) / 2048
        slack = 4e-3 * both.dosed_cm3 + 1e-5
        for dose_gy in np.linspace(both.min_gy, both.max_gy, 40):
            high, low = (one.volume_at(d) + other.volume_at(d) for d in (dose_gy - bin_gy, dose_gy + bin_gy))
            assert low - slack <= both.volume_at(dose_gy) <= high + slack
        extremes = [part for part in (one, other) if part.dosed_cm3 > 0]
        assert both.max_gy == pytest.approx(max(part.max_gy for part in extremes), abs=2e-3)
        assert both.min_gy == pytest.approx(min(part.min_gy for part in extremes), abs=2e-3)


@dataclass(frozen=True)
class Move:
    """A rigid motion or mirroring of the patient: p → p @ matrix.T + shift."""

    matrix: Floats
    shift_mm: Floats

    def structure(self, structure: Structure) -> Structure:
        moved = structure.contours.points_mm @ self.matrix.T + self.shift_mm
        return replace(structure, contours=replace(structure.contours, points_mm=owned(moved)))

    def dose(self, dose: Dose) -> Dose:
        """The same values on a moved grid; mirrored, the affine's third column says so."""
        motion = np.eye(4)
        motion[:3, :3], motion[:3, 3] = self.matrix, self.shift_mm
        grid = Grid(
            shape_kji=dose.grid.shape_kji,
            affine_mm=owned(motion @ dose.grid.affine_mm),
            slice_positions=dose.grid.slice_positions,
            frame_of_reference_uid=dose.grid.frame_of_reference_uid,
        )
        return dose_on_grid(dose.values_gy, grid)


def quarter_turns() -> st.SearchStrategy[Floats]:
    """All 48 ways to permute and flip the patient's axes: turns by 90°, and mirrors."""
    orders = st.permutations([0, 1, 2])
    flips = st.tuples(*[st.sampled_from([1.0, -1.0])] * 3)
    return st.builds(lambda order, flip: np.eye(3)[order] * np.array(flip)[:, None], orders, flips)


@examples(40)
@given(seed=SEEDS, matrix=quarter_turns(), shift=st.tuples(*[st.floats(-300, 300)] * 3))
def test_moving_turning_or_mirroring_plan_and_dose_together_changes_nothing(
    seed: int, matrix: Floats, shift: tuple[float, float, float]
) -> None:
    plan = random_plan(seed)
    move = Move(matrix, np.array(shift))
    moved = structure_dvh(
        move.structure(plan.structure), dose=move.dose(plan.dose), set_spacing_mm=SPACING_MM
    )
    same(moved, plan.dvh)


@pytest.mark.parametrize("order", [(1, 2, 0), (2, 0, 1), (0, 2, 1), (2, 1, 0), (1, 0, 2)])
def test_storing_the_dose_along_other_axes_changes_nothing(order: tuple[int, int, int]) -> None:
    """The same nodes as sagittal or coronal slices: what was the slice axis is now a row or a column."""
    plan = random_plan(77)
    affine = plan.dose.grid.affine_mm.copy()
    affine[:, :3] = affine[:, list(order)]
    axes_kji = [2 - order[2 - axis] for axis in range(3)]
    values = plan.dose.values_gy.transpose(axes_kji)
    grid = Grid(
        shape_kji=values.shape,
        affine_mm=owned(affine),
        slice_positions=owned(np.arange(values.shape[0])),
        frame_of_reference_uid="",
    )
    same(structure_dvh(plan.structure, dose=dose_on_grid(values, grid), set_spacing_mm=SPACING_MM), plan.dvh)


@examples(25)
@given(seed=SEEDS, parts=st.integers(2, 7))
def test_adding_points_on_straight_edges_changes_nothing(seed: int, parts: int) -> None:
    plan = random_plan(seed)
    shares = np.arange(parts)[None, :, None] / parts

    def refined(points: Floats) -> Floats:
        following = np.roll(points, -1, axis=0)
        fine: Floats = points[:, None] * (1 - shares) + following[:, None] * shares
        return fine.reshape(-1, 2)

    same(Plan([(w, refined(points)) for w, points in plan.rings], plan.dose).dvh, plan.dvh)


@examples(25)
@given(seed=SEEDS)
def test_direction_start_point_and_order_of_contours_change_nothing(seed: int) -> None:
    plan = random_plan(seed)
    rng = np.random.default_rng(seed)

    def walked_otherwise(points: Floats) -> Floats:
        return np.roll(points, int(rng.integers(len(points))), axis=0)[:: int(rng.choice([-1, 1]))]

    rings = [(w, walked_otherwise(points)) for w, points in plan.rings]
    rng.shuffle(rings)
    same(Plan(rings, plan.dose).dvh, plan.dvh)


@examples(20)
@given(seed=SEEDS, n_low=st.integers(2, 4), n_high=st.integers(2, 4))
def test_structure_cut_in_two_between_planes_keeps_its_volume(seed: int, n_low: int, n_high: int) -> None:
    """Each half ends in a cap of half a slice where the other begins: together exactly the whole."""
    rng = np.random.default_rng(seed)
    rings = [
        (SPACING_MM * k, circle(float(rng.uniform(4, 9)), at=tuple(rng.uniform(-3, 3, 2))))
        for k in range(n_low + n_high)
    ]
    dose = dose_on_nodes(
        lambda p: 30 + p @ np.array([0.5, -0.4, 0.7]),
        [np.arange(-20, 21, 2.0), np.arange(-20, 21, 2.5), np.arange(-6, 36, 2.0)],
    )
    whole, low, high = (Plan(part, dose).dvh for part in (rings, rings[:n_low], rings[n_low:]))
    assert low.total_cm3 + high.total_cm3 == pytest.approx(whole.total_cm3, rel=1e-6)
    for dose_gy in np.linspace(whole.min_gy, whole.max_gy, 40):
        parts = low.volume_at(dose_gy) + high.volume_at(dose_gy)
        assert parts == pytest.approx(whole.volume_at(dose_gy), abs=3e-3 * whole.total_cm3)


@examples(20)
@given(seed=SEEDS)
def test_structure_cut_in_two_within_its_planes_keeps_its_volume(seed: int) -> None:
    """Every contour is cut along a line into two contours that touch."""
    rng = np.random.default_rng(seed)
    dose = random_plan(seed).dose
    whole, halves = [], []
    for k in range(4):
        half = rng.uniform(3, 9, 2)
        u = float(rng.uniform(-half[0], half[0]) * 0.9)
        corners = np.array(
            [[-half[0], -half[1]], [half[0], -half[1]], [half[0], half[1]], [-half[0], half[1]]]
        )
        whole.append((SPACING_MM * k, corners))
        left, right = corners.copy(), corners.copy()
        left[[1, 2], 0], right[[0, 3], 0] = u, u
        halves += [(SPACING_MM * k, left), (SPACING_MM * k, right)]
    same(Plan(halves, dose).dvh, Plan(whole, dose).dvh)
