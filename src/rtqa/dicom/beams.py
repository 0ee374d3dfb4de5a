"""Beams of an RTPLAN, control point by control point (PS3.3 C.8.8.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, items, number, numbers, text
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
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


def read_beam(item: Dataset, positions: Mapping[int | None, str]) -> Beam:
    """Read one item of the BeamSequence (300A,00B0).

    Args:
        item: as in the file.
        positions: PatientPosition of each patient setup, by its number.

    A control point states only what has changed since the one before (PS3.3 C.8.8.14.5), so values
    carry over; the meterset is its cumulative weight over FinalCumulativeMetersetWeight.
    """
    final_weight = number(item, "FinalCumulativeMetersetWeight")
    points: list[ControlPoint] = []
    point = _NOTHING_STATED
    for stated in items(item, "ControlPointSequence"):
        point = _read_control_point(stated, point, final_weight)
        points.append(point)
    edges_mm, axis = _read_leaf_edges(item)
    return Beam(
        number=integer(item, "BeamNumber") or 0,
        name=text(item, "BeamName"),
        machine=text(item, "TreatmentMachineName"),
        radiation=code(item, "RadiationType"),
        delivery_type=code(item, "TreatmentDeliveryType"),
        control_points=tuple(points),
        n_points=integer(item, "NumberOfControlPoints"),
        source_axis_mm=number(item, "SourceAxisDistance"),
        leaf_edges_mm=edges_mm,
        leaf_axis=axis,
        dosimeter_unit=code(item, "PrimaryDosimeterUnit"),
        patient_position=positions.get(integer(item, "ReferencedPatientSetupNumber"), ""),
        accessories=_read_accessories(item),
    )


def _read_accessories(item: Dataset) -> tuple[Message, ...]:
    """Wedges, compensators, boluses and blocks: how many of each, where there are any."""
    wedges, compensators = integer(item, "NumberOfWedges"), integer(item, "NumberOfCompensators")
    boluses, blocks = integer(item, "NumberOfBoli"), integer(item, "NumberOfBlocks")
    accessories = (
        Message("rtplan.wedges", n=wedges) if wedges else None,
        Message("rtplan.compensators", n=compensators) if compensators else None,
        Message("rtplan.boluses", n=boluses) if boluses else None,
        Message("rtplan.blocks", n=blocks) if blocks else None,
    )
    return tuple(accessory for accessory in accessories if accessory is not None)


def _read_leaf_edges(item: Dataset) -> tuple[Floats | None, str]:
    """The edges of the leaf pairs and what they move along; None and nothing where not of one layer."""
    layers = [
        device
        for device in items(item, "BeamLimitingDeviceSequence")
        if code(device, "RTBeamLimitingDeviceType") in _LEAVES
    ]
    if len(layers) != 1:
        return None, ""
    edges_mm = numbers(layers[0], "LeafPositionBoundaries")
    if edges_mm is None:
        return None, ""
    return owned(edges_mm), code(layers[0], "RTBeamLimitingDeviceType")[3]


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
