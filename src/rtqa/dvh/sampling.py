"""From a structure's cells to samples: portions of volume, each with a spread of dose.

A whole cell, with the right mean and variance, is enough wherever many cells share its dose: what is wrong in
the shape of one is made up for by the next. Cells are cut into sub-cells where each one counts: among the
hottest and the coldest, and where the dose is steep. And where there are so many that they share every dose
many times over, interior cells of about the same mean and width are one sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtqa.dvh.between_planes import BetweenPlanes, look_between
from rtqa.dvh.cap_models import SlabParts
from rtqa.dvh.cell_dose import CellDose, measure_cells
from rtqa.dvh.cells import Cells, Interior
from rtqa.dvh.coverage import Coverage
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.dose_slices import Slices, cut_slices
from rtqa.dvh.extremes import Extremes, find_extremes
from rtqa.dvh.samples import NEGLIGIBLE, Samples, interior_moments, smooth_shift
from rtqa.dvh.staircase_model import Staircase
from rtqa.dvh.subcell_dose import cut_cells
from rtqa.geometry.arrays import Bools, Ints, Singles, end_to_end
from rtqa.model.geometry import Floats

N_EXTREME_CELLS = 100
"""So many cells' volume at either end of the curve is cut into sub-cells."""

STEEP_FRAC = 1 / 12
"""A cell whose dose spreads over more than this share of the structure's range is cut into sub-cells."""

MANY_CELLS = 20_000
"""From so many cells on, enough of them share every dose that steep ones need not be cut."""

_CROWDED = 10
"""A level of dose is left whole that would make an end so many times as large as it is to be."""

_LEVELS, _WIDTHS = 4096, 16
"""Classes of mean dose and of width that interior cells are merged by, where there are many."""

