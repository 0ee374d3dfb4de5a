"""The table of vertices: one row each, the same figures in the same order."""

from __future__ import annotations

from collections.abc import Sequence

from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.geometry.regions import Sections, gap_between_mm, gap_to_surface_mm
from rtqa.messages import Interval
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.sfrt.description import VertexRow
from rtqa.metrics.sfrt.figure import Figure
from rtqa.metrics.sfrt.layout import Layout
from rtqa.metrics.sfrt.pattern import Pattern
from rtqa.metrics.sfrt.vertices import Vertex


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
    organs = [(organ.name, _cut_or_reason(layout, n)) for n, organ in enumerate(layout.organs)]
    return tuple(
        VertexRow(
            name=vertex.name,
            centre_mm=tuple(vertex.moments.centre_mm.tolist()),
            is_whole=vertex.is_whole,
            figures=(
                *_size(vertex, peaks[n], pattern=pattern, n=n),
                *_doses(peaks[n], prescription_gy),
                _nearest(pattern, n),
                _to_surface(vertex, layout.sections),
                *(_to_organ(vertex, name, organ) for name, organ in organs),
            ),
        )
        for n, vertex in enumerate(vertices)
    )


def _size(vertex: Vertex, dvh: DVH, *, pattern: Pattern, n: int) -> tuple[Figure, ...]:
    volume = Figure.of("Volume", measure(dvh, "Volume[cc]"))
    diameter_mm = float(pattern.diameters_mm[n])
    reach = None
    if volume.interval is not None and volume.value:
        # The volume goes with the cube of a sphere's diameter and with the square of a rod's.
        root = 1.0 / 3.0 if pattern.axis is None else 0.5
        low, high = volume.interval.low / volume.value, volume.interval.high / volume.value
        reach = Interval(low=diameter_mm * low**root, high=diameter_mm * high**root)
    inside = min(round(100.0 * vertex.inside_frac, 6), 100.0)
    return (
        volume,
        Figure(name="Diameter", unit="mm", value=diameter_mm, interval=reach),
        Figure(name="In target", unit="%", value=inside),
    )


def _doses(dvh: DVH, prescription_gy: float | None) -> tuple[Figure, ...]:
    coverage = measure(dvh, "V100%[%]", prescription_gy=prescription_gy)
    means = (Figure.of(name, measure(dvh, f"{name}[Gy]")) for name in ("Min", "Mean", "Max"))
    return (*means, Figure.of("Coverage", coverage))


def _nearest(pattern: Pattern, n: int) -> Figure:
    if not len(pattern.nearest_mm):
        return Figure(name="To next", unit="mm", reason="there is no other vertex")
    return Figure(name="To next", unit="mm", value=float(pattern.nearest_mm[n]))


def _to_surface(vertex: Vertex, target: Sections) -> Figure:
    if not vertex.is_whole:
        return Figure(name="To surface", unit="mm", value=0.0, warning="cut by the target's surface")
    return Figure(name="To surface", unit="mm", value=gap_to_surface_mm(vertex.sections, target))


def _cut_or_reason(layout: Layout, n: int) -> Sections | str:
    try:
        return layout.cut(layout.organs[n])
    except UnsupportedError as error:
        return str(error)


def _to_organ(vertex: Vertex, name: str, organ: Sections | str) -> Figure:
    title = f"To {name}"
    if isinstance(organ, str):
        return Figure(name=title, unit="mm", reason=organ)
    return Figure(name=title, unit="mm", value=gap_between_mm(vertex.sections, organ))
