"""Slabs of water and beams of square fields, of which the dose is known in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np

from rtqa.geometry.beams_eye_view import find_source_axis_mm
from rtqa.model.geometry import Floats, owned
from rtqa.model.plan import Beam, ControlPoint, LeafLayer
from rtqa.transport.beam_model import BeamModel, find_beam_model
from rtqa.transport.dose_at_points import compute_beam_dose
from rtqa.transport.patient import STEP_MM, Patient
from rtqa.transport.segments import Segment, cut_segments

EDGES_MM = np.arange(-200.0, 201.0, 5.0)


def slab(*layers: tuple[float, float], half_mm: float = 200.0) -> Patient:
    """Layers (thickness in mm, density) from the surface at y = 0 backwards."""
    thick = sum(thickness for thickness, _ in layers)
    n = int(2 * half_mm / STEP_MM) + 1, int(thick / STEP_MM), int(2 * half_mm / STEP_MM) + 1
    density = np.zeros((n[0], n[1], n[2]), dtype=np.float32)
    depth = (np.arange(n[1]) + 0.5) * STEP_MM
    below = 0.0
    for thickness, relative in layers:
        density[:, (depth > below) & (depth < below + thickness), :] = relative
        below += thickness
    # The first and last planes are half a step within the slab, so that its surface lies between two nodes.
    padded = np.pad(density, ((0, 0), (1, 1), (0, 0)))
    return Patient(first_mm=np.array([-half_mm, -0.5 * STEP_MM, -half_mm]), density=padded, has_ct=True)


def control_point(weight: float, **changes: Any) -> ControlPoint:
    stated: dict[str, Any] = {
        "meterset_frac": weight,
        "gantry_deg": 0.0,
        "collimator_deg": 0.0,
        "couch_deg": 0.0,
        "jaws_x_mm": (-50.0, 50.0),
        "jaws_y_mm": (-50.0, 50.0),
        "leaves_mm": {},
        "isocenter_mm": owned([0.0, 100.0, 0.0]),
        "energy_mv": 6.0,
        "dose_rate_mu_per_min": None,
        **changes,
    }
    return ControlPoint(**stated)


def beam(*points: ControlPoint, **changes: Any) -> Beam:
    stated: dict[str, Any] = {
        "number": 1,
        "name": "AP",
        "machine": "Linac",
        "radiation": "PHOTON",
        "delivery_type": "TREATMENT",
        "source_axis_mm": 1000.0,
        "dosimeter_unit": "MU",
        "patient_position": "HFS",
        "control_points": points or (control_point(0.0), control_point(1.0)),
        **changes,
    }
    return Beam(**stated)


def square(side_mm: float, **changes: Any) -> Beam:
    jaws = (-side_mm / 2, side_mm / 2)
    shaped = {"jaws_x_mm": jaws, "jaws_y_mm": jaws, **changes}
    return beam(control_point(0.0, **shaped), control_point(1.0, **shaped))


def with_leaves(*gaps_mm: tuple[float, float], **changes: Any) -> Beam:
    """A beam whose 80 pairs leave these gaps at its control points, one a control point."""
    points = tuple(
        control_point(
            place / (len(gaps_mm) - 1),
            leaves_mm={0: owned(np.repeat([[low], [high]], len(EDGES_MM) - 1, axis=1))},
            **changes,
        )
        for place, (low, high) in enumerate(gaps_mm)
    )
    return beam(*points, leaf_layers=(LeafLayer(edges_mm=owned(EDGES_MM), axis="X"),))


def segments_of(a_beam: Beam) -> tuple[Segment, ...]:
    segments = cut_segments(a_beam)
    assert isinstance(segments, tuple)
    return segments


def model_of(a_beam: Beam) -> BeamModel:
    model = find_beam_model(a_beam)
    assert isinstance(model, BeamModel)
    return model


def cgy_per_mu(a_beam: Beam, patient: Patient, *points_mm: tuple[float, float, float]) -> Floats:
    """The dose at points, in cGy for each MU."""
    return (
        100.0
        * compute_beam_dose(
            segments_of(a_beam),
            np.array(points_mm),
            patient=patient,
            model=model_of(a_beam),
            source_axis_mm=find_source_axis_mm(a_beam),
        ).gy_per_mu
    )
