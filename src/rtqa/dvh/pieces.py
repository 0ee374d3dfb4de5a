"""The dose in every piece of a structure: volume, mean dose, and how far the dose spreads in it.

A piece is the covered part of a cell (or sub-cell) between two heights within one layer of the dose. There
the trilinear dose is a + b x + c y + d xy at mid-height, plus a slope along the normal; with the covered
part's moments its mean is exact, and its variance is exact to the slopes at the centroid.

A whole cell, spread over a range of dose with the right mean and variance, is enough wherever many cells
share that dose: what is wrong in the shape of one is made up for by the next. Cells are cut into sub-cells
where each one counts: among the hottest and the coldest, and where the dose is steep.

A smooth dose bends between the nodes, and trilinear interpolation cuts the corner: over a cell by a twelfth
of the sum of the second differences, along each axis by x (1 − x) / 2 of it. That is kept beside each piece,
as the measure of what the dose grid leaves in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.dvh.alternatives import Parts
from rtqa.dvh.bend import Bend
from rtqa.dvh.cells import Cells, SubSlabs, cut_at_dose_planes, filled_cells, touched_cells
from rtqa.dvh.coverage import Coverage, Ints
from rtqa.dvh.frame import DoseFrame
from rtqa.model.geometry import Floats

N_EXTREME_CELLS = 100
"""So many cells' volume at either end of the curve is cut into sub-cells."""

STEEP_FRAC = 1 / 16
"""A cell whose dose ranges over more than this share of the structure's range is cut into sub-cells."""

MANY_CELLS = 20_000
"""From so many cells on, enough of them share every dose that steep ones need not be cut."""

_CHUNK = 32_768
"""Cells worked on at a time: large temporaries cost more in page faults than in arithmetic."""

_END_BINS = 4096

_NOTHING = 1e-12
"""A share of a cell that is only rounding; where its centroid lies, no digit of it tells."""

Singles = npt.NDArray[np.float32]

