"""Random phantoms with a known truth: a smooth solid drawn in slices, in a smooth dose given on a grid.

Each solid is a linear image of a unit solid (ball, cylinder, cone, cube), so its volume is known in closed
form and quasi-random points that fill it evenly are those of the unit solid, mapped. The truth is taken from
the smooth solid and the smooth dose; rtqa sees only contours and dose nodes.

Rough solids are drawn by an unsteady hand: at each height the outline of a smooth one is stretched from its
middle by waves that run around and along it, some of them shorter than the slices are thick. Points of the
smooth solid, stretched likewise, fill the rough one with a weight that is the square of the stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.stats import qmc

from rtqa.commission.doses import DoseField, LinearDose, Peak, dose_on_nodes
from rtqa.commission.outlines import Ellipse, Polygon, Rectangle, Section, outline_points_mm
from rtqa.commission.phantoms import rings_of, sections_of, structure_of
from rtqa.geometry.arrays import Ints
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import Structure

SIZES_MM = (8.0, 60.0)
SLICES_MM = (1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
GRIDS_MM = (1.0, 2.0, 2.5, 3.0, 4.0)
"""What is drawn from: a solid's largest extent (log-uniformly), slice spacings, in-plane dose spacings."""

LEAST_CM3 = 0.06
"""Smaller solids are drawn again: D0.03cc must be of less than half the structure."""

LOG2_POINTS = 19

N_WAVES, WAVES_MM, ROUGH_VERTICES = 8, (3.0, 30.0), 240
"""Of rough surfaces: waves, from shortest to longest along z, and vertices of an outline at least."""


# Solids


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solid:
    """A solid about the origin.

    Attributes:
        shape: its name in tables.
        unit: the unit solid it is an image of.
        matrix_mm: shape (3, 3), maps the unit solid onto it.
        half_mm: shape (3,), half its extents.
        section: how the plane at a height strictly within it cuts it.
    """

    shape: str
    unit: str
    matrix_mm: Floats
    half_mm: Floats
    section: Callable[[float], Section]

    @property
    def half_height_mm(self) -> float:
        """How far it reaches up and down."""
        return float(self.half_mm[2])

    @property
    def volume_cm3(self) -> float:
        """Its volume, in closed form."""
        return float(abs(np.linalg.det(self.matrix_mm))) * UNIT_VOLUMES[self.unit] / 1000.0


UNIT_VOLUMES = {"ball": 4 * np.pi / 3, "cylinder": 2 * np.pi, "cone": 2 * np.pi / 3, "cube": 8.0}
"""Of radius 1 about the z axis, and reaching from z = −1 to z = 1; the cone's apex is at z = 1."""


@cache
def unit_points(unit: str) -> Floats:
    """Quasi-random points (n, 3) that fill a unit solid evenly."""
    first, second, third = qmc.Sobol(3, seed=1).random_base2(LOG2_POINTS).T
    if unit == "cube":
        return owned(2.0 * np.column_stack([first, second, third]) - 1.0)
    if unit == "ball":
        z = 2.0 * second - 1.0
        distance = np.cbrt(first)
        across, along = distance * np.sqrt(1.0 - z**2), distance * z
    elif unit == "cone":
        from_apex = np.cbrt(first)
        across, along = from_apex * np.sqrt(second), 1.0 - 2.0 * from_apex
    else:
        across, along = np.sqrt(first), 2.0 * second - 1.0
    angle = 2.0 * np.pi * third
    return owned(np.column_stack([across * np.cos(angle), across * np.sin(angle), along]))


def ellipsoid(shape: str, matrix_mm: Floats) -> Solid:
    """The image of the unit ball."""
    form = matrix_mm @ matrix_mm.T
    lean = form[:2, 2] / form[2, 2]
    section_form = np.linalg.cholesky(form[:2, :2] - np.outer(form[:2, 2], lean))
    circle = outline_points_mm(Ellipse(1.0, 1.0))

    def section(z: float) -> Section:
        return [Polygon(np.sqrt(1.0 - z**2 / form[2, 2]) * circle @ section_form.T + lean * z)]

    half = np.sqrt(np.diag(form))
    return Solid(shape=shape, unit="ball", matrix_mm=matrix_mm, half_mm=half, section=section)