_CHUNK = 131_072
"""Cells worked on at a time: large temporaries cost more in page faults than in arithmetic."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StructureDose:
    """All that is dosed of a structure, and of the zones beyond its caps.

    Attributes:
        samples: all portions of its volume.
        wedges: volumes to be added where prisms have steps; None unless asked for.
        between: what the planes leave open between them; likewise.
        min_gy, max_gy: extremes over the structure without the zones beyond; inf and -inf where nothing is
            dosed.
    """

    samples: Samples
    wedges: Samples | None
    between: BetweenPlanes | None
    min_gy: float
    max_gy: float


def sample_structure(
    frame: DoseFrame,
    coverage: Coverage,
    parts: SlabParts,
    *,
    with_shift: bool,
    staircase: Staircase | None,
) -> StructureDose:
    """Measure the dose in every portion of a structure.

    Args:
        frame: the dose along the contours' normal.
        coverage: which cells each plane covers; its sub-cells are the smallest that cells are cut into.
        parts: how far each plane reaches along the normal, cut into what is certain and what is in doubt.
        with_shift: whether to measure by how much a smooth dose would differ.
        staircase: how the planes' areas change; None where the steps between them are not in doubt.
    """
    # Boundary and interior cells of every slice, whole: mean and spread.
    slices = cut_slices(parts, frame.planes_mm)
    low_mm, high_mm = parts.bounds_mm
    cells = Cells(coverage, len(low_mm))
    boundary, interior, bounds = measure_cells(frame, cells, slices=slices, with_bend=with_shift)

    # The exact extremes, between which levels of dose are told apart.
    counts = parts.weights[0] > 0
    extremes = find_extremes(
        frame,
        cells,
        slabs_mm=(low_mm, high_mm),
        slices=slices,
        boundary=boundary,
        interior=bounds,
        counts=counts,
    )
    sampler = _Sampler(frame, coverage, slices)
    groups = [sampler.group(boundary.dose, boundary.cell)]
    groups += [sampler.group(dose, part) for part, dose in zip(cells.interior_groups, interior, strict=True)]
    samples = _take_samples(sampler, groups, extremes)
    del groups, interior  # tens of megabytes of large structures
    return StructureDose(
        samples=samples._replace(shift_gy=np.nan_to_num(samples.shift_gy, copy=False)),
        wedges=staircase.wedges(boundary, cells, slices, counts=counts) if staircase else None,
        between=look_between(frame, cells, staircase.slabs, offsets_mm=staircase.offsets_mm)
        if staircase
        else None,
        min_gy=extremes.low_gy,
        max_gy=extremes.high_gy,
    )


def _take_samples(sampler: _Sampler, groups: list[_Group], extremes: Extremes) -> Samples:
    """Samples of all cells: finer where each one counts, and many cells as one where they are very many."""
    coverage = sampler.coverage
    levels = [_levels(group.dose.mean_gy, extremes) for group in groups]
    n_cells = sum(map(len, levels))
    coldest, hottest = _find_ends(groups, levels)
    steep_gy = STEEP_FRAC * (extremes.high_gy - extremes.low_gy) if n_cells < MANY_CELLS else np.inf

    # Ends and steep cells are cut; of the rest each cell is a sample, or many interior ones together.
    batches: list[Samples] = []
    for group, level in zip(groups, levels, strict=True):
        is_end = (level <= coldest) | (level >= hottest)
        is_steep = ~is_end & (group.dose.wide_gy > steep_gy)
        rest = ~(is_end | is_steep)
        if n_cells >= MANY_CELLS and isinstance(group.place, Interior):
            batches += sampler.merged(group, level, rest)
        else:
            batches.append(sampler.whole(group, rest))
        batches += sampler.cut(group, np.flatnonzero(is_steep), n_sub=min(2, coverage.n_sub))
        batches += sampler.cut(group, np.flatnonzero(is_end), n_sub=coverage.n_sub)
    samples = Samples(*end_to_end(batches))
    is_dosed = np.isfinite(samples.mean_gy) & (samples.volume_cm3 > 0)
    return samples if is_dosed.all() else samples.take(is_dosed)


class _Group(NamedTuple):
    """Cells that are covered in like manner: n boundary cells, n interior cells, or n blocks of them.

    Attributes:
        dose: in each.
        volume_cm3: shape (n,); of each.
        place: of boundary cells (n,) the places in the coverage; of others where they lie.
    """

    dose: CellDose
    volume_cm3: Floats
    place: Ints | Interior

    @property
    def n_cells(self) -> int:
        """How many cells each of them is."""
        return self.place.side**2 if isinstance(self.place, Interior) else 1


def _chunks(n: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, n, _CHUNK))


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


def _find_ends(groups: list[_Group], levels: list[Ints]) -> tuple[int, int]:
    """Levels up to and from which lie the structure's coldest and hottest cells, and those partly undosed."""
    cell_cm3 = max(float(group.volume_cm3.max(initial=0.0)) / group.n_cells for group in groups)
    end_cm3 = N_EXTREME_CELLS * cell_cm3

    # Volume by level, from −1 on; then how much lies at or below each level (levels,).
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
class _Sampler:
    """Makes samples of cells."""

    frame: DoseFrame
    coverage: Coverage
    slices: Slices

    def group(self, dose: CellDose, place: Ints | Interior) -> _Group:
        """Cells with the volume of what is covered of them."""
        cell_cm3 = self.slices.height_mm * (float(np.prod(self.frame.spacing_mm)) / 1000.0)
        whole_cm3 = cell_cm3[dose.of_slice]
        if isinstance(place, Interior):
            return _Group(dose, place.side**2 * whole_cm3, place)
        area = self.coverage.moments[0]
        return _Group(dose, np.where(area > NEGLIGIBLE, area, 0.0)[place] * whole_cm3, place)

    def whole(self, group: _Group, which: Bools) -> Samples:
        """Some cells as they are: a sample each."""
        if not which.all():
            place = group.place if isinstance(group.place, Interior) else group.place[which]
            group = _Group(group.dose.take(which), group.volume_cm3[which], place)
        cap = self.slices.cap[group.dose.of_slice]
        _, mean, wide, narrow, _ = group.dose
        return Samples(cap, group.volume_cm3, mean, wide, narrow, self._shift(group.dose, group.place))

    def _shift(self, dose: CellDose, place: Ints | Interior) -> Singles:
        """The shift of whole cells to a smooth dose; empty where it is not wanted."""
        if not len(dose.bend_gy):
            return dose.bend_gy
        if isinstance(place, Interior):
            moments = interior_moments(1)[..., 0]
        else:
            moments = self.coverage.moments[:, place]
        return smooth_shift(dose.bend_gy, moments, self.slices.along[dose.of_slice])

    def merged(self, group: _Group, level: Ints, which: Bools) -> list[Samples]:
        """Many interior cells: those of the body merged by level and by width, those of caps as they are."""
        with_shift = len(group.dose.bend_gy) > 0
        in_body = self.slices.cap == 0
        widest_gy = float(np.fmax.reduce(group.dose.wide_gy, initial=np.float32(0)))
        # Narrow classes for narrow cells: there a little more or less shows in the curve.
        scale = np.float32((_WIDTHS - 1) / max(widest_gy, 1e-30) ** 0.5)

        # By class (levels × widths): sums of the volume, and of the volume times mean, widths and shift.
        sums = np.zeros((5 if with_shift else 4, _LEVELS * _WIDTHS))
        caps = np.zeros(len(which), dtype=bool)
        for chunk in _chunks(len(which)):
            dose = group.dose.take(chunk)
            body = which[chunk] & in_body[dose.of_slice] & np.isfinite(dose.mean_gy)
            caps[chunk] = which[chunk] & ~body
            if not body.all():
                dose = dose.take(body)
            code = (np.sqrt(dose.wide_gy) * scale + np.float32(0.5)).astype(np.intp)
            code += level[chunk][body].astype(np.intp) * _WIDTHS
            volume = group.volume_cm3[chunk][body]
            averaged = [np.float32(1), dose.mean_gy, dose.wide_gy, dose.narrow_gy]
            averaged += [np.nan_to_num(self._shift(dose, group.place))] if with_shift else []
            for row, values in enumerate(averaged):
                sums[row] += np.bincount(code, volume * values, _LEVELS * _WIDTHS)

        # A sample for each class that holds anything.
        present = np.flatnonzero(sums[0])
        total, *means = sums[:, present]
        mean, wide, narrow, *shifts = ((weighted / total).astype(np.float32) for weighted in means)
        classes = Samples(
            cap=np.zeros(len(present), dtype=np.int32),
            volume_cm3=total,
            mean_gy=mean,
            wide_gy=wide,
            narrow_gy=narrow,
            shift_gy=shifts[0] if with_shift else group.dose.bend_gy,
        )
        return [classes, self.whole(group, caps)] if caps.any() else [classes]

    def cut(self, group: _Group, which: Ints, *, n_sub: int) -> list[Samples]:
        """Some cells cut: boundary cells into their sub-cells, interior ones into `n_sub` a side."""
        if not len(which):
            return []
        dose, place = group.dose.take(which), group.place
        of_slice, bend_gy = dose.of_slice, dose.bend_gy
        if isinstance(place, Interior):
            # Blocks are taken apart into their cells again; each is known by its number in its slice.
            begin = np.searchsorted(group.dose.of_slice, np.arange(len(self.slices)))
            number = which - begin[of_slice]
            row, column = map(np.ravel, place.cells(self.slices.plane[of_slice], number))
            of_slice, bend_gy = np.repeat(of_slice, group.n_cells), np.repeat(bend_gy, group.n_cells)
            moments = interior_moments(n_sub)
        else:
            cell = place[which]
            row, column = self.coverage.row[cell], self.coverage.column[cell]
            moments = self.coverage.sub_moments[:, cell]
        return cut_cells(
            self.frame,
            self.slices,
            of_slice=of_slice,
            row=row,
            column=column,
            moments=moments,
            bend_gy=bend_gy,
        )
