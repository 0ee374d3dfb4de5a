"""Each beam's dose beside what the second calculation gives it alone: in its grid, or at its point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.geometry.arrays import Bools
from rtqa.model.dose import Dose, DoseOfBeam
from rtqa.model.geometry import Floats
from rtqa.model.plan import Plan
from rtqa.transport.dose_at_points import BeamDose
from rtqa.transport.points import Points
from rtqa.transport.prepared_beams import PreparedBeam
from rtqa.transport.uncertainty import NARROW_FRAC, QUALITY_FRAC_PER_CM
from rtqa.transport.unplaced import find_place, list_stated_gy

FLOOR_FRAC = 0.004
"""Of the whole dose at the point: leakage, and scatter from outside of the beam."""

_MOST_SHALLOW_FRAC, _MOST_NARROW_FRAC = 0.25, 0.6
"""A beam whose point lies in its build-up or outside of its openings is not compared."""

_HOT_FRAC, _FEWEST = 0.5, 10
"""Of a beam's highest dose at any point: where its grid is compared; at so many points or more."""

_SAME_POINT_MM = 0.2
"""A point that was looked at is the stated one, but for how places are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamAlone:
    """A beam where its own dose is known, over the course: at a point, or on average where its grid is high.

    Attributes:
        beam: its number.
        planned_gy: as the plan states it, or its grid holds it.
        calculated_gy: times the scale of the whole plan.
        sd_gy: standard deviation of the difference.
        n_points: of its grid; 0 where it is compared at a point.
        place_mm: of that point, where the plan states none; None where it does.
    """

    beam: int
    planned_gy: float
    calculated_gy: float
    sd_gy: float
    n_points: int = 0
    place_mm: tuple[float, float, float] | None = None

    @property
    def deviation(self) -> float:
        """The difference in standard deviations."""
        return (self.planned_gy - self.calculated_gy) / self.sd_gy


def compare_alone(
    plan: Plan,
    beams: Sequence[PreparedBeam],
    doses: Sequence[BeamDose],
    *,
    dose: Dose,
    points: Points,
    calculated_gy: Floats,
    known_frac: float,
    usual_depth_mm: float,
) -> tuple[BeamAlone, ...]:
    """Beams whose dose was exported by itself, or stated at a point in tissue; in the order of the plan.

    Where there is none of these, all beams at the place that has what they state, if there is one.

    Args:
        plan: that states the doses.
        beams: in the order of the plan.
        doses: what each gives for a MU.
        dose: of the plan, with those of its beams.
        points: among them, those of beam doses.
        calculated_gy: shape (beams, n); times the scale.
        known_frac: the calculation's error in this patient.
        usual_depth_mm: where the scale makes both doses equal.
    """
    grids = {part.beam: part for part in dose.of_beams}
    compared, sds_gy = [], []
    for beam, given, gy in zip(beams, doses, calculated_gy, strict=True):
        relative = np.sqrt(
            known_frac**2
            + (QUALITY_FRAC_PER_CM * beam.model.tpr_sd * (given.depth_mm - usual_depth_mm) / 10.0) ** 2
            + (NARROW_FRAC * given.narrow_frac) ** 2
        )
        sd_gy = np.hypot(relative * gy, FLOOR_FRAC * points.planned_gy)
        sds_gy.append(sd_gy)
        is_out = (given.shallow_frac > _MOST_SHALLOW_FRAC) | (given.narrow_frac > _MOST_NARROW_FRAC)
        number = beam.beam.number
        alone = None
        if number in grids:
            alone = _compare_in_grid(dose, grids[number], points, gy=gy, sd_gy=sd_gy, is_out=is_out)
        if alone is None:
            alone = _compare_at_point(plan, number, points, gy=gy, sd_gy=sd_gy, is_out=is_out)
        if alone is not None:
            compared.append(alone)
    return tuple(compared) or _compare_at_any_place(
        plan, beams, doses, points=points, calculated_gy=calculated_gy, sd_gy=np.array(sds_gy)
    )


def _compare_at_any_place(
    plan: Plan,
    beams: Sequence[PreparedBeam],
    doses: Sequence[BeamDose],
    *,
    points: Points,
    calculated_gy: Floats,
    sd_gy: Floats,
) -> tuple[BeamAlone, ...]:
    """Every beam at the place that has what they state for no point; none where there is no such place."""
    numbers = [beam.beam.number for beam in beams]
    stated_gy = list_stated_gy(plan.fraction_groups, numbers, np.array([beam.meterset_mu for beam in beams]))
    if stated_gy is None:
        return ()
    is_out = np.array([dose.shallow_frac > _MOST_SHALLOW_FRAC for dose in doses])
    place = find_place(stated_gy, calculated_gy, sd_gy=sd_gy, is_out=is_out, planned_gy=points.planned_gy)
    if place is None:
        return ()
    point, sds_gy = place
    x, y, z = map(float, points.points_mm[point])
    return tuple(
        BeamAlone(beam=number, planned_gy=planned, calculated_gy=calculated, sd_gy=sd, place_mm=(x, y, z))
        for number, planned, calculated, sd in zip(
            numbers, stated_gy.tolist(), calculated_gy[:, point].tolist(), sds_gy.tolist(), strict=True
        )
    )


def _compare_in_grid(
    dose: Dose, part: DoseOfBeam, points: Points, *, gy: Floats, sd_gy: Floats, is_out: Bools
) -> BeamAlone | None:
    """A beam where its own grid is high, on average; None where too few points are."""
    of_grid = replace(dose, grid=part.grid, values_gy=part.values_gy)
    planned = part.times * interpolate_gy(of_grid, points.points_mm).astype(np.float64)
    inside = points.in_dose[~np.isnan(planned[points.in_dose]) & ~is_out[points.in_dose]]
    hot = inside[gy[inside] >= _HOT_FRAC * gy[inside].max(initial=0.0)]
    if len(hot) < _FEWEST:
        return None
    return BeamAlone(
        beam=part.beam,
        planned_gy=float(planned[hot].mean()),
        calculated_gy=float(gy[hot].mean()),
        # Errors of neighbours go together, so that they do not average out.
        sd_gy=float(np.sqrt(np.mean(sd_gy[hot] ** 2))),
        n_points=len(hot),
    )


def _compare_at_point(
    plan: Plan, number: int, points: Points, *, gy: Floats, sd_gy: Floats, is_out: Bools
) -> BeamAlone | None:
    """A beam at the point that its dose is stated for; None where that is not one, or not in its reach."""
    stated = [
        (share.dose_gy, group.n_fractions, share.point_mm)
        for group in plan.fraction_groups
        for share in group.beams
        if share.beam_number == number
        and share.dose_gy is not None
        and share.point_mm is not None
        and group.n_fractions
    ]
    places = {place for _, _, place in stated}
    if len(places) != 1:
        return None
    offsets = np.linalg.norm(points.points_mm - np.array(places.pop()), axis=1)
    point = int(np.argmin(offsets))
    if offsets[point] > _SAME_POINT_MM or is_out[point] or not gy[point] > 0:
        return None
    return BeamAlone(
        beam=number,
        planned_gy=sum(dose_gy * n_fractions for dose_gy, n_fractions, _ in stated),
        calculated_gy=float(gy[point]),
        sd_gy=float(sd_gy[point]),
    )
