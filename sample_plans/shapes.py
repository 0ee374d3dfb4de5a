"""Smooth solids from a few formulas, sampled on a lattice and cut into contours.

A solid is a function f(x, y, z) that is negative inside and, near its surface, close to the distance to that
surface in mm. That one idea gives everything the phantom needs: margins are subtraction, unions are minima,
contours are the zero level, and partial volume is a ramp across zero.

Axes: patient LPS in mm (+x left, +y posterior, +z superior); sampled arrays are [k, j, i] = [z, y, x].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator
from scipy.interpolate import PchipInterpolator

Array = npt.NDArray[np.float64]
Field = Callable[[Array, Array, Array], Array]
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Solid:
    """A signed-distance-like field (mm, negative inside) and a box that is sure to hold its inside."""

    field: Field
    low_mm: Point
    high_mm: Point


@dataclass(frozen=True, slots=True)
class Lattice:
    """Positions (mm) of a rectilinear, axis-aligned set of points, ascending on each axis."""

    x_mm: Array
    y_mm: Array
    z_mm: Array

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Points along z, y and x."""
        return len(self.z_mm), len(self.y_mm), len(self.x_mm)

    @property
    def mesh(self) -> tuple[Array, Array, Array]:
        """x, y, z shaped to broadcast to [k, j, i]."""
        return self.x_mm[None, None, :], self.y_mm[None, :, None], self.z_mm[:, None, None]

    def points_mm(self, chosen: npt.NDArray[np.bool_]) -> Array:
        """x, y, z of the chosen points, [n, 3]."""
        return np.stack([np.broadcast_to(axis, self.shape_kji)[chosen] for axis in self.mesh], axis=1)


def axis_mm(start_mm: float, step_mm: float, count: int) -> Array:
    """Evenly spaced positions for a Lattice."""
    return np.asarray(start_mm + step_mm * np.arange(count), dtype=np.float64)


def ellipsoid(centre_mm: Point, semi_mm: Point) -> Solid:
    """An ellipsoid along the patient axes, with the given half lengths."""
    (cx, cy, cz), (a, b, c) = centre_mm, semi_mm

    def field(x: Array, y: Array, z: Array) -> Array:
        u, v, w = (x - cx) / a, (y - cy) / b, (z - cz) / c
        radius = np.sqrt(u * u + v * v + w * w)
        gradient = np.sqrt((u / a) ** 2 + (v / b) ** 2 + (w / c) ** 2)
        return np.asarray(radius * (radius - 1.0) / np.maximum(gradient, 1e-9))

    return Solid(field, (cx - a, cy - b, cz - c), (cx + a, cy + b, cz + c))


def stack(rows: Sequence[tuple[float, float, float, float, float]], power: float = 2.0) -> Solid:
    """Ellipses (superellipses of the given power) threaded on z and joined smoothly.

    Each row is z, centre x, centre y, half width along x, half width along y, all in mm.
    """
    table = np.array(sorted(rows))
    z_low, z_high = float(table[0, 0]), float(table[-1, 0])
    along_z = PchipInterpolator(table[:, 0], table[:, 1:], axis=0)

    def field(x: Array, y: Array, z: Array) -> Array:
        cx, cy, a, b = np.moveaxis(along_z(np.clip(z, z_low, z_high)), -1, 0)
        u, v = np.abs(x - cx) / a, np.abs(y - cy) / b
        radius = np.maximum((u**power + v**power) ** (1.0 / power), 1e-6)
        slope = radius ** (1.0 - power) * np.hypot(u ** (power - 1.0) / a, v ** (power - 1.0) / b)
        across = (radius - 1.0) / np.maximum(slope, 1e-9)
        along = np.maximum(z_low - z, z - z_high)
        beyond_both = np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0))
        return np.asarray(beyond_both + np.minimum(np.maximum(across, along), 0.0))

    low = (table[:, 1:3] - table[:, 3:5]).min(axis=0)
    high = (table[:, 1:3] + table[:, 3:5]).max(axis=0)
    return Solid(field, (float(low[0]), float(low[1]), z_low), (float(high[0]), float(high[1]), z_high))


def capsule(start_mm: Point, end_mm: Point, radius_mm: float) -> Solid:
    """A rod with round ends."""
    start, axis = np.array(start_mm), np.array(end_mm) - np.array(start_mm)

    def field(x: Array, y: Array, z: Array) -> Array:
        dx, dy, dz = x - start[0], y - start[1], z - start[2]
        along = np.clip((dx * axis[0] + dy * axis[1] + dz * axis[2]) / (axis @ axis), 0.0, 1.0)
        off = (dx - along * axis[0]) ** 2 + (dy - along * axis[1]) ** 2 + (dz - along * axis[2]) ** 2
        return np.asarray(np.sqrt(off) - radius_mm)

    low = [min(p, q) - radius_mm for p, q in zip(start_mm, end_mm, strict=True)]
    high = [max(p, q) + radius_mm for p, q in zip(start_mm, end_mm, strict=True)]
    return Solid(field, (low[0], low[1], low[2]), (high[0], high[1], high[2]))


def half_space(field: Field) -> Solid:
    """A region without bounds, to cut others with."""
    return Solid(field, (-inf, -inf, -inf), (inf, inf, inf))


