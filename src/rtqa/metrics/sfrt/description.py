"""What there is to say of an SFRT target: values, drawn by the report and written to its JSON."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.metrics.sfrt.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """Figures that belong together, under a title."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexRow:
    """One vertex.

    Attributes:
        name: the structure's, with a number behind it where the structure has several parts.
        centre_mm: x, y and z of its centre.
        is_whole: whether all of it lies in the target; otherwise it is cut by the target's edge.
        figures: the same names in the same order for each vertex of a target.
    """

    name: str
    centre_mm: tuple[float, float, float]
    is_whole: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SfrtTarget:
    """One target with vertices in it.

    Attributes:
        target: the structure's name.
        pattern: ``spheres`` or ``rods``.
        groups: the figures of the target as a whole.
        vertices: one row each.
        notes: what had to be decided about the vertices.
    """

    target: str
    pattern: str
    groups: tuple[FigureGroup, ...]
    vertices: tuple[VertexRow, ...]
    notes: tuple[str, ...]

    def figure(self, name: str) -> Figure:
        """The target's figure of this name."""
        return next(each for group in self.groups for each in group.figures if each.name == name)
