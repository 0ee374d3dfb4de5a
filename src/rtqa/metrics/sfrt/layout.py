"""A target with its vertices, and the dose and the structures around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.geometry.regions import Sections, axes_of, cut_sections
from rtqa.metrics.sfrt.vertices import Vertices, place_vertices
from rtqa.model.dose import Dose
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
    """

    target: Structure
    sections: Sections
    vertices: Vertices
    dose: Dose
    organs: tuple[Structure, ...]
    body: Structure | None
    set_spacing_mm: float | None

    def cut(self, structure: Structure) -> Sections:
        """The sections of another structure, along the target's planes."""
        return cut_sections(structure, axes=self.sections.axes, set_spacing_mm=self.set_spacing_mm)

    def dvh(self, structure: Structure) -> DVH:
        """The DVH of a structure in the dose."""
        return structure_dvh(structure, dose=self.dose, set_spacing_mm=self.set_spacing_mm)

    def dvhs(self, sections: Sections, name: str) -> tuple[DVH, ...]:
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
) -> Layout:
    """Find the vertices of a target among the structures drawn as vertices; the rest as in :class:`Layout`.

    Raises:
        UnsupportedError: a structure has no volume, or planes of other directions than the target's.
    """
    sections = cut_sections(target, axes=axes_of(target), set_spacing_mm=set_spacing_mm)
    return Layout(
        target=target,
        sections=sections,
        vertices=place_vertices(drawn, target=sections, set_spacing_mm=set_spacing_mm),
        dose=dose,
        organs=tuple(organs),
        body=body,
        set_spacing_mm=set_spacing_mm,
    )
