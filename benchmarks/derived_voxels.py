"""Derived structures of real organs beside voxels of 0.25 mm.

    python benchmarks/derived_voxels.py [FOLDER…] [--voxel 0.25] [--organs 6] [--largest 60]

For pairs of organs of real plans (`RTQA_REALDATA`, or the FOLDERs) that lie beside each other: what both
cover together, in common, and one without the other; and of each organ a margin of 5 mm, a ring from 3 to
8 mm and what is left 3 mm within. Beside each volume stands that of a grid of voxels, which knows nothing of
rtqa's geometry but the contours: a voxel belongs to an organ where its middle lies within the contours of
the nearest plane (by even-odd crossing), and margins are Euclidean distances from voxel to voxel. Such prisms
have stairs from plane to plane and flat ends, which a margin carries on and rtqa leaves out. So of margins
first stand the voxels of organs interpolated linearly by signed distance between their planes, then those of
prisms. What either is worth, a ball shows, whose margins are known.

Differences are in % of the volume by voxels.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

import rtqa.dicom
from rtqa.commission.phantoms import rings_of, sections_of, structure_of
from rtqa.commission.solids import sphere
from rtqa.errors import RtqaError
from rtqa.geometry.derived import grow, intersect, ring, shrink, subtract, unite
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.geometry import Floats

Mask = npt.NDArray[np.bool_]

MARGIN_MM, RING_MM, WITHIN_MM = 5.0, (3.0, 8.0), 3.0
LEAST_PLANES, LEAST_CM3 = 6, 0.5


class Voxels:
    """A grid of voxels (k, j, i) about some organs, with room around them."""

    def __init__(self, structures: list[PlanarStructure], *, side_mm: float, room_mm: float) -> None:
        self.side_mm = side_mm
        boxes = np.array([structure.box_mm for structure in structures])
        low, high = boxes[:, 0].min(axis=0) - room_mm, boxes[:, 1].max(axis=0) + room_mm
        counts = np.ceil((high - low) / side_mm).astype(int)
        self.u, self.v, self.w = (
            at + side_mm * (np.arange(n) + 0.5) for at, n in zip(low, counts, strict=True)
        )

    def prism(self, structure: PlanarStructure) -> Mask:
        """Which voxels lie in the organ, each plane standing for its slab."""
        plane = np.searchsorted(structure.high_mm, self.w)
        inside = np.zeros((len(self.w), len(self.v), len(self.u)), dtype=bool)
        for n in range(len(structure.offsets_mm)):
            within = np.flatnonzero((plane == n) & (self.w >= structure.low_mm[n]))
            if len(within):
                inside[within] = self._section(structure, n)
        return inside

    def shape(self, structure: PlanarStructure) -> Mask:
        """The same, interpolated linearly by signed distance between planes; flat beyond the ends."""
        distances = {n: self._signed_mm(structure, n) for n in range(len(structure.offsets_mm))}
        inside = self.prism(structure)
        for k, height in enumerate(self.w):
            above = int(np.searchsorted(structure.offsets_mm, height))
            if 0 < above < len(structure.offsets_mm) and not structure.slabs.end_above[above - 1]:
                low, high = structure.offsets_mm[above - 1 : above + 1]
                share = (height - low) / (high - low)
                inside[k] = (1 - share) * distances[above - 1] + share * distances[above] > 0
        return inside

    def _section(self, structure: PlanarStructure, plane: int) -> Mask:
        """Which pixels (j, i) the rings of a plane enclose an odd number of times."""
        rings = structure.rings
        odd = np.zeros((len(self.v), len(self.u)), dtype=bool)
        for n in np.flatnonzero(rings.plane == plane):
            points = rings.points[rings.starts[n] : rings.starts[n + 1]]
            following = np.roll(points, -1, axis=0)
            for (x0, y0), (x1, y1) in zip(points, following, strict=True):
                rows = np.flatnonzero((self.v >= min(y0, y1)) & (self.v < max(y0, y1)))
                if len(rows):
                    crossing = x0 + (self.v[rows] - y0) / (y1 - y0) * (x1 - x0)
                    odd[rows] ^= self.u[None, :] > crossing[:, None]
        return odd

    def _signed_mm(self, structure: PlanarStructure, plane: int) -> Floats:
        section = self._section(structure, plane)
        inner: Any = ndimage.distance_transform_edt(section, sampling=self.side_mm)
        outer: Any = ndimage.distance_transform_edt(~section, sampling=self.side_mm)
        signed: Floats = np.where(section, inner - self.side_mm / 2, self.side_mm / 2 - outer)
        return signed

    def within(self, mask: Mask, distance_mm: float) -> Mask:
        """Voxels within a distance of the surface outside, and the mask itself."""
        away: Any = ndimage.distance_transform_edt(~mask, sampling=self.side_mm)
        near: Mask = away - self.side_mm / 2 <= distance_mm
        return near

    def left(self, mask: Mask, distance_mm: float) -> Mask:
        """Voxels further inside than a distance."""
        depth: Any = ndimage.distance_transform_edt(mask, sampling=self.side_mm)
        deep: Mask = depth - self.side_mm / 2 > distance_mm
        return deep

    def cm3(self, mask: Mask) -> float:
        """The volume of a mask."""
        return float(np.count_nonzero(mask)) * self.side_mm**3 / 1000.0


def organs_of(folder: Path, *, largest_cm3: float) -> Iterator[PlanarStructure]:
    """The organs of a plan that are neither specks nor too large for voxels."""
    try:
        structures = rtqa.dicom.read_case(folder).treatment.structure_set
    except RtqaError:
        return
    for structure in structures.structures if structures is not None else ():
        try:
            planar = lay_flat(structure, set_spacing_mm=structures.plane_spacing_mm, slices=structures.slices)
        except RtqaError:
            continue
        if len(planar.offsets_mm) >= LEAST_PLANES and LEAST_CM3 <= planar.volume_cm3 <= largest_cm3:
            yield planar


Margin = Callable[[PlanarStructure], PlanarStructure]

MARGINS: dict[str, tuple[Margin, Callable[[Voxels, Mask], Mask]]] = {
    f"+{MARGIN_MM:g} mm": (
        lambda organ: grow(organ, MARGIN_MM, name=""),
        lambda voxels, mask: voxels.within(mask, MARGIN_MM),
    ),
    "ring": (
        lambda organ: ring(organ, from_mm=RING_MM[0], to_mm=RING_MM[1], name=""),
        lambda voxels, mask: voxels.within(mask, RING_MM[1]) & ~voxels.within(mask, RING_MM[0]),
    ),
    f"-{WITHIN_MM:g} mm": (
        lambda organ: shrink(organ, WITHIN_MM, name=""),
        lambda voxels, mask: voxels.left(mask, WITHIN_MM),
    ),
}
"""What is made of each organ, by rtqa and of voxels."""

Pair = Callable[[PlanarStructure, PlanarStructure], PlanarStructure]

PAIRS: dict[str, tuple[Pair, Callable[[Mask, Mask], Mask]]] = {
    "together": (lambda one, other: unite([one, other], name=""), np.logical_or),
    "common": (lambda one, other: intersect([one, other], name=""), np.logical_and),
    "second without": (lambda one, other: subtract(other, [one], name=""), lambda a, b: b & ~a),
}


def show(name: str, volume_cm3: float, by_voxels_cm3: list[float]) -> None:
    """Print one line: the volume, and of each kind of voxels how far off it is."""
    beside = "".join(f"{cm3:10.3f}{100 * (volume_cm3 / cm3 - 1):+8.2f} %" for cm3 in by_voxels_cm3 if cm3 > 0)
    print(f"  {name:48s}{volume_cm3:9.3f}{beside}", flush=True)


def show_margins(organ: PlanarStructure, *, side_mm: float) -> None:
    """All that is made of one organ by distance."""
    voxels = Voxels([organ], side_mm=side_mm, room_mm=RING_MM[1] + 2.0)
    masks = [voxels.shape(organ), voxels.prism(organ)]
    for name, (derived, of_voxels) in MARGINS.items():
        with suppress(RtqaError):
            made = derived(organ)
            show(
                f"{organ.name} {name}",
                made.volume_cm3,
                [voxels.cm3(of_voxels(voxels, mask)) for mask in masks],
            )


def show_pairs(organs: list[PlanarStructure], *, n_pairs: int, side_mm: float) -> None:
    """All that is made of the first pairs of organs that have something in common."""
    for one, other in combinations(organs, 2):
        near = (one.box_mm[0] < other.box_mm[1]).all() and (other.box_mm[0] < one.box_mm[1]).all()
        if not near or not n_pairs or not one.is_along(other):
            continue
        voxels = Voxels([one, other], side_mm=side_mm, room_mm=1.0)
        a, b = voxels.prism(one), voxels.prism(other)
        if voxels.cm3(a & b) < LEAST_CM3 / 2:
            continue
        n_pairs -= 1
        for name, (derived, of_voxels) in PAIRS.items():
            with suppress(RtqaError):
                made = derived(one, other)
                show(f"{one.name}, {other.name}: {name}", made.volume_cm3, [voxels.cm3(of_voxels(a, b))])


def ball(radius_mm: float) -> PlanarStructure:
    """A ball drawn every 2 mm, whose margins are known in closed form."""
    rings = rings_of(sections_of(sphere(radius_mm), slice_mm=2.0, offset_mm=-radius_mm + 0.6), np.zeros(3))
    return lay_flat(structure_of(rings, name=f"ball of {radius_mm:g} mm"), set_spacing_mm=2.0)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="derived structures beside voxels")
    parser.add_argument(
        "folders", type=Path, nargs="*", help="plans in DICOM; default those of RTQA_REALDATA"
    )
    parser.add_argument("--voxel", type=float, default=0.25, help="side of a voxel in mm")
    parser.add_argument("--organs", type=int, default=6, help="and pairs, of each plan")
    parser.add_argument("--largest", type=float, default=60.0, help="organ, in cm³")
    arguments = parser.parse_args()
    print("a ball: cm³, by voxels, difference; by voxels of prisms, difference")
    show_margins(ball(12.0), side_mm=arguments.voxel)
    radii = (12.0 + MARGIN_MM, *(12.0 + r for r in RING_MM), 12.0 - WITHIN_MM)
    grown, inner, outer, left = (4 / 3 * np.pi * r**3 / 1000 for r in radii)
    print(f"  in closed form{grown:43.3f} (+), {outer - inner:.3f} (ring), {left:.3f} (-)")
    real = os.environ.get("RTQA_REALDATA")
    for folder in arguments.folders or (sorted(Path(real).iterdir()) if real else []):
        organs = list(organs_of(folder, largest_cm3=arguments.largest)) if folder.is_dir() else []
        organs = sorted(organs, key=lambda organ: organ.volume_cm3)
        if organs:
            print(f"{folder.name}: cm³, by voxels, difference; of margins also from prisms with their stairs")
            show_pairs(organs, n_pairs=arguments.organs, side_mm=arguments.voxel)
            for organ in organs[: arguments.organs]:
                show_margins(organ, side_mm=arguments.voxel)


if __name__ == "__main__":
    main()
