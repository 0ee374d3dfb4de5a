"""An array with its place in the patient, and what of it can be seen to be wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from rtqa.errors import InputError
from rtqa.model.geometry import UNIT_TOLERANCE, Floats, Grid, owned

LEAST_SPACING_MM, MOST_SPACING_MM = 0.5, 30.0
"""Voxels below the one along all axes are of a grid in cm; above the other along any, in µm."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Voxels:
    """Values at the voxel centres of an even grid.

    >>> mask = Voxels.along(np.ones((4, 5, 6), bool), origin_mm=(0, 0, 0), spacing_mm=(2, 2, 3))
    >>> mask
    Voxels(4 × 5 × 6 [k, j, i], bool)
    >>> mask.affine_mm[:3, 3] + mask.affine_mm[:3, 2]
    array([0., 0., 3.])

    Attributes:
        values: shape (k, j, i): slices, rows, columns; the order of DICOM and of
            ``SimpleITK.GetArrayFromImage``, the reverse of nibabel's.
        affine_mm: shape (4, 4); maps ``(i, j, k, 1)`` to ``(x, y, z, 1)`` in mm, in the patient's LPS frame:
            x to the left, y to the back, z to the head. (NIfTI's RAS turns the first two around.)

    Raises:
        InputError: the values have not three axes, or the affine is none of an even, right-angled grid.
    """

    values: npt.NDArray[Any]
    affine_mm: Floats = field(repr=False)

    def __post_init__(self) -> None:
        values, affine = as_numbers(self.values, "the voxels"), as_numbers(self.affine_mm, "affine_mm")
        if values.ndim != 3:
            raise InputError(f"voxels have three axes [k, j, i]; an array of shape {values.shape} was given")
        _refuse_affine(affine)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "affine_mm", owned(affine))

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.values.shape))
        return f"Voxels({shape} [k, j, i], {self.values.dtype})"

    @classmethod
    def along(
        cls,
        values: npt.ArrayLike,
        *,
        origin_mm: npt.ArrayLike,
        spacing_mm: npt.ArrayLike,
        directions: npt.ArrayLike | None = None,
    ) -> Self:
        """Voxels by origin, spacing and directions, as SimpleITK and most formats state them.

        Args:
            values: shape (k, j, i).
            origin_mm: shape (3,); x, y, z of the centre of voxel [0, 0, 0].
            spacing_mm: shape (3,); between centres along i, j and k, in this order.
            directions: shape (3, 3); columns are the unit vectors of growing i, j and k; the patient's axes
                where None.

        Raises:
            InputError: as of the class; or a spacing is not positive.
        """
        origin, spacing = vector(origin_mm, "origin_mm"), vector(spacing_mm, "spacing_mm")
        if not (spacing > 0).all():
            raise InputError(
                f"spacing_mm must be positive, not {_listed(spacing)}; axes that run backwards are a matter "
                "of directions, or of affine_mm"
            )
        axes = np.eye(3) if directions is None else as_numbers(directions, "directions").astype(float)
        if axes.size != 9:
            raise InputError(f"directions must have the shape (3, 3), not {axes.shape}")
        axes = axes.reshape(3, 3)
        if not np.allclose(axes.T @ axes, np.eye(3), rtol=0, atol=UNIT_TOLERANCE):
            raise InputError("directions must be unit vectors at right angles, one a column")
        affine = np.eye(4)
        affine[:3, :3] = axes * spacing
        affine[:3, 3] = origin
        return cls(values=values, affine_mm=affine)  # type: ignore[arg-type]

    def straightened(self) -> Voxels:
        """The same voxels, with i, j and k along x, y and z as nearly as can be; not resampled."""
        columns = self.affine_mm[:3, :3] / np.linalg.norm(self.affine_mm[:3, :3], axis=0)
        order = max(permutations(range(3)), key=lambda axes: abs(columns[range(3), axes]).sum())
        affine = self.affine_mm.copy()
        affine[:, :3] = self.affine_mm[:, order]
        # Array axes are k, j, i: axis 2 − n of the array goes with column n.
        values = self.values.transpose([2 - order[2 - axis] for axis in range(3)])
        for n in range(3):
            if affine[n, n] < 0:
                affine[:, 3] += affine[:, n] * (values.shape[2 - n] - 1)
                affine[:, n] *= -1
                values = np.flip(values, axis=2 - n)
        return Voxels(values=np.ascontiguousarray(values), affine_mm=affine)

    def grid(self, frame_uid: str) -> Grid:
        """Where the voxels are."""
        n_k, n_j, n_i = self.values.shape
        return Grid(
            shape_kji=(n_k, n_j, n_i),
            affine_mm=self.affine_mm,
            slice_positions=owned(np.arange(n_k)),
            frame_of_reference_uid=frame_uid,
        )


