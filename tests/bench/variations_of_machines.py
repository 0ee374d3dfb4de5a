"""The sample plan on other machines, with other beams beside its own, and stated otherwise: all sound."""

from __future__ import annotations

import copy
from collections.abc import Callable

from machines import add_beam, as_halcyon, as_mridian, state_points
from seeded_files import Files

from rtqa.dicom.write.common import item

Change = Callable[[Files], None]


def two_layers_of_leaves(files: Files) -> None:
    """A Halcyon's two layers, jaws wide open."""
    as_halcyon(files)


def two_layers_without_jaws(files: Files) -> None:
    """A Halcyon that states no jaws at all."""
    as_halcyon(files)
    for point in files.points():
        stated = point.BeamLimitingDevicePositionSequence
        point.BeamLimitingDevicePositionSequence = [d for d in stated if "MLC" in d.RTBeamLimitingDeviceType]


def interleaved_pairs(files: Files) -> None:
    """An MRIdian's twin layers, written pair by pair."""
    as_mridian(files)


def interleaved_pairs_without_a_maker(files: Files) -> None:
    """An MRIdian's twin layers in a plan that was anonymised."""
    as_mridian(files)
    del files.plan.Manufacturer
    del files.plan.ManufacturerModelName


def beam_of_0_mu(files: Files) -> None:
    """A beam that the optimisation left nothing to give."""
    beam, share = add_beam(files, 20)
    beam.BeamName, beam.ControlPointSequence[0].GantryAngle = "G017", "17"
    share.BeamMeterset = "0"
    del share.BeamDose


def beam_of_0_mu_without_a_final_weight(files: Files) -> None:
    """The same, whose weights are all 0."""
    beam_of_0_mu(files)
    beam = files.plan.BeamSequence[-1]
    beam.FinalCumulativeMetersetWeight = "0"
    for point in beam.ControlPointSequence:
        point.CumulativeMetersetWeight = "0"


def beam_of_0_mu_that_is_closed(files: Files) -> None:
    """The same, all of whose leaves are parked."""
    beam_of_0_mu(files)
    for point in files.plan.BeamSequence[-1].ControlPointSequence:
        for stated in point.BeamLimitingDevicePositionSequence:
            if stated.RTBeamLimitingDeviceType == "MLCX":
                stated.LeafJawPositions = ["-129.7"] * len(stated.LeafJawPositions)


def image_of_1_mu(files: Files) -> None:
    """An open field of 1 MU for an image, as a treatment beam without leaves."""
    beam, share = add_beam(files, 20)
    share.BeamMeterset = "1"
    del share.BeamDose
    first, last = beam.ControlPointSequence[0], beam.ControlPointSequence[-1]
    beam.ControlPointSequence, beam.NumberOfControlPoints = [first, last], 2
    beam.BeamLimitingDeviceSequence = [
        d for d in beam.BeamLimitingDeviceSequence if d.RTBeamLimitingDeviceType != "MLCX"
    ]
    for point in (first, last):
        stated = point.BeamLimitingDevicePositionSequence
        point.BeamLimitingDevicePositionSequence = [d for d in stated if d.RTBeamLimitingDeviceType != "MLCX"]


def setup_field_of_2_mu(files: Files) -> None:
    """A setup field by the treatment beam."""
    beam, share = add_beam(files, 20)
    beam.TreatmentDeliveryType, share.BeamMeterset = "SETUP", "2"
    del share.BeamDose


def setup_field_without_anything(files: Files) -> None:
    """A kilovoltage image: neither monitor units nor dose, and leaves that mean nothing."""
    beam, share = add_beam(files, 20)
    beam.TreatmentDeliveryType = "SETUP"
    del share.BeamDose
    del share.BeamMeterset


def doses_at_one_point(files: Files) -> None:
    """All beams state their doses for the isocentre, where the grid has them."""
    state_points(files)


def doses_at_three_points(files: Files) -> None:
    """The beams state theirs for three points, none of which has the sum."""
    state_points(files, n_points=3)


def dose_rate_0_at_a_control_point(files: Files) -> None:
    """Monaco's 0 where the machine chooses the rate."""
    for beam in files.plan.BeamSequence:
        beam.ControlPointSequence[-1].DoseRateSet = "0"


def without_dose_rate(files: Files) -> None:
    """No dose rate is stated."""
    for point in files.points():
        if "DoseRateSet" in point:
            del point.DoseRateSet


def without_fluence_mode(files: Files) -> None:
    """No fluence mode is stated."""
    for beam in files.plan.BeamSequence:
        del beam.PrimaryFluenceModeSequence


def all_without_flattening_filter(files: Files) -> None:
    """All beams are without flattening filter, at its dose rate."""
    for beam in files.plan.BeamSequence:
        mode = beam.PrimaryFluenceModeSequence[0]
        mode.FluenceMode, mode.FluenceModeID = "NON_STANDARD", "FFF"
        beam.ControlPointSequence[0].DoseRateSet = "1400"


