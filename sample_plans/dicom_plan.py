"""The treatment plan as DICOM: prescription, fractions, and step-and-shoot fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import RTPlanStorage

from dicom_common import Study, new_file
from leaves import LEAF_BOUNDARIES_MM, LEAF_PAIRS, SEGMENTS, Delivery
from rtqa.dicom.write.common import decimals, fill, item, reference, set_decimals
from rtqa.dicom.write.plan import AT_REST, photon_beam
from shapes import Array, Point

MACHINE = "SYNTHETIC-6MV"


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One field; dose (Gy) to the specification point and meterset (MU) are for one fraction."""

    gantry_deg: float
    delivery: Delivery
    dose_gy: float
    meterset_mu: float


@dataclass(frozen=True, slots=True)
class Prescription:
    """What the whole plan is to give, by structure name, and in how many fractions."""

    label: str
    fractions: int
    dose_gy: Mapping[str, float]
    isocentre_mm: Point
    specification_point_mm: Point


def build_plan(
    study: Study,
    prescription: Prescription,
    fields: Sequence[PlannedField],
    *,
    structure_set: FileDataset,
) -> FileDataset:
    """An approved step-and-shoot plan on the structure set."""
    ds = new_file(study, sop_class=RTPlanStorage, what=(), modality="RTPLAN", date=study.plan_date)
    ds.RTPlanLabel, ds.RTPlanName = prescription.label, "Synthetic phantom plan"
    ds.RTPlanDescription = f"Synthetic phantom: {study.description}"
    ds.RTPlanDate, ds.RTPlanTime = study.plan_date, "120000"
    ds.PlanIntent, ds.RTPlanGeometry = "CURATIVE", "PATIENT"
    ds.ReferencedStructureSetSequence = [reference(structure_set)]
    numbers = {str(roi.ROIName): int(roi.ROINumber) for roi in structure_set.StructureSetROISequence}
    ds.DoseReferenceSequence = [
        item(
            DoseReferenceNumber=number,
            DoseReferenceUID=study.uid("dose reference", number),
            DoseReferenceStructureType="VOLUME",
            DoseReferenceDescription=name,
            DoseReferenceType="TARGET",
            TargetPrescriptionDose=f"{dose_gy:.2f}",
            ReferencedROINumber=numbers[name],
        )
        for number, (name, dose_gy) in enumerate(prescription.dose_gy.items(), start=1)
    ]
    ds.FractionGroupSequence = [_fraction_group(prescription, fields)]
    ds.BeamSequence = [_beam(number, field, prescription) for number, field in enumerate(fields, start=1)]
    ds.PatientSetupSequence = [item(PatientPosition="HFS", PatientSetupNumber=1, SetupTechnique="ISOCENTRIC")]
    ds.ApprovalStatus = "APPROVED"
    ds.ReviewDate, ds.ReviewTime, ds.ReviewerName = study.plan_date, "150000", "Reviewer^Fictive"
    return ds


def _fraction_group(prescription: Prescription, fields: Sequence[PlannedField]) -> Dataset:
    """Once a day from Monday to Friday, as far as there is more than one fraction."""
    weekly = {
        "NumberOfFractionPatternDigitsPerDay": 1,
        "RepeatFractionCycleLength": 1,
        "FractionPattern": "1111100",
    }
    return item(
        FractionGroupNumber=1,
        NumberOfFractionsPlanned=prescription.fractions,
        **(weekly if prescription.fractions > 1 else {}),
        NumberOfBeams=len(fields),
        NumberOfBrachyApplicationSetups=0,
        ReferencedBeamSequence=[
            item(
                BeamDose=f"{field.dose_gy:.4f}",
                BeamMeterset=f"{field.meterset_mu:.2f}",
                ReferencedBeamNumber=number,
            )
            for number, field in enumerate(fields, start=1)
        ],
    )


def _beam(number: int, field: PlannedField, prescription: Prescription) -> Dataset:
    leaves = item(
        RTBeamLimitingDeviceType="MLCX",
        NumberOfLeafJawPairs=LEAF_PAIRS,
        LeafPositionBoundaries=decimals(LEAF_BOUNDARIES_MM, places=1),
    )
    jaws = [item(RTBeamLimitingDeviceType=name, NumberOfLeafJawPairs=1) for name in ("ASYMX", "ASYMY")]
    return photon_beam(
        number,
        devices=[*jaws, leaves],
        points=_control_points(field, prescription),
        Manufacturer="rtqa sample plans",
        TreatmentMachineName=MACHINE,
        BeamName=f"G{field.gantry_deg:03.0f}",
        BeamDescription=f"Field {number}",
        BeamType="DYNAMIC",
        PrimaryFluenceModeSequence=[item(FluenceMode="STANDARD")],
    )


def _control_points(field: PlannedField, prescription: Prescription) -> list[Dataset]:
    """Two control points a segment: leaves in place, then the meterset given with them still."""
    points = []
    for index in range(2 * SEGMENTS):
        segment, given = divmod(index, 2)
        point = item(ControlPointIndex=index, CumulativeMetersetWeight=f"{(segment + given) / SEGMENTS:.6f}")
        devices: list[tuple[str, Sequence[float] | Array]] = [
            ("MLCX", field.delivery.leaves_mm[segment].ravel())
        ]
        if index == 0:
            fill(
                point,
                **AT_REST,
                NominalBeamEnergy="6",
                DoseRateSet="600",
                GantryAngle=f"{field.gantry_deg:.1f}",
                IsocenterPosition=decimals(prescription.isocentre_mm, places=2),
            )
            devices = [
                ("ASYMX", field.delivery.jaw_x_mm),
                ("ASYMY", field.delivery.jaw_y_mm),
                *devices,
            ]
        point.BeamLimitingDevicePositionSequence = [_device(name, positions) for name, positions in devices]
        points.append(point)
    return points


def _device(name: str, positions_mm: Sequence[float] | Array) -> Dataset:
    device = item(RTBeamLimitingDeviceType=name)
    set_decimals(device, "LeafJawPositions", positions_mm, places=2)
    return device
