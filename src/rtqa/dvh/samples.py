"""From a structure's cells to pieces: portions of volume, each with a range of dose.

A whole cell, spread over a range of dose with the right mean and variance, is enough wherever many cells
share that dose: what is wrong in the shape of one is made up for by the next. Cells are cut into parts where
each one counts: among the hottest and the coldest, and where the dose is steep. And where there are so many
that they share every dose many times over, filled cells of about the same mean and width are one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtqa.dvh.cap_models import Parts
from rtqa.dvh.cell_dose import NOTHING, Measured, bent, measure_bulk
from rtqa.dvh.cells import Cells
from rtqa.dvh.coverage import Coverage, Ints
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices, cut_slices
from rtqa.dvh.extremes import Extremes, find_extremes
from rtqa.dvh.filled import Filled
from rtqa.dvh.staircase_model import Steps
from rtqa.dvh.subcell_dose import Cut, cut_cells, moments_of_parts
from rtqa.dvh.window import Bools, Singles
from rtqa.model.geometry import Floats

N_EXTREME_CELLS = 100
"""So many cells' volume at either end of the curve is cut into parts."""

STEEP_FRAC = 1 / 12
"""A cell whose dose spreads over more than this share of the structure's range is cut into parts."""

MANY_CELLS = 20_000
"""From so many cells on, enough of them share every dose that steep ones need not be cut."""

_CROWDED = 10
"""A level of dose is left whole that would make an end so many times as large as it is to be."""

_LEVELS, _WIDTHS = 4096, 16
"""Classes of mean dose and of width that filled cells are merged by, where there are many."""

