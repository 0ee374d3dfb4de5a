"""The beams of a plan made ready: their segments, what is taken of their machine, their monitor units."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rtqa.geometry.beams_eye_view import find_source_axis_mm
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, Plan
from rtqa.model.technique import list_given_mu, list_treatment_beams
from rtqa.transport.beam_model import BeamModel, find_beam_model
from rtqa.transport.commissioned import put_machine
from rtqa.transport.dose_at_points import BeamDose, compute_beam_dose
from rtqa.transport.machine_file import Machine
from rtqa.transport.patient import Patient
from rtqa.transport.segments import Segment, cut_segments

_SOURCE_AXIS_MM = 1000.0, 10.0
"""Of the linacs that are followed, and how far from it. Others, 900 or 1435 mm, treat in a magnetic field,
which turns electrons aside, and define a MU in their own ways."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedBeam:
    """A beam with all that its dose follows from, and its monitor units over the course."""

    beam: Beam
    segments: tuple[Segment, ...]
    model: BeamModel
    meterset_mu: float


def prepare_beams(plan: Plan, *, machine: Machine | None = None) -> tuple[PreparedBeam, ...] | Unknown:
    """The treatment beams, or why one of them cannot be followed.

    Args:
        plan: whose beams.
        machine: what is known of the linac; without it, the generic one.
    """
    given, prepared, numbers = list_given_mu(plan), [], set()
    for beam in list_treatment_beams(plan):
        if beam.number in numbers:
            return Unknown(Message("transport.same-number", beam=beam.number), Cause(CauseKind.NOT_STATED))
        numbers.add(beam.number)
        segments, model = cut_segments(beam), _find_model(beam, machine)
        if isinstance(segments, Unknown):
            return Unknown(segments.message, Cause(CauseKind.NOT_SUPPORTED))
        if isinstance(model, Unknown):
            return Unknown(model.message, Cause(CauseKind.NOT_SUPPORTED))
        if beam.number not in given:
            return Unknown(Message("transport.no-meterset", beam=beam.number), Cause(CauseKind.NOT_STATED))
        mu = given[beam.number]
        prepared.append(PreparedBeam(beam=beam, segments=segments, model=model, meterset_mu=mu))
    return (
        tuple(prepared) if prepared else Unknown(Message("transport.no-beams"), Cause(CauseKind.FILE_ABSENT))
    )


def _find_model(beam: Beam, machine: Machine | None) -> BeamModel | Unknown:
    usual_mm, most_mm = _SOURCE_AXIS_MM
    if abs((distance_mm := find_source_axis_mm(beam)) - usual_mm) > most_mm:
        distance = Quantity(distance_mm, "mm", 0)
        return Unknown(Message("transport.other-distance", beam=beam.number, distance=distance))
    model = find_beam_model(beam)
    if machine is None or isinstance(model, Unknown):
        return model
    if machine.treatment_machines and beam.machine not in machine.treatment_machines:
        return Unknown(Message("transport.other-machine", beam=beam.number, machine=beam.machine))
    stated = machine.find_beam(model.energy_mv, is_unflattened=model.is_unflattened)
    if stated is None:
        energy = Quantity(model.energy_mv, "MV")
        filtered = "unflattened" if model.is_unflattened else "flattened"
        return Unknown(Message("transport.not-in-machine", beam=beam.number, energy=energy, filter=filtered))
    return put_machine(model, stated)


def calculate_beams(
    beams: tuple[PreparedBeam, ...],
    points_mm: Floats,
    *,
    patient: Patient,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[BeamDose]:
    """The dose of each beam at points (n, 3), for each MU."""
    total, done = sum(len(prepared.segments) for prepared in beams), 0

    def count() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress("Calculating the dose a second time", done, total)

    def compute(prepared: PreparedBeam) -> BeamDose:
        return compute_beam_dose(
            prepared.segments,
            points_mm,
            patient=patient,
            model=prepared.model,
            source_axis_mm=find_source_axis_mm(prepared.beam),
            progress=count,
        )

    patient.densities_about(points_mm[:1])  # made once, before there are threads
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(compute, beams))


def average_output(beams: tuple[PreparedBeam, ...], weights: Floats) -> float:
    """CGy for a MU of the models, averaged over beams by weights (n,)."""
    return float(np.average([prepared.model.cgy_per_mu for prepared in beams], weights=weights))
