"""The surface of a structure between its planes, found on a lattice where it may lie.

What is interpolated, and why, stands in `interpolated_slices`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.dvh.vendor.gaps import Gaps
from rtqa.dvh.vendor.lattice import Distances, Edges, Lattice, largest_discs
from rtqa.dvh.vendor.level_sets import zero_rings
from rtqa.geometry.arrays import Bools, Ints, expand
from rtqa.model.geometry import Floats


class Sections(NamedTuple):
    """Rings of new planes: points in mm (n, 2), starts (m + 1,), and the number (m,) of each ring's plane."""

    points_mm: Floats
    starts: Ints
    number: Ints


class Nodes:
    """The nodes of lattices, one for each of some gaps, around which its surface may lie."""

    def __init__(self, gaps: Gaps, edges: Edges, lattice: Lattice, *, reach_mm: Floats) -> None:
        """Find the nodes.

        Args:
            gaps: g gaps.
            edges: of the planes that have a say in them.
            lattice: around all these planes.
            reach_mm: shape (g,); how far outside both planes, or inside both, the surface may lie.
        """
        self._gaps, self._edges, self._lattice, self._reach_mm = gaps, edges, lattice, reach_mm
        planes = gaps.planes
        self._planes, self._inside = planes, lattice.inside(edges, planes)
        below, above = (self._inside[np.searchsorted(planes, p)] for p in (gaps.below, gaps.below + 1))
        # Where both planes are inside, or both outside, so is all between.
        doubtful = any_corner(below | above) & any_corner(~(below & above))
        doubtful = _widened(doubtful, int(np.ceil(reach_mm.max() / lattice.step_mm)))
        self._cells, self._corners, places = around(doubtful)
        self._gap, self._row, self._column = places
        self._points_mm = lattice.to_mm(self._column, self._row)
        self._distances = Distances(edges, planes, step_mm=lattice.step_mm)

    def _signed(self, plane_of_gap: Ints, which: Ints | slice = slice(None)) -> Floats:
        """Signed distance of some nodes from one plane of each gap, negative inside."""
        plane = plane_of_gap[self._gap[which]]
        is_inside = self._inside[np.searchsorted(self._planes, plane), self._row[which], self._column[which]]
        return self._distances.signed(self._points_mm[which], plane, is_inside)

    def sections(self, offsets_mm: Floats, *, smooth: bool) -> Sections:
        """The rings of the new planes in the gaps."""
        gaps = self._gaps
        # At the nodes (n,): distances at the bottom and the top of the gap, and how they bend between.
        below, above = self._signed(gaps.below), self._signed(gaps.below + 1)
        curvature = np.zeros_like(below)
        if smooth:
            below, above, curvature = self._squared(below, above, offsets_mm)

        # Each cell once for each new plane that passes through it (c,), and the values at its corners (4, c).
        cell, rank = expand((gaps.n_steps - 1)[self._cells[0]])
        gap = self._cells[0, cell]
        share = (rank + 1) / gaps.n_steps[gap]
        corners = self._corners[:, cell]
        values = (1 - share) * below[corners] + share * above[corners]
        values -= share * (1 - share) * curvature[corners]

        # A lattice for each new plane, on which the values are zero along its rings.
        section = gaps.first[gap] + rank
        level = zero_rings(
            np.stack([section, *self._cells[1:, cell]]), values, corners + len(self._gap) * rank
        )
        return Sections(self._lattice.to_mm(*level.points.T), level.starts, level.layer)

    def _squared(self, below: Floats, above: Floats, offsets_mm: Floats) -> tuple[Floats, Floats, Floats]:
        """Squares of distances, quadratic in height, at both ends of the gap; and what bends them between."""
        gaps = self._gaps
        radii_mm = largest_discs(self._lattice, self._inside, self._distances, planes=self._planes)

        def squared(distance: Floats, plane_of_gap: Ints, which: Ints | slice = slice(None)) -> Floats:
            radius = radii_mm[np.searchsorted(self._planes, plane_of_gap)][self._gap[which]]
            square: Floats = np.maximum(distance + radius, 0.0) ** 2 - radius**2
            return square

        # At the nodes (n,): the squares at both ends, and where they may bend (q,).
        ends = squared(below, gaps.below), squared(above, gaps.below + 1)
        close = np.minimum(np.abs(below), np.abs(above)) <= self._reach_mm[self._gap]
        # A surface may bend at nodes only whose cells are all looked at, so that it never leaves them.
        n_cells = np.bincount(self._corners.ravel(), minlength=len(below))
        near = np.flatnonzero((close | (below * above < 0)) & (n_cells == 4))

        # Of the nodes (q,): the slope in this gap, and at both ends how it changes to that of the gap beyond.
        width_mm = np.diff(offsets_mm)[gaps.below]
        slope = (ends[1] - ends[0])[near] / width_mm[self._gap[near]]
        bends = []
        for beyond, end, sign in ((gaps.before, 0, -1), (gaps.beyond, 1, 1)):
            gap_mm = np.abs(offsets_mm[beyond] - offsets_mm[gaps.below + end])
            further = squared(self._signed(beyond, near), beyond, near)
            with np.errstate(divide="ignore", invalid="ignore"):
                slope_beyond = (further - ends[end][near]) / (sign * gap_mm)[self._gap[near]]
            bends.append(sign * (slope_beyond - slope) / ((gap_mm + width_mm) / 2)[self._gap[near]])
        curvature = np.zeros_like(below)
        curvature[near] = _weaker(*bends) * width_mm[self._gap[near]] ** 2 / 2
        return *ends, curvature