_CHUNK = 131_072
"""Cells worked on at a time: large temporaries cost more in page faults than in arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """All dosed pieces of a structure, and of the zones beyond its caps.

    Attributes:
        volume_cm3, mean_gy: shape (n,); a piece's volume and mean dose.
        wide_gy, narrow_gy: shape (n,); widths of two even spreads whose sum is about how the dose is spread
            in it, with its variance.
        bend_gy: shape (n,); by how much a smooth dose differs from the trilinear one in the mean; empty
            where that was not wanted.
        cap: shape (n,); 0 in the body, else the number of the cap's zone.
        corners: volumes to be added where prisms have steps; None unless asked for.
        min_gy, max_gy: extremes over the structure without the zones beyond; inf and -inf where nothing is
            dosed.
    """

    volume_cm3: Floats
    mean_gy: Singles
    wide_gy: Singles
    narrow_gy: Singles
    bend_gy: Singles
    cap: Ints
    corners: Cut | None
    min_gy: float
    max_gy: float


def measure_pieces(
    frame: DoseFrame, coverage: Coverage, parts: Parts, *, with_bend: bool, steps: Steps | None
) -> Pieces:
    """Measure the dose in every piece of a structure.

    Args:
        frame: the dose along the contours' normal.
        coverage: which cells each plane covers; its sub-cells are the smallest parts.
        parts: how far each plane reaches along the normal, cut into what is certain and what is in doubt.
        with_bend: whether to measure how much the dose bends between its nodes.
        steps: how the planes' areas change; None where the steps between them are not in doubt.
    """
    slices = cut_slices(parts, frame.planes_mm)
    low_mm, high_mm = parts.slabs_mm
    cells = Cells(coverage, len(low_mm))
    touched, filled, reaches = measure_bulk(frame, cells, slices=slices, with_bend=with_bend)
    extremes = find_extremes(
        frame,
        cells,
        slabs_mm=(low_mm, high_mm),
        slices=slices,
        touched=touched,
        reaches=reaches,
        counts=parts.weights[0] > 0,
    )
    cutter = _Cutter(frame, cells, slices)
    groups = [_Group(touched, cutter.areas(touched), None)]
    for share, measured in zip(cells.filled, filled, strict=True):
        groups.append(_Group(measured, share.side**2 * cutter.heights(measured), share))
    levels = [_levels(group.measured.mean_gy, extremes) for group in groups]
    n_cells = sum(map(len, levels))
    coldest, hottest = _ends(groups, levels)
    steep_gy = STEEP_FRAC * (extremes.high_gy - extremes.low_gy) if n_cells < MANY_CELLS else np.inf
    cuts: list[Cut] = []
    for group, level in zip(groups, levels, strict=True):
        is_end = (level <= coldest) | (level >= hottest)
        is_steep = ~is_end & (group.measured.wide_gy > steep_gy)
        rest = ~(is_end | is_steep)
        if n_cells >= MANY_CELLS and group.filled is not None:
            cuts += cutter.merged(group, level, rest)
        else:
            cuts.append(cutter.whole(group, rest))
        cuts += cutter.cut(group, np.flatnonzero(is_steep), n_sub=min(2, coverage.n_sub))
        cuts += cutter.cut(group, np.flatnonzero(is_end), n_sub=coverage.n_sub)
    pieces = _joined(cuts)
    is_dosed = np.isfinite(pieces.mean_gy) & (pieces.volume_cm3 > 0)
    if not is_dosed.all():
        pieces = pieces.take(is_dosed)
    return Pieces(
        volume_cm3=pieces.volume_cm3,
        mean_gy=pieces.mean_gy,
        wide_gy=pieces.wide_gy,
        narrow_gy=pieces.narrow_gy,
        bend_gy=np.nan_to_num(pieces.bend_gy, copy=False),
        cap=pieces.cap,
        corners=steps.corners(touched, cells, slices, counts=parts.weights[0] > 0) if steps else None,
        min_gy=extremes.low_gy,
        max_gy=extremes.high_gy,
    )


def _joined(cuts: list[Cut]) -> Cut:
    cap, volume, *doses = (np.concatenate(each) for each in zip(*cuts, strict=True))
    return Cut(cap, volume, *doses)


class _Group(NamedTuple):
    """Cells that are covered in like manner, the volume of each in cm³, and where filled ones lie."""

    measured: Measured
    volume_cm3: Floats
    filled: Filled | None

    @property
    def n_cells(self) -> int:
        """How many cells each of them is."""
        return 1 if self.filled is None else self.filled.side**2


def _levels(mean_gy: Singles, extremes: Extremes) -> npt.NDArray[np.int16]:
    """Where each dose lies between the extremes: 0 … _LEVELS − 1; −1 where a cell is not dosed as a whole."""
    levels = np.zeros(len(mean_gy), dtype=np.int16)
    low_gy, span_gy = extremes.low_gy, extremes.high_gy - extremes.low_gy
    if not np.isfinite(span_gy):
        low_gy = span_gy = 0.0
    scale = np.float32((_LEVELS - 1) / max(span_gy, 1e-30))
    for chunk in _chunks(len(mean_gy)):
        share = np.clip((mean_gy[chunk] - np.float32(low_gy)) * scale, 0, _LEVELS - 1)
        levels[chunk] = np.where(np.isnan(share), np.float32(-1), share)
    return levels


def _chunks(n: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, n, _CHUNK))


def _ends(groups: list[_Group], levels: list[Ints]) -> tuple[int, int]:
    """Levels up to and from which lie the structure's coldest and hottest cells, and those partly undosed."""
    cell_cm3 = max(float(group.volume_cm3.max(initial=0.0)) / group.n_cells for group in groups)
    end_cm3 = N_EXTREME_CELLS * cell_cm3
    histogram = np.zeros(_LEVELS + 1)
    for group, level in zip(groups, levels, strict=True):
        for chunk in _chunks(len(level)):
            histogram += np.bincount(level[chunk] + 1, group.volume_cm3[chunk], _LEVELS + 1)
    below = np.cumsum(histogram[1:])
    if below[-1] <= 2 * end_cm3:
        return _LEVELS, _LEVELS
    cold, hot = np.searchsorted(below, (end_cm3, below[-1] - end_cm3))
    # Of a level that is crowded every cell would be cut, though all have the same dose.
    crowded_cm3 = _CROWDED * end_cm3
    cold -= below[cold] > crowded_cm3
    hot += below[-1] - below[hot - 1] > crowded_cm3
    return int(cold), int(hot)


