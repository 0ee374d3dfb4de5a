"""The dose in every cell of every slice, taken whole: mean, width and bend.

The dose is averaged over each slice first; what remains is a bilinear patch a cell. Filled cells are measured
all at once in a window around the structure, touched ones by the moments of what is covered of them. The
mean is exact, and so is the variance, to the slopes at the centroid.

A smooth dose bends between the nodes, and trilinear interpolation cuts the corner: over a cell by a twelfth
of the sum of the second differences, along each axis by x (1 − x) / 2 of it. That is kept beside each cell,
as the measure of what the dose grid leaves in doubt.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from rtqa.dvh.cells import Cells
from rtqa.dvh.coverage import Coverage, Ints
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.filled import Filled
from rtqa.dvh.window import Bools, Singles, Window
from rtqa.model.geometry import Floats

T = TypeVar("T", bound=np.generic)

_CHUNK, _LARGE_CHUNK = 65_536, 524_288
"""Cells of a window worked on at a time: large temporaries cost more in page faults than in arithmetic.

Very large structures are of plans in which two are computed at a time. There short loops cost more: after
each of them, one thread waits for the other.
"""

NOTHING = 1e-12
"""A share of a cell that is only rounding; where its centroid lies, no digit of it tells."""


class Measured(NamedTuple):
    """Cells of slices, or squares of filled ones: shape (n,), ascending with the slice.

    Attributes:
        of_slice: the slice that each is of.
        cell: of touched cells the place in the coverage; of filled squares empty: all that their plane fills.
        mean_gy: the mean dose.
        wide_gy, narrow_gy: widths of two even spreads whose sum has the dose's variance.
        bend_gy: the sum of the dose's second differences along three axes; empty unless asked for.
        low_gy, high_gy: of touched cells, doses that none of the cell's nodes lies below or above.
        rise_gy, edge_gy: of touched cells, how much the dose rises through the slice, and the dose at the
            outline; empty with the bend.
    """

    of_slice: Ints
    cell: Ints
    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    bend_gy: Singles
    low_gy: Singles
    high_gy: Singles
    rise_gy: Singles
    edge_gy: Singles

    def take(self, which: Ints | Bools | slice) -> Measured:
        """Some of the cells."""
        slice_, cell, *doses = self
        return Measured(slice_[which], _some(cell, which), *(_some(dose, which) for dose in doses))


def _some(values: npt.NDArray[T], which: Ints | Bools | slice) -> npt.NDArray[T]:
    """Some of the values; none of what is empty as a whole."""
    return values[which] if len(values) else values


class Reach(NamedTuple):
    """Doses that no node of the cells that some slices fill lies below or above."""

    some: slice
    low_gy: float
    high_gy: float


def measure_bulk(
    frame: DoseFrame, cells: Cells, *, slices: Slices, with_bend: bool
) -> tuple[Measured, tuple[Measured, ...], list[Reach]]:
    """Measure the touched cells of all slices, the filled ones by share, and how far the dose goes.

    Args:
        frame: the dose along the contours' normal.
        cells: which cells each plane touches and fills.
        slices: what each plane stands for along the normal.
        with_bend: whether the bend is wanted.
    """
    shapes = _Shapes.of(cells.coverage)
    touched, reaches = [_NONE], []
    filled = [[_NONE] for _ in cells.filled]
    for some in cells.chunks(slices.plane, _CHUNK if len(cells.filled) == 1 else _LARGE_CHUNK):
        chunk = _average(frame, slices, some=some, cells=cells, with_bend=with_bend)
        touched.append(_measure_touched(chunk, cells=cells, shapes=shapes))
        for share, measured in zip(cells.filled, filled, strict=True):
            measured.append(_measure_filled(chunk, share))
        reaches += _reach(chunk, cells.every_filled, some=some)
    return _joined(touched), tuple(map(_joined, filled)), reaches


def _joined(chunks: list[Measured]) -> Measured:
    return Measured(*map(np.concatenate, zip(*chunks, strict=True)))


def slope_widths(
    slope_x: Singles, slope_y: Singles, *, rise: Singles, spread: Singles
) -> tuple[Singles, Singles]:
    """Widths of two even spreads, wide and narrow, for a dose with these slopes over a covered part.

    Over a whole cell the dose is the sum of three even spreads, one along each axis. The widest is kept, and
    the two others are made one; the variance is that of the covered part.

    Args:
        slope_x: at the centroid.
        slope_y: likewise.
        rise: through the part along the normal.
        spread: shape (3, n or 1): variance of x, covariance of x and y, variance of y over the part.
    """
    var_x, cov, var_y = spread * np.float32(12)
    along_x, along_y, along_z = slope_x * slope_x * var_x, slope_y * slope_y * var_y, rise * rise
    total = np.maximum(along_x + along_y + 2 * slope_x * slope_y * cov, 0) + along_z
    widest = np.minimum(np.maximum(np.maximum(along_x, along_y), along_z), total)
    return np.sqrt(widest), np.sqrt(total - widest)


def centroid_and_spread(moments: Floats) -> tuple[Singles, Singles, Singles]:
    """Of covered parts with moments (6, n): centroid x and y (n,), and their spread (3, n)."""
    x, y, xx, xy, yy = moments[1:] / np.where(moments[0] > NOTHING, moments[0], 1.0)
    spread = np.stack([xx - x * x, xy - x * y, yy - y * y])
    return x.astype(np.float32), y.astype(np.float32), spread.astype(np.float32)


def bent(bend_gy: Singles, moments: Floats, along: Floats) -> Singles:
    """By how much a dose with these second differences differs from the trilinear one, in the mean of parts.

    Args:
        bend_gy: shape (n,); the sum of the second differences along three axes.
        moments: shape (6, n or 1), of the covered parts.
        along: shape (n,); mean of z (1 − z) / 2 over each part.
    """
    area = np.where(moments[0] > NOTHING, moments[0], 1.0)
    across = (moments[1] - moments[3] + moments[2] - moments[5]) / (2 * area)
    difference: Singles = bend_gy * ((across + along) * (-1 / 3)).astype(np.float32)
    return difference


class _Shapes(NamedTuple):
    """What is covered of each touched cell as a whole.

    Attributes:
        x, y: shape (t,); the centroid.
        spread: shape (3, t); of x, of both, and of y.
        edge: shape (2, t); from the centroid to the outline.
    """

    x: Singles
    y: Singles
    spread: Singles
    edge: Singles

    @classmethod
    def of(cls, coverage: Coverage) -> _Shapes:
        x, y, spread = centroid_and_spread(coverage.whole)
        # Away from the outline lies the rest of the cell, and beyond it the cell's centre. As far as it would
        # be were the outline parallel to the rows or columns.
        outwards = np.stack([0.5 - x, 0.5 - y])
        length = np.hypot(*outwards)
        half = (0.5 * coverage.whole[0]).astype(np.float32)
        return cls(x, y, spread, outwards * np.where(length > 1e-6, half / np.maximum(length, 1e-6), 0))


class _Chunk(NamedTuple):
    """A few slices' dose at the nodes of a window (slices, rows + 1, columns + 1), and in its cells; flat.

    Attributes:
        start: number of the first slice.
        plane: shape (s,); the plane of each.
        window: where the nodes lie.
        mean: at nodes, averaged over each slice.
        rise: through each slice, in the cell that begins at each node.
        bend: likewise; the sum of the second differences along three axes; None where not wanted.
        low, high: at nodes; the extremes over the dose planes that each slice lies between.
    """

    start: int
    plane: Ints
    window: Window
    mean: Singles
    rise: Singles
    bend: Singles | None
    low: Singles
    high: Singles


_NONE = Measured(*(np.zeros(0, dtype) for dtype in (np.int32, np.int32, *[np.float32] * 8)))


def _average(frame: DoseFrame, slices: Slices, *, some: slice, cells: Cells, with_bend: bool) -> _Chunk:
    """Average the dose over some slices."""
    values, first, last = frame.values_gy, slices.first[some], slices.last[some]
    window = cells.window(slices.plane[some])
    margin = 1 if with_bend else 0
    planes = [np.minimum(first + m, last) for m in range(slices.mean.shape[1])]
    blocks = [window.nodes(values, plane, margin=margin) for plane in planes]
    mean, bend = _weighted(blocks, slices.mean[some]), None
    if with_bend:
        most = np.minimum(last + 1, len(values) - 1)
        reach = [np.clip(first - 1 + m, 0, most) for m in range(slices.bend.shape[1])]
        along = _weighted([window.nodes(values, plane) for plane in reach], slices.bend[some])
        bend = _cell_means(along + _bend_across(mean))
        mean, blocks = mean[:, 1:-1, 1:-1], [block[:, 1:-1, 1:-1] for block in blocks]
    return _Chunk(
        start=some.start,
        plane=slices.plane[some],
        window=window,
        mean=mean.reshape(-1),
        rise=_cell_means(_weighted(blocks, slices.rise[some])),
        bend=bend,
        low=reduce(np.fmin, blocks).reshape(-1),
        high=reduce(np.fmax, blocks).reshape(-1),
    )


def _reach(chunk: _Chunk, filled: Filled, *, some: slice) -> list[Reach]:
    """The extremes of all nodes of filled cells, in the dose planes that their slices lie between."""
    place, lengths = filled.runs_of(chunk.plane, chunk.window)
    if not len(place):
        return []
    # Of each run the nodes of its own row and of the next; every other part is what lies between two runs.
    width = chunk.window.n_columns + 1
    parts = np.stack([place, place + lengths + 1], axis=1).reshape(-1)
    low, high = (
        float(of.reduce(of.reduceat(of(nodes[:-width], nodes[width:]), parts)[::2]))
        for of, nodes in ((np.fmin, chunk.low), (np.fmax, chunk.high))
    )
    return [Reach(some=some, low_gy=low, high_gy=high)]


def _measure_filled(chunk: _Chunk, filled: Filled) -> Measured:
    """All filled squares of a chunk."""
    place, side = filled.places(chunk.plane, chunk.window), filled.side
    if not len(place):
        return _NONE
    width = chunk.window.n_columns + 1
    means, steps = [], []
    for row in range(side + 1):
        nodes = [chunk.mean[row * width + column :].take(place) for column in range(side + 1)]
        means.append(_mean_along(nodes))
        steps.append(nodes[-1] - nodes[0])
    cells = [slice(row * width + column, None) for row in range(side) for column in range(side)]
    rise, bend_gy = (
        reduce(np.add, (values[cell].take(place) for cell in cells)) * np.float32(side**-2)
        if values is not None
        else _NONE.bend_gy
        for values in (chunk.rise, chunk.bend)
    )
    wide, narrow = slope_widths(_mean_along(steps), means[-1] - means[0], rise=rise, spread=_WHOLE_SPREAD)
    counts = filled.count(chunk.plane)
    return Measured(
        of_slice=np.repeat(np.arange(chunk.start, chunk.start + len(counts), dtype=np.int32), counts),
        cell=_NONE.cell,
        mean_gy=_mean_along(means),
        wide_gy=wide,
        narrow_gy=narrow,
        bend_gy=bend_gy,
        low_gy=_NONE.low_gy,
        high_gy=_NONE.high_gy,
        rise_gy=_NONE.rise_gy,
        edge_gy=_NONE.edge_gy,
    )


def _mean_along(nodes: list[Singles]) -> Singles:
    """The mean of the dose along evenly spaced nodes, between which it is linear."""
    first, *inner, last = nodes
    total = first + last
    for node in inner:
        total += node + node
    total *= np.float32(0.5 / (len(nodes) - 1))
    return total


_WHOLE_SPREAD = np.array([[1 / 12], [0.0], [1 / 12]], dtype=np.float32)
"""Variances and covariance of x and y over a whole cell."""


def _measure_touched(chunk: _Chunk, *, cells: Cells, shapes: _Shapes) -> Measured:
    """All touched cells of a chunk."""
    local, cell = cells.touched_of(chunk.plane)
    if not len(local):
        return _NONE
    place = chunk.window.place(local, cells.coverage.row[cell], cells.coverage.column[cell])
    width = chunk.window.n_columns + 1
    corners = [slice(step, None) for step in (0, 1, width, width + 1)]
    at_0, at_x, at_y, at_xy = (chunk.mean[corner].take(place) for corner in corners)
    x, y = shapes.x[cell], shapes.y[cell]
    spread = shapes.spread[:, cell]
    cov = spread[1]
    rise = chunk.rise.take(place)
    step_x, step_y, step_xy = at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0
    slope_x, slope_y = step_x + step_xy * y, step_y + step_xy * x
    wide, narrow = slope_widths(slope_x, slope_y, rise=rise, spread=spread)
    mean = at_0 + step_x * x + step_y * y + step_xy * (cov + x * y)
    bend = edge_gy = rise_gy = _NONE.bend_gy
    if chunk.bend is not None:
        edge_x, edge_y = shapes.edge[:, cell]
        bend = chunk.bend.take(place)
        edge_gy, rise_gy = mean + slope_x * edge_x + slope_y * edge_y, rise
    return Measured(
        of_slice=(chunk.start + local).astype(np.int32),
        cell=cell.astype(np.int32),
        mean_gy=mean,
        wide_gy=wide,
        narrow_gy=narrow,
        bend_gy=bend,
        low_gy=reduce(np.minimum, (chunk.low[corner].take(place) for corner in corners)),
        high_gy=reduce(np.maximum, (chunk.high[corner].take(place) for corner in corners)),
        rise_gy=rise_gy,
        edge_gy=edge_gy,
    )


def _weighted(blocks: list[Singles], weights: Floats) -> Singles:
    """The sum of blocks (s, rows, columns), each times its column of the weights (s, m)."""
    factors = weights.astype(np.float32)[:, :, None, None]
    total = blocks[0] * factors[:, 0]
    for m, block in enumerate(blocks[1:], start=1):
        total += block * factors[:, m]
    return total


def _cell_means(nodes: Singles) -> Singles:
    """Means of four nodes, flat: of the cell that begins at each; at the far ends of rows of no cell."""
    flat, width = nodes.reshape(-1), nodes.shape[2]
    beside = flat[1:] + flat[:-1]
    means: Singles = beside[width:] + beside[:-width]
    means *= np.float32(0.25)
    return means


def _bend_across(nodes: Singles) -> Singles:
    """Second differences along rows and columns, summed, at all but the outermost nodes."""
    inner = nodes[:, 1:-1, 1:-1]
    bend = np.float32(-4) * inner
    for side in (nodes[:, 2:, 1:-1], nodes[:, :-2, 1:-1], nodes[:, 1:-1, 2:], nodes[:, 1:-1, :-2]):
        bend += side
    return bend
