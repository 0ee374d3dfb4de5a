"""Registrations that slipped, or that nothing confirms, between the two phases of the course."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation
from seeded_faults import fault
from seeded_files import Files, Floats


def slip(files: Files, *by_mm: float) -> None:
    """Let the first phase lie off by as much along x, y and z."""
    motion = np.eye(4)
    motion[:3, 3] = by_mm
    files.register(motion @ files.registered)


def turn(files: Files, axis: str, angle_deg: float) -> None:
    """Let the first phase lie turned, about the cord beside the node."""
    motion, about = np.eye(4), np.array([0.0, 22.5, -28.0])
    motion[:3, :3] = Rotation.from_euler(axis, angle_deg, degrees=True).as_matrix()
    motion[:3, 3] = about - motion[:3, :3] @ about
    files.register(motion @ files.registered)


@fault("REF-PHASES", base="course")
def registration_slipped_by_6_mm_to_the_head(files: Files) -> None:
    """The registration of the phases is 6 mm off, to the head."""
    slip(files, 0.0, 0.0, 6.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_9_mm_to_the_feet(files: Files) -> None:
    """The registration of the phases is 9 mm off, to the feet."""
    slip(files, 0.0, 0.0, -9.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_15_mm_to_the_head(files: Files) -> None:
    """The registration of the phases is 15 mm off, to the head."""
    slip(files, 0.0, 0.0, 15.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_a_vertebra(files: Files) -> None:
    """The registration of the phases took one vertebra for the next, 18 mm to the feet."""
    slip(files, 0.0, 0.0, -18.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_30_mm_to_the_feet(files: Files) -> None:
    """The registration of the phases is 30 mm off, to the feet."""
    slip(files, 0.0, 0.0, -30.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_7_mm_to_the_left(files: Files) -> None:
    """The registration of the phases is 7 mm off, to the left."""
    slip(files, 7.0, 0.0, 0.0)


@fault("REF-PHASES", base="course")
def registration_slipped_by_8_mm_to_the_back(files: Files) -> None:
    """The registration of the phases is 8 mm off, to the back."""
    slip(files, 0.0, 8.0, 0.0)


@fault("REF-PHASES", base="course")
def registration_slipped_askew(files: Files) -> None:
    """The registration of the phases is 4 mm off along each axis."""
    slip(files, -4.0, 4.0, 4.0)


@fault("REF-PHASES", base="course")
def registration_nods(files: Files) -> None:
    """The registration of the phases is turned by 6°, as if the patient nodded."""
    turn(files, "x", 6.0)


@fault("REF-PHASES", base="course")
def registration_leans(files: Files) -> None:
    """The registration of the phases is turned by 6°, as if the head leant to a shoulder."""
    turn(files, "y", -6.0)


@fault("REF-PHASES", base="course")
def registration_is_none(files: Files) -> None:
    """The matrix between the phases is the identity, though the patient was scanned anew."""
    files.register(np.eye(4))


@fault("REF-PHASES", base="course")
def registration_slipped_under_other_names(files: Files) -> None:
    """The registration of the phases is 12 mm off, and the first phase's organs have other names."""
    first = files.phase("sfrt")
    for name, other in (
        ("SpinalCord", "Myelon"),
        ("Parotid_L", "Parotis links"),
        ("Parotid_R", "Parotis re"),
    ):
        first.roi(name).ROIName = other
    slip(files, 0.0, 0.0, 12.0)


@fault("REF-PHASES", base="course")
def organs_of_the_first_phase_drawn_off(files: Files) -> None:
    """All organs of the first phase were exported 9 mm too low."""
    first = files.phase("sfrt")

    def lower(points: Floats) -> Floats:
        return points - np.array([0.0, 0.0, 9.0])

    for roi in first.structures.StructureSetROISequence:
        if roi.ROIName != "Body":
            first.redraw(roi.ROIName, lower)


@fault("REF-PHASES", base="course")
def nothing_whole_drawn_twice(files: Files) -> None:
    """The registration is 12 mm off, and but for pieces of cord and body nothing was drawn twice."""
    first = files.phase("sfrt")
    for name in ("Brainstem", "Parotid_L", "Parotid_R"):
        del first.drawn(name).ContourSequence
    first.redraw("SpinalCord", lambda points: points if points[0, 2] > -70.0 else None)
    slip(files, 0.0, 0.0, 12.0)
