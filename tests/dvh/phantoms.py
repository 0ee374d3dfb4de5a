"""Truth from outside the code: solids drawn as contours, doses on grids, and volumes in closed form.

A solid has its own frame (u, v, w), w being the contours' normal; `axes` (rows u, v, w) and `centre_mm` place
it in the patient. A dose is a function of points in the patient, tabulated on any grid. For a dose f(n · p)
that rises along the unit vector n, or falls with the distance from a point, the closed forms give the volume
that receives at least a dose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial

import numpy as np
import numpy.typing as npt
from hypothesis import settings
from scipy.stats import qmc

from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import ContourKind, Contours, Structure

AXIAL = np.eye(3)
SAGITTAL = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
CORONAL = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

N_VERTICES = 360
"""A polygon of the circle's own area with so many vertices is nowhere further from it than r / 26,000."""

Ring = tuple[float, Floats]
"""A contour in the frame of its solid: height w, and points (n, 2) along u and v."""


def examples(count: int) -> settings:
    """So many examples, the same ones at every run."""
    return settings(max_examples=count, deadline=None, derandomize=True)


# Contours


def circle(radius_mm: float, *, at: tuple[float, float] = (0.0, 0.0), n: int = N_VERTICES) -> Floats:
    """A polygon of exactly the circle's area."""
    turn = 2 * np.pi / n
    angle = turn * np.arange(n)
    radius_mm *= np.sqrt(turn / np.sin(turn))
    return np.column_stack([at[0] + radius_mm * np.cos(angle), at[1] + radius_mm * np.sin(angle)])


def rectangle(u0: float, v0: float, u1: float, v1: float) -> Floats:
    """Corners, counter-clockwise."""
    return np.array([[u0, v0], [u1, v0], [u1, v1], [u0, v1]], dtype=float)


def structure_of(
    rings: Iterable[Ring],
    *,
    axes: Floats = AXIAL,
    centre_mm: npt.ArrayLike = (0.0, 0.0, 0.0),
    kinds: Sequence[ContourKind] | None = None,
    name: str = "Phantom",
) -> Structure:
    """A structure of these contours."""
    placed = [
        np.column_stack([points, np.full(len(points), height)]) @ axes + np.asarray(centre_mm, dtype=float)
        for height, points in rings
    ]
    lengths = [len(points) for points in placed]
    return Structure(
        number=1,
        name=name,
        role="ORGAN",
        contours=Contours(
            points_mm=owned(np.concatenate(placed)),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp),
            kinds=tuple(kinds) if kinds is not None else (ContourKind.CLOSED_PLANAR,) * len(placed),
        ),
    )


def heights(half_mm: float, *, spacing_mm: float, phase: float) -> Floats:
    """Plane heights inside (−half_mm, half_mm), one of them at phase × spacing (phase 0 … 1)."""
    reach = int(np.ceil(half_mm / spacing_mm)) + 1
    all_mm = spacing_mm * (np.arange(-reach, reach + 1) + phase)
    return all_mm[np.abs(all_mm) < half_mm * (1 - 1e-9)]


# Solids: how they are cut by a plane at height w, and how far they reach along w


@dataclass(frozen=True)
class Solid:
    """A solid of revolution or a box, named by the way it lies to the contours' normal."""

    half_mm: float
    section: Callable[[float], list[Floats]]
    volume_mm3: float

    def rings(self, *, spacing_mm: float, phase: float) -> list[Ring]:
        """Contours of all planes."""
        planes = heights(self.half_mm, spacing_mm=spacing_mm, phase=phase)
        return [(float(w), points) for w in planes for points in self.section(float(w))]


def ball(radius: float) -> Solid:
    return Solid(radius, lambda w: [circle(np.sqrt(radius**2 - w**2))], 4 / 3 * np.pi * radius**3)


def ellipsoid(semi_axes: tuple[float, float, float]) -> Solid:
    a, b, c = semi_axes
    return Solid(
        c, lambda w: [circle(1.0) * [a, b] * np.sqrt(1 - (w / c) ** 2)], float(4 / 3 * np.pi * a * b * c)
    )


def cylinder_along(radius: float, height: float) -> Solid:
    return Solid(height / 2, lambda _: [circle(radius)], np.pi * radius**2 * height)


def cylinder_across(radius: float, height: float) -> Solid:
    """Its axis lies along u."""

    def section(w: float) -> list[Floats]:
        v = np.sqrt(radius**2 - w**2)
        return [rectangle(-height / 2, -v, height / 2, v)]

    return Solid(radius, section, np.pi * radius**2 * height)


