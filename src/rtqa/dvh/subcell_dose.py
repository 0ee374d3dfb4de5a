"""Cells cut into parts, for where each one counts: at the ends of the curve, and where the dose is steep.

A part is a sub-cell of a cell, between two heights within one layer of the dose. There the trilinear dose is
a + b x + c y + d xy at mid-height, plus a slope along the normal; with the covered part's moments its mean is
exact, and its variance is exact to the slopes at the centroid.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np

from rtqa.dvh.cell_dose import NOTHING, bent, centroid_and_spread, slope_widths
from rtqa.dvh.coverage import Ints, expand
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices, SubSlabs
from rtqa.dvh.window import Bools, Singles
from rtqa.model.geometry import Floats

_CHUNK = 65_536
"""Parts worked on at a time."""


class Cut(NamedTuple):
    """Pieces: shape (n,); the cap's zone that each is of (0 in the body), volumes in cm³, doses in Gy."""

    cap: Ints
    volume_cm3: Floats
    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    bend_gy: Singles

    def take(self, which: Bools | slice) -> Cut:
        """Some of the pieces."""
        cap, volume, *doses = self
        return Cut(cap[which], volume[which], *(dose[which] if len(dose) else dose for dose in doses))


def cut_cells(
    frame: DoseFrame,
    slices: Slices,
    *,
    slice_: Ints,
    row: Ints,
    column: Ints,
    moments: Floats,
    bend_gy: Singles,
) -> list[Cut]:
    """Cut cells of slices into parts, in as many heights as the dose's rise asks for.

    Args:
        frame: the dose along the contours' normal.
        slices: what the planes stand for.
        slice_: shape (n,); the slice of each cell.
        row: shape (n,); the row that it lies in.
        column: shape (n,); likewise.
        moments: shape (6, n or 1, parts); of the parts to cut it into; one set where all are alike.
        bend_gy: shape (n,); of each cell as a whole; empty where not wanted.
    """
    n_parts = moments.shape[2]
    step = max(1, _CHUNK // n_parts)
    cuts = []
    for start in range(0, len(slice_), step):
        some = slice(start, start + step)
        own = moments[:, some] if moments.shape[1] > 1 else moments
        cuts.append(
            _cut_some(
                frame,
                slices,
                slice_=slice_[some],
                row=row[some],
                column=column[some],
                moments=own,
                bend_gy=bend_gy[some],
            )
        )
    return cuts


def _cut_some(
    frame: DoseFrame,
    slices: Slices,
    *,
    slice_: Ints,
    row: Ints,
    column: Ints,
    moments: Floats,
    bend_gy: Singles,
) -> Cut:
    """Cut a few cells; pairs of a cell and a sub-slab first, then the parts of each at every height."""
    cell, s = of_slices(slices.sub_slabs, slice_, len(slices))
    sub = slices.sub_slabs.take(s)
    bottom, top = dose_at_corners(
        frame, layer=sub.layer, row=row[cell], column=column[cell], low=sub.low, high=sub.high
    )
    n_parts = moments.shape[2]
    alike = moments.shape[1] == 1
    present = np.flatnonzero(moments[0] > NOTHING)
    own = moments.reshape(6, -1).take(present, axis=1)
    x, y, spread = centroid_and_spread(own)
    begin = np.searchsorted(present, np.arange(moments.shape[1] + 1) * n_parts)
    place = np.zeros_like(cell) if alike else cell
    n_heights = _heights(bottom, top, n_parts)
    pair, rank = expand(np.diff(begin)[place] * n_heights)
    part = begin[place][pair] + rank // n_heights[pair]
    height = (rank % n_heights[pair]).astype(np.float32) + np.float32(0.5)
    x, y, spread = x[part], y[part], spread.take(part, axis=1)
    step = (top - bottom) / n_heights.astype(np.float32)
    at_0, at_x, at_y, at_xy = (low[pair] + height * up[pair] for low, up in zip(bottom, step, strict=True))
    step_x, step_y, step_xy = at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0
    layer_cm3 = np.diff(frame.planes_mm) * (float(np.prod(frame.spacing_mm)) / 1000.0)
    heights_cm3 = (sub.high - sub.low) * layer_cm3[sub.layer] / n_heights
    bend = bend_gy
    if len(bend_gy):
        along = (sub.low + sub.high) / 4 - (sub.low**2 + sub.low * sub.high + sub.high**2) / 6
        bend = bent(bend_gy[cell][pair], own[:, part], along[pair])
    wide, narrow = slope_widths(
        step_x + step_xy * y, step_y + step_xy * x, rise=_patch_at(step, pair, x=x, y=y), spread=spread
    )
    return Cut(
        cap=slices.cap[slice_][cell][pair],
        volume_cm3=own[0][part] * heights_cm3[pair],
        mean_gy=at_0 + step_x * x + step_y * y + step_xy * (spread[1] + x * y),
        wide_gy=wide,
        narrow_gy=narrow,
        bend_gy=bend,
    )


def _heights(bottom: Singles, top: Singles, n_parts: int) -> Ints:
    """Into how many heights to cut pairs: as the dose rises along the normal compared with across."""
    most = max(1.0, n_parts**0.5)
    middle = bottom + top
    across = (reduce(np.maximum, middle) - reduce(np.minimum, middle)) / 2
    along = reduce(np.maximum, np.abs(top - bottom))
    fitting = np.minimum(most * along / np.maximum(across, 1e-6), most)
    heights: Ints = np.ceil(np.fmax(fitting, 1.0)).astype(np.intp)
    return heights


def _patch_at(corners: Singles, which: Ints, *, x: Singles, y: Singles) -> Singles:
    """Bilinear patches (4, n) at a place in each of those that are asked for."""
    at_0, at_x, at_y, at_xy = corners
    one, by_x, by_y, by_xy = at_0, at_x - at_0, at_y - at_0, at_xy - at_x - at_y + at_0
    value: Singles = one[which] + by_x[which] * x + by_y[which] * y + by_xy[which] * (x * y)
    return value


def of_slices(sub_slabs: SubSlabs, slice_of_item: Ints, n_slices: int) -> tuple[Ints, Ints]:
    """Pair every item with every sub-slab of its slice: two index arrays, items and sub-slabs."""
    begin = np.searchsorted(sub_slabs.slice, np.arange(n_slices + 1))
    item, rank = expand(np.diff(begin)[slice_of_item])
    return item, begin[slice_of_item][item] + rank


def moments_of_parts(n_sub: int) -> Floats:
    """Moments (6, 1, s²) of the s × s sub-cells of a wholly covered cell, as in the coverage."""
    edges = np.arange(n_sub + 1) / n_sub
    integrals = [np.diff(edges ** (power + 1)) / (power + 1) for power in range(3)]
    powers = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
    return np.stack([np.outer(integrals[y], integrals[x]).ravel() for x, y in powers])[:, None]


def dose_at_corners(
    frame: DoseFrame, *, layer: Ints, row: Ints, column: Ints, low: Floats, high: Floats
) -> Singles:
    """Dose at the corners of cells at two heights, as shares (0 … 1) of their layer.

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
