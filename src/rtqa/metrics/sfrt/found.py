"""Vertices that nobody drew, found in the dose: connected regions of a target above a dose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure
from rtqa.model.dose import Dose
from rtqa.model.structure import Structure

PIXEL_MM = 0.5
"""Side of the squares that a region is put together of in each plane."""


def find_regions(
    dose: Dose, target: PlanarStructure, *, level_gy: float, least_cm3: float
) -> tuple[Structure, ...]:
    """The regions of a target that receive at least a dose, as structures named ``V1`` and so on.

    They are drawn in the target's planes, along the squares whose middle receives the dose.

    Args:
        dose: any grid; what lies outside of it is not found.
        target: sections of the target.
        level_gy: the dose.
        least_cm3: smaller regions are left out.
    """
    regions = [
        shapely.intersection(
            _hot(dose, region, height_mm=float(w), axes=target.axes, level_gy=level_gy), region
        )
        for region, w in zip(target.regions, target.offsets_mm, strict=True)
    ]
    hot = target.having(np.array(regions, dtype=object))
    parts = split_parts(hot, over_undrawn=False)
    large = [piece for part in parts if part.volume_cm3 >= least_cm3 for piece in part.pieces("V")]
    return tuple(replace(piece, name=f"V{n}") for n, piece in enumerate(large, 1))


def _hot(
    dose: Dose, region: shapely.Geometry, *, height_mm: float, axes: npt.NDArray[np.float64], level_gy: float
) -> shapely.Geometry:
    """The squares of a plane that receive the dose, around a region."""
    if region.is_empty:
        return region
    u0, v0, u1, v1 = region.bounds
    u = np.arange(np.floor(u0 / PIXEL_MM), np.ceil(u1 / PIXEL_MM)) * PIXEL_MM
    v = np.arange(np.floor(v0 / PIXEL_MM), np.ceil(v1 / PIXEL_MM)) * PIXEL_MM
    middles = np.stack(
        np.broadcast_arrays(u[None, :] + PIXEL_MM / 2, v[:, None] + PIXEL_MM / 2, height_mm), axis=-1
    )
    values = interpolate_gy(dose, middles.reshape(-1, 3) @ axes).reshape(len(v), len(u))
    # Runs of squares, row by row: where a row becomes hot and where it ceases to be.
    steps = np.diff(np.pad(values >= level_gy, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(steps == 1)
    _, last = np.nonzero(steps == -1)
    left, right = u[0] + PIXEL_MM * first, u[0] + PIXEL_MM * last
    return shapely.union_all(shapely.box(left, v[row], right, v[row] + PIXEL_MM))