def union(*solids: Solid, blend_mm: float = 0.0) -> Solid:
    """Everything inside any of the solids; creases are filled with a fillet of about blend_mm."""

    def pair(first: Array, second: Array) -> Array:
        least = np.minimum(first, second)
        if blend_mm == 0.0:
            return least
        fillet = np.maximum(blend_mm - np.abs(first - second), 0.0)
        return np.asarray(least - fillet**2 / (4.0 * blend_mm))

    def field(x: Array, y: Array, z: Array) -> Array:
        return reduce(pair, (solid.field(x, y, z) for solid in solids))

    low, high = _bounds(solids)
    return grow(Solid(field, low, high), 0.0, slack_mm=blend_mm / 4.0)


def intersect(solid: Solid, *others: Solid) -> Solid:
    """What lies inside all of them."""

    def field(x: Array, y: Array, z: Array) -> Array:
        return reduce(np.maximum, (each.field(x, y, z) for each in (solid, *others)))

    return Solid(field, solid.low_mm, solid.high_mm)


def subtract(solid: Solid, *others: Solid) -> Solid:
    """What lies inside the solid and outside the others."""
    return intersect(solid, *(half_space(_negated(other.field)) for other in others))


def grow(solid: Solid, margin_mm: float, slack_mm: float = 0.0) -> Solid:
    """The solid with its surface moved outwards by margin_mm (inwards if negative).

    slack_mm widens the box alone.
    """
    wider = max(margin_mm, 0.0) + slack_mm
    low, high = solid.low_mm, solid.high_mm
    return Solid(
        lambda x, y, z: solid.field(x, y, z) - margin_mm,
        (low[0] - wider, low[1] - wider, low[2] - wider),
        (high[0] + wider, high[1] + wider, high[2] + wider),
    )


def mirror(solid: Solid) -> Solid:
    """The same solid on the other side of the patient."""
    low, high = solid.low_mm, solid.high_mm
    return Solid(
        lambda x, y, z: solid.field(-x, y, z),
        (-high[0], low[1], low[2]),
        (-low[0], high[1], high[2]),
    )


def both_sides(solid: Solid) -> Solid:
    """The solid and its mirror image."""
    return union(solid, mirror(solid))


def sample(solid: Solid, lattice: Lattice, pad_mm: float) -> tuple[tuple[slice, slice, slice], Array]:
    """The field on that part of the lattice which the solid's box, widened by pad_mm, covers."""
    window_xyz = [
        slice(int(np.searchsorted(axis, low - pad_mm)), int(np.searchsorted(axis, high + pad_mm)))
        for axis, low, high in zip(
            (lattice.x_mm, lattice.y_mm, lattice.z_mm), solid.low_mm, solid.high_mm, strict=True
        )
    ]
    part = Lattice(*(axis[w] for axis, w in zip(_axes(lattice), window_xyz, strict=True)))
    values = np.broadcast_to(solid.field(*part.mesh), part.shape_kji)
    return (window_xyz[2], window_xyz[1], window_xyz[0]), values


def distance_map(solid: Solid, lattice: Lattice) -> Array:
    """The field on the whole lattice."""
    return np.broadcast_to(solid.field(*lattice.mesh), lattice.shape_kji)


def inside(solid: Solid, lattice: Lattice) -> npt.NDArray[np.bool_]:
    """True at lattice points inside the solid."""
    mask = np.zeros(lattice.shape_kji, dtype=np.bool_)
    window, values = sample(solid, lattice, 0.0)
    mask[window] = values < 0.0
    return mask


def cut_contours(solid: Solid, z_mm: Array, step_mm: float) -> list[tuple[float, Array]]:
    """Closed outlines of the solid on each plane z: (z, points [n, 2] of x, y in mm, rounded to 0.01 mm).

    Points follow the outline every step_mm or a little less; the last is not a repeat of the first.
    """
    cell_mm = min(step_mm, 3.0)
    # An odd offset keeps lattice points off surfaces placed at round numbers, where the last bit of a float
    # would decide how an outline begins.
    x_axis, y_axis = (
        np.arange(np.floor(solid.low_mm[n]) - 3 * cell_mm, solid.high_mm[n] + 3 * cell_mm, cell_mm) + 0.377
        for n in (0, 1)
    )
    outlines: list[tuple[float, Array]] = []
    for z in z_mm:
        if not solid.low_mm[2] <= z <= solid.high_mm[2]:
            continue
        level = np.round(solid.field(x_axis[None, :], y_axis[:, None], np.full((1, 1), z)), 6)
        for line in contour_generator(x_axis, y_axis, level, name="serial").lines(0.0):
            outline = _respaced(np.asarray(line, dtype=np.float64), step_mm)
            if len(outline) >= 6:
                outlines.append((float(z), outline))
    return outlines


def _respaced(closed_line: Array, step_mm: float) -> Array:
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed_line, axis=0).T))])
    stations = np.linspace(0.0, length[-1], int(np.ceil(length[-1] / step_mm)) + 1)[:-1]
    points = np.stack([np.interp(stations, length, closed_line[:, n]) for n in (0, 1)], axis=1)
    return np.asarray(np.round(points, 2) + 0.0)


def _negated(field: Field) -> Field:
    return lambda x, y, z: -field(x, y, z)


def _axes(lattice: Lattice) -> tuple[Array, Array, Array]:
    return lattice.x_mm, lattice.y_mm, lattice.z_mm


def _bounds(solids: Sequence[Solid]) -> tuple[Point, Point]:
    low = np.min([solid.low_mm for solid in solids], axis=0)
    high = np.max([solid.high_mm for solid in solids], axis=0)
    return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))
