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

import rtqa

Kwargs = dict[str, Any]
Random = np.random.Generator

PRESCRIBED_GY = 60.0
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


def _affine(kwargs: Kwargs) -> Any:
    affine = np.eye(4)
    affine[:3, :3] = np.diag(np.asarray(kwargs.pop("spacing_mm"), dtype=float))
    affine[:3, 3] = kwargs.pop("origin_mm")
    return affine


def _each(kwargs: Kwargs, change: Callable[[Any], Any], *, only: str = "") -> None:
    """Change every contour, or every mask where it is said so."""
    for name, shape in kwargs["structures"].items():
        is_mask = getattr(shape, "ndim", 0) == 3
        if is_mask is (only == "masks") and (is_mask or isinstance(shape, list)):
            kwargs["structures"][name] = change(shape) if is_mask else [change(each) for each in shape]


def _spoil(array: Any, value: float, random: Random) -> Any:
    spoilt = np.array(array, dtype=float)
    spoilt.flat[random.integers(spoilt.size)] = value
    return spoilt


# Each changes what is handed in; sound ways of saying the same among them.


def dose_reversed(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(2, 1, 0)


def all_reversed(kwargs: Kwargs, random: Random) -> None:
    dose_reversed(kwargs, random)
    _each(kwargs, lambda mask: mask.transpose(2, 1, 0), only="masks")


def rows_and_columns_swapped(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(0, 2, 1)


def spacing_reversed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["spacing_mm"] = np.asarray(kwargs["spacing_mm"])[::-1]


def origin_reversed(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["origin_mm"] = np.asarray(kwargs["origin_mm"])[::-1]


def frame_is_ras(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["affine_mm"] = np.diag([-1.0, -1.0, 1.0, 1.0]) @ _affine(kwargs)


def dose_in_cgy(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"] * 100.0


def prescription_in_cgy(kwargs: Kwargs, random: Random) -> None:
    kwargs["prescriptions_gy"] = {"PTV": PRESCRIBED_GY * 100.0}


def both_in_cgy(kwargs: Kwargs, random: Random) -> None:
    dose_in_cgy(kwargs, random)
    prescription_in_cgy(kwargs, random)


def dose_of_a_fraction(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"] / 30.0


def grid_in_cm(kwargs: Kwargs, random: Random) -> None:
    if {"spacing_mm", "origin_mm"} <= kwargs.keys():
        kwargs["spacing_mm"] = np.asarray(kwargs["spacing_mm"]) / 10.0
        kwargs["origin_mm"] = np.asarray(kwargs["origin_mm"]) / 10.0


def contours_in_cm(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: points / 10.0)


def dose_has_nan(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = _spoil(kwargs["dose_gy"], random.choice([np.nan, np.inf, -1.0]), random)


def contour_has_nan(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: _spoil(points, np.nan, random))


def points_are_columns(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: points.T)


def points_without_z(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: points[:, :2])


def contours_as_one_cloud(kwargs: Kwargs, random: Random) -> None:
    for name, shape in kwargs["structures"].items():
        if isinstance(shape, list):
            kwargs["structures"][name] = np.concatenate(shape)


def structure_empty(kwargs: Kwargs, random: Random) -> None:
    shape = kwargs["structures"]["PTV"]
    kwargs["structures"]["PTV"] = [] if isinstance(shape, list) else np.zeros_like(shape)


def mask_of_another_shape(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda mask: mask[1:], only="masks")


def mask_of_labels(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda mask: mask.astype(int) * 7, only="masks")


def mask_of_shares(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda mask: mask * 0.6, only="masks")


def prescribed_to_nobody(kwargs: Kwargs, random: Random) -> None:
    kwargs["prescriptions_gy"] = {"PTV_6000": PRESCRIBED_GY}


def dose_is_flat(kwargs: Kwargs, random: Random) -> None:
    kwargs["dose_gy"] = kwargs["dose_gy"][random.integers(len(kwargs["dose_gy"]))]


def fractions_are_none_at_all(kwargs: Kwargs, random: Random) -> None:
    kwargs["n_fractions"] = random.choice([0, -3]).item()


def place_is_missing(kwargs: Kwargs, random: Random) -> None:
    kwargs.pop("origin_mm", None)


def contours_backwards(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: points[::-1])


def contours_closed_twice(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: np.concatenate([points, points[:1]]))


def contours_out_of_order(kwargs: Kwargs, random: Random) -> None:
    for shape in kwargs["structures"].values():
        if isinstance(shape, list):
            random.shuffle(shape)


def contours_as_lists(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda points: points.tolist())


def masks_as_numbers(kwargs: Kwargs, random: Random) -> None:
    _each(kwargs, lambda mask: mask.astype(random.choice(["u1", "f4", "i8"])), only="masks")


def grid_runs_backwards(kwargs: Kwargs, random: Random) -> None:
    """With the affine that says so, as images of other programs do."""
    if not {"spacing_mm", "origin_mm"} <= kwargs.keys():
        return
    axis = int(random.integers(3))
    affine = _affine(kwargs)
    affine[:3, 3] += affine[:3, axis] * (kwargs["dose_gy"].shape[2 - axis] - 1)
    affine[:3, axis] *= -1
    kwargs["affine_mm"] = affine
    kwargs["dose_gy"] = np.flip(kwargs["dose_gy"], 2 - axis)
    _each(kwargs, lambda mask: np.flip(mask, 2 - axis), only="masks")


def grid_turned(kwargs: Kwargs, random: Random) -> None:
    """Slices along x, with the affine that says so."""
    if not {"spacing_mm", "origin_mm"} <= kwargs.keys():
        return
    kwargs["affine_mm"] = _affine(kwargs)[:, [1, 2, 0, 3]]
    kwargs["dose_gy"] = kwargs["dose_gy"].transpose(2, 0, 1)
    _each(kwargs, lambda mask: mask.transpose(2, 0, 1), only="masks")


MISUSES: tuple[Callable[[Kwargs, Random], None], ...] = tuple(
    value
    for name, value in list(globals().items())
    if getattr(value, "__annotations__", {}).get("random") == "Random"
    and name not in ("draw_patient", "_spoil")
)


def try_one(random: Random) -> tuple[str, list[str]]:
    """One careless use: ``error``, ``right``, or what is silently wrong; and the misuses in it."""
    patient = draw_patient(random, by_mask=bool(random.integers(2)))
    chosen = random.choice(len(MISUSES), size=int(random.integers(0, 3)), replace=False)
    for n in chosen:
        with suppress(ValueError, IndexError, TypeError):  # one misuse may leave nothing for the next
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
