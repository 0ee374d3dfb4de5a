"""The suite: which solids, sizes, slices and doses. Nothing here depends on chance.

Phantoms of one slice spacing and one dose form a set: one patient for a planning system, with one image, one
structure set and one dose. In a set the structures lie side by side along x. Their middles lie off the planes
by a phase of their own, and off the dose grid by whatever comes of it: only set N1 and N3 have contours on
the poles, as Nelms et al. drew them, and truths with flat half-slice caps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.commission.derived import DERIVED, DerivedPhantom
from rtqa.commission.doses import LinearDose, Peak, PeaksDose, dose_on_nodes
from rtqa.commission.hollow import shell, torus, tube
from rtqa.commission.phantoms import Phantom
from rtqa.commission.solids import (
    Solid,
    box,
    cone,
    cylinder,
    ellipsoid,
    lying_cone,
    lying_cylinder,
    rough_cylinder,
    sphere,
)
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, owned

GAP_MM = 12.0
"""Between neighbouring structures of a set."""

GRID_PHASES = (0.37, 0.71, 0.13)
"""By how many voxels the dose grid begins off the whole millimetres along x, y and z: off every symmetry."""

POSTERIOR, SUPERIOR = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
OBLIQUE = np.array([2.0, 3.0, 6.0]) / 7.0

STEEP = {"at_origin_gy": 40.0, "gy_per_mm": 1.0}
"""1 Gy/mm is the steep fall-off beside a stereotactic target; no structure reaches down to 0 Gy."""
GENTLE = {"at_origin_gy": 60.0, "gy_per_mm": 0.25}
"""Gentle enough that a slanted rise stays above 0 Gy over a whole set."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhantomSet:
    """Phantoms of one slice spacing in one dose.

    Attributes:
        name: short, for folders and labels.
        phantoms: side by side along x.
        dose: as a function of a point.
        slice_mm: distance between contour planes (and image slices).
        grid_mm: distance between dose voxels, along all axes.
    """

    name: str
    phantoms: tuple[Phantom, ...]
    dose: LinearDose | PeaksDose
    slice_mm: float
    grid_mm: float

    @property
    def is_capped(self) -> bool:
        """Whether all its truths have end caps."""
        return all(phantom.is_capped for phantom in self.phantoms)

    def bounds_mm(self) -> tuple[Floats, Floats]:
        """Lowest and highest x, y and z of all contours."""
        points = [phantom.structure(1).contours.points_mm for phantom in self.phantoms]
        return np.min([p.min(axis=0) for p in points], axis=0), np.max(
            [p.max(axis=0) for p in points], axis=0
        )

    def tabulate(self) -> Dose:
        """The dose on a grid that holds every structure with its end caps."""
        low, high = self.bounds_mm()
        margin = self.slice_mm + self.grid_mm
        start = np.floor(low - margin - self.grid_mm) + self.grid_mm * np.array(GRID_PHASES)
        counts = np.ceil((high + margin - start) / self.grid_mm) + 1
        nodes_mm = [
            first + self.grid_mm * np.arange(count) for first, count in zip(start, counts, strict=True)
        ]
        return dose_on_nodes(self.dose.at, nodes_mm)


Shape = tuple[str, Solid, float, float]
"""Name, solid, its least width in mm, and its width along x."""


def _sphere(diameter: float) -> Shape:
    return f"Sphere{diameter:g}", sphere(diameter / 2.0), diameter, diameter


def _ellipsoid(x: float, y: float, z: float) -> Shape:
    return f"Ellipsoid{x:g}", ellipsoid(x / 2.0, y / 2.0, z / 2.0), min(x, y, z), x


def _cylinder(size: float) -> Shape:
    return f"Cylinder{size:g}", cylinder(size / 2.0, size), size, size


def _rough_cylinder(size: float) -> Shape:
    """As an unsteady hand draws a cylinder: its radius wavers from plane to plane by a twelfth either way."""
    solid = rough_cylinder(size / 2.0, size, amplitude_mm=size / 24.0, n_waves=7)
    return f"RoughCyl{size:g}", solid, size * 11.0 / 12.0, size * 13.0 / 12.0


def _lying_cylinder(size: float) -> Shape:
    return f"CylAcross{size:g}", lying_cylinder(size / 2.0, size), size, size


def _cone(size: float) -> Shape:
    return f"Cone{size:g}", cone(size / 2.0, size), size, size


def _lying_cone(size: float) -> Shape:
    return f"ConeAcross{size:g}", lying_cone(size / 2.0, size), size, size


def _box(size: float) -> Shape:
    return f"Box{size:g}", box(size / 2.0, size / 2.0, size / 2.0), size, size


def _tube(size: float) -> Shape:
    return f"Tube{size:g}", tube(size / 2.0, size / 4.0, size), size / 4.0, size


def _shell(size: float) -> Shape:
    return f"Shell{size:g}", shell(size / 2.0, size / 3.0), size / 6.0, size


def _torus(size: float) -> Shape:
    return f"Torus{size:g}", torus(size / 3.0, size / 6.0), size / 3.0, size


