"""What people get wrong between prescription and delivery, as AAPM TG-275 and MPPG 11.a list it."""

from __future__ import annotations

import copy

import numpy as np
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import Files, device


@fault("RX-FRACTIONS")
def no_fractions_planned(files: Files) -> None:
    """The plan has 0 fractions."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = 0


@fault("RX-FRACTIONS", "BEAM-DOSE")
def fractions_negative(files: Files) -> None:
    """The plan has -30 fractions."""
    files.plan.FractionGroupSequence[0].NumberOfFractionsPlanned = -30


@fault("RX-DOSE", "DOSE-TARGETS", "BEAM-DOSE")
def one_prescription_in_cgy(files: Files) -> None:
    """One prescription of six is in cGy."""
    files.plan.DoseReferenceSequence[1].TargetPrescriptionDose = "6600"


@fault("DOSE-TARGETS", "RX-DOSE")
def prescription_without_a_structure(files: Files) -> None:
    """A prescription to a volume does not say to which."""
    del files.plan.DoseReferenceSequence[0].ReferencedROINumber


@fault("DOSE-TARGETS", "RX-DOSE")
def prescription_negative(files: Files) -> None:
    """A prescription is negative."""
    files.plan.DoseReferenceSequence[0].TargetPrescriptionDose = "-70"


@fault("DOSE-TARGETS", "RX-DOSE")
def prescription_of_a_target_labelled_organ(files: Files) -> None:
    """The primary tumour's prescription is labelled as one to an organ at risk."""
    files.plan.DoseReferenceSequence[0].DoseReferenceType = "ORGAN_AT_RISK"


@fault("REF-DATES")
def plan_older_than_the_image(files: Files) -> None:
    """The plan is dated a year before the image."""
    files.plan.RTPlanDate = "20240101"
    files.plan.InstanceCreationDate = "20240101"


@fault("REF-DATES")
def dose_of_the_year_before(files: Files) -> None:
    """The dose was computed a year before the image was taken."""
    for keyword in ("InstanceCreationDate", "ContentDate", "SeriesDate"):
        if keyword in files.dose:
            setattr(files.dose, keyword, "20240101")


@fault("REF-DATES")
def plan_of_the_future(files: Files) -> None:
    """The plan is dated years after its first fraction."""
    files.plan.RTPlanDate = "20310101"


@fault("REF-PATIENT")
def patient_of_another_name_in_the_image(files: Files) -> None:
    """The image has the PatientID and another patient's name."""
    for image in files.images:
        image.PatientName = "Somebody^Else"


@fault("BEAM-SETUP")
def scanned_feet_first(files: Files) -> None:
    """The image says that the patient lies feet first."""
    for image in files.images:
        image.PatientPosition = "FFS"


@fault("BEAM-SETUP")
def beams_for_two_positions(files: Files) -> None:
    """One beam is for a prone patient."""
    setup = copy.deepcopy(files.plan.PatientSetupSequence[0])
    setup.PatientSetupNumber, setup.PatientPosition = 2, "HFP"
    files.plan.PatientSetupSequence.append(setup)
    files.plan.BeamSequence[2].ReferencedPatientSetupNumber = 2


@fault("BEAM-SETUP", "BEAM-FLUENCE")
def isocentre_in_cm(files: Files) -> None:
    """The isocentre is stated in cm."""
    for point in files.points():
        if "IsocenterPosition" in point:
            point.IsocenterPosition = [f"{float(value) / 10:.3f}" for value in point.IsocenterPosition]


@fault("BEAM-SETUP", "BEAM-FLUENCE")
def isocentre_mirrored(files: Files) -> None:
    """The isocentre has its z negated."""
    for point in files.points():
        if "IsocenterPosition" in point:
            x, y, z = point.IsocenterPosition
            point.IsocenterPosition = [x, y, f"{-float(z):.2f}"]


@fault("BEAM-SETUP", "BEAM-FLUENCE")
def isocentre_at_the_origin(files: Files) -> None:
    """The isocentre is the user origin, and was never placed."""
    for point in files.points():
        if "IsocenterPosition" in point:
            point.IsocenterPosition = ["0", "0", "0"]


