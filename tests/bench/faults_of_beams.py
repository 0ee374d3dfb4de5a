"""Beams that are lost, moved or impossible."""

from __future__ import annotations

import copy

from seeded_faults import fault
from seeded_files import Files, device


@fault("BEAM-METERSET")
def no_beams(files: Files) -> None:
    """The plan has no beams."""
    del files.plan.BeamSequence


@fault("BEAM-METERSET")
def beam_dropped_from_the_plan(files: Files) -> None:
    """A beam of the fraction group is not in the plan."""
    files.plan.BeamSequence = list(files.plan.BeamSequence)[:-1]


@fault("BEAM-METERSET")
def beam_dropped_from_the_fraction(files: Files) -> None:
    """A beam of the plan is in no fraction group."""
    files.plan.FractionGroupSequence[0].ReferencedBeamSequence = files.shares()[:-1]


@fault("BEAM-METERSET", "BEAM-DOSE", "BEAM-FLUENCE")
def beam_dropped_from_both(files: Files) -> None:
    """A beam was deleted from plan and fraction group."""
    files.plan.BeamSequence = list(files.plan.BeamSequence)[:-1]
    files.plan.FractionGroupSequence[0].ReferencedBeamSequence = files.shares()[:-1]


@fault("BEAM-METERSET")
def number_of_beams_wrong(files: Files) -> None:
    """The fraction group says that it has eight beams."""
    files.plan.FractionGroupSequence[0].NumberOfBeams = 8


@fault("BEAM-METERSET")
def beam_number_twice(files: Files) -> None:
    """Two beams have one number."""
    files.plan.BeamSequence[1].BeamNumber = 1


@fault("BEAM-METERSET")
def beam_listed_twice(files: Files) -> None:
    """The fraction group lists a beam twice."""
    shares = files.shares()
    files.plan.FractionGroupSequence[0].ReferencedBeamSequence = [*shares, copy.deepcopy(shares[0])]


@fault("BEAM-MACHINE")
def beam_copied(files: Files) -> None:
    """A beam was copied under a new number."""
    beam, share = copy.deepcopy(files.plan.BeamSequence[0]), copy.deepcopy(files.shares()[0])
    beam.BeamNumber = share.ReferencedBeamNumber = 10
    files.plan.BeamSequence.append(beam)
    files.plan.FractionGroupSequence[0].ReferencedBeamSequence.append(share)
    files.plan.FractionGroupSequence[0].NumberOfBeams = 10


@fault("BEAM-METERSET")
def no_monitor_units(files: Files) -> None:
    """A beam has no meterset."""
    del files.shares()[3].BeamMeterset


@fault("BEAM-METERSET")
def zero_monitor_units(files: Files) -> None:
    """A beam has 0 MU."""
    files.shares()[3].BeamMeterset = "0"


@fault("BEAM-METERSET")
def negative_monitor_units(files: Files) -> None:
    """A beam has a negative number of monitor units."""
    files.shares()[3].BeamMeterset = "-120"


@fault("BEAM-METERSET", "BEAM-FLUENCE")
def monitor_units_of_the_course(files: Files) -> None:
    """The monitor units are those of all fractions."""
    for share in files.shares():
        share.BeamMeterset = f"{30 * float(share.BeamMeterset):.2f}"


@fault("BEAM-FLUENCE")
def half_the_monitor_units(files: Files) -> None:
    """All beams have half their monitor units."""
    for share in files.shares():
        share.BeamMeterset = f"{float(share.BeamMeterset) / 2:.2f}"


@fault("DOSE-OUTPUT")
def twice_the_monitor_units(files: Files) -> None:
    """All beams have twice their monitor units, as other systems give."""
    for share in files.shares():
        share.BeamMeterset = f"{float(share.BeamMeterset) * 2:.2f}"


@fault("BEAM-METERSET")
def setup_beam_with_monitor_units(files: Files) -> None:
    """A treatment beam was made a setup beam."""
    files.plan.BeamSequence[2].TreatmentDeliveryType = "SETUP"


