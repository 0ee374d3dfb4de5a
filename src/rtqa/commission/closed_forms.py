"""Volumes beyond a plane, and common to two balls, in closed form.

For a dose that rises along a vector ``n``, the part of a solid that receives at least a dose is what lies at
``n · p ≥ t``. All functions take lengths in mm, give mm³ (``segment_area``: mm²), and broadcast ``t`` against
the solid's measures. Solids are centred on the origin.

Sources: the spherical cap and the circular segment are elementary; ellipsoids and elliptic cylinders follow
from them by scaling the axes. The box is the inclusion-exclusion formula of a half-space and a cube (Barrow &
Smith, Am Math Mon 86:487, 1979), scaled; the lens of two balls is Weisstein, *Sphere-Sphere Intersection*,
MathWorld. The cylinder at a slant and the cone across its axis are integrals of the segment, given with each
function. The tests hold every one of them against a million quasi-random points.
"""

from __future__ import annotations

from itertools import product
from math import factorial

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats

NEVER_SLOPED = 1e-9
"""Components of a direction below this count as 0: the slanted forms divide by them."""


def ellipsoid_beyond(t_mm: npt.ArrayLike, *, semi_axes_mm: Floats, n: Floats) -> Floats:
    """The cap of an ellipsoid: a ball's, π(1 − s)²(2 + s)/3, stretched; s is t over the reach along n.

    Args:
        t_mm: any shape.
        semi_axes_mm: shape (3,).
        n: shape (3,).
    """
    s = np.clip(np.asarray(t_mm, dtype=float) / np.linalg.norm(semi_axes_mm * n), -1.0, 1.0)
    return np.asarray(np.prod(semi_axes_mm) * np.pi / 3.0 * (1.0 - s) ** 2 * (2.0 + s))


def segment_area(chord_mm: npt.ArrayLike, *, radius_mm: npt.ArrayLike = 1.0) -> Floats:
    """Area of a disc beyond a chord at a (signed) distance from its centre: r² acos(u/r) − u√(r² − u²)."""
    radius = np.asarray(radius_mm, dtype=float)
    u = np.clip(chord_mm, -radius, radius)
    return np.asarray(radius**2 * np.arccos(u / radius) - u * np.sqrt(radius**2 - u**2))


def cylinder_beyond(
    t_mm: npt.ArrayLike,
    *,
    semi_axes_mm: tuple[npt.ArrayLike, npt.ArrayLike],
    height_mm: npt.ArrayLike,
    n: Floats,
) -> Floats:
    """An elliptic cylinder along z: ∫ of the segment over its height.

    Scaled to unit radius, a layer at height z is a segment at (t − n_z z)/q, q = √(a²n_x² + b²n_y²). The
    integral of the segment's area from w to 1 is −Q(w), Q(w) = w acos w − e + e³/3 with e = √(1 − w²); below
    −1, where the segment is the whole disc, Q(w) = πw.

    Args:
        t_mm: shape (..., m).
        semi_axes_mm: a and b, each shape (m,) or scalar.
        height_mm: likewise.
        n: shape (3,).
    """
    a, b, height = (np.asarray(length, dtype=float) for length in (*semi_axes_mm, height_mm))
    t = np.asarray(t_mm, dtype=float)
    across, along = np.hypot(a * n[0], b * n[1]), abs(float(n[2]))
    if np.hypot(n[0], n[1]) < NEVER_SLOPED:
        return np.asarray(np.pi * a * b * np.clip(height / 2.0 - t / along, 0.0, height))
    if along < NEVER_SLOPED:
        return np.asarray(a * b * height * segment_area(t / across))
    rise = along * height / 2.0
    low, high = _segment_integral((t - rise) / across), _segment_integral((t + rise) / across)
    return np.asarray(a * b * across / along * (high - low))


def _segment_integral(w: Floats) -> Floats:
    inside = np.clip(w, -1.0, 1.0)
    e = np.sqrt(1.0 - inside**2)
    return np.asarray(inside * np.arccos(inside) - e + e**3 / 3.0 + np.pi * np.minimum(w + 1.0, 0.0))


