"""The cells of a structure's planes: boundary cells, which contours pass through, and interior cells.

Interior cells are kept as runs of a row, and never as a mask of the grid. Inside a large structure each of
them is one of a million. There a block of two by two cells has their volume, their mean dose and, but for how
the dose bends within it, their spread, for a quarter of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from rtqa.dvh.coverage import Coverage, Runs
from rtqa.geometry.arrays import Bools, Ints, Singles, expand

VERY_MANY = 250_000
"""From so many interior cells on, those that make up whole blocks are measured block by block."""

_SIDE = 2
"""Cells along the side of a block."""


class Window(NamedTuple):
    """The cells of a dose plane that a structure lies in: first row and column, and how many of each."""

    row: int
    column: int
    n_rows: int
    n_columns: int

    @property
    def grown(self) -> Window:
        """The same, and one row or column more at each side."""
        return Window(self.row - 1, self.column - 1, self.n_rows + 2, self.n_columns + 2)

    def place(self, local: Ints, row: Ints, column: Ints) -> Ints:
        """Flat places of nodes in an array of the window's (planes, rows + 1, columns + 1)."""
        row, column = row - self.row, column - self.column
        place: Ints = (local * (self.n_rows + 1) + row) * (self.n_columns + 1) + column
        return place

    def nodes(self, values_gy: Singles, planes: Ints, *, margin: int = 0) -> Singles:
        """The window's nodes in some planes of the dose, and `margin` more on each side.

        Shape (n, rows + 1 + 2 margin, columns + 1 + 2 margin); where the grid ends, its last node again.
        """
        wanted = [
            (begin - margin, begin + size + 1 + margin)
            for begin, size in ((self.row, self.n_rows), (self.column, self.n_columns))
        ]
        held = [
            (max(low, 0), min(high, size))
            for (low, high), size in zip(wanted, values_gy.shape[1:], strict=True)
        ]
        block = values_gy[planes, slice(*held[0]), slice(*held[1])]
        missing = [(h[0] - w[0], w[1] - h[1]) for w, h in zip(wanted, held, strict=True)]
        return np.pad(block, [(0, 0), *missing], mode="edge") if any(map(any, missing)) else block


class Interior:
    """Interior cells, or blocks of them: squares of `side` cells; rows and columns of runs count squares."""

    def __init__(self, runs: Runs, *, n_planes: int, side: int = 1) -> None:
        self.runs, self.side, self.n_planes = runs, side, n_planes
        # The first run of each plane (p + 1,); squares before each run (r + 1,), and before each plane.
        self._first_run = np.searchsorted(runs.plane, np.arange(n_planes + 1))
        self._before_run = np.append(0, np.cumsum(runs.last - runs.first + 1))
        self._before_plane = self._before_run[self._first_run]

    def __len__(self) -> int:
        return int(self._before_run[-1])

    def count(self, planes: Ints) -> Ints:
        """How many squares each of some planes has."""
        counts: Ints = self._before_plane[planes + 1] - self._before_plane[planes]
        return counts

    def run_places(self, planes: Ints, window: Window) -> tuple[Ints, Ints]:
        """Of each run of some planes the place of its first node in a window, and how many squares it has."""
        begin = self._first_run[planes]
        local, rank = expand(self._first_run[planes + 1] - begin)
        run = begin[local] + rank
        row, column = self.side * self.runs.row[run], self.side * self.runs.first[run]
        return window.place(local, row, column), self._before_run[run + 1] - self._before_run[run]

    def places(self, planes: Ints, window: Window) -> Ints:
        """Of each square of some planes the place of its first node in a window, ascending."""
        start, lengths = self.run_places(planes, window)
        ends = np.cumsum(lengths)
        start -= self.side * (ends - lengths)
        places: Ints = np.repeat(start, lengths)
        places += self.side * np.arange(len(places))
        return places

    def cells(self, plane: Ints, number: Ints) -> tuple[Ints, Ints]:
        """Rows and columns (n, side²) of the cells of squares (n,), each given by its number in its plane."""
        number = number + self._before_plane[plane]
        run = np.searchsorted(self._before_run, number, side="right") - 1
        row, column = self.runs.row[run], self.runs.first[run] + number - self._before_run[run]
        r, c = np.divmod(np.arange(self.side**2), self.side)
        return row[:, None] * self.side + r, column[:, None] * self.side + c

    def in_blocks(self) -> tuple[Interior, ...]:
        """The same cells, once each: where they are very many, the whole blocks, and the cells left over."""
        if len(self) < VERY_MANY:
            return (self,)
        blocks = _blocks(self.runs)
        return (
            Interior(blocks, n_planes=self.n_planes, side=_SIDE),
            Interior(_left_over(self.runs, blocks), n_planes=self.n_planes),
        )


