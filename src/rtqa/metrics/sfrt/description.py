"""What there is to say of an SFRT target: values, drawn by the report and written to its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rtqa.messages import Message
from rtqa.metrics.sfrt.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexRow:
    """One vertex; all vertices of a target have the same figures in the same order.

    Attributes:
        name: the structure's, with a number behind it where the structure has several parts.
        centre_mm: x, y and z of its centre.
        is_whole: whether all of it lies in the target; otherwise it is cut by the target's edge.
        volume, diameter, inside: its size, and the share of it that lies in the target.
        doses: least, mean and most, and coverage by the prescribed dose.
        to_next, to_surface, to_organs: distances to the nearest other vertex, to the target's surface and to
            each organ.
    """

    name: str
    centre_mm: tuple[float, float, float]
    is_whole: bool
    volume: Figure
    diameter: Figure
    inside: Figure
    doses: tuple[Figure, ...]
    to_next: Figure
    to_surface: Figure
    to_organs: tuple[Figure, ...]

    @property
    def place(self) -> tuple[Figure, ...]:
        """Size and distances."""
        return (self.volume, self.diameter, self.inside, self.to_next, self.to_surface, *self.to_organs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SfrtTarget:
    """One target with vertices in it.

    Attributes:
        target: the structure's name.
        pattern: what its vertices are.
        figures: of the target as a whole, its vertices together, its valley and what lies around it.
        ratios: of peak to valley.
        vertices: one row each.
        notes: what had to be decided about the vertices.
    """

    target: str
    pattern: Literal["spheres", "rods"]
    figures: tuple[Figure, ...]
    ratios: tuple[Figure, ...]
    vertices: tuple[VertexRow, ...]
    notes: tuple[Message, ...]

    def figure(self, name: Message | str) -> Figure:
        """The target's figure or ratio of this name."""
        return next(figure for figure in (*self.figures, *self.ratios) if figure.name == name)
