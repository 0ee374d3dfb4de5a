"""Cells cut into sub-cells, for where each one counts: at the ends of the curve, and where the dose is steep.

A part is a sub-cell of a cell, between two heights within one layer of the dose. There the trilinear dose is
a bilinear patch at mid-height, and a slope along the normal.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.samples import NEGLIGIBLE, PartShape, Samples, average_patch, smooth_shift
from rtqa.geometry.arrays import Ints, Singles, expand
from rtqa.model.geometry import Floats

_CHUNK = 65_536
"""Parts worked on at a time."""


def cut_cells(
    frame: DoseFrame,
    slices: Slices,
    *,
    of_slice: Ints,
    row: Ints,
    column: Ints,
    moments: Floats,
    bend_gy: Singles,
) -> list[Samples]:
    """Cut cells of slices into parts, in as many heights as the dose's rise asks for.

    Args:
        frame: the dose along the contours' normal.
        slices: what the planes stand for.
        of_slice: shape (n,); the slice of each cell.
        row: shape (n,); the row that it lies in.
        column: shape (n,); likewise.
        moments: shape (6, n or 1, s²); of the sub-cells to cut it into; one set where all are alike.
        bend_gy: shape (n,); of each cell as a whole; empty where not wanted.
    """
    step = max(1, _CHUNK // moments.shape[2])
    chunks = (slice(start, start + step) for start in range(0, len(of_slice), step))
    return [
        _cut_chunk(
            frame,
            slices,
            of_slice=of_slice[chunk],
            row=row[chunk],
            column=column[chunk],
            moments=moments[:, chunk] if moments.shape[1] > 1 else moments,
            bend_gy=bend_gy[chunk],
        )
        for chunk in chunks
    ]


def _cut_chunk(
    frame: DoseFrame,
    slices: Slices,
    *,
    of_slice: Ints,
    row: Ints,
    column: Ints,
    moments: Floats,
    bend_gy: Singles,
) -> Samples:
    """Cut a few cells; pairs of a cell and a sub-slice first, then the parts of each at every height."""
    # Pairs (q,): each cell with every sub-slice of its slice; the dose at their corners (4, q) at both ends.
    cell, s = slices.with_sub_slices(of_slice)
    sub = slices.sub_slices.take(s)
    bottom, top = dose_at_corners(
        frame, layer=sub.layer, row=row[cell], column=column[cell], low=sub.low, high=sub.high
    )

    # Sub-cells of which something is covered (c,), and where those of each cell begin among them.
    n_sub_cells = moments.shape[2]
    covered = np.flatnonzero(moments[0] > NEGLIGIBLE)
    covered_moments = moments.reshape(6, -1).take(covered, axis=1)
    shape = PartShape.of(covered_moments)
    begin = np.searchsorted(covered, np.arange(moments.shape[1] + 1) * n_sub_cells)

    # Parts (n,): every pair with each of its sub-cells at every height.
    owner = np.zeros_like(cell) if moments.shape[1] == 1 else cell
    n_heights = _heights(bottom, top, n_sub_cells)
    pair, rank = expand(np.diff(begin)[owner] * n_heights)
    part = begin[owner][pair] + rank // n_heights[pair]
    height = (rank % n_heights[pair]).astype(np.float32) + np.float32(0.5)

    # The patch at the middle of each part, its corners (n,) each; the rise through it at its centroid.
    shape = shape.take(part)
    step = (top - bottom) / n_heights.astype(np.float32)
    corners = [low[pair] + height * up[pair] for low, up in zip(bottom, step, strict=True)]
    patch = average_patch(corners, shape, rise_gy=_patch_at(step, pair, shape=shape))

    # Volumes and, where wanted, the shift to a smooth dose, each (n,).
    layer_cm3 = np.diff(frame.planes_mm) * (float(np.prod(frame.spacing_mm)) / 1000.0)
    height_cm3 = (sub.high - sub.low) * layer_cm3[sub.layer] / n_heights
    shift = bend_gy
    if len(bend_gy):
        along = (sub.low + sub.high) / 4 - (sub.low**2 + sub.low * sub.high + sub.high**2) / 6
        shift = smooth_shift(bend_gy[cell][pair], covered_moments[:, part], along[pair])
    return Samples(
        cap=slices.cap[of_slice][cell][pair],
        volume_cm3=covered_moments[0][part] * height_cm3[pair],
        mean_gy=patch.mean_gy,
        wide_gy=patch.wide_gy,
        narrow_gy=patch.narrow_gy,
        shift_gy=shift,
    )


def _heights(bottom: Singles, top: Singles, n_sub_cells: int) -> Ints:
    """Into how many heights to cut pairs (4, q): as the dose rises along the normal compared with across."""
    at_most = max(1.0, n_sub_cells**0.5)
    middle = bottom + top
    across = (reduce(np.maximum, middle) - reduce(np.minimum, middle)) / 2
    along = reduce(np.maximum, np.abs(top - bottom))
    fitting = np.minimum(at_most * along / np.maximum(across, 1e-6), at_most)
    heights: Ints = np.ceil(np.fmax(fitting, 1.0)).astype(np.intp)
    return heights


def _patch_at(corners: Singles, which: Ints, *, shape: PartShape) -> Singles:
    """Bilinear patches (4, q), of which n are chosen, at the centroids of n parts."""
    at_0, at_x, at_y, at_xy = corners
    by_x, by_y, by_xy = at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0
    x, y, _ = shape
    value: Singles = at_0[which] + by_x[which] * x + by_y[which] * y + by_xy[which] * (x * y)
    return value


def dose_at_corners(
    frame: DoseFrame, *, layer: Ints, row: Ints, column: Ints, low: Floats, high: Floats
) -> Singles:
    """Dose at the corners of cells (n,) at two heights, as shares (0 … 1) of their layer.

    Returns:
        Shape (2, 4, n): low and high; nodes (row, column), column + 1, row + 1, both.
    """
    _, n_v, n_u = frame.values_gy.shape
    nodes = frame.values_gy.reshape(-1)
    base = (layer.astype(np.intp) * n_v + row) * n_u + column
    corners = np.empty((2, 4, len(base)), dtype=np.float32)
    low, high = low.astype(np.float32), high.astype(np.float32)
    for corner, step in enumerate((0, 1, n_u, n_u + 1)):
        below = nodes.take(base + step)
        rise = nodes.take(base + (n_v * n_u + step)) - below
        corners[0, corner] = below + low * rise
        corners[1, corner] = below + high * rise
    return corners