def cone_along(radius: float, height: float) -> Solid:
    """Its apex is at w = −height / 2, its base at w = height / 2."""
    return Solid(height / 2, lambda w: [circle(radius * (0.5 + w / height))], np.pi * radius**2 * height / 3)


def cone_across(radius: float, height: float) -> Solid:
    """Its axis lies along u, its apex at u = 0, its base at u = height: sections are hyperbolas."""

    def section(w: float) -> list[Floats]:
        v = np.sqrt(radius**2 - w**2) * np.sin(np.linspace(-np.pi / 2, np.pi / 2, N_VERTICES))
        return [np.column_stack([height / radius * np.hypot(v, w), v])]

    return Solid(radius, section, np.pi * radius**2 * height / 3)


def box(half: tuple[float, float, float]) -> Solid:
    a, b, c = half
    return Solid(c, lambda _: [rectangle(-a, -b, a, b)], 8 * a * b * c)


def torus(ring_radius: float, tube_radius: float) -> Solid:
    """Its axis lies along w: sections are rings, drawn as a contour and a hole."""

    def section(w: float) -> list[Floats]:
        q = np.sqrt(tube_radius**2 - w**2)
        return [circle(ring_radius + q), circle(ring_radius - q)[::-1]]

    return Solid(tube_radius, section, 2 * np.pi**2 * ring_radius * tube_radius**2)


# Doses


def dose_of(
    values_gy: npt.ArrayLike,
    grid: Grid,
    *,
    quantity: DoseQuantity = DoseQuantity.PHYSICAL,
) -> Dose:
    """A dose of these values."""
    values = np.array(np.broadcast_to(np.asarray(values_gy, dtype=np.float32), grid.shape_kji))
    values.setflags(write=False)
    return Dose(
        uid="1.2.3",
        grid=grid,
        values_gy=values,
        quantity=quantity,
        scope=DoseScope.PLAN,
        n_fractions=1,
        plan_uid="",
        structure_set_uid="",
    )


def dose_on_nodes(
    dose_gy: Callable[[Floats], Floats], nodes_mm: Sequence[npt.ArrayLike], *, axes: Floats = AXIAL
) -> Dose:
    """Tabulate a dose at nodes along three axes (rows: columns, rows, slices; right-handed).

    Nodes along the columns and rows ascend evenly; slices may be irregular, and may descend.
    """
    i, j, k = (np.asarray(nodes, dtype=float) for nodes in nodes_mm)
    w, v, u = np.meshgrid(k, j, i, indexing="ij")
    points = np.column_stack([u.ravel(), v.ravel(), w.ravel()]) @ axes
    grid = Grid.from_planes(
        position_mm=np.array([i[0], j[0], k[0]]) @ axes,
        orientation=axes[:2].ravel(),
        spacing_mm=(j[1] - j[0] if len(j) > 1 else 1.0, i[1] - i[0] if len(i) > 1 else 1.0),
        offsets_mm=k - k[0],
        shape_ji=(len(j), len(i)),
        frame_of_reference_uid="",
    )
    return dose_of(dose_gy(points).reshape(grid.shape_kji), grid)


def nodes_around(
    low_mm: float, high_mm: float, *, spacing_mm: float, phase: float = 0.0, margin: int = 1
) -> Floats:
    """Evenly spaced nodes that reach beyond both bounds by `margin` steps, shifted by phase (0 … 1)."""
    start = low_mm - (margin + phase) * spacing_mm
    count = int(np.ceil((high_mm - start) / spacing_mm)) + margin + 1
    return start + spacing_mm * np.arange(count)


def dose_around(
    dose_gy: Callable[[Floats], Floats],
    points_mm: Floats,
    *,
    spacing_mm: float | tuple[float, float, float],
    axes: Floats = AXIAL,
    phase: npt.ArrayLike = (0.0, 0.0, 0.0),
    pad_mm: float = 4.0,
) -> Dose:
    """Tabulate a dose on a grid that holds these points and their end caps."""
    along = points_mm @ axes.T
    spacings = np.broadcast_to(spacing_mm, 3)
    return dose_on_nodes(
        dose_gy,
        [
            nodes_around(low - pad_mm, high + pad_mm, spacing_mm=float(s), phase=float(p))
            for low, high, s, p in zip(
                along.min(axis=0), along.max(axis=0), spacings, np.broadcast_to(phase, 3), strict=True
            )
        ],
        axes=axes,
    )


