"""The beams of a plan made ready: their segments, what is taken of their machine, their monitor units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, Plan
from rtqa.model.technique import list_treatment_beams
from rtqa.transport.beam_model import BeamModel, find_beam_model
from rtqa.transport.commissioned import put_machine
from rtqa.transport.dose_at_points import BeamDose, compute_beam_dose
from rtqa.transport.machine_file import Machine
from rtqa.transport.patient import Patient
from rtqa.transport.segments import Segment, cut_segments, source_axis_mm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedBeam:
    """A beam with all that its dose follows from, and its monitor units over the course."""

    beam: Beam
    segments: tuple[Segment, ...]
    model: BeamModel
    meterset_mu: float


def prepare_beams(
    plan: Plan, given: Mapping[int, float], *, machine: Machine | None = None
) -> tuple[PreparedBeam, ...] | Unknown:
    """The treatment beams, or why one of them cannot be followed.

    Args:
        plan: whose beams.
        given: monitor units of each over the course.
        machine: what is known of the linac; without it, the generic one.
    """
    prepared = []
    for beam in list_treatment_beams(plan):
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
    total, done = sum(len(at.segments) for at in beams), 0

    def count() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress("Calculating the dose a second time", done, total)

    def compute(at: PreparedBeam) -> BeamDose:
        return compute_beam_dose(
            at.segments,
            points_mm,
            patient=patient,
            model=at.model,
            source_axis_mm=source_axis_mm(at.beam),
            progress=count,
        )

    patient.densities_about(points_mm[:1])  # made once, before there are threads
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(compute, beams))


def list_given_mu(plan: Plan) -> dict[int, float]:
    """Monitor units of each beam over the course, where all of its groups state them."""
    given: dict[int, float] = {}
    unknown: set[int] = set()
    for group in plan.fraction_groups:
        for share in group.beams:
            if share.meterset_mu is None or group.n_fractions is None:
                unknown.add(share.beam_number)
            else:
                mu = group.n_fractions * share.meterset_mu
                given[share.beam_number] = given.get(share.beam_number, 0.0) + mu
    return {number: mu for number, mu in given.items() if number not in unknown}


def average_output(beams: tuple[PreparedBeam, ...], weights: Floats) -> float:
    """CGy for a MU of the models, averaged over beams by weights (n,)."""
    return float(np.average([at.model.cgy_per_mu for at in beams], weights=weights))
