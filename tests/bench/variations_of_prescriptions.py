"""Ways in which clinics prescribe that change nothing: each plan is the good one, and stays so."""

from __future__ import annotations

import copy

import numpy as np
import shapely
from course_texts import write_course
from prescribing import (
    MARGINS,
    TARGETS,
    add_prescription,
    add_small_node,
    describe_by_names,
    drop_roi,
    prescribe,
    prescribe_to,
)
from seeded_files import Files, set_points
from sound_variations import variation


@variation(keeps_values=True)
def to_planning_volumes_alone(files: Files) -> None:
    """Planning target volumes alone are prescribed a dose, with GTV and CTV drawn inside them."""
    prescribe_to(files, *MARGINS)


@variation(keeps_values=True)
def to_planning_volumes_without_a_word_in_the_course_file(files: Files) -> None:
    """Planning target volumes alone are prescribed a dose, and the course file states none."""
    prescribe_to(files, *MARGINS)
    write_course(files, planned="")


@variation(keeps_values=True)
def to_sites_named_as_planning_volumes(files: Files) -> None:
    """Sites are prescribed a dose, each described by the name of a planning target volume."""
    prescribe_to(files, *MARGINS)
    describe_by_names(files)


@variation(keeps_values=True)
def to_sites_named_as_the_targets(files: Files) -> None:
    """Sites are prescribed a dose, each described by the name of a GTV or CTV."""
    prescribe_to(files, *TARGETS)
    describe_by_names(files)


@variation(keeps_values=True)
def to_sites_named_in_other_letters(files: Files) -> None:
    """Sites are prescribed a dose, each described by a volume's name in small letters, with blanks."""
    to_sites_named_as_planning_volumes(files)
    for rx in files.plan.DoseReferenceSequence:
        rx.DoseReferenceDescription = rx.DoseReferenceDescription.lower().replace("_", " ")


@variation(keeps_values=True)
def to_the_primary_alone(files: Files) -> None:
    """One target is prescribed its dose; those of the others stand in the course file."""
    prescribe_to(files, "GTVtn0")


@variation(keeps_values=True)
def to_one_planning_volume(files: Files) -> None:
    """One planning target volume is prescribed its dose; the course file has the others."""
    prescribe_to(files, "PTV_7000")


@variation(keeps_values=True)
def to_one_site_that_is_no_structure(files: Files) -> None:
    """A single prescription is to a site that is no structure; the course file has all doses."""
    prescribe_to(files, "PTV_7000")
    (rx,) = files.plan.DoseReferenceSequence
    rx.DoseReferenceStructureType, rx.DoseReferenceDescription = "SITE", "Head and neck"
    del rx.ReferencedROINumber


@variation(keeps_values=True)
def by_the_course_file_alone(files: Files) -> None:
    """The plan prescribes nothing; the course file states every target's dose."""
    files.plan.DoseReferenceSequence = []


@variation()
def to_planning_volumes_without_the_higher_ones(files: Files) -> None:
    """The planning target volume of the lowest dose is drawn without that of the highest."""
    prescribe_to(files, *MARGINS)
    higher = {
        round(float(contour.ContourData[2]), 2): shapely.Polygon(
            np.reshape(contour.ContourData, (-1, 3))[:, :2]
        )
        for contour in files.drawn("PTV_7000").ContourSequence
    }
    drawn = files.drawn("PTV_5400")
    left = []
    for contour in drawn.ContourSequence:
        points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
        region = shapely.Polygon(points[:, :2]) - higher.get(round(points[0, 2], 2), shapely.Polygon())
        for part in shapely.get_parts(region):
            for ring in (part.exterior, *part.interiors):
                if shapely.Polygon(ring).area > 1.0:
                    piece = copy.deepcopy(contour)
                    corners = np.array(ring.coords)[:-1]
                    set_points(piece, np.column_stack([corners, np.full(len(corners), points[0, 2])]))
                    left.append(piece)
    drawn.ContourSequence = left
    files.dose.DVHSequence = []


@variation(keeps_values=True)
def to_planning_volumes_of_other_names(files: Files) -> None:
    """The planning target volumes that are prescribed a dose bear names of the house."""
    prescribe_to(files, *MARGINS)
    for place, name in enumerate(MARGINS, 1):
        files.roi(name).ROIName = f"TV{place}"


@variation(keeps_values=True)
def fractions_of_two_decimals(files: Files) -> None:
    """The primary tumour is prescribed 30 × 2.33 = 69.9 Gy, and the course file says 70 Gy."""
    prescribe(files, GTVtn0=69.9, PTV_7000=69.9)


@variation(keeps_values=True)
def fractions_of_two_decimals_in_both(files: Files) -> None:
    """Plan and course file say 30 × 2.33 = 69.9 Gy."""
    prescribe(files, GTVtn0=69.9, PTV_7000=69.9)
    write_course(files, planned="GTVtn0 = 69.9, GTVn = 66, CTV = 54")


@variation(keeps_values=True)
def each_dose_stated_twice(files: Files) -> None:
    """Each volume is prescribed its dose twice."""
    for rx in list(files.plan.DoseReferenceSequence):
        again = copy.deepcopy(rx)
        again.DoseReferenceNumber = rx.DoseReferenceNumber + 100
        files.plan.DoseReferenceSequence.append(again)


@variation(keeps_values=True)
def organs_with_their_most(files: Files) -> None:
    """Dose references to organs at risk stand beside the prescriptions, without a prescribed dose."""
    for name, most_gy in (("SpinalCord", 45), ("Parotid_L", 60)):
        rx = add_prescription(files, name, 0)
        rx.DoseReferenceType = "ORGAN_AT_RISK"
        del rx.TargetPrescriptionDose
        rx.OrganAtRiskMaximumDose = f"{most_gy}"


@variation()
def patient_without_nodes(files: Files) -> None:
    """The patient has no nodes, and the course file says so."""
    for name in ("GTVn", "PTV_6600"):
        drop_roi(files, name)
    write_course(files, planned="GTVtn0 = 70, CTV = 54", absent='GTVn = "N0"')


@variation()
def patient_without_a_parotid(files: Files) -> None:
    """A parotid gland was resected, and the course file says so."""
    drop_roi(files, "Parotid_L")
    write_course(files, absent='Parotid_L = "resected"')


@variation(base="sfrt_lattice")
def vertices_as_a_site(files: Files) -> None:
    """The vertices are prescribed their dose as a site of their name."""
    describe_by_names(files)


@variation(base="sfrt_lattice")
def vertices_and_their_periphery(files: Files) -> None:
    """Vertices are prescribed 15 and the node 1.2 Gy, and the course file says that 15 Gy count."""
    add_prescription(files, "GTVn", 1.2)


@variation(base="sfrt_lattice")
def small_node_that_is_not_treated(files: Files) -> None:
    """A node of 2 cm is drawn opposite the bulky one, and not treated in the single fraction."""
    add_small_node(files)
