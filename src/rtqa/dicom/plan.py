"""RTPLAN: prescriptions, fractions, approval; beams in :mod:`rtqa.dicom.beams` (PS3.3 A.20)."""

from __future__ import annotations

from pydicom.dataset import Dataset

from rtqa.dicom.beams import read_beam
from rtqa.dicom.elements import code, dates_are_kept, first_uid, integer, items, moment, number, point, text
from rtqa.dicom.leaves import are_interleaved
from rtqa.dicom.objects import DicomObject
from rtqa.dicom.plan_kind import read_kind
from rtqa.limits import MOST_NAME
from rtqa.model.plan import Approval, BeamShare, FractionGroup, Plan, PlanKind, Prescription


def read_plan(stored: DicomObject) -> Plan:
    """Read one RTPLAN: every prescription and every fraction group, nothing guessed.

    Beams are read of plans of photons and electrons alone; :attr:`~rtqa.model.plan.Plan.kind` says which
    are others.
    """
    dataset = stored.dataset
    groups = tuple(map(_read_fraction_group, items(dataset, "FractionGroupSequence")))
    kind = read_kind(stored, groups)
    positions = {
        integer(setup, "PatientSetupNumber"): code(setup, "PatientPosition")
        for setup in items(dataset, "PatientSetupSequence")
    }
    interleaved = are_interleaved(dataset)
    beams = tuple(
        read_beam(beam, positions, interleaved=interleaved)
        for beam in (items(dataset, "BeamSequence") if kind is PlanKind.EXTERNAL else ())
    )
    return Plan(
        uid=stored.label.sop_instance_uid,
        label=text(dataset, "RTPlanLabel")[:MOST_NAME],
        intent=code(dataset, "PlanIntent"),
        geometry=code(dataset, "RTPlanGeometry"),
        prescriptions=tuple(map(_read_prescription, items(dataset, "DoseReferenceSequence"))),
        fraction_groups=groups,
        beams=beams,
        approval=Approval(status=code(dataset, "ApprovalStatus"), review_date=text(dataset, "ReviewDate")),
        structure_set_uid=first_uid(dataset, "ReferencedStructureSetSequence"),
        dose_uids=frozenset(
            text(dose, "ReferencedSOPInstanceUID") for dose in items(dataset, "ReferencedDoseSequence")
        )
        - {""},
        frame_of_reference_uid=text(dataset, "FrameOfReferenceUID"),
        kind=kind,
        verifies_uids=frozenset(
            text(verified, "ReferencedSOPInstanceUID")
            for verified in items(dataset, "ReferencedRTPlanSequence")
            if code(verified, "RTPlanRelationship") == "VERIFIED_PLAN"
        )
        - {""},
        made=moment(dataset, "RTPlan"),
        dates_are_kept=dates_are_kept(dataset),
    )


def _read_prescription(item: Dataset) -> Prescription:
    return Prescription(
        number=integer(item, "DoseReferenceNumber") or 0,
        site=code(item, "DoseReferenceStructureType"),
        purpose=code(item, "DoseReferenceType"),
        structure_number=integer(item, "ReferencedROINumber"),
        dose_gy=number(item, "TargetPrescriptionDose"),
        description=text(item, "DoseReferenceDescription"),
        point_mm=point(item, "DoseReferencePointCoordinates"),
    )


def _read_fraction_group(item: Dataset) -> FractionGroup:
    n_fractions = integer(item, "NumberOfFractionsPlanned")
    return FractionGroup(
        number=integer(item, "FractionGroupNumber") or 0,
        n_fractions=n_fractions if n_fractions is not None and n_fractions > 0 else None,
        n_brachy=integer(item, "NumberOfBrachyApplicationSetups") or 0,
        beams=tuple(
            BeamShare(
                beam_number=integer(beam, "ReferencedBeamNumber") or 0,
                dose_gy=number(beam, "BeamDose"),
                meterset_mu=number(beam, "BeamMeterset"),
                point_mm=point(beam, "BeamDoseSpecificationPoint"),
            )
            for beam in items(item, "ReferencedBeamSequence")
        ),
        pattern=code(item, "FractionPattern"),
        n_beams=integer(item, "NumberOfBeams"),
        digits_per_day=integer(item, "NumberOfFractionPatternDigitsPerDay"),
        applications=tuple(
            BeamShare(
                beam_number=integer(setup, "ReferencedBrachyApplicationSetupNumber") or 0,
                dose_gy=number(setup, "BrachyApplicationSetupDose"),
                meterset_mu=None,
                point_mm=point(setup, "BrachyApplicationSetupDoseSpecificationPoint"),
            )
            for setup in items(item, "ReferencedBrachyApplicationSetupSequence")
        ),
    )