def around(cells: Bools) -> tuple[Ints, Ints, Ints]:
    """Chosen cells (layers, rows, columns) of a stack of lattices, and the nodes around them.

    Returns: the cells (3, c); the numbers (4, c) of their corners, counter-clockwise; the nodes (3, n).
    """
    chosen = np.stack(np.nonzero(cells))
    n_layers, n_rows, n_columns = cells.shape[0], cells.shape[1] + 1, cells.shape[2] + 1
    layer, row, column = chosen
    lowest = (layer * n_rows + row) * n_columns + column
    corners = np.stack([lowest, lowest + 1, lowest + 1 + n_columns, lowest + n_columns])
    used = np.zeros(n_layers * n_rows * n_columns, dtype=bool)
    used[corners] = True
    numbers = np.cumsum(used, dtype=np.int32)[corners] - 1
    nodes = np.stack(np.unravel_index(np.flatnonzero(used), (n_layers, n_rows, n_columns)))
    return chosen, numbers, nodes


def any_corner(nodes: Bools) -> Bools:
    """Cells with any corner so."""
    rows = nodes[:, 1:] | nodes[:, :-1]
    cells: Bools = rows[:, :, 1:] | rows[:, :, :-1]
    return cells


def _widened(cells: Bools, n: int) -> Bools:
    """The cells, and all that are at most n rows and columns away."""
    for axis in (1, 2) if n else ():
        pad = [(0, 0)] * 3
        pad[axis] = (n + 1, n)
        sums = np.cumsum(np.pad(cells, pad), axis=axis, dtype=np.int32)
        size = cells.shape[axis]
        cells = np.take(sums, range(2 * n + 1, 2 * n + 1 + size), axis) > np.take(sums, range(size), axis)
    return cells


def _weaker(lower: Floats, upper: Floats) -> Floats:
    """The smaller of two curvatures of one sign, 0 for two signs; either, where the other is not known."""
    lower, upper = np.where(np.isnan(lower), upper, lower), np.where(np.isnan(upper), lower, upper)
    weaker = np.where(np.abs(lower) < np.abs(upper), lower, upper)
    return np.where(lower * upper > 0, weaker, 0.0)
