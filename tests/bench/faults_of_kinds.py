"""Faults of kinds that a stranger found to pass: beams moved as one, plans that contradict themselves."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
from course_texts import write_course
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import OTHER_UID, Files


def _devices(files: Files, kind: str) -> Iterator[Dataset]:
    """Every stated position of one kind of beam limiting device."""
    for point in files.points():
        for stated in point.get("BeamLimitingDevicePositionSequence", []):
            if stated.RTBeamLimitingDeviceType == kind:
                yield stated


@fault("BEAM-FLUENCE")
def leaves_of_all_beams_moved(files: Files) -> None:
    """The leaves of all beams stand 2 cm to one side of where the dose was computed with them."""
    for leaves in _devices(files, "MLCX"):
        leaves.LeafJawPositions = [float(position) + 20.0 for position in leaves.LeafJawPositions]


@fault("BEAM-FLUENCE")
def leaf_pairs_of_all_beams_reversed(files: Files) -> None:
    """The leaf pairs of all beams are written in the reverse order."""
    for leaves in _devices(files, "MLCX"):
        positions = list(leaves.LeafJawPositions)
        half = len(positions) // 2
        leaves.LeafJawPositions = [*positions[:half][::-1], *positions[half:][::-1]]


@fault("BEAM-FLUENCE")
def one_jaw_of_all_beams_half_shut(files: Files) -> None:
    """One jaw of every beam stands 1 cm from the axis, over the target."""
    for jaws in _devices(files, "ASYMX"):
        first, second = map(float, jaws.LeafJawPositions)
        jaws.LeafJawPositions = [max(first, -10.0), second]


@fault("BEAM-FLUENCE")
def isocentre_of_all_beams_to_the_left(files: Files) -> None:
    """The isocentre of all beams lies 15 mm beside the one that the dose was computed with."""
    for point in files.points():
        if "IsocenterPosition" in point:
            x, y, z = map(float, point.IsocenterPosition)
            point.IsocenterPosition = [x + 15.0, y, z]


@fault("PLAN-DAILY")
def pattern_of_two_a_day(files: Files) -> None:
    """The plan's pattern has two fractions a day, and one a day was given."""
    group = files.plan.FractionGroupSequence[0]
    group.NumberOfFractionPatternDigitsPerDay, group.FractionPattern = 2, "11111111110000"


@fault("REF-FILES")
def label_of_another_course(files: Files) -> None:
    """The plan's label states another dose and number of fractions than its prescriptions."""
    files.plan.RTPlanLabel = "CCRT 60Gy/25"


@fault("REF-FILES")
def target_that_must_have_more_than_prescribed(files: Files) -> None:
    """A target's least dose is above the one that is prescribed to it."""
    files.plan.DoseReferenceSequence[0].TargetMinimumDose = "75"


@fault("REF-FILES")
def target_that_may_have_less_than_prescribed(files: Files) -> None:
    """A target's highest dose is below the one that is prescribed to it."""
    files.plan.DoseReferenceSequence[0].TargetMaximumDose = "60"


@fault("REF-FILES")
def wedge_counted_and_not_described(files: Files) -> None:
    """A beam states one wedge and describes none."""
    files.plan.BeamSequence[1].NumberOfWedges = 1


@fault("REF-FILES")
def no_dose_rate_anywhere(files: Files) -> None:
    """All beams have a dose rate of 0 at every control point."""
    for point in files.points():
        if "DoseRateSet" in point:
            point.DoseRateSet = 0


@fault("REF-FILES")
def plan_for_a_device_with_structures(files: Files) -> None:
    """The plan's geometry is a treatment device's, and it refers to a structure set."""
    files.plan.RTPlanGeometry = "TREATMENT_DEVICE"


@fault("REF-FILES")
def slice_of_another_patient(files: Files) -> None:
    """One slice within the planning image has another PatientID."""
    files.images[20].PatientID = "OTHER"


@fault("STRUCT-TARGETS")
def planning_volume_left_untreated(files: Files) -> None:
    """A further planning target volume on the other side is prescribed nothing and has little dose."""
    files.add_roi("PTV_boost", like="GTVn")
    files.redraw("PTV_boost", lambda points: points * [-1.0, 1.0, 1.0] + [15.0, 0.0, 40.0])


