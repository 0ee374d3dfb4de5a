"""The dose in every piece of a structure: volume, mean dose, and how far the dose spreads in it.

A piece is the covered part of a cell (or sub-cell) between two heights within one layer of the dose. There
the trilinear dose is a + b x + c y + d xy at mid-height, plus a slope along the normal; with the covered
part's moments its mean is exact, and its variance is exact to the slopes at the centroid. Where the dose is
flat across a whole cell, the cell is one piece; where it is steep, each sub-cell is one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.cells import Cells, SubSlabs, cut_at_dose_planes, filled_cells, touched_cells
from rtqa.dvh.coverage import Coverage
from rtqa.dvh.frame import DoseFrame
from rtqa.dvh.slabs import Slabs
from rtqa.model.geometry import Floats

_WHOLE_CELL = np.array([1, 1 / 2, 1 / 2, 1 / 3, 1 / 4, 1 / 3])
"""Integrals of 1, x, y, x², xy, y² over a whole cell."""

_CHUNK = 100_000
"""Cells worked on at a time: large temporaries cost more in page faults than in arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """All dosed pieces of a structure.

    Attributes:
        volume_cm3, mean_gy, width_gy: shape (n,); a piece's volume, mean dose, and the width of the even
            spread of dose that has the variance of the dose in it.
        min_gy, max_gy: extremes over the structure; inf and -inf where nothing is dosed.
    """

    volume_cm3: Floats
    mean_gy: Floats
    width_gy: Floats
    min_gy: float
    max_gy: float

    @property
    def total_cm3(self) -> float:
        """Volume of all pieces, in cm³."""
        return float(self.volume_cm3.sum())

    @property
    def mean_of_all_gy(self) -> float:
        """Mean dose over all pieces, in Gy; nan where there is none."""
        return float(self.volume_cm3 @ self.mean_gy) / self.total_cm3 if self.total_cm3 > 0 else np.nan


def measure_pieces(frame: DoseFrame, coverage: Coverage, slabs: Slabs, *, flat_gy: float) -> Pieces:
    """Measure the dose in every piece of a structure.

    Args:
        frame: the dose along the contours' normal.
        coverage: which cells each plane covers; its sub-cells are the smallest pieces.
        slabs: how far each plane reaches along the normal.
        flat_gy: a cell whose dose ranges over less than this is one piece.
    """
    sub = cut_at_dose_planes(slabs, frame.planes_mm)
    measuring = _Measuring(frame, flat_gy=flat_gy, n_sub=coverage.n_sub)
    touched, place = touched_cells(coverage, sub)
    moments = coverage.moments.reshape(6, len(coverage.plane), coverage.n_sub**2)
    for part in _chunks(len(touched)):
        measuring.add_touched(touched.take(part), moments[:, place[part]])
    filled = filled_cells(coverage, sub)
    for part in _chunks(len(filled)):
        measuring.add_filled(filled.take(part))
    measuring.add_crossings(coverage, sub)
    return measuring.pieces()


def _chunks(size: int) -> list[slice]:
    return [slice(start, start + _CHUNK) for start in range(0, size, _CHUNK)]


