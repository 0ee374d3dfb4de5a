"""How much of each dose cell a structure's planes cover, and where in it: exactly.

A *cell* is the rectangle between four neighbouring dose nodes of one dose plane. A *boundary cell* has an
edge of a contour in it; an *interior cell* has none and is wholly covered.

A polygon's area in a cell follows from its edges alone, as in font rasterisers: an edge going down covers
what lies to its right, an edge going up takes it away again. Every edge is cut at cell (and sub-cell)
borders; each piece adds the part of its sub-cell to its right, and hands its height on to all sub-cells
further right.
The same integrals times x, y, x², xy and y² give the covered part's centroid and spread, so that the dose
there is known without looking at points.

Interior cells are kept as runs, never rasterised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from rtqa.geometry.arrays import Bools, Ints, expand
from rtqa.geometry.rings import Rings
from rtqa.model.geometry import Floats

_BLOCK, _CHUNK = 32_768, 16_384
"""Points of planes, and pieces of edges, worked on at a time, so that they stay in the processor's cache."""

_SPARSE = 64
"""Cells of a bounding box for each boundary cell in it, from which on sorting is faster than marking."""

# Nodes of two-point Gauss quadrature on 0 … 1: exact for the cubic integrands along a straight piece.
_GAUSS = (0.5 - 0.5 / np.sqrt(3.0), 0.5 + 0.5 / np.sqrt(3.0))


class Runs(NamedTuple):
    """Runs of cells (or of blocks of them) in rows of planes, in this order; shape (r,).

    Attributes:
        plane, row: where each run lies.
        first, last: the columns that it begins and ends with, inclusive.
    """

    plane: Ints
    row: Ints
    first: Ints
    last: Ints

    def take(self, which: Bools) -> Runs:
        """Some of the runs."""
        return Runs(*(values[which] for values in self))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """The boundary cells of a structure's planes, and what is covered of them; and the interior cells.

    Attributes:
        n_sub: s, the number of sub-cells along a cell's side.
        plane, row, column: shape (t,); the boundary cells, sorted in that order.
        moments: shape (6, t); integrals of 1, x, y, x², xy, y² over the covered part of each boundary cell;
            x along columns and y along rows of the cell, 0 to 1: a wholly covered cell has the area 1.
        sub_moments: shape (6, t, s²); the same over each of its s × s sub-cells, row by row.
        interior: runs of the interior cells.
        crossing_x, crossing_y: shape (c,); points (column, row) where edges begin or cross a sub-cell
            border, in units of cells, all inside the grid; the extremes of a bilinear dose lie on them or
            on nodes.
        crossing_cell: shape (c,); a boundary cell, 0 to t − 1, that each point lies in or on the border of.
    """

    n_sub: int
    plane: Ints
    row: Ints
    column: Ints
    moments: Floats
    sub_moments: Floats
    interior: Runs
    crossing_x: Floats
    crossing_y: Floats
    crossing_cell: Ints

    @classmethod
    def joined(cls, blocks: list[Coverage]) -> Coverage:
        """One after the other, of planes that ascend."""
        if len(blocks) == 1:
            return blocks[0]

        def end_to_end(name: str, axis: int = 0) -> Any:
            return np.concatenate([getattr(block, name) for block in blocks], axis=axis)

        n_sub, sub_moments = blocks[0].n_sub, end_to_end("sub_moments", 1)
        n_before = np.cumsum([0, *(len(block.plane) for block in blocks[:-1])])
        return cls(
            n_sub=n_sub,
            plane=end_to_end("plane"),
            row=end_to_end("row"),
            column=end_to_end("column"),
            # Where a cell is its one sub-cell, the two are the same array.
            moments=sub_moments[..., 0] if n_sub == 1 else end_to_end("moments", 1),
            sub_moments=sub_moments,
            interior=Runs(*map(np.concatenate, zip(*(block.interior for block in blocks), strict=True))),
            crossing_x=end_to_end("crossing_x"),
            crossing_y=end_to_end("crossing_y"),
            crossing_cell=np.concatenate(
                [block.crossing_cell + n for block, n in zip(blocks, n_before.tolist(), strict=True)]
            ),
        )


