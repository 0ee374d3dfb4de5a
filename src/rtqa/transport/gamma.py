"""The gamma index of one dose against another (Low et al., Med Phys 25 (1998) 656), in three dimensions.

Of each reference point, the least of √(distance² / DTA² + difference² / criterion²) over all places of the
other dose, which is trilinear between its nodes (:mod:`rtqa.transport.gamma_search`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.transport.gamma_search import Field, find_least_squares

_AT_ONCE = 20_000
"""Reference points that are searched for together: what is known of them stays in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaCriteria:
    """What counts as alike.

    Attributes:
        dose_frac: of the reference's maximum, or of the dose at the point where ``is_local``.
        distance_mm: distance to agreement, the DTA.
        cutoff_frac: reference points below this share of the maximum are left out.
        is_local: as said.
        most: greater values are not told apart.
    """

    dose_frac: float = 0.03
    distance_mm: float = 2.0
    cutoff_frac: float = 0.1
    is_local: bool = False
    most: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gamma:
    """The index at reference points.

    Attributes:
        points_mm: shape (n, 3).
        nodes_kji: shape (n, 3); which nodes of the reference's grid they are.
        values: shape (n,); no greater than the criteria's ``most``.
        criteria: that were asked for.
    """

    points_mm: Floats
    nodes_kji: npt.NDArray[np.intp]
    values: Floats
    criteria: GammaCriteria

    @property
    def pass_frac(self) -> float:
        """The share of points with 1 or less."""
        return float(np.mean(self.values <= 1.0))

    @property
    def label(self) -> str:
        """Its criteria, in no language: ``3 %/2 mm``."""
        return f"{100 * self.criteria.dose_frac:g} %/{self.criteria.distance_mm:g} mm"


def compute_gamma(reference: Dose, other: Dose, criteria: GammaCriteria) -> Gamma:
    """The gamma index at the reference's nodes that lie within the other dose's grid.

    Both doses are in one frame of reference; the caller sees to that.
    """
    max_gy = float(reference.values_gy.max())
    k, j, i = np.nonzero(reference.values_gy >= criteria.cutoff_frac * max_gy)
    points_mm = reference.grid.to_points_mm(np.column_stack([i, j, k]))
    inside = _is_inside(other, points_mm)
    nodes = np.column_stack([k, j, i])[inside]
    points_mm, gy = points_mm[inside], reference.values_gy[k, j, i][inside].astype(np.float64)
    per_gy = 1.0 / (criteria.dose_frac * (gy if criteria.is_local else np.full(len(gy), max_gy)))
    field, steps = _normalise(other, criteria.distance_mm)
    coordinates = np.ascontiguousarray((other.grid.to_ijs(points_mm) * steps)[:, ::-1].T)
    squares = [
        find_least_squares(field, coordinates[:, part], gy=gy[part], per_gy=per_gy[part], most=criteria.most)
        for part in (slice(start, start + _AT_ONCE) for start in range(0, len(gy), _AT_ONCE))
    ]
    values = np.sqrt(np.concatenate([[], *squares]))
    return Gamma(points_mm=points_mm, nodes_kji=nodes, values=values, criteria=criteria)


def _normalise(dose: Dose, distance_mm: float) -> tuple[Field, Floats]:
    """The dose with places in DTA along its axes k, j, i; and DTA that a step along i, j and s counts."""
    grid = dose.grid
    steps = np.linalg.norm(grid.affine_mm[:3, :3], axis=0) / distance_mm
    _, rows, columns = grid.shape_kji
    places = (
        grid.slice_positions * steps[2],
        np.arange(rows) * steps[1],
        np.arange(columns) * steps[0],
    )
    return Field(dose.values_gy.astype(np.float64), places), steps


def _is_inside(dose: Dose, points_mm: Floats) -> npt.NDArray[np.bool_]:
    i, j, s = dose.grid.to_ijs(points_mm).T
    _, rows, columns = dose.grid.shape_kji
    positions = dose.grid.slice_positions
    within: npt.NDArray[np.bool_] = (i >= 0) & (i <= columns - 1) & (j >= 0) & (j <= rows - 1)
    within &= (s >= positions[0]) & (s <= positions[-1])
    return within
