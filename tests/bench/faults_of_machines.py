"""Beams that contradict themselves or their dose, on one machine or another."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
from machines import as_halcyon, as_mridian, move_leaves, state_points
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import Files, device


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def second_layer_shifted(files: Files) -> None:
    """The leaves of a Halcyon's second layer lie 40 mm to one side."""
    as_halcyon(files)
    move_leaves(files, "MLCX2", lambda positions: positions + 40.0)


@fault("BEAM-MACHINE")
def second_layer_crossed(files: Files) -> None:
    """A pair of a Halcyon's second layer crosses."""
    as_halcyon(files)
    leaves = device(files.plan.BeamSequence[2].ControlPointSequence[3], "MLCX2")
    positions = [float(value) for value in leaves.LeafJawPositions]
    half = len(positions) // 2
    positions[10], positions[10 + half] = 30.0, 10.0
    leaves.LeafJawPositions = [f"{value:.2f}" for value in positions]


@fault("BEAM-MACHINE")
def second_layer_closed(files: Files) -> None:
    """The leaves of a Halcyon's second layer are closed throughout a beam."""
    as_halcyon(files)
    for point in files.plan.BeamSequence[2].ControlPointSequence:
        leaves = device(point, "MLCX2")
        leaves.LeafJawPositions = ["0"] * len(leaves.LeafJawPositions)


@fault("BEAM-MACHINE")
def second_layer_without_some_pairs(files: Files) -> None:
    """A Halcyon's second layer has fewer leaves than edges."""
    as_halcyon(files)
    leaves = device(files.plan.BeamSequence[2].ControlPointSequence[3], "MLCX2")
    leaves.LeafJawPositions = list(leaves.LeafJawPositions)[:-2]


@fault("BEAM-MACHINE")
def interleaved_leaves_of_another_machine(files: Files) -> None:
    """The leaves of a C-arm linac are written pair by pair."""
    for point in files.points():
        leaves = device(point, "MLCX")
        banks = np.array(leaves.LeafJawPositions, dtype=float).reshape(2, -1)
        leaves.LeafJawPositions = [f"{value:.2f}" for value in banks.T.ravel()]


@fault("BEAM-MACHINE")
def crossed_leaves_of_an_mridian(files: Files) -> None:
    """A pair of an MRIdian's leaves crosses, in whatever order they are read."""
    as_mridian(files)
    leaves = files.plan.BeamSequence[2].ControlPointSequence[3].BeamLimitingDevicePositionSequence[-1]
    positions = [float(value) for value in leaves.LeafJawPositions]
    positions[40], positions[41] = 60.0, -60.0
    leaves.LeafJawPositions = [f"{value:.2f}" for value in positions]


@fault("BEAM-MACHINE")
def gantry_against_its_direction(files: Files) -> None:
    """An arc's angles run against the direction that it states."""
    points = files.plan.BeamSequence[1].ControlPointSequence
    for n, point in enumerate(points):
        point.GantryAngle = f"{(40.0 + 2 * n) % 360:g}"
        point.GantryRotationDirection = "CC"


@fault("BEAM-METERSET", "BEAM-FLUENCE")
def weights_of_two_control_points_exchanged(files: Files) -> None:
    """Two control points of a beam have each other's weight."""
    points = files.plan.BeamSequence[3].ControlPointSequence
    first, second = points[5].CumulativeMetersetWeight, points[20].CumulativeMetersetWeight
    points[5].CumulativeMetersetWeight, points[20].CumulativeMetersetWeight = second, first


@fault("BEAM-METERSET")
def weights_that_start_late(files: Files) -> None:
    """A beam's first control point has a tenth of the meterset already."""
    for point in files.plan.BeamSequence[3].ControlPointSequence:
        weight = float(point.CumulativeMetersetWeight)
        point.CumulativeMetersetWeight = f"{0.1 + 0.9 * weight:.6f}"


@fault("BEAM-METERSET")
def weights_in_percent(files: Files) -> None:
    """A beam's weights are in percent, and its final weight is 1."""
    for point in files.plan.BeamSequence[3].ControlPointSequence:
        point.CumulativeMetersetWeight = f"{100 * float(point.CumulativeMetersetWeight):.4f}"


@fault("BEAM-DOSE")
def meterset_of_one_beam_a_fifth(files: Files) -> None:
    """One beam has a fifth of the monitor units that its dose takes."""
    share = files.shares()[7]
    share.BeamMeterset = f"{float(share.BeamMeterset) / 5:.2f}"


