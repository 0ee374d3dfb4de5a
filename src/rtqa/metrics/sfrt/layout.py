"""A target with its vertices, and the dose and the structures around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.metrics.sfrt.vertices import Vertices, place_vertices
from rtqa.model.dose import Dose
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.structure import Structure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """A target with its vertices, and the dose and the structures around them.

    Attributes:
        target, sections: the target, as drawn and as sections.
        vertices: in it and elsewhere.
        dose: physical dose of the whole plan.
        organs: whose distances are listed.
        body: the patient's outline, which shells end at; None where it is not drawn.
        set_spacing_mm: usual distance between planes.
        slices: those that the structures could have been drawn on; None where nothing is known of them.
    """

    target: Structure
    sections: PlanarStructure
    vertices: Vertices
    dose: Dose
    organs: tuple[Structure, ...]
    body: Structure | None
    set_spacing_mm: float | None
    slices: DrawingSlices | None = None

    def cut(self, structure: Structure) -> PlanarStructure:
        """The sections of another structure, along the target's planes."""
        return lay_flat(
            structure, axes=self.sections.axes, set_spacing_mm=self.set_spacing_mm, slices=self.slices
        )

    def dvh(self, structure: Structure) -> DVH:
        """The DVH of a structure in the dose."""
        return structure_dvh(
            structure, dose=self.dose, set_spacing_mm=self.set_spacing_mm, slices=self.slices
        )

    def dvhs(self, sections: PlanarStructure, name: str) -> tuple[DVH, ...]:
        """The DVHs of the pieces of what was computed."""
        return tuple(map(self.dvh, sections.pieces(name)))


def lay_out(
    target: Structure,
    *,
    drawn: Sequence[Structure],
    dose: Dose,
    organs: Sequence[Structure] = (),
    body: Structure | None = None,
    set_spacing_mm: float | None = None,
    slices: DrawingSlices | None = None,
) -> Layout:
    """Find the vertices of a target among the structures drawn as vertices; the rest as in :class:`Layout`.

    Raises:
        UnsupportedError: a structure has no volume, or planes of other directions than the target's.
    """
    sections = lay_flat(target, set_spacing_mm=set_spacing_mm, slices=slices)
    return Layout(
        target=target,
        sections=sections,
        vertices=place_vertices(drawn, target=sections, set_spacing_mm=set_spacing_mm, slices=slices),
        dose=dose,
        organs=tuple(organs),
        body=body,
        set_spacing_mm=set_spacing_mm,
        slices=slices,
    )