@fault("IMG-CONTOURS")
def image_ends_below_the_body(files: Files) -> None:
    """The upper third of the planning image is missing, where the body was drawn."""
    names = sorted(path.name for path in (files.base / "CT").iterdir())
    files.dropped |= {f"CT/{name}" for name in names[len(names) * 2 // 3 :]}


@fault("TIME-ORDER")
def given_and_never_approved(files: Files) -> None:
    """All fractions were given of a plan whose file says that it is not approved."""
    files.plan.ApprovalStatus = "UNAPPROVED"


@fault("DOSE-USABLE")
def beams_dose_beside_the_plans(files: Files) -> None:
    """A dose of all beams lies beside the plan's, and is 0.8 of it."""
    dose = copy.deepcopy(files.dose)
    dose.PixelData = np.round(0.8 * files.voxels()).astype(f"<u{dose.BitsAllocated // 8}").tobytes()
    dose.SOPInstanceUID = dose.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    dose.DoseSummationType = "BEAM"
    del dose.DVHSequence
    files.extra["BEAMS.dcm"] = dose


@fault("DOSE-USABLE")
def dose_of_a_group_that_is_not_planned(files: Files) -> None:
    """The dose is that of fraction group 7, and the plan has one, of number 1."""
    group = Dataset()
    group.ReferencedFractionGroupNumber = 7
    files.dose.ReferencedRTPlanSequence[0].ReferencedFractionGroupSequence = [group]


@fault("STRUCT-REACH")
def brainstem_begins_far_above_the_cord(files: Files) -> None:
    """The brainstem begins 2 cm above where the cord ends, and nothing is drawn between them."""
    del files.dose.DVHSequence
    files.redraw("Brainstem", lambda points: points if points[0, 2] > 52.0 else None)


@fault("STRUCT-ABSENT")
def resected_gland_under_a_foreign_name(files: Files) -> None:
    """The course file says that a parotid was resected, and it is drawn under a name that tells nothing."""
    files.roi("Parotid_L").ROIName = "Gl 1 li"
    write_course(files, absent='Parotid_L = "resected"')


@fault("DOSE-SPOTS", base="sfrt_lattice")
def vertex_beside_its_peak(files: Files) -> None:
    """One vertex of a lattice is drawn 12 mm beside its peak."""
    del files.dose.DVHSequence
    files.redraw("Vertex_01", lambda points: points + np.array([12.0, 0.0, 0.0]))


@fault("STRUCT-NESTED")
def planning_volume_within_its_tumour(files: Files) -> None:
    """The planning volume of 70 Gy is half as wide as its tumour, which that of 54 Gy holds all the same."""
    del files.dose.DVHSequence
    files.redraw("PTV_7000", lambda points: (points - points.mean(0)) * [0.5, 0.5, 1.0] + points.mean(0))


@fault("BEAM-MACHINE")
def edges_of_leaves_twice_as_far(files: Files) -> None:
    """The edges of the leaf pairs of all beams are stated twice as far from the axis."""
    for beam in files.plan.BeamSequence:
        for layer in beam.BeamLimitingDeviceSequence:
            if layer.RTBeamLimitingDeviceType == "MLCX":
                layer.LeafPositionBoundaries = [2.0 * float(edge) for edge in layer.LeafPositionBoundaries]


@fault("REF-FILES")
def bolus_counted_and_not_described(files: Files) -> None:
    """A beam states one bolus and describes none."""
    files.plan.BeamSequence[0].NumberOfBoli = 1


@fault("BEAM-SETUP")
def couch_pitched(files: Files) -> None:
    """The couch is pitched by 3° in one beam."""
    files.plan.BeamSequence[3].ControlPointSequence[0].TableTopPitchAngle = 3.0


@fault("DOSE-SECOND")
def collimator_of_all_beams_turned(files: Files) -> None:
    """The collimators of all beams are turned by 20° from where the dose was computed with them."""
    for point in files.points():
        if "BeamLimitingDeviceAngle" in point:
            point.BeamLimitingDeviceAngle = (float(point.BeamLimitingDeviceAngle) + 20.0) % 360.0


@fault("DOSE-SECOND")
def gantry_of_all_beams_turned(files: Files) -> None:
    """The gantry stands 12° further on in all beams than the dose was computed with."""
    for point in files.points():
        if "GantryAngle" in point:
            point.GantryAngle = (float(point.GantryAngle) + 12.0) % 360.0


@fault("DOSE-SECOND")
def isocentre_slightly_beside(files: Files) -> None:
    """The isocentre of all beams lies 6 mm behind the one that the dose was computed with."""
    for point in files.points():
        if "IsocenterPosition" in point:
            x, y, z = map(float, point.IsocenterPosition)
            point.IsocenterPosition = [x, y + 6.0, z]


@fault("DOSE-SECOND")
def one_bank_of_leaves_slightly_moved(files: Files) -> None:
    """One bank of leaves of all beams stands 4 mm further out, as one that was calibrated wrongly."""
    for leaves in _devices(files, "MLCX"):
        positions = [float(position) for position in leaves.LeafJawPositions]
        half = len(positions) // 2
        leaves.LeafJawPositions = [*positions[:half], *(position + 4.0 for position in positions[half:])]
