"""How large a structure is: the longest diameter of each of its parts, in space and within a plane.

A part is what hangs together: two nodes of one structure are two parts, and the distance between them is no
diameter. Both ends of a diameter are corners of drawn contours, so it is exact for what was drawn; what lies
between the last plane and the structure's true end was not drawn, and is the interval of the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import ConvexHull
from scipy.spatial.distance import cdist

from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Interval
from rtqa.model.geometry import Floats

AXIAL_DEG = 10.0
"""Planes tilted by no more than this from the patient's transverse plane count as axial."""

_BLOCK = 1000
"""Rows of a table of distances that are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSize:
    """How large one part of a structure is.

    Attributes:
        longest_mm: longest diameter in space; ``low`` between points drawn, ``high`` with the half slices
            that the end planes stand for. ``high`` is infinite where nothing tells how thick a plane is.
        in_plane_mm: longest diameter within one drawn plane, from edge to edge of one outline.
    """

    longest_mm: Interval
    in_plane_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureSize:
    """How large a structure is.

    Attributes:
        parts: at least one, the largest first.
        is_axial: whether the planes it is drawn in are axial, so that ``in_plane_mm`` is the axial diameter.
    """

    parts: tuple[PartSize, ...]
    is_axial: bool


def measure_size(structure: PlanarStructure) -> StructureSize:
    """Measure the parts of a structure."""
    parts = sorted(
        map(_measure_part, split_parts(structure, over_undrawn=True)),
        key=lambda part: (-part.longest_mm.low, -part.in_plane_mm),
    )
    is_axial = bool(abs(structure.normal[2]) >= np.cos(np.deg2rad(AXIAL_DEG)))
    return StructureSize(parts=tuple(parts), is_axial=is_axial)


def _measure_part(part: PlanarStructure) -> PartSize:
    outlines = [
        (plane, shapely.get_coordinates(face.exterior)[:-1])
        for plane, region in enumerate(part.regions)
        for face in shapely.get_parts(region)
    ]

    def at(*heights_mm: Floats) -> Floats:
        return np.concatenate(
            [
                np.column_stack([points, np.full(len(points), height_mm[plane])])
                for height_mm in heights_mm
                for plane, points in outlines
            ]
        )

    drawn, reached = at(part.offsets_mm), at(part.low_mm, part.high_mm)
    is_thick = bool(np.all(part.thickness_mm > 0))
    return PartSize(
        longest_mm=Interval(
            low=_longest_mm(drawn if len(part.offsets_mm) > 1 else drawn[:, :2]),
            high=_longest_mm(reached) if is_thick else np.inf,
        ),
        in_plane_mm=max(_longest_mm(points) for _, points in outlines),
    )


def _longest_mm(points: Floats) -> float:
    """The longest distance between two of points (n, 2) or (n, 3) that span an area or a volume."""
    corners = points[ConvexHull(points).vertices]
    blocks = range(0, len(corners), _BLOCK)
    return max(float(cdist(corners[first : first + _BLOCK], corners).max()) for first in blocks)
