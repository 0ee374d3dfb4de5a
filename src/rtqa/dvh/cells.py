"""Which cells of which layers of the dose a structure occupies, and between which heights.

A *layer* lies between two neighbouring dose planes. Slabs of contours are cut at the dose planes, so that
the dose in each cell of a layer is one trilinear patch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rtqa.dvh.alternatives import Parts
from rtqa.dvh.coverage import Coverage, Ints
from rtqa.model.geometry import Floats


@dataclass(frozen=True, slots=True, eq=False)
class SubSlabs:
    """Parts of slabs, each within one layer: shape (s,), ascending with the plane.

    Attributes:
        plane: which plane's slab it is a part of.
        cap: 0 in the body, else the number of the cap's zone.
        layer: the layer, above dose plane `layer`.
        low, high: its bounds, as shares (0 … 1) of the layer.
    """

    plane: Ints
    cap: Ints
    layer: Ints
    low: Floats
    high: Floats

    def take(self, which: Ints) -> SubSlabs:
        """Some of the sub-slabs, in any order."""
        return SubSlabs(*(getattr(self, name)[which] for name in ("plane", "cap", "layer", "low", "high")))

    def of(self, plane_of_item: Ints) -> tuple[Ints, Ints]:
        """Pair every item with every sub-slab of its plane: two index arrays, items and sub-slabs."""
        n_planes = int(max(plane_of_item.max(initial=-1), self.plane.max(initial=-1))) + 1
        counts = np.bincount(self.plane, minlength=n_planes)
        first = np.cumsum(counts) - counts
        repeats = counts[plane_of_item]
        item = np.repeat(np.arange(len(plane_of_item)), repeats)
        rank = np.arange(len(item)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        return item, first[plane_of_item][item] + rank


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells (layer k, row j, column i) between two heights, as shares (0 … 1) of the layer; shape (n,)."""

    k: Ints
    j: Ints
    i: Ints
    low: Floats
    high: Floats
    cap: npt.NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.k)

    def take(self, which: Ints | npt.NDArray[np.bool_] | slice) -> Cells:
        """Some of the cells."""
        return Cells(*(getattr(self, name)[which] for name in ("k", "j", "i", "low", "high", "cap")))


def cut_at_dose_planes(parts: Parts, planes_mm: Floats) -> SubSlabs:
    """Cut the parts of slabs at the dose planes; what reaches beyond the outermost planes is left out."""
    order = np.argsort(parts.plane, kind="stable")
    low_mm, high_mm = parts.low_mm[order], parts.high_mm[order]
    n_layers = len(planes_mm) - 1
    first = np.maximum(np.searchsorted(planes_mm, low_mm, side="right") - 1, 0)
    last = np.minimum(np.searchsorted(planes_mm, high_mm, side="left") - 1, n_layers - 1)
    counts = np.maximum(last - first + 1, 0)
    counts[high_mm <= low_mm] = 0
    part = np.repeat(np.arange(len(first)), counts)
    layer = np.arange(len(part)) - np.repeat(np.cumsum(counts) - counts - first, counts)
    gap_mm = np.diff(planes_mm)[layer]
    low = np.clip((low_mm[part] - planes_mm[layer]) / gap_mm, 0.0, 1.0)
    high = np.clip((high_mm[part] - planes_mm[layer]) / gap_mm, 0.0, 1.0)
    return SubSlabs(parts.plane[order][part], parts.cap[order][part], layer, low, high)


def touched_cells(coverage: Coverage, sub: SubSlabs) -> tuple[Cells, Ints]:
    """Cells with an edge in them, and for each its place in the coverage's arrays."""
    touched, s = sub.of(coverage.plane)
    return _cells(coverage.row[touched], coverage.column[touched], sub=sub, s=s), touched


def filled_cells(coverage: Coverage, sub: SubSlabs) -> Cells:
    """Wholly covered cells; what all slabs of a layer fill alike is taken in one piece."""
    none = np.zeros(0, dtype=np.intp)
    if not (len(coverage.run_plane) and len(sub.plane)):
        return _cells(none, none, sub=sub, s=none)
    masks, j0, i0 = _filled_masks(coverage, n_planes=int(sub.plane.max()) + 1)
    layers: list[npt.NDArray[np.bool_]] = []
    spans: list[tuple[int, int]] = []
    # The body's sub-slabs of a layer lie on each other, and what all of them fill is one cell.
    order = np.lexsort((sub.low, sub.cap, sub.layer))
    breaks = np.diff(sub.layer[order]).astype(bool) | np.diff(sub.cap[order]).astype(bool)
    for members in np.split(order, np.flatnonzero(breaks) + 1):
        own = masks[sub.plane[members]]
        is_gapless = np.all(np.abs(sub.high[members[:-1]] - sub.low[members[1:]]) < 1e-9)
        if len(members) > 1 and is_gapless:
            common: npt.NDArray[np.bool_] = np.all(own, axis=0)
            layers.append(common)
            spans.append((members[0], members[-1]))
            own = own & ~common
        layers.extend(own)
        spans.extend((s, s) for s in members)
    bottom, top = np.array(spans).T
    heights = replace(sub.take(bottom), high=sub.high[top])
    which, j, i = np.nonzero(np.stack(layers))
    return _cells(j + j0, i + i0, sub=heights, s=which)


def _filled_masks(coverage: Coverage, *, n_planes: int) -> tuple[npt.NDArray[np.bool_], int, int]:
    """Runs drawn as masks (plane, row, column), and the row and column that the masks begin at."""
    j0, i0 = int(coverage.run_row.min()), int(coverage.run_first.min())
    shape = (n_planes, int(coverage.run_row.max()) - j0 + 1, int(coverage.run_last.max()) - i0 + 2)
    known = coverage.run_plane < n_planes
    plane, row = coverage.run_plane[known], coverage.run_row[known] - j0
    steps = np.zeros(shape, dtype=np.int8)
    # Runs of a row never touch each other, so no entry is written twice.
    steps[plane, row, coverage.run_first[known] - i0] = 1
    steps[plane, row, coverage.run_last[known] - i0 + 1] = -1
    return np.cumsum(steps, axis=2, dtype=np.int8).view(np.bool_), j0, i0


def _cells(row: Ints, column: Ints, *, sub: SubSlabs, s: Ints) -> Cells:
    """Cells at the heights of sub-slabs `s`, kept small: there are millions of them in a head at 1 mm."""
    return Cells(
        k=sub.layer.astype(np.int32)[s],
        j=row.astype(np.int32),
        i=column.astype(np.int32),
        low=sub.low[s],
        high=sub.high[s],
        cap=sub.cap.astype(np.int16)[s],
    )
