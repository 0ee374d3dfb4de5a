"""A phantom: a solid drawn in slices, its dose, and the truths it is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.commission.doses import LinearDose, Peak, PeaksDose
from rtqa.commission.hollow import joined
from rtqa.commission.outlines import POLE_MM, Ellipse, Section, outline_points_mm
from rtqa.commission.prisms import Prisms, prisms_of
from rtqa.commission.solids import Body, Slicing, Solid
from rtqa.commission.truth import Truth, ball_truth, discs_truth, linear_truth
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
        first = int(np.floor((self.centre_mm[2] - half) / self.slice_mm))
        last = int(np.ceil((self.centre_mm[2] + half) / self.slice_mm))
        heights = np.arange(first, last + 1) * self.slice_mm - self.centre_mm[2]
        inside = heights[np.abs(heights) < half * (1.0 - 1e-9)]
        planes = [(float(z), self.solid.section(float(z))) for z in inside]
        if not self.is_capped:
            return planes
        return [(-half, self._end(-half)), *planes, (half, self._end(half))]

    def structure(self, number: int) -> Structure:
        """The structure as drawn, with this ROI number."""
        rings = [
            np.pad(outline_points_mm(outline), ((0, 0), (0, 1)), constant_values=z) + self.centre_mm
            for z, section in self.sections()
            for outline in section
        ]
        return Structure(
            number=number,
            name=self.name,
            role="ORGAN",
            contours=Contours(
                points_mm=owned(np.concatenate(rings)),
                starts=np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.intp),
                kinds=(ContourKind.CLOSED_PLANAR,) * len(rings),
            ),
        )

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
        ellipses = [each for each in self.solid.section(z_mm) if isinstance(each, Ellipse)]
        return [Ellipse(max(each.a_mm, POLE_MM), max(each.b_mm, POLE_MM)) for each in ellipses]

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
