"""What the beams let through to the voxels of high dose: geometry and monitor units, no dose calculation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rtqa.assembly.context import PhasePlan
from rtqa.checks.beams.beams_otherwise import list_changes
from rtqa.checks.beams.treatment_beams import list_beams
from rtqa.geometry.aperture import Mask
from rtqa.geometry.beams_eye_view import Openings, find_openings
from rtqa.messages import Message, Unknown
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam
from rtqa.model.technique import list_given_mu, moves_the_couch

HOT_FRAC = 0.5
"""Voxels from this share of the maximum on are looked at: they owe their dose to open fields."""

N_POINTS = 300
"""How many of them, evenly spread over the grid."""

N_POINTS_OTHERWISE = 100
"""At least so many of these, where there are, for each way in which the beams may have been otherwise."""

TURNS_DEG = (30.0, -30.0, 60.0, -60.0, 90.0, -90.0, 120.0, -120.0, 150.0, -150.0, 180.0)
"""By how much the gantry of one beam is turned."""

LEAST_SCATTER = 0.05
"""Beams whose dose for each MU varies by less fit; on clinical plans it was 0.08 to 0.15."""

LEAK_FRAC = 0.015
"""What goes through closed leaves, as a share of what goes through open ones."""

_AXIAL = {"HFS": (1, 1), "HFP": (-1, -1), "FFS": (-1, 1), "FFP": (1, -1)}
"""Signs of x and y along a dose grid's columns and rows, by how the patient lies."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exposure:
    """Hot voxels before the beams.

    Attributes:
        beams: numbers of the beams, length b.
        seen: shape (n,); whether a voxel lies in any beam's opening.
        given_mu: shape (n, b); the monitor units that each beam lets through to it, over the course.
        cgy: shape (n,); its dose.
        is_whole: whether nothing but jaws and leaves changes what a beam lets through, so that monitor units
            and dose can be compared.
        points_mm: shape (n, 3); where the voxels lie.
    """

    beams: tuple[int, ...]
    seen: Mask
    given_mu: Floats
    cgy: Floats
    is_whole: bool
    points_mm: Floats


def compute_exposure(phase_plan: PhasePlan) -> Exposure | Unknown:
    """What the beams let through to some hot voxels."""
    beams, dose, plan = list_beams(phase_plan), phase_plan.treatment.dose, phase_plan.plan
    if isinstance(beams, Unknown):
        return beams
    if dose is None or plan is None:
        return Unknown(Message("beam-fluence.no-dose"))
    given_mus = list_given_mu(plan)
    if (obstacle := _find_obstacle(beams, given_mus, dose)) is not None:
        return Unknown(obstacle)
    points_mm, hot_gy = _hot_voxels(dose)
    if not len(points_mm) or any(group.n_fractions is None for group in plan.fraction_groups):
        return Unknown(Message("beam-fluence.no-dose-or-fractions"))
    given_mu = np.zeros((len(points_mm), len(beams)))
    seen = np.zeros(len(points_mm), dtype=bool)
    for place, beam in enumerate(beams):
        openings = find_openings(beam)
        if openings is None:
            return Unknown(Message("beam-fluence.not-placed", beam=beam.number))
        exposed = openings.expose(points_mm)
        seen |= exposed > 0
        through = exposed + LEAK_FRAC * (1.0 - exposed)
        given_mu[:, place] = given_mus[beam.number] * through
    numbers = tuple(beam.number for beam in beams)
    is_whole = not any(beam.has_modifier for beam in beams)
    return Exposure(
        beams=numbers,
        seen=seen,
        given_mu=given_mu,
        cgy=100.0 * hot_gy,
        is_whole=is_whole,
        points_mm=points_mm,
    )


def find_better_otherwise(phase_plan: PhasePlan, exposure: Exposure) -> tuple[float, Message] | None:
    """The change of all beams by which they fit the dose best, with the scatter then over that of the plan.

    None where the beams cannot be placed, and where they fit as well as any can.
    """
    given, few = _list_openings(phase_plan), _take_few(exposure)
    points_mm, cgy = exposure.points_mm[few], exposure.cgy[few]
    usual = scatter(cgy, exposure.given_mu[few].sum(axis=1))
    if usual < LEAST_SCATTER or len(given) < len(exposure.beams):
        return None
    fits = []
    for otherwise in list_changes([openings for openings, _ in given]):
        total_mu = np.zeros(len(cgy))
        for openings, mu in given:
            exposed = otherwise.change(openings).expose(points_mm)
            total_mu += mu * (exposed + LEAK_FRAC * (1.0 - exposed))
        fits.append((scatter(cgy, total_mu) / usual, otherwise.message))
    return min(fits, key=lambda fit: fit[0], default=None)