def wedges(files: Files) -> None:
    """A motorised wedge in every beam."""
    for beam in files.plan.BeamSequence:
        beam.NumberOfWedges = 1
        beam.WedgeSequence = [item(WedgeNumber=1, WedgeType="MOTORIZED", WedgeAngle=60, WedgeID="W60")]


def open_and_wedged_field(files: Files) -> None:
    """A beam in two halves, open and with a wedge, through the same opening."""
    beam, share = add_beam(files, 20)
    beam.NumberOfWedges = 1
    beam.WedgeSequence = [item(WedgeNumber=1, WedgeType="STANDARD", WedgeAngle=30, WedgeID="W30")]
    whole = files.shares()[0]
    for half in (share, whole):
        half.BeamMeterset = f"{float(half.BeamMeterset) / 2:.3f}"
        half.BeamDose = f"{float(half.BeamDose) / 2:.6f}"


def one_pair_of_jaws(files: Files) -> None:
    """Monaco's linac of one pair of jaws: none along the leaves."""
    for point in files.points():
        stated = point.BeamLimitingDevicePositionSequence
        point.BeamLimitingDevicePositionSequence = [
            d for d in stated if d.RTBeamLimitingDeviceType != "ASYMX"
        ]
    for beam in files.plan.BeamSequence:
        beam.BeamLimitingDeviceSequence = [
            d for d in beam.BeamLimitingDeviceSequence if d.RTBeamLimitingDeviceType != "ASYMX"
        ]


def jaws_named_x_and_y(files: Files) -> None:
    """Jaws of types X and Y."""
    for beam in files.plan.BeamSequence:
        lists = [beam.BeamLimitingDeviceSequence]
        lists += [point.BeamLimitingDevicePositionSequence for point in beam.ControlPointSequence]
        for stated in (each for devices in lists for each in devices):
            kind = str(stated.RTBeamLimitingDeviceType)
            stated.RTBeamLimitingDeviceType = kind.replace("ASYM", "")


def weights_in_monitor_units(files: Files) -> None:
    """Weights that run to the beam's meterset, and not to 1."""
    for beam, share in zip(files.plan.BeamSequence, files.shares(), strict=True):
        meterset = float(share.BeamMeterset)
        beam.FinalCumulativeMetersetWeight = f"{meterset:.4f}"
        for point in beam.ControlPointSequence:
            point.CumulativeMetersetWeight = f"{meterset * float(point.CumulativeMetersetWeight):.4f}"


def source_axis_not_stated(files: Files) -> None:
    """No source-axis distance is stated."""
    for beam in files.plan.BeamSequence:
        del beam.SourceAxisDistance


def numbers_of_beams_from_elsewhere(files: Files) -> None:
    """Beams numbered 101, 102, …"""
    for beam, share in zip(files.plan.BeamSequence, files.shares(), strict=True):
        beam.BeamNumber = share.ReferencedBeamNumber = int(beam.BeamNumber) + 100


def verification_plan_beside(files: Files) -> None:
    """The plan's verification plan, on a phantom, lies in the same folder."""
    verification = copy.deepcopy(files.plan)
    verification.SOPInstanceUID = verification.file_meta.MediaStorageSOPInstanceUID = "2.25.4242"
    verification.RTPlanLabel, verification.PlanIntent = "QA", "VERIFICATION"
    verification.FractionGroupSequence[0].NumberOfFractionsPlanned = 1
    verification.ApprovalStatus = "UNAPPROVED"
    del verification.DoseReferenceSequence
    verification.ReferencedRTPlanSequence = [
        item(
            ReferencedSOPClassUID=files.plan.SOPClassUID,
            ReferencedSOPInstanceUID=files.plan.SOPInstanceUID,
            RTPlanRelationship="VERIFIED_PLAN",
        )
    ]
    files.extra["QA.dcm"] = verification


VARIATIONS: tuple[Change, ...] = (
    two_layers_of_leaves,
    two_layers_without_jaws,
    interleaved_pairs,
    interleaved_pairs_without_a_maker,
    beam_of_0_mu,
    beam_of_0_mu_without_a_final_weight,
    beam_of_0_mu_that_is_closed,
    image_of_1_mu,
    setup_field_of_2_mu,
    setup_field_without_anything,
    doses_at_one_point,
    doses_at_three_points,
    dose_rate_0_at_a_control_point,
    without_dose_rate,
    without_fluence_mode,
    all_without_flattening_filter,
    wedges,
    open_and_wedged_field,
    one_pair_of_jaws,
    jaws_named_x_and_y,
    weights_in_monitor_units,
    source_axis_not_stated,
    numbers_of_beams_from_elsewhere,
    verification_plan_beside,
)
