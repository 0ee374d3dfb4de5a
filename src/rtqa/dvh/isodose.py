"""The volume within an isodose: of the whole dose grid, or of what of it hangs together with a structure.

A curve knows what lies in its structure; how far a dose spills around a target it does not. Here the cells of
the dose grid are counted: those hot at all corners as a whole, those near the isodose by their share, which
is found on a finer lattice of nodes in them. The dose there is that of cubic splines, since trilinear
interpolation cuts off every peak: around a target of 5 mm radius on a 2.5 mm grid a tenth of the isodose's
volume. What trilinear interpolation gives is told beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from rtqa.dvh.at_distance import Highest, find_highest, is_within
from rtqa.dvh.compute import belonging, planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.dvh.settings import DEFAULT, DvhSettings, Interpolation
from rtqa.geometry.arrays import Bools, Ints
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.case import Case, Treatment, take_treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, owned

_N_SUB = 4
"""Sub-cells along each side of a cell that an isodose may cross."""

_SPLINE_NODES = 8
"""Nodes beyond a window after which its splines no longer feel where the window ends."""

_CHUNK = 8192
"""Cells that are cut finer at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IsodoseVolume:
    """How much lies within an isodose.

    Attributes:
        smooth_cm3: with cubic splines between the nodes of the dose.
        trilinear_cm3: with trilinear interpolation.
        is_cut: whether the isodose reaches the edge of the dose grid, so that it may be larger.
    """

    smooth_cm3: float
    trilinear_cm3: float
    is_cut: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Isodoses:
    """The isodoses of a dose, about one structure.

    Attributes:
        dose: any grid.
        structure: whose isodoses hang together with it; planes of any direction.
        settings: as its DVH is computed with.
    """

    dose: Dose
    structure: PlanarStructure
    settings: DvhSettings = DEFAULT

    @cached_property
    def smooth_dvh(self) -> DVH:
        """The structure's DVH in the dose of cubic splines that isodoses are counted in."""
        settings = replace(self.settings, interpolation=Interpolation.TRICUBIC)
        return planar_dvh(self.structure, dose=self.dose, settings=settings)

    def highest_at(self, distances_mm: Sequence[float]) -> list[Highest]:
        """The highest dose at each of some distances from the structure."""
        return find_highest(self._even, self.structure, distances_mm)

    def reaches(self, distance_mm: float) -> bool:
        """Whether all that lies within a distance of the structure lies in the dose grid."""
        return is_within(self._even, self.structure, distance_mm)

    def anywhere(self, dose_gy: float) -> IsodoseVolume:
        """The volume of the dose grid that receives at least a dose."""
        return self._volume(self._even.values_gy >= dose_gy, dose_gy)

    def touching(self, dose_gy: float) -> IsodoseVolume:
        """The same, of the parts that reach into the structure or up to its outlines.

        Nodes of a part are neighbours along the grid's axes. Two targets whose isodoses have merged have
        one part in common.
        """
        from scipy import ndimage  # noqa: PLC0415 (slow to load, and seldom asked for)

        parts, n_parts = ndimage.label(self._even.values_gy >= dose_gy)
        touches = np.zeros(n_parts + 1, dtype=bool)
        touches[parts[tuple(self._nodes_inside.T)]] = True
        touches[parts[tuple(self._nodes_about_outlines(dose_gy).T)]] = True
        touches[0] = False
        return self._volume(touches[parts], dose_gy)

    @cached_property
    def _even(self) -> Dose:
        return _with_even_slices(self.dose)

    @cached_property
    def _outline_index(self) -> Floats:
        """Places k, j, i (n, 3) of the corners of outlines inside the grid, in nodes."""
        index = self._even.grid.to_ijs(self.structure.points_mm)[:, ::-1]
        return index[np.all((index >= 0) & (index <= np.array(self._even.grid.shape_kji) - 1), axis=1)]

    @cached_property
    def _nodes_inside(self) -> Ints:
        """Indices k, j, i (n, 3) of the nodes in the structure."""
        grid, index = self._even.grid, self._outline_index
        if not len(index):
            return np.empty((0, 3), dtype=np.intp)
        # The box around the outlines and half of a thick slice beyond.
        margin = np.ceil(self.structure.thickness_mm.max() / np.array(grid.spacing_mm[::-1]))
        low = np.maximum(np.floor(index.min(axis=0)) - margin, 0).astype(np.intp)
        high = np.minimum(np.ceil(index.max(axis=0)) + margin + 1, grid.shape_kji).astype(np.intp)
        nodes = np.argwhere(np.ones(high - low, dtype=bool)) + low
        inside: Ints = nodes[self.structure.contains(grid.to_points_mm(nodes[:, ::-1]))]
        return inside

    def _nodes_about_outlines(self, dose_gy: float) -> Ints:
        """Indices (n, 3) of the corners of those cells in which an outline's corner has a dose."""
        grid, index = self._even.grid, self._outline_index
        has_dose = interpolate_gy(self._even, grid.to_points_mm(index[:, ::-1])) >= dose_gy
        low = np.minimum(index[has_dose].astype(np.intp), np.array(grid.shape_kji) - 2)
        corners: Ints = low[:, None] + np.array(list(product((0, 1), repeat=3)))
        return corners.reshape(-1, 3)

    def _volume(self, hot: Bools, dose_gy: float) -> IsodoseVolume:
        """The volume within the isodose about these nodes (k, j, i)."""
        from scipy import ndimage  # noqa: PLC0415 (slow to load, and seldom asked for)

        if not hot.any():
            return IsodoseVolume(smooth_cm3=0.0, trilinear_cm3=0.0, is_cut=False)
        window = _window_around(hot, margin=2)
        is_cut = any(hot.take((0, -1), axis=axis).any() for axis in range(3))
        # Hot corners of each cell (k − 1, j − 1, i − 1) of the window, of these parts and of others.
        part, every = hot[window], self._even.values_gy[window] >= dose_gy
        n_hot, n_others = _count_corners(part), _count_corners(every & ~part)
        crossed = (n_hot > 0) & (n_hot < 8)
        near = (ndimage.binary_dilation(crossed, np.ones((3, 3, 3), dtype=bool)) & (n_others == 0)) | crossed
        n_whole = int(np.count_nonzero((n_hot == 8) & ~near))

        wider = tuple(slice(max(axis.start - _SPLINE_NODES, 0), axis.stop + _SPLINE_NODES) for axis in window)
        shift = np.array([axis.start - wide.start for axis, wide in zip(window, wider, strict=True)])
        shares = _shares(self._even.values_gy[wider], np.argwhere(near) + shift, dose_gy=dose_gy)
        cell_cm3 = float(np.prod(self._even.grid.spacing_mm)) / 1000.0
        smooth, trilinear = ((n_whole + float(share.sum())) * cell_cm3 for share in shares)
        return IsodoseVolume(smooth_cm3=smooth, trilinear_cm3=trilinear, is_cut=is_cut)


