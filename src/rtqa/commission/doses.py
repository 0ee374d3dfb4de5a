"""Doses of the suite: functions of a point, tabulated on any grid, with truths in closed form.

A linear dose is met exactly by trilinear interpolation: what is wrong in it is the geometry. A Gaussian
shows what interpolation costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.model.geometry import Floats


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
        return np.maximum(self.at_origin_gy + self.gy_per_mm * (points_mm @ self.along), 0.0)

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
