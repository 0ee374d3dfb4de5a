"""Prescriptions that are wrong, or that leave open what a target is prescribed."""

from __future__ import annotations

import numpy as np
from course_texts import write_course
from prescribing import (
    MARGINS,
    TARGETS,
    add_prescription,
    add_small_node,
    describe_by_names,
    prescribe,
    prescribe_to,
    prescription_to,
)
from seeded_faults import fault
from seeded_files import Files


@fault("RX-DOSE")
def planning_volume_of_the_primary_at_the_nodes_dose(files: Files) -> None:
    """Of planning volumes alone that are prescribed, that of the primary tumour has the nodes' dose."""
    prescribe_to(files, *MARGINS)
    prescribe(files, PTV_7000=66)


@fault("RX-DOSE")
def planning_volumes_prescribed_each_others_dose(files: Files) -> None:
    """Of planning volumes alone that are prescribed, the first and the last have each other's dose."""
    prescribe_to(files, *MARGINS)
    prescribe(files, PTV_7000=54, PTV_5400=70)


@fault("RX-SOURCES")
def margin_prescribed_another_level(files: Files) -> None:
    """The planning volume of the primary tumour is prescribed another dose than its name states."""
    prescribe(files, PTV_7000=66)


@fault("RX-DOSE")
def primary_beside_its_planning_volume(files: Files) -> None:
    """Planning volumes alone are prescribed, and the primary tumour lies half outside its own."""
    prescribe_to(files, *MARGINS)
    files.redraw("PTV_7000", lambda points: points + np.array([0.0, 22.0, 0.0]))


@fault("RX-DOSE")
def primary_in_the_planning_volume_of_the_lowest_dose(files: Files) -> None:
    """The planning volume of the primary tumour is not prescribed, and that of the lowest dose holds it."""
    prescribe_to(files, "PTV_6600", "PTV_5400")


@fault("RX-DOSE")
def planning_volume_prescribed_twice(files: Files) -> None:
    """The planning volume of the primary tumour is prescribed two doses, and the tumour itself none."""
    prescribe_to(files, *MARGINS)
    add_prescription(files, "PTV_7000", 66.0)


@fault("RX-DOSE")
def site_whose_name_two_structures_bear(files: Files) -> None:
    """A site is prescribed whose description is the name of two structures, but for its letters."""
    prescribe_to(files, *MARGINS)
    describe_by_names(files)
    files.roi("Brainstem").ROIName = "ptv 7000"
    files.plan.DoseReferenceSequence[0].DoseReferenceDescription = "PTV 7000"
    write_course(files, planned="GTVn = 66, CTV = 54")


@fault("RX-DOSE")
def site_of_the_primary_at_the_nodes_dose(files: Files) -> None:
    """A site described as the primary tumour is prescribed the nodes' dose."""
    prescribe_to(files, *TARGETS)
    prescribe(files, GTVtn0=66)
    describe_by_names(files)


@fault("RX-DOSE")
def one_dose_to_a_site_alone(files: Files) -> None:
    """The plan's only prescription is to a site that is no structure, and the course file states no dose."""
    prescribe_to(files, "PTV_7000")
    (rx,) = files.plan.DoseReferenceSequence
    rx.DoseReferenceStructureType, rx.DoseReferenceDescription = "SITE", "Neck"
    del rx.ReferencedROINumber
    write_course(files, planned="")


@fault("RX-DOSE")
def primary_alone_prescribed(files: Files) -> None:
    """The plan prescribes to the primary tumour alone, and the course file states no dose."""
    prescribe_to(files, "GTVtn0")
    write_course(files, planned="")


@fault("RX-DOSE", "RX-SOURCES")
def written_dose_that_the_grid_does_not_hold(files: Files) -> None:
    """The plan prescribes nothing to the elective volume, and the dose grid less than the course file."""
    prescribe_to(files, "GTVtn0", "GTVn")
    write_course(files, planned="GTVtn0 = 70, GTVn = 66, CTV = 60")


@fault("RX-SOURCES")
def written_dose_of_another_level_than_the_planning_volume(files: Files) -> None:
    """Planning volumes alone are prescribed, and the course file states another dose of the CTV."""
    prescribe_to(files, *MARGINS)
    write_course(files, planned="GTVtn0 = 70, GTVn = 66, CTV = 60")


@fault("RX-SOURCES")
def written_dose_of_the_nodes_for_the_primary(files: Files) -> None:
    """The course file states the nodes' dose of the primary tumour."""
    write_course(files, planned="GTVtn0 = 66, GTVn = 66, CTV = 54")


@fault("RX-DOSE")
def primary_half_a_gray_short(files: Files) -> None:
    """The primary tumour is prescribed 69.5 Gy, which no rounding of a fraction makes of 70 Gy."""
    prescribe(files, GTVtn0=69.5, PTV_7000=69.5)


@fault("RX-DOSE")
def primary_in_fractions_of_one_decimal(files: Files) -> None:
    """The primary tumour is prescribed 30 × 2.3 = 69 Gy."""
    prescribe(files, GTVtn0=69, PTV_7000=69)


@fault("RX-DOSE", base="sfrt_lattice")
def vertices_and_periphery_undecided(files: Files) -> None:
    """Vertices are prescribed 15 and the node 1.5 Gy, and no course file says which counts."""
    add_prescription(files, "GTVn", 1.5)
    write_course(files, planned="")


@fault("RX-DOSE", base="sfrt_lattice")
def vertices_above_the_range_and_periphery_below(files: Files) -> None:
    """Vertices are prescribed 24 and the node 1.5 Gy: neither is in the protocol's range."""
    prescription_to(files, "PTV_Vertices").TargetPrescriptionDose = "24"
    add_prescription(files, "GTVn", 1.5)


@fault("SIZE-TARGET", base="sfrt_lattice")
def small_node_that_is_prescribed(files: Files) -> None:
    """A node of 2 cm opposite the bulky one is prescribed the single fraction too."""
    add_small_node(files)
    add_prescription(files, "GTVn2", 15.0)


@fault("STRUCT-ABSENT")
def nodes_called_absent_and_drawn(files: Files) -> None:
    """The course file says that there are no nodes, and one is drawn and prescribed."""
    write_course(files, planned="GTVtn0 = 70, CTV = 54", absent='GTVn = "N0"')


@fault("STRUCT-ABSENT")
def gland_called_resected_and_drawn(files: Files) -> None:
    """The course file says that a parotid gland was resected, and it is drawn."""
    write_course(files, absent='Parotid_L = "resected"')
