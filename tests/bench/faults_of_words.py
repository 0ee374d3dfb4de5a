"""What files say twice, and not alike: names beside control points, records beside the plan, headers."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
from course_texts import weekdays
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from seeded_faults import fault
from seeded_files import Files
from treatment_records import record


@fault("REF-FILES")
def tilted_gantry_in_upright_slices(files: Files) -> None:
    """The image was taken with a tilted gantry, and its slices lie upright."""
    for image in files.images:
        image.GantryDetectorTilt = "12"


@fault("REF-FILES")
def upper_slices_feet_first(files: Files) -> None:
    """The upper slices of the planning image say that the patient lies feet first."""
    for image in files.images[40:]:
        image.PatientPosition = "FFS"


@fault("REF-FILES")
def slices_of_another_scan(files: Files) -> None:
    """Some slices of the planning image were taken a year before the others."""
    for image in files.images[30:60]:
        image.AcquisitionDate = "20240101"


@fault("REF-FILES")
def beam_named_after_another_angle(files: Files) -> None:
    """A beam is called G270, and its gantry stands at 120 degrees."""
    files.plan.BeamSequence[3].BeamName = "G270"


@fault("REF-FILES")
def beam_names_shifted_by_one(files: Files) -> None:
    """Each beam has the name of the next, which says its gantry angle."""
    beams = files.plan.BeamSequence
    names = [beam.BeamName for beam in beams]
    for beam, name in zip(beams, names[1:] + names[:1], strict=True):
        beam.BeamName = name


@fault("REF-FILES")
def beams_described_by_another_collimator(files: Files) -> None:
    """The descriptions of all beams say that the collimator stands at 30 degrees; it stands at 0."""
    for beam in files.plan.BeamSequence:
        beam.BeamDescription = "Coll 30, Couch 0"


@fault("REF-FILES")
def beams_described_by_another_energy(files: Files) -> None:
    """All beams of 6 MV are described as 10X."""
    for beam in files.plan.BeamSequence:
        beam.BeamDescription = "10X"


@fault("REF-FILES")
def plan_named_after_another_energy(files: Files) -> None:
    """The plan of 6 MV is called IMRT 15 MV."""
    files.plan.RTPlanLabel = "IMRT 15 MV"


@fault("REF-FILES")
def plan_of_seven_fields(files: Files) -> None:
    """The plan of nine beams is called 7 field IMRT."""
    files.plan.RTPlanLabel = "7 field IMRT"


@fault("REF-FILES")
def plan_of_two_arcs(files: Files) -> None:
    """The plan is described as 2 arcs, and no gantry turns."""
    files.plan.RTPlanDescription = "VMAT, 2 arcs"


@fault("REF-FILES")
def still_beam_called_arc(files: Files) -> None:
    """A beam whose gantry stands still is called Arc 1."""
    files.plan.BeamSequence[0].BeamName = "Arc 1"


@fault("REF-FILES")
def beam_called_after_the_other_side(files: Files) -> None:
    """A beam from the patient's left is called RAO."""
    files.plan.BeamSequence[1].BeamName = "2 RAO"


@fault("REF-FILES")
def described_by_other_fractions(files: Files) -> None:
    """The plan of 30 fractions is described as 35 x 2 Gy."""
    files.plan.RTPlanDescription = "35 x 2 Gy"


@fault("REF-FILES")
def superseded_plan(files: Files) -> None:
    """The plan's description says that another plan superseded it."""
    files.plan.RTPlanDescription = "superseded by CCRT_v2"


@fault("REF-FILES")
def structure_set_not_for_use(files: Files) -> None:
    """The structure set's label says that it is not to be used."""
    files.structures.StructureSetLabel = "DO NOT USE"


@fault("DOSE-USABLE")
def rejected_dose(files: Files) -> None:
    """The dose was rejected."""
    files.dose.ApprovalStatus = "REJECTED"


@fault("BEAM-METERSET")
def metersets_in_no_unit(files: Files) -> None:
    """PrimaryDosimeterUnit of all beams is NP, and no unit."""
    for beam in files.plan.BeamSequence:
        beam.PrimaryDosimeterUnit = "NP"


@fault("REF-FILES")
def bolus_described_and_counted_as_none(files: Files) -> None:
    """A beam refers to a bolus, and states that it has none."""
    bolus = Dataset()
    bolus.ReferencedROINumber = files.roi("Body").ROINumber
    beam = files.plan.BeamSequence[1]
    beam.NumberOfBoli, beam.ReferencedBolusSequence = 0, Items([bolus])