@fault("BEAM-FLUENCE", "BEAM-MACHINE", "DOSE-SECOND")
def couch_turned_in_one_beam(files: Files) -> None:
    """One beam has its couch turned by 90 degrees."""
    for point in files.plan.BeamSequence[1].ControlPointSequence:
        if "PatientSupportAngle" in point:
            point.PatientSupportAngle = "90"


@fault("BEAM-FLUENCE")
def couch_turned_in_all_beams(files: Files) -> None:
    """All beams have their couch turned by 90 degrees."""
    for point in files.points():
        if "PatientSupportAngle" in point:
            point.PatientSupportAngle = "90"


@fault("BEAM-FLUENCE")
def gantry_mirrored(files: Files) -> None:
    """All gantry angles run the other way round."""
    for point in files.points():
        if "GantryAngle" in point:
            point.GantryAngle = f"{(360 - float(point.GantryAngle)) % 360:g}"


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def all_beams_from_one_side(files: Files) -> None:
    """All gantry angles are 0."""
    for point in files.points():
        if "GantryAngle" in point:
            point.GantryAngle = "0"


@fault("BEAM-MACHINE")
def gantry_angle_negative(files: Files) -> None:
    """A gantry angle is -10 degrees."""
    files.plan.BeamSequence[1].ControlPointSequence[0].GantryAngle = "-10"


@fault("BEAM-MACHINE")
def energy_sixty(files: Files) -> None:
    """All energies are 60 MV."""
    for point in files.points():
        if "NominalBeamEnergy" in point:
            point.NominalBeamEnergy = "60"


@fault("BEAM-MACHINE", "PLAN-TECHNIQUE")
def electrons_for_photons(files: Files) -> None:
    """One beam is of electrons."""
    files.plan.BeamSequence[4].RadiationType = "ELECTRON"


@fault("BEAM-MACHINE", "BEAM-FLUENCE")
def leaves_missing(files: Files) -> None:
    """No beam states where its leaves are."""
    for point in files.points():
        kept = [d for d in point.BeamLimitingDevicePositionSequence if d.RTBeamLimitingDeviceType != "MLCX"]
        point.BeamLimitingDevicePositionSequence = kept


@fault("BEAM-MACHINE")
def leaves_missing_from_one_beam(files: Files) -> None:
    """One beam does not state where its leaves are."""
    for point in files.plan.BeamSequence[4].ControlPointSequence:
        kept = [d for d in point.BeamLimitingDevicePositionSequence if d.RTBeamLimitingDeviceType != "MLCX"]
        point.BeamLimitingDevicePositionSequence = kept


@fault("BEAM-MACHINE", "BEAM-FLUENCE")
def jaws_closed(files: Files) -> None:
    """The jaws of a beam are closed."""
    for point in files.plan.BeamSequence[4].ControlPointSequence:
        for kind in ("ASYMX", "ASYMY"):
            try:
                device(point, kind).LeafJawPositions = ["0", "0"]
            except ValueError:
                continue


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def leaf_banks_exchanged(files: Files) -> None:
    """The leaves of all beams are mirrored: each bank has the other's positions, negated."""
    for point in files.points():
        leaves = device(point, "MLCX")
        values = [float(value) for value in leaves.LeafJawPositions]
        half = len(values) // 2
        leaves.LeafJawPositions = [f"{-value:.2f}" for value in values[half:] + values[:half]]


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def leaf_order_reversed(files: Files) -> None:
    """The leaf pairs of all beams are in reverse order."""
    for point in files.points():
        leaves = device(point, "MLCX")
        values = list(leaves.LeafJawPositions)
        half = len(values) // 2
        leaves.LeafJawPositions = values[:half][::-1] + values[half:][::-1]


@fault("BEAM-MACHINE", "BEAM-FLUENCE")
def leaves_of_one_beam_in_all(files: Files) -> None:
    """Every beam has the leaf positions of the first."""
    first = files.plan.BeamSequence[0].ControlPointSequence
    for beam in files.plan.BeamSequence[1:]:
        for point, model in zip(beam.ControlPointSequence, first, strict=False):
            device(point, "MLCX").LeafJawPositions = list(device(model, "MLCX").LeafJawPositions)


@fault("BEAM-MACHINE")
def source_axis_distance_wrong(files: Files) -> None:
    """The source-axis distance of one beam is 100 mm, and not 1000."""
    files.plan.BeamSequence[2].SourceAxisDistance = "100"


