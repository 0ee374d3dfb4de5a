"""Small spheres: targets of radiosurgery, and the vertices of spatially fractionated plans.

    python benchmarks/small_spheres.py

Spheres of published studies, each placed many times at random in its slices and in a 1 mm dose grid, the same
places each time, the prescribed dose exactly at the surface. Prints errors in %: mean, from … to; and how
often the interval holds the truth; with trilinear dose and with tricubic.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from phantoms import drawn, sphere, stanley_gy, tabulated, truth_of
from rtqa.commission.doses import DoseField, Peak
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DvhSettings, Interpolation
from rtqa.metrics import Measurement, measure

N_PLACEMENTS = 50
PRESCRIBED_GY = 20.0


def sphere_dvhs(radius_mm: float, dose_gy: DoseField, *, slice_mm: float, settings: DvhSettings) -> list[DVH]:
    """The DVHs of a sphere at all its places."""
    solid, dvhs = sphere(radius_mm), []
    for seed in range(N_PLACEMENTS):
        rng = np.random.default_rng(seed)
        centre = rng.uniform(-5.0, 5.0, 3)
        structure = drawn(solid, slice_mm=slice_mm, phase=rng.random(), centre_mm=centre)
        dose = tabulated(
            dose_gy,
            reach_mm=solid.half_mm + 3.0,
            spacing_mm=np.ones(3),
            centre_mm=centre,
            phase=rng.random(3),
        )
        dvhs.append(structure_dvh(structure, dose=dose, set_spacing_mm=slice_mm, settings=settings))
    return dvhs


def errors_and_coverage(dvhs: list[DVH], metric: str, truth: float) -> str:
    """Mean, least and largest error in %, and how often the interval holds the truth."""
    found = [
        outcome for outcome in (measure(dvh, metric) for dvh in dvhs) if isinstance(outcome, Measurement)
    ]
    off = 100.0 * (np.array([outcome.value for outcome in found]) / truth - 1.0)
    intervals = [outcome.interval for outcome in found if outcome.interval]
    held = sum(interval.low <= truth <= interval.high for interval in intervals) / len(dvhs)
    return f"{off.mean():+8.1f}, {off.min():+5.1f} … {off.max():+5.1f}{100 * held:6.0f}%"


def print_stanley(settings: DvhSettings) -> None:
    """Spheres of Stanley et al. 2021."""
    print(f"\nStanley et al. 2021, 1 mm slices; {settings.interpolation} dose")
    print(f"{'diameter':10s}{'volume':>30s}{'V100':>30s}{'D95%':>30s}")
    for diameter in (3, 5, 7, 10, 15, 20):
        radius = diameter / 2.0
        dose = partial(stanley_gy, radius_mm=radius, prescribed_gy=PRESCRIBED_GY)
        dvhs = sphere_dvhs(radius, dose, slice_mm=1.0, settings=settings)
        truth = truth_of(sphere(radius), dose)
        print(
            f"{diameter:4d} mm   "
            + errors_and_coverage(dvhs, "Volume[cc]", truth.volume_cm3)
            + errors_and_coverage(dvhs, f"V{PRESCRIBED_GY:g}Gy[cc]", truth.volume_cm3)
            + errors_and_coverage(dvhs, "D95%[Gy]", truth.dose_at(0.95))
        )


def print_walker(settings: DvhSettings) -> None:
    """Gaussian doses after Walker and Byrne 2025."""
    print(f"\nWalker and Byrne 2025, Gaussian dose of σ = R, 0.2 mm slices; {settings.interpolation} dose")
    print(f"{'radius':10s}{'V100':>30s}{'D95%':>30s}{'D50%':>30s}")
    for radius in (2.0, 3.0, 5.0):
        dose = Peak(centre_mm=np.zeros(3), sigma_mm=radius, peak_gy=PRESCRIBED_GY * np.exp(0.5)).at
        dvhs = sphere_dvhs(radius, dose, slice_mm=0.2, settings=settings)
        truth = truth_of(sphere(radius), dose)
        print(
            f"{radius:4g} mm   "
            + errors_and_coverage(dvhs, f"V{PRESCRIBED_GY:g}Gy[cc]", truth.volume_cm3)
            + errors_and_coverage(dvhs, "D95%[Gy]", truth.dose_at(0.95))
            + errors_and_coverage(dvhs, "D50%[Gy]", truth.dose_at(0.5))
        )


def main() -> None:
    """Print both studies, each with both ways of the dose between its nodes."""
    print(f"{N_PLACEMENTS} placements, 1 mm dose grid; error in %: mean, from … to; the interval's coverage")
    for print_study in (print_stanley, print_walker):
        for interpolation in Interpolation:
            print_study(DvhSettings(interpolation=interpolation))


if __name__ == "__main__":
    main()
