"""How large a structure is: the longest diameter of each of its parts, in space and within a plane.

A part is what hangs together: two nodes of one structure are two parts, and the distance between them is no
diameter. Both ends of a diameter are corners of drawn contours, so it is exact for what was drawn; what lies
between the last plane and the structure's true end was not drawn, and is the interval of the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import ConvexHull
from scipy.spatial.distance import cdist

from rtqa.errors import UnsupportedError
from rtqa.geometry.rings import Rings, closed_contours, closed_rings
from rtqa.geometry.slabs import Slabs, cut_slabs
from rtqa.messages import Interval, Message
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

UNEVEN_MM = 1.0
"""Contours may leave their planes by so much, as for a DVH."""

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


def measure_size(structure: Structure, *, set_spacing_mm: float | None) -> StructureSize:
    """Measure the parts of a structure.

    Args:
        structure: closed contours in planes of one direction, any direction.
        set_spacing_mm: usual distance between planes, for a structure drawn on one plane alone.

    Raises:
        UnsupportedError: it has no closed contours, no area, or planes of several directions.
    """
    rings, normal = _lay_flat(structure)
    slabs = cut_slabs(rings, set_spacing_mm=set_spacing_mm)
    parts = sorted(
        (_measure_part(rings, slabs, outlines) for outlines in _find_parts(rings, slabs)),
        key=lambda part: (-part.longest_mm.low, -part.in_plane_mm),
    )
    return StructureSize(parts=tuple(parts), is_axial=bool(abs(normal[2]) >= np.cos(np.deg2rad(AXIAL_DEG))))


def _lay_flat(structure: Structure) -> tuple[Rings, Floats]:
    """The structure's rings in coordinates of their own planes, and the planes' normal."""
    contours = closed_contours(structure)
    normal = contours.normal
    across = np.linalg.svd(normal[None, :])[2][1:]
    heights = contours.points_mm @ normal
    first = contours.starts[:-1]
    spread = np.maximum.reduceat(heights, first) - np.minimum.reduceat(heights, first)
    if spread.max() > UNEVEN_MM:
        raise UnsupportedError(Message("contours.planes-differ"))
    placed = np.column_stack([contours.points_mm @ across.T, heights])
    return closed_rings(contours, placed, name=structure.name), normal


def _find_parts(rings: Rings, slabs: Slabs) -> list[npt.NDArray[np.intp]]:
    """The outlines of each part: those of neighbouring planes hang together where they overlap.

    Holes are no parts. An island in a hole hangs together with what surrounds it, which is longer.
    """
    linear = [_ring(rings, ring) for ring in range(len(rings.plane))]
    outlines = np.flatnonzero(shapely.is_ccw(linear) == (rings.sign > 0))
    shapes = shapely.polygons([linear[ring] for ring in outlines])
    planes = rings.plane[outlines]
    links = [
        (below, above)
        for below in range(len(outlines))
        if not slabs.end_above[planes[below]]
        for above in np.flatnonzero(planes == planes[below] + 1)
        if shapely.intersects(shapes[below], shapes[above])
    ]
    below, above = np.array(links, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), (below, above)), shape=(len(outlines), len(outlines)))
    count, part_of = connected_components(graph, directed=False)
    return [outlines[part_of == part] for part in range(count)]


def _measure_part(rings: Rings, slabs: Slabs, outlines: npt.NDArray[np.intp]) -> PartSize:
    planes = rings.plane[outlines]
    corners = [np.array(_ring(rings, outline).coords) for outline in outlines]

    def at(*heights_mm: Floats) -> Floats:
        return np.concatenate(
            [
                np.column_stack([points, np.full(len(points), height)])
                for height_mm in heights_mm
                for points, height in zip(corners, height_mm[planes], strict=True)
            ]
        )

    drawn, reached = at(rings.offsets_mm), at(slabs.low_mm, slabs.high_mm)
    is_thick = bool(np.all(slabs.thickness_mm[planes] > 0))
    return PartSize(
        longest_mm=Interval(
            low=_longest_mm(drawn if len(np.unique(planes)) > 1 else drawn[:, :2]),
            high=_longest_mm(reached) if is_thick else np.inf,
        ),
        in_plane_mm=max(map(_longest_mm, corners)),
    )


def _ring(rings: Rings, ring: int) -> shapely.LinearRing:
    return shapely.LinearRing(rings.points[rings.starts[ring] : rings.starts[ring + 1]])


def _longest_mm(points: Floats) -> float:
    """The longest distance between two of points (n, 2) or (n, 3) that span an area or a volume."""
    corners = points[ConvexHull(points).vertices]
    blocks = range(0, len(corners), _BLOCK)
    return max(float(cdist(corners[first : first + _BLOCK], corners).max()) for first in blocks)