class _Edges(NamedTuple):
    """Straight pieces of edges: from (x0, y0) to (x1, y1), the plane and the sign of each."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    plane: Ints
    sign: Floats

    def take(self, which: Ints | Bools) -> _Edges:
        """Some of them."""
        x0, y0, x1, y1, plane, sign = self
        return _Edges(x0[which], y0[which], x1[which], y1[which], plane[which], sign[which])


def cover_cells(rings: Rings, *, shape_vu: tuple[int, int], n_sub: int) -> Coverage:
    """Cover the cells of a grid with every plane of a structure.

    Args:
        rings: signed rings in units of cells: (column, row), nodes at whole numbers.
        shape_vu: number of cells along rows and columns; what lies outside is cut off.
        n_sub: sub-cells along each side of a boundary cell.
    """
    blocks = rings.blocks(_BLOCK) if len(rings.points) > _BLOCK else [rings]
    return Coverage.joined([_cover(block, shape_vu=shape_vu, n_sub=n_sub) for block in blocks])


def _cover(rings: Rings, *, shape_vu: tuple[int, int], n_sub: int) -> Coverage:
    """The cells of a block of planes."""
    # Edges cut at all borders of sub-cells: e pieces, each in one sub-cell. What lies left of the grid still
    # covers what is to its right; what lies right of it, above or below covers nothing.
    n_rows, n_columns = shape_vu[0] * n_sub, shape_vu[1] * n_sub
    edges = _turned(_cut(_turned(_cut(_edges(rings, n_sub), n_columns)), n_rows))
    sub_row = np.clip(np.floor(0.5 * (edges.y0 + edges.y1)), -1, n_rows).astype(np.int32)
    in_rows = (sub_row >= 0) & (sub_row < n_rows)
    if not in_rows.all():
        edges, sub_row = edges.take(in_rows), sub_row[in_rows]
    x0, x1 = np.clip(edges.x0, 0, n_columns), np.clip(edges.x1, 0, n_columns)
    sub_column = np.clip(np.floor(0.5 * (x0 + x1)).astype(np.int32), 0, n_columns - 1)

    # The t boundary cells, and of each piece (e,) its cell and its sub-cell.
    if n_sub == 1:
        boundary, cell = _distinct(edges.plane, sub_row, sub_column)
        sub_cell = cell
    else:
        row, r = np.divmod(sub_row, np.int32(n_sub))
        column, c = np.divmod(sub_column, np.int32(n_sub))
        boundary, cell = _distinct(edges.plane, row, column)
        sub_cell = (cell * n_sub + r) * n_sub + c

    # What each piece covers to its right in its sub-cell, and the height that it hands on to those further
    # right: (6 or 3, e), added up by sub-cell to (6 or 3, t, s, s).
    in_sub_cell = _Edges(
        x0 - sub_column, edges.y0 - sub_row, x1 - sub_column, edges.y1 - sub_row, edges.plane, edges.sign
    )
    shape = (len(boundary[0]), n_sub, n_sub)
    sums, handed_on = (_sum_into(sub_cell, integrals, shape) for integrals in _piece_moments(in_sub_cell))

    # What pieces further left in the row hand on: within the cell, then from cell to cell. Rings are closed,
    # so each row's heights add up to nothing and one running sum serves all rows and planes.
    within = handed_on.copy()
    for sub in range(1, n_sub):
        within[..., sub] += within[..., sub - 1]
    heights = within[..., -1]
    from_left = np.cumsum(heights, axis=1) - heights
    sums += _whole_width(from_left[..., None] + within - handed_on)
    sub_moments = (_to_cell_units(sums, n_sub) if n_sub > 1 else sums).reshape(6, len(boundary[0]), n_sub**2)

    # Interior cells lie between two boundary cells of a row where height is handed on from one to the other.
    plane, row, column = boundary
    is_inside = (from_left + heights)[0, :-1, 0] > 0.5
    same_row = (plane[1:] == plane[:-1]) & (row[1:] == row[:-1])
    is_run = is_inside & same_row & (column[1:] > column[:-1] + 1)
    crossing_x, crossing_y, crossing_cell = _crossings(edges, cell, (n_rows, n_columns))
    return Coverage(
        n_sub=n_sub,
        plane=plane,
        row=row,
        column=column,
        moments=sub_moments.sum(axis=2) if n_sub > 1 else sub_moments[..., 0],
        sub_moments=sub_moments,
        interior=Runs(plane[:-1][is_run], row[:-1][is_run], column[:-1][is_run] + 1, column[1:][is_run] - 1),
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


def _cut(edges: _Edges, end: int) -> _Edges:
    """Cut pieces where their first coordinate is a whole number from 0 to `end`; others stay as they are.

    Outside the grid nothing is cut: a point drawn a kilometre away would make a million pieces.
    """
    first = np.maximum(np.floor(np.minimum(edges.x0, edges.x1)) + 1, 0)
    stop = np.minimum(np.ceil(np.maximum(edges.x0, edges.x1)), end + 1)
    n_cuts = np.maximum(stop - first, 0).astype(np.int32)
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


def _crossings(edges: _Edges, cell: Ints, shape: tuple[int, int]) -> tuple[Floats, Floats, Ints]:
    """Where pieces begin, inside the grid, and where they leave it; x, y and the cell of each, (c,)."""
    x, y = edges.x0, edges.y0
    # Ends are whole numbers there: a piece is cut at the border.
    leaves = (edges.y1 == 0) | (edges.y1 == shape[0]) | (edges.x1 == 0) | (edges.x1 == shape[1])
    if leaves.any():
        x, y = np.append(x, edges.x1[leaves]), np.append(y, edges.y1[leaves])
        cell = np.append(cell, cell[leaves])
    inside = (x >= 0) & (x <= shape[1]) & (y >= 0) & (y <= shape[0])
    return (x, y, cell) if inside.all() else (x[inside], y[inside], cell[inside])


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
        (np.asarray(at) + least).astype(np.int32)
        for at, least in zip(np.unravel_index(present, shape), low, strict=True)
    )
    return (at_plane, at_row, at_column), place


def _piece_moments(pieces: _Edges) -> tuple[Floats, Floats]:
    """Integrals (6, n) right of each piece in its sub-cell, and (3, n) of 1, y, y² over its height.

    Along a straight piece the integrands are cubics at most, which two Gauss nodes integrate exactly.
    """
    x0, y0, x1, y1, _, sign = pieces
    covered, handed_on = np.zeros((6, len(x0))), np.zeros((3, len(x0)))
    for first in range(0, len(x0), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        left, top = x0[chunk], y0[chunk]
        across, down = x1[chunk] - left, y1[chunk] - top
        half_height = -0.5 * down * sign[chunk]
        for t in _GAUSS:
            x, y = left + t * across, top + t * down
            area, linear = (1 - x) * half_height, (1 - x * x) * (0.5 * half_height)
            area_y = area * y
            covered[0, chunk] += area
            covered[1, chunk] += linear
            covered[2, chunk] += area_y
            covered[3, chunk] += (1 - x * x * x) * (half_height / 3)
            covered[4, chunk] += linear * y
            covered[5, chunk] += area_y * y
            height_y = half_height * y
            handed_on[1, chunk] += height_y
            handed_on[2, chunk] += height_y * y
        handed_on[0, chunk] = 2 * half_height
    return covered, handed_on


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
    height, y, yy = heights
    return np.stack([height, height / 2, y, height / 3, y / 2, yy])


def _to_cell_units(moments: Floats, n_sub: int) -> Floats:
    """Shift and scale integrals over sub-cells (each 0 … 1) to the coordinates of their cell (0 … 1)."""
    covered, x, y, xx, xy, yy = moments
    c = np.arange(n_sub)[None, None, :]
    r = np.arange(n_sub)[None, :, None]
    area = 1.0 / n_sub**2
    length = 1.0 / n_sub
    return np.stack(
        [
            covered * area,
            (x + c * covered) * (area * length),
            (y + r * covered) * (area * length),
            (xx + 2 * c * x + c * c * covered) * (area * area),
            (xy + c * y + r * x + c * r * covered) * (area * area),
            (yy + 2 * r * y + r * r * covered) * (area * area),
        ]
    )