@fault("REF-FILES")
def beams_of_a_setup_that_is_not_there(files: Files) -> None:
    """All beams refer to a patient setup that the plan does not have."""
    for beam in files.plan.BeamSequence:
        beam.ReferencedPatientSetupNumber = 7


@fault("REF-FILES")
def leaf_pairs_of_another_machine(files: Files) -> None:
    """All beams state as many leaf pairs as another machine has."""
    for beam in files.plan.BeamSequence:
        for limiting in beam.BeamLimitingDeviceSequence:
            if limiting.RTBeamLimitingDeviceType == "MLCX":
                limiting.NumberOfLeafJawPairs += 20


@fault("REF-FILES")
def control_points_of_one_index(files: Files) -> None:
    """All control points of a beam have the index 0."""
    for point in files.plan.BeamSequence[1].ControlPointSequence:
        point.ControlPointIndex = 0


@fault("STRUCT-VOLUME")
def cord_of_another_volume(files: Files) -> None:
    """The cord states ten times the volume of its contours."""
    files.roi("SpinalCord").ROIVolume = "120.0"


@fault("REF-FILES")
def parotid_labelled_right(files: Files) -> None:
    """The left parotid is described as the right one."""
    files.roi("Parotid_L").ROIDescription = "right parotid gland"


@fault("REF-LINKS", "DOSE-STORED")
def cord_slid_along_the_body(files: Files) -> None:
    """The cord slid 9 mm along the body, off the slices that its contours name; no DVHs are stored."""
    del files.dose.DVHSequence
    files.redraw("SpinalCord", lambda points: points + np.array([0.0, 0.0, 9.0]))


def _recorded(change: Callable[[Dataset], object]) -> Callable[[Files], None]:
    """All fractions recorded, with every beam changed alike."""

    def make(files: Files) -> None:
        def change_all(_: int, beams: list[Dataset]) -> list[Dataset]:
            for beam in beams:
                change(beam)
            return beams

        record(files, weekdays(30), change_all)

    return make


def _at(beam: Dataset, keyword: str, value: str) -> None:
    point = Dataset()
    setattr(point, keyword, value)
    beam.ControlPointDeliverySequence = Items([point])


@fault("BEAM-GIVEN")
def half_was_specified(files: Files) -> None:
    """The records say that half the monitor units were specified, and all delivered."""

    def halve(beam: Dataset) -> None:
        beam.SpecifiedPrimaryMeterset = f"{float(beam.DeliveredPrimaryMeterset) / 2:.2f}"

    _recorded(halve)(files)


@fault("BEAM-GIVEN")
def given_with_a_turned_collimator(files: Files) -> None:
    """All beams were given with the collimator at 90 degrees; it is planned at 0."""
    _recorded(lambda beam: _at(beam, "BeamLimitingDeviceAngle", "90"))(files)


@fault("BEAM-GIVEN")
def given_with_a_turned_couch(files: Files) -> None:
    """All beams were given with the couch at 90 degrees; it is planned at 0."""
    _recorded(lambda beam: _at(beam, "PatientSupportAngle", "90"))(files)


def _heads(files: Files, **values: object) -> None:
    """All fractions recorded, with these values in each record."""
    record(files, weekdays(30))
    for made in files.extra.values():
        for keyword, value in values.items():
            setattr(made, keyword, copy.deepcopy(value))


@fault("BEAM-GIVEN")
def recorded_in_minutes(files: Files) -> None:
    """The records state their metersets in minutes."""
    _heads(files, PrimaryDosimeterUnit="MINUTE")


@fault("BEAM-GIVEN")
def recorded_as_of_35_fractions(files: Files) -> None:
    """The records say that 35 fractions are planned."""
    _heads(files, NumberOfFractionsPlanned=35)


@fault("BEAM-GIVEN")
def recorded_of_another_group(files: Files) -> None:
    """The records name a fraction group that the plan does not have."""
    _heads(files, ReferencedFractionGroupNumber=4)


@fault("BEAM-GIVEN")
def recorded_feet_first(files: Files) -> None:
    """The records say that the patient lay feet first."""
    setup = Dataset()
    setup.PatientSetupNumber, setup.PatientPosition = 1, "FFS"
    _heads(files, PatientSetupSequence=Items([setup]))


@fault("REF-PATIENT")
def recorded_of_another_name(files: Files) -> None:
    """The records have the PatientID and another patient's name."""
    _heads(files, PatientName="Somebody^Else")
