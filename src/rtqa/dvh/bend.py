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
        block = _with_neighbours(frame.values_gy, first, last)
        inner = block[1:-1, 1:-1, 1:-1]
        bend = np.float32(-6) * inner
        for axis in range(3):
            around = [slice(1, -1)] * 3
            for side in (slice(None, -2), slice(2, None)):
                around[axis] = side
                bend += block[tuple(around)]
        bend = bend[1:] + bend[:-1]
        bend = bend[:, 1:] + bend[:, :-1]
        bend = bend[:, :, 1:] + bend[:, :, :-1]
        bend *= np.float32(1 / 8)
        return cls(bend, (first[0], first[1], first[2]))

    def at(self, cells: Cells) -> npt.NDArray[np.float32]:
        """The value at each of these cells, shape (n,)."""
        k, j, i = self.first
        return self.values_gy[cells.k - k, cells.j - j, cells.i - i]


def _with_neighbours(
    values: npt.NDArray[np.float32], first: list[int], last: list[int]
) -> npt.NDArray[np.float32]:
    """The nodes of a window of cells and one more on each side; where the grid ends, its last node again."""
    wanted = [(low - 1, high + 3) for low, high in zip(first, last, strict=True)]
    held = [(max(low, 0), min(high, size)) for (low, high), size in zip(wanted, values.shape, strict=True)]
    block = values[tuple(slice(*bounds) for bounds in held)]
    missing = [(h[0] - w[0], w[1] - h[1]) for w, h in zip(wanted, held, strict=True)]
    return np.pad(block, missing, mode="edge") if any(map(any, missing)) else block