@fault("BEAM-METERSET")
def meterset_cut(files: Files) -> None:
    """A beam's last control points are missing."""
    beam = files.plan.BeamSequence[4]
    beam.ControlPointSequence = list(beam.ControlPointSequence)[:20]
    beam.NumberOfControlPoints = 20


@fault("BEAM-METERSET")
def control_points_cut(files: Files) -> None:
    """A beam has fewer control points than it says."""
    beam = files.plan.BeamSequence[4]
    del beam.ControlPointSequence[10]


@fault("BEAM-METERSET")
def meterset_falls(files: Files) -> None:
    """A beam's cumulative meterset falls on its way."""
    files.plan.BeamSequence[0].ControlPointSequence[10].CumulativeMetersetWeight = "0.01"


@fault("BEAM-METERSET")
def final_weight_wrong(files: Files) -> None:
    """A beam's final cumulative meterset weight is 100."""
    files.plan.BeamSequence[0].FinalCumulativeMetersetWeight = "100"


@fault("BEAM-DOSE")
def beam_doses_halved(files: Files) -> None:
    """All beams state half their dose."""
    for share in files.shares():
        share.BeamDose = f"{float(share.BeamDose) / 2:.4f}"


@fault("BEAM-DOSE")
def one_beam_dose_missing(files: Files) -> None:
    """One beam states no dose."""
    del files.shares()[2].BeamDose


@fault("BEAM-ALONE")
def stated_dose_moved_to_another_beam(files: Files) -> None:
    """30 % of the dose that one beam states stands with another."""
    first, _, _, other, *_ = files.shares()
    moved_gy = 0.3 * float(first.BeamDose)
    first.BeamDose = f"{float(first.BeamDose) - moved_gy:.4f}"
    other.BeamDose = f"{float(other.BeamDose) + moved_gy:.4f}"


@fault("BEAM-DOSE")
def beam_doses_in_cgy(files: Files) -> None:
    """The beam doses are in cGy."""
    for share in files.shares():
        share.BeamDose = f"{float(share.BeamDose) * 100:.2f}"


def _move_isocentre(files: Files, x: float, y: float, z: float) -> None:
    for point in files.points():
        if "IsocenterPosition" in point:
            old = [float(value) for value in point.IsocenterPosition]
            point.IsocenterPosition = [f"{a + b:.2f}" for a, b in zip(old, (x, y, z), strict=True)]


@fault("BEAM-FLUENCE", "BEAM-SETUP")
def isocentre_moved_by_3_cm_along(files: Files) -> None:
    """The isocentre of all beams lies 3 cm too far up."""
    _move_isocentre(files, 0.0, 0.0, 30.0)


@fault("BEAM-FLUENCE", "BEAM-SETUP")
def isocentre_moved_by_5_cm_sideways(files: Files) -> None:
    """The isocentre of all beams lies 5 cm too far to the left."""
    _move_isocentre(files, 50.0, 0.0, 0.0)


@fault("BEAM-SETUP", "BEAM-FLUENCE")
def isocentre_outside_the_body(files: Files) -> None:
    """The isocentre lies in the air."""
    _move_isocentre(files, 0.0, -120.0, 0.0)


@fault("BEAM-SETUP")
def isocentre_of_one_beam_moved(files: Files) -> None:
    """One beam has an isocentre of its own."""
    files.plan.BeamSequence[3].ControlPointSequence[0].IsocenterPosition = ["-4", "2", "-25"]


@fault("BEAM-SETUP")
def no_isocentre(files: Files) -> None:
    """No beam states its isocentre."""
    for point in files.points():
        if "IsocenterPosition" in point:
            del point.IsocenterPosition


@fault("BEAM-SETUP")
def planned_feet_first(files: Files) -> None:
    """The plan is for a patient who lies feet first."""
    files.plan.PatientSetupSequence[0].PatientPosition = "FFS"


@fault("BEAM-SETUP")
def planned_prone(files: Files) -> None:
    """The plan is for a patient who lies prone."""
    files.plan.PatientSetupSequence[0].PatientPosition = "HFP"


