"""Truth from outside the DVH: the solids, doses and closed forms of the commissioning suite, laid anyhow.

A solid has its own frame (u, v, w), w being the contours' normal; `axes` (rows u, v, w) and `centre_mm` place
it in the patient. A dose is a function of points in the patient, tabulated on any grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from hypothesis import settings
from scipy.stats import qmc

from rtqa.commission.closed_forms import cylinder_beyond
from rtqa.commission.doses import DoseField, LinearDose, dose_on_nodes
from rtqa.commission.outlines import Ellipse, outline_points_mm
from rtqa.commission.phantoms import sections_of
from rtqa.commission.phantoms import structure_of as structure_of_points
from rtqa.commission.solids import Solid, sphere
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.structure import ContourKind, Structure

AXIAL = np.eye(3)
SAGITTAL = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
CORONAL = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

Ring = tuple[float, Floats]
"""A contour in the frame of its solid: height w, and points (n, 2) along u and v."""


def examples(count: int) -> settings:
    """So many examples, the same ones at every run."""
    return settings(max_examples=count, deadline=None, derandomize=True)


# Contours


def circle(radius_mm: float, *, at: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """A polygon of exactly the circle's area."""
    return outline_points_mm(Ellipse(radius_mm, radius_mm)) + np.asarray(at)


def rectangle(u0: float, v0: float, u1: float, v1: float) -> Floats:
    """Corners, counter-clockwise."""
    return np.array([[u0, v0], [u1, v0], [u1, v1], [u0, v1]], dtype=float)


def rings_of(solid: Solid, *, spacing_mm: float, phase: float) -> list[Ring]:
    """A solid's contours, one of its planes at phase × spacing (phase 0 … 1) above its middle."""
    sections = sections_of(solid, slice_mm=spacing_mm, offset_mm=phase * spacing_mm)
    return [(w, outline_points_mm(outline)) for w, section in sections for outline in section]


def structure_of(
    rings: Iterable[Ring],
    *,
    axes: Floats = AXIAL,
    centre_mm: npt.ArrayLike = (0.0, 0.0, 0.0),
    kinds: Sequence[ContourKind] | None = None,
) -> Structure:
    """A structure of these contours."""
    placed = [
        np.column_stack([points, np.full(len(points), height)]) @ axes + np.asarray(centre_mm, dtype=float)
        for height, points in rings
    ]
    return structure_of_points(placed, kinds=kinds)


# Doses


def nodes_around(low_mm: float, high_mm: float, *, spacing_mm: float, phase: float = 0.0) -> Floats:
    """Evenly spaced nodes that reach beyond both bounds by a step, shifted by phase (0 … 1)."""
    start = low_mm - (1.0 + phase) * spacing_mm
    count = int(np.ceil((high_mm - start) / spacing_mm)) + 2
    return start + spacing_mm * np.arange(count)


def dose_around(
    dose_gy: DoseField,
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
    direction: npt.ArrayLike, *, at_centre_gy: float, centre_mm: npt.ArrayLike = (0, 0, 0)
) -> DoseField:
    """Dose rising by 1 Gy/mm along a unit vector."""
    n = np.asarray(direction, dtype=float)
    return LinearDose(along=n, at_origin_gy=at_centre_gy - float(n @ np.asarray(centre_mm)), gy_per_mm=1.0).at


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


# Truth


def ball_of_discs(
    radius: float, *, spacing_mm: float, phase: float, centre_mm: npt.ArrayLike = (0, 0, 0)
) -> Discs:
    """What the contours of a ball stand for: each plane half a gap up and down."""
    sections = sections_of(sphere(radius), slice_mm=spacing_mm, offset_mm=phase * spacing_mm)
    w = np.array([height for height, _ in sections])
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
        n, t = np.asarray(n, dtype=float), np.atleast_1d(np.asarray(t, dtype=float))
        along = float(n @ np.asarray(axis))
        volumes = cylinder_beyond(
            t[:, None] - (self.centres_mm @ n)[None, :],
            semi_axes_mm=(self.radii_mm, self.radii_mm),
            height_mm=self.thicknesses_mm,
            n=np.array([np.sqrt(max(0.0, 1.0 - along**2)), 0.0, along]),
        )
        return volumes @ self.signs
