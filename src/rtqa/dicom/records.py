"""RT Beams Treatment Records: what was given, and when (PS3.3 A.29)."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, first_uid, integer, items, number, text
from rtqa.dicom.objects import DicomObject
from rtqa.model.record import BeamRecord

_DATE = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")
_TIME = re.compile(r"(\d{2}):?(\d{2})(?::?(\d{2}))?")
_TREATS = frozenset({"", "TREATMENT", "CONTINUATION"})
"""Values of TreatmentDeliveryType (300A,00CE) that give dose; setup and portal images do not."""


def read_record(stored: DicomObject) -> tuple[BeamRecord, ...]:
    """Read the treatment beams of one record; none of a record that was simulated, not delivered."""
    dataset = stored.dataset
    if code(dataset, "TreatmentRecordContentOrigin") == "SIMULATION":
        return ()
    machines = items(dataset, "TreatmentMachineSequence")
    positions = {code(setup, "PatientPosition") for setup in items(dataset, "PatientSetupSequence")}
    patient_position = positions.pop() if len(positions) == 1 else ""
    return tuple(
        BeamRecord(
            plan_uid=first_uid(dataset, "ReferencedRTPlanSequence"),
            fraction_group=integer(dataset, "ReferencedFractionGroupNumber") or 0,
            fraction=integer(beam, "CurrentFractionNumber"),
            moment=read_moment(dataset, "TreatmentDate", "TreatmentTime"),
            beam_number=integer(beam, "ReferencedBeamNumber"),
            is_normal=code(beam, "TreatmentTerminationStatus") == "NORMAL",
            machine=next((text(item, "TreatmentMachineName") for item in machines), ""),
            delivered_mu=_read_meterset_mu(beam, "Delivered"),
            radiation=code(beam, "RadiationType"),
            energy_mv=_read_first(beam, "NominalBeamEnergy"),
            gantry_deg=_read_first(beam, "GantryAngle"),
            collimator_deg=_read_first(beam, "BeamLimitingDeviceAngle"),
            couch_deg=_read_first(beam, "PatientSupportAngle"),
            specified_mu=_read_meterset_mu(beam, "Specified"),
            unit=code(dataset, "PrimaryDosimeterUnit"),
            n_planned=integer(dataset, "NumberOfFractionsPlanned"),
            patient_position=patient_position,
        )
        for beam in items(dataset, "TreatmentSessionBeamSequence")
        if code(beam, "TreatmentDeliveryType") in _TREATS
    )


def _read_first(beam: Dataset, keyword: str) -> float | None:
    """A number of the first control point that was recorded; None where it states none."""
    points = items(beam, "ControlPointDeliverySequence")
    return number(points[0], keyword) if points else None


def _read_meterset_mu(beam: Dataset, what: str) -> float | None:
    """What a beam gave, or was told to give, by its primary dosimeter, else up to its last control point."""
    primary = number(beam, f"{what}PrimaryMeterset")
    points = items(beam, "ControlPointDeliverySequence")
    return number(points[-1], f"{what}Meterset") if primary is None and points else primary


def read_moment(dataset: Dataset, date_keyword: str, time_keyword: str) -> date | None:
    """A date, with its time where there is one; None where there is no date that exists."""
    day, clock = _DATE.match(text(dataset, date_keyword)), _TIME.match(text(dataset, time_keyword))
    try:
        treated = date(*map(int, day.groups())) if day else None
        if treated is None or clock is None:
            return treated
        hour, minute, second = (int(part or 0) for part in clock.groups())
        return datetime.combine(treated, time(hour, minute, min(second, 59)))  # 60 is a leap second
    except ValueError:
        return None