@fault("BEAM-MACHINE", "BEAM-FLUENCE")
def source_axis_distance_in_cm(files: Files) -> None:
    """The source-axis distances of all beams are in cm."""
    for beam in files.plan.BeamSequence:
        beam.SourceAxisDistance = "100"


@fault("BEAM-FLUENCE", "BEAM-DOSE")
def meterset_of_a_beam_moved_to_another(files: Files) -> None:
    """Half of a beam's monitor units were given to another beam."""
    shares = files.shares()
    moved = float(shares[0].BeamMeterset) * 0.9
    shares[0].BeamMeterset = f"{float(shares[0].BeamMeterset) - moved:.2f}"
    shares[1].BeamMeterset = f"{float(shares[1].BeamMeterset) + moved:.2f}"


@fault("BEAM-METERSET", "BEAM-FLUENCE", "DOSE-SECOND")
def monitor_units_shifted_by_one_beam(files: Files) -> None:
    """Each beam has the monitor units of the next."""
    shares = files.shares()
    units = [share.BeamMeterset for share in shares]
    for share, mu in zip(shares, units[1:] + units[:1], strict=True):
        share.BeamMeterset = mu


@fault("BEAM-METERSET")
def dosimeter_unit_minutes(files: Files) -> None:
    """A beam's meterset is in minutes."""
    files.plan.BeamSequence[3].PrimaryDosimeterUnit = "MINUTE"


@fault("BEAM-DOSE", "BEAM-METERSET")
def one_beam_dose_ten_times(files: Files) -> None:
    """One beam states ten times its dose."""
    share = files.shares()[2]
    share.BeamDose = f"{10 * float(share.BeamDose):.4f}"


@fault("BEAM-DOSE")
def beam_dose_negative(files: Files) -> None:
    """One beam states a negative dose."""
    share = files.shares()[2]
    share.BeamDose = f"-{share.BeamDose}"


@fault("STRUCT-NESTED", "DOSE-TARGETS", "DOSE-STORED", "RX-DELIVERED")
def tumour_grown_by_1_cm(files: Files) -> None:
    """The primary tumour is 1 cm larger than when it was planned on."""

    def grow(points: np.ndarray) -> np.ndarray:
        middle = points.mean(axis=0)
        away = points - middle
        length = np.maximum(np.linalg.norm(away[:, :2], axis=1, keepdims=True), 1e-6)
        return points + np.column_stack([10.0 * away[:, :2] / length, np.zeros(len(points))])

    files.redraw("GTVtn0", grow)


@fault("STRUCT-NESTED", "DOSE-STORED", "STRUCT-DRAWN")
def cord_drawn_too_high_up(files: Files) -> None:
    """The cord was copied 6 cm too high."""
    files.redraw("SpinalCord", lambda points: points + np.array([0.0, 0.0, 60.0]))


@fault("DOSE-STORED", "STRUCT-VOLUME")
def cord_thinned_to_a_line(files: Files) -> None:
    """The cord is drawn with a quarter of its diameter."""

    def thin(points: np.ndarray) -> np.ndarray:
        middle = points.mean(axis=0)
        return middle + (points - middle) * [0.25, 0.25, 1.0]

    files.redraw("SpinalCord", thin)


@fault("DOSE-STORED")
def cord_behind_the_dose(files: Files) -> None:
    """The cord is drawn 6 mm behind its place."""
    files.redraw("SpinalCord", lambda points: points + np.array([0.0, 6.0, 0.0]))


@fault("STRUCT-DRAWN", "DOSE-STORED")
def cord_without_its_ends(files: Files) -> None:
    """The cord was cut where the dose begins, above and below."""
    files.redraw("SpinalCord", lambda points: points if -90.0 < points[0, 2] < 15.0 else None)


@fault("STRUCT-NAMES", "STRUCT-NESTED")
def target_named_organ(files: Files) -> None:
    """The primary tumour is labelled an organ."""
    number = files.roi("GTVtn0").ROINumber
    for each in files.structures.RTROIObservationsSequence:
        if each.ReferencedROINumber == number:
            each.RTROIInterpretedType = "ORGAN"


