"""The lowest and the highest dose in a structure, exactly as the trilinear dose has them.

In each cell of each layer the dose is linear along every axis, so its extremes lie on nodes of the dose grid
inside the structure, on the ends of slabs above or below such nodes, and where edges of contours begin or
cross a border of a cell. Of the last kind only those are looked at that could be an extreme: in cells with a
node beyond what was found before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.cell_dose import NOTHING, Measured, Reach
from rtqa.dvh.cells import Cells
from rtqa.dvh.coverage import Coverage, Ints, expand
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.subcell_dose import dose_at_corners, of_slices
from rtqa.dvh.window import Bools, Singles
from rtqa.model.geometry import Floats

_CHUNK = 262_144
"""Nodes of a window looked at at a time."""

_LIKELIEST = 256
"""Touched cells whose edges are looked at before the others."""

_JOINED_MM = 1e-6
"""Slabs no farther apart than this touch each other."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """Lowest and highest dose in Gy; inf and -inf where nothing was seen."""

    low_gy: float = np.inf
    high_gy: float = -np.inf

    def seen(self, doses_gy: Singles | Floats) -> Extremes:
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
    touched: Measured,
    reaches: list[Reach],
    counts: Bools,
) -> Extremes:
    """Find the extremes over the structure.

    Args:
        frame: the dose along the contours' normal.
        cells: which cells each plane touches and fills.
        slabs_mm: shape (p,) each; where each plane's slab begins and ends along the normal.
        slices: what the planes stand for, cut into parts.
        touched: the touched cells of all slices.
        reaches: how far the dose may reach in the filled ones.
        counts: whether the body and each zone of the caps are of the structure by default.
    """
    if not len(slices):
        return Extremes()
    coverage = cells.coverage
    belongs = counts[slices.cap]
    own = np.flatnonzero(belongs[touched.of_slice])
    covers = coverage.whole[0] > NOTHING
    extremes = Extremes().seen(touched.mean_gy[own][covers[touched.cell[own]]])
    extremes = _in_filled(
        extremes, frame=frame, cells=cells, slabs_mm=slabs_mm, slices=slices, reaches=reaches, belongs=belongs
    )
    # What cannot reach beyond the extremes found is none; the likeliest cells first, so that few are left.
    for most in (_LIKELIEST, len(own)):
        reach = extremes.excess(touched.low_gy[own], touched.high_gy[own])
        beyond = np.flatnonzero(reach > 0)
        if len(beyond) > most:
            beyond = beyond[np.argpartition(reach[beyond], -most)[-most:]]
        if len(beyond):
            sought = touched.take(own[beyond])
            extremes = _at_covered_nodes(
                extremes, frame=frame, coverage=coverage, slices=slices, touched=sought
            )
            extremes = _along_edges(extremes, frame=frame, coverage=coverage, slices=slices, touched=sought)
    return extremes


def _in_filled(
    extremes: Extremes,
    *,
    frame: DoseFrame,
    cells: Cells,
    slabs_mm: tuple[Floats, Floats],
    slices: Slices,
    reaches: list[Reach],
    belongs: Bools,
) -> Extremes:
    """In filled cells, slice by slice, until no other slice can reach beyond the extremes found."""
    low_gy = np.array([reach.low_gy for reach in reaches], dtype=np.float32)
    high_gy = np.array([reach.high_gy for reach in reaches], dtype=np.float32)
    for likeliest in np.argsort(-extremes.excess(low_gy, high_gy)):
        if extremes.excess(low_gy[likeliest], high_gy[likeliest]) > 0:
            some = reaches[likeliest].some
            extremes = _at_dose_planes(
                extremes, frame=frame, cells=cells, slices=slices, some=some, belongs=belongs
            )
            planes = np.unique(slices.plane[some])
            extremes = _at_ends(extremes, frame=frame, cells=cells, planes=planes, slabs_mm=slabs_mm)
    return extremes


def _at_dose_planes(
    extremes: Extremes, *, frame: DoseFrame, cells: Cells, slices: Slices, some: slice, belongs: Bools
) -> Extremes:
    """At nodes of filled cells, in the dose planes that lie in the slabs of some slices."""
    sub = slices.sub_slabs
    sub = sub.take(slice(*np.searchsorted(sub.slice, (some.start, some.stop))))
    faces = np.concatenate(
        [
            np.stack([sub.layer + step, slices.plane[sub.slice]], axis=1)[at_plane & belongs[sub.slice]]
            for step, at_plane in ((0, sub.low <= 0), (1, sub.high >= 1))
        ]
    )
    dose_planes, planes = np.unique(faces, axis=0).T
    for few in cells.chunks(planes, _CHUNK):
        dose_plane, plane = dose_planes[few], planes[few]
        window = cells.window(plane)
        inside = _nodes_of(cells.masks(plane, window))
        extremes = extremes.seen(window.nodes(frame.values_gy, dose_plane)[inside])
    return extremes


def _nodes_of(cells: Bools) -> Bools:
    """The nodes (n, rows + 1, columns + 1) that some cells (n, rows, columns) have at their corners."""
    nodes = np.zeros((len(cells), cells.shape[1] + 1, cells.shape[2] + 1), dtype=bool)
    for corner in (np.s_[:, :-1, :-1], np.s_[:, :-1, 1:], np.s_[:, 1:, :-1], np.s_[:, 1:, 1:]):
        nodes[corner] |= cells
    return nodes


def _at_ends(
    extremes: Extremes, *, frame: DoseFrame, cells: Cells, planes: Ints, slabs_mm: tuple[Floats, Floats]
) -> Extremes:
    """At nodes of cells that some planes fill where the structure ends above or below, between dose planes.

    Where the next plane fills the cell too, the dose goes on as it is, and has no extreme at the border.
    """
    planes_mm, (low_mm, high_mm) = frame.planes_mm, slabs_mm
    dosed = planes[(low_mm[planes] < planes_mm[-1]) & (high_mm[planes] > planes_mm[0])]
    joins = np.isclose(high_mm[:-1], low_mm[1:], rtol=0, atol=_JOINED_MM)
    # One more plane at either end, so that every one has neighbours.
    goes_on = np.concatenate([[False], joins, [False]])
    layers, shares = zip(*(_in_layer(end_mm, planes_mm) for end_mm in slabs_mm), strict=True)
    for some in cells.chunks(dosed, _CHUNK):
        own = dosed[some]
        around = np.arange(max(own[0] - 1, 0), min(own[-1] + 2, len(low_mm)))
        window = cells.window(around)
        filled = cells.masks(around, window)
        for side, beyond in ((0, -1), (1, 1)):
            next_one = np.clip(own + beyond, around[0], around[-1]) - around[0]
            joined = goes_on[own + side, None, None]
            ends = filled[own - around[0]] > (filled[next_one] & joined)
            place, row, column = np.unravel_index(np.flatnonzero(ends), ends.shape)
            layer, share = layers[side][own[place]], shares[side][own[place]]
            row, column = row + window.row, column + window.column
            dose = dose_at_corners(frame, layer=layer, row=row, column=column, low=share, high=share)
            extremes = extremes.seen(dose[0])
    return extremes


def _in_layer(height_mm: Floats, planes_mm: Floats) -> tuple[Ints, Floats]:
    """The layer that each height lies in, and where in it as a share; at the outermost planes for beyond."""
    within_mm = np.clip(height_mm, planes_mm[0], planes_mm[-1])
    layer = np.clip(np.searchsorted(planes_mm, within_mm) - 1, 0, len(planes_mm) - 2)
    return layer, (within_mm - planes_mm[layer]) / np.diff(planes_mm)[layer]


def _at_covered_nodes(
    extremes: Extremes, *, frame: DoseFrame, coverage: Coverage, slices: Slices, touched: Measured
) -> Extremes:
    """At nodes of touched cells whose whole sub-cell is covered."""
    n = coverage.n_sub
    corners = coverage.moments[0][touched.cell][:, [0, n - 1, n * n - n, n * n - 1]]
    is_inside = corners * n**2 > 1 - 1e-9
    item, s = of_slices(slices.sub_slabs, touched.of_slice, len(slices))
    sub, cell = slices.sub_slabs.take(s), touched.cell[item]
    dose = dose_at_corners(
        frame,
        layer=sub.layer,
        row=coverage.row[cell],
        column=coverage.column[cell],
        low=sub.low,
        high=sub.high,
    )
    return extremes.seen(dose[:, is_inside[item].T])


def _along_edges(
    extremes: Extremes, *, frame: DoseFrame, coverage: Coverage, slices: Slices, touched: Measured
) -> Extremes:
    """Along the edges of contours: where they begin or cross a border of a sub-cell."""
    is_sought = np.zeros(len(coverage.plane), dtype=bool)
    is_sought[touched.cell] = True
    crossing = np.flatnonzero(is_sought[coverage.crossing_cell])
    # Every crossing with every slice that its cell is sought in.
    order = np.argsort(touched.cell, kind="stable")
    begin = np.searchsorted(touched.cell[order], np.arange(len(coverage.plane) + 1))
    cell = coverage.crossing_cell[crossing]
    visit, rank = expand(np.diff(begin)[cell])
    item, s = of_slices(slices.sub_slabs, touched.of_slice[order[begin[cell][visit] + rank]], len(slices))
    crossing, sub = crossing[visit[item]], slices.sub_slabs.take(s)
    _, n_v, n_u = frame.values_gy.shape
    x, y = coverage.crossing_x[crossing], coverage.crossing_y[crossing]
    column = np.minimum(x.astype(np.intp), n_u - 2)
    row = np.minimum(y.astype(np.intp), n_v - 2)
    x, y = x - column, y - row
    weights = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y])
    corners = dose_at_corners(frame, layer=sub.layer, row=row, column=column, low=sub.low, high=sub.high)
    return extremes.seen(np.sum(weights * corners, axis=1))