class _Measuring:
    """Measures cells and keeps what it has measured."""

    def __init__(self, frame: DoseFrame, *, flat_gy: float, n_sub: int) -> None:
        self._frame = frame
        self._layer_cm3 = np.diff(frame.planes_mm) * np.prod(frame.spacing_mm) / 1000.0
        self._flat_gy = flat_gy
        self._n_sub = n_sub
        self._collected: list[tuple[Floats, Floats, Floats]] = []
        self._min, self._max = np.inf, -np.inf

    def pieces(self) -> Pieces:
        """Everything measured so far."""
        nothing = (np.zeros(0), np.zeros(0), np.zeros(0))
        volume, mean, width = map(np.concatenate, zip(*(self._collected or [nothing]), strict=True))
        return Pieces(volume_cm3=volume, mean_gy=mean, width_gy=width, min_gy=self._min, max_gy=self._max)

    def add_filled(self, cells: Cells) -> None:
        """Take in wholly covered cells."""
        corners = _corners(self._frame, cells)
        self._reach(corners)
        whole = np.broadcast_to(_WHOLE_CELL[:, None], (6, len(cells)))
        parts = _moments_of_parts(self._n_sub)
        parts = np.broadcast_to(parts, (6, len(cells), parts.shape[2]))
        self._add(cells, corners, whole=whole, parts=parts)

    def add_touched(self, cells: Cells, moments: Floats) -> None:
        """Take in partly covered cells; moments (6, n, s²) of their sub-cells."""
        corners = _corners(self._frame, cells)
        last = self._n_sub - 1
        at_nodes = moments[0][:, [0, last, -1 - last, -1]].T
        is_covered = at_nodes * self._n_sub**2 > 1 - 1e-9
        self._reach(corners[:, is_covered])
        self._add(cells, corners, whole=moments.sum(axis=2), parts=moments)

    def add_crossings(self, coverage: Coverage, sub: SubSlabs) -> None:
        """Take in the extremes along edges: they lie where edges begin or cross a border of a cell."""
        crossing, s = sub.of(coverage.crossing_plane)
        for part in _chunks(len(crossing)):
            points = coverage.crossings[crossing[part]]
            self._reach(_along_edges(self._frame, points, sub.take(s[part])))

    def _reach(self, dose_gy: Floats) -> None:
        dosed = dose_gy[np.isfinite(dose_gy)]
        self._min = min(self._min, float(dosed.min(initial=np.inf)))
        self._max = max(self._max, float(dosed.max(initial=-np.inf)))

    def _add(self, cells: Cells, corners: Floats, *, whole: Floats, parts: Floats) -> None:
        """Take in cells with the moments (6, n) of their covered part and (6, n, s²) of its sub-cells."""
        rise = corners[1] - corners[0]
        is_steep = np.ptp(corners, axis=(0, 1)) > self._flat_gy
        height_cm3 = (cells.high - cells.low) * self._layer_cm3[cells.k]
        flat = ~is_steep
        self._collect(height_cm3[flat], low=corners[0][:, flat], rise=rise[:, flat], moments=whole[:, flat])
        steepest = np.abs(rise).max(axis=0)
        n_slices = np.clip(np.ceil(steepest / self._flat_gy), 1, self._n_sub) if is_steep.any() else steepest
        for n in np.unique(n_slices[is_steep]).astype(int):
            chosen = np.flatnonzero(is_steep & (n_slices == n))
            owner, part = np.nonzero(parts[0, chosen] > 0)
            cell = chosen[owner]
            moments, step = parts[:, cell, part], rise[:, cell] / n
            for slice_number in range(n):
                low = corners[0][:, cell] + slice_number * step
                self._collect(height_cm3[cell] / n, low=low, rise=step, moments=moments)

    def _collect(self, height_cm3: Floats, *, low: Floats, rise: Floats, moments: Floats) -> None:
        """Take in pieces: dose (4, n) at the lower corners, its rise to the upper ones, moments (6, n)."""
        mean, width = _spread(low + 0.5 * rise, rise, moments)
        volume = moments[0] * height_cm3
        is_dosed = np.isfinite(mean) & (volume > 0)
        self._collected.append((volume[is_dosed], mean[is_dosed], width[is_dosed]))


def _corners(frame: DoseFrame, cells: Cells) -> Floats:
    """Dose at the cells' corners: (2, 4, n): low and high end; nodes 00, u + 1, v + 1, both."""
    _, n_v, n_u = frame.values_gy.shape
    nodes = frame.values_gy.reshape(-1)
    base = (cells.k * n_v + cells.j) * n_u + cells.i
    steps = (0, 1, n_u, n_u + 1)
    below = np.stack([nodes.take(base + step) for step in steps]).astype(np.float64)
    rise = np.stack([nodes.take(base + n_v * n_u + step) for step in steps]) - below
    return np.stack([below + cells.low * rise, below + cells.high * rise])


def _moments_of_parts(n_sub: int) -> Floats:
    """Moments (6, 1, s²) of the sub-cells of a wholly covered cell."""
    edges = np.arange(n_sub + 1) / n_sub
    integrals = [np.diff(edges ** (power + 1)) / (power + 1) for power in range(3)]
    powers = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
    return np.stack([np.outer(integrals[y], integrals[x]).ravel() for x, y in powers])[:, None]


def _spread(middle: Floats, rise: Floats, moments: Floats) -> tuple[Floats, Floats]:
    """Mean dose of pieces, and the width of the even spread that has their variance.

    Args:
        middle: dose (4, n) at the corners of the pieces' cells at mid-height.
        rise: by how much (4, n) it rises there from the pieces' low to their high end.
        moments: (6, n) of the covered part.
    """
    x, y, xx, xy, yy = moments[1:] / np.where(moments[0] > 0, moments[0], 1.0)
    dose, dose_x, dose_y, dose_xy = _patch(middle)
    mean = dose + dose_x * x + dose_y * y + dose_xy * xy
    slope_x, slope_y = dose_x + dose_xy * y, dose_y + dose_xy * x
    up, up_x, up_y, up_xy = _patch(rise)
    slope_w = up + up_x * x + up_y * y + up_xy * x * y
    variance = (
        slope_x**2 * (xx - x * x)
        + 2 * slope_x * slope_y * (xy - x * y)
        + slope_y**2 * (yy - y * y)
        + slope_w**2 / 12
    )
    return mean, np.sqrt(12 * np.maximum(variance, 0.0))


def _patch(corners: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Coefficients of 1, x, y and xy of the bilinear patch through four corners (4, n)."""
    at_0, at_x, at_y, at_xy = corners
    return at_0, at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0


def _along_edges(frame: DoseFrame, points: Floats, sub: SubSlabs) -> Floats:
    """Dose (2, n) at points (column, row) at the low and high end of the sub-slab of each."""
    _, n_v, n_u = frame.values_gy.shape
    i = np.minimum(points[:, 0].astype(np.intp), n_u - 2)
    j = np.minimum(points[:, 1].astype(np.intp), n_v - 2)
    x, y = points[:, 0] - i, points[:, 1] - j
    weights = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y])
    corners = _corners(frame, Cells(sub.layer, j, i, sub.low, sub.high))
    dose_gy: Floats = np.sum(weights * corners, axis=1)
    return dose_gy
