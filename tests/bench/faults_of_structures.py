"""Structures that are drawn, named or cut wrongly."""

from __future__ import annotations

import copy

import numpy as np
from seeded_faults import fault
from seeded_files import Files, set_points


@fault("DV-LIMIT", "STRUCT-DRAWN")
def empty_cord(files: Files) -> None:
    """The cord has no contours."""
    del files.drawn("SpinalCord").ContourSequence


@fault("DV-LIMIT")
def no_left_parotid(files: Files) -> None:
    """The left parotid is not in the structure set."""
    number = files.roi("Parotid_L").ROINumber
    files.structures.StructureSetROISequence = [
        roi for roi in files.structures.StructureSetROISequence if roi.ROINumber != number
    ]
    files.structures.ROIContourSequence = [
        each for each in files.structures.ROIContourSequence if each.ReferencedROINumber != number
    ]


@fault("STRUCT-DRAWN", "DV-LIMIT")
def one_plane_dropped_from_the_cord(files: Files) -> None:
    """A plane is missing in the middle of the cord."""
    drawn = files.drawn("SpinalCord")
    drawn.ContourSequence = [c for n, c in enumerate(drawn.ContourSequence) if n != 25]


@fault("STRUCT-DRAWN", "DV-LIMIT")
def twelve_planes_dropped_from_the_cord(files: Files) -> None:
    """The cord's hottest part is missing."""
    drawn = files.drawn("SpinalCord")
    drawn.ContourSequence = [c for n, c in enumerate(drawn.ContourSequence) if not 22 <= n < 34]


@fault("STRUCT-DRAWN")
def one_plane_dropped_from_a_target(files: Files) -> None:
    """A plane is missing in the middle of the primary tumour."""
    drawn = files.drawn("GTVtn0")
    drawn.ContourSequence = [c for n, c in enumerate(drawn.ContourSequence) if n != 5]


@fault("DV-LIMIT")
def cord_on_every_third_plane(files: Files) -> None:
    """The cord is drawn on every third plane."""
    drawn = files.drawn("SpinalCord")
    drawn.ContourSequence = list(drawn.ContourSequence)[::3]


@fault("STRUCT-REACH")
def cord_below_the_targets_only(files: Files) -> None:
    """The cord is drawn below the targets only."""
    files.redraw("SpinalCord", lambda points: points if points[0, 2] < -105.0 else None)


@fault("STRUCT-REACH")
def cord_ends_amid_the_targets(files: Files) -> None:
    """The cord's upper half is not drawn."""
    files.redraw("SpinalCord", lambda points: points if points[0, 2] < -50.0 else None)


@fault("STRUCT-REACH")
def cord_begins_amid_the_targets(files: Files) -> None:
    """The cord's lower half is not drawn."""
    files.redraw("SpinalCord", lambda points: points if points[0, 2] > -50.0 else None)


@fault("STRUCT-NESTED", "STRUCT-VOLUME", "DOSE-STORED")
def cord_named_prv(files: Files) -> None:
    """The cord's margin goes by the cord's name."""

    def grow(points: np.ndarray) -> np.ndarray:
        centre = points.mean(axis=0)
        away = points - centre
        radii = np.linalg.norm(away[:, :2], axis=1, keepdims=True)
        return centre + away * (1.0 + 5.0 / radii)

    files.redraw("SpinalCord", grow)


@fault("DOSE-STORED", "STRUCT-DRAWN", "STRUCT-NESTED")
def cord_shifted_by_2_cm(files: Files) -> None:
    """The cord is drawn 2 cm behind its place."""
    files.redraw("SpinalCord", lambda points: points + np.array([0.0, 20.0, 0.0]))


@fault("DOSE-STORED")
def parotid_half_its_size(files: Files) -> None:
    """The right parotid is drawn without its hot, inner half."""
    files.redraw("Parotid_R", lambda points: _shrink(points, 0.7) - np.array([6.0, 0.0, 0.0]))


def _shrink(points: np.ndarray, factor: float) -> np.ndarray:
    centre = points.mean(axis=0)
    return centre + factor * (points - centre)


@fault("STRUCT-DRAWN")
def stray_island_in_the_parotid(files: Files) -> None:
    """A slip of the pen belongs to the left parotid, far from it."""
    drawn = files.drawn("Parotid_L")
    stray = copy.deepcopy(drawn.ContourSequence[8])
    points = np.array(stray.ContourData, dtype=float).reshape(-1, 3)
    set_points(stray, _shrink(points, 0.2) + np.array([40.0, 0.0, 0.0]))
    drawn.ContourSequence.append(stray)


@fault("STRUCT-DRAWN")
def one_contour_moved(files: Files) -> None:
    """One contour of the cord lies 4 cm beside the others."""
    contour = files.drawn("SpinalCord").ContourSequence[20]
    points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
    set_points(contour, points + np.array([40.0, 0.0, 0.0]))


@fault("STRUCT-DRAWN")
def one_contour_ten_times_as_large(files: Files) -> None:
    """One contour of the cord is far larger than its neighbours."""
    contour = files.drawn("SpinalCord").ContourSequence[20]
    points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
    set_points(contour, _shrink(points, 3.0))


@fault("DV-LIMIT")
def cord_in_open_contours(files: Files) -> None:
    """A part of the cord is drawn in open contours."""
    for contour in list(files.drawn("SpinalCord").ContourSequence)[30:]:
        contour.ContourGeometricType = "OPEN_PLANAR"


