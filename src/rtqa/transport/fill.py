"""Structures as shares of a grid's voxels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtqa.geometry.planar import PlanarStructure
from rtqa.model.geometry import Floats

_ROWS = 2
"""Rows of samples in each row of voxels; along a row, lengths are exact."""


def fill(
    drawn: PlanarStructure, *, first_mm: Floats, step_mm: float, shape: tuple[int, ...]
) -> npt.NDArray[np.float32]:
    """Which share of each voxel a structure fills: shape (nz, ny, nx).

    Args:
        drawn: the structure.
        first_mm: shape (3,); the middle of the voxel [0, 0, 0], as x, y and z.
        step_mm: between voxels.
        shape: of the grid.

    What lies between an odd crossing of the outline and the next is inside. Along z, the plane that stands
    for the voxel's middle counts.
    """
    nz, ny, nx = shape
    filled = np.zeros(shape, dtype=np.float32)
    if not np.allclose(drawn.axes, np.eye(3), atol=1e-6):
        return _fill_by_middles(drawn, first_mm=first_mm, step_mm=step_mm, filled=filled)
    planes = drawn.planes_at(first_mm[2] + np.arange(nz) * step_mm)
    rows = _ROWS * ny
    # Edges of all rings in voxels, and the rows of samples that each crosses from `first` on.
    points, starts = (drawn.rings.points - first_mm[:2]) / step_mm, drawn.rings.starts
    after = np.arange(len(points)) + 1
    after[starts[1:] - 1] = starts[:-1]
    plane = np.repeat(drawn.rings.plane, np.diff(starts))
    at_row = (points[:, 1] + 0.5) * _ROWS - 0.5
    low, high = np.minimum(at_row, at_row[after]), np.maximum(at_row, at_row[after])
    first = np.clip(np.ceil(low), 0, rows).astype(np.intp)
    counts = np.maximum(np.clip(np.ceil(high), 0, rows).astype(np.intp) - first, 0)
    edge = np.repeat(np.arange(len(points)), counts)
    row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    # Where along x each crosses, in voxels; and whether that is an entry (even) or an exit.
    share = (row - at_row[edge]) / (at_row[after[edge]] - at_row[edge])
    crossing = points[edge, 0] + share * (points[after[edge], 0] - points[edge, 0])
    line = plane[edge] * rows + row
    order = np.lexsort((crossing, line))
    line, crossing = line[order], np.clip(crossing[order], -0.5, nx - 0.5)
    begins = np.flatnonzero(np.diff(line, prepend=-1))
    rank = np.arange(len(line)) - np.repeat(begins, np.diff(np.append(begins, len(line))))
    sign = 1.0 - 2.0 * (rank % 2)
    # Beyond a crossing, all of each voxel is inside, and of the voxel it lies in, a part.
    voxel = np.minimum((crossing + 0.5).astype(np.intp), nx - 1)
    part = voxel + 0.5 - crossing
    change = np.zeros((len(drawn.offsets_mm) * rows, nx + 1))
    np.add.at(change, (line, voxel), sign * part)
    np.add.at(change, (line, voxel + 1), sign * (1.0 - part))
    covered = np.cumsum(change, axis=1)[:, :nx].reshape(-1, ny, _ROWS, nx).mean(axis=2)
    filled[planes >= 0] = covered[planes[planes >= 0]]
    return filled


def _fill_by_middles(
    drawn: PlanarStructure, *, first_mm: Floats, step_mm: float, filled: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Of oblique planes: whether the voxels' middles lie inside."""
    k, j, i = (indices.ravel() for indices in np.indices(filled.shape))
    inside = drawn.contains(first_mm + np.column_stack([i, j, k]) * step_mm)
    return inside.reshape(filled.shape).astype(np.float32)