def upright_ellipsoid(rng: np.random.Generator, size_mm: float) -> Solid:
    """An ellipsoid turned about z."""
    angle = rng.uniform(0.0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    return ellipsoid("ellipsoid", turn * (size_mm / 2.0 * rng.uniform(0.5, 1.0, 3)))


def tilted_ellipsoid(rng: np.random.Generator, size_mm: float) -> Solid:
    """An ellipsoid that lies anyhow."""
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    return ellipsoid("tilted ellipsoid", turn * (size_mm / 2.0 * rng.uniform(0.5, 1.0, 3)))


def _radius_and_half_height(rng: np.random.Generator, size_mm: float) -> tuple[float, float]:
    return size_mm * rng.uniform(0.25, 0.5), size_mm / 2.0 * rng.uniform(0.5, 1.0)


def cylinder(rng: np.random.Generator, size_mm: float) -> Solid:
    """A cylinder along z."""
    radius, half = _radius_and_half_height(rng, size_mm)
    extents = np.array([radius, radius, half])
    return Solid(
        shape="cylinder",
        unit="cylinder",
        matrix_mm=np.diag(extents),
        half_mm=extents,
        section=lambda _: [Ellipse(radius, radius)],
    )


def lying_cylinder(rng: np.random.Generator, size_mm: float) -> Solid:
    """A cylinder along y: its sections are rectangles, the first and last of them wide."""
    radius, half = _radius_and_half_height(rng, size_mm)
    return Solid(
        shape="lying cylinder",
        unit="cylinder",
        matrix_mm=np.array([[radius, 0, 0], [0, 0, half], [0, radius, 0]]),
        half_mm=np.array([radius, half, radius]),
        section=lambda z: [Rectangle(float(np.sqrt(radius**2 - z**2)), half)],
    )


def cone(rng: np.random.Generator, size_mm: float) -> Solid:
    """A cone along z, its apex up."""
    radius, half = _radius_and_half_height(rng, size_mm)
    extents = np.array([radius, radius, half])

    def section(z: float) -> Section:
        narrowed = radius * (half - z) / (2.0 * half)
        return [Ellipse(narrowed, narrowed)]

    return Solid(shape="cone", unit="cone", matrix_mm=np.diag(extents), half_mm=extents, section=section)


def box(rng: np.random.Generator, size_mm: float) -> Solid:
    """A box along the axes."""
    extents = size_mm / 2.0 * rng.uniform(0.5, 1.0, 3)
    return Solid(
        shape="box",
        unit="cube",
        matrix_mm=np.diag(extents),
        half_mm=extents,
        section=lambda _: [Rectangle(extents[0], extents[1])],
    )


MAKERS = (upright_ellipsoid, tilted_ellipsoid, cylinder, lying_cylinder, cone, box)
UPRIGHT_MAKERS = (upright_ellipsoid, cylinder, lying_cylinder, cone, box)
"""The second are of solids whose sections lie about the z axis, which can be roughened."""


def sphere(radius_mm: float) -> Solid:
    """A ball."""
    return ellipsoid("sphere", radius_mm * np.eye(3))


# Rough surfaces


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roughness:
    """Waves on a surface: by how much an outline is stretched from its middle, by direction and height.

    Attributes:
        turns: shape (w,); how often each wave goes up and down around the outline.
        per_mm: shape (w,); its phase's change along z, in radians a mm.
        phases: shape (w,); its phase.
        heights: shape (w,); its height, as a share of the outline's distance from the middle.
    """

    turns: Ints
    per_mm: Floats
    phases: Floats
    heights: Floats

    def stretch(self, points_mm: Floats) -> Floats:
        """What points (n, 3) about the middle are multiplied by across z; shape (n,)."""
        around = np.arctan2(points_mm[:, 1], points_mm[:, 0])
        waves = zip(self.turns, self.per_mm, self.phases, self.heights, strict=True)
        return 1.0 + sum(h * np.cos(m * around + k * points_mm[:, 2] + phase) for m, k, phase, h in waves)

    def outline(self, outline_mm: Floats, z: float) -> Floats:
        """A rough outline (n, 2) from a smooth one, at a height."""
        ring = np.vstack([outline_mm, outline_mm[:1]])
        shares = np.linspace(0.0, 1.0, max(1, ROUGH_VERTICES // len(outline_mm)), endpoint=False)
        fine = (ring[:-1, None] + shares[:, None] * np.diff(ring, axis=0)[:, None]).reshape(-1, 2)
        return fine * self.stretch(np.column_stack([fine, np.full(len(fine), z)]))[:, None]


def random_roughness(rng: np.random.Generator, *, size_mm: float) -> Roughness:
    """Waves of 3 to 30 mm along z, which move the outline by some tenths of a mm up to 2 mm, all together."""
    turns = rng.integers(0, 7, N_WAVES)
    moved_mm = min(rng.uniform(0.3, 2.0), 0.08 * size_mm)
    heights = rng.uniform(0.5, 1.0, N_WAVES)
    return Roughness(
        turns=turns,
        per_mm=rng.choice([-1.0, 1.0], N_WAVES) * 2 * np.pi / np.exp(rng.uniform(*np.log(WAVES_MM), N_WAVES)),
        phases=rng.uniform(0.0, 2 * np.pi, N_WAVES),
        heights=heights * moved_mm / (size_mm / 3.0) / np.sqrt((heights**2).sum() / 2),
    )


def roughened(solid: Solid, roughness: Roughness) -> Solid:
    """The solid with a rough surface; its closed form no longer holds."""
    return replace(
        solid,
        shape=f"rough {solid.shape}",
        section=lambda z: [
            Polygon(roughness.outline(outline_points_mm(part), z)) for part in solid.section(z)
        ],
    )


# Doses


def stanley_gy(points_mm: Floats, *, radius_mm: float, prescribed_gy: float) -> Floats:
    """The radial dose that Stanley et al. 2021 fitted to radiosurgery plans; prescribed at the surface."""
    beyond_cm = (np.sqrt((points_mm**2).sum(axis=1)) - radius_mm) / 10.0
    inside = 1.0 - 0.249 * np.exp(7.019 * np.minimum(beyond_cm, 0.0))
    outside = 0.029 + (1.0 - 0.249 - 0.029) * np.exp(-1.927 * np.maximum(beyond_cm, 0.0))
    dose: Floats = prescribed_gy / (1.0 - 0.249) * np.where(beyond_cm < 0, inside, outside)
    return dose


def random_dose(rng: np.random.Generator, *, size_mm: float, grid_mm: float) -> DoseField:
    """A linear dose or a Gaussian one, as steep as a structure of this size may well see."""
    if rng.random() < 0.5:
        direction = rng.normal(size=3)
        along = direction / np.linalg.norm(direction)
        return LinearDose(along=along, at_origin_gy=40.0, gy_per_mm=rng.uniform(6.0, 30.0) / size_mm).at
    sigma_mm = size_mm * rng.uniform(0.6, 1.5) + grid_mm
    return Peak(centre_mm=rng.normal(size=3) * size_mm * 0.3, sigma_mm=sigma_mm, peak_gy=60.0).at


# Truth


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """What the smooth solid receives of the smooth dose.

    Attributes:
        volume_cm3: its volume.
        doses_gy: doses of equal parts of it, ascending.
    """

    volume_cm3: float
    doses_gy: Floats

    @property
    def mean_gy(self) -> float:
        """Mean dose."""
        return float(self.doses_gy.mean())

    def dose_at(self, share: float) -> float:
        """The dose that this share of the volume receives."""
        place = (1.0 - share) * len(self.doses_gy) - 0.5
        return float(np.interp(place, np.arange(len(self.doses_gy)), self.doses_gy))

    def share_at(self, dose_gy: float) -> float:
        """The share of the volume that receives at least this dose."""
        return 1.0 - float(np.searchsorted(self.doses_gy, dose_gy)) / len(self.doses_gy)


def truth_of(solid: Solid, dose_gy: DoseField, roughness: Roughness | None = None) -> Truth:
    """The truth, about the origin."""
    points = np.einsum("nj,ij->ni", unit_points(solid.unit), solid.matrix_mm)
    if roughness is None:
        return Truth(volume_cm3=solid.volume_cm3, doses_gy=np.sort(dose_gy(points)))
    stretch = roughness.stretch(points)
    doses = dose_gy(points * np.column_stack([stretch, stretch, np.ones(len(points))]))
    # Doses of equal parts, from doses of parts as large as the square of the stretch.
    order = np.argsort(doses)
    parts = np.cumsum(stretch[order] ** 2) - stretch[order] ** 2 / 2
    whole = float((stretch**2).sum())
    equal = (np.arange(len(doses)) + 0.5) * whole / len(doses)
    return Truth(
        volume_cm3=solid.volume_cm3 * whole / len(doses), doses_gy=np.interp(equal, parts, doses[order])
    )


# What rtqa sees


def drawn(solid: Solid, *, slice_mm: float, phase: float, centre_mm: Floats) -> Structure:
    """The solid in contours `slice_mm` apart, the first of them `phase` (0 … 1) of that above its low end."""
    sections = sections_of(solid, slice_mm=slice_mm, offset_mm=phase * slice_mm - solid.half_height_mm)
    return structure_of(rings_of(sections, centre_mm))


def tabulated(
    dose_gy: DoseField, *, reach_mm: Floats, spacing_mm: Floats, centre_mm: Floats, phase: Floats
) -> Dose:
    """The dose about a centre at the nodes of a grid.

    Args:
        dose_gy: the dose about the origin.
        reach_mm: shape (3,), how far the grid reaches at least from the centre.
        spacing_mm: shape (3,), along x, y and z.
        centre_mm: shape (3,), where the origin is put.
        phase: shape (3,), 0 … 1: by how much of its spacing the grid is moved down.
    """
    first = centre_mm - reach_mm - phase * spacing_mm
    counts = np.ceil(2.0 * reach_mm / spacing_mm) + 2
    nodes_mm = [a + step * np.arange(n) for a, step, n in zip(first, spacing_mm, counts, strict=True)]
    return dose_on_nodes(lambda points: dose_gy(points - centre_mm), nodes_mm)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phantom:
    """A structure and a dose as rtqa sees them, and their truth.

    Attributes:
        shape: of the solid.
        size_mm: the size it was drawn with; its largest extent is at most that.
        slice_mm: distance between contours.
        grid_mm: in-plane spacing of the dose.
        structure, dose: what rtqa sees.
        truth: what it ought to find.
    """

    shape: str
    size_mm: float
    slice_mm: float
    grid_mm: float
    structure: Structure
    dose: Dose
    truth: Truth


def random_phantom(rng: np.random.Generator, *, is_rough: bool = False) -> Phantom:
    """Any shape, size, slice spacing, dose, grid, and phase of both."""
    size_mm = float(np.exp(rng.uniform(*np.log(SIZES_MM))))
    makers = UPRIGHT_MAKERS if is_rough else MAKERS
    solid = makers[rng.integers(len(makers))](rng, size_mm)
    if solid.volume_cm3 < LEAST_CM3:
        return random_phantom(rng, is_rough=is_rough)
    roughness = random_roughness(rng, size_mm=size_mm) if is_rough else None
    slice_mm = float(rng.choice(SLICES_MM))
    while 2.0 * solid.half_mm[2] < 2.5 * slice_mm:
        slice_mm *= 0.6
    grid_mm = float(rng.choice(GRIDS_MM))
    spacing_mm = np.array([grid_mm, grid_mm, rng.choice([grid_mm, 2.5, 3.0])])
    dose_gy = random_dose(rng, size_mm=size_mm, grid_mm=grid_mm)
    centre_mm = rng.uniform(-5.0, 5.0, 3)
    reach_mm = solid.half_mm + slice_mm + 3.0 * spacing_mm + (4.0 if is_rough else 0.0)
    truth = truth_of(solid, dose_gy, roughness)
    solid = roughened(solid, roughness) if roughness else solid
    return Phantom(
        shape=solid.shape,
        size_mm=size_mm,
        slice_mm=slice_mm,
        grid_mm=grid_mm,
        structure=drawn(solid, slice_mm=slice_mm, phase=rng.random(), centre_mm=centre_mm),
        dose=tabulated(
            dose_gy, reach_mm=reach_mm, spacing_mm=spacing_mm, centre_mm=centre_mm, phase=rng.random(3)
        ),
        truth=truth,
    )