def commissioning_suite() -> tuple[PhantomSet, ...]:
    """All sets, each of its phantoms with a name of its own."""
    ap, si = LinearDose(along=POSTERIOR, **STEEP), LinearDose(along=SUPERIOR, **STEEP)
    slanted = LinearDose(along=OBLIQUE, **GENTLE)
    fine = [_cylinder(24), _lying_cylinder(24), _cone(24), _lying_cone(24)]
    coarse = [_lying_cylinder(45), _cone(45), _lying_cone(45), _box(30)]
    nelms = [_sphere(24), _cylinder(24), _cone(24)]
    return (
        _linear("A1", [_sphere(6), _sphere(24), *fine], dose=ap, slice_mm=1.0, grid_mm=1.0),
        _linear("A3", [_sphere(30), _ellipsoid(60, 30, 45), *coarse], dose=ap, slice_mm=3.0, grid_mm=2.5),
        _linear(
            "S1", [_sphere(6), _torus(36), *fine, _rough_cylinder(24)], dose=si, slice_mm=1.0, grid_mm=1.0
        ),
        _linear(
            "S3",
            [_sphere(60), _torus(60), *coarse, _rough_cylinder(45)],
            dose=si,
            slice_mm=3.0,
            grid_mm=2.5,
        ),
        _linear(
            "O2",
            [
                _sphere(12),
                _sphere(30),
                _ellipsoid(48, 30, 20),
                _cylinder(30),
                _lying_cylinder(30),
                _box(20),
                _tube(40),
                _shell(42),
            ],
            dose=slanted,
            slice_mm=2.0,
            grid_mm=2.0,
        ),
        _derived("D2", dose=slanted, slice_mm=2.0, grid_mm=2.0),
        _linear("N1", nelms, dose=si, slice_mm=1.0, grid_mm=1.0, is_capped=True),
        _linear("N3", nelms, dose=ap, slice_mm=3.0, grid_mm=3.0, is_capped=True),
        _gaussian("G1", [3.0, 6.0, 10.0, 20.0], slice_mm=1.0, grid_mm=1.0),
        _gaussian("G2", [10.0, 20.0, 40.0], slice_mm=2.0, grid_mm=2.0),
    )


def _linear(
    name: str,
    shapes: Sequence[Shape],
    *,
    dose: LinearDose,
    slice_mm: float,
    grid_mm: float,
    is_capped: bool = False,
) -> PhantomSet:
    centres = _side_by_side([width for *_, width in shapes], slice_mm=slice_mm, on_planes=is_capped)
    phantoms = tuple(
        Phantom(
            name=f"{shape}_{name}",
            solid=solid,
            size_mm=size,
            centre_mm=centre,
            slice_mm=slice_mm,
            is_capped=is_capped,
        )
        for (shape, solid, size, _), centre in zip(shapes, centres, strict=True)
    )
    return PhantomSet(name=name, phantoms=phantoms, dose=dose, slice_mm=slice_mm, grid_mm=grid_mm)


def _derived(name: str, *, dose: LinearDose, slice_mm: float, grid_mm: float) -> PhantomSet:
    """Structures made of others."""
    centres = _side_by_side([width for *_, width, _, _ in DERIVED], slice_mm=slice_mm, on_planes=False)
    phantoms = tuple(
        DerivedPhantom(
            name=f"{shape}_{name}",
            solid=solid,
            size_mm=size,
            centre_mm=centre,
            slice_mm=slice_mm,
            parents=parents,
            rule=rule,
        )
        for (shape, solid, size, _, parents, rule), centre in zip(DERIVED, centres, strict=True)
    )
    return PhantomSet(name=name, phantoms=phantoms, dose=dose, slice_mm=slice_mm, grid_mm=grid_mm)


def _gaussian(name: str, diameters_mm: Sequence[float], *, slice_mm: float, grid_mm: float) -> PhantomSet:
    """Spheres, each in a Gaussian of σ = radius; the peaks lie off the middles, by turns along z alone."""
    # Seven of the widest σ between neighbours: there the other's dose is below 1e-10 of its peak.
    centres = _side_by_side([4.0 * diameter for diameter in diameters_mm], slice_mm=slice_mm, on_planes=False)
    phantoms = []
    for turn, (diameter, centre) in enumerate(zip(diameters_mm, centres, strict=True)):
        radius = diameter / 2.0
        off = np.array([0.15, -0.2, 0.1]) if turn % 2 else np.array([0.0, 0.0, 0.25])
        peak = Peak(centre_mm=owned(centre + radius * off), sigma_mm=radius, peak_gy=24.0)
        phantoms.append(
            Phantom(
                name=f"Sphere{diameter:g}_{name}",
                solid=sphere(radius),
                size_mm=diameter,
                centre_mm=centre,
                slice_mm=slice_mm,
                peak=peak,
            )
        )
    dose = PeaksDose(peaks=tuple(phantom.peak for phantom in phantoms if phantom.peak))
    return PhantomSet(name=name, phantoms=tuple(phantoms), dose=dose, slice_mm=slice_mm, grid_mm=grid_mm)


def _side_by_side(widths_mm: Sequence[float], *, slice_mm: float, on_planes: bool) -> list[Floats]:
    """Middles along x; each the golden section's next phase off the planes, or (for caps) on a plane."""
    steps = np.array(widths_mm) + GAP_MM
    x = np.cumsum(steps) - steps / 2.0 - steps.sum() / 2.0
    phases = np.zeros(len(x)) if on_planes else np.mod(0.5 + 0.618034 * np.arange(len(x)), 1.0)
    return [owned(np.round([x_mm, 0.0, phase * slice_mm], 3)) for x_mm, phase in zip(x, phases, strict=True)]