def box_beyond(
    t_mm: npt.ArrayLike, *, half_mm: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike], n: Floats
) -> Floats:
    """A box: ∏ 2aᵢ over level sides, times Σ ±(Σ ±|nᵢ|aᵢ − t)₊ᵏ / (k! ∏ |nᵢ|) over the k sloped ones.

    Args:
        t_mm: shape (..., m).
        half_mm: half its sides, each shape (m,) or scalar.
        n: shape (3,).
    """
    t = np.asarray(t_mm, dtype=float)
    sides = [(np.asarray(half, dtype=float), abs(float(part))) for half, part in zip(half_mm, n, strict=True)]
    sloped = [(half, part) for half, part in sides if part >= NEVER_SLOPED]
    total: Floats = np.zeros(np.broadcast_shapes(t.shape, *(half.shape for half, _ in sides)))
    for signs in product((1.0, -1.0), repeat=len(sloped)):
        corner = sum(sign * part * half for sign, (half, part) in zip(signs, sloped, strict=True))
        total = total + np.prod(signs) * np.maximum(corner - t, 0.0) ** len(sloped)
    for half, part in sides:
        total = total / part if part >= NEVER_SLOPED else total * 2.0 * half
    return np.asarray(total / factorial(len(sloped)))


def cone_beyond_along(from_apex_mm: npt.ArrayLike, *, radius_mm: float, height_mm: float) -> Floats:
    """A cone beyond a plane across its axis, on the side of its base: πR²H/3 (1 − (u/H)³)."""
    share = np.clip(np.asarray(from_apex_mm, dtype=float) / height_mm, 0.0, 1.0)
    return np.asarray(np.pi * radius_mm**2 * height_mm / 3.0 * (1.0 - share**3))


def cone_beyond_across(t_mm: npt.ArrayLike, *, radius_mm: float, height_mm: float) -> Floats:
    """A cone beyond a plane along its axis: ∫ of the segment at chord t over discs of radius R z/H.

    For u = |t|: (H/R)[R³/3 acos(u/R) − ⅔uR√(R² − u²) + u³/3 arcosh(R/u)]; the other side is the rest.
    """
    r, t = radius_mm, np.clip(t_mm, -radius_mm, radius_mm)
    u = np.maximum(np.abs(t), 1e-12 * r)  # u³ arcosh(R/u) tends to 0 with u
    smaller = r**3 / 3.0 * np.arccos(u / r) - 2.0 / 3.0 * u * r * np.sqrt(r**2 - u**2)
    smaller = height_mm / r * (smaller + u**3 / 3.0 * np.arccosh(r / u))
    return np.asarray(np.where(t >= 0.0, smaller, np.pi * r**2 * height_mm / 3.0 - smaller))


def torus_beyond_along(t_mm: npt.ArrayLike, *, ring_mm: float, tube_mm: float) -> Floats:
    """A torus beyond a plane across its axis: by Pappus, 2πR times the segment of its tube."""
    return np.asarray(2.0 * np.pi * ring_mm * segment_area(t_mm, radius_mm=tube_mm))


def balls_common(reach_mm: npt.ArrayLike, *, radius_mm: float, distance_mm: float) -> Floats:
    """What a ball shares with one of radius ρ at a distance d.

    π(R + ρ − d)²(d² + 2d(R + ρ) − 3(R − ρ)²)/(12d); the smaller ball where d ≤ |R − ρ|; 0 where d ≥ R + ρ.
    """
    rho, r, d = np.asarray(reach_mm, dtype=float), radius_mm, max(distance_mm, NEVER_SLOPED)
    lens = np.pi * (r + rho - d) ** 2 * (d**2 + 2.0 * d * (r + rho) - 3.0 * (r - rho) ** 2) / (12.0 * d)
    smaller = 4.0 / 3.0 * np.pi * np.minimum(r, rho) ** 3
    return np.where(d >= r + rho, 0.0, np.where(d <= np.abs(r - rho), smaller, lens))


def disc_in_ball(
    reach_mm: npt.ArrayLike, *, radius_mm: npt.ArrayLike, low_mm: npt.ArrayLike, high_mm: npt.ArrayLike
) -> Floats:
    """What a disc between two heights shares with a ball of radius ρ centred on its axis at height 0.

    ∫ π min(r², ρ² − z²)₊ dz: up to e = √(ρ² − r²)₊ the whole disc, from there to ρ the ball's own section.

    Args:
        reach_mm: ρ, shape (..., m).
        radius_mm: of the discs, shape (m,) or scalar.
        low_mm: where each begins, likewise.
        high_mm: where each ends, likewise.
    """
    rho, r = np.asarray(reach_mm, dtype=float), np.asarray(radius_mm, dtype=float)
    e = np.sqrt(np.maximum(rho**2 - r**2, 0.0))

    def up_to(z_mm: npt.ArrayLike) -> Floats:
        z = np.minimum(np.abs(z_mm), rho)
        beyond_e = np.maximum(z, e)
        curved = rho**2 * (beyond_e - e) - (beyond_e**3 - e**3) / 3.0
        return np.asarray(np.sign(z_mm) * np.pi * (r**2 * np.minimum(z, e) + curved))

    return up_to(high_mm) - up_to(low_mm)
