"""Which cells the planes of a structure touch and fill, and the windows of the dose that hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtqa.dvh.coverage import Coverage, Ints, expand

Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


class Window(NamedTuple):
    """Cells of a dose plane: where they begin, and how many there are each way."""

    row: int
    column: int
    n_rows: int
    n_columns: int

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


class Cells:
    """The cells of a structure's planes: those that contours touch, and runs of those that they fill."""

    def __init__(self, coverage: Coverage, n_planes: int) -> None:
        self.coverage = coverage
        planes = np.arange(n_planes + 1)
        self._touched = np.searchsorted(coverage.plane, planes)
        self._runs = np.searchsorted(coverage.run_plane, planes)
        lengths = coverage.run_last - coverage.run_first + 1
        # Cells before each run, and before each plane.
        self._before = np.append(0, np.cumsum(lengths))
        self._filled = self._before[self._runs]

    def touched_of(self, planes: Ints) -> tuple[Ints, Ints]:
        """Touched cells of some planes, plane by plane: the place of the plane in `planes`, and the cell."""
        local, rank = expand(self.n_touched(planes))
        return local, self._touched[planes][local] + rank

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

    def n_touched(self, planes: Ints) -> Ints:
        """How many cells each of some planes touches."""
        counts: Ints = self._touched[planes + 1] - self._touched[planes]
        return counts

    def n_filled(self, planes: Ints) -> Ints:
        """How many cells each of some planes fills."""
        counts: Ints = self._filled[planes + 1] - self._filled[planes]
        return counts

    def filled_of(self, planes: Ints, window: Window) -> Ints:
        """Filled cells of some planes: places in an array (planes, rows, columns) of a window, ascending."""
        cover = self.coverage
        begin = self._runs[planes]
        local, rank = expand(self._runs[planes + 1] - begin)
        run = begin[local] + rank
        row, column = cover.run_row[run] - window.row, cover.run_first[run] - window.column
        start = (local * window.n_rows + row) * window.n_columns + column
        lengths = self._before[run + 1] - self._before[run]
        ends = np.cumsum(lengths)
        return np.repeat(start - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)

    def place_of(self, plane: Ints, number: Ints) -> tuple[Ints, Ints]:
        """Rows and columns of filled cells, each by its number among those of its plane."""
        number = number + self._filled[plane]
        run = np.searchsorted(self._before, number, side="right") - 1
        return self.coverage.run_row[run], self.coverage.run_first[run] + number - self._before[run]

    def masks(self, planes: Ints, window: Window) -> Bools:
        """Which cells (planes, rows, columns) of a window are filled."""
        filled = np.zeros((len(planes), window.n_rows, window.n_columns), dtype=bool)
        filled.reshape(-1)[self.filled_of(planes, window)] = True
        return filled

    def chunks(self, planes: Ints, n_cells: int) -> Iterator[slice]:
        """Parts of a list of planes whose windows hold about so many cells together."""
        if len(planes):
            *_, n_rows, n_columns = self.window(planes)
            step = max(1, n_cells // ((n_rows + 1) * (n_columns + 1)))
            yield from (slice(start, start + step) for start in range(0, len(planes), step))