def find_better_turned(phase_plan: PhasePlan, exposure: Exposure) -> tuple[float, int, float] | None:
    """The turn of one beam's gantry by which the beams fit the dose best.

    Returns:
        The scatter then over that of the plan, the beam's number, and by how many degrees it is turned; None
        as for :func:`find_better_otherwise`.
    """
    given, few = _list_openings(phase_plan), _take_few(exposure)
    points_mm, cgy, given_mu = exposure.points_mm[few], exposure.cgy[few], exposure.given_mu[few]
    total_mu = given_mu.sum(axis=1)
    usual = scatter(cgy, total_mu)
    if usual < LEAST_SCATTER or len(given) < len(exposure.beams):
        return None
    fits = []
    for number, (openings, mu), beam_mu in zip(exposure.beams, given, given_mu.T, strict=True):
        for turn_deg in TURNS_DEG:
            turned = replace(openings, gantry_deg=openings.gantry_deg + turn_deg)
            exposed = turned.expose(points_mm)
            turned_mu = total_mu - beam_mu + mu * (exposed + LEAK_FRAC * (1.0 - exposed))
            fits.append((scatter(cgy, turned_mu) / usual, number, turn_deg))
    return min(fits, default=None)


def _list_openings(phase_plan: PhasePlan) -> list[tuple[Openings, float]]:
    """Each treatment beam that can be placed, with its monitor units."""
    beams, plan = list_beams(phase_plan), phase_plan.plan
    if isinstance(beams, Unknown) or plan is None:
        return []
    given_mu, openings = list_given_mu(plan), [find_openings(beam) for beam in beams]
    return [
        (opening, given_mu.get(beam.number, 0.0))
        for beam, opening in zip(beams, openings, strict=True)
        if opening is not None
    ]


def _take_few(exposure: Exposure) -> slice:
    return slice(None, None, max(1, len(exposure.cgy) // N_POINTS_OTHERWISE))


def scatter(cgy: Floats, given_mu: Floats) -> float:
    """How far the dose for each MU varies over the voxels: standard deviation of its logarithm."""
    return float(np.std(np.log(cgy / given_mu)))


def _find_obstacle(beams: tuple[Beam, ...], metersets: Mapping[int, float], dose: Dose) -> Message | None:
    if any(moves_the_couch(beam) for beam in beams):
        return Message("beam-fluence.binary-leaves")
    if any(beam.applicator or beam.radiation == "ELECTRON" for beam in beams):
        return Message("beam-fluence.applicator")
    if {beam.dosimeter_unit for beam in beams} != {"MU"}:
        return Message("beam-fluence.not-in-mu")
    if any(not metersets.get(beam.number) for beam in beams):
        return Message("beam-fluence.no-monitor-units")
    if any(not _lies_as_planned(dose, beam.patient_position) for beam in beams):
        return Message("beam-fluence.oblique")
    return None


def _lies_as_planned(dose: Dose, position: str) -> bool:
    """Whether the grid's columns and rows run as in an image of a patient who lies so, or along x and y."""
    along_i, along_j, _ = dose.grid.directions
    turned = _AXIAL.get(position)
    return turned is not None and any(
        np.allclose([*along_i, *along_j], [x, 0, 0, 0, y, 0], atol=1e-3) for x, y in (turned, (1, 1))
    )


def _hot_voxels(dose: Dose) -> tuple[Floats, Floats]:
    """Places (n, 3) in mm and doses (n,) in Gy of some voxels that have half the maximum or more."""
    values = dose.values_gy
    hottest_gy = float(values.max())
    if not hottest_gy > 0:
        return np.zeros((0, 3)), np.zeros(0)
    hot = np.flatnonzero(values >= HOT_FRAC * hottest_gy)
    hot = hot[np.linspace(0, len(hot) - 1, min(N_POINTS, len(hot))).astype(int)]
    k, j, i = np.unravel_index(hot, values.shape)
    return dose.grid.to_points_mm(np.column_stack([i, j, k])), values[k, j, i].astype(np.float64)
