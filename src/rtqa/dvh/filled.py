"""The cells that a structure's planes fill, in runs; where there are very many, in runs of blocks of them.

Inside a large structure each cell is one of a million. A block of two by two has the volume, the mean dose
and, but for how the dose bends within it, the spread of its cells together, for a quarter of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rtqa.dvh.coverage import Coverage, Ints, expand
from rtqa.dvh.window import Bools, Window

VERY_MANY = 250_000
"""From so many filled cells on, those that make up whole blocks are measured block by block."""

_SIDE = 2


class Runs(NamedTuple):
    """Runs of squares in rows of planes, in this order; shape (r,): columns first … last, inclusive."""

    plane: Ints
    row: Ints
    first: Ints
    last: Ints

    def take(self, which: Bools) -> Runs:
        """Some of the runs."""
        return Runs(*(values[which] for values in self))


class Filled:
    """Squares that a structure's planes fill, `side` cells a side; rows and columns count squares."""

    def __init__(self, runs: Runs, *, n_planes: int, side: int = 1) -> None:
        self.runs, self.side, self.n_planes = runs, side, n_planes
        self._runs = np.searchsorted(runs.plane, np.arange(n_planes + 1))
        # Squares before each run, and before each plane.
        self._before = np.append(0, np.cumsum(runs.last - runs.first + 1))
        self._squares = self._before[self._runs]

    @classmethod
    def of(cls, coverage: Coverage, n_planes: int) -> Filled:
        """All cells that a coverage's planes fill."""
        runs = Runs(coverage.run_plane, coverage.run_row, coverage.run_first, coverage.run_last)
        return cls(runs, n_planes=n_planes)

    def __len__(self) -> int:
        return int(self._before[-1])

    def count(self, planes: Ints) -> Ints:
        """How many squares each of some planes fills."""
        counts: Ints = self._squares[planes + 1] - self._squares[planes]
        return counts

    def runs_of(self, planes: Ints, window: Window) -> tuple[Ints, Ints]:
        """Runs of some planes: the place of each one's first node in a window, and its squares' number."""
        begin = self._runs[planes]
        local, rank = expand(self._runs[planes + 1] - begin)
        run = begin[local] + rank
        row, column = self.side * self.runs.row[run], self.side * self.runs.first[run]
        return window.place(local, row, column), self._before[run + 1] - self._before[run]

    def places(self, planes: Ints, window: Window) -> Ints:
        """Squares of some planes: the place of each one's first node in a window, ascending."""
        start, lengths = self.runs_of(planes, window)
        ends = np.cumsum(lengths)
        start -= self.side * (ends - lengths)
        places: Ints = np.repeat(start, lengths)
        places += self.side * np.arange(len(places))
        return places

    def cells(self, plane: Ints, number: Ints) -> tuple[Ints, Ints]:
        """Rows and columns (n, side²) of squares' cells; each square by its number in its plane."""
        number = number + self._squares[plane]
        run = np.searchsorted(self._before, number, side="right") - 1
        row, column = self.runs.row[run], self.runs.first[run] + number - self._before[run]
        r, c = np.divmod(np.arange(self.side**2), self.side)
        return row[:, None] * self.side + r, column[:, None] * self.side + c

    def in_blocks(self) -> tuple[Filled, ...]:
        """The same cells, once each: where they are very many, the whole blocks and what is left."""
        if len(self) < VERY_MANY:
            return (self,)
        blocks = _blocks(self.runs)
        return (
            Filled(blocks, n_planes=self.n_planes, side=_SIDE),
            Filled(_left(self.runs, blocks), n_planes=self.n_planes),
        )


def _blocks(runs: Runs) -> Runs:
    """Runs of the blocks, aligned with even rows and columns, all of whose cells are filled."""
    rows = [runs.take(runs.row % _SIDE == r) for r in range(_SIDE)]
    plane, row, first, last = _where([own._replace(row=own.row // _SIDE) for own in rows], total=_SIDE)
    first, last = -(-first // _SIDE), (last + 1) // _SIDE - 1
    return Runs(plane, row, first, last).take(first <= last)


def _left(runs: Runs, blocks: Runs) -> Runs:
    """Runs of the cells that are in none of the blocks."""
    first, last = blocks.first * _SIDE, blocks.last * _SIDE + _SIDE - 1
    taken = [Runs(blocks.plane, blocks.row * _SIDE + r, first, last) for r in range(_SIDE)]
    return _where([runs], but_not=taken, total=1)


def _where(of: list[Runs], *, but_not: Sequence[Runs] = (), total: int) -> Runs:
    """Runs of the squares that lie in so many runs, each of those that they must not lie in counted off."""
    every = [*of, *but_not]
    n_rows = max(int(runs.row.max(initial=0)) for runs in every) + 1
    n_columns = max(int(runs.last.max(initial=0)) for runs in every) + 2
    borders = []
    for number, runs in enumerate(every):
        line = (runs.plane.astype(np.int64) * n_rows + runs.row) * n_columns
        # Where it lies and whether the sum grows there, in one number: rows of these are only to be merged.
        begins = number < len(of)
        borders += [2 * (line + runs.first) + begins, 2 * (line + runs.last + 1) + (not begins)]
    border = np.sort(np.concatenate(borders), kind="stable")
    sums = np.cumsum(2 * (border & 1) - 1)
    border >>= 1
    found = np.flatnonzero((sums[:-1] == total) & (border[:-1] < border[1:]))
    line, first = np.divmod(border[found], n_columns)
    plane, row = np.divmod(line, n_rows)
    return Runs(plane, row, first, first + border[found + 1] - border[found] - 1)
