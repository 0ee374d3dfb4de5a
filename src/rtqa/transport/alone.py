"""Each beam's stated dose at its point beside what the second calculation gives it there, alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.model.geometry import Floats
from rtqa.model.plan import Plan
from rtqa.transport.dose_at_points import BeamDose
from rtqa.transport.points import Points
from rtqa.transport.prepared_beams import PreparedBeam
from rtqa.transport.uncertainty import NARROW_FRAC, QUALITY_FRAC_PER_CM

FLOOR_FRAC = 0.004
"""Of the whole dose at the point: leakage, and scatter from outside of the beam."""

_MOST_SHALLOW_FRAC, _MOST_NARROW_FRAC = 0.25, 0.6
"""A beam whose point lies in its build-up or outside of its openings is not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamAlone:
    """A beam at the point that it states its dose for, over the course.

    Attributes:
        beam: its number.
        planned_gy: as the plan states it.
        calculated_gy: times the scale of the whole plan.
        sd_gy: standard deviation of the difference.
    """

    beam: int
    planned_gy: float
    calculated_gy: float
    sd_gy: float

    @property
    def deviation(self) -> float:
        """The difference in standard deviations."""
        return (self.planned_gy - self.calculated_gy) / self.sd_gy


def compare_alone(
    plan: Plan,
    beams: Sequence[PreparedBeam],
    doses: Sequence[BeamDose],
    *,
    points: Points,
    calculated_gy: Floats,
    known_frac: float,
    usual_depth_mm: float,
) -> tuple[BeamAlone, ...]:
    """Beams with a stated dose and a point in tissue; in the order of the plan.

    Args:
        plan: that states the doses.
        beams: in the order of the plan.
        doses: what each gives for a MU.
        points: among them, those of beam doses.
        calculated_gy: shape (beams, n); times the scale.
        known_frac: the calculation's error in this patient.
        usual_depth_mm: where the scale makes both doses equal.
    """
    shares = [
        (share, group.n_fractions)
        for group in plan.fraction_groups
        for share in group.beams
        if share.dose_gy is not None and share.point_mm is not None and group.n_fractions
    ]
    compared = []
    for at, dose, gy in zip(beams, doses, calculated_gy, strict=True):
        stated = [(share, n) for share, n in shares if share.beam_number == at.beam.number]
        places = {share.point_mm for share, _ in stated}
        if len(places) != 1:
            continue
        offsets = np.linalg.norm(points.points_mm - np.array(places.pop()), axis=1)
        point = int(np.argmin(offsets))
        out_of_reach = dose.shallow_frac[point] > _MOST_SHALLOW_FRAC
        out_of_reach |= dose.narrow_frac[point] > _MOST_NARROW_FRAC
        if offsets[point] > 0.2 or out_of_reach or not gy[point] > 0:
            continue
        depth_cm = (float(dose.depth_mm[point]) - usual_depth_mm) / 10.0
        relative = np.linalg.norm(
            [
                known_frac,
                QUALITY_FRAC_PER_CM * at.model.tpr_sd * depth_cm,
                NARROW_FRAC * float(dose.narrow_frac[point]),
            ]
        )
        compared.append(
            BeamAlone(
                beam=at.beam.number,
                planned_gy=sum((share.dose_gy or 0.0) * (n or 0) for share, n in stated),
                calculated_gy=float(gy[point]),
                sd_gy=float(np.hypot(relative * gy[point], FLOOR_FRAC * points.planned_gy[point])),
            )
        )
    return tuple(compared)
