"""SFRT phantoms whose every number is known: boxes, spheres and rods as contours, doses as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rtqa.commission import solids
from rtqa.commission.doses import dose_on_nodes
from rtqa.commission.phantoms import rings_of, sections_of, structure_of
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

Point = tuple[float, float, float]
Formula = Callable[[Floats, Floats, Floats], Floats]

SLICE_MM = 1.0


def _drawn(name: str, solid: solids.Solid, *centres: Point) -> Structure:
    """One structure of a solid about each centre, on planes half a slice off the whole slices."""
    rings = [
        ring
        for centre in centres
        for ring in rings_of(
            sections_of(solid, slice_mm=SLICE_MM, offset_mm=SLICE_MM / 2.0 - centre[2]), centre
        )
    ]
    return structure_of(rings, name=name)


def box(name: str, low: Point, high: Point) -> Structure:
    half = (np.array(high) - low) / 2.0
    return _drawn(name, solids.box(*half), tuple(low + half))


def spheres(name: str, radius_mm: float, *centres: Point) -> Structure:
    return _drawn(name, solids.sphere(radius_mm), *centres)


def rod(name: str, radius_mm: float, at: tuple[float, float], low_mm: float, high_mm: float) -> Structure:
    """A cylinder along z."""
    return _drawn(name, solids.cylinder(radius_mm, high_mm - low_mm), (*at, (low_mm + high_mm) / 2.0))


def rod_across(
    name: str, radius_mm: float, yz: tuple[float, float], low_mm: float, high_mm: float
) -> Structure:
    """A cylinder along x, drawn on planes across z."""
    return _drawn(name, solids.lying_cylinder(radius_mm, high_mm - low_mm), ((low_mm + high_mm) / 2.0, *yz))


def dose_of(formula: Formula, low: Point, high: Point, *, spacing_mm: float = 1.0) -> Dose:
    """A dose by formula of x, y and z, on nodes from low to high."""
    nodes_mm = [np.arange(a, b + spacing_mm / 2, spacing_mm) for a, b in zip(low, high, strict=True)]
    return dose_on_nodes(lambda points: formula(*points.T), nodes_mm)


def to_nearest(centres: Sequence[Point]) -> Formula:
    """The distance to the nearest of some points."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        squares = [(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 for a, b, c in centres]
        return np.sqrt(np.minimum.reduce(squares))

    return distance
