"""Where a structure lies and how it is shaped: its centre and its second moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from rtqa.geometry.planar import PlanarStructure
from rtqa.model.geometry import Floats

_GAUSS = (0.5 - 0.5 / np.sqrt(3.0), 0.5 + 0.5 / np.sqrt(3.0))
"""Nodes of two-point quadrature on 0 … 1: exact for the cubic integrands along an edge."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """Volume, centre and spread of a solid.

    Attributes:
        volume_cm3: volume.
        centre_mm: shape (3,); centre of the volume, (x, y, z) in mm.
        spread_mm2: shape (3, 3); mean of the products of the distances from the centre.
    """

    volume_cm3: float
    centre_mm: Floats
    spread_mm2: Floats


def measure_moments(sections: PlanarStructure) -> Moments:
    """Moments of a structure's slabs, exact."""
    volume, first, second = 0.0, np.zeros(3), np.zeros((3, 3))
    middles = 0.5 * (sections.low_mm + sections.high_mm)
    for region, middle, t in zip(sections.regions, middles, sections.thickness_mm, strict=True):
        area, u, v, uu, uv, vv = _area_moments(region)
        volume += area * t
        first += t * np.array([u, v, area * middle])
        second += t * np.array(
            [
                [uu, uv, u * middle],
                [uv, vv, v * middle],
                [u * middle, v * middle, area * (middle**2 + t**2 / 12.0)],
            ]
        )
    centre = first / volume
    spread = second / volume - np.outer(centre, centre)
    return Moments(
        volume_cm3=volume / 1000.0,
        centre_mm=centre @ sections.axes,
        spread_mm2=sections.axes.T @ spread @ sections.axes,
    )


def _area_moments(region: shapely.Geometry) -> Floats:
    """Integrals of 1, u, v, u², uv and v² over a region, by Green's theorem along its rings."""
    totals = np.zeros(6)
    for polygon in shapely.get_parts(region):
        for ring in shapely.get_rings(shapely.normalize(polygon)):
            start = shapely.get_coordinates(ring)[:-1]
            rise = np.roll(start, -1, axis=0) - start
            sums = np.zeros(6)
            for share in _GAUSS:
                u, v = (start + share * rise).T
                half = 0.5 * rise[:, 1]
                for n, integrand in enumerate((u, u * u / 2, u * v, u**3 / 3, u * u * v / 2, u * v * v)):
                    sums[n] += integrand @ half
            # Outlines of a normalised polygon run clockwise and holes the other way.
            totals -= sums
    return totals