def compute_isodoses(case: Case | Treatment, structure: str, *, settings: DvhSettings = DEFAULT) -> Isodoses:
    """The isodoses about a structure in the dose that belongs to it, for metrics of conformity and spill.

    >>> import rtqa
    >>> case = rtqa.read_case("sample_plans/ccrt_pass")
    >>> target, isodoses = rtqa.compute_dvh(case, "PTV_7000"), rtqa.compute_isodoses(case, "PTV_7000")
    >>> round(rtqa.measure(target, "CN95%", prescription_gy=70.0, isodoses=isodoses).value, 2)
    0.36

    Args:
        case: a case with a single treatment, or one treatment of it.
        structure: the structure's name, exactly.
        settings: how its DVH is computed.

    Raises:
        StructureNameError: no structure, or several, have that name.
        InputError: there is no dose or no structure set, or they are of different patients or frames.
        UnsupportedError: the structure has no volume, or one that cannot be known.
    """
    structure_set, dose = belonging(take_treatment(case))
    drawn = lay_flat(
        structure_set.structure(structure),
        set_spacing_mm=structure_set.plane_spacing_mm,
        slices=structure_set.slices,
    )
    return Isodoses(dose=dose, structure=drawn, settings=settings)


def _window_around(hot: Bools, *, margin: int) -> tuple[slice, ...]:
    """The box of nodes around those that are hot, with a margin, within the grid."""
    window = []
    for axis in range(3):
        (there,) = np.nonzero(hot.any(axis=tuple(other for other in range(3) if other != axis)))
        stop = min(int(there[-1]) + 1 + margin, hot.shape[axis])
        window.append(slice(max(int(there[0]) - margin, 0), stop))
    return tuple(window)


