"""The hot spots of a lattice or a grid: each a solid of its own, whole in its target or cut by its edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from rtqa.errors import UnsupportedError
from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.messages import Message
from rtqa.metrics.sfrt.solid import Moments, measure_moments
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.structure import Structure

WHOLE_FRAC = 0.999
"""From this share of its volume on a vertex lies inside as a whole: outlines are drawn to a tenth of a mm."""

REPEATED_FRAC = 0.5
"""A vertex of which more than this lies in vertices before it is one of them drawn once more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vertex:
    """One vertex of a target.

    Attributes:
        name: the structure's, with a number behind it where the structure has several parts.
        drawn: its part of the structure.
        sections: of what is drawn.
        moments: of what is drawn.
        inside: what of it lies in the target and in no vertex before it.
        inside_frac: share of its volume that lies in the target.
    """

    name: str
    drawn: Structure
    sections: PlanarStructure
    moments: Moments
    inside: PlanarStructure
    inside_frac: float

    @property
    def is_whole(self) -> bool:
        """Whether all of it lies in the target."""
        return self.inside_frac >= WHOLE_FRAC


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vertices:
    """The vertices of a target, and drawn structures that are no vertex of it.

    Attributes:
        inside: those that lie in it, whole or cut, in the order of their structures.
        elsewhere: names of those that lie outside of it as a whole.
        notes: what had to be decided.
    """

    inside: tuple[Vertex, ...]
    elsewhere: tuple[str, ...]
    notes: tuple[Message, ...]


def place_vertices(
    structures: Sequence[Structure],
    *,
    target: PlanarStructure,
    set_spacing_mm: float | None,
    slices: DrawingSlices | None = None,
) -> Vertices:
    """Separate the vertices of a target: each part of each structure is one.

    Args:
        structures: drawn as vertices, one each or several in one.
        target: sections of the target.
        set_spacing_mm: usual distance between planes.
        slices: those that the structures could have been drawn on; None where nothing is known of them.

    Raises:
        UnsupportedError: a structure has no volume, or planes of other directions than the target's.
    """
    inside: list[Vertex] = []
    elsewhere: list[str] = []
    notes: list[Message] = []
    for drawn, part in _parts(structures, target=target, set_spacing_mm=set_spacing_mm, slices=slices):
        name = drawn.name
        within = shapely.intersection(part.regions, target.at_planes_of(part))
        alone = part.having(within)
        for other in inside:
            alone = alone.having(shapely.difference(alone.regions, other.sections.at_planes_of(alone)))
        moments = measure_moments(part)
        frac = part.having(within).volume_cm3 / moments.volume_cm3
        new_frac = alone.volume_cm3 / moments.volume_cm3
        if frac <= 1.0 - WHOLE_FRAC:
            elsewhere.append(name)
        elif new_frac < (1.0 - REPEATED_FRAC) * frac:
            notes.append(Message("sfrt.repeats", name=name))
        else:
            if new_frac < frac * WHOLE_FRAC:
                notes.append(Message("sfrt.overlaps", name=name))
            inside.append(
                Vertex(name=name, drawn=drawn, sections=part, moments=moments, inside=alone, inside_frac=frac)
            )
    return Vertices(inside=tuple(inside), elsewhere=tuple(elsewhere), notes=tuple(notes))


def _parts(
    structures: Sequence[Structure],
    *,
    target: PlanarStructure,
    set_spacing_mm: float | None,
    slices: DrawingSlices | None,
) -> list[tuple[Structure, PlanarStructure]]:
    """Each part of each structure, drawn anew so that it ends in caps of its own."""
    parts = []
    for structure in structures:
        whole = lay_flat(structure, axes=target.axes, set_spacing_mm=set_spacing_mm, slices=slices)
        if not whole.volume_cm3 > 0.0:
            raise UnsupportedError(Message("sfrt.volume-not-known", name=structure.name))
        usual_mm = whole.usual_gap_mm or set_spacing_mm
        pieces = [
            piece for part in split_parts(whole, over_undrawn=False) for piece in part.pieces(structure.name)
        ]
        for n, piece in enumerate(pieces, 1):
            name = f"{structure.name} {n}" if len(pieces) > 1 else structure.name
            drawn = replace(piece, name=name)
            parts.append((drawn, lay_flat(drawn, axes=target.axes, set_spacing_mm=usual_mm, slices=slices)))
    return parts