def linear(
    direction: npt.ArrayLike,
    *,
    at_centre_gy: float,
    gy_per_mm: float = 1.0,
    centre_mm: npt.ArrayLike = (0, 0, 0),
) -> Callable[[Floats], Floats]:
    """Dose rising along a unit vector."""
    n, centre = np.asarray(direction, dtype=float), np.asarray(centre_mm, dtype=float)
    return lambda points: at_centre_gy + gy_per_mm * ((points - centre) @ n)


def gaussian(peak_mm: npt.ArrayLike, *, sigma_mm: float, peak_gy: float) -> Callable[[Floats], Floats]:
    """Dose falling with the distance from a point."""
    peak = np.asarray(peak_mm, dtype=float)
    return lambda points: peak_gy * np.exp(-0.5 * np.sum((points - peak) ** 2, axis=1) / sigma_mm**2)


def gaussian_radius(dose_gy: npt.ArrayLike, *, sigma_mm: float, peak_gy: float) -> Floats:
    """How far from the peak a Gaussian dose falls to this dose."""
    return sigma_mm * np.sqrt(2 * np.log(peak_gy / np.asarray(dose_gy, dtype=float)))


def unit_vectors(seed: int, count: int) -> Floats:
    """Random directions, evenly over the sphere."""
    vectors = np.random.default_rng(seed).normal(size=(count, 3))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def rotation(seed: int) -> Floats:
    """A random right-handed frame, as rows."""
    u, v = unit_vectors(seed, 2)
    v = v - (v @ u) * u
    v /= np.linalg.norm(v)
    return np.stack([u, v, np.cross(u, v)])


# Closed forms: mm³ of a solid in its own frame at n · p ≥ t, dose rising along n


def ball_beyond(t: npt.ArrayLike, *, radius: float) -> Floats:
    t = np.clip(t, -radius, radius)
    return np.pi * (radius - t) ** 2 * (2 * radius + t) / 3


def ellipsoid_beyond(t: npt.ArrayLike, *, semi_axes: tuple[float, float, float], n: npt.ArrayLike) -> Floats:
    reach = np.sqrt(np.sum((np.asarray(semi_axes) * n) ** 2))
    s = np.clip(np.asarray(t) / reach, -1, 1)
    return np.prod(semi_axes) * np.pi * (1 - s) ** 2 * (2 + s) / 3


def disc_beyond(t: npt.ArrayLike, *, radius: npt.ArrayLike) -> Floats:
    """Area of a disc beyond a chord at distance t from its centre."""
    t = np.clip(t, -np.asarray(radius), radius)
    return radius**2 * np.arccos(t / radius) - t * np.sqrt(radius**2 - t**2)


def cylinder_beyond(
    t: npt.ArrayLike, *, radius: npt.ArrayLike, height: npt.ArrayLike, along: float
) -> Floats:
    """`along`: the dose's rise along the axis, |n · axis|."""
    radius, height = np.asarray(radius, dtype=float), np.asarray(height, dtype=float)
    c, s = along, np.sqrt(max(0.0, 1 - along**2))
    if s < 1e-6:
        return np.pi * radius**2 * np.clip(height / 2 - t, 0, height)
    if c < 1e-6:
        return height * disc_beyond(t, radius=radius)

    def from_below(w: Floats) -> Floats:
        inside = np.clip(w, -radius, radius)
        q = np.sqrt(radius**2 - inside**2)
        value = radius**2 * (inside * np.arccos(inside / radius) - q) + q**3 / 3
        return np.where(w < -radius, np.pi * radius**2 * w, np.where(w > radius, 0.0, value))

    t = np.asarray(t, dtype=float)
    return s / c * (from_below((t + c * height / 2) / s) - from_below((t - c * height / 2) / s))


def cone_along_beyond(t: npt.ArrayLike, *, radius: float, height: float) -> Floats:
    """Dose rising from the apex to the base; t from the apex."""
    share = np.clip(np.asarray(t) / height, 0, 1)
    return np.pi * radius**2 * height / 3 * (1 - share**3)


