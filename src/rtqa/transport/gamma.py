"""The gamma index of one dose against another (Low et al., Med Phys 25 (1998) 656), in three dimensions.

Of each reference point, the least of √(distance² / DTA² + difference² / criterion²) over all places of the
other dose, which is trilinear between its nodes. Places are tried on shells of growing radius, 1/8 of the DTA
apart; from the best few of them, Newton's steps go down.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats

N_STARTS = 3
"""Of the places on the shells, so many are refined."""

_COARSE = 0.125
"""Between places that are tried, in DTA."""

_REACHES = (0.4, -0.4, 0.2, -0.2, 0.1, -0.05)
"""How far each refinement may move, in DTA; the sign is that of the side where the gradient is taken."""

_ASIDE = 0.03
"""To the side, in DTA, for the gradient."""

_OUTSIDE_GY = 1e6
"""Stands for the dose beyond the grid, so that no minimum lies there."""


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
        values: shape (n,); no greater than the criteria's ``most``.
        criteria: that were asked for.
    """

    points_mm: Floats
    values: Floats
    criteria: GammaCriteria

    @property
    def pass_frac(self) -> float:
        """The share of points with 1 or less."""
        return float(np.mean(self.values <= 1.0))


def compute_gamma(reference: Dose, other: Dose, criteria: GammaCriteria) -> Gamma:
    """The gamma index at the reference's nodes that lie within the other dose's grid.

    Both doses are in one frame of reference; the caller sees to that.
    """
    max_gy = float(reference.values_gy.max())
    k, j, i = np.nonzero(reference.values_gy >= criteria.cutoff_frac * max_gy)
    points_mm = reference.grid.to_points_mm(np.column_stack([i, j, k]))
    inside = _is_inside(other, points_mm)
    points_mm, gy = points_mm[inside], reference.values_gy[k, j, i][inside].astype(np.float64)
    per_gy = 1.0 / (criteria.dose_frac * (gy if criteria.is_local else np.full(len(gy), max_gy)))
    search = _Search(other, points_mm, gy=gy, per_gy=per_gy, criteria=criteria)
    return Gamma(points_mm=points_mm, values=search.find_least(), criteria=criteria)


class _Search:
    """The search about points (n, 3), of which each has a dose and what a Gy counts.

    Attributes:
        least: shape (n, starts); γ² of the best places that are known, ascending.
        place: shape (n, starts, 3); those, from the point on, in DTA.
    """

    def __init__(
        self, other: Dose, points_mm: Floats, *, gy: Floats, per_gy: Floats, criteria: GammaCriteria
    ) -> None:
        self.values = other.values_gy.astype(np.float64)
        self.gy, self.per_gy, self.most = gy, per_gy, criteria.most
        grid = other.grid
        self.slices = np.arange(len(grid.slice_positions)), grid.slice_positions
        self.start = grid.to_ijs(points_mm)
        # A step of one DTA along x, y and z, in the grid's indices: rows of shape (3, 3).
        self.steps = criteria.distance_mm * np.linalg.inv(grid.affine_mm[:3, :3]).T
        self.least = np.full((len(gy), N_STARTS), criteria.most**2)
        self.place = np.zeros((len(gy), N_STARTS, 3))

    def find_least(self) -> Floats:
        """Shape (n,)."""
        for radius2, shell in _list_shells(self.most):
            # No place on this shell is better than the best that is known of the others.
            open_still = np.flatnonzero(self.least[:, 0] > radius2)
            if not len(open_still):
                break
            for offset in shell:
                self._keep(open_still, np.broadcast_to(offset, (len(open_still), 3)))
        open_still = np.flatnonzero((self.least[:, 0] > 0) & (self.least[:, 0] < self.most**2))
        for reach, start in product(_REACHES, range(N_STARTS)):
            self._refine(open_still, start=start, reach=reach)
        least: Floats = np.sqrt(self.least.min(axis=1))
        return least

    def _differ(self, which: npt.NDArray[np.intp], offsets: Floats) -> Floats:
        """Differences of dose at offsets (m, 3), in DTA, from points (m,), in units of the criterion."""
        i, j, s = (self.start[which] + offsets @ self.steps).T
        k = np.interp(s, self.slices[1], self.slices[0], left=-1.0, right=self.slices[0][-1] + 1.0)
        gy = map_coordinates(
            self.values, [k, j, i], order=1, mode="constant", cval=_OUTSIDE_GY, prefilter=False
        )
        differences: Floats = (gy - self.gy[which]) * self.per_gy[which]
        return differences

    def _keep(self, which: npt.NDArray[np.intp], offsets: Floats) -> None:
        """Put what is found among the best few, in order."""
        found = (offsets**2).sum(axis=1) + self._differ(which, offsets) ** 2
        better = found < self.least[which, -1]
        which, found, offsets = which[better], found[better], offsets[better]
        rank = (found[:, None] >= self.least[which]).sum(axis=1)
        for at in range(N_STARTS - 1, -1, -1):
            here = rank == at
            rows = which[here]
            self.least[rows, at + 1 :] = self.least[rows, at:-1]
            self.place[rows, at + 1 :] = self.place[rows, at:-1]
            self.least[rows, at], self.place[rows, at] = found[here], offsets[here]

    def _refine(self, which: npt.NDArray[np.intp], *, start: int, reach: float) -> None:
        """Move one of the best places to where γ² would be least were the dose linear about it.

        With a gradient g and, on the plane that touches the dose there, a difference d at the reference point
        itself, that is −d g / (1 + g²). The way there is no longer than the reach; what is no better is left.
        """
        centre = self.place[which, start]
        here = self._differ(which, centre)
        aside = np.copysign(_ASIDE, reach)
        ahead = [self._differ(which, centre + aside * axis) for axis in np.eye(3)]
        slope = (np.array(ahead).T - here[:, None]) / aside
        at_point = here - (slope * centre).sum(axis=1)
        way = -(at_point / (1.0 + (slope**2).sum(axis=1)))[:, None] * slope - centre
        length = np.linalg.norm(way, axis=1, keepdims=True)
        moved = centre + way * np.minimum(1.0, abs(reach) / np.maximum(length, 1e-12))
        found = (moved**2).sum(axis=1) + self._differ(which, moved) ** 2
        better = found < self.least[which, start]
        self.least[which[better], start] = found[better]
        self.place[which[better], start] = moved[better]


def _is_inside(dose: Dose, points_mm: Floats) -> npt.NDArray[np.bool_]:
    i, j, s = dose.grid.to_ijs(points_mm).T
    _, rows, columns = dose.grid.shape_kji
    positions = dose.grid.slice_positions
    within: npt.NDArray[np.bool_] = (i >= 0) & (i <= columns - 1) & (j >= 0) & (j <= rows - 1)
    within &= (s >= positions[0]) & (s <= positions[-1])
    return within


def _list_shells(most: float) -> list[tuple[float, Floats]]:
    """Places in DTA on a lattice, by their squared distance."""
    n = int(np.ceil(most / _COARSE))
    lattice = _COARSE * np.array(list(product(range(-n, n + 1), repeat=3)), dtype=float)
    squared = np.round((lattice**2).sum(axis=1), 9)
    return [
        (float(radius2), lattice[squared == radius2]) for radius2 in np.unique(squared[squared < most**2])
    ]
