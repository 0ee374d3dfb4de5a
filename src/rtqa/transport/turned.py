"""Of doses that differ: the one beam whose gantry would have to stand otherwise for them to agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rtqa.geometry.beams_eye_view import find_source_axis_mm
from rtqa.messages import Unknown
from rtqa.model.geometry import Floats
from rtqa.transport.dose_at_points import compute_beam_dose
from rtqa.transport.patient import Patient
from rtqa.transport.prepared_beams import PreparedBeam
from rtqa.transport.segments import Segment, cut_segments

_COARSE_DEG = (20.0, -20.0, 40.0, -40.0, 60.0, -60.0, 90.0, -90.0, 120.0, -120.0, 150.0, -150.0, 180.0)
_FINE_DEG = (-15.0, -10.0, -5.0, 5.0, 10.0, 15.0)
"""Turns of the gantry that are tried, and those about the best of them."""

_N_BEAMS, _N_SEGMENTS, _N_POINTS = 2, 12, 150
"""How many beams are tried; from so many of their segments, at so many points."""

EXPLAINED_FRAC = 0.6
"""A turn explains the differences that takes their root mean square down to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """By how many degrees a gantry would have to be turned, and what share of the difference is left then."""

    beam: int
    turn_deg: float
    remaining_frac: float


def find_turn(
    beams: Sequence[PreparedBeam],
    *,
    by_beam_gy: Floats,
    planned_gy: Floats,
    points_mm: Floats,
    patient: Patient,
    scale: float,
    compared: npt.NDArray[np.intp],
) -> Turn | None:
    """The turn that explains most; None where none does, or there is but one beam.

    Args:
        beams: of the plan.
        by_beam_gy: shape (beams, n); what each gives, before the scale.
        planned_gy: shape (n,).
        points_mm: shape (n, 3).
        patient: that they go through.
        scale: planned over calculated dose.
        compared: the points that are compared.
    """
    if len(beams) < 2:
        return None
    few = compared[:: max(1, len(compared) // _N_POINTS)]
    planned, given, points = planned_gy[few], scale * by_beam_gy[:, few], points_mm[few]
    difference = planned - given.sum(axis=0)
    usual, hot = float(np.sqrt(np.mean(difference**2))), planned >= 0.5 * planned.max()
    # A beam that stands otherwise is one without which the rest differs least.
    change = (given @ difference) / np.maximum((given**2).sum(axis=1), 1e-12)
    left = np.linalg.norm(difference - change[:, None] * given, axis=1)
    turns = []
    for place in np.argsort(left)[:_N_BEAMS]:
        beam, others = beams[place], (given.sum(axis=0) - given[place]) / scale

        def remaining(turn_deg: float, beam: PreparedBeam = beam, others: Floats = others) -> float:
            gy = others + beam.meterset_mu * _give(beam, turn_deg, points, patient=patient)
            left_gy = planned - float(np.median(planned[hot] / gy[hot])) * gy
            return float(np.sqrt(np.mean(left_gy**2))) / usual

        fits = {turn: remaining(turn) for turn in _COARSE_DEG}
        best = min(fits, key=lambda turn: fits[turn])
        fits |= {best + by: remaining(best + by) for by in _FINE_DEG}
        best = min(fits, key=lambda turn: fits[turn])
        turns.append(Turn(beam=beam.beam.number, turn_deg=best, remaining_frac=fits[best]))
    turn = min(turns, key=lambda turn: turn.remaining_frac)
    return turn if turn.remaining_frac < EXPLAINED_FRAC else None


def _give(beam: PreparedBeam, turn_deg: float, points_mm: Floats, *, patient: Patient) -> Floats:
    """The dose of some of a beam's segments for each MU, as if they were all, with the gantry turned."""
    points = tuple(
        replace(point, gantry_deg=(point.gantry_deg or 0.0) + turn_deg) for point in beam.beam.control_points
    )
    segments = cut_segments(replace(beam.beam, control_points=points))
    if isinstance(segments, Unknown):
        return np.zeros(len(points_mm))
    return compute_beam_dose(
        _thin(segments),
        points_mm,
        patient=patient,
        model=beam.model,
        source_axis_mm=find_source_axis_mm(beam.beam),
    ).gy_per_mu


def _thin(segments: Sequence[Segment]) -> list[Segment]:
    """Every so many-th segment, with the share of those that it stands for."""
    step = max(1, -(-len(segments) // _N_SEGMENTS))
    groups = [segments[first : first + step] for first in range(0, len(segments), step)]
    return [
        replace(group[len(group) // 2], share_frac=sum(segment.share_frac for segment in group))
        for group in groups
    ]