def as_numbers(values: object, what: str) -> npt.NDArray[Any]:
    """An array of numbers or truth values.

    Raises:
        InputError: it is none.
    """
    if hasattr(values, "GetSpacing"):
        raise InputError(f"{what}: an image object was given; take it in by rtqa.interop.from_simpleitk")
    if hasattr(values, "get_fdata"):
        raise InputError(f"{what}: an image object was given; take it in by rtqa.interop.from_nibabel")
    if np.ma.isMaskedArray(values) and np.ma.is_masked(values):
        raise InputError(f"{what}: some values are masked out; fill them first")
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, RuntimeError) as error:  # the last two of tensors of other libraries
        raise InputError(f"{what}: no array can be made of it ({error})") from None
    if array.dtype.kind not in "biuf":
        raise InputError(f"{what}: numbers are needed, and values of type {array.dtype} were given")
    return array


def finite_numbers(values: object, what: str) -> Floats:
    """An array of finite real numbers.

    Raises:
        InputError: it is none, or has values that are none.
    """
    array = as_numbers(values, what)
    n_bad = int(array.size - np.count_nonzero(np.isfinite(array)))
    if n_bad:
        raise InputError(f"{what}: {n_bad} of {array.size} values are NaN or infinite")
    return array.astype(np.float64)


def vector(values: object, what: str) -> Floats:
    """Three finite numbers.

    Raises:
        InputError: they are none.
    """
    array = finite_numbers(values, what)
    if array.shape != (3,):
        raise InputError(f"{what} must be three numbers, for x, y and z; its shape is {array.shape}")
    return array


def refuse_spacing(voxels: Voxels, what: str) -> None:
    """Raise an InputError where a grid cannot be in mm."""
    spacing = np.linalg.norm(voxels.affine_mm[:3, :3], axis=0)
    if (spacing < LEAST_SPACING_MM).all():
        raise InputError(f"{what}: voxels of {_listed(spacing)} mm; if these are cm, multiply by 10")
    if (spacing > MOST_SPACING_MM).any():
        raise InputError(f"{what}: voxels of {_listed(spacing)} mm; spacing and origin are in mm")


def _refuse_affine(affine: npt.NDArray[Any]) -> None:
    if affine.shape != (4, 4):
        raise InputError(f"affine_mm must have the shape (4, 4), not {affine.shape}")
    if not np.isfinite(affine).all():
        raise InputError("affine_mm has values that are NaN or infinite")
    if not np.allclose(affine[3], [0, 0, 0, 1]):
        raise InputError("the last row of affine_mm must be 0, 0, 0, 1; it maps (i, j, k, 1) to (x, y, z, 1)")
    lengths = np.linalg.norm(affine[:3, :3].astype(float), axis=0)
    if not (lengths > 0).all():
        raise InputError("affine_mm has a column of zeros: two voxels would lie at one place")
    columns = affine[:3, :3] / lengths
    if not np.allclose(columns.T @ columns, np.eye(3), rtol=0, atol=UNIT_TOLERANCE):
        raise InputError("the axes of affine_mm are not at right angles: resample onto a right-angled grid")


def _listed(numbers: Floats) -> str:
    return " × ".join(f"{number:g}" for number in numbers)
