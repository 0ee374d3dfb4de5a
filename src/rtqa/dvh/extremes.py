"""The lowest and the highest dose in a structure, exactly as the trilinear dose has them.

In each cell of each layer the dose is linear along every axis, so its extremes lie on nodes of the dose grid
inside the structure, on the ends of slabs above or below such nodes, and where edges of contours begin or
cross a border of a cell. Of the last kind only those are looked at that could be an extreme: in cells with a
node beyond what was seen before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.cell_dose import BoundaryDose, InteriorBounds
from rtqa.dvh.cells import Cells
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.samples import NEGLIGIBLE
from rtqa.dvh.subcell_dose import dose_at_corners
from rtqa.geometry.arrays import Bools, Ints, Singles, expand
from rtqa.model.geometry import Floats

_CHUNK = 262_144
"""Nodes of a window looked at at a time."""

_LIKELIEST = 256
"""Boundary cells whose edges are looked at before the others."""

_JOINED_MM = 1e-6
"""Slabs no farther apart than this touch each other."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """Lowest and highest dose in Gy; inf and -inf where nothing was seen."""

    low_gy: float = np.inf
    high_gy: float = -np.inf

    def widened(self, doses_gy: Singles | Floats) -> Extremes:
        """These, or what lies beyond them among some doses; nan counts for nothing."""
        low = float(np.fmin.reduce(doses_gy, axis=None, initial=np.inf))
        high = float(np.fmax.reduce(doses_gy, axis=None, initial=-np.inf))
        return Extremes(min(self.low_gy, low), max(self.high_gy, high))

    def excess(self, low_gy: Singles, high_gy: Singles) -> Singles:
        """By how much doses between such bounds could lie beyond these; 0 or less where they cannot."""
        excess: Singles = np.maximum(high_gy - self.high_gy, self.low_gy - low_gy)
        return excess


def find_extremes(
    frame: DoseFrame,
    cells: Cells,
    *,
    slabs_mm: tuple[Floats, Floats],
    slices: Slices,
    boundary: BoundaryDose,
    interior: list[InteriorBounds],
    counts: Bools,
) -> Extremes:
    """Find the extremes over the structure.

    Args:
        frame: the dose along the contours' normal.
        cells: the boundary and interior cells of each plane.
        slabs_mm: shape (p,) each; where each plane's slab begins and ends along the normal.
        slices: what the planes stand for, cut into slices.
        boundary: the dose in the boundary cells of all slices.
        interior: bounds of the dose in the interior cells.
        counts: whether the body and each zone of the caps are of the structure by default.
    """
    if not len(slices):
        return Extremes()
    is_counted = counts[slices.cap]
    search = _Search(frame, cells, slices, slabs_mm, is_counted)

    # What is known without looking: means over what is covered of the n boundary cells that count.
    counted = np.flatnonzero(is_counted[boundary.dose.of_slice])
    covers = cells.coverage.moments[0] > NEGLIGIBLE
    extremes = Extremes().widened(boundary.dose.mean_gy[counted][covers[boundary.cell[counted]]])
    extremes = search.in_interior(extremes, interior)

    # Cells that cannot reach beyond the extremes are left out; the likeliest come first, so that few remain.
    for n_cells in (_LIKELIEST, len(counted)):
        excess = extremes.excess(boundary.low_gy[counted], boundary.high_gy[counted])
        beyond = np.flatnonzero(excess > 0)
        if len(beyond) > n_cells:
            beyond = beyond[np.argpartition(excess[beyond], -n_cells)[-n_cells:]]
        if len(beyond):
            cell, of_slice = boundary.cell[counted[beyond]], boundary.dose.of_slice[counted[beyond]]
            extremes = search.at_covered_nodes(extremes, cell, of_slice)
            extremes = search.along_edges(extremes, cell, of_slice)
    return extremes


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Where extremes may lie: each method widens the extremes by what it sees in one kind of place."""

    frame: DoseFrame
    cells: Cells
    slices: Slices
    slabs_mm: tuple[Floats, Floats]
    is_counted: Bools

    def in_interior(self, extremes: Extremes, bounds: list[InteriorBounds]) -> Extremes:
        """In interior cells, the likeliest slices first, until no other can reach beyond the extremes."""
        low_gy = np.array([bound.low_gy for bound in bounds], dtype=np.float32)
        high_gy = np.array([bound.high_gy for bound in bounds], dtype=np.float32)
        for n in np.argsort(-extremes.excess(low_gy, high_gy)):
            if extremes.excess(low_gy[n], high_gy[n]) > 0:
                stretch = bounds[n].slices
                extremes = self._at_dose_planes(extremes, stretch)
                extremes = self._at_slab_ends(extremes, np.unique(self.slices.plane[stretch]))
        return extremes

    def _at_dose_planes(self, extremes: Extremes, stretch: slice) -> Extremes:
        """At nodes of interior cells, in the dose planes that lie in the slabs of a stretch of slices."""
        sub = self.slices.sub_slices
        sub = sub.take(slice(*np.searchsorted(sub.of_slice, (stretch.start, stretch.stop))))

        # Pairs (n, 2) of a dose plane and a contour plane in whose slab it lies.
        pairs = np.concatenate(
            [
                np.stack([sub.layer + step, self.slices.plane[sub.of_slice]], axis=1)[
                    at_plane & self.is_counted[sub.of_slice]
                ]
                for step, at_plane in ((0, sub.low <= 0), (1, sub.high >= 1))
            ]
        )
        dose_planes, planes = np.unique(pairs, axis=0).T
        for chunk in self.cells.chunks(planes, _CHUNK):
            dose_plane, plane = dose_planes[chunk], planes[chunk]
            window = self.cells.window(plane)
            inside = _nodes_of(self.cells.interior_masks(plane, window))
            extremes = extremes.widened(window.nodes(self.frame.values_gy, dose_plane)[inside])
        return extremes

    def _at_slab_ends(self, extremes: Extremes, planes: Ints) -> Extremes:
        """At nodes of interior cells where the structure ends above or below, between dose planes.

        Where the cell is interior in the next plane too, the dose goes on as it is, and has no extreme at the
        border.
        """
        planes_mm, (low_mm, high_mm) = self.frame.planes_mm, self.slabs_mm
        dosed = planes[(low_mm[planes] < planes_mm[-1]) & (high_mm[planes] > planes_mm[0])]
        # Shape (p + 1,): whether the slabs below and above each border touch.
        goes_on = np.isclose(high_mm[:-1], low_mm[1:], rtol=0, atol=_JOINED_MM)
        goes_on = np.concatenate([[False], goes_on, [False]])
        layers, shares = zip(*(_in_layer(end_mm, planes_mm) for end_mm in self.slabs_mm), strict=True)
        for chunk in self.cells.chunks(dosed, _CHUNK):
            plane = dosed[chunk]
            # One more plane at either end, so that every one has neighbours; masks (planes, rows, columns).
            around = np.arange(max(plane[0] - 1, 0), min(plane[-1] + 2, len(low_mm)))
            window = self.cells.window(around)
            masks = self.cells.interior_masks(around, window)
            for side, beyond in ((0, -1), (1, 1)):
                neighbour = np.clip(plane + beyond, around[0], around[-1]) - around[0]
                ends = masks[plane - around[0]] > (masks[neighbour] & goes_on[plane + side, None, None])
                place, row, column = np.unravel_index(np.flatnonzero(ends), ends.shape)
                layer, share = layers[side][plane[place]], shares[side][plane[place]]
                row, column = row + window.row, column + window.column
                dose = dose_at_corners(self.frame, layer=layer, row=row, column=column, low=share, high=share)
                extremes = extremes.widened(dose[0])
        return extremes

    def at_covered_nodes(self, extremes: Extremes, cell: Ints, of_slice: Ints) -> Extremes:
        """At nodes of boundary cells (n,) of slices (n,) whose sub-cell at the node is wholly covered."""
        coverage = self.cells.coverage
        n = coverage.n_sub
        # Shape (n, 4): the sub-cells at the cell's four nodes.
        corners = coverage.sub_moments[0][cell][:, [0, n - 1, n * n - n, n * n - 1]]
        is_inside = corners * n**2 > 1 - 1e-9
        item, s = self.slices.with_sub_slices(of_slice)
        sub, cell = self.slices.sub_slices.take(s), cell[item]
        row, column = coverage.row[cell], coverage.column[cell]
        dose = dose_at_corners(
            self.frame, layer=sub.layer, row=row, column=column, low=sub.low, high=sub.high
        )
        return extremes.widened(dose[:, is_inside[item].T])

    def along_edges(self, extremes: Extremes, cell: Ints, of_slice: Ints) -> Extremes:
        """In boundary cells (n,) of slices (n,), where contours begin or cross a border of a sub-cell."""
        coverage = self.cells.coverage
        is_sought = np.zeros(len(coverage.plane), dtype=bool)
        is_sought[cell] = True
        crossing = np.flatnonzero(is_sought[coverage.crossing_cell])

        # Every crossing with every slice that its cell is sought in, and every sub-slice of that; (q,).
        order = np.argsort(cell, kind="stable")
        begin = np.searchsorted(cell[order], np.arange(len(coverage.plane) + 1))
        crossed = coverage.crossing_cell[crossing]
        visit, rank = expand(np.diff(begin)[crossed])
        item, s = self.slices.with_sub_slices(of_slice[order[begin[crossed][visit] + rank]])
        crossing, sub = crossing[visit[item]], self.slices.sub_slices.take(s)

        # The bilinear dose (2, q) there, at the bottom and the top of each.
        _, n_v, n_u = self.frame.values_gy.shape
        x, y = coverage.crossing_x[crossing], coverage.crossing_y[crossing]
        column = np.minimum(x.astype(np.intp), n_u - 2)
        row = np.minimum(y.astype(np.intp), n_v - 2)
        x, y = x - column, y - row
        weights = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y])
        corners = dose_at_corners(
            self.frame, layer=sub.layer, row=row, column=column, low=sub.low, high=sub.high
        )
        return extremes.widened(np.sum(weights * corners, axis=1))


def _nodes_of(cells: Bools) -> Bools:
    """The nodes (n, rows + 1, columns + 1) that some cells (n, rows, columns) have at their corners."""
    nodes = np.zeros((len(cells), cells.shape[1] + 1, cells.shape[2] + 1), dtype=bool)
    for corner in (np.s_[:, :-1, :-1], np.s_[:, :-1, 1:], np.s_[:, 1:, :-1], np.s_[:, 1:, 1:]):
        nodes[corner] |= cells
    return nodes


def _in_layer(height_mm: Floats, planes_mm: Floats) -> tuple[Ints, Floats]:
    """The layer that each height lies in, and where in it as a share; at the outermost planes for beyond."""
    within_mm = np.clip(height_mm, planes_mm[0], planes_mm[-1])
    layer = np.clip(np.searchsorted(planes_mm, within_mm) - 1, 0, len(planes_mm) - 2)
    return layer, (within_mm - planes_mm[layer]) / np.diff(planes_mm)[layer]
