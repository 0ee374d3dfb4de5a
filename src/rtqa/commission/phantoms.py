"""A phantom: a solid drawn in slices, its dose, and the truths it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.commission.doses import LinearDose, Peak, PeaksDose
from rtqa.commission.hollow import joined
from rtqa.commission.outlines import POLE_MM, Ellipse, Section, outline_points_mm
from rtqa.commission.prisms import Prisms, prisms_of
from rtqa.commission.solids import Body, Slicing, Solid
from rtqa.commission.truth import Truth, ball_truth, discs_truth, linear_truth
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import ContourKind, Contours, Structure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phantom:
    """One structure of the suite.

    Attributes:
        name: of the structure, the only one of its name in the suite; at most 16 characters, as planning
            systems have it.
        solid: what is drawn.
        size_mm: its least width.
        centre_mm: shape (3,), where its middle lies.
        slice_mm: distance between planes, which lie at the whole multiples of it.
        is_capped: whether planes lie on both ends and the truth has flat half-slice caps there, as in
            Nelms et al. (Med Phys 42:4435, 2015).
        peak: of its Gaussian; None in a linear dose.
    """

    name: str
    solid: Solid
    size_mm: float
    centre_mm: Floats
    slice_mm: float
    is_capped: bool = False
    peak: Peak | None = None

    def sections(self) -> list[tuple[float, Section]]:
        """Heights above its middle, ascending, and how its planes cut it there."""
        half = self.solid.half_height_mm
        planes = sections_of(self.solid, slice_mm=self.slice_mm, offset_mm=-float(self.centre_mm[2]))
        if not self.is_capped:
            return planes
        return [(-half, self._end(-half)), *planes, (half, self._end(half))]

    def structure(self, number: int) -> Structure:
        """The structure as drawn, with this ROI number."""
        return structure_of(rings_of(self.sections(), self.centre_mm), name=self.name, number=number)

    def planar(self) -> PlanarStructure:
        """The same in its planes, as a DVH is computed of it."""
        return lay_flat(self.structure(1), set_spacing_mm=self.slice_mm)

    def slicing(self) -> Slicing:
        """What drawing it in slices can change at most; with planes on both ends, a cone's base is whole."""
        bound = self.solid.slicing(self.slice_mm)
        if not self.is_capped:
            return bound
        height_frac = self.slice_mm / (2.0 * self.solid.half_height_mm)
        return bound._replace(volume_frac=min(bound.volume_frac, height_frac**2))

    def true_of_solid(self, dose: LinearDose | PeaksDose) -> Truth:
        """The truth of the smooth solid, with its caps if it has them."""
        if isinstance(dose, LinearDose):
            return linear_truth(self._capped(), centre_mm=self.centre_mm, dose=dose)
        if self.peak is None or self.solid.ball_mm is None:
            raise ValueError(f"{self.name}: only a ball has a closed form in a Gaussian of its own")
        return ball_truth(self.solid.ball_mm, centre_mm=self.centre_mm, peak=self.peak)

    def true_of_prisms(self, dose: LinearDose | PeaksDose) -> Truth | None:
        """The truth of what the contours say as right prisms; None where it has no closed form."""
        prisms = prisms_of(self.sections(), height_mm=self.slice_mm)
        if prisms is None:
            return None
        if isinstance(dose, LinearDose):
            return linear_truth(prisms.body(), centre_mm=self.centre_mm, dose=dose)
        if self.peak is None or np.any(self.peak.centre_mm[:2] != self.centre_mm[:2]):
            return None
        return discs_truth(prisms, centre_mm=self.centre_mm, peak=self.peak)

    def _end(self, z_mm: float) -> Section:
        """The section at an end of a solid of circular sections; a pole becomes a tiny disc."""
        ellipses = [ellipse for ellipse in self.solid.section(z_mm) if isinstance(ellipse, Ellipse)]
        return [Ellipse(max(ellipse.a_mm, POLE_MM), max(ellipse.b_mm, POLE_MM)) for ellipse in ellipses]

    def _capped(self) -> Body:
        if not self.is_capped:
            return self.solid.body
        half, quarter = self.solid.half_height_mm, self.slice_mm / 4.0
        caps = [
            (1, cap.body(), 0.0)
            for end in (-1.0, 1.0)
            if (cap := _cap(end * (half + quarter), self._end(end * half), height_mm=2.0 * quarter))
        ]
        return joined((1, self.solid.body, 0.0), *caps)


def _cap(z_mm: float, section: Section, *, height_mm: float) -> Prisms | None:
    return prisms_of([(z_mm, section)], height_mm=height_mm)


def sections_of(solid: Solid, *, slice_mm: float, offset_mm: float) -> list[tuple[float, Section]]:
    """Heights above a solid's middle, ascending, and how planes cut it there; one lies at the offset."""
    half = solid.half_height_mm
    first, last = (np.round((end - offset_mm) / slice_mm) for end in (-half, half))
    heights = slice_mm * np.arange(first - 1, last + 2) + offset_mm
    return [(float(z), solid.section(float(z))) for z in heights if abs(z) < half * (1.0 - 1e-9)]


def rings_of(sections: Sequence[tuple[float, Section]], centre_mm: npt.ArrayLike) -> list[Floats]:
    """The contours, each of shape (n, 3), of sections about a point."""
    return [
        np.pad(outline_points_mm(outline), ((0, 0), (0, 1)), constant_values=z) + np.asarray(centre_mm)
        for z, section in sections
        for outline in section
    ]


def structure_of(
    rings_mm: Sequence[Floats],
    *,
    name: str = "Phantom",
    number: int = 1,
    kinds: Sequence[ContourKind] | None = None,
) -> Structure:
    """A structure of these contours, each of shape (n, 3); closed, unless their kinds are given."""
    return Structure(
        number=number,
        name=name,
        role="ORGAN",
        contours=Contours(
            points_mm=owned(np.concatenate(rings_mm)),
            starts=np.cumsum([0, *(len(ring) for ring in rings_mm)]).astype(np.intp),
            kinds=tuple(kinds) if kinds is not None else (ContourKind.CLOSED_PLANAR,) * len(rings_mm),
        ),
    )
