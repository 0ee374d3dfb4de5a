"""Doses that are stated for points: which points are one, and what a dose grid holds there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats, Grid

SAME_POINT_MM = 0.1
"""Points that differ by less, as by rounding, are one."""

Point = tuple[float, float, float]
T = TypeVar("T")


def sort_by_point(stated: Sequence[tuple[Point | None, T]]) -> Iterator[tuple[Point | None, list[T]]]:
    """Gather what is stated for one point; what names no point is taken to be for the same unknown one."""
    left = list(stated)
    while left:
        first = left[0][0]
        here = [_is_same(point, first) for point, _ in left]
        yield first, [value for (_, value), is_here in zip(left, here, strict=True) if is_here]
        left = [pair for pair, is_here in zip(left, here, strict=True) if not is_here]


def _is_same(point: Point | None, other: Point | None) -> bool:
    if point is None or other is None:
        return point is other
    return bool(np.allclose(point, other, rtol=0, atol=SAME_POINT_MM))


def sample(grid: Grid, values_gy: npt.NDArray[np.float32], point_mm: Point) -> tuple[Floats, float]:
    """The dose of the voxels around a point, shape (n,), and trilinear at it; none where it lies outside.

    Beside a steep gradient, a dose that is stated for the point may be that of any voxel around it.
    """
    i, j, s = grid.to_ijs([point_mm])[0]
    positions = grid.slice_positions
    inside = 0 <= i <= grid.shape_kji[2] - 1 and 0 <= j <= grid.shape_kji[1] - 1
    if not inside or not positions[0] <= s <= positions[-1]:
        return np.empty(0), 0.0
    k = float(np.interp(s, positions, np.arange(len(positions))))
    around = tuple(slice(int(np.floor(index)), int(np.ceil(index)) + 1) for index in (k, j, i))
    nodes_gy = np.asarray(values_gy[around], dtype=np.float64)
    at_point = nodes_gy
    for index, along in zip((k, j, i), around, strict=True):
        share = index - along.start
        at_point = at_point[0] if len(at_point) == 1 else (1.0 - share) * at_point[0] + share * at_point[1]
    return nodes_gy.ravel(), float(at_point)