class Cells:
    """The boundary and the interior cells of a structure's planes.

    Attributes:
        coverage: what is covered of the boundary cells.
        interior: all interior cells.
        interior_groups: the same as they are measured: blocks and single cells, each cell in one of them.
    """

    def __init__(self, coverage: Coverage, n_planes: int) -> None:
        self.coverage = coverage
        self._first = np.searchsorted(coverage.plane, np.arange(n_planes + 1))
        self.interior = Interior(coverage.interior, n_planes=n_planes)
        self.interior_groups = self.interior.in_blocks()

    def boundary(self, planes: Ints) -> tuple[Ints, Ints]:
        """Boundary cells of some planes, plane by plane: the place of the plane in `planes`, and the cell."""
        local, rank = expand(self.n_boundary(planes))
        return local, self._first[planes][local] + rank

    def n_boundary(self, planes: Ints) -> Ints:
        """How many boundary cells each of some planes has."""
        counts: Ints = self._first[planes + 1] - self._first[planes]
        return counts

    def window(self, planes: Ints) -> Window:
        """The smallest window that holds all boundary cells of some planes, and so all interior ones."""
        between = slice(self._first[planes.min()], self._first[planes.max() + 1])
        row, column = self.coverage.row[between], self.coverage.column[between]
        if not len(row):
            return Window(0, 0, 0, 0)
        first_row, first_column = int(row.min()), int(column.min())
        return Window(
            row=first_row,
            column=first_column,
            n_rows=int(row.max()) + 1 - first_row,
            n_columns=int(column.max()) + 1 - first_column,
        )

    def interior_masks(self, planes: Ints, window: Window) -> Bools:
        """Which cells (planes, rows, columns) of a window are interior."""
        mask = np.zeros((len(planes), window.n_rows + 1, window.n_columns + 1), dtype=bool)
        mask.reshape(-1)[self.interior.places(planes, window)] = True
        return mask[:, :-1, :-1]

    def chunks(self, planes: Ints, n_cells: int) -> Iterator[slice]:
        """Stretches of a list of planes whose windows hold about so many cells together."""
        if len(planes):
            *_, n_rows, n_columns = self.window(planes)
            step = max(1, n_cells // ((n_rows + 1) * (n_columns + 1)))
            yield from (slice(start, start + step) for start in range(0, len(planes), step))


def _blocks(runs: Runs) -> Runs:
    """Runs of the blocks, aligned with even rows and columns, all of whose cells are interior."""
    even, odd = (runs.take(runs.row % _SIDE == r) for r in range(_SIDE))
    both = [rows._replace(row=rows.row // _SIDE) for rows in (even, odd)]
    plane, row, first, last = _where_held(both, times=_SIDE)
    first, last = -(-first // _SIDE), (last + 1) // _SIDE - 1
    return Runs(plane, row, first, last).take(first <= last)


def _left_over(runs: Runs, blocks: Runs) -> Runs:
    """Runs of the cells that are in none of the blocks."""
    first, last = blocks.first * _SIDE, blocks.last * _SIDE + _SIDE - 1
    taken = [Runs(blocks.plane, blocks.row * _SIDE + r, first, last) for r in range(_SIDE)]
    return _where_held([runs], taken=taken, times=1)


def _where_held(held: list[Runs], *, taken: Sequence[Runs] = (), times: int) -> Runs:
    """Runs of the squares that `held` has so many times, less those that `taken` has."""
    every = [*held, *taken]
    n_rows = max(int(runs.row.max(initial=0)) for runs in every) + 1
    n_columns = max(int(runs.last.max(initial=0)) for runs in every) + 2
    # A run adds 1 to a sum over the row where it begins, and takes it away behind its end; `taken` ones the
    # other way. Place and direction are one number: so all rows are sorted at once, and merged quickly.
    borders = []
    for number, runs in enumerate(every):
        line = (runs.plane.astype(np.int64) * n_rows + runs.row) * n_columns
        adds = number < len(held)
        borders += [2 * (line + runs.first) + adds, 2 * (line + runs.last + 1) + (not adds)]
    border = np.sort(np.concatenate(borders), kind="stable")
    sums = np.cumsum(2 * (border & 1) - 1)
    border >>= 1
    # From one border to the next the sum stays the same.
    start = np.flatnonzero((sums[:-1] == times) & (border[:-1] < border[1:]))
    line, first = np.divmod(border[start], n_columns)
    plane, row = np.divmod(line, n_rows)
    return Runs(plane, row, first, first + border[start + 1] - border[start] - 1)
