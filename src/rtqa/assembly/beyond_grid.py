"""How much dose the part of a structure that lies outside the dose grid can have.

Outside every beam's opening a patient receives scatter and leakage alone, and these fall off with distance
(AAPM TG-158, Kry et al., Med Phys 44:e391, 2017). So where no opening reaches what lies outside the grid, it
receives no more than the grid's border that it leaves by, times a factor for what planning systems
underestimate there: 40 % on average (Howell et al., Phys Med Biol 55:6999, 2010).
"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.dvh.curve import DVH
from rtqa.geometry.beams_eye_view import reaches
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.plan import Plan
from rtqa.model.structure import Structure

MARGIN_MM = 10.0
"""How far from an opening's edge, at the isocentre's distance, its penumbra may reach."""

BORDER_FACTOR = 2.0
"""What lies outside may have so many times the highest dose of the border that it leaves by."""

END_CAP_MM = 5.0
"""A structure reaches beyond its outermost contours, by half a slice."""


def bound_beyond(dvh: DVH, structure: Structure, treatment: Treatment) -> DVH:
    """The DVH with a bound of the dose outside the grid, where beams and border tell one."""
    dose, plan = treatment.dose, treatment.plan
    if dvh.coverage_frac >= 1.0 - SAME_VOLUME_FRAC or dose is None or plan is None:
        return dvh
    ends = list(_list_ends(dose, structure.contours.points_mm))
    if not ends or any(_may_reach(plan, beyond_mm) for beyond_mm, _ in ends):
        return dvh
    return dvh.bounded_beyond(BORDER_FACTOR * max(border_gy for _, border_gy in ends))


def _list_ends(dose: Dose, points_mm: Floats) -> Iterator[tuple[Floats, float]]:
    """Of each face of the grid that some points (n, 3) lie beyond or at, those, and its highest dose in Gy.

    One face after the other: between what lies beyond two opposite ones is the target.
    """
    grid = dose.grid
    ijs = grid.to_ijs(points_mm)
    _, n_rows, n_columns = grid.shape_kji
    ends = ((0, n_columns - 1), (0, n_rows - 1), (grid.slice_positions[0], grid.slice_positions[-1]))
    for axis, (first, last) in enumerate(ends):
        room = END_CAP_MM / grid.spacing_mm[axis]
        for is_beyond, face in ((ijs[:, axis] < first + room, 0), (ijs[:, axis] > last - room, -1)):
            if is_beyond.any():
                yield points_mm[is_beyond], float(dose.values_gy.take(face, axis=2 - axis).max())


def _may_reach(plan: Plan, points_mm: Floats) -> bool:
    """Whether any beam that treats may open onto what lies between the points, as far as is known."""
    beams = [beam for beam in plan.beams if beam.treats]
    return (
        not plan.is_external_photon_or_electron
        or not beams
        or any(
            beam.radiation != "PHOTON" or reaches(beam, points_mm, margin_mm=MARGIN_MM) is not False
            for beam in beams
        )
    )
