"""The doses of all phases on one grid, voxel by voxel: their sum, and what it is worth in fractions of 2 Gy.

With Dₖ the dose that phase k gives a voxel in nₖ equal fractions, P = ΣDₖ and Q = ΣDₖ²/nₖ are all that the
linear-quadratic model asks for: BED = P + Q/(α/β) and EQD2 = BED/(1 + 2/(α/β)), for any α/β. Converted is
every voxel, and a DVH is made of that: the mean of EQD2 is not the EQD2 of the mean.

The grid is the last phase's, divided until its steps are half of the finest phase's: what trilinear
interpolation between the new nodes cuts off is a quarter of what it cuts off between the old ones. Earlier
doses are carried into the last phase's frame by a rigid motion and interpolated there. Where one of them was
not calculated, the sum is unknown (nan), not less.

No recovery between phases is assumed: all of what was given still counts, unless
:attr:`PhaseDose.remaining_frac` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from rtqa.dvh.compute import planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import Interpolation
from rtqa.geometry.planar import lay_flat
from rtqa.metrics.radiobiology import eqd2_lql_gy
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import Structure

Singles = npt.NDArray[np.float32]

MARGIN_MM = 12.0
"""How far beyond the points asked for the grid reaches: end caps and the splines' reach lie within."""

