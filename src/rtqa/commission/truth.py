"""The true answer to each metric, from a closed form of the volume that receives at least a dose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq

from rtqa.commission.closed_forms import balls_common
from rtqa.commission.doses import LinearDose, Peak
from rtqa.commission.prisms import Prisms
from rtqa.commission.solids import Body
from rtqa.metrics import MetricKind, MetricSpec
from rtqa.model.geometry import Floats

MM3_PER_CM3 = 1000.0
DOSE_TOLERANCE_GY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """A DVH in closed form.

    Attributes:
        volume_cm3: of the whole structure.
        min_gy, mean_gy, max_gy: doses in it.
        volume_at: volume in cm³ that receives at least a dose in Gy.
    """

    volume_cm3: float
    min_gy: float
    mean_gy: float
    max_gy: float
    volume_at: Callable[[float], float]

    def dose_at(self, volume_cm3: float) -> float:
        """The highest dose that at least this volume receives, by bisection of the closed form."""
        return float(
            brentq(
                lambda dose: self.volume_at(dose) - volume_cm3,
                self.min_gy - DOSE_TOLERANCE_GY,
                self.max_gy + DOSE_TOLERANCE_GY,
                xtol=DOSE_TOLERANCE_GY,
            )
        )

    def answer(self, metric: MetricSpec) -> float:
        """The metric in its own unit; dose metrics in Gy, volumes in cm³ or percent of the whole."""
        match metric.kind:
            case MetricKind.VOLUME:
                return self.volume_cm3
            case MetricKind.MIN:
                return self.min_gy
            case MetricKind.MEAN:
                return self.mean_gy
            case MetricKind.MAX:
                return self.max_gy
            case MetricKind.DOSE:
                given = metric.at or 0.0
                return self.dose_at(given / 100.0 * self.volume_cm3 if metric.at_unit == "%" else given)
            case MetricKind.VOLUME_ABOVE:
                return self.volume_at(metric.at or 0.0) / self.volume_cm3 * 100.0
        raise ValueError(f"the suite has no truth for {metric}")


def linear_truth(body: Body, *, centre_mm: Floats, dose: LinearDose) -> Truth:
    """A body about a point in a linear dose."""
    at_centre_gy = dose.at_origin_gy + dose.gy_per_mm * float(centre_mm @ dose.along)

    def volume_at(dose_gy: float) -> float:
        t_mm = (dose_gy - at_centre_gy) / dose.gy_per_mm
        return float(body.beyond_mm3(np.asarray(t_mm), dose.along)) / MM3_PER_CM3

    return Truth(
        volume_cm3=body.volume_mm3 / MM3_PER_CM3,
        min_gy=at_centre_gy - dose.gy_per_mm * body.reach_mm(-dose.along),
        mean_gy=at_centre_gy + dose.gy_per_mm * float(body.centroid_mm @ dose.along),
        max_gy=at_centre_gy + dose.gy_per_mm * body.reach_mm(dose.along),
        volume_at=volume_at,
    )


def ball_truth(radius_mm: float, *, centre_mm: Floats, peak: Peak) -> Truth:
    """A ball about a point in a Gaussian about another."""
    away_mm = float(np.linalg.norm(peak.centre_mm - centre_mm))

    def within_mm3(reach_mm: Floats) -> Floats:
        return balls_common(reach_mm, radius_mm=radius_mm, distance_mm=away_mm)

    nearest_mm, furthest_mm = max(away_mm - radius_mm, 0.0), away_mm + radius_mm
    return _peak_truth(within_mm3, peak=peak, nearest_mm=nearest_mm, furthest_mm=furthest_mm)


def discs_truth(discs: Prisms, *, centre_mm: Floats, peak: Peak) -> Truth:
    """Discs about a point in a Gaussian on their axis."""
    z_mm = float(peak.centre_mm[2] - centre_mm[2])
    edges_mm = np.abs(discs.z_mm - z_mm) + discs.height_mm / 2.0
    return _peak_truth(
        lambda reach_mm: discs.in_ball_mm3(reach_mm, z_mm=z_mm),
        peak=peak,
        nearest_mm=0.0,
        furthest_mm=float(np.max(np.hypot(edges_mm, discs.a_mm))),
    )


def _peak_truth(
    within_mm3: Callable[[Floats], Floats], *, peak: Peak, nearest_mm: float, furthest_mm: float
) -> Truth:
    """The truth where the volume within a distance of the peak is known; the mean is ∫V dD / V."""
    min_gy, max_gy = (
        float(peak.peak_gy * np.exp(-0.5 * (reach / peak.sigma_mm) ** 2))
        for reach in (furthest_mm, nearest_mm)
    )
    whole_mm3 = float(within_mm3(np.asarray(furthest_mm)))

    def volume_at(dose_gy: float) -> float:
        reach = np.asarray(furthest_mm if dose_gy <= min_gy else peak.reach_mm(np.asarray(dose_gy)))
        return float(within_mm3(reach)) / MM3_PER_CM3

    above_min, _ = quad(volume_at, min_gy, max_gy, limit=500, epsabs=1e-9, epsrel=1e-9)
    whole_cm3 = whole_mm3 / MM3_PER_CM3
    return Truth(
        volume_cm3=whole_cm3,
        min_gy=min_gy,
        mean_gy=min_gy + above_min / whole_cm3,
        max_gy=max_gy,
        volume_at=volume_at,
    )
