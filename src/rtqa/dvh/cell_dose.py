"""The dose in every cell of every slice, taken whole: mean, spread and bend.

The dose is averaged over each slice first; what remains is a bilinear patch a cell. Interior cells are
measured all at once in a window around the structure, boundary cells by the moments of what is covered of
them.

The bend is the sum of the dose's second differences along three axes. It is kept beside each cell, as the
measure of what the dose grid leaves in doubt.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from rtqa.dvh.cells import Cells, Interior, Window
from rtqa.dvh.coverage import Coverage
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.samples import PartShape, average_patch, slope_widths, take_known
from rtqa.geometry.arrays import Bools, Ints, Singles, end_to_end
from rtqa.model.geometry import Floats

_CHUNK = 65_536
"""Cells of a window worked on at a time: large temporaries cost more in page faults than in arithmetic."""

_ONE_WAY_FRAC = 0.999
"""Values whose average is this share of that of their magnitudes have all one sign, but for rounding."""


class CellDose(NamedTuple):
    """The dose in cells of slices, or in blocks of cells: shape (n,), ascending with the slice.

    Attributes:
        of_slice: the slice that each is of.
        mean_gy: the mean over what is covered.
        wide_gy, narrow_gy: widths of two even spreads whose sum has the dose's variance.
        bend_gy: the sum of the dose's second differences along three axes; empty unless asked for.
    """

    of_slice: Ints
    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    bend_gy: Singles

    def take(self, which: Ints | Bools | slice) -> CellDose:
        """Some of the cells."""
        of_slice, *doses = self
        return CellDose(of_slice[which], *(take_known(dose, which) for dose in doses))


class BoundaryDose(NamedTuple):
    """The dose in boundary cells: shape (n,).

    Attributes:
        dose: as of any cell.
        cell: the place of each in the coverage.
        low_gy, high_gy: doses that none of the cell's nodes lies below or above.
        rise_gy: how much the dose rises through the slice; empty with the bend.
        edge_gy: the dose at the contour; empty with the bend.
    """

    dose: CellDose
    cell: Ints
    low_gy: Singles
    high_gy: Singles
    rise_gy: Singles
    edge_gy: Singles


class InteriorBounds(NamedTuple):
    """Doses that no node of the interior cells of some slices lies below or above."""

    slices: slice
    low_gy: float
    high_gy: float


def measure_cells(
    frame: DoseFrame, cells: Cells, *, slices: Slices, with_bend: bool
) -> tuple[BoundaryDose, tuple[CellDose, ...], list[InteriorBounds]]:
    """Measure the boundary cells of all slices, the interior ones by group, and bounds of their dose.

    Args:
        frame: the dose along the contours' normal.
        cells: the boundary and interior cells of each plane.
        slices: what each plane stands for along the normal.
        with_bend: whether the bend is wanted.
    """
    shapes = _BoundaryShapes.of(cells.coverage)
    boundary: list[tuple[Any, ...]] = [(*_NO_CELLS, *_NO_BOUNDARY[1:])]
    bounds: list[InteriorBounds] = []
    groups = [[_NO_CELLS] for _ in cells.interior_groups]
    for stretch in cells.chunks(slices.plane, _CHUNK):
        chunk = _average(frame, slices, stretch=stretch, cells=cells, with_bend=with_bend)
        dose, *rest = _measure_boundary(chunk, cells=cells, shapes=shapes)
        boundary.append((*dose, *rest))
        for interior, doses in zip(cells.interior_groups, groups, strict=True):
            doses.append(_measure_interior(chunk, interior))
        bounds += _bound_interior(chunk, cells.interior, stretch=stretch)
    fields, n = end_to_end(boundary), len(CellDose._fields)
    measured = BoundaryDose(CellDose(*fields[:n]), *fields[n:])
    return measured, tuple(CellDose(*end_to_end(doses)) for doses in groups), bounds


_EMPTY = np.zeros(0, dtype=np.float32)
_NO_CELLS = CellDose(np.zeros(0, dtype=np.int32), _EMPTY, _EMPTY, _EMPTY, _EMPTY)
_NO_BOUNDARY = BoundaryDose(_NO_CELLS, np.zeros(0, dtype=np.int32), _EMPTY, _EMPTY, _EMPTY, _EMPTY)


class _BoundaryShapes(NamedTuple):
    """Where the covered part of each boundary cell lies, and the way (2, t) from there to the contour."""

    part: PartShape
    to_edge: Singles

    @classmethod
    def of(cls, coverage: Coverage) -> _BoundaryShapes:
        part = PartShape.of(coverage.moments)
        # The contour lies on the way (2, t) from the centroid to the cell's centre, as the rest of the cell
        # does. It is taken as far away as a contour parallel to the rows or columns would be.
        outwards = np.stack([0.5 - part.x, 0.5 - part.y])
        length = np.hypot(*outwards)
        half = (0.5 * coverage.moments[0]).astype(np.float32)
        return cls(part, outwards * np.where(length > 1e-6, half / np.maximum(length, 1e-6), 0))


class _Chunk(NamedTuple):
    """The dose of s slices at the nodes of a window (s, rows + 1, columns + 1), and in its cells; flat.

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