MOST_NODES = 4e7
"""Nodes that the grid may have before it is divided less."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhaseDose:
    """The whole dose of one phase, and how it comes to lie in the last phase's frame.

    Attributes:
        phase: the phase's name.
        dose: physical, of all fractions.
        n_fractions: equal fractions it was or will be given in; 1 or more.
        to_last: shape (4, 4); a rigid motion from its frame to the last phase's, in mm.
        remaining_frac: how much of its effect still counts; 1 where nothing has recovered.
    """

    phase: str
    dose: Dose
    n_fractions: int
    to_last: Floats = field(default_factory=lambda: owned(np.eye(4)))
    remaining_frac: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composite:
    """The doses of all phases on one grid.

    Attributes:
        grid: in the last phase's frame.
        phases: as they were handed in.
        doses_gy: of each phase, shape ``grid.shape_kji``, float32; nan where it was not calculated.
        sum_gy: P, the physical sum.
        effective_sum_gy: P with each phase counted by what remains of it; the same array where nothing
            has recovered.
        sum_of_squares_gy2: Q, likewise.
    """

    grid: Grid
    phases: tuple[PhaseDose, ...]
    doses_gy: tuple[Singles, ...] = field(repr=False)
    sum_gy: Singles = field(repr=False)
    effective_sum_gy: Singles = field(repr=False)
    sum_of_squares_gy2: Singles = field(repr=False)

    def physical(self) -> Dose:
        """The physical sum."""
        return self._dose(self.sum_gy, DoseQuantity.PHYSICAL)

    def bed_gy(self, alpha_beta_gy: float) -> Singles:
        """Biologically effective dose in every voxel, in Gy.

        Raises:
            ValueError: α/β is not above 0.
        """
        if not alpha_beta_gy > 0:
            raise ValueError(f"an alpha/beta of {alpha_beta_gy} Gy")
        return self.effective_sum_gy + self.sum_of_squares_gy2 / np.float32(alpha_beta_gy)

    def eqd2(self, alpha_beta_gy: float) -> Dose:
        """The sum as it would be in fractions of 2 Gy; errors as for :meth:`bed_gy`."""
        values = self.bed_gy(alpha_beta_gy) / np.float32(1.0 + 2.0 / alpha_beta_gy)
        return self._dose(values, DoseQuantity.EQD2)

    def eqd2_lql(self, alpha_beta_gy: float, *, transition_gy: float) -> Dose:
        """The same by LQ-L; see :func:`rtqa.metrics.radiobiology.eqd2_lql_gy`."""
        values = [
            phase.remaining_frac
            * eqd2_lql_gy(
                dose_gy.astype(np.float64),
                n_fractions=phase.n_fractions,
                alpha_beta_gy=alpha_beta_gy,
                transition_gy=transition_gy,
            )
            for phase, dose_gy in zip(self.phases, self.doses_gy, strict=True)
        ]
        return self._dose(np.sum(values, axis=0), DoseQuantity.EQD2)

    def largest_fraction(self) -> Dose:
        """The largest dose that any one fraction gives each voxel."""
        fractions = (
            dose_gy / np.float32(phase.n_fractions)
            for phase, dose_gy in zip(self.phases, self.doses_gy, strict=True)
        )
        return self._dose(reduce(np.maximum, fractions), DoseQuantity.PHYSICAL)

    def _dose(self, values_gy: npt.ArrayLike, quantity: DoseQuantity) -> Dose:
        values = np.asarray(values_gy, dtype=np.float32)
        values.setflags(write=False)
        return Dose(
            uid="",
            grid=self.grid,
            values_gy=values,
            quantity=quantity,
            scope=DoseScope.PLAN,
            n_fractions=sum(phase.n_fractions for phase in self.phases),
            plan_uid="",
            structure_set_uid="",
        )


def compose(
    phases: Sequence[PhaseDose],
    *,
    around_mm: Floats,
    interpolation: Interpolation = Interpolation.TRILINEAR,
) -> Composite:
    """Bring the doses of all phases onto one grid around some points.

    Args:
        phases: in the order of treatment; the grid and its frame are the last one's.
        around_mm: shape (n, 3), in the last phase's frame: all points of the structures to be looked at.
        interpolation: of each dose between its own nodes.
    """
    finest_mm = min(min(phase.dose.grid.spacing_mm) for phase in phases)
    grid = _grid_around(phases[-1].dose.grid, around_mm, step_mm=finest_mm / 2)
    doses_gy = tuple(_on_grid(phase, grid, interpolation) for phase in phases)
    weights = [np.float32(phase.remaining_frac) for phase in phases]
    sum_gy = _total(doses_gy)
    squares = (
        weight * dose_gy**2 / np.float32(phase.n_fractions)
        for weight, phase, dose_gy in zip(weights, phases, doses_gy, strict=True)
    )
    recovered = any(weight != 1 for weight in weights)
    effective = (weight * dose_gy for weight, dose_gy in zip(weights, doses_gy, strict=True))
    return Composite(
        grid=grid,
        phases=tuple(phases),
        doses_gy=doses_gy,
        sum_gy=sum_gy,
        effective_sum_gy=_total(effective) if recovered else sum_gy,
        sum_of_squares_gy2=_total(squares),
    )


def composite_dvh(
    structure: Structure,
    *,
    dose: Dose,
    beside: Dose | None,
    set_spacing_mm: float | None,
    mended: Sequence[Dose] = (),
    slices: DrawingSlices | None = None,
) -> DVH:
    """The DVH of a structure in a composite dose, with what interpolation and registration leave open.

    Args:
        structure: of the last phase.
        dose: of a :class:`Composite`.
        beside: the same made with another interpolation, as one more defensible model of the dose; None
            where none is wanted.
        set_spacing_mm: as for :func:`rtqa.dvh.compute.structure_dvh`.
        mended: the same with the earlier phases lying as the structures would have them.
        slices: likewise.

    Raises:
        UnsupportedError: the structure has no volume, or one that cannot be known.
    """
    planar = lay_flat(structure, set_spacing_mm=set_spacing_mm, slices=slices)
    dvh = planar_dvh(planar, dose=dose)
    groups = ((beside,) if beside is not None else (), mended)
    others = (
        tuple(replace(planar_dvh(planar, dose=other), alternatives=()) for other in group)
        for group in groups
        if group
    )
    return replace(dvh, alternatives=(*dvh.alternatives, *others))


def _total(values: Iterable[Singles]) -> Singles:
    total = reduce(np.add, values)
    total.setflags(write=False)
    return total


def _grid_around(grid: Grid, points_mm: Floats, *, step_mm: float) -> Grid:
    """The part of a grid around some points, each of its steps divided evenly until none is longer."""
    index = grid.to_ijs(points_mm)
    index[:, 2] = np.interp(index[:, 2], grid.slice_positions, np.arange(len(grid.slice_positions)))
    margin = np.ceil(MARGIN_MM / np.array(grid.spacing_mm)) + 1
    last = np.array(grid.shape_kji[::-1]) - 1
    low = np.clip(np.floor(index.min(axis=0) - margin), 0, np.maximum(last - 1, 0)).astype(int)
    high = np.clip(np.ceil(index.max(axis=0) + margin), low + np.minimum(last, 1), last).astype(int)
    parts = np.maximum(np.ceil(np.array(grid.spacing_mm) / step_mm - 1e-3), 1).astype(int)
    while np.prod((high - low) * parts + 1.0) > MOST_NODES and parts.max() > 1:
        parts = np.maximum(parts - 1, 1)
    counts = (high - low) * parts + 1
    # Slices of an uneven stack are divided each by itself.
    nodes = low[2] + np.arange(counts[2]) / parts[2]
    places = np.interp(nodes, np.arange(len(grid.slice_positions)), grid.slice_positions) * parts[2]
    affine = grid.affine_mm.copy()
    affine[:3, :3] /= parts
    affine[:3, 3] += affine[:3, :2] @ (low[:2] * parts[:2]) + affine[:3, 2] * places[0]
    even = grid.is_uniform
    return Grid(
        shape_kji=(int(counts[2]), int(counts[1]), int(counts[0])),
        affine_mm=owned(affine),
        slice_positions=owned(np.arange(counts[2]) if even else places - places[0]),
        frame_of_reference_uid=grid.frame_of_reference_uid,
    )


def _on_grid(phase: PhaseDose, grid: Grid, interpolation: Interpolation) -> Singles:
    """A phase's dose at the nodes of a grid of the last phase's frame; nan beyond its own grid."""
    from scipy.ndimage import map_coordinates, spline_filter  # noqa: PLC0415 (slow to load, seldom asked for)

    source = phase.dose.grid
    order = 3 if interpolation is Interpolation.TRICUBIC else 1
    values = phase.dose.values_gy
    if order == 3:
        values = spline_filter(values, order=order, output=np.float32, mode="nearest")
    back = np.linalg.inv(phase.to_last)
    n_k, n_j, n_i = grid.shape_kji
    j, i = (axis.ravel() for axis in np.indices((n_j, n_i), dtype=np.float64))
    last = np.array(source.shape_kji)[:, None] - 1
    result = np.empty(grid.shape_kji, dtype=np.float32)
    for k in range(n_k):
        points = grid.to_points_mm(np.column_stack([i, j, np.full(len(i), float(k))]))
        at_i, at_j, at_s = source.to_ijs(points @ back[:3, :3].T + back[:3, 3]).T
        at_k = np.interp(at_s, source.slice_positions, np.arange(len(source.slice_positions)))
        at_k += np.minimum(at_s - source.slice_positions[0], 0) + np.maximum(
            at_s - source.slice_positions[-1], 0
        )
        index = np.stack([at_k, at_j, at_i])
        beyond = np.any((index < -_ROUNDING) | (index > last + _ROUNDING), axis=0)
        plane = map_coordinates(values, index, order=order, mode="nearest", prefilter=False)
        plane[beyond] = np.nan
        result[k] = plane.reshape(n_j, n_i)
    # A spline swings below 0 beside a steep edge; no dose does.
    return np.maximum(result, 0.0, out=result)


_ROUNDING = 1e-6
"""A node may lie this share of a step beyond a dose's last node, which is rounding."""