def _count_corners(nodes: Bools) -> npt.NDArray[np.int8]:
    """How many corners of each cell are among the nodes."""
    count = nodes.astype(np.int8)
    for axis in range(3):
        n = count.shape[axis]
        count = count.take(range(n - 1), axis=axis) + count.take(range(1, n), axis=axis)
    return count


def _shares(values: npt.NDArray[np.float32], low: Ints, *, dose_gy: float) -> tuple[Floats, Floats]:
    """The share of each cell, by its first node (n, 3), that has a dose: by splines, and trilinear."""
    from scipy import ndimage  # noqa: PLC0415 (slow to load, and seldom asked for)

    # Coefficients of the splines, with those before the first node and behind the last (k + 2, j + 2, i + 2).
    coefficients = np.pad(ndimage.spline_filter(values, order=3, mode="mirror"), 1, mode="reflect")
    smooth, trilinear = np.empty(len(low)), np.empty(len(low))
    for first in range(0, len(low), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        smooth[chunk] = _share_above(_between(coefficients, low[chunk], _BY_SPLINE), dose_gy)
        trilinear[chunk] = _share_above(_between(values, low[chunk], _LINEAR), dose_gy)
    return smooth, trilinear


_T = np.linspace(0.0, 1.0, _N_SUB + 1)
_LINEAR = np.stack([1.0 - _T, _T], axis=1)
_BY_SPLINE = (
    np.stack([(1.0 - _T) ** 3, 3 * _T**3 - 6 * _T**2 + 4, 3 * (_T + _T**2 - _T**3) + 1, _T**3], axis=1) / 6.0
)


def _between(values: npt.NDArray[np.floating[Any]], low: Ints, weights: Floats) -> Floats:
    """Values on finer nodes (n, s, s, s) of cells, by weights (s, m) of m nodes from the first (n, 3) on."""
    k, j, i = (first[:, None] + np.arange(weights.shape[1]) for first in low.T)
    nodes = values[k[:, :, None, None], j[:, None, :, None], i[:, None, None, :]]
    for _ in range(3):
        # The last axis is replaced, and comes to the front of the three: after three times all are.
        nodes = np.moveaxis(nodes @ weights.T, 3, 1)
    finer: Floats = nodes
    return finer


def _share_above(nodes: Floats, dose_gy: float) -> Floats:
    """The share (n,) of cells with a dose, by finer nodes (n, s, s, s); evenly spread in each sub-cell."""
    mean = least = most = nodes
    for axis in (1, 2, 3):
        n = nodes.shape[axis]
        one, other = range(n - 1), range(1, n)
        mean = 0.5 * (mean.take(one, axis=axis) + mean.take(other, axis=axis))
        least = np.minimum(least.take(one, axis=axis), least.take(other, axis=axis))
        most = np.maximum(most.take(one, axis=axis), most.take(other, axis=axis))
    width = np.maximum(most - least, 1e-9)
    share: Floats = np.clip(0.5 + (mean - dose_gy) / width, 0.0, 1.0).mean(axis=(1, 2, 3))
    return share


def _with_even_slices(dose: Dose) -> Dose:
    """The dose on slices that lie evenly, no further apart than its closest two, by splines along them."""
    if dose.grid.is_uniform:
        return dose
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 (likewise)

    positions = dose.grid.slice_positions
    n = int(np.ceil(positions[-1] / np.diff(positions).min() - 1e-6)) + 1
    values = CubicSpline(positions, dose.values_gy, axis=0)(np.linspace(0.0, positions[-1], n))
    affine = dose.grid.affine_mm.copy()
    affine[:, 2] *= positions[-1] / (n - 1)
    shape = (n, *dose.grid.shape_kji[1:])
    grid = replace(dose.grid, shape_kji=shape, affine_mm=owned(affine), slice_positions=owned(np.arange(n)))
    return replace(dose, grid=grid, values_gy=np.maximum(values, 0.0).astype(np.float32))
