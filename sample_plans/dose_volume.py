"""Cumulative dose-volume histograms, as a planning system stores them beside its dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

from shapes import Array, Lattice, Solid, inside

BIN_GY = 0.2


@dataclass(frozen=True, slots=True)
class DoseVolume:
    """Volume (cm3) that receives at least 0, 1, 2... bins of BIN_GY, and the doses (Gy) that sum it up."""

    volume_cm3: Array
    min_gy: float
    mean_gy: float
    max_gy: float


def compute_dose_volume(
    solid: Solid, dose_gy: Array, dose_lattice: Lattice, *, planes_z_mm: Array, step_mm: float
) -> DoseVolume:
    """Sample the dose through the slab around each contour plane; parts off the dose grid are left out."""
    slab_mm = float(planes_z_mm[1] - planes_z_mm[0])
    x_mm, y_mm = (np.arange(solid.low_mm[n] + 0.1, solid.high_mm[n], step_mm) for n in (0, 1))
    planes = Lattice(x_mm, y_mm, planes_z_mm)
    on_plane = planes.points_mm(inside(solid, planes))
    points = np.concatenate(
        [on_plane + np.array([0.0, 0.0, share * slab_mm]) for share in (-1 / 3, 0.0, 1 / 3)]
    )
    axes = (dose_lattice.z_mm, dose_lattice.y_mm, dose_lattice.x_mm)
    index = np.stack(
        [(p - axis[0]) / (axis[1] - axis[0]) for p, axis in zip(points.T[::-1], axes, strict=True)]
    )
    last = np.array([[len(axis) - 1] for axis in axes])
    index = index[:, np.all((index >= 0.0) & (index <= last), axis=0)]
    # Rounded so that the last bit of a float never moves a point across a bin edge.
    doses = np.round(map_coordinates(dose_gy, index, order=1), 6)
    counts, _ = np.histogram(doses, bins=np.arange(0.0, doses.max() + 2 * BIN_GY, BIN_GY))
    point_cm3 = step_mm**2 * slab_mm / 3.0 / 1000.0
    at_least = np.cumsum(counts[::-1])[::-1] * point_cm3
    return DoseVolume(at_least, float(doses.min()), float(doses.mean()), float(doses.max()))