def cone_across_beyond(t: npt.ArrayLike, *, radius: float, height: float) -> Floats:
    """Dose rising across the axis."""
    t = np.clip(t, -radius, radius)
    u = np.maximum(np.abs(t), 1e-12 * radius)
    half = (
        height
        / radius
        * (
            radius**3 / 3 * np.arccos(u / radius)
            - 2 / 3 * u * radius * np.sqrt(radius**2 - u**2)
            + u**3 / 3 * np.arccosh(radius / u)
        )
    )
    return np.where(t >= 0, half, np.pi * radius**2 * height / 3 - half)


def box_beyond(t: npt.ArrayLike, *, half: tuple[float, float, float], n: npt.ArrayLike) -> Floats:
    a, n = np.asarray(half, dtype=float), np.abs(np.asarray(n, dtype=float))
    sloped = n > 1e-3
    a_sloped, n_sloped = a[sloped], n[sloped]
    k = int(sloped.sum())
    total = np.zeros_like(np.asarray(t, dtype=float))
    for signs in product((1.0, -1.0), repeat=k):
        total = total + np.prod(signs) * np.maximum(signs @ (n_sloped * a_sloped) - t, 0) ** k
    return np.prod(2 * a[~sloped]) / (factorial(k) * np.prod(n_sloped)) * total


def torus_beyond(t: npt.ArrayLike, *, ring_radius: float, tube_radius: float) -> Floats:
    """Dose rising along the axis."""
    return 2 * np.pi * ring_radius * disc_beyond(t, radius=tube_radius)


def balls_common(reach: npt.ArrayLike, *, radius: float, distance: float) -> Floats:
    """Volume that a ball shares with one of radius `reach` about a point at some distance."""
    reach = np.asarray(reach, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        lens = (
            np.pi
            * (radius + reach - distance) ** 2
            * (distance**2 + 2 * distance * (radius + reach) - 3 * (radius - reach) ** 2)
            / (12 * distance)
        )
    whole = 4 / 3 * np.pi * np.minimum(radius, reach) ** 3
    lens = np.where(distance <= np.abs(radius - reach), whole, lens)
    return np.where(distance >= radius + reach, 0.0, lens)


def ball_of_discs(
    radius: float, *, spacing_mm: float, phase: float, centre_mm: npt.ArrayLike = (0, 0, 0)
) -> Discs:
    """What the contours of `ball` stand for: each plane half a gap up and down."""
    w = heights(radius, spacing_mm=spacing_mm, phase=phase)
    return Discs(
        centres_mm=np.column_stack([0 * w, 0 * w, w]) + np.asarray(centre_mm, dtype=float),
        radii_mm=np.sqrt(radius**2 - w**2),
        thicknesses_mm=np.full(len(w), spacing_mm),
        signs=np.ones(len(w)),
    )


@dataclass(frozen=True)
class Discs:
    """The right prisms of a stack of discs, exactly: sums of oblique cylinders; holes count as negative."""

    centres_mm: Floats
    radii_mm: Floats
    thicknesses_mm: Floats
    signs: Floats

    @property
    def volume_mm3(self) -> float:
        return float(np.sum(self.signs * np.pi * self.radii_mm**2 * self.thicknesses_mm))

    def points_mm(self, log2_count: int) -> Floats:
        """Quasi-random points, evenly over the volume of discs without holes across z."""
        q = qmc.Sobol(3, seed=1).random_base2(log2_count)
        shares = self.radii_mm**2 * self.thicknesses_mm
        shares = shares / shares.sum()
        before = np.cumsum(shares) - shares
        disc = np.searchsorted(before, q[:, 0], side="right") - 1
        height = ((q[:, 0] - before[disc]) / shares[disc] - 0.5) * self.thicknesses_mm[disc]
        away, angle = self.radii_mm[disc] * np.sqrt(q[:, 1]), 2 * np.pi * q[:, 2]
        within = np.column_stack([away * np.cos(angle), away * np.sin(angle), height])
        points: Floats = self.centres_mm[disc] + within
        return points

    def beyond(self, t: npt.ArrayLike, *, n: npt.ArrayLike, axis: npt.ArrayLike = (0.0, 0.0, 1.0)) -> Floats:
        """Volume in mm³ at n · p ≥ t, discs across `axis`."""
        t = np.atleast_1d(np.asarray(t, dtype=float))
        n = np.asarray(n, dtype=float)
        local = t[:, None] - (self.centres_mm @ n)[None, :]
        volumes = cylinder_beyond(
            local, radius=self.radii_mm, height=self.thicknesses_mm, along=float(abs(n @ np.asarray(axis)))
        )
        return volumes @ self.signs
