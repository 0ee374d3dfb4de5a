"""What was delivered: beams as a treatment machine recorded them (RT Beams Treatment Record, PS3.3 A.29)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamRecord:
    """One item of the TreatmentSessionBeamSequence (3008,0020): a beam, or the part of it given in one go.

    Attributes:
        plan_uid: SOP Instance UID of the plan it was given from; empty where it names none.
        fraction_group: ReferencedFractionGroupNumber; 0 where absent.
        fraction: CurrentFractionNumber; None where absent.
        moment: TreatmentDate, with TreatmentTime where there is one; None where it has no date.
        beam_number: ReferencedBeamNumber; None where absent.
        machine: TreatmentMachineName of the record; empty where absent.
        delivered_mu: DeliveredPrimaryMeterset, in the unit of the plan's dosimeter; None where absent.
        specified_mu: SpecifiedPrimaryMeterset, what the machine was told to give; None where absent.
        unit: PrimaryDosimeterUnit of the record; empty where absent.
        n_planned: NumberOfFractionsPlanned of the record; None where absent.
        patient_position: of the setup that the record states; empty where it states none, or several.
        radiation: RadiationType, such as PHOTON; empty where absent.
        energy_mv: NominalBeamEnergy of its first recorded control point; None where absent.
        gantry_deg, collimator_deg, couch_deg: GantryAngle, BeamLimitingDeviceAngle and PatientSupportAngle
            of it; None where absent.
        is_normal: whether TreatmentTerminationStatus is NORMAL: the beam came to its end.
    """

    plan_uid: str = field(repr=False)
    fraction_group: int
    fraction: int | None
    moment: date | None
    beam_number: int | None
    is_normal: bool
    machine: str = ""
    delivered_mu: float | None = None
    radiation: str = ""
    energy_mv: float | None = None
    gantry_deg: float | None = None
    collimator_deg: float | None = None
    couch_deg: float | None = None
    specified_mu: float | None = None
    unit: str = ""
    n_planned: int | None = None
    patient_position: str = ""