def _average(frame: DoseFrame, slices: Slices, *, stretch: slice, cells: Cells, with_bend: bool) -> _Chunk:
    """Average the dose over a stretch of s slices."""
    values, first, last = frame.values_gy, slices.first[stretch], slices.last[stretch]
    window = cells.window(slices.plane[stretch])
    margin = 1 if with_bend else 0

    # The m dose planes that each slice lies between: m blocks (s, rows, columns), and their weighted sum.
    planes = [np.minimum(first + m, last) for m in range(slices.mean.shape[1])]
    blocks = [window.nodes(values, plane, margin=margin) for plane in planes]
    mean, bend = _weighted(blocks, slices.mean[stretch]), None

    # The bend: second differences along the normal (of m + 2 planes) and across. The margin is cut off again.
    if with_bend:
        highest = np.minimum(last + 1, len(values) - 1)
        around = [np.clip(first - 1 + m, 0, highest) for m in range(slices.bend.shape[1])]
        along = _weighted([window.nodes(values, plane) for plane in around], slices.bend[stretch])
        bend = _cell_means(_confirmed(along + _bend_across(mean)))
        mean, blocks = mean[:, 1:-1, 1:-1], [block[:, 1:-1, 1:-1] for block in blocks]
    return _Chunk(
        start=stretch.start,
        plane=slices.plane[stretch],
        window=window,
        mean=mean.reshape(-1),
        rise=_cell_means(_weighted(blocks, slices.rise[stretch])),
        bend=bend,
        low=reduce(np.fmin, blocks).reshape(-1),
        high=reduce(np.fmax, blocks).reshape(-1),
    )


def _bound_interior(chunk: _Chunk, interior: Interior, *, stretch: slice) -> list[InteriorBounds]:
    """The extremes of all nodes of interior cells, in the dose planes that their slices lie between."""
    place, lengths = interior.run_places(chunk.plane, chunk.window)
    if not len(place):
        return []
    # Of each run (r,) the nodes of its row and of the next; every other part is what lies between two runs.
    width = chunk.window.n_columns + 1
    parts = np.stack([place, place + lengths + 1], axis=1).reshape(-1)
    low, high = (
        float(of.reduce(of.reduceat(of(nodes[:-width], nodes[width:]), parts)[::2]))
        for of, nodes in ((np.fmin, chunk.low), (np.fmax, chunk.high))
    )
    return [InteriorBounds(stretch, low, high)]


_WHOLE_SPREAD = np.array([[1 / 12], [0.0], [1 / 12]], dtype=np.float32)
"""Variances and covariance of x and y over a whole cell."""


def _measure_interior(chunk: _Chunk, interior: Interior) -> CellDose:
    """All interior cells of a chunk, or all blocks: n squares of `side` cells."""
    place, side = interior.places(chunk.plane, chunk.window), interior.side
    if not len(place):
        return _NO_CELLS
    width = chunk.window.n_columns + 1

    # Along each of the side + 1 rows of nodes (n,): the mean, and the step from the first node to the last.
    means, steps = [], []
    for row in range(side + 1):
        nodes = [chunk.mean[row * width + column :].take(place) for column in range(side + 1)]
        means.append(_mean_along(nodes))
        steps.append(nodes[-1] - nodes[0])

    # What is known by cell (n,), averaged over the side² cells of a square.
    begins = [slice(row * width + column, None) for row in range(side) for column in range(side)]
    rise_gy, bend_gy = (
        reduce(np.add, (values[begin].take(place) for begin in begins)) * np.float32(side**-2)
        if values is not None
        else _EMPTY
        for values in (chunk.rise, chunk.bend)
    )
    wide, narrow = slope_widths(
        _mean_along(steps), means[-1] - means[0], rise_gy=rise_gy, spread=_WHOLE_SPREAD
    )
    counts = interior.count(chunk.plane)
    return CellDose(
        of_slice=np.repeat(np.arange(chunk.start, chunk.start + len(counts), dtype=np.int32), counts),
        mean_gy=_mean_along(means),
        wide_gy=wide,
        narrow_gy=narrow,
        bend_gy=bend_gy,
    )


