"""The structures of a set in their planes, each laid flat when asked for, and once."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.structure import Structure, StructureSet


@dataclass(slots=True)
class Outlines:
    """The structures of one set; what one is like depends on no other.

    Attributes:
        set_spacing_mm: usual distance between planes, for a structure drawn on one plane alone.
        slices: those that they could have been drawn on; None where nothing is known of them.
    """

    set_spacing_mm: float | None = None
    slices: DrawingSlices | None = None
    _known: dict[Structure, PlanarStructure | UnsupportedError] = field(default_factory=dict)

    @classmethod
    def of_set(cls, structure_set: StructureSet | None) -> Outlines:
        """Of a structure set; of none, where there is none."""
        if structure_set is None:
            return cls()
        return cls(structure_set.plane_spacing_mm, structure_set.slices)

    def keep(self, structure: Structure, planar: PlanarStructure) -> None:
        """Take a structure, such as one derived from others, to be this in its planes."""
        self._known[structure] = planar

    def of(self, structure: Structure) -> PlanarStructure | None:
        """The structure in its planes; None where it has no area, or planes of several directions."""
        try:
            return self.lay_flat(structure)
        except UnsupportedError:
            return None

    def lay_flat(self, structure: Structure) -> PlanarStructure:
        """The structure in its planes.

        Raises:
            UnsupportedError: as :func:`rtqa.geometry.planar.lay_flat` does.
        """
        if structure not in self._known:
            try:
                self._known[structure] = lay_flat(
                    structure, set_spacing_mm=self.set_spacing_mm, slices=self.slices
                )
            except UnsupportedError as error:
                self._known[structure] = error
        known = self._known[structure]
        if isinstance(known, UnsupportedError):
            raise known
        return known