@fault("BEAM-METERSET", "BEAM-DOSE", "BEAM-FLUENCE", "PHASE-PLAN")
def beam_of_another_fraction_group(files: Files) -> None:
    """A beam was moved to a fraction group of its own, of one fraction."""
    group = files.plan.FractionGroupSequence[0]
    *kept, last = files.shares()
    group.ReferencedBeamSequence, group.NumberOfBeams = kept, len(kept)
    other = copy.deepcopy(group)
    other.FractionGroupNumber, other.NumberOfFractionsPlanned, other.NumberOfBeams = 2, 1, 1
    other.ReferencedBeamSequence = [last]
    files.plan.FractionGroupSequence.append(other)


@fault("BEAM-SETUP")
def isocentre_of_one_beam_off_by_2_mm(files: Files) -> None:
    """One beam's isocentre lies 2 mm from that of all others."""
    point = files.plan.BeamSequence[6].ControlPointSequence[0]
    x, y, z = (float(value) for value in point.IsocenterPosition)
    point.IsocenterPosition = [f"{x:.2f}", f"{y + 2.0:.2f}", f"{z:.2f}"]


@fault("BEAM-SETUP")
def isocentre_wanders_within_a_beam(files: Files) -> None:
    """A beam's isocentre moves by 5 mm half way through."""
    points = files.plan.BeamSequence[6].ControlPointSequence
    x, y, z = (float(value) for value in points[0].IsocenterPosition)
    points[18].IsocenterPosition = [f"{x:.2f}", f"{y:.2f}", f"{z + 5.0:.2f}"]


@fault("BEAM-MACHINE")
def source_axis_of_one_beam_in_mridians(files: Files) -> None:
    """One beam's source-axis distance is 900 mm."""
    files.plan.BeamSequence[6].SourceAxisDistance = "900"


@fault("BEAM-MACHINE")
def one_beam_without_flattening_filter(files: Files) -> None:
    """One beam of nine is without flattening filter."""
    mode = files.plan.BeamSequence[4].PrimaryFluenceModeSequence[0]
    mode.FluenceMode, mode.FluenceModeID = "NON_STANDARD", "FFF"


@fault("BEAM-MACHINE", "BEAM-FLUENCE")
def jaw_at_0(files: Files) -> None:
    """Both jaws of a beam along the leaves lie at 0."""
    for point in files.plan.BeamSequence[4].ControlPointSequence:
        for stated in point.BeamLimitingDevicePositionSequence:
            if stated.RTBeamLimitingDeviceType == "ASYMX":
                stated.LeafJawPositions = ["0", "0"]


@fault("BEAM-DOSE")
def dose_at_its_point_of_other_fractions(files: Files) -> None:
    """The beams' doses at their point are those of a dose of three quarters of the fractions."""
    state_points(files, scale=0.75)


@fault("BEAM-DOSE")
def point_of_the_beams_moved(files: Files) -> None:
    """The point that the beams state their doses for lies 60 mm to one side."""
    state_points(files, shift_mm=60.0)


@fault("BEAM-DOSE", "BEAM-METERSET")
def dose_of_a_beam_without_monitor_units(files: Files) -> None:
    """A beam has 0 MU, and states a dose all the same."""
    files.shares()[5].BeamMeterset = "0"
    files.plan.BeamSequence[5].FinalCumulativeMetersetWeight = "0"


@fault("BEAM-METERSET")
def imaging_field_with_the_monitor_units_of_a_beam(files: Files) -> None:
    """A setup field has 120 MU."""
    _add_setup_field(files, lambda share: setattr(share, "BeamMeterset", "120"))


@fault("BEAM-METERSET")
def imaging_field_with_a_dose(files: Files) -> None:
    """A setup field of 2 MU states a dose of 0.2 Gy."""

    def change(share: Dataset) -> None:
        share.BeamMeterset, share.BeamDose = "2", "0.2"

    _add_setup_field(files, change)


def _add_setup_field(files: Files, change: Callable[[Dataset], None]) -> None:
    beam, share = copy.deepcopy(files.plan.BeamSequence[0]), copy.deepcopy(files.shares()[0])
    beam.BeamNumber = share.ReferencedBeamNumber = 20
    beam.TreatmentDeliveryType = "SETUP"
    del share.BeamDose
    change(share)
    files.plan.BeamSequence.append(beam)
    group = files.plan.FractionGroupSequence[0]
    group.ReferencedBeamSequence.append(share)
    group.NumberOfBeams = len(group.ReferencedBeamSequence)
