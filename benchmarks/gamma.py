"""How long the gamma index takes, and what pymedphys says of the same doses, where it is installed.

Run as ``python benchmarks/gamma.py PLAN``: the plan's dose against itself moved, made noisy and made greater,
each by several criteria. pymedphys looks at 10 places a DTA along each axis; the difference is that of the
two indices at the points that both know.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

import rtqa
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.transport.gamma import GammaCriteria, compute_gamma

try:
    from pymedphys import gamma as pymedphys_gamma  # type: ignore[import-not-found]
except ImportError:
    pymedphys_gamma = None

CRITERIA = (
    GammaCriteria(),
    GammaCriteria(dose_frac=0.02, is_local=True),
    GammaCriteria(dose_frac=0.01, distance_mm=1.0),
    GammaCriteria(dose_frac=0.03, distance_mm=3.0, is_local=True),
)
N_POINTS = 35_000


def vary(dose: Dose) -> dict[str, Dose]:
    """The dose moved by 1.8 mm, with 1.5 % of noise, and 2 % greater."""
    affine_mm = dose.grid.affine_mm.copy()
    affine_mm[:3, 3] += (1.3, -0.8, 0.9)
    noise = 1.01 + 0.015 * np.random.default_rng(0).standard_normal(dose.values_gy.shape)
    return {
        "moved": replace(dose, grid=replace(dose.grid, affine_mm=affine_mm)),
        "noisy": replace(dose, values_gy=(noise * dose.values_gy).astype(np.float32)),
        "greater": replace(dose, values_gy=(1.02 * dose.values_gy).astype(np.float32)),
    }


def by_pymedphys(reference: Dose, other: Dose, criteria: GammaCriteria) -> tuple[Floats, float]:
    """The index at the points above the cutoff, in the order of rtqa's, and the seconds it took."""

    def axes(dose: Dose) -> tuple[Floats, ...]:
        corner, steps = dose.grid.affine_mm[:3, 3], dose.grid.affine_mm[:3, :3].sum(axis=0)
        return tuple(
            corner[axis] + steps[axis] * np.arange(dose.values_gy.shape[2 - axis]) for axis in (2, 1, 0)
        )

    start = time.process_time()
    values = pymedphys_gamma(
        axes(reference),
        reference.values_gy,
        axes(other),
        other.values_gy,
        100.0 * criteria.dose_frac,
        criteria.distance_mm,
        lower_percent_dose_cutoff=100.0 * criteria.cutoff_frac,
        local_gamma=criteria.is_local,
        max_gamma=criteria.most,
        quiet=True,
    )
    seconds = time.process_time() - start
    return values[reference.values_gy >= criteria.cutoff_frac * reference.values_gy.max()], seconds


def main() -> None:
    """A line for each pair of doses and each criterion."""
    (treatment,) = rtqa.read_case(sys.argv[1]).treatments
    dose = treatment.dose
    assert dose is not None  # noqa: S101 (there is nothing to measure without one)
    for name, other in vary(dose).items():
        for criteria in CRITERIA:
            start = time.process_time()
            gamma = compute_gamma(dose, other, criteria)
            seconds = time.process_time() - start
            n = len(gamma.values)
            kind = "local" if criteria.is_local else "global"
            said = (
                f"{name:8} {100 * criteria.dose_frac:g} %/{criteria.distance_mm:g} mm {kind:6} {n} points, "
                f"{100 * gamma.pass_frac:.2f} % pass; {seconds:.2f} s, "
                f"{seconds * N_POINTS / n:.2f} s per {N_POINTS}"
            )
            if pymedphys_gamma is not None:
                theirs, seconds = by_pymedphys(dose, other, criteria)
                apart = theirs - gamma.values if len(theirs) == n else np.array([np.nan])
                said += (
                    f" | pymedphys {100 * np.nanmean(theirs <= 1):.2f} %, {seconds * N_POINTS / n:.1f} s, "
                    f"differs by {np.nanmin(apart):+.3f} to {np.nanmax(apart):+.3f}"
                )
            print(said, flush=True)


if __name__ == "__main__":
    main()
