"""Doses of the suite: functions of a point, tabulated on any grid, with truths in closed form.

A linear dose is met exactly by trilinear interpolation: what is wrong in it is the geometry. A Gaussian
shows what interpolation costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, Grid

DoseField = Callable[[Floats], Floats]
"""A dose known everywhere: in Gy, shape (n,), at points (n, 3)."""

PATIENT_AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearDose:
    """A dose that rises evenly along one direction; 0 where it would fall below.

    Attributes:
        along: unit vector, shape (3,).
        at_origin_gy: dose at the origin of the patient's frame.
        gy_per_mm: its rise.
    """

    along: Floats
    at_origin_gy: float
    gy_per_mm: float

    def at(self, points_mm: Floats) -> Floats:
        """Dose in Gy at points (n, 3)."""
        # By einsum: a threaded product of matrices would fight for the processor with other processes.
        along_mm = np.einsum("ni,i->n", points_mm, self.along)
        return np.asarray(np.maximum(self.at_origin_gy + self.gy_per_mm * along_mm, 0.0))

    def __str__(self) -> str:
        direction = ", ".join(f"{part:.3g}" for part in self.along)
        return f"linear, {self.gy_per_mm:g} Gy/mm along ({direction})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Peak:
    """A Gaussian about a point."""

    centre_mm: Floats
    sigma_mm: float
    peak_gy: float

    def at(self, points_mm: Floats) -> Floats:
        """Dose in Gy at points (n, 3)."""
        away_mm2 = np.sum((points_mm - self.centre_mm) ** 2, axis=1)
        return np.asarray(self.peak_gy * np.exp(-0.5 * away_mm2 / self.sigma_mm**2))

    def reach_mm(self, dose_gy: Floats) -> Floats:
        """How far from its centre the dose falls to this one: σ√(2 ln(A/D)); 0 from the peak dose on."""
        with np.errstate(divide="ignore"):
            return self.sigma_mm * np.sqrt(2.0 * np.log(np.maximum(self.peak_gy / dose_gy, 1.0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeaksDose:
    """A Gaussian of σ = radius for each of several spheres, so far apart that the others add nothing."""

    peaks: tuple[Peak, ...]

    def at(self, points_mm: Floats) -> Floats:
        """Dose in Gy at points (n, 3)."""
        return np.asarray(sum(peak.at(points_mm) for peak in self.peaks))

    def __str__(self) -> str:
        peaks_gy = ", ".join(f"{peak:g}" for peak in sorted({peak.peak_gy for peak in self.peaks}))
        return f"a Gaussian of {peaks_gy} Gy for each sphere, as wide (σ) as its radius"


def dose_on_grid(values_gy: npt.ArrayLike, grid: Grid) -> Dose:
    """The physical dose of one fraction, of these values; one value stands for all of them."""
    values = np.array(np.broadcast_to(np.asarray(values_gy, dtype=np.float32), grid.shape_kji))
    values.setflags(write=False)
    return Dose(
        uid="",
        grid=grid,
        values_gy=values,
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=1,
        plan_uid="",
        structure_set_uid="",
    )


def dose_on_nodes(
    dose_gy: DoseField, nodes_mm: Sequence[npt.ArrayLike], *, axes: npt.ArrayLike = PATIENT_AXES
) -> Dose:
    """A dose at nodes along three directions.

    Args:
        dose_gy: of the patient's points.
        nodes_mm: along a row, down a column, and from slice to slice. The first two ascend evenly; slices
            may be irregular, and may descend.
        axes: these directions as rows of unit vectors, right-handed.
    """
    (i, j, k), turn = (np.asarray(nodes, dtype=float) for nodes in nodes_mm), np.asarray(axes, dtype=float)
    w, v, u = np.meshgrid(k, j, i, indexing="ij")
    points = np.column_stack([u.ravel(), v.ravel(), w.ravel()]) @ turn
    grid = Grid.from_planes(
        position_mm=np.array([i[0], j[0], k[0]]) @ turn,
        orientation=turn[:2].ravel(),
        spacing_mm=(j[1] - j[0] if len(j) > 1 else 1.0, i[1] - i[0] if len(i) > 1 else 1.0),
        offsets_mm=k - k[0],
        shape_ji=(len(j), len(i)),
        frame_of_reference_uid="",
    )
    return dose_on_grid(dose_gy(points).reshape(grid.shape_kji), grid)
