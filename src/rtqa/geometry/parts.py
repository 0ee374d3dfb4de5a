"""The parts of a structure that hang together."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from rtqa.geometry.arrays import Ints
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.slabs import Slabs
from rtqa.geometry.tolerances import SPECK_MM2


def split_parts(structure: PlanarStructure, *, over_undrawn: bool) -> tuple[PlanarStructure, ...]:
    """The parts that hang together, each with its own planes; the first to begin comes first.

    Outlines of neighbouring planes hang together where they overlap. Holes part nothing: an island in a hole
    hangs together with what surrounds it.

    Args:
        structure: any.
        over_undrawn: whether outlines hang together over slices that lie bare between them, where these are
            taken as the structure's. Vertices above each other are two.
    """
    joined = ~structure.slabs.end_above
    if not over_undrawn:
        joined[structure.slabs.undrawn.below] = False
    planes, polygons = [], []
    for plane, region in enumerate(structure.regions):
        faces = [face for face in shapely.get_parts(region) if face.area > SPECK_MM2]
        planes += [plane] * len(faces)
        polygons += faces
    plane_of = np.array(planes, dtype=np.intp)
    filled = shapely.polygons(shapely.get_exterior_ring(polygons)) if polygons else np.empty(0, dtype=object)
    links = [
        (below, above)
        for below in range(len(polygons))
        if joined[plane_of[below]]
        for above in np.flatnonzero(plane_of == plane_of[below] + 1)
        if shapely.intersects(filled[below], filled[above])
    ]
    first, second = np.array(links, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), (first, second)), shape=(len(polygons), len(polygons)))
    count, part_of = connected_components(graph, directed=False)
    return tuple(
        _part(structure, polygons, plane_of=plane_of, members=np.flatnonzero(part_of == n))
        for n in range(count)
    )


def _part(
    structure: PlanarStructure, polygons: list[shapely.Geometry], *, plane_of: Ints, members: Ints
) -> PlanarStructure:
    planes = np.unique(plane_of[members])
    regions = [shapely.union_all([polygons[n] for n in members if plane_of[n] == plane]) for plane in planes]
    return PlanarStructure.of_regions(
        np.array(regions, dtype=object),
        name=structure.name,
        axes=structure.axes,
        offsets_mm=structure.offsets_mm[planes],
        slabs=Slabs.between(structure.low_mm[planes], structure.high_mm[planes]),
    )
