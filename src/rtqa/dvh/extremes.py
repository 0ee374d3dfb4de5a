"""The lowest and the highest dose in a structure, exactly as the trilinear dose has them.

In each cell of each layer the dose is linear along every axis, so its extremes lie on nodes of the dose grid
inside the structure, on the ends of slabs above or below such nodes, and where edges of contours begin or
cross a border of a cell. Of the last kind only those are looked at that could be an extreme: in cells with a
node beyond what was found before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.bulk import NOTHING, Bools, Measured, Singles, Window
from rtqa.dvh.coverage import Coverage, expand
from rtqa.dvh.frame import DoseFrame
from rtqa.dvh.parts_of_cells import dose_at_corners, of_slices
from rtqa.dvh.slices import Slices
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


def find_extremes(
    frame: DoseFrame,
    coverage: Coverage,
    window: Window,
    *,
    slabs_mm: tuple[Floats, Floats],
    slices: Slices,
    touched: Measured,
    counts: Bools,
) -> Extremes:
    """Find the extremes over the structure.

    Args:
        frame: the dose along the contours' normal.
        coverage: which cells each plane covers.
        window: the same, for filled cells.
        slabs_mm: shape (p,) each; where each plane's slab begins and ends along the normal.
        slices: what the planes stand for, cut into parts.
        touched: the touched cells of all slices.
        counts: whether the body and each zone of the caps are of the structure by default.
    """
    if not len(slices):
        return Extremes()
    belongs = counts[slices.cap]
    own = np.flatnonzero(belongs[touched.of_slice])
    covers = coverage.moments[0].sum(axis=1) > NOTHING
    extremes = Extremes().seen(touched.mean_gy[own][covers[touched.cell[own]]])
    extremes = _at_dose_planes(extremes, frame=frame, window=window, slices=slices, belongs=belongs)
    extremes = _at_ends(extremes, frame=frame, window=window, slabs_mm=slabs_mm)
    # What cannot reach beyond the extremes found is none; the likeliest cells first, so that few are left.
    for most in (_LIKELIEST, len(own)):
        reach = np.maximum(touched.high_gy[own] - extremes.high_gy, extremes.low_gy - touched.low_gy[own])
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


def _at_dose_planes(
    extremes: Extremes, *, frame: DoseFrame, window: Window, slices: Slices, belongs: Bools
) -> Extremes:
    """At nodes of filled cells, in the dose planes that lie in their slabs."""
    sub = slices.sub_slabs
    faces = np.concatenate(
        [
            np.stack([sub.layer + step, slices.plane[sub.slice]], axis=1)[at_plane & belongs[sub.slice]]
            for step, at_plane in ((0, sub.low <= 0), (1, sub.high >= 1))
        ]
    )
    rows, columns = window.shape
    faces = np.unique(faces, axis=0)
    step = max(1, _CHUNK // ((rows + 1) * (columns + 1)))
    for start in range(0, len(faces), step):
        dose_plane, plane = faces[start : start + step].T
        inside = _nodes_of(window.filled[plane])
        extremes = extremes.seen(window.nodes(frame.values_gy, dose_plane)[inside])
    return extremes


def _nodes_of(cells: Bools) -> Bools:
    """The nodes (n, rows + 1, columns + 1) that some cells (n, rows, columns) have at their corners."""
    nodes = np.zeros((len(cells), cells.shape[1] + 1, cells.shape[2] + 1), dtype=bool)
    for corner in (np.s_[:, :-1, :-1], np.s_[:, :-1, 1:], np.s_[:, 1:, :-1], np.s_[:, 1:, 1:]):
        nodes[corner] |= cells
    return nodes


def _at_ends(
    extremes: Extremes, *, frame: DoseFrame, window: Window, slabs_mm: tuple[Floats, Floats]
) -> Extremes:
    """At nodes of filled cells where the structure ends above or below them, between two dose planes.

    Where the next plane fills the cell too, the dose goes on as it is, and has no extreme at the border.
    """
    planes_mm, (low_mm, high_mm) = frame.planes_mm, slabs_mm
    dosed = np.flatnonzero((low_mm < planes_mm[-1]) & (high_mm > planes_mm[0]))
    joins = np.isclose(high_mm[:-1], low_mm[1:], rtol=0, atol=_JOINED_MM)
    for end_mm, beyond in ((high_mm, 1), (low_mm, -1)):
        height_mm = np.clip(end_mm, planes_mm[0], planes_mm[-1])
        layer = np.clip(np.searchsorted(planes_mm, height_mm) - 1, 0, len(planes_mm) - 2)
        share = (height_mm - planes_mm[layer]) / np.diff(planes_mm)[layer]
        goes_on = np.append(joins, False) if beyond == 1 else np.append(False, joins)
        for planes in np.array_split(dosed, max(1, window.filled.size // _CHUNK)):
            next_one = window.filled[np.clip(planes + beyond, 0, len(joins))]
            ends = window.filled[planes] > (next_one & goes_on[planes, None, None])
            place, row, column = np.unravel_index(np.flatnonzero(ends), ends.shape)
            plane = planes[place]
            row, column = row + window.row, column + window.column
            dose = dose_at_corners(
                frame, layer=layer[plane], row=row, column=column, low=share[plane], high=share[plane]
            )
            extremes = extremes.seen(dose[0])
    return extremes


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
