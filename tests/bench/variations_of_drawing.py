"""Sound ways to draw, name and store what is planned, about which nothing is to be asked."""

from __future__ import annotations

import copy

import numpy as np
from drawing import add_moved, observe
from seeded_files import Files, Floats
from sound_variations import variation


def scaled(points: Floats, factor: float) -> Floats:
    """A contour about its own middle."""
    middle = points.mean(axis=0)
    return np.asarray(middle + factor * (points - middle))


@variation()
def contours_a_tenth_of_a_millimetre_off(files: Files) -> None:
    """All contours lie a tenth of a millimetre beside their slices, above them."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: points + np.array([0.0, 0.0, 0.1]))


@variation()
def several_nodes_in_one_structure(files: Files) -> None:
    """The node is two nodes, side by side in every plane, without stored DVHs."""
    del files.dose.DVHSequence
    drawn = files.drawn("GTVn")
    second = copy.deepcopy(list(drawn.ContourSequence))
    files.redraw("GTVn", lambda points: scaled(points, 0.4) + np.array([4.0, 5.0, 0.0]))
    first = list(drawn.ContourSequence)
    drawn.ContourSequence = second
    files.redraw("GTVn", lambda points: scaled(points, 0.4) - np.array([4.0, 5.0, 0.0]))
    drawn.ContourSequence = first + list(drawn.ContourSequence)


@variation()
def target_in_two_pieces_along_the_body(files: Files) -> None:
    """A CTV that no clause names is two nodes, one above the other."""
    files.add_roi("CTVn_two", like="GTVn")
    files.redraw("CTVn_two", lambda points: None if abs(points[0, 2] + 28.0) < 6.0 else points)


@variation()
def brainstem_in_french(files: Files) -> None:
    """The brainstem, which continues the cord, has a French name."""
    for dataset in files.every():
        dataset.SpecificCharacterSet = "ISO_IR 192"
    files.roi("Brainstem").ROIName = "Tronc cérébral"


@variation()
def ring_around_the_targets(files: Files) -> None:
    """There is a ring for planning around the targets."""
    files.add_roi("zRing_PTV", like="PTV_5400")
    files.redraw("zRing_PTV", lambda points: scaled(points, 1.4))
    observe(files, "zRing_PTV", "CONTROL")


@variation()
def ring_at_the_end_of_the_cord(files: Files) -> None:
    """An avoidance structure begins where the cord passes into the brainstem."""
    files.add_roi("Avoid_neck", like="Body")
    files.redraw("Avoid_neck", lambda points: scaled(points, 0.8) if points[0, 2] > 25.0 else None)
    observe(files, "Avoid_neck", "AVOIDANCE")


@variation()
def margin_around_the_cord(files: Files) -> None:
    """The cord has a planning risk volume."""
    files.add_roi("SpinalCord_PRV05", like="SpinalCord")
    files.redraw("SpinalCord_PRV05", lambda points: scaled(points, 1.8))


@variation()
def earlier_drawing_of_the_cord(files: Files) -> None:
    """An earlier drawing of the cord, SpinalCord_2, lies within the cord."""
    files.add_roi("SpinalCord_2", like="SpinalCord")
    files.redraw("SpinalCord_2", lambda points: scaled(points, 0.9))


@variation()
def part_of_the_parotid_within_it(files: Files) -> None:
    """The upper part of the right parotid is drawn once more within it."""
    files.add_roi("Parotid_R_sup", like="Parotid_R")
    files.redraw("Parotid_R_sup", lambda points: scaled(points, 0.98) if points[0, 2] > 8.0 else None)


@variation()
def parotids_as_one(files: Files) -> None:
    """Both parotids are drawn once more as one structure."""
    files.add_roi("Parotids", like="Parotid_L")
    right = copy.deepcopy(list(files.drawn("Parotid_R").ContourSequence))
    files.drawn("Parotids").ContourSequence.extend(right)


@variation()
def small_node_within_the_elective_volume(files: Files) -> None:
    """A small node that no clause names lies within what is prescribed."""
    files.add_roi("GTV_small", like="GTVn")
    files.redraw("GTV_small", lambda points: scaled(points, 0.5))


@variation()
def tumour_on_another_image(files: Files) -> None:
    """The tumour as PET showed it is prescribed nothing."""
    add_moved(files, "GTV_PET", like="GTVn", by_mm=(85.0, 0.0, -60.0))


@variation()
def low_risk_target_by_a_letter(files: Files) -> None:
    """CTV_L means low: it reaches over the middle."""
    files.add_roi("CTV_L", like="CTV")


@variation()
def right_target_on_the_right(files: Files) -> None:
    """A PTV of the right neck is called PTVn_R."""
    files.add_roi("PTVn_R", like="PTV_6600")


@variation()
def structure_set_saved_again(files: Files) -> None:
    """The structure set was saved again, and the plan follows."""
    uid = "2.25.4711"
    files.structures.SOPInstanceUID = files.structures.file_meta.MediaStorageSOPInstanceUID = uid
    files.plan.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID = uid
    if "ReferencedStructureSetSequence" in files.dose:
        files.dose.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID = uid


@variation()
def organs_by_another_hand(files: Files) -> None:
    """The organs are drawn by another observer, a millimetre or two off, without stored DVHs."""
    del files.dose.DVHSequence
    rng = np.random.default_rng(7)

    def redrawn(points: Floats) -> Floats:
        around = points - points.mean(axis=0)
        angle = np.arctan2(around[:, 1], around[:, 0])
        bulge = 1.0 + 0.06 * rng.normal() * np.cos(2 * angle)
        moved = np.append(rng.normal(0.0, 0.4, 2), 0.0)
        return np.asarray(points.mean(axis=0) + around * bulge[:, None] + moved)

    for name in ("SpinalCord", "Brainstem", "Parotid_L", "Parotid_R"):
        files.redraw(name, redrawn)


@variation()
def stray_dose_far_out_of_the_field(files: Files) -> None:
    """A few stored steps of dose lie in the corners of the grid."""
    stored = files.voxels()
    stored[0, :3, :3] = stored[-1, -3:, -3:] = 0.0005 * stored.max()
    files.store(stored)


@variation()
def coarse_below_the_targets(files: Files) -> None:
    """The body is drawn on every second plane below the targets."""
    files.redraw(
        "Body", lambda points: None if points[0, 2] < -110.0 and round(points[0, 2] / 3) % 2 else points
    )


@variation()
def couch_and_bolus(files: Files) -> None:
    """A couch lies below the body, and a bolus on the neck."""
    add_moved(files, "CouchSurface", like="Parotid_L", by_mm=(-60.0, 110.0, -20.0))
    observe(files, "CouchSurface", "SUPPORT")
    add_moved(files, "Bolus", like="Parotid_R", by_mm=(-20.0, -30.0, -20.0))
    observe(files, "Bolus", "BOLUS")


@variation()
def optic_nerves_beside(files: Files) -> None:
    """Organs that no clause is on are drawn on both sides."""
    for name, like in (("OpticNrv_L", "Parotid_L"), ("OpticNrv_R", "Parotid_R")):
        add_moved(files, name, like=like, by_mm=(0.0, -60.0, 30.0))
        files.redraw(name, lambda points: scaled(points, 0.3))


@variation()
def boost_within_the_tumour(files: Files) -> None:
    """A boost volume that no clause names lies within the tumour."""
    files.add_roi("CTVp_boost", like="GTVtn0")
    files.redraw("CTVp_boost", lambda points: scaled(points, 0.6))
