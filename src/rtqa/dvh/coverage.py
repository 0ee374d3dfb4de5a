"""How much of each dose cell a structure's planes cover, and where in it: exactly.

A *cell* is the rectangle between four neighbouring dose nodes of one dose plane. A polygon's area in a
cell follows from its edges alone, as in font rasterisers: an edge going down covers what lies to its right,
an edge going up takes it away again. Every edge is cut at cell (and sub-cell) borders; each piece adds
the part of its own sub-cell to its right, and hands its full height on to all sub-cells further right.
The same integrals times x, y, x², xy and y² give the covered part's centroid and spread, so that the dose
there is known without looking at points.

Cells without an edge in them are wholly inside or wholly outside: they are kept as runs, never rasterised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from rtqa.dvh.topology import Rings
from rtqa.model.geometry import Floats

Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]

_CHUNK = 16_384
"""Pieces worked on at a time, so that they stay in the processor's cache."""

_SPARSE = 16
"""Cells of a bounding box for each cell touched in it, from which on sorting is faster than marking."""

# Nodes of two-point Gauss quadrature on 0 … 1: exact for the cubic integrands along a straight piece.
_GAUSS = (0.5 - 0.5 / np.sqrt(3.0), 0.5 + 0.5 / np.sqrt(3.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """Which cells the planes of one structure touch and which they fill.

    Attributes:
        n_sub: s, the number of sub-cells along a cell's side.
        plane, row, column: shape (t,); the cells with an edge in them, sorted in that order.
        moments: shape (6, t, s, s); for each of a touched cell's s × s sub-cells (row, column) the integrals
            of 1, x, y, x², xy, y² over the covered part; x along columns and y along rows of the cell,
            0 to 1, so that the first of a wholly covered cell adds up to 1.
        run_plane, run_row, run_first, run_last: shape (r,); cells run_first … run_last (inclusive) of a row
            are wholly covered and no edge touches them.
        crossings: shape (c, 2); points (column, row) where edges begin or cross a sub-cell border, in
            units of cells, all inside the grid; the extremes of a bilinear dose lie on them or on nodes.
        crossing_plane: shape (c,).
    """

    n_sub: int
    plane: Ints
    row: Ints
    column: Ints
    moments: Floats
    run_plane: Ints
    run_row: Ints
    run_first: Ints
    run_last: Ints
    crossings: Floats
    crossing_plane: Ints


def cover_cells(rings: Rings, *, shape_vu: tuple[int, int], n_sub: int) -> Coverage:
    """Cover the cells of a grid with every plane of a structure.

    Args:
        rings: signed rings in units of cells: (column, row), nodes at whole numbers.
        shape_vu: number of cells along rows and columns; what lies outside is cut off.
        n_sub: sub-cells along each side of a touched cell.
    """
    n_rows, n_columns = shape_vu
    start, end, plane, sign = _edges(rings)
    beside = (np.maximum(start[:, 1], end[:, 1]) < 0) | (np.minimum(start[:, 1], end[:, 1]) > n_rows)
    if beside.any():
        start, end, plane, sign = start[~beside], end[~beside], plane[~beside], sign[~beside]
    start, end = start * n_sub, end * n_sub
    for axis in (1, 0):
        start, end, owner = _cut(start, end, axis=axis)
        plane, sign = plane[owner], sign[owner]
    is_inside = np.all((start >= 0) & (start <= np.array([n_columns, n_rows]) * n_sub), axis=1)
    crossings, crossing_plane = start / n_sub, plane
    if not is_inside.all():
        crossings, crossing_plane = crossings[is_inside], plane[is_inside]

    middle = 0.5 * (start + end)
    sub_row = np.floor(middle[:, 1]).astype(np.intp)
    in_rows = (sub_row >= 0) & (sub_row < n_rows * n_sub)
    if not in_rows.all():
        start, end, middle = start[in_rows], end[in_rows], middle[in_rows]
        plane, sign, sub_row = plane[in_rows], sign[in_rows], sub_row[in_rows]
    # What lies left of the grid still covers what is to its right; what lies right of it covers nothing.
    start[:, 0] = np.clip(start[:, 0], 0, n_columns * n_sub)
    end[:, 0] = np.clip(end[:, 0], 0, n_columns * n_sub)
    sub_column = np.clip(np.floor(middle[:, 0]), 0, n_columns * n_sub - 1).astype(np.intp)

    row, r = np.divmod(sub_row, n_sub)
    column, c = np.divmod(sub_column, n_sub)
    touched, slot = _distinct(np.stack([plane, row, column]))
    sub_slot = (slot * n_sub + r) * n_sub + c
    own, passed_on = _piece_moments(start, end, np.column_stack([sub_column, sub_row]))
    shape = (touched.shape[1], n_sub, n_sub)
    own, passed_on = (_sum_into(sub_slot, integrals * sign, shape) for integrals in (own, passed_on))
    # What the pieces further left in the row hand on: in their own cell, then from cell to cell. Rings are
    # closed, so each row's heights add up to nothing and one running sum serves all rows and planes.
    within = np.cumsum(passed_on, axis=3)
    heights = within[..., -1]
    from_left = np.cumsum(heights, axis=1) - heights
    handed = from_left[..., None] + within - passed_on
    moments = _to_cell_units(own + _whole_width(handed), n_sub)

    at_plane, at_row, at_column = touched
    inside_after = (from_left + heights)[0, :-1, 0] > 0.5
    same_row = (at_plane[1:] == at_plane[:-1]) & (at_row[1:] == at_row[:-1])
    is_run = inside_after & same_row & (at_column[1:] > at_column[:-1] + 1)
    return Coverage(
        n_sub=n_sub,
        plane=at_plane,
        row=at_row,
        column=at_column,
        moments=moments,
        run_plane=at_plane[:-1][is_run],
        run_row=at_row[:-1][is_run],
        run_first=at_column[:-1][is_run] + 1,
        run_last=at_column[1:][is_run] - 1,
        crossings=crossings,
        crossing_plane=crossing_plane,
    )


def _distinct(cells: Ints) -> tuple[Ints, Ints]:
    """Distinct cells (3, t) in the order of plane, row and column, and the place of each given cell."""
    if not cells.shape[1]:
        return cells, cells[0]
    low = cells.min(axis=1)
    shape = tuple(cells.max(axis=1) - low + 1)
    flat = np.ravel_multi_index(tuple(cells - low[:, None]), shape)
    if np.prod(shape) > _SPARSE * len(flat):
        present, place = np.unique(flat, return_inverse=True)
    else:
        # Marking cells in a mask is faster than sorting them, unless there are few in a large one.
        is_present = np.zeros(np.prod(shape), dtype=bool)
        is_present[flat] = True
        present = np.flatnonzero(is_present)
        place = np.cumsum(is_present, dtype=np.int32)[flat] - 1
    return np.stack(np.unravel_index(present, shape)) + low[:, None], place


def _edges(rings: Rings) -> tuple[Floats, Floats, Ints, Floats]:
    """All edges of all rings: start and end (e, 2), the plane and the sign of each."""
    following = np.arange(1, len(rings.points) + 1)
    following[rings.starts[1:] - 1] = rings.starts[:-1]
    lengths = np.diff(rings.starts)
    return (
        rings.points,
        rings.points[following],
        np.repeat(rings.plane, lengths),
        np.repeat(rings.sign, lengths),
    )


def _cut(start: Floats, end: Floats, *, axis: int) -> tuple[Floats, Floats, Ints]:
    """Cut segments where the coordinate `axis` is a whole number; also say which segment each piece is of."""
    a, b = start[:, axis], end[:, axis]
    first = np.floor(np.minimum(a, b)) + 1
    last = np.ceil(np.maximum(a, b)) - 1
    n_cuts = np.maximum(last - first + 1, 0).astype(np.intp)
    n_pieces = n_cuts + 1
    owner = np.repeat(np.arange(len(start)), n_pieces)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    upward = (b >= a)[owner]
    at = np.where(upward, first[owner] + rank - 1, last[owner] - rank + 1)
    is_first = rank == 0
    other = 1 - axis
    slope = np.divide(end[:, other] - start[:, other], b - a, out=np.zeros_like(a), where=b != a)[owner]
    from_points = start[owner]
    cut_other = from_points[:, other] + (at - from_points[:, axis]) * slope
    pieces_start = from_points
    pieces_start[:, axis] = np.where(is_first, pieces_start[:, axis], at)
    pieces_start[:, other] = np.where(is_first, pieces_start[:, other], cut_other)
    pieces_end = np.empty_like(pieces_start)
    pieces_end[:-1] = pieces_start[1:]
    pieces_end[np.cumsum(n_pieces) - 1] = end
    return pieces_start, pieces_end, owner


def _piece_moments(start: Floats, end: Floats, corner: Ints) -> tuple[Floats, Floats]:
    """Integrals (6, n) right of each piece in its sub-cell, and (3, n) of 1, y, y² over its height."""
    own, passed_on = np.zeros((6, len(start))), np.zeros((3, len(start)))
    for first in range(0, len(start), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        x0, y0 = (start[chunk] - corner[chunk]).T
        x1, y1 = (end[chunk] - corner[chunk]).T
        half_height = 0.5 * (y0 - y1)
        for t in _GAUSS:
            x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
            one, linear = (1 - x) * half_height, (1 - x * x) * (0.5 * half_height)
            cubic = (1 - x * x * x) * (half_height / 3)
            for row, integrand in enumerate((one, linear, one * y, cubic, linear * y, one * y * y)):
                own[row, chunk] += integrand
            for row, integrand in enumerate((half_height, half_height * y, half_height * y * y)):
                passed_on[row, chunk] += integrand
    return own, passed_on


def _sum_into(slot: Ints, integrals: Floats, shape: tuple[int, int, int]) -> Floats:
    """Add up each row of `integrals` by slot; the result has shape (rows, *shape)."""
    size = int(np.prod(shape))
    sums = np.stack([np.bincount(slot, weights, size) for weights in integrals])
    return sums.reshape(len(integrals), *shape).astype(np.float64, copy=False)


def _whole_width(heights: Floats) -> Floats:
    """Integrals of 1, x, y, x², xy, y² over whole widths, from those of 1, y, y² over heights."""
    one, y, yy = heights
    return np.stack([one, one / 2, y, one / 3, y / 2, yy])


def _to_cell_units(moments: Floats, n_sub: int) -> Floats:
    """Shift and scale integrals over sub-cells (each 0 … 1) to the coordinates of their cell (0 … 1)."""
    one, x, y, xx, xy, yy = moments
    c = np.arange(n_sub)[None, None, :]
    r = np.arange(n_sub)[None, :, None]
    area = 1.0 / n_sub**2
    length = 1.0 / n_sub
    return np.stack(
        [
            one * area,
            (x + c * one) * (area * length),
            (y + r * one) * (area * length),
            (xx + 2 * c * x + c * c * one) * (area * area),
            (xy + c * y + r * x + c * r * one) * (area * area),
            (yy + 2 * r * y + r * r * one) * (area * area),
        ]
    )
