"""Where a structure lies and how it is shaped: its centre, its second moments, its parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from rtqa.geometry.arrays import Ints
from rtqa.geometry.regions import SPECK_MM2, Sections
from rtqa.geometry.slabs import EVEN_GAP_RATIO
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


def measure_moments(sections: Sections) -> Moments:
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


def split_parts(sections: Sections, *, usual_gap_mm: float | None) -> tuple[Sections, ...]:
    """The parts that hang together, each with its own planes; the first to begin comes first.

    Regions of neighbouring planes hang together where they overlap; across a gap wider than usual nothing
    does, as two vertices above each other are two.

    Args:
        sections: a structure.
        usual_gap_mm: distance between neighbouring planes where none is missing.
    """
    planes, parts = [], []
    for plane, region in enumerate(sections.regions):
        regions = [part for part in shapely.get_parts(region) if part.area > SPECK_MM2]
        planes += [plane] * len(regions)
        parts += regions
    plane_of = np.array(planes, dtype=np.intp)
    gaps = np.diff(sections.offsets_mm)
    joined = gaps <= EVEN_GAP_RATIO * (usual_gap_mm or np.inf)
    links = [
        (below, above)
        for below in range(len(parts))
        if plane_of[below] < len(gaps) and joined[plane_of[below]]
        for above in np.flatnonzero(plane_of == plane_of[below] + 1)
        if shapely.intersects(parts[below], parts[above])
    ]
    first, second = np.array(links, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), (first, second)), shape=(len(parts), len(parts)))
    count, part_of = connected_components(graph, directed=False)
    return tuple(
        _part(sections, parts, plane_of=plane_of, members=np.flatnonzero(part_of == n)) for n in range(count)
    )


def _part(sections: Sections, parts: list[shapely.Geometry], *, plane_of: Ints, members: Ints) -> Sections:
    planes = np.unique(plane_of[members])
    regions = [shapely.union_all([parts[n] for n in members if plane_of[n] == plane]) for plane in planes]
    return Sections(
        axes=sections.axes,
        offsets_mm=sections.offsets_mm[planes],
        low_mm=sections.low_mm[planes],
        high_mm=sections.high_mm[planes],
        regions=np.array(regions, dtype=object),
    )
