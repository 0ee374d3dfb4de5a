"""What of a dose and its structures cannot be so: another unit, another place, axes turned around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rtqa.errors import InputError
from rtqa.geometry.arrays import Ints
from rtqa.interop.arrays.voxels import Voxels
from rtqa.model.case import Treatment
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

MOST_GY = 500.0
"""No external plan reaches so much anywhere; one of 7 Gy in cGy does."""

MOST_OF_PRESCRIPTION = 10.0
"""No maximum is so many times the largest dose prescribed."""

LEAST_OF_PRESCRIPTION = 0.5
"""A target that is treated reaches more than this share of its prescription somewhere."""


def refuse_other_unit(dose_gy: Floats, prescribed: Mapping[str, float]) -> None:
    """Raise an InputError where the dose, or what is prescribed, cannot be in Gy."""
    most_gy = float(dose_gy.max())
    if most_gy == 0:
        raise InputError("dose_gy: the dose is 0 in every voxel")
    if most_gy > MOST_GY:
        raise InputError(
            f"dose_gy: the highest dose is {most_gy:g} Gy; if this is cGy, divide by 100; if these are "
            "the pixels of an RTDOSE, multiply by its DoseGridScaling"
        )
    for name, stated_gy in prescribed.items():
        if stated_gy > MOST_GY:
            raise InputError(f"prescriptions_gy[{name!r}] is {stated_gy:g} Gy; if this is cGy, divide by 100")
    largest_gy = max(prescribed.values(), default=np.inf)
    if most_gy > MOST_OF_PRESCRIPTION * largest_gy:
        raise InputError(
            f"the highest dose is {most_gy:g} Gy, and the largest prescription {largest_gy:g} Gy: both are "
            "in Gy, of all fractions"
        )


def refuse_misplaced(drawn: Sequence[Structure], dose: Voxels) -> None:
    """Raise an InputError where no structure lies in the dose grid, or all would in one stated otherwise."""
    shape_ijk = np.array(dose.values.shape[::-1])
    boxes = _boxes(drawn, dose.affine_mm)
    if all((high < -0.5).any() or (low > shape_ijk - 0.5).any() for low, high in boxes):
        raise InputError(
            "no structure lies in the dose grid: are origin, spacing and contours in mm and in one frame "
            "(LPS, not RAS), and the dose's axes [k, j, i]?"
        )
    if _fit(boxes, shape_ijk):
        return
    for otherwise, (affine, shape) in _state_otherwise(dose.affine_mm, shape_ijk).items():
        if _fit(_boxes(drawn, affine), shape):
            raise InputError(
                f"structures reach beyond the dose grid, and would not {otherwise}; the dose's shape "
                f"[k, j, i] is {dose.values.shape}"
            )


def _state_otherwise(affine_mm: Floats, shape_ijk: Ints) -> dict[str, tuple[Floats, Ints]]:
    """Grids that are often meant where another is stated."""
    lengths = np.linalg.norm(affine_mm[:3, :3], axis=0)
    spacing, origin = affine_mm.copy(), affine_mm.copy()
    spacing[:3, :3] *= lengths[::-1] / lengths
    origin[:3, 3] = affine_mm[2::-1, 3]
    ras = np.diag([-1.0, -1.0, 1.0, 1.0]) @ affine_mm
    return {
        "if its axes were turned around: dose_gy has slices first": (affine_mm, shape_ijk[::-1]),
        "if its rows and columns were swapped": (affine_mm, shape_ijk[[1, 0, 2]]),
        "if its spacing were turned around: that is x, y, z": (spacing, shape_ijk),
        "if its origin were turned around: that is x, y, z": (origin, shape_ijk),
        "if its frame were LPS, x to the left and y to the back: it looks like RAS": (ras, shape_ijk),
    }


def _boxes(drawn: Sequence[Structure], affine_mm: Floats) -> list[tuple[Floats, Floats]]:
    """The least and greatest index i, j, k of each structure."""
    to_index = np.linalg.inv(affine_mm)
    boxes = []
    for structure in drawn:
        index_ijk = structure.contours.points_mm @ to_index[:3, :3].T + to_index[:3, 3]
        boxes.append((index_ijk.min(axis=0), index_ijk.max(axis=0)))
    return boxes


def _fit(boxes: Sequence[tuple[Floats, Floats]], shape_ijk: Ints) -> bool:
    return all(bool((low >= -1).all() and (high <= shape_ijk).all()) for low, high in boxes)


def refuse_untreated(treatment: Treatment, prescribed: Mapping[str, float]) -> None:
    """Raise an InputError where a structure is far from the dose that is prescribed to it."""
    dose, structure_set = treatment.dose, treatment.structure_set
    if dose is None or structure_set is None:
        return
    for name, stated_gy in prescribed.items():
        index = dose.grid.to_ijs(structure_set.structure(name).contours.points_mm)[:, ::-1]
        first = np.clip(np.floor(index.min(axis=0)).astype(int), 0, None)
        last = np.clip(np.ceil(index.max(axis=0)).astype(int) + 1, 0, None)
        around = dose.values_gy[tuple(map(slice, first, last))]
        most_gy = float(around.max(initial=0.0))
        if most_gy < LEAST_OF_PRESCRIPTION * stated_gy:
            raise InputError(
                f"structure {name!r} receives {most_gy:.3g} Gy at most, and {stated_gy:g} Gy are prescribed "
                "to it: are the doses of all fractions and in Gy, are places in mm and in one frame, is "
                "dose_gy [k, j, i]?"
            )