@fault("STRUCT-NAMES", "STRUCT-NESTED")
def organ_named_target(files: Files) -> None:
    """The cord is labelled a PTV."""
    number = files.roi("SpinalCord").ROINumber
    for each in files.structures.RTROIObservationsSequence:
        if each.ReferencedROINumber == number:
            each.RTROIInterpretedType = "PTV"


@fault("BEAM-SETUP")
def density_overridden(files: Files) -> None:
    """The primary tumour was computed as water of density 3."""
    number = files.roi("GTVtn0").ROINumber
    for each in files.structures.RTROIObservationsSequence:
        if each.ReferencedROINumber == number:
            override = Dataset()
            override.ROIPhysicalProperty, override.ROIPhysicalPropertyValue = "REL_ELEC_DENSITY", "3.0"
            each.ROIPhysicalPropertiesSequence = [override]


@fault("DOSE-USABLE")
def computed_as_in_water(files: Files) -> None:
    """The dose was computed as if the patient were of water."""
    files.dose.TissueHeterogeneityCorrection = "WATER"


@fault("STRUCT-NAMES", "DV-LIMIT")
def two_cords_of_one_name(files: Files) -> None:
    """Two structures are called SpinalCord, of which one is smaller."""
    files.add_roi("SpinalCord", like="SpinalCord")
    last = files.structures.ROIContourSequence[-1]
    last.ContourSequence = list(last.ContourSequence)[:20]


@fault("PLAN-KIND")
def plan_to_be_given_to_a_phantom(files: Files) -> None:
    """The plan is a service plan."""
    files.plan.PlanIntent = "SERVICE"


@fault("BEAM-METERSET")
def beam_of_setup_only(files: Files) -> None:
    """All beams are setup beams."""
    for beam in files.plan.BeamSequence:
        beam.TreatmentDeliveryType = "SETUP"


@fault("BEAM-DOSE", "BEAM-METERSET", "BEAM-FLUENCE")
def beam_given_twice(files: Files) -> None:
    """One beam has twice its monitor units and twice its dose."""
    share = files.shares()[3]
    share.BeamMeterset = f"{2 * float(share.BeamMeterset):.2f}"
    share.BeamDose = f"{2 * float(share.BeamDose):.4f}"


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def field_sizes_halved(files: Files) -> None:
    """All jaws and leaves are half as far out."""
    for point in files.points():
        for each in point.BeamLimitingDevicePositionSequence:
            each.LeafJawPositions = [f"{float(value) / 2:.2f}" for value in each.LeafJawPositions]


@fault("BEAM-FLUENCE", "BEAM-SETUP")
def isocentre_moved_by_15_mm_sideways(files: Files) -> None:
    """The isocentre of all beams lies 15 mm too far to the left."""
    for point in files.points():
        if "IsocenterPosition" in point:
            x, y, z = map(float, point.IsocenterPosition)
            point.IsocenterPosition = [f"{x + 15:.2f}", f"{y:.2f}", f"{z:.2f}"]


@fault("BEAM-FLUENCE")
def gantry_30_degrees_off(files: Files) -> None:
    """All gantry angles are 30 degrees off."""
    for point in files.points():
        if "GantryAngle" in point:
            point.GantryAngle = f"{(30 + float(point.GantryAngle)) % 360:g}"


@fault("BEAM-FLUENCE", "BEAM-METERSET", "DOSE-SECOND")
def beam_without_modulation(files: Files) -> None:
    """One beam delivers all its monitor units through its first opening."""
    points = files.plan.BeamSequence[2].ControlPointSequence
    for point in points[1:]:
        device(point, "MLCX").LeafJawPositions = list(device(points[0], "MLCX").LeafJawPositions)


@fault("BEAM-MACHINE")
def no_collimator_angle(files: Files) -> None:
    """No beam states its collimator angle."""
    for point in files.points():
        if "BeamLimitingDeviceAngle" in point:
            del point.BeamLimitingDeviceAngle


@fault("BEAM-METERSET")
def control_points_out_of_order(files: Files) -> None:
    """Two control points of a beam changed places."""
    points = list(files.plan.BeamSequence[0].ControlPointSequence)
    points[3], points[9] = points[9], points[3]
    files.plan.BeamSequence[0].ControlPointSequence = points
