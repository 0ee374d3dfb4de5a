"""Which cells the planes of a structure touch and fill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.dvh.coverage import Coverage, Ints, expand
from rtqa.dvh.filled import Filled
from rtqa.dvh.window import Bools, Window


class Cells:
    """The cells of a structure's planes: those that contours touch, and those that they fill.

    Attributes:
        coverage: what is covered of the touched ones.
        every_filled: all filled ones.
        filled: the same in the shares that they are measured in, each cell in one of them.
    """

    def __init__(self, coverage: Coverage, n_planes: int) -> None:
        self.coverage = coverage
        self._touched = np.searchsorted(coverage.plane, np.arange(n_planes + 1))
        self.every_filled = Filled.of(coverage, n_planes)
        self.filled = self.every_filled.in_blocks()

    def touched_of(self, planes: Ints) -> tuple[Ints, Ints]:
        """Touched cells of some planes, plane by plane: the place of the plane in `planes`, and the cell."""
        local, rank = expand(self.n_touched(planes))
        return local, self._touched[planes][local] + rank

    def n_touched(self, planes: Ints) -> Ints:
        """How many cells each of some planes touches."""
        counts: Ints = self._touched[planes + 1] - self._touched[planes]
        return counts

    def window(self, planes: Ints) -> Window:
        """The smallest window that holds all touched cells of some planes, and so all filled ones."""
        some = slice(self._touched[planes.min()], self._touched[planes.max() + 1])
        row, column = self.coverage.row[some], self.coverage.column[some]
        if not len(row):
            return Window(0, 0, 0, 0)
        first_row, first_column = int(row.min()), int(column.min())
        return Window(
            row=first_row,
            column=first_column,
            n_rows=int(row.max()) + 1 - first_row,
            n_columns=int(column.max()) + 1 - first_column,
        )

    def masks(self, planes: Ints, window: Window) -> Bools:
        """Which cells (planes, rows, columns) of a window are filled."""
        filled = np.zeros((len(planes), window.n_rows + 1, window.n_columns + 1), dtype=bool)
        filled.reshape(-1)[self.every_filled.places(planes, window)] = True
        return filled[:, :-1, :-1]

    def chunks(self, planes: Ints, n_cells: int) -> Iterator[slice]:
        """Parts of a list of planes whose windows hold about so many cells together."""
        if len(planes):
            *_, n_rows, n_columns = self.window(planes)
            step = max(1, n_cells // ((n_rows + 1) * (n_columns + 1)))
            yield from (slice(start, start + step) for start in range(0, len(planes), step))
