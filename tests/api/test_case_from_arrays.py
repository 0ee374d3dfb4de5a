"""A case from arrays: right to the voxel, or refused with what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rtqa
from rtqa.errors import InputError, StructureNameError, UsageError
from rtqa.interop.arrays.voxels import Voxels

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import array_misuse
import array_misuse_grids

SPACING = np.array([2.0, 2.5, 3.0])
ORIGIN = np.array([-30.0, -150.0, 40.0])
SHAPE = (12, 16, 20)
GRADIENT = np.array([0.5, -0.25, 0.125])
"""Gy a mm, along x, y and z."""


def linear_dose(points_mm: Any) -> Any:
    return 40.0 + (points_mm - ORIGIN) @ GRADIENT


def voxel_centres() -> Any:
    k, j, i = np.indices(SHAPE)
    return ORIGIN + np.stack([i, j, k], axis=-1) * SPACING


def case_of(structures: dict[str, Any], **otherwise: Any) -> rtqa.Case:
    given = {"origin_mm": ORIGIN, "spacing_mm": SPACING, **otherwise}
    return rtqa.case_from_arrays(linear_dose(voxel_centres()), structures=structures, **given)


@pytest.fixture
def mask() -> Any:
    """Speckles, so that there are holes, islands and voxels that touch at a corner alone."""
    speckles = np.zeros(SHAPE, dtype=bool)
    speckles[1:-1, 1:-1, 1:-1] = np.random.default_rng(3).random((10, 14, 18)) < 0.4
    return speckles


def test_a_mask_is_the_union_of_its_voxels_and_nothing_else(mask: Any) -> None:
    dvh = rtqa.compute_dvh(case_of({"Speckled": mask}), "Speckled")
    assert dvh.total_cm3 == pytest.approx(np.count_nonzero(mask) * np.prod(SPACING) / 1000, rel=1e-9)
    # Over a whole voxel a linear dose has the mean of its centre.
    assert dvh.mean_gy == pytest.approx(linear_dose(voxel_centres())[mask].mean(), rel=1e-4)
    assert dvh.coverage_frac == 1.0


def test_slices_that_a_mask_leaves_bare_are_empty() -> None:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[1:10:2, 4:8, 5:9] = True
    dvh = rtqa.compute_dvh(case_of({"Every second slice": mask}), "Every second slice")
    assert dvh.total_cm3 == pytest.approx(5 * 16 * np.prod(SPACING) / 1000, rel=1e-9)


def test_a_mask_and_the_contours_around_it_are_one_structure() -> None:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[3:9, 4:8, 5:9] = True
    low, high = ORIGIN + (np.array([5, 4, 0]) - 0.5) * SPACING, ORIGIN + (np.array([9, 8, 0]) - 0.5) * SPACING
    heights = ORIGIN[2] + np.arange(3, 9) * SPACING[2]
    box = [
        np.array([[low[0], low[1], z], [high[0], low[1], z], [high[0], high[1], z], [low[0], high[1], z]])
        for z in heights
    ]
    dvhs = rtqa.compute_dvhs(case_of({"Mask": mask, "Contours": box}))
    centre = np.array([*(low + high)[:2] / 2, heights.mean()])
    for dvh in dvhs.values():
        assert dvh.total_cm3 == pytest.approx(6 * 16 * np.prod(SPACING) / 1000, rel=1e-9)
        assert dvh.mean_gy == pytest.approx(float(linear_dose(centre)), rel=1e-4)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("backwards", [(), (0,), (1, 2)])
def test_the_affine_says_which_way_the_axes_run(
    mask: Any, order: tuple[int, ...], backwards: tuple[int, ...]
) -> None:
    affine = np.eye(4)
    affine[:3, :3], affine[:3, 3] = np.diag(SPACING), ORIGIN
    dose, turned = linear_dose(voxel_centres()), mask
    for axis in backwards:
        affine[:3, 3] += affine[:3, axis] * (SHAPE[2 - axis] - 1)
        affine[:3, axis] *= -1
        dose, turned = np.flip(dose, 2 - axis), np.flip(turned, 2 - axis)
    affine[:, :3] = affine[:, list(order)]
    dose, turned = (array.transpose([2 - order[2 - n] for n in range(3)]) for array in (dose, turned))
    case = rtqa.case_from_arrays(dose, affine_mm=affine, structures={"Speckled": turned})
    assert rtqa.compute_dvh(case, "Speckled").mean_gy == pytest.approx(
        linear_dose(voxel_centres())[mask].mean(), rel=1e-4
    )


def test_a_mask_may_lie_on_a_grid_of_its_own() -> None:
    fine = Voxels.along(np.ones((9, 10, 11), bool), origin_mm=ORIGIN + 8.0, spacing_mm=(1.0, 1.0, 1.5))
    dvh = rtqa.compute_dvh(case_of({"Fine": fine}), "Fine")
    assert dvh.total_cm3 == pytest.approx(9 * 10 * 11 * 1.5 / 1000, rel=1e-9)
    assert dvh.mean_gy == pytest.approx(float(linear_dose(ORIGIN + 8.0 + [5.0, 4.5, 6.0])), rel=1e-4)


BOX = [
    np.array([[-20.0, -140, z], [-10, -140, z], [-10, -130, z], [-20, -130, z]]) for z in (46.0, 49.0, 52.0)
]

REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "axes turned": (lambda g: g.update(structures={"A": np.ones(SHAPE[::-1], bool)}), "the other way around"),
    "another shape": (lambda g: g.update(structures={"A": np.ones((3, 3, 3), bool)}), "rtqa.Voxels"),
    "labels": (lambda g: g.update(structures={"A": np.full(SHAPE, 7)}), "labels == n"),
    "no voxel": (lambda g: g.update(structures={"A": np.zeros(SHAPE)}), "no voxel of the mask is set"),
    "no contour": (lambda g: g.update(structures={"A": []}), "leave it out"),
    "no structure": (lambda g: g.update(structures={}), "one or more"),
    "columns": (lambda g: g.update(structures={"A": [contour.T for contour in BOX]}), "transpose"),
    "no order": (lambda g: g.update(structures={"A": [c[[0, 2, 1, 3]] for c in BOX]}), "crosses itself"),
    "a tensor": (lambda g: g.update(structures={"A": array_misuse_grids.Tensor()}), "tensor.detach"),
    "no plane": (lambda g: g.update(structures={"A": [np.concatenate(BOX)]}), "no plane"),
    "a line": (lambda g: g.update(structures={"A": [np.arange(9.0).reshape(3, 3)]}), "line"),
    "in cm": (lambda g: g.update(structures={"A": [c / 10 for c in BOX], "B": BOX}), "multiply by 10"),
    "grid in cm": (lambda g: g.update(spacing_mm=SPACING / 10), "multiply by 10"),
    "cGy": (lambda g: g.update(dose_gy=100 * g["dose_gy"]), "divide by 100"),
    "pixels": (lambda g: g.update(dose_gy=(1e4 * g["dose_gy"]).astype("u4")), "DoseGridScaling"),
    "NaN": (lambda g: g["dose_gy"].put(5, np.nan), "1 of 3840 values are NaN"),
    "below 0": (lambda g: g["dose_gy"].put(5, -0.5), "below 0"),
    "no dose": (lambda g: g.update(dose_gy=np.zeros(SHAPE)), "0 in every voxel"),
    "text": (lambda g: g.update(dose_gy=[["a"]]), "numbers are needed"),
    "two axes": (lambda g: g.update(dose_gy=g["dose_gy"][0]), "three axes"),
    "elsewhere": (lambda g: g.update(origin_mm=ORIGIN + 900), "no structure lies in the dose grid"),
    "RAS": (lambda g: g.update(origin_mm=None, spacing_mm=None, affine_mm=RAS), "no structure lies"),
    "sheared": (lambda g: g.update(origin_mm=None, spacing_mm=None, affine_mm=SHEARED), "right angles"),
    "fractions": (lambda g: g.update(n_fractions=2.5), "whole number"),
    "one fraction": (lambda g: g.update(prescriptions_gy={"A": 200.0}), "of all fractions"),
}  # fmt: skip

RAS = np.diag([-1.0, -1.0, 1.0, 1.0]) @ np.vstack([np.column_stack([np.diag(SPACING), ORIGIN]), [0, 0, 0, 1]])
SHEARED = np.array([[2.0, 1, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1]])


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_what_to_do(what: str) -> None:
    spoil, words = REFUSED[what]
    given: dict[str, Any] = {
        "dose_gy": linear_dose(voxel_centres()),
        "origin_mm": ORIGIN,
        "spacing_mm": SPACING,
        "structures": {"A": BOX},
    }
    spoil(given)
    with pytest.raises(InputError, match=words):
        rtqa.case_from_arrays(**given)


def test_arguments_that_contradict_each_other_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match="origin_mm and spacing_mm, or affine_mm"):
        case_of({"A": BOX}, affine_mm=np.eye(4))
    with pytest.raises(StructureNameError, match="did you mean 'PTV_7000'"):
        case_of({"PTV_7000": BOX}, prescriptions_gy={"PTV7000": 45.0})


def test_what_is_prescribed_is_what_percent_doses_refer_to() -> None:
    case = case_of({"PTV": BOX}, prescriptions_gy={"PTV": 50.0}, n_fractions=25)
    share, gray = rtqa.measure_all(case, ["D50%[%]", "D50%[Gy]"])
    assert share.value == pytest.approx(2.0 * gray.value, rel=1e-6)
    assert case.treatment.plan.n_fractions == 25


def test_random_misuses_end_in_an_error_or_the_right_answer() -> None:
    """1,000 of them: `python benchmarks/array_misuse.py`."""
    random = np.random.default_rng(20)
    outcomes = [array_misuse.try_one(random) for _ in range(60)]
    assert [each for each in outcomes if each[0] not in ("error", "right")] == []
    assert {outcome for outcome, _ in outcomes} == {"error", "right"}
