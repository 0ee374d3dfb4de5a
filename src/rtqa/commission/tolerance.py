"""How far a value may lie from its truth, in mm first: what that is in Gy and cm³ follows from the dose.

Against the *prisms* (what the contours say, no more) only the calculation's own error is left:

- ``CALCULATION_MM`` in any dose metric. Measured: at most 0.005 mm at 1 to 3 mm grids; four times that is
  allowed, so that another processor's rounding does not fail, and a shift of a fortieth of a voxel does.
- ``CALCULATION_VOLUME_FRAC`` in the volume. Measured: at most 1e-7, as areas are exact.
- In a Gaussian, trilinear interpolation adds h²/8 · 3 A/σ² (grid h, peak A): the greatest second derivative
  along each axis, times h²/8, is the textbook bound. Measured: up to two thirds of it, its mean over a cell.

Against the *smooth solid*, what drawing it in slices s loses comes on top, derived with each solid
(:class:`rtqa.commission.solids.Slicing`) and never fitted: half a slice along z, the outline's shortfall
across, the volume's own bound. A tenth more is allowed for what the bounds leave out in their next order.

A volume at a dose is allowed what the truth's own curve changes over the tolerance in that dose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.commission.doses import LinearDose, Peak, PeaksDose
from rtqa.commission.phantoms import Phantom
from rtqa.commission.truth import Truth
from rtqa.metrics import MetricKind, MetricSpec

CALCULATION_MM = 0.02
CALCULATION_VOLUME_FRAC = 1e-4
NEXT_ORDER = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is allowed in a dose and in the whole volume."""

    dose_gy: float
    volume_frac: float

    def of(self, metric: MetricSpec, truth: Truth) -> float:
        """What is allowed in this metric, in its unit."""
        match metric.kind:
            case MetricKind.VOLUME:
                return self.volume_frac * truth.volume_cm3
            case MetricKind.VOLUME_ABOVE:
                dose, whole = metric.at or 0.0, truth.volume_cm3
                here = truth.volume_at(dose)
                change = max(abs(truth.volume_at(dose + way * self.dose_gy) - here) for way in (-1.0, 1.0))
                return 100.0 * (change / whole + CALCULATION_VOLUME_FRAC)
        return self.dose_gy


def tolerance_to_prisms(phantom: Phantom, dose: LinearDose | PeaksDose, *, grid_mm: float) -> Tolerance:
    """What the calculation itself may be off."""
    return Tolerance(
        dose_gy=CALCULATION_MM * _steepest_gy_per_mm(phantom, dose)
        + _interpolation_gy(phantom.peak, grid_mm),
        volume_frac=CALCULATION_VOLUME_FRAC,
    )


def tolerance_to_solid(phantom: Phantom, dose: LinearDose | PeaksDose, *, grid_mm: float) -> Tolerance:
    """What the calculation and the drawing in slices may be off together."""
    slicing = phantom.slicing()
    along, across = (
        (abs(dose.along[2]), np.hypot(*dose.along[:2])) if isinstance(dose, LinearDose) else (1.0, 1.0)
    )
    lost_mm = NEXT_ORDER * (along * phantom.slice_mm / 2.0 + across * slicing.across_mm)
    to_prisms = tolerance_to_prisms(phantom, dose, grid_mm=grid_mm)
    return Tolerance(
        dose_gy=to_prisms.dose_gy + float(lost_mm) * _steepest_gy_per_mm(phantom, dose),
        volume_frac=to_prisms.volume_frac + NEXT_ORDER * slicing.volume_frac,
    )


def _steepest_gy_per_mm(phantom: Phantom, dose: LinearDose | PeaksDose) -> float:
    """The dose's rise; of a Gaussian the steepest, A/(σ√e), one σ from its peak."""
    if isinstance(dose, LinearDose):
        return dose.gy_per_mm
    return phantom.peak.peak_gy / phantom.peak.sigma_mm * float(np.exp(-0.5)) if phantom.peak else np.nan


def _interpolation_gy(peak: Peak | None, grid_mm: float) -> float:
    return 3.0 / 8.0 * peak.peak_gy * (grid_mm / peak.sigma_mm) ** 2 if peak else 0.0
