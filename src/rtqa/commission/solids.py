"""The solids of the suite: how a plane cuts them, and how much of them lies beyond a plane.

Each is cut by planes across z, and z = 0 is its middle. The closed forms are those of
:mod:`rtqa.commission.closed_forms`; directions without one are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rtqa.commission.closed_forms import (
    NEVER_SLOPED,
    box_beyond,
    cone_beyond_across,
    cone_beyond_along,
    cylinder_beyond,
    ellipsoid_beyond,
)
from rtqa.commission.outlines import N_VERTICES, Ellipse, Polygon, Rectangle, Section
from rtqa.model.geometry import Floats


class Slicing(NamedTuple):
    """The most that drawing a solid in slices can change, whatever the phase of its planes.

    A plane's outline stands for half a gap up and down, so along z nothing is known to better than half a
    gap; that goes without saying here.

    Attributes:
        volume_frac: of its volume.
        across_mm: by how much its outermost outline falls short of it.
    """

    volume_frac: float
    across_mm: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """What is known of a solid in closed form.

    Attributes:
        volume_mm3: its volume.
        centroid_mm: shape (3,), its centre of mass: a linear dose there is the mean dose.
        reach_mm: the largest n · p in it, of a unit vector n, shape (3,).
        beyond_mm3: the volume at n · p ≥ t, of t in mm (any shape) and of n.
    """

    volume_mm3: float
    centroid_mm: Floats
    reach_mm: Callable[[Floats], float]
    beyond_mm3: Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solid:
    """A body that can be drawn.

    Attributes:
        body: its closed forms.
        half_height_mm: how far it reaches up and down.
        section: how the plane at a height strictly within that cuts it.
        slicing: what planes so many mm apart can change.
        ball_mm: its radius, if it is a ball: then a Gaussian dose too has a closed form.
    """

    body: Body
    half_height_mm: float
    section: Callable[[float], Section]
    slicing: Callable[[float], Slicing]
    ball_mm: float | None = None


def ellipsoid(a_mm: float, b_mm: float, c_mm: float) -> Solid:
    """An ellipsoid by its semi-axes along x, y and z.

    In slices s of a diameter D, its volume (a parabola's integral, by the midpoint rule) is off by
    (s/D)² · (½ − 6e²), where e ≤ ½ is how far each end lies from the middle between two planes, in s.
    """
    semi_axes = np.array([a_mm, b_mm, c_mm])

    def section(z_mm: float) -> Section:
        share = np.sqrt(1.0 - (z_mm / c_mm) ** 2)
        return [Ellipse(a_mm * share, b_mm * share)]

    body = Body(
        volume_mm3=float(4.0 / 3.0 * np.pi * np.prod(semi_axes)),
        centroid_mm=np.zeros(3),
        reach_mm=lambda n: float(np.linalg.norm(semi_axes * n)),
        beyond_mm3=lambda t, n: ellipsoid_beyond(t, semi_axes_mm=semi_axes, n=n),
    )
    return Solid(
        body=body,
        half_height_mm=c_mm,
        section=section,
        slicing=lambda s: Slicing((s / (2.0 * c_mm)) ** 2, max(a_mm, b_mm) * _short_frac(s, c_mm)),
        ball_mm=a_mm if a_mm == b_mm == c_mm else None,
    )


def sphere(radius_mm: float) -> Solid:
    """A ball."""
    return ellipsoid(radius_mm, radius_mm, radius_mm)


def cylinder(radius_mm: float, height_mm: float) -> Solid:
    """A cylinder along z: as tall as a whole number of slices, and then of its very volume."""
    return Solid(
        body=cylinder_body(radius_mm, height_mm),
        half_height_mm=height_mm / 2.0,
        section=lambda _: [Ellipse(radius_mm, radius_mm)],
        slicing=lambda _: Slicing(0.0, 0.0),
    )


def cylinder_body(radius_mm: float, height_mm: float) -> Body:
    """The closed forms of a cylinder along z."""
    return Body(
        volume_mm3=np.pi * radius_mm**2 * height_mm,
        centroid_mm=np.zeros(3),
        reach_mm=lambda n: float(radius_mm * np.hypot(n[0], n[1]) + height_mm / 2.0 * abs(n[2])),
        beyond_mm3=lambda t, n: cylinder_beyond(
            t, semi_axes_mm=(radius_mm, radius_mm), height_mm=height_mm, n=n
        ),
    )


def rough_cylinder(radius_mm: float, height_mm: float, *, amplitude_mm: float, n_waves: int) -> Solid:
    """A cylinder along z whose radius rises and falls by an amplitude, in a whole number of waves.

    As tall as a whole number of slices, and then of its very volume: over whole waves that are no multiple of
    a slice, a sum over planes is the integral. What wavers from plane to plane is where in the dose it lies.
    """
    k = 2.0 * np.pi * n_waves / height_mm
    usual = radius_mm**2 + amplitude_mm**2 / 2.0
    first, second = 2.0 * radius_mm * amplitude_mm, amplitude_mm**2 / 2.0

    def up_to_mm3(z_mm: Floats) -> Floats:
        """π ∫ (R + a cos kz)² dz from the middle."""
        z = np.clip(z_mm, -height_mm / 2.0, height_mm / 2.0)
        return np.pi * (usual * z + first / k * np.sin(k * z) + second / (2.0 * k) * np.sin(2.0 * k * z))

    def beyond_mm3(t_mm: Floats, n: Floats) -> Floats:
        if abs(n[2]) < 1.0 - NEVER_SLOPED:
            raise ValueError("a rough cylinder has a closed form along its axis alone")
        return np.asarray(up_to_mm3(np.asarray(height_mm / 2.0)) - up_to_mm3(t_mm))

    def section(z_mm: float) -> Section:
        radius = radius_mm + amplitude_mm * float(np.cos(k * z_mm))
        return [Ellipse(radius, radius)]

    return Solid(
        body=Body(
            volume_mm3=np.pi * usual * height_mm,
            centroid_mm=np.zeros(3),
            reach_mm=lambda _: height_mm / 2.0,
            beyond_mm3=beyond_mm3,
        ),
        half_height_mm=height_mm / 2.0,
        section=section,
        slicing=lambda _: Slicing(0.0, 0.0),
    )


def lying_cylinder(radius_mm: float, height_mm: float) -> Solid:
    """A cylinder along x: its sections are rectangles.

    Their width ends like a square root, of which the midpoint rule is off by up to −ζ(−½) = 0.208 of
    √(2R) s^1.5 at each side of each end: 1.06 (s/D)^1.5 of the whole.
    """
    upright = cylinder_body(radius_mm, height_mm)
    body = Body(
        volume_mm3=upright.volume_mm3,
        centroid_mm=upright.centroid_mm,
        reach_mm=lambda n: upright.reach_mm(n[[1, 2, 0]]),
        beyond_mm3=lambda t, n: upright.beyond_mm3(t, n[[1, 2, 0]]),
    )
    return Solid(
        body=body,
        half_height_mm=radius_mm,
        section=lambda z: [Rectangle(height_mm / 2.0, float(np.sqrt(radius_mm**2 - z**2)))],
        slicing=lambda s: Slicing(
            1.06 * (s / (2.0 * radius_mm)) ** 1.5, radius_mm * _short_frac(s, radius_mm)
        ),
    )


def cone(radius_mm: float, height_mm: float) -> Solid:
    """A cone along z, its apex at −height/2 and its base at +height/2.

    The last plane lies up to a gap below the base: half a gap of it may be lost or gained, 1.5 s/H of the
    volume, and the outline there is narrower by up to s R/H.
    """

    def section(z_mm: float) -> Section:
        radius = radius_mm * (0.5 + z_mm / height_mm)
        return [Ellipse(radius, radius)]

    return Solid(
        body=_cone_body(radius_mm, height_mm),
        half_height_mm=height_mm / 2.0,
        section=section,
        slicing=lambda s: Slicing(1.5 * s / height_mm, s * radius_mm / height_mm),
    )


def lying_cone(radius_mm: float, height_mm: float) -> Solid:
    """A cone along x, its apex at −height/2: its sections are hyperbolas, closed by the base."""
    upright = _cone_body(radius_mm, height_mm)

    def section(z_mm: float) -> Section:
        # Vertices gather where the outline turns: at the base's corners and at the hyperbola's tip.
        y = np.sqrt(radius_mm**2 - z_mm**2) * np.sin(np.linspace(-np.pi / 2.0, np.pi / 2.0, N_VERTICES))
        return [Polygon(np.column_stack([height_mm / radius_mm * np.hypot(y, z_mm) - height_mm / 2.0, y]))]

    body = Body(
        volume_mm3=upright.volume_mm3,
        centroid_mm=upright.centroid_mm[[2, 0, 1]],
        reach_mm=lambda n: upright.reach_mm(n[[1, 2, 0]]),
        beyond_mm3=lambda t, n: upright.beyond_mm3(t, n[[1, 2, 0]]),
    )
    return Solid(
        body=body,
        half_height_mm=radius_mm,
        section=section,
        # Its sections shrink to nothing more smoothly than a ball's: the ball's bound holds.
        slicing=lambda s: Slicing((s / (2.0 * radius_mm)) ** 2, radius_mm * _short_frac(s, radius_mm)),
    )


def _cone_body(radius_mm: float, height_mm: float) -> Body:
    volume = np.pi * radius_mm**2 * height_mm / 3.0

    def reach_mm(n: Floats) -> float:
        base = radius_mm * np.hypot(n[0], n[1]) + n[2] * height_mm / 2.0
        return float(max(base, -n[2] * height_mm / 2.0))

    def beyond_mm3(t_mm: Floats, n: Floats) -> Floats:
        if abs(n[2]) < NEVER_SLOPED:
            return cone_beyond_across(t_mm, radius_mm=radius_mm, height_mm=height_mm)
        if abs(n[2]) < 1.0 - NEVER_SLOPED:
            raise ValueError("a cone has a closed form along and across its axis alone")
        above = cone_beyond_along(
            np.sign(n[2]) * t_mm + height_mm / 2.0, radius_mm=radius_mm, height_mm=height_mm
        )
        return above if n[2] > 0.0 else volume - above

    return Body(
        volume_mm3=volume,
        centroid_mm=np.array([0.0, 0.0, height_mm / 4.0]),
        reach_mm=reach_mm,
        beyond_mm3=beyond_mm3,
    )


def box(a_mm: float, b_mm: float, c_mm: float) -> Solid:
    """A box by half its sides along x, y and z: as tall as a whole number of slices."""
    half = (a_mm, b_mm, c_mm)
    body = Body(
        volume_mm3=8.0 * a_mm * b_mm * c_mm,
        centroid_mm=np.zeros(3),
        reach_mm=lambda n: float(np.abs(n) @ half),
        beyond_mm3=lambda t, n: box_beyond(t, half_mm=half, n=n),
    )
    return Solid(
        body=body,
        half_height_mm=c_mm,
        section=lambda _: [Rectangle(a_mm, b_mm)],
        slicing=lambda _: Slicing(0.0, 0.0),
    )


def _short_frac(slice_mm: float, radius_mm: float) -> float:
    """By how much of its radius a circle is narrower half a slice off its middle."""
    return 1.0 - float(np.sqrt(1.0 - (slice_mm / (2.0 * radius_mm)) ** 2))
