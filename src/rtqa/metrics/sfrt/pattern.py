"""How vertices are laid out: spheres in a lattice or rods in a grid, their size and their spacing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rtqa.metrics.sfrt.solid import Moments
from rtqa.model.geometry import Floats

ROD_RATIO = 2.0
"""Vertices are rods where their spread along one axis is more than this many times that across it: a cylinder
1.7 times as long as wide, where a sphere has 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """What the vertices have in common.

    Attributes:
        axis: shape (3,), the unit vector along the rods; None where the vertices are no rods.
        diameters_mm: shape (n,); of the sphere of a vertex's volume; of a rod, of the circle of its mean
            cross-section.
        nearest_mm: shape (n,); from each centre to the nearest other one; of rods, across their axis. Empty
            where there is one vertex alone.
    """

    axis: Floats | None
    diameters_mm: Floats
    nearest_mm: Floats

    @property
    def name(self) -> Literal["spheres", "rods"]:
        """What the vertices are."""
        return "spheres" if self.axis is None else "rods"


def measure_pattern(vertices: Sequence[Moments]) -> Pattern:
    """The pattern of one vertex or more."""
    axis = _rod_axis(vertices)
    volumes_mm3 = np.array([1000.0 * vertex.volume_cm3 for vertex in vertices])
    centres = np.array([vertex.centre_mm for vertex in vertices])
    if axis is None:
        diameters = np.cbrt(6.0 / np.pi * volumes_mm3)
    else:
        # A cylinder of length L has a spread of L² / 12 along its axis.
        lengths = np.sqrt([12.0 * axis @ vertex.spread_mm2 @ axis for vertex in vertices])
        diameters = np.sqrt(4.0 / np.pi * volumes_mm3 / lengths)
        centres = centres - np.outer(centres @ axis, axis)
    apart = np.linalg.norm(centres[:, None] - centres[None, :], axis=-1)
    np.fill_diagonal(apart, np.inf)
    alone = len(vertices) == 1
    return Pattern(
        axis=axis,
        diameters_mm=diameters,
        nearest_mm=np.zeros(0) if alone else apart.min(axis=1),
    )


def _rod_axis(vertices: Sequence[Moments]) -> Floats | None:
    """The axis along which the vertices, laid over each other, spread much further than across."""
    spread = np.sum([vertex.volume_cm3 * vertex.spread_mm2 for vertex in vertices], axis=0)
    values, vectors = np.linalg.eigh(spread)
    axis: Floats = vectors[:, 2]
    return axis if np.sqrt(values[2] / values[1]) > ROD_RATIO else None