_Piece = tuple[Floats, Singles, Singles, Singles, npt.NDArray[np.int16]]
"""Volumes in cm³; mean doses, widths and bends in Gy; and zones of caps, of some pieces."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """All dosed pieces of a structure, and of the zones beyond its caps.

    Attributes:
        volume_cm3, mean_gy, width_gy: shape (n,); a piece's volume, mean dose, and the width of the even
            spread of dose that has the variance of the dose in it.
        bend_gy: shape (n,); by how much a smooth dose differs from the trilinear one in the mean.
        cap: shape (n,); 0 in the body, else the number of the cap's zone.
        min_gy, max_gy: extremes over the structure without the zones beyond; inf and -inf where nothing is
            dosed.
    """

    volume_cm3: Floats
    mean_gy: Singles
    width_gy: Singles
    bend_gy: Singles
    cap: npt.NDArray[np.int16]
    min_gy: float
    max_gy: float


def measure_pieces(frame: DoseFrame, coverage: Coverage, parts_of_slabs: Parts) -> Pieces:
    """Measure the dose in every piece of a structure.

    Args:
        frame: the dose along the contours' normal.
        coverage: which cells each plane covers; its sub-cells are the smallest pieces.
        parts_of_slabs: how far each plane reaches along the normal, and which of it is in doubt.
    """
    sub = cut_at_dose_planes(parts_of_slabs, frame.planes_mm)
    touched, place = touched_cells(coverage, sub)
    filled = filled_cells(coverage, sub)
    bend = Bend.around(frame, touched, filled)
    counts = parts_of_slabs.weights[0] > 0
    parts = coverage.moments.reshape(6, len(coverage.plane), coverage.n_sub**2)
    whole = parts.sum(axis=2, keepdims=True)
    groups = [
        _Group(frame, touched, place, levels=(whole, whole, parts), bend=bend, counts=counts),
        _Group.of_whole_cells(frame, filled, n_sub=coverage.n_sub, bend=bend, counts=counts),
    ]
    along_edges = _extremes_along_edges(frame, coverage, sub.take(np.flatnonzero(counts[sub.cap])))
    min_gy = min(along_edges[0], *(group.min_gy for group in groups))
    max_gy = max(along_edges[1], *(group.max_gy for group in groups))
    ends_gy = _ends(groups, min_gy, max_gy)
    n_cells = len(touched) + len(filled)
    steep_gy = STEEP_FRAC * (max_gy - min_gy) if n_cells < MANY_CELLS else np.inf
    pieces = [piece for group in groups for piece in group.pieces(ends_gy, steep_gy=steep_gy)]
    volume, mean, width, bends, cap = map(np.concatenate, zip(*pieces, strict=True))
    is_dosed = np.isfinite(mean) & (volume > 0)
    if not is_dosed.all():
        volume, mean, width, bends, cap = (values[is_dosed] for values in (volume, mean, width, bends, cap))
    return Pieces(
        volume_cm3=volume,
        mean_gy=mean,
        width_gy=width,
        bend_gy=np.nan_to_num(bends, copy=False),
        cap=cap,
        min_gy=min_gy,
        max_gy=max_gy,
    )


class _Group:
    """Cells that are covered in like manner, and the dose in each as a whole."""

    def __init__(
        self,
        frame: DoseFrame,
        cells: Cells,
        place: Ints,
        *,
        levels: tuple[Floats, Floats, Floats],
        bend: Bend,
        counts: npt.NDArray[np.bool_],
    ) -> None:
        """Measure the cells whole.

        Args:
            frame: the dose along the contours' normal.
            cells: the n cells.
            place: shape (n,), each cell's place m in `levels`.
            levels: moments (6, m, parts) of the covered part of a cell: of all of it as one part, of the
                parts to cut it into where the dose is steep, and where every cell counts.
            bend: second differences of the dose around the cells.
            counts: whether the body and each zone of the caps are of the structure by default.
        """
        self._frame, self._cells, self._place, self._counts = frame, cells, place, counts
        self._bend_gy = bend.at(cells)
        self._whole, self._coarse, self._fine = levels
        layer_cm3 = np.diff(frame.planes_mm) * np.prod(frame.spacing_mm) / 1000.0
        self._height_cm3 = (cells.high - cells.low) * layer_cm3[cells.k]
        area = self._of(self._whole, place)[0, :, 0]
        self.volume_cm3 = np.where(area > _NOTHING, area, 0.0) * self._height_cm3
        self.mean_gy, self._width_gy, self._range_gy = np.empty((3, len(cells)), np.float32)
        self.min_gy, self.max_gy = np.inf, -np.inf
        self._n_sub = round(self._fine.shape[2] ** 0.5)
        for part in (slice(start, start + _CHUNK) for start in range(0, len(cells), _CHUNK)):
            self._measure_whole(part)

    @classmethod
    def of_whole_cells(
        cls, frame: DoseFrame, cells: Cells, *, n_sub: int, bend: Bend, counts: npt.NDArray[np.bool_]
    ) -> _Group:
        """Wholly covered cells."""
        levels = (_moments_of_parts(1), _moments_of_parts(min(2, n_sub)), _moments_of_parts(n_sub))
        place = np.zeros(len(cells), dtype=np.intp)
        return cls(frame, cells, place, levels=levels, bend=bend, counts=counts)

    def _measure_whole(self, part: slice) -> None:
        corners = _corners(self._frame, self._cells.take(part))
        self._range_gy[part] = np.ptp(corners, axis=(0, 1))
        low, high = corners
        moments = self._of(self._whole, self._place[part])[..., 0]
        self.mean_gy[part], self._width_gy[part] = _spread(0.5 * (low + high), high - low, moments)
        inside = self._nodes_inside(self._place[part]) & self._counts[self._cells.cap[part]]
        reached = corners[:, inside] if not inside.all() else corners
        reached = reached[np.isfinite(reached)]
        self.min_gy = min(self.min_gy, float(reached.min(initial=np.inf)))
        self.max_gy = max(self.max_gy, float(reached.max(initial=-np.inf)))

    def _nodes_inside(self, place: Ints) -> npt.NDArray[np.bool_]:
        """Which of the cells' four nodes lie inside the structure: shape (4, n)."""
        n = self._n_sub
        nodes = self._of(self._fine, place)[0][:, [0, n - 1, n * n - n, n * n - 1]]
        is_inside: npt.NDArray[np.bool_] = nodes * n**2 > 1 - 1e-9
        return is_inside.T

    @staticmethod
    def _of(moments: Floats, place: Ints) -> Floats:
        """Moments of the cells at these places; where all cells are alike, one stands for all."""
        return moments[:, place] if moments.shape[1] > 1 else moments

    def pieces(self, ends_gy: tuple[float, float], *, steep_gy: float) -> list[_Piece]:
        """Volume, mean and width of all pieces: whole cells, and parts of those that count."""
        is_end = (self.mean_gy <= ends_gy[0]) | (self.mean_gy >= ends_gy[1])
        is_steep = ~is_end & (self._range_gy > steep_gy)
        rest = ~(is_end | is_steep)
        bend = self._bend_gy[rest] * _bending(self._of(self._whole, self._place)[..., 0], self._cells)[rest]
        pieces = [
            (self.volume_cm3[rest], self.mean_gy[rest], self._width_gy[rest], bend, self._cells.cap[rest])
        ]
        for chosen, moments in ((is_steep, self._coarse), (is_end, self._fine)):
            cells = np.flatnonzero(chosen)
            step = max(1, _CHUNK // moments.shape[2])
            for start in range(0, len(cells), step):
                pieces += self._measure_parts(cells[start : start + step], moments)
        return pieces

    def _measure_parts(self, chosen: Ints, moments: Floats) -> list[_Piece]:
        """Measure parts of cells, in as many slices along the normal as the dose's rise asks for."""
        low, high = _corners(self._frame, self._cells.take(chosen))
        rise = high - low
        n_parts = round(moments.shape[2] ** 0.5)
        across = np.ptp(low + high, axis=0) / 2
        fitting = np.minimum(n_parts * np.abs(rise).max(axis=0) / np.maximum(across, 1e-6), n_parts)
        n_slices = np.ceil(np.clip(fitting, 1, None))
        pieces = []
        for n in np.unique(n_slices).astype(int):
            members = np.flatnonzero(n_slices == n)
            place = self._place[chosen[members]]
            owner, part = np.nonzero(moments[0, place] > _NOTHING)
            own = moments[:, place[owner], part]
            cell = chosen[members[owner]]
            volume = own[0] * self._height_cm3[cell] / n
            bend = self._bend_gy[cell] * _bending(own, self._cells.take(cell))
            bottom = low[:, members[owner]]
            step = rise[:, members[owner]] / np.float32(n)
            for slice_number in range(n):
                mean, width = _spread(bottom + np.float32(slice_number + 0.5) * step, step, own)
                pieces.append((volume, mean, width, bend, self._cells.cap[cell]))
        return pieces


def _bending(moments: Floats, cells: Cells) -> Singles:
    """Mean of x (1 − x) / 2 over pieces, averaged over the three axes, with the sign of its effect."""
    area = np.where(moments[0] > 0, moments[0], 1.0)
    across = (moments[1] - moments[3] + moments[2] - moments[5]) / area
    low, high = cells.low, cells.high
    along = (low + high) / 2 - (low * low + low * high + high * high) / 3
    bending: Singles = (-(across + along) / 6).astype(np.float32)
    return bending


def _ends(groups: list[_Group], min_gy: float, max_gy: float) -> tuple[float, float]:
    """Doses below and above which lie the structure's coldest and hottest cells."""
    if not max_gy > min_gy:
        return np.inf, -np.inf
    step = (max_gy - min_gy) / _END_BINS
    end_cm3 = N_EXTREME_CELLS * max(float(group.volume_cm3.max(initial=0.0)) for group in groups)
    histogram = np.zeros(_END_BINS)
    for group in groups:
        dose = np.nan_to_num((group.mean_gy - np.float32(min_gy)) / np.float32(step))
        histogram += np.bincount(
            np.clip(dose, 0, _END_BINS - 1).astype(np.intp), group.volume_cm3, minlength=_END_BINS
        )
    below = np.cumsum(histogram)
    if below[-1] <= 2 * end_cm3:
        return np.inf, -np.inf
    cold, hot = np.searchsorted(below, (end_cm3, below[-1] - end_cm3))
    return min_gy + step * float(cold + 1), min_gy + step * float(hot)


def _extremes_along_edges(frame: DoseFrame, coverage: Coverage, sub: SubSlabs) -> tuple[float, float]:
    """Least and highest dose along the contours: they lie where edges begin or cross a border of a cell."""
    crossing, s = sub.of(coverage.crossing_plane)
    least, most = np.inf, -np.inf
    for start in range(0, len(crossing), _CHUNK):
        part = slice(start, start + _CHUNK)
        dose_gy = _along_edges(frame, coverage.crossings[crossing[part]], sub.take(s[part]))
        dose_gy = dose_gy[np.isfinite(dose_gy)]
        least = min(least, float(dose_gy.min(initial=np.inf)))
        most = max(most, float(dose_gy.max(initial=-np.inf)))
    return least, most


def _corners(frame: DoseFrame, cells: Cells) -> Singles:
    """Dose at the cells' corners: (2, 4, n): low and high end; nodes 00, u + 1, v + 1, both."""
    _, n_v, n_u = frame.values_gy.shape
    nodes = frame.values_gy.reshape(-1)
    base = (cells.k.astype(np.intp) * n_v + cells.j) * n_u + cells.i
    corners = np.empty((2, 4, len(base)), dtype=np.float32)
    low, high = cells.low.astype(np.float32), cells.high.astype(np.float32)
    for corner, step in enumerate((0, 1, n_u, n_u + 1)):
        below = nodes.take(base + step)
        rise = nodes.take(base + (n_v * n_u + step)) - below
        corners[0, corner] = below + low * rise
        corners[1, corner] = below + high * rise
    return corners


def _moments_of_parts(n_sub: int) -> Floats:
    """Moments (6, 1, s²) of the sub-cells of a wholly covered cell."""
    edges = np.arange(n_sub + 1) / n_sub
    integrals = [np.diff(edges ** (power + 1)) / (power + 1) for power in range(3)]
    powers = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
    return np.stack([np.outer(integrals[y], integrals[x]).ravel() for x, y in powers])[:, None]


def _spread(middle: Singles, rise: Singles, moments: Floats) -> tuple[Singles, Singles]:
    """Mean dose of pieces, and the width of the even spread that has their variance.

    Args:
        middle: dose (4, n) at the corners of the pieces' cells at mid-height.
        rise: by how much (4, n) it rises there from the pieces' low to their high end.
        moments: (6, n) of the covered part.
    """
    x, y, xx, xy, yy = (moments[1:] / np.where(moments[0] > _NOTHING, moments[0], 1.0)).astype(np.float32)
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
    return mean, np.sqrt(12 * np.maximum(variance, 0))


def _patch(corners: Singles) -> tuple[Singles, Singles, Singles, Singles]:
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
    corners = _corners(frame, Cells(sub.layer, j, i, sub.low, sub.high, sub.cap))
    dose_gy: Floats = np.sum(weights * corners, axis=1)
    return dose_gy
