"""Beams of an RTPLAN, control point by control point (PS3.3 C.8.8.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, items, number, numbers, text
from rtqa.dicom.leaves import list_leaf_devices, read_leaves
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
from rtqa.model.plan import Beam, ControlPoint

_JAWS_X = frozenset({"X", "ASYMX"})
_JAWS_Y = frozenset({"Y", "ASYMY"})

_NOTHING_STATED = ControlPoint(
    meterset_frac=None,
    gantry_deg=None,
    collimator_deg=None,
    couch_deg=None,
    jaws_x_mm=None,
    jaws_y_mm=None,
    leaves_mm={},
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
    "couch_pitch_deg": "TableTopPitchAngle",
    "couch_roll_deg": "TableTopRollAngle",
    "gantry_pitch_deg": "GantryPitchAngle",
}


def read_beam(item: Dataset, positions: Mapping[int | None, str], *, interleaved: bool = False) -> Beam:
    """Read one item of the BeamSequence (300A,00B0).

    Args:
        item: as in the file.
        positions: PatientPosition of each patient setup, by its number.
        interleaved: whether its leaves are written pair by pair.

    A control point states only what has changed since the one before (PS3.3 C.8.8.14.5), so values
    carry over; the meterset is its cumulative weight over FinalCumulativeMetersetWeight.
    """
    final_weight = number(item, "FinalCumulativeMetersetWeight")
    points: list[ControlPoint] = []
    point = _NOTHING_STATED
    devices = list_leaf_devices(item)
    for stated in items(item, "ControlPointSequence"):
        leaves_mm = read_leaves(stated, devices, interleaved=interleaved)
        point = _read_control_point(stated, point, leaves_mm, final_weight=final_weight)
        points.append(point)
    setup = integer(item, "ReferencedPatientSetupNumber")
    return Beam(
        number=integer(item, "BeamNumber") or 0,
        name=text(item, "BeamName"),
        machine=text(item, "TreatmentMachineName"),
        radiation=code(item, "RadiationType"),
        delivery_type=code(item, "TreatmentDeliveryType"),
        control_points=tuple(points),
        n_points=integer(item, "NumberOfControlPoints"),
        source_axis_mm=number(item, "SourceAxisDistance"),
        leaf_layers=tuple(device.layer for device in devices),
        dosimeter_unit=code(item, "PrimaryDosimeterUnit"),
        patient_position=positions.get(setup, ""),
        setup_number=setup,
        accessories=_read_accessories(item),
        applicator=_read_applicator(item),
        has_modifier=_has_modifier(item),
        fluence_mode=_read_fluence_mode(item),
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


def _has_modifier(item: Dataset) -> bool:
    """Whether anything is in the beam; a motorised wedge may be listed, and stay out all the way."""
    if integer(item, "NumberOfCompensators") or integer(item, "NumberOfBlocks"):
        return True
    places = {
        code(wedge, "WedgePosition")
        for point in items(item, "ControlPointSequence")
        for wedge in items(point, "WedgePositionSequence")
    }
    return bool(integer(item, "NumberOfWedges")) and places != {"OUT"}


def _read_applicator(item: Dataset) -> str:
    """The type of the applicator, or that there is one; empty where there is none."""
    applicators = items(item, "ApplicatorSequence")
    return code(applicators[0], "ApplicatorType") or "APPLICATOR" if applicators else ""


def _read_fluence_mode(item: Dataset) -> str:
    modes = items(item, "PrimaryFluenceModeSequence")
    return f"{code(modes[0], 'FluenceMode')} {code(modes[0], 'FluenceModeID')}".strip() if modes else ""


def _read_control_point(
    item: Dataset, before: ControlPoint, leaves_mm: Mapping[int, Floats], *, final_weight: float | None
) -> ControlPoint:
    weight = number(item, "CumulativeMetersetWeight")
    changed: dict[str, object] = {
        name: value for name, keyword in _CARRIED_OVER.items() if (value := number(item, keyword)) is not None
    }
    isocenter = numbers(item, "IsocenterPosition", 3)
    if isocenter is not None:
        changed["isocenter_mm"] = owned(isocenter)
    for device in items(item, "BeamLimitingDevicePositionSequence"):
        kind, positions = code(device, "RTBeamLimitingDeviceType"), numbers(device, "LeafJawPositions")
        if positions is None or len(positions) != 2:
            continue
        if kind in _JAWS_X:
            changed["jaws_x_mm"] = (float(positions[0]), float(positions[1]))
        elif kind in _JAWS_Y:
            changed["jaws_y_mm"] = (float(positions[0]), float(positions[1]))
    if turns := code(item, "GantryRotationDirection"):
        changed["gantry_turns"] = turns
    if leaves_mm:
        changed["leaves_mm"] = {**before.leaves_mm, **leaves_mm}
    changed["meterset_frac"] = weight / final_weight if weight is not None and final_weight else None
    return replace(before, **changed)  # type: ignore[arg-type]
