"""Plans that are not to be treated with, or not as prescribed."""

from __future__ import annotations

import copy

from course_texts import write_course
from seeded_faults import fault
from seeded_files import Files


@fault("PLAN-KIND")
def plan_for_machine_qa(files: Files) -> None:
    """The plan is for machine QA."""
    files.plan.PlanIntent = "MACHINE_QA"


@fault("PLAN-KIND")
def plan_for_verification(files: Files) -> None:
    """The plan is a verification plan."""
    files.plan.PlanIntent = "VERIFICATION"


@fault("PLAN-KIND")
def rejected_plan(files: Files) -> None:
    """The plan was rejected."""
    files.plan.ApprovalStatus = "REJECTED"


@fault("PLAN-KIND")
def proton_plan(files: Files) -> None:
    """The beams are of protons."""
    for beam in files.plan.BeamSequence:
        beam.RadiationType = "PROTON"


@fault("PLAN-KIND")
def brachytherapy_plan(files: Files) -> None:
    """The fraction group has brachytherapy applications."""
    files.plan.FractionGroupSequence[0].NumberOfBrachyApplicationSetups = 1


@fault("BEAM-DOSE")
def fractions_33_for_30(files: Files) -> None:
    """33 fractions are written over 30."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = 33


@fault("RX-FRACTIONS")
def fractions_35(files: Files) -> None:
    """The plan has 35 fractions."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = 35


@fault("RX-DOSE", "RX-FRACTIONS", "BEAM-DOSE")
def one_fraction_of_all(files: Files) -> None:
    """The whole course is one fraction."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = 1


@fault("RX-FRACTIONS")
def no_number_of_fractions(files: Files) -> None:
    """The number of fractions is absent."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = None


@fault("RX-FRACTIONS")
def two_fraction_groups(files: Files) -> None:
    """The plan has a second fraction group."""
    second = copy.deepcopy(files.plan.FractionGroupSequence[0])
    second.FractionGroupNumber = 2
    files.plan.FractionGroupSequence.append(second)


@fault("PHASE-PLAN", "BEAM-METERSET")
def no_fraction_group(files: Files) -> None:
    """The plan has no fraction group."""
    files.plan.FractionGroupSequence = []


@fault("RX-DOSE")
def primary_prescribed_66_gy(files: Files) -> None:
    """The primary tumour is prescribed 66 Gy."""
    files.plan.DoseReferenceSequence[0].TargetPrescriptionDose = "66"


@fault("RX-DOSE", "BEAM-DOSE", "DOSE-USABLE")
def prescribed_in_cgy(files: Files) -> None:
    """The prescriptions are in cGy."""
    for each in files.plan.DoseReferenceSequence:
        each.TargetPrescriptionDose = f"{100 * float(each.TargetPrescriptionDose):.1f}"


@fault("RX-DOSE", "BEAM-DOSE", "DOSE-USABLE")
def prescribed_by_fraction(files: Files) -> None:
    """The prescriptions are those of one fraction."""
    for each in files.plan.DoseReferenceSequence:
        each.TargetPrescriptionDose = f"{float(each.TargetPrescriptionDose) / 30:.3f}"


@fault("RX-DOSE")
def second_prescription_to_one_volume(files: Files) -> None:
    """The primary tumour is prescribed 70 Gy and 54 Gy."""
    boost = copy.deepcopy(files.plan.DoseReferenceSequence[0])
    boost.DoseReferenceNumber, boost.TargetPrescriptionDose = 7, "54"
    files.plan.DoseReferenceSequence.append(boost)


@fault("RX-DOSE", "DOSE-TARGETS")
def prescriptions_swapped(files: Files) -> None:
    """Primary tumour and CTV have each other's prescriptions."""
    first, _, third, *_ = files.plan.DoseReferenceSequence
    first.TargetPrescriptionDose, third.TargetPrescriptionDose = "54", "70"


@fault("RX-DOSE")
def no_prescription(files: Files) -> None:
    """The plan prescribes nothing, and the course file states no dose."""
    del files.plan.DoseReferenceSequence
    write_course(files, planned="")


@fault("DOSE-TARGETS")
def prescription_to_a_margin_too_high(files: Files) -> None:
    """The elective PTV is prescribed 66 Gy."""
    files.plan.DoseReferenceSequence[5].TargetPrescriptionDose = "66"


@fault("RX-DOSE", "DOSE-TARGETS")
def prescription_to_the_cord(files: Files) -> None:
    """The prescription of the primary tumour refers to the cord."""
    files.plan.DoseReferenceSequence[0].ReferencedROINumber = files.roi("SpinalCord").ROINumber


@fault("DOSE-TARGETS", "RX-DOSE")
def prescription_to_a_structure_that_is_not_there(files: Files) -> None:
    """A prescription refers to an ROI number that no structure has."""
    files.plan.DoseReferenceSequence[3].ReferencedROINumber = 77


@fault("DOSE-TARGETS")
def prescription_to_a_point_elsewhere(files: Files) -> None:
    """A point in the shoulder is stated to receive 70 Gy."""
    point = copy.deepcopy(files.plan.DoseReferenceSequence[0])
    del point.ReferencedROINumber
    point.DoseReferenceStructureType = "COORDINATES"
    point.DoseReferencePointCoordinates = ["60", "60", "-90"]
    point.DoseReferenceNumber = 8
    files.plan.DoseReferenceSequence.append(point)
