"""Beams of an RTPLAN, control point by control point (PS3.3 C.8.8.14)."""

from __future__ import annotations

from dataclasses import replace

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, items, number, numbers, text
from rtqa.model.geometry import owned
from rtqa.model.plan import Beam, ControlPoint

_JAWS_X = frozenset({"X", "ASYMX"})
_JAWS_Y = frozenset({"Y", "ASYMY"})
_LEAVES = frozenset({"MLCX", "MLCY", "MLCX1", "MLCX2"})

_NOTHING_STATED = ControlPoint(
    meterset_frac=None,
    gantry_deg=None,
    collimator_deg=None,
    couch_deg=None,
    jaws_x_mm=None,
    jaws_y_mm=None,
    leaves_mm=None,
    isocenter_mm=None,
    energy_mv=None,
    dose_rate_mu_per_min=None,
)

_CARRIED_OVER = {
    "gantry_deg": "GantryAngle",
    "collimator_deg": "BeamLimitingDeviceAngle",
    "couch_deg": "PatientSupportAngle",
    "energy_mv": "NominalBeamEnergy",
    "dose_rate_mu_per_min": "DoseRateSet",
}


def read_beam(item: Dataset) -> Beam:
    """Read one item of the BeamSequence (300A,00B0).

    A control point states only what has changed since the one before (PS3.3 C.8.8.14.5), so values
    carry over; the meterset is its cumulative weight over FinalCumulativeMetersetWeight.
    """
    final_weight = number(item, "FinalCumulativeMetersetWeight")
    points: list[ControlPoint] = []
    point = _NOTHING_STATED
    for stated in items(item, "ControlPointSequence"):
        point = _read_control_point(stated, point, final_weight)
        points.append(point)
    return Beam(
        number=integer(item, "BeamNumber") or 0,
        name=text(item, "BeamName"),
        machine=text(item, "TreatmentMachineName"),
        radiation=code(item, "RadiationType"),
        beam_type=code(item, "BeamType"),
        delivery_type=code(item, "TreatmentDeliveryType"),
        control_points=tuple(points),
    )


def _read_control_point(item: Dataset, before: ControlPoint, final_weight: float | None) -> ControlPoint:
    weight = number(item, "CumulativeMetersetWeight")
    changed: dict[str, object] = {
        name: value for name, keyword in _CARRIED_OVER.items() if (value := number(item, keyword)) is not None
    }
    isocenter = numbers(item, "IsocenterPosition", 3)
    if isocenter is not None:
        changed["isocenter_mm"] = owned(isocenter)
    for device in items(item, "BeamLimitingDevicePositionSequence"):
        kind, positions = code(device, "RTBeamLimitingDeviceType"), numbers(device, "LeafJawPositions")
        if positions is None or len(positions) % 2:
            continue
        if kind in _LEAVES:
            changed["leaves_mm"] = owned(positions.reshape(2, -1))
        elif kind in _JAWS_X and len(positions) == 2:
            changed["jaws_x_mm"] = (float(positions[0]), float(positions[1]))
        elif kind in _JAWS_Y and len(positions) == 2:
            changed["jaws_y_mm"] = (float(positions[0]), float(positions[1]))
    changed["meterset_frac"] = weight / final_weight if weight is not None and final_weight else None
    return replace(before, **changed)  # type: ignore[arg-type]