@fault("DV-LIMIT")
def cord_as_a_shell(files: Files) -> None:
    """Inner contours make the cord a shell."""
    drawn = files.drawn("SpinalCord")
    for contour in list(drawn.ContourSequence):
        inner = copy.deepcopy(contour)
        points = np.array(inner.ContourData, dtype=float).reshape(-1, 3)
        set_points(inner, _shrink(points, 0.9))
        drawn.ContourSequence.append(inner)


@fault("DV-LIMIT")
def parotid_in_crossing_contours(files: Files) -> None:
    """Two outlines of the right parotid cross in every plane: a union, or what they do not share?"""
    drawn = files.drawn("Parotid_R")
    for contour in list(drawn.ContourSequence):
        second = copy.deepcopy(contour)
        points = np.array(second.ContourData, dtype=float).reshape(-1, 3)
        set_points(second, points + np.array([4.0, 0.0, 0.0]))
        drawn.ContourSequence.append(second)


@fault("REF-FILES")
def contour_with_too_few_numbers(files: Files) -> None:
    """A contour of the cord has fewer numbers than points."""
    contour = files.drawn("SpinalCord").ContourSequence[5]
    contour.NumberOfContourPoints = int(contour.NumberOfContourPoints) + 1


@fault("REF-FILES")
def contours_of_no_structure(files: Files) -> None:
    """Contours belong to an ROI number that no structure has."""
    files.drawn("Parotid_L").ReferencedROINumber = 99


@fault("REF-FILES")
def one_number_for_two_structures(files: Files) -> None:
    """Two structures have the same ROI number."""
    files.roi("Parotid_L").ROINumber = files.roi("Parotid_R").ROINumber


@fault("DV-LIMIT", "STRUCT-NAMES")
def second_cord(files: Files) -> None:
    """There are two cords, of which one is meant."""
    files.add_roi("Cord", like="SpinalCord")


@fault("DV-LIMIT")
def cord_of_a_doubtful_name(files: Files) -> None:
    """The cord is called 'cord+3mm'."""
    files.roi("SpinalCord").ROIName = "cord+3mm"


@fault("STRUCT-NAMES")
def parotid_copied_from_the_brainstem(files: Files) -> None:
    """The left parotid has the contours of the brainstem."""
    files.drawn("Parotid_L").ContourSequence = copy.deepcopy(files.drawn("Brainstem").ContourSequence)


@fault("STRUCT-NAMES", "DOSE-STORED", "STRUCT-OVERLAP")
def right_parotid_copied_to_the_left(files: Files) -> None:
    """Both parotids have the contours of the right one."""
    files.drawn("Parotid_L").ContourSequence = copy.deepcopy(files.drawn("Parotid_R").ContourSequence)


@fault("STRUCT-SIDE")
def parotids_swapped(files: Files) -> None:
    """Left and right parotid have each other's names."""
    left, right = files.roi("Parotid_L"), files.roi("Parotid_R")
    left.ROIName, right.ROIName = "Parotid_R", "Parotid_L"


@fault("STRUCT-NESTED")
def tumour_outside_its_margins(files: Files) -> None:
    """The primary tumour is drawn 3 cm beside CTV and PTV."""
    files.redraw("GTVtn0", lambda points: points + np.array([-70.0, -10.0, 0.0]))


@fault("STRUCT-NESTED")
def ptv_too_small_for_its_ctv(files: Files) -> None:
    """The PTV was drawn on the upper planes only."""
    files.redraw("PTV_5400", lambda points: points if points[0, 2] > -40.0 else None)


@fault("STRUCT-NESTED", "STRUCT-DRAWN")
def cord_partly_outside_the_body(files: Files) -> None:
    """The body's outline ends above the lower part of the cord."""
    files.redraw("Body", lambda points: points if points[0, 2] > -80.0 else None)


@fault("STRUCT-OVERLAP", "DOSE-STORED")
def tumour_over_the_parotid(files: Files) -> None:
    """The CTV takes in the left parotid."""
    drawn = files.drawn("CTV")
    drawn.ContourSequence.extend(copy.deepcopy(list(files.drawn("Parotid_L").ContourSequence)))


@fault("STRUCT-DRAWN", "REF-FRAME", "DOSE-STORED")
def all_structures_shifted(files: Files) -> None:
    """All structures were exported 15 mm off."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: points + np.array([15.0, 0.0, 0.0]))


@fault("DOSE-STORED", "BEAM-FLUENCE", "STRUCT-SIDE")
def all_structures_mirrored(files: Files) -> None:
    """All structures were exported left for right."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: points * [-1.0, 1.0, 1.0])


@fault("STRUCT-VOLUME", "STRUCT-NESTED", "STRUCT-DRAWN", "DOSE-STORED")
def all_structures_in_cm(files: Files) -> None:
    """All contours are in cm."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: points / 10.0)


@fault("STRUCT-DRAWN", "STRUCT-NESTED", "DOSE-STORED")
def cord_scaled_in_plane(files: Files) -> None:
    """The cord's contours are twice as far from the origin."""
    files.redraw("SpinalCord", lambda points: points * [2.0, 2.0, 1.0])


@fault("DOSE-TARGETS", "RX-DOSE", "RX-DELIVERED", "DOSE-STORED")
def targets_renamed_in_a_circle(files: Files) -> None:
    """Primary tumour and node have each other's names."""
    one, other = files.roi("GTVtn0"), files.roi("GTVn")
    one.ROIName, other.ROIName = "GTVn", "GTVtn0"