@fault("BEAM-MACHINE")
def leaves_crossed(files: Files) -> None:
    """A leaf pair crosses."""
    leaves = device(files.plan.BeamSequence[0].ControlPointSequence[7], "MLCX")
    positions = [float(value) for value in leaves.LeafJawPositions]
    positions[30], positions[90] = positions[90] + 5.0, positions[30] - 5.0
    leaves.LeafJawPositions = [f"{value:.2f}" for value in positions]


@fault("BEAM-MACHINE")
def jaws_crossed(files: Files) -> None:
    """The jaws of a beam cross."""
    device(files.plan.BeamSequence[0].ControlPointSequence[0], "ASYMX").LeafJawPositions = ["40", "-40"]


@fault("BEAM-MACHINE")
def leaves_closed(files: Files) -> None:
    """All leaves of a beam are closed."""
    for point in files.plan.BeamSequence[0].ControlPointSequence:
        leaves = device(point, "MLCX")
        leaves.LeafJawPositions = ["0"] * len(leaves.LeafJawPositions)


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def leaves_wide_open(files: Files) -> None:
    """All leaves of all beams are wide open."""
    for point in files.points():
        leaves = device(point, "MLCX")
        half = len(leaves.LeafJawPositions) // 2
        leaves.LeafJawPositions = ["-200"] * half + ["200"] * half
    for beam in files.plan.BeamSequence:
        for kind in ("ASYMX", "ASYMY"):
            device(beam.ControlPointSequence[0], kind).LeafJawPositions = ["-200", "200"]


@fault("BEAM-MACHINE")
def leaves_in_cm_read_as_mm(files: Files) -> None:
    """The leaf positions are ten times too large."""
    for point in files.points():
        leaves = device(point, "MLCX")
        leaves.LeafJawPositions = [f"{10 * float(value):.1f}" for value in leaves.LeafJawPositions]


@fault("BEAM-MACHINE")
def leaf_pairs_lost(files: Files) -> None:
    """A control point has fewer leaves than the machine."""
    leaves = device(files.plan.BeamSequence[0].ControlPointSequence[7], "MLCX")
    leaves.LeafJawPositions = list(leaves.LeafJawPositions)[:-2]


@fault("BEAM-FLUENCE", "BEAM-MACHINE")
def collimator_turned(files: Files) -> None:
    """All collimators are turned by 90 degrees."""
    for point in files.points():
        if "BeamLimitingDeviceAngle" in point:
            point.BeamLimitingDeviceAngle = "90"


@fault("BEAM-MACHINE")
def gantry_at_400_degrees(files: Files) -> None:
    """A gantry angle is 400 degrees."""
    files.plan.BeamSequence[0].ControlPointSequence[0].GantryAngle = "400"


@fault("BEAM-MACHINE")
def no_gantry_angle(files: Files) -> None:
    """A beam states no gantry angle."""
    del files.plan.BeamSequence[0].ControlPointSequence[0].GantryAngle


@fault("BEAM-MACHINE")
def one_beam_of_another_energy(files: Files) -> None:
    """One beam of nine has 18 MV."""
    files.plan.BeamSequence[5].ControlPointSequence[0].NominalBeamEnergy = "18"


@fault("BEAM-MACHINE")
def energy_in_kev(files: Files) -> None:
    """The energies are in keV."""
    for point in files.points():
        if "NominalBeamEnergy" in point:
            point.NominalBeamEnergy = "6000"


@fault("BEAM-MACHINE")
def one_beam_on_another_machine(files: Files) -> None:
    """One beam is for another machine."""
    files.plan.BeamSequence[5].TreatmentMachineName = "OTHER"


@fault("BEAM-MACHINE")
def dose_rate_of_another_unit(files: Files) -> None:
    """The dose rate is 60000 MU/min."""
    for point in files.points():
        if "DoseRateSet" in point:
            point.DoseRateSet = "60000"


@fault("BEAM-FLUENCE", "BEAM-SETUP", base="sfrt_lattice")
def lattice_isocentre_moved_by_1_cm(files: Files) -> None:
    """A lattice plan's isocentre lies 1 cm too far up."""
    _move_isocentre(files, 0.0, 0.0, 10.0)
