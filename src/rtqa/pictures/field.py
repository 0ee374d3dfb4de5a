"""The dose of one plan, or of several phases together, at any point: physical or in fractions of 2 Gy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.course.composite import PhaseDose
from rtqa.model.geometry import Floats, Grid
from rtqa.pictures.plane import box_of, sample

Doses = npt.NDArray[np.float32]

_MARGIN_MM = 20.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoseField:
    """Doses added up at the points asked for, each interpolated in its own grid, so that no peak is lost.

    Attributes:
        phases: one or more, in the order of treatment; the field lies in the last one's frame.
        alpha_beta_gy: of a tissue, where the field is one of EQD2; None where it is one of physical dose.
    """

    phases: tuple[PhaseDose, ...]
    alpha_beta_gy: float | None = None

    @property
    def grid(self) -> Grid:
        """The last phase's."""
        return self.phases[-1].dose.grid

    def at(self, points_mm: Floats) -> Doses:
        """The dose at points (n, 3) in mm; nan where one of the phases was not calculated."""
        total_gy = np.zeros(len(points_mm), dtype=np.float32)
        for phase in self.phases:
            back = np.linalg.inv(phase.to_last)
            total_gy += self._counted(
                sample(phase.dose.values_gy, phase.dose.grid, points_mm @ back[:3, :3].T + back[:3, 3]), phase
            )
        return total_gy

    def highest(self) -> tuple[Floats, float]:
        """The node of the highest dose, of any phase's grid, shape (3,), in mm, and its dose; 0 for none."""
        place, highest_gy = np.zeros(3), 0.0
        for phase in self.phases:
            for points_mm, dose_gy in self._planes(phase):
                known_gy = np.nan_to_num(dose_gy)
                n = int(known_gy.argmax())
                if known_gy[n] > highest_gy:
                    place, highest_gy = points_mm[n], float(known_gy[n])
        return place, highest_gy

    def cube_around(self, least_gy: float) -> Floats:
        """A cube around all that receives at least a dose, with a margin; shape (2, 3), in mm."""
        corners = []
        for points_mm, dose_gy in self._planes(self.phases[-1]):
            reached_mm = points_mm[np.nan_to_num(dose_gy) >= least_gy]
            if len(reached_mm):
                corners += [reached_mm.min(axis=0), reached_mm.max(axis=0)]
        box_mm = np.array(corners) if corners else box_of([self.grid])
        low, high = box_mm.min(axis=0), box_mm.max(axis=0)
        middle, half_mm = (low + high) / 2.0, float((high - low).max()) / 2.0 + _MARGIN_MM
        return np.array([middle - half_mm, middle + half_mm])

    def _planes(self, phase: PhaseDose) -> Iterator[tuple[Floats, Doses]]:
        """The nodes of a phase's grid, plane by plane: points (n, 3) in the field's frame, and the dose."""
        n_k, n_j, n_i = phase.dose.grid.shape_kji
        j, i = (axis.ravel() for axis in np.indices((n_j, n_i)))
        for k in range(n_k):
            points_mm = phase.dose.grid.to_points_mm(np.column_stack([i, j, np.full(len(i), k)]))
            if len(self.phases) == 1:
                yield points_mm, self._counted(phase.dose.values_gy[k].ravel(), phase)
            else:
                points_mm = points_mm @ phase.to_last[:3, :3].T + phase.to_last[:3, 3]
                yield points_mm, self.at(points_mm)

    def _counted(self, dose_gy: Doses, phase: PhaseDose) -> Doses:
        """What a phase's dose D counts: D, or what remains of its EQD2, D (1 + D/n/(α/β)) / (1 + 2/(α/β))."""
        if self.alpha_beta_gy is None:
            return dose_gy
        per_fraction_gy = dose_gy / np.float32(phase.n_fractions)
        weight = (1.0 + per_fraction_gy / self.alpha_beta_gy) / (1.0 + 2.0 / self.alpha_beta_gy)
        return np.asarray(phase.remaining_frac * weight * dose_gy, dtype=np.float32)
