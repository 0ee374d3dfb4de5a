"""Writes a plan of one static photon beam (PS3.3 A.20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import RTPlanStorage

from rtqa.dicom.write.common import Study, decimals, fill, item, new_file, reference

AT_REST = {
    "GantryRotationDirection": "NONE",
    "BeamLimitingDeviceAngle": "0",
    "BeamLimitingDeviceRotationDirection": "NONE",
    "PatientSupportAngle": "0",
    "PatientSupportRotationDirection": "NONE",
    "TableTopEccentricAngle": "0",
    "TableTopEccentricRotationDirection": "NONE",
    "TableTopVerticalPosition": "",
    "TableTopLongitudinalPosition": "",
    "TableTopLateralPosition": "",
}
"""What the first control point of a beam holds in which nothing turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticBeam:
    """A static photon field: jaws about the isocentre, in mm at its distance.

    Attributes:
        name: BeamName.
        isocenter_mm: shape (3,).
        gantry_deg: angle of the gantry.
        half_field_mm: half the width and length of the field.
        energy_mv: NominalBeamEnergy.
        meterset_mu: BeamMeterset of a fraction.
    """

    name: str
    isocenter_mm: tuple[float, float, float]
    gantry_deg: float
    half_field_mm: float
    energy_mv: float
    meterset_mu: float


def build_plan(study: Study, beam: StaticBeam, structure_set: FileDataset) -> FileDataset:
    """A plan of one fraction of this beam, on this structure set; not approved, for QA."""
    ds = new_file(study, RTPlanStorage, "RTPLAN")
    share = item(BeamMeterset=decimals([beam.meterset_mu])[0], ReferencedBeamNumber=1)
    fill(
        ds,
        RTPlanLabel=study.patient_id[:16],
        RTPlanDate=study.date,
        RTPlanTime=study.time,
        PlanIntent="MACHINE_QA",
        RTPlanGeometry="PATIENT",
        ReferencedStructureSetSequence=[reference(structure_set)],
        FractionGroupSequence=[
            item(
                FractionGroupNumber=1,
                NumberOfFractionsPlanned=1,
                NumberOfBeams=1,
                NumberOfBrachyApplicationSetups=0,
                ReferencedBeamSequence=[share],
            )
        ],
        BeamSequence=[_beam(beam)],
        PatientSetupSequence=[item(PatientPosition="HFS", PatientSetupNumber=1)],
        ApprovalStatus="UNAPPROVED",
    )
    return ds


def _beam(beam: StaticBeam) -> Dataset:
    field_mm = decimals([-beam.half_field_mm, beam.half_field_mm])
    first = item(
        ControlPointIndex=0,
        CumulativeMetersetWeight="0",
        NominalBeamEnergy=decimals([beam.energy_mv])[0],
        GantryAngle=decimals([beam.gantry_deg])[0],
        **AT_REST,
        IsocenterPosition=decimals(beam.isocenter_mm),
        BeamLimitingDevicePositionSequence=[
            item(RTBeamLimitingDeviceType=jaws, LeafJawPositions=field_mm) for jaws in ("X", "Y")
        ],
    )
    points = [first, item(ControlPointIndex=1, CumulativeMetersetWeight="1")]
    devices = [item(RTBeamLimitingDeviceType=jaws, NumberOfLeafJawPairs=1) for jaws in ("X", "Y")]
    return photon_beam(
        1, devices=devices, points=points, TreatmentMachineName="", BeamName=beam.name, BeamType="STATIC"
    )


def photon_beam(
    number: int, *, devices: Sequence[Dataset], points: Sequence[Dataset], **attributes: Any
) -> Dataset:
    """An open photon beam that treats, by its beam limiting devices and its control points."""
    return item(
        BeamNumber=number,
        PrimaryDosimeterUnit="MU",
        SourceAxisDistance="1000",
        BeamLimitingDeviceSequence=list(devices),
        RadiationType="PHOTON",
        TreatmentDeliveryType="TREATMENT",
        NumberOfWedges=0,
        NumberOfCompensators=0,
        NumberOfBoli=0,
        NumberOfBlocks=0,
        FinalCumulativeMetersetWeight="1",
        NumberOfControlPoints=len(points),
        ControlPointSequence=list(points),
        ReferencedPatientSetupNumber=1,
        **attributes,
    )
