"""The table of vertices: one row each, the same figures in the same order."""

from __future__ import annotations

from collections.abc import Sequence

from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import gap_between_mm, gap_to_surface_mm
from rtqa.messages import Cause, CauseKind, Interval, Message, Unknown
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.sfrt.description import VertexRow
from rtqa.metrics.sfrt.figure import Figure
from rtqa.metrics.sfrt.layout import Layout
from rtqa.metrics.sfrt.pattern import Pattern
from rtqa.metrics.sfrt.vertices import Vertex
from rtqa.model.structure import Structure

MEAN = Message("sfrt.mean")
"""The mean dose of a vertex."""


def describe_vertices(
    layout: Layout, *, pattern: Pattern, peaks: Sequence[DVH], prescription_gy: float | None
) -> tuple[VertexRow, ...]:
    """One row for each vertex of a target.

    Args:
        layout: the target.
        pattern: of its vertices, in their order.
        peaks: the DVHs of its vertices as drawn, in their order.
        prescription_gy: the dose that coverage refers to; None where there is no single one.
    """
    vertices = layout.vertices.inside
    organs = [(organ.name, _cut(layout, organ)) for organ in layout.organs]
    return tuple(
        VertexRow(
            name=vertex.name,
            centre_mm=tuple(vertex.moments.centre_mm.tolist()),
            is_whole=vertex.is_whole,
            volume=(volume := Figure.of(Message("sfrt.volume"), measure(peaks[n], "Volume[cc]"))),
            diameter=_diameter(volume, pattern=pattern, n=n),
            inside=_inside(vertex),
            doses=_doses(peaks[n], prescription_gy),
            to_next=_nearest(pattern, n),
            to_surface=_to_surface(vertex, layout.sections),
            to_organs=tuple(_to_organ(vertex, name, organ) for name, organ in organs),
        )
        for n, vertex in enumerate(vertices)
    )


def _diameter(volume: Figure, *, pattern: Pattern, n: int) -> Figure:
    diameter_mm = float(pattern.diameters_mm[n])
    reach = None
    if volume.interval is not None and volume.number:
        # The volume goes with the cube of a sphere's diameter and with the square of a rod's.
        root = 1.0 / 3.0 if pattern.axis is None else 0.5
        low, high = volume.interval.low / volume.number, volume.interval.high / volume.number
        reach = Interval(low=diameter_mm * low**root, high=diameter_mm * high**root)
    return Figure(name=Message("sfrt.diameter"), unit="mm", value=diameter_mm, interval=reach)


def _inside(vertex: Vertex) -> Figure:
    share = min(round(100.0 * vertex.inside_frac, 6), 100.0)
    return Figure(name=Message("sfrt.in-target"), unit="%", value=share)


def _doses(dvh: DVH, prescription_gy: float | None) -> tuple[Figure, ...]:
    coverage = measure(dvh, "V100%[%]", prescription_gy=prescription_gy)
    return (
        Figure.of(Message("sfrt.min"), measure(dvh, "Min[Gy]")),
        Figure.of(MEAN, measure(dvh, "Mean[Gy]")),
        Figure.of(Message("sfrt.max"), measure(dvh, "Max[Gy]")),
        Figure.of(Message("sfrt.coverage"), coverage),
    )


def _nearest(pattern: Pattern, n: int) -> Figure:
    name = Message("sfrt.to-next")
    if not len(pattern.nearest_mm):
        return Figure(name=name, unit="mm", value=Unknown(Message("sfrt.no-other-vertex")))
    return Figure(name=name, unit="mm", value=float(pattern.nearest_mm[n]))


def _to_surface(vertex: Vertex, target: PlanarStructure) -> Figure:
    name = Message("sfrt.to-surface")
    if not vertex.is_whole:
        return Figure(name=name, unit="mm", value=0.0, warning=Message("sfrt.cut-by-surface"))
    return Figure(name=name, unit="mm", value=gap_to_surface_mm(vertex.sections, target))


def _cut(layout: Layout, organ: Structure) -> PlanarStructure | Unknown:
    try:
        return layout.cut(organ)
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, organ.name))


def _to_organ(vertex: Vertex, name: str, organ: PlanarStructure | Unknown) -> Figure:
    value = organ if isinstance(organ, Unknown) else gap_between_mm(vertex.sections, organ)
    return Figure(name=Message("sfrt.to-organ", name=name), unit="mm", value=value)
