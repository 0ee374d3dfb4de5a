"""The window of the dose that a structure lies in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtqa.dvh.coverage import Ints

Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


class Window(NamedTuple):
    """Cells of a dose plane: where they begin, and how many there are each way."""

    row: int
    column: int
    n_rows: int
    n_columns: int

    def place(self, local: Ints, row: Ints, column: Ints) -> Ints:
        """Places of nodes in an array of the window's (planes, rows + 1, columns + 1)."""
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
