"""An SFRT target described: its size and doses, its vertices one by one, peaks against valley."""

from __future__ import annotations

from rtqa.geometry.regions import union
from rtqa.metrics.sfrt.description import SfrtTarget
from rtqa.metrics.sfrt.groups import (
    SfrtChoices,
    eud_figures,
    lattice_figures,
    shell_figures,
    target_figures,
    valley_figures,
)
from rtqa.metrics.sfrt.layout import Layout
from rtqa.metrics.sfrt.pattern import measure_pattern
from rtqa.metrics.sfrt.pvdr import peak_to_valley, vertex_share
from rtqa.metrics.sfrt.rows import describe_vertices


def describe_target(
    layout: Layout, *, prescription_gy: float | None, n_fractions: int | None, choices: SfrtChoices
) -> SfrtTarget:
    """Describe a target with at least one vertex in it.

    Args:
        layout: as :func:`rtqa.metrics.sfrt.layout.lay_out` returns it.
        prescription_gy: the dose that coverage refers to; None where the plan states no single one.
        n_fractions: of the plan, for the survival EUD.
        choices: of the report.

    Raises:
        UnsupportedError: the volume of a structure cannot be known.
    """
    vertices = layout.vertices.inside
    target = layout.dvh(layout.target)
    peaks = [layout.dvh(vertex.drawn) for vertex in vertices]
    inside = [dvh for vertex in vertices for dvh in layout.dvhs(vertex.inside, vertex.name)]
    covered = union([vertex.sections for vertex in vertices], along=layout.sections)
    valley = layout.dvhs(layout.sections.without(covered), f"Valley_{layout.target.name}")

    pattern = measure_pattern([vertex.moments for vertex in vertices])
    rows = describe_vertices(layout, pattern=pattern, peaks=peaks, prescription_gy=prescription_gy)
    return SfrtTarget(
        target=layout.target.name,
        pattern=pattern.name,
        figures=(
            *target_figures(layout, target),
            vertex_share(target, inside),
            *lattice_figures(rows, target, organs=layout.organs),
            *valley_figures(valley),
            *eud_figures(target, choices, n_fractions),
            *shell_figures(layout, choices),
        ),
        ratios=peak_to_valley(target, inside=inside, peaks=peaks, valley=valley),
        vertices=rows,
        notes=layout.vertices.notes,
    )
