"""The same plan in the words of other houses: names of beams, headers and records as systems write them."""

from __future__ import annotations

import copy

from course_texts import weekdays
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from seeded_files import Files
from sound_variations import variation
from treatment_records import record


@variation(keeps_values=True)
def upright_gantry_by_its_tag(files: Files) -> None:
    """The image states a tilt of the gantry of 0.02 degrees."""
    for image in files.images:
        image.GantryDetectorTilt = "0.02"


@variation(keeps_values=True)
def scanned_over_midnight(files: Files) -> None:
    """The scan went on over midnight."""
    for image in files.images[:40]:
        image.AcquisitionDate = "20250316"
    for image in files.images[40:]:
        image.AcquisitionDate = "20250317"


@variation(keeps_values=True)
def beams_named_by_all_angles(files: Files) -> None:
    """Beams are named by gantry, collimator and couch, as G040C000T000, and described as 6X."""
    for beam in files.plan.BeamSequence:
        beam.BeamName = f"G{int(float(beam.ControlPointSequence[0].GantryAngle)):03d}C000T000"
        beam.BeamDescription = "6X"


@variation(keeps_values=True)
def beams_named_in_another_scale(files: Files) -> None:
    """Beams are named by the gantry angles of a scale whose 180 degrees point down."""
    for beam in files.plan.BeamSequence:
        beam.BeamName = f"G{(180 - int(float(beam.ControlPointSequence[0].GantryAngle))) % 360:03d}"


@variation(keeps_values=True)
def beams_named_by_sides_and_numbers(files: Files) -> None:
    """Beams bear names that say a side, or numbers that are no angles."""
    names = ("AP", "LAO 6X", "L LAT", "LPO", "01 G20", "RPO 6MV", "A1", "G1", "RAO")
    for beam, name in zip(files.plan.BeamSequence, names, strict=True):
        beam.BeamName = name


@variation(keeps_values=True)
def beams_named_by_their_numbers(files: Files) -> None:
    """Beams are named G001 to G009 by their numbers."""
    for beam in files.plan.BeamSequence:
        beam.BeamName = f"G{int(beam.BeamNumber):03d}"


@variation(keeps_values=True)
def plan_named_by_its_fields(files: Files) -> None:
    """The plan is called 9 field IMRT, 70 Gy/30 fx, and is described by sizes and earlier numbers."""
    files.plan.RTPlanLabel, files.plan.RTPlanName = "9 field IMRT", "70Gy/30fx HN_7F"
    files.plan.RTPlanDescription = "weekly cisplatin, 30#, PTV 3 mm, cone 10x10"


@variation(keeps_values=True)
def plan_named_vmat(files: Files) -> None:
    """A plan of still beams bears the name of the trial VMAT.1 that it grew from."""
    files.plan.RTPlanLabel = "VMAT.1"


@variation(keeps_values=True)
def no_dosimeter_unit(files: Files) -> None:
    """No beam states PrimaryDosimeterUnit, which may be left out."""
    for beam in files.plan.BeamSequence:
        del beam.PrimaryDosimeterUnit


@variation(keeps_values=True)
def table_at_rest_and_positions_left_empty(files: Files) -> None:
    """All control points state a table without pitch and roll, and no position."""
    for point in files.points():
        point.TableTopPitchAngle = point.TableTopRollAngle = 0.0
        point.TableTopVerticalPosition = point.TableTopLateralPosition = None


@variation(keeps_values=True)
def volumes_of_another_engine(files: Files) -> None:
    """Structures state their volumes, 6 % larger than ours."""
    for name, cm3 in (("Parotid_L", "27.5"), ("Parotid_R", "27.5")):
        files.roi(name).ROIVolume = cm3


@variation(keeps_values=True)
def structures_described_and_labelled(files: Files) -> None:
    """Structures are described, labelled and coded, with their own side or none."""
    for roi in files.structures.StructureSetROISequence:
        roi.ROIDescription = "auto segmentation"
    files.roi("Parotid_L").ROIDescription = "left parotid gland"
    for observation in files.structures.RTROIObservationsSequence:
        observation.ROIObservationLabel = "ROI"


@variation(keeps_values=True)
def isodose_drawn_as_a_structure(files: Files) -> None:
    """A helper called Isodose 45 Gy has the cord's contours."""
    files.add_roi("Isodose 45 Gy", like="SpinalCord")


@variation(keeps_values=True)
def records_as_the_machine_writes_them(files: Files) -> None:
    """Records state what was specified, rounded, and angles and energy as the machine read them."""

    def describe(_: int, beams: list[Dataset]) -> list[Dataset]:
        for beam, planned in zip(beams, files.plan.BeamSequence, strict=True):
            mu = beam.DeliveredPrimaryMeterset
            beam.SpecifiedPrimaryMeterset = f"{float(mu):.0f}"
            point = Dataset()
            point.GantryAngle = f"{float(planned.ControlPointSequence[0].GantryAngle) + 0.4:.1f}"
            point.BeamLimitingDeviceAngle, point.PatientSupportAngle = "359.8", "1.2"
            point.NominalBeamEnergy = "6.0"
            beam.ControlPointDeliverySequence = Items([point])
        return beams

    record(files, weekdays(30), describe)
    for made in files.extra.values():
        made.NumberOfFractionsPlanned, made.PrimaryDosimeterUnit = 30, "MU"


@variation(keeps_values=True)
def setup_field_without_a_unit(files: Files) -> None:
    """A setup field is written beside the beams, whose unit of meterset is NP."""
    field = copy.deepcopy(files.plan.BeamSequence[0])
    field.BeamNumber, field.BeamName, field.TreatmentDeliveryType = 20, "CBCT", "SETUP"
    field.PrimaryDosimeterUnit = "NP"
    files.plan.BeamSequence.append(field)
