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

from dataclasses import dataclass, fields
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from rtqa.geometry.rings import Rings
from rtqa.model.geometry import Floats

Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]

_BLOCK, _CHUNK = 32_768, 16_384
"""Points of planes, and pieces of edges, worked on at a time, so that they stay in the processor's cache."""

_SPARSE = 64
"""Cells of a bounding box for each cell touched in it, from which on sorting is faster than marking."""

# Nodes of two-point Gauss quadrature on 0 … 1: exact for the cubic integrands along a straight piece.
_GAUSS = (0.5 - 0.5 / np.sqrt(3.0), 0.5 + 0.5 / np.sqrt(3.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """Which cells the planes of one structure touch and which they fill.

    Attributes:
        n_sub: s, the number of sub-cells along a cell's side.
        plane, row, column: shape (t,); the cells with an edge in them, sorted in that order.
        moments: shape (6, t, s²); for each of a touched cell's s × s sub-cells (row by row) the integrals
            of 1, x, y, x², xy, y² over the covered part; x along columns and y along rows of the cell,
            0 to 1, so that the first of a wholly covered cell adds up to 1.
        whole: shape (6, t); the same integrals over each touched cell as a whole.
        run_plane, run_row, run_first, run_last: shape (r,); cells run_first … run_last (inclusive) of a row
            are wholly covered and no edge touches them.
        crossing_x, crossing_y: shape (c,); points (column, row) where edges begin or cross a sub-cell
            border, in units of cells, all inside the grid; the extremes of a bilinear dose lie on them or
            on nodes.
        crossing_cell: shape (c,); a touched cell, 0 to t − 1, that each point lies in or on the border of.
    """

    n_sub: int
    plane: Ints
    row: Ints
    column: Ints
    moments: Floats
    whole: Floats
    run_plane: Ints
    run_row: Ints
    run_first: Ints
    run_last: Ints
    crossing_x: Floats
    crossing_y: Floats
    crossing_cell: Ints

    @classmethod
    def joined(cls, blocks: list[Coverage]) -> Coverage:
        """One after the other, of planes that ascend."""
        if len(blocks) == 1:
            return blocks[0]
        n_before = np.cumsum([0, *(len(block.plane) for block in blocks)])
        n_sub = blocks[0].n_sub
        # Where a cell is its one sub-cell, the two are the same array.
        apart = {"n_sub", "whole"} if n_sub == 1 else {"n_sub"}
        names = [each.name for each in fields(cls) if each.name not in apart]
        parts = {name: [getattr(block, name) for block in blocks] for name in names}
        parts["crossing_cell"] = [cell + n for cell, n in zip(parts["crossing_cell"], n_before, strict=False)]
        joined = {
            name: np.concatenate(values, axis=int(values[0].ndim > 1)) for name, values in parts.items()
        }
        return cls(n_sub=n_sub, **{"whole": joined["moments"][..., 0], **joined})


def expand(counts: Ints) -> tuple[Ints, Ints]:
    """For items repeated so many times: the item of each repetition, and its rank, 0, 1, …, among its own."""
    item = np.repeat(np.arange(len(counts)), counts)
    return item, np.arange(len(item)) - (np.cumsum(counts) - counts)[item]


class _Edges(NamedTuple):
    """Straight pieces of edges: from (x0, y0) to (x1, y1), the plane and the sign of each."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    plane: Ints
    sign: Floats

    def take(self, which: Ints | npt.NDArray[np.bool_]) -> _Edges:
        """Some of them."""
        x0, y0, x1, y1, plane, sign = self
        return _Edges(x0[which], y0[which], x1[which], y1[which], plane[which], sign[which])


def cover_cells(rings: Rings, *, shape_vu: tuple[int, int], n_sub: int) -> Coverage:
    """Cover the cells of a grid with every plane of a structure.

    Args:
        rings: signed rings in units of cells: (column, row), nodes at whole numbers.
        shape_vu: number of cells along rows and columns; what lies outside is cut off.
        n_sub: sub-cells along each side of a touched cell.
    """
    blocks = rings.blocks(_BLOCK) if len(rings.points) > _BLOCK else [rings]
    return Coverage.joined([_cover(block, shape_vu=shape_vu, n_sub=n_sub) for block in blocks])


def _cover(rings: Rings, *, shape_vu: tuple[int, int], n_sub: int) -> Coverage:
    """The cells of a block of planes."""
    n_rows, n_columns = shape_vu[0] * n_sub, shape_vu[1] * n_sub
    edges = _turned(_cut(_turned(_cut(_edges(rings, n_sub)))))
    sub_row = np.floor(0.5 * (edges.y0 + edges.y1)).astype(np.int32)
    in_rows = (sub_row >= 0) & (sub_row < n_rows)
    if not in_rows.all():
        edges, sub_row = edges.take(in_rows), sub_row[in_rows]
    # What lies left of the grid still covers what is to its right; what lies right of it covers nothing.
    x0, x1 = np.clip(edges.x0, 0, n_columns), np.clip(edges.x1, 0, n_columns)
    sub_column = np.clip(np.floor(0.5 * (x0 + x1)).astype(np.int32), 0, n_columns - 1)

    if n_sub == 1:
        touched, place = _distinct(edges.plane, sub_row, sub_column)
        sub_place = place
    else:
        row, r = np.divmod(sub_row, np.int32(n_sub))
        column, c = np.divmod(sub_column, np.int32(n_sub))
        touched, place = _distinct(edges.plane, row, column)
        sub_place = (place * n_sub + r) * n_sub + c
    local = _Edges(
        x0 - sub_column, edges.y0 - sub_row, x1 - sub_column, edges.y1 - sub_row, edges.plane, edges.sign
    )
    own, passed_on = _piece_moments(local)
    shape = (len(touched[0]), n_sub, n_sub)
    own, passed_on = _sum_into(sub_place, own, shape), _sum_into(sub_place, passed_on, shape)
    # What the pieces further left in the row hand on: in their own cell, then from cell to cell. Rings are
    # closed, so each row's heights add up to nothing and one running sum serves all rows and planes.
    within = passed_on.copy()
    for own_column in range(1, n_sub):
        within[..., own_column] += within[..., own_column - 1]
    heights = within[..., -1]
    from_left = np.cumsum(heights, axis=1) - heights
    handed = from_left[..., None] + within - passed_on
    own += _whole_width(handed)
    moments = (_to_cell_units(own, n_sub) if n_sub > 1 else own).reshape(6, len(touched[0]), n_sub**2)

    at_plane, at_row, at_column = touched
    inside_after = (from_left + heights)[0, :-1, 0] > 0.5
    same_row = (at_plane[1:] == at_plane[:-1]) & (at_row[1:] == at_row[:-1])
    is_run = inside_after & same_row & (at_column[1:] > at_column[:-1] + 1)
    crossing_x, crossing_y, crossing_cell = _crossings(edges, place, (n_rows, n_columns))
    return Coverage(
        n_sub=n_sub,
        plane=at_plane,
        row=at_row,
        column=at_column,
        moments=moments,
        whole=moments.sum(axis=2) if n_sub > 1 else moments[..., 0],
        run_plane=at_plane[:-1][is_run],
        run_row=at_row[:-1][is_run],
        run_first=at_column[:-1][is_run] + 1,
        run_last=at_column[1:][is_run] - 1,
        crossing_x=crossing_x / n_sub,
        crossing_y=crossing_y / n_sub,
        crossing_cell=crossing_cell,
    )


def _edges(rings: Rings, n_sub: int) -> _Edges:
    """All edges of all rings, in units of sub-cells."""
    x0, y0 = np.ascontiguousarray(rings.points.T)
    if n_sub > 1:
        x0, y0 = x0 * n_sub, y0 * n_sub
    x1, y1 = np.empty_like(x0), np.empty_like(y0)
    last, first = rings.starts[1:] - 1, rings.starts[:-1]
    for end, start in ((x1, x0), (y1, y0)):
        end[:-1] = start[1:]
        end[last] = start[first]
    lengths = np.diff(rings.starts)
    return _Edges(
        x0, y0, x1, y1, np.repeat(rings.plane.astype(np.int32), lengths), np.repeat(rings.sign, lengths)
    )


def _turned(edges: _Edges) -> _Edges:
    """Rows for columns, and columns for rows."""
    x0, y0, x1, y1, plane, sign = edges
    return _Edges(y0, x0, y1, x1, plane, sign)


def _cut(edges: _Edges) -> _Edges:
    """Cut pieces where their first coordinate is a whole number; those that cross none stay as they are."""
    first = np.floor(np.minimum(edges.x0, edges.x1)) + 1
    n_cuts = (np.ceil(np.maximum(edges.x0, edges.x1)) - first).astype(np.int32)
    if not np.any(n_cuts > 0):
        return edges
    pieces = [edges.take(np.flatnonzero(n_cuts <= 0))]
    # Drawn points lie about as close as dose nodes: most pieces that are cut are cut once.
    for which, cut in ((np.flatnonzero(n_cuts == 1), _cut_once), (np.flatnonzero(n_cuts > 1), _cut_often)):
        if len(which):
            pieces += cut(edges.take(which), first[which], n_cuts[which])
    return _Edges(*map(np.concatenate, zip(*pieces, strict=True)))


def _cut_once(edges: _Edges, at: Floats, _: Ints) -> list[_Edges]:
    """Cut each piece in two at a place along its first coordinate."""
    x0, y0, x1, y1, plane, sign = edges
    across = y0 + (at - x0) * ((y1 - y0) / (x1 - x0))
    return [_Edges(x0, y0, at, across, plane, sign), _Edges(at, across, x1, y1, plane, sign)]


def _cut_often(edges: _Edges, first: Floats, n_cuts: Ints) -> list[_Edges]:
    """Cut each piece at `n_cuts` whole numbers, the lowest of which is `first`."""
    x0, y0, x1, y1, plane, sign = edges
    owner, rank = expand(n_cuts + 1)
    last = np.cumsum(n_cuts + 1) - 1
    begin = last - n_cuts
    # An upward piece meets the lowest border first, a downward one the highest.
    upward = x1 >= x0
    origin = np.where(upward, first - 1, first + n_cuts)
    at: Floats = origin[owner] + np.where(upward, 1.0, -1.0)[owner] * rank
    slope = ((y1 - y0) / (x1 - x0))[owner]
    across = y0[owner] + (at - x0[owner]) * slope
    at[begin], across[begin] = x0, y0
    end_at, end_across = np.empty_like(at), np.empty_like(across)
    end_at[:-1], end_across[:-1] = at[1:], across[1:]
    end_at[last], end_across[last] = x1, y1
    return [_Edges(at, across, end_at, end_across, plane[owner], sign[owner])]


def _crossings(edges: _Edges, place: Ints, shape: tuple[int, int]) -> tuple[Floats, Floats, Ints]:
    """Where pieces begin, inside the grid, and where they leave it; and the place of each one's cell."""
    x, y = edges.x0, edges.y0
    # Ends are whole numbers there: a piece is cut at the border.
    leaves = (edges.y1 == 0) | (edges.y1 == shape[0]) | (edges.x1 == 0) | (edges.x1 == shape[1])
    if leaves.any():
        x, y = np.append(x, edges.x1[leaves]), np.append(y, edges.y1[leaves])
        place = np.append(place, place[leaves])
    inside = (x >= 0) & (x <= shape[1]) & (y >= 0) & (y <= shape[0])
    return (x, y, place) if inside.all() else (x[inside], y[inside], place[inside])


def _distinct(plane: Ints, row: Ints, column: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
    """Distinct cells in the order of plane, row and column, and the place of each given cell among them."""
    if not len(plane):
        return (plane, row, column), plane
    cells = (plane, row, column)
    low = [int(values.min()) for values in cells]
    shape = tuple(int(values.max()) - least + 1 for values, least in zip(cells, low, strict=True))
    size = int(np.prod(shape))
    flat = ((plane.astype(np.int64) - low[0]) * shape[1] + row - low[1]) * shape[2] + column - low[2]
    if size > _SPARSE * len(flat):
        present, place = np.unique(flat, return_inverse=True)
    else:
        # Marking cells in a mask is faster than sorting them, unless there are few in a large one.
        is_present = np.zeros(size, dtype=bool)
        is_present[flat] = True
        present = np.flatnonzero(is_present)
        places = np.empty(size, dtype=np.int32)
        places[present] = np.arange(len(present), dtype=np.int32)
        place = places[flat]
    at_plane, at_row, at_column = (
        np.asarray(at) + least for at, least in zip(np.unravel_index(present, shape), low, strict=True)
    )
    return (at_plane, at_row, at_column), place


def _piece_moments(pieces: _Edges) -> tuple[Floats, Floats]:
    """Integrals (6, n) right of each piece in its sub-cell, and (3, n) of 1, y, y² over its height."""
    x0, y0, x1, y1, _, sign = pieces
    own, passed_on = np.zeros((6, len(x0))), np.zeros((3, len(x0)))
    for first in range(0, len(x0), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        left, top = x0[chunk], y0[chunk]
        across, down = x1[chunk] - left, y1[chunk] - top
        half_height = -0.5 * down * sign[chunk]
        for t in _GAUSS:
            x, y = left + t * across, top + t * down
            one, linear = (1 - x) * half_height, (1 - x * x) * (0.5 * half_height)
            one_y = one * y
            own[0, chunk] += one
            own[1, chunk] += linear
            own[2, chunk] += one_y
            own[3, chunk] += (1 - x * x * x) * (half_height / 3)
            own[4, chunk] += linear * y
            own[5, chunk] += one_y * y
            height_y = half_height * y
            passed_on[1, chunk] += height_y
            passed_on[2, chunk] += height_y * y
        passed_on[0, chunk] = 2 * half_height
    return own, passed_on


def _sum_into(place: Ints, integrals: Floats, shape: tuple[int, int, int]) -> Floats:
    """Add up each row of `integrals` by place; the result has shape (rows, *shape)."""
    size = int(np.prod(shape))
    sums = np.empty((len(integrals), size))
    places = place.astype(np.intp)
    for row, weights in enumerate(integrals):
        sums[row] = np.bincount(places, weights, size)
    return sums.reshape(len(integrals), *shape)


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
