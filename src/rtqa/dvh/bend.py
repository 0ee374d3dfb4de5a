"""How much a dose bends between its nodes: second differences, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.dvh.cells import Cells
from rtqa.dvh.frame import DoseFrame


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """The sum of the dose's second differences along its three axes, averaged over each cell's corners.

    Attributes:
        values_gy: shape (w, v, u), float32, in Gy; for the cells of a window of the dose.
        first: layer, row and column that the window begins at.
    """

    values_gy: npt.NDArray[np.float32]
    first: tuple[int, int, int]

    @classmethod
    def around(cls, frame: DoseFrame, *groups: Cells) -> Bend:
        """For all cells of some groups, in the smallest window that holds them."""
        held = [cells for cells in groups if len(cells)]
        if not held:
            return cls(np.zeros((0, 0, 0), np.float32), (0, 0, 0))
        first = [min(int(getattr(cells, axis).min()) for cells in held) for axis in "kji"]
        last = [max(int(getattr(cells, axis).max()) for cells in held) for axis in "kji"]
        shape = frame.values_gy.shape
        # One node more on each side for the differences; where the grid ends, its last node again.
        nodes = [
            np.clip(np.arange(low - 1, high + 3), 0, size - 1)
            for low, high, size in zip(first, last, shape, strict=True)
        ]
        block = frame.values_gy[np.ix_(*nodes)]
        inner = block[1:-1, 1:-1, 1:-1]
        bend = -6 * inner
        bend += block[2:, 1:-1, 1:-1] + block[:-2, 1:-1, 1:-1]
        bend += block[1:-1, 2:, 1:-1] + block[1:-1, :-2, 1:-1]
        bend += block[1:-1, 1:-1, 2:] + block[1:-1, 1:-1, :-2]
        for _ in range(3):
            bend = np.moveaxis(0.5 * (bend[1:] + bend[:-1]), 0, -1)
        return cls(np.ascontiguousarray(bend, dtype=np.float32), (first[0], first[1], first[2]))

    def at(self, cells: Cells) -> npt.NDArray[np.float32]:
        """The value at each of these cells, shape (n,)."""
        k, j, i = self.first
        return self.values_gy[cells.k - k, cells.j - j, cells.i - i]
