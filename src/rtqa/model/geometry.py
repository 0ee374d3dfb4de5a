"""Where voxels are: one affine from indices to millimetres.

Arrays are indexed ``[k, j, i]`` (slice, row, column). Points are ``(x, y, z)``
in the patient's LPS frame, in mm (DICOM PS3.3 C.7.6.2.1.1). Only :class:`Grid`
converts between the two; nothing else in rtqa assumes an axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rtqa.errors import FileFormatError
from rtqa.messages import Message, Quantity

Floats: TypeAlias = npt.NDArray[np.float64]

UNIFORM_TOLERANCE_FRAC = 1e-3
"""Slices count as evenly spaced when no gap differs by more than this share of the median gap."""

UNIT_TOLERANCE = 1e-3
"""How far direction cosines may be from orthonormal (rounded headers) before the file is refused."""


def owned(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return a read-only array that no other code can write to."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A stack of equal, parallel planes of voxel centres.

    Attributes:
        shape_kji: number of slices, rows and columns.
        affine_mm: shape (4, 4); maps ``(i, j, s, 1)`` to ``(x, y, z, 1)`` in mm, where ``s`` is a
            slice's place along the third axis in units of the affine's third column.
        slice_positions: shape (k,), strictly ascending; ``s`` of each slice: 0, 1, 2, … where
            slices are evenly spaced, and the true places where they are not.
        frame_of_reference_uid: the frame that the millimetres belong to; empty when not stated.
    """

    shape_kji: tuple[int, int, int]
    affine_mm: Floats
    slice_positions: Floats = field(repr=False)
    frame_of_reference_uid: str = field(repr=False)

    @classmethod
    def from_planes(
        cls,
        *,
        position_mm: npt.ArrayLike,
        orientation: npt.ArrayLike,
        spacing_mm: tuple[float, float],
        offsets_mm: npt.ArrayLike,
        shape_ji: tuple[int, int],
        frame_of_reference_uid: str,
    ) -> Grid:
        """Build the grid from DICOM's plane attributes (PS3.3 C.7.6.2, C.8.8.3.2).

        Args:
            position_mm: ImagePositionPatient of the plane at offset 0, shape (3,).
            orientation: ImageOrientationPatient, shape (6,): direction of growing column index, then
                of growing row index.
            spacing_mm: PixelSpacing: between rows, then between columns.
            offsets_mm: offset of each plane along the normal, shape (k,), ascending or descending.
            shape_ji: rows and columns.
            frame_of_reference_uid: FrameOfReferenceUID, or empty.

        Raises:
            FileFormatError: the cosines are not orthonormal, a spacing is not positive, or the planes
                do not follow one direction.
        """
        along_i, along_j = np.asarray(orientation, dtype=float).reshape(2, 3)
        gram = np.array([along_i @ along_i, along_j @ along_j, along_i @ along_j])
        if not np.all(np.abs(gram - [1.0, 1.0, 0.0]) < UNIT_TOLERANCE):
            raise FileFormatError(Message("voxel-grid.not-orthonormal"))
        between_rows_mm, between_columns_mm = spacing_mm
        if not (between_rows_mm > 0 and between_columns_mm > 0):
            raise FileFormatError(
                Message(
                    "voxel-grid.no-spacing",
                    rows=Quantity(between_rows_mm, "mm"),
                    columns=Quantity(between_columns_mm, "mm"),
                )
            )
        offsets = np.asarray(offsets_mm, dtype=float)
        gaps = np.diff(offsets)
        if not (np.all(gaps > 0) or np.all(gaps < 0)):
            raise FileFormatError(Message("voxel-grid.offsets-turn"))
        step_mm = float(np.median(gaps)) if len(gaps) else 1.0
        even = bool(np.all(np.abs(gaps - step_mm) <= UNIFORM_TOLERANCE_FRAC * abs(step_mm)))
        if even and len(gaps):
            step_mm = float(offsets[-1] - offsets[0]) / len(gaps)
        along_i, along_j = along_i / np.linalg.norm(along_i), along_j / np.linalg.norm(along_j)
        normal = np.cross(along_i, along_j)
        affine = np.eye(4)
        affine[:3, 0] = along_i * between_columns_mm
        affine[:3, 1] = along_j * between_rows_mm
        affine[:3, 2] = normal * step_mm
        affine[:3, 3] = np.asarray(position_mm, dtype=float) + normal * offsets[0]
        positions = np.arange(len(offsets)) if even else (offsets - offsets[0]) / step_mm
        return cls(
            shape_kji=(len(offsets), *shape_ji),
            affine_mm=owned(affine),
            slice_positions=owned(positions),
            frame_of_reference_uid=frame_of_reference_uid,
        )

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between neighbouring voxels along i, j and (median) k, in mm."""
        i, j, k = np.linalg.norm(self.affine_mm[:3, :3], axis=0)
        return float(i), float(j), float(k)

    @property
    def directions(self) -> Floats:
        """Shape (3, 3): rows are the unit vectors of growing i, j and k in the patient's frame."""
        columns = self.affine_mm[:3, :3]
        return owned((columns / np.linalg.norm(columns, axis=0)).T)

    @property
    def is_uniform(self) -> bool:
        """Whether the slices are evenly spaced."""
        return bool(np.array_equal(self.slice_positions, np.arange(len(self.slice_positions))))

    def to_points_mm(self, index_ijk: npt.ArrayLike) -> Floats:
        """Turn continuous indices (n, 3), ordered i, j, k, into points (n, 3) in mm."""
        index = np.asarray(index_ijk, dtype=float)
        s = index[:, 2]
        if not self.is_uniform:
            s = np.interp(s, np.arange(len(self.slice_positions)), self.slice_positions)
        return np.column_stack([index[:, :2], s]) @ self.affine_mm[:3, :3].T + self.affine_mm[:3, 3]

    def to_ijs(self, points_mm: npt.ArrayLike) -> Floats:
        """Turn points (n, 3) in mm into column and row indices and places ``s`` along the slice axis."""
        shifted = np.asarray(points_mm, dtype=float) - self.affine_mm[:3, 3]
        return shifted @ np.linalg.inv(self.affine_mm[:3, :3]).T

    def same_as(self, other: Grid) -> bool:
        """Whether both grids have the same voxels, to a thousandth of a voxel."""
        return (
            self.shape_kji == other.shape_kji
            and self.frame_of_reference_uid == other.frame_of_reference_uid
            and bool(np.allclose(self.slice_positions, other.slice_positions, rtol=0, atol=1e-3))
            and bool(np.allclose(self.affine_mm, other.affine_mm, rtol=0, atol=1e-3 * min(self.spacing_mm)))
        )
