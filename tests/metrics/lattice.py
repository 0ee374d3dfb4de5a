"""SFRT phantoms whose every number is known: boxes, spheres and rods as contours, doses as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import ContourKind, Contours, Structure

Point = tuple[float, float, float]

SPACING_MM = 1.0


def _drawn(name: str, rings: Sequence[Floats]) -> Structure:
    lengths = [len(ring) for ring in rings]
    contours = Contours(
        points_mm=owned(np.concatenate(rings)),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp),
        kinds=(ContourKind.CLOSED_PLANAR,) * len(rings),
    )
    return Structure(number=1, name=name, role="", contours=contours)


def _planes(low_mm: float, high_mm: float, spacing_mm: float) -> Floats:
    """Heights whose slabs fill low to high, where that is a whole number of spacings."""
    return low_mm + spacing_mm * (np.arange(round((high_mm - low_mm) / spacing_mm)) + 0.5)


def _circle(radius_mm: float, at: Point, n: int = 240) -> Floats:
    """A polygon of exactly the circle's area."""
    turn = 2 * np.pi / n
    angle = turn * np.arange(n)
    radius_mm *= np.sqrt(turn / np.sin(turn))
    x, y, z = at
    return np.column_stack([x + radius_mm * np.cos(angle), y + radius_mm * np.sin(angle), np.full(n, z)])


def box(name: str, low: Point, high: Point, *, spacing_mm: float = SPACING_MM) -> Structure:
    corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    heights = _planes(low[2], high[2], spacing_mm)
    return _drawn(name, [np.array([(x, y, z) for x, y in corners]) for z in heights])


def spheres(
    name: str, radius_mm: float, *centres: Point, spacing_mm: float = SPACING_MM, n: int = 240
) -> Structure:
    """One structure of spheres, on the planes that boxes from height 0 on are drawn on."""
    rings = []
    for x, y, z in centres:
        first = spacing_mm * (np.floor((z - radius_mm) / spacing_mm) + 0.5)
        for height in np.arange(first, z + radius_mm, spacing_mm):
            if abs(height - z) < radius_mm:
                section_mm = np.sqrt(radius_mm**2 - (height - z) ** 2)
                rings.append(_circle(section_mm, (x, y, float(height)), n))
    return _drawn(name, rings)


def rod(name: str, radius_mm: float, at: tuple[float, float], low_mm: float, high_mm: float) -> Structure:
    """A cylinder along z."""
    heights = _planes(low_mm, high_mm, SPACING_MM)
    return _drawn(name, [_circle(radius_mm, (*at, float(z))) for z in heights])


def rod_across(
    name: str, radius_mm: float, yz: tuple[float, float], low_mm: float, high_mm: float
) -> Structure:
    """A cylinder along x, drawn on planes across z."""
    y, z = yz
    first = SPACING_MM * (np.floor((z - radius_mm) / SPACING_MM) + 0.5)
    rings = []
    for height in np.arange(first, z + radius_mm, SPACING_MM):
        if abs(height - z) < radius_mm:
            half = np.sqrt(radius_mm**2 - (height - z) ** 2)
            corners = [(low_mm, y - half), (high_mm, y - half), (high_mm, y + half), (low_mm, y + half)]
            rings.append(np.array([(a, b, height) for a, b in corners]))
    return _drawn(name, rings)


def dose_of(
    formula: Callable[[Floats, Floats, Floats], Floats], low: Point, high: Point, *, spacing_mm: float = 1.0
) -> Dose:
    """A dose by formula of x, y and z, on nodes from low to high."""
    x, y, z = (np.arange(a, b + spacing_mm / 2, spacing_mm) for a, b in zip(low, high, strict=True))
    values = np.broadcast_to(
        formula(x[None, None, :], y[None, :, None], z[:, None, None]), (len(z), len(y), len(x))
    ).astype(np.float32)
    values.setflags(write=False)
    return Dose(
        uid="1.2.3",
        grid=Grid.from_planes(
            position_mm=low,
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(spacing_mm, spacing_mm),
            offsets_mm=z - z[0],
            shape_ji=(len(y), len(x)),
            frame_of_reference_uid="1.2.4",
        ),
        values_gy=values,
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=1,
        plan_uid="",
        structure_set_uid="",
    )


def to_nearest(centres: Sequence[Point]) -> Callable[[Floats, Floats, Floats], Floats]:
    """The distance to the nearest of some points."""

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        squares = [(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 for a, b, c in centres]
        return np.sqrt(np.minimum.reduce(squares))

    return distance
