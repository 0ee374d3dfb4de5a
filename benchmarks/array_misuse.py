"""Random uses and misuses of ``rtqa.case_from_arrays``: each a clear error or a right answer.

A patient: a body, a target in it, and a dose that falls off linearly along each axis from the middle of the
target, so that its mean over the target is known in closed form, and interpolating it is exact. It is handed
in as a careless author of a script might: axes turned around, places in cm, doses in cGy, RAS for LPS, NaN,
contours backwards, shapes that do not fit; none, one or two of these at a time.

    python benchmarks/array_misuse.py [--n 1000] [--seed 1]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

import array_misuse_grids
import array_misuse_structures
import rtqa
from array_misuse_kit import PRESCRIBED_GY, Kwargs, Random

VOLUME_TOLERANCE, MEAN_TOLERANCE = 1e-6, 2e-3
"""Relative. The mean is the engine's own 0.1 %, and some rounding of single precision."""


@dataclass(frozen=True)
class Patient:
    """What is handed in rightly, and what is then true of the target."""

    kwargs: Kwargs
    volume_cm3: float
    mean_gy: float


def draw_patient(random: Random, *, by_mask: bool) -> Patient:
    """A patient whose three extents differ, and whose target lies aside of all middles."""
    shape_ijk = np.array([54, 38, 27]) + random.integers(0, 3, 3)
    spacing = np.array([2.5, 2.5, 3.0])
    # No coordinate of the origin is near another, or near its own reverse, as a shift of 3 mm cannot be seen.
    origin = np.round(random.uniform(20.0, 40.0, 3) * [1, -4, -11], 1)
    middle = (shape_ijk * [0.7, 0.3, 0.65]).astype(int)
    half = random.integers(3, 6, 3)
    at = origin + middle * spacing
    axes = [np.abs(origin[n] + np.arange(shape_ijk[n]) * spacing[n] - at[n]) for n in range(3)]
    away = axes[2][:, None, None] + axes[1][None, :, None] + axes[0][None, None, :]
    slope = PRESCRIBED_GY / 70.0
    dose = np.maximum(1.1 * PRESCRIBED_GY - slope * away, 0.0)
    # Boxes from half a voxel below to half above the voxels of these indices.
    target = (middle - half, middle + half)
    body = (np.array([2, 2, 2]), shape_ijk - 3)
    reach = (half + 0.5) * spacing
    draw = _mask if by_mask else _contours
    kwargs = {
        "dose_gy": dose,
        "origin_mm": origin,
        "spacing_mm": spacing,
        "structures": {
            "PTV": draw(target, origin=origin, spacing=spacing, shape_ijk=shape_ijk),
            "Body": draw(body, origin=origin, spacing=spacing, shape_ijk=shape_ijk),
        },
        "prescriptions_gy": {"PTV": PRESCRIBED_GY},
        "n_fractions": 30,
    }
    volume = float(np.prod(2.0 * reach)) / 1000.0
    return Patient(kwargs, volume, float(1.1 * PRESCRIBED_GY - slope * reach.sum() / 2.0))


def _mask(box: Any, *, origin: Any, spacing: Any, shape_ijk: Any) -> Any:
    del origin, spacing
    low, high = box
    mask = np.zeros(shape_ijk[::-1], dtype=bool)
    mask[tuple(slice(low[n], high[n] + 1) for n in (2, 1, 0))] = True
    return mask


def _contours(box: Any, *, origin: Any, spacing: Any, shape_ijk: Any) -> Any:
    del shape_ijk
    low, high = box
    (x0, y0), (x1, y1) = ((origin + (end * spacing))[:2] for end in (low - 0.5, high + 0.5))
    heights = origin[2] + np.arange(low[2], high[2] + 1) * spacing[2]
    return [np.array([[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]]) for z in heights]


MISUSES: tuple[Callable[[Kwargs, Random], None], ...] = tuple(
    value
    for module in (array_misuse_grids, array_misuse_structures)
    for value in vars(module).values()
    if getattr(value, "__annotations__", {}).get("random") == "Random" and value.__name__ != "spoil"
)


def try_one(random: Random) -> tuple[str, list[str]]:
    """One careless use: ``error``, ``right``, or what is silently wrong; and the misuses in it."""
    patient = draw_patient(random, by_mask=bool(random.integers(2)))
    chosen = random.choice(len(MISUSES), size=int(random.integers(0, 3)), replace=False)
    for n in chosen:
        # One misuse may leave nothing for the next, or an error for it.
        spoilt = (ValueError, IndexError, TypeError, AttributeError, RuntimeError, rtqa.errors.InputError)
        with suppress(*spoilt):
            MISUSES[n](patient.kwargs, random)
    names = [MISUSES[n].__name__ for n in chosen]
    try:
        case = rtqa.case_from_arrays(**patient.kwargs)
        dvh = rtqa.compute_dvh(case, "PTV")
    except rtqa.errors.RtqaError:
        return "error", names
    measured = rtqa.measure(dvh, "Mean[Gy]")
    if isinstance(measured, rtqa.Unmeasurable):
        return "error", names
    off = abs(dvh.total_cm3 / patient.volume_cm3 - 1), abs(measured.value / patient.mean_gy - 1)
    if off[0] <= VOLUME_TOLERANCE and off[1] <= MEAN_TOLERANCE:
        return "right", names
    return f"wrong by {off[0]:.1%} of volume and {off[1]:.1%} of mean", names


def main() -> None:
    """Print how many ended how, and everything that was silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    counts: Counter[str] = Counter()
    for _ in range(options.n):
        outcome, names = try_one(random)
        counts["wrong" if outcome.startswith("wrong") else outcome] += 1
        if outcome.startswith("wrong"):
            print(outcome, names)
    print(
        f"{options.n} uses of {len(MISUSES)} kinds: " + ", ".join(f"{n} {word}" for word, n in counts.items())
    )


if __name__ == "__main__":
    main()