@dataclass(frozen=True, slots=True, eq=False)
class _Cutter:
    """Makes pieces of cells."""

    frame: DoseFrame
    cells: Cells
    slices: Slices

    def heights(self, measured: Measured) -> Floats:
        """Volume of whole cells as high as their slices, in cm³."""
        cell_cm3 = self.slices.height_mm * (float(np.prod(self.frame.spacing_mm)) / 1000.0)
        return cell_cm3[measured.of_slice]

    def areas(self, measured: Measured) -> Floats:
        """Volume of the covered part of touched cells, in cm³."""
        area = self.cells.coverage.whole[0]
        return np.where(area > NOTHING, area, 0.0)[measured.cell] * self.heights(measured)

    def whole(self, group: _Group, which: Bools) -> Cut:
        """Some cells as they are: a piece each."""
        measured = group.measured if which.all() else group.measured.take(which)
        volume_cm3 = group.volume_cm3 if which.all() else group.volume_cm3[which]
        bend = self._bent(measured) if len(measured.bend_gy) else measured.bend_gy
        cap = self.slices.cap[measured.of_slice]
        return Cut(cap, volume_cm3, measured.mean_gy, measured.wide_gy, measured.narrow_gy, bend)

    def _bent(self, measured: Measured) -> Singles:
        moments = moments_of_parts(1)[..., 0]
        if len(measured.cell):
            moments = self.cells.coverage.whole[:, measured.cell]
        return bent(measured.bend_gy, moments, self.slices.along[measured.of_slice])

    def merged(self, group: _Group, level: Ints, which: Bools) -> list[Cut]:
        """Many filled cells: those of the body merged by level of the mean and by width, caps as they are."""
        measured = group.measured
        with_bend = len(measured.bend_gy) > 0
        in_body = self.slices.cap == 0
        widest_gy = float(np.fmax.reduce(measured.wide_gy, initial=np.float32(0)))
        # Narrow classes for narrow cells: there a little more or less shows in the curve.
        scale = np.float32((_WIDTHS - 1) / max(widest_gy, 1e-30) ** 0.5)
        sums = np.zeros((5 if with_bend else 4, _LEVELS * _WIDTHS))
        caps = np.zeros(len(which), dtype=bool)
        for chunk in _chunks(len(which)):
            some = measured.take(chunk)
            body = which[chunk] & in_body[some.of_slice] & np.isfinite(some.mean_gy)
            caps[chunk] = which[chunk] & ~body
            if not body.all():
                some = some.take(body)
            code = (np.sqrt(some.wide_gy) * scale + np.float32(0.5)).astype(np.intp)
            code += level[chunk][body].astype(np.intp) * _WIDTHS
            volume = group.volume_cm3[chunk][body]
            averaged = [np.float32(1), some.mean_gy, some.wide_gy, some.narrow_gy]
            averaged += [np.nan_to_num(self._bent(some))] if with_bend else []
            for row, values in enumerate(averaged):
                sums[row] += np.bincount(code, volume * values, _LEVELS * _WIDTHS)
        present = np.flatnonzero(sums[0])
        total, *means = sums[:, present]
        mean, wide, narrow, *bends = ((each / total).astype(np.float32) for each in means)
        classes = Cut(
            cap=np.zeros(len(present), dtype=np.int32),
            volume_cm3=total,
            mean_gy=mean,
            wide_gy=wide,
            narrow_gy=narrow,
            bend_gy=bends[0] if with_bend else measured.bend_gy,
        )
        return [classes, self.whole(group, caps)] if caps.any() else [classes]

    def cut(self, group: _Group, which: Ints, *, n_sub: int) -> list[Cut]:
        """Some cells cut into parts: touched ones into their sub-cells, filled ones into `n_sub` a side."""
        if not len(which):
            return []
        measured = group.measured
        slice_ = measured.of_slice[which]
        bend = measured.bend_gy[which] if len(measured.bend_gy) else measured.bend_gy
        if group.filled is not None:
            begin = np.searchsorted(measured.of_slice, np.arange(len(self.slices)))
            row, column = map(np.ravel, group.filled.cells(self.slices.plane[slice_], which - begin[slice_]))
            slice_, bend = np.repeat(slice_, group.n_cells), np.repeat(bend, group.n_cells)
            moments = moments_of_parts(n_sub)
        else:
            cell = measured.cell[which]
            row, column = self.cells.coverage.row[cell], self.cells.coverage.column[cell]
            moments = self.cells.coverage.moments[:, cell]
        return cut_cells(
            self.frame,
            self.slices,
            slice_=slice_,
            row=row,
            column=column,
            moments=moments,
            bend_gy=bend,
        )