def _mean_along(nodes: list[Singles]) -> Singles:
    """The mean of the dose along evenly spaced nodes, between which it is linear."""
    first, *inner, last = nodes
    total = first + last
    for node in inner:
        total += node + node
    total *= np.float32(0.5 / (len(nodes) - 1))
    return total


def _measure_boundary(chunk: _Chunk, *, cells: Cells, shapes: _BoundaryShapes) -> BoundaryDose:
    """All n boundary cells of a chunk."""
    local, cell = cells.boundary(chunk.plane)
    if not len(local):
        return _NO_BOUNDARY

    # The dose at the cells' four nodes, each (n,): a patch over the covered part.
    place = chunk.window.place(local, cells.coverage.row[cell], cells.coverage.column[cell])
    width = chunk.window.n_columns + 1
    corners = [slice(step, None) for step in (0, 1, width, width + 1)]
    rise = chunk.rise.take(place)
    at_corners = [chunk.mean[corner].take(place) for corner in corners]
    patch = average_patch(at_corners, shapes.part.take(cell), rise_gy=rise)

    # With the bend the dose at the contour (n,), up or down the slope from the centroid.
    bend = edge_gy = rise_gy = _EMPTY
    if chunk.bend is not None:
        edge_x, edge_y = shapes.to_edge[:, cell]
        bend = chunk.bend.take(place)
        edge_gy, rise_gy = patch.mean_gy + patch.slope_x * edge_x + patch.slope_y * edge_y, rise
    return BoundaryDose(
        dose=CellDose(
            of_slice=(chunk.start + local).astype(np.int32),
            mean_gy=patch.mean_gy,
            wide_gy=patch.wide_gy,
            narrow_gy=patch.narrow_gy,
            bend_gy=bend,
        ),
        cell=cell.astype(np.int32),
        low_gy=reduce(np.minimum, (chunk.low[corner].take(place) for corner in corners)),
        high_gy=reduce(np.maximum, (chunk.high[corner].take(place) for corner in corners)),
        rise_gy=rise_gy,
        edge_gy=edge_gy,
    )


def _weighted(blocks: list[Singles], weights: Floats) -> Singles:
    """The sum of m blocks (s, rows, columns), each times its column of the weights (s, m)."""
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


def _confirmed(bend: Singles) -> Singles:
    """The bend at nodes as far as nodes beside confirm it: averaged with these, 1 : 2 : 1 along both axes.

    A smooth dose bends much the same from node to node. Where a dose is noisy, nodes bend to and fro, and
    tell nothing of what it is between them. Where all nodes up to two away bend the same way, as at the peak
    of a dose in a target a few nodes wide, there is no noise, and the average would only flatten the peak.
    """
    averaged = _with_beside(bend)
    bends_one_way = np.abs(_with_beside(averaged)) > _ONE_WAY_FRAC * _with_beside(_with_beside(np.abs(bend)))
    is_flattened = bends_one_way & (np.abs(bend) > np.abs(averaged))
    return np.where(is_flattened, bend, averaged)


def _with_beside(nodes: Singles) -> Singles:
    """Values at nodes (s, rows, columns) averaged with those beside, 1 : 2 : 1 along rows and columns."""
    averaged = nodes.copy()
    for axis in (1, 2):
        along = np.moveaxis(averaged, axis, 0)
        if len(along) > 2:
            beside = along[:-2] + along[2:]
            beside *= np.float32(0.25)
            along[1:-1] *= np.float32(0.5)
            along[1:-1] += beside
    return averaged


def _bend_across(nodes: Singles) -> Singles:
    """Second differences along rows and columns, summed, at all but the outermost nodes."""
    inner = nodes[:, 1:-1, 1:-1]
    bend = np.float32(-4) * inner
    for side in (nodes[:, 2:, 1:-1], nodes[:, :-2, 1:-1], nodes[:, 1:-1, 2:], nodes[:, 1:-1, :-2]):
        bend += side
    return bend
