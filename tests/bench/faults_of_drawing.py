"""What no clause names: parts of organs, untreated tumours, targets on the wrong side; and thick slices."""

from __future__ import annotations

import numpy as np
from drawing import add_moved, cut, split
from seeded_faults import fault
from seeded_files import Files, Floats


def lower_half(points: Floats) -> bool:
    return bool(points[0, 2] < -40.0)


@fault("STRUCT-NAMES", "STRUCT-REACH")
def cord_in_two_structures(files: Files) -> None:
    """The lower half of the cord is SpinalCord_2."""
    split(files, "SpinalCord", "SpinalCord_2", lower_half)


@fault("STRUCT-NAMES", "STRUCT-REACH")
def cord_in_two_structures_by_words(files: Files) -> None:
    """The upper half of the cord is 'Cord upper'."""
    split(files, "SpinalCord", "Cord upper", lambda points: not lower_half(points))


@fault("STRUCT-NAMES", "STRUCT-REACH")
def cord_in_two_structures_in_chinese(files: Files) -> None:
    """The lower half of the cord is 脊髓2."""
    for dataset in files.every():
        dataset.SpecificCharacterSet = "ISO_IR 192"
    split(files, "SpinalCord", "脊髓2", lower_half)


@fault("STRUCT-REACH")
def cord_goes_on_under_no_name(files: Files) -> None:
    """The lower half of the cord is called Struct1."""
    split(files, "SpinalCord", "Struct1", lower_half)


@fault("STRUCT-REACH")
def cord_goes_on_as_a_ring(files: Files) -> None:
    """The lower half of the cord is an avoidance structure, 'Ring'."""
    split(files, "SpinalCord", "Ring", lower_half, role="AVOIDANCE")


@fault("STRUCT-REACH")
def cord_ends_in_a_ring_around_the_targets(files: Files) -> None:
    """The cord is cut where a ring around the targets begins."""
    files.add_roi("Ring_PTV", like="PTV_5400")
    files.redraw("Ring_PTV", lambda points: _grow(points, 1.3) if points[0, 2] < -40.0 else None)
    files.redraw("SpinalCord", lambda points: None if lower_half(points) else points)


def _grow(points: Floats, factor: float) -> Floats:
    middle = points.mean(axis=0)
    return np.asarray(middle + factor * (points - middle))


@fault("STRUCT-REACH")
def cord_goes_on_as_the_margin_of_nothing(files: Files) -> None:
    """The upper half of the cord is called 'avoid cord top 45Gy'."""
    split(files, "SpinalCord", "avoid cord top 45Gy", lambda points: not lower_half(points))


@fault("STRUCT-NAMES")
def parotid_in_two_structures(files: Files) -> None:
    """The inner, hotter half of the right parotid is Parotid_R_2."""
    cut(files, "Parotid_R", "Parotid_R_2", -59.0)


@fault("STRUCT-NAMES")
def parotid_in_two_structures_by_words(files: Files) -> None:
    """The lower part of the left parotid is 'Parotid_L inf'."""
    split(files, "Parotid_L", "Parotid_L inf", lambda points: bool(points[0, 2] < 8.0))


@fault("STRUCT-NAMES")
def parotid_in_two_structures_by_letters(files: Files) -> None:
    """The upper part of the right parotid is 'Parotid_R_B'."""
    split(files, "Parotid_R", "Parotid_R_B", lambda points: bool(points[0, 2] > 8.0))


@fault("STRUCT-TARGETS")
def node_prescribed_nothing(files: Files) -> None:
    """A second node, in the other side of the neck, is drawn and prescribed nothing."""
    add_moved(files, "GTV_neck", like="GTVn", by_mm=(90.0, 20.0, -60.0))


@fault("STRUCT-TARGETS")
def tumour_prescribed_nothing(files: Files) -> None:
    """A tumour at the base of the skull is drawn and prescribed nothing."""
    add_moved(files, "GTVp_2", like="GTVtn0", by_mm=(15.0, 0.0, 85.0))


@fault("STRUCT-TARGETS")
def clinical_target_prescribed_nothing(files: Files) -> None:
    """An elective volume on the other side is drawn and prescribed nothing."""
    add_moved(files, "CTVn_elective", like="PTV_6600", by_mm=(90.0, 0.0, -55.0))


@fault("STRUCT-TARGETS")
def two_nodes_prescribed_nothing(files: Files) -> None:
    """Two further nodes are drawn and prescribed nothing."""
    add_moved(files, "GTV_low", like="GTVn", by_mm=(90.0, 20.0, -60.0))
    add_moved(files, "GTV_high", like="GTVn", by_mm=(60.0, 10.0, 78.0))


@fault("STRUCT-TARGETS")
def left_target_on_the_right(files: Files) -> None:
    """A PTV of the right neck is called PTVn_L."""
    files.add_roi("PTVn_L", like="PTV_6600")


@fault("STRUCT-TARGETS")
def left_neck_on_the_right(files: Files) -> None:
    """A CTV of the right neck is called 'CTV left neck'."""
    files.add_roi("CTV left neck", like="GTVn")


@fault("STRUCT-TARGETS")
def right_node_on_the_left(files: Files) -> None:
    """A boost volume is called 'GTV right boost', and was drawn in the left neck."""
    add_moved(files, "GTV right boost", like="GTVn", by_mm=(85.0, 0.0, 0.0))


@fault("IMG-THICKNESS")
def slices_thicker_than_apart(files: Files) -> None:
    """Slices 3 mm apart state a thickness of 5 mm."""
    for image in files.images:
        image.SliceThickness = "5"


@fault("IMG-THICKNESS")
def slices_a_tenth_too_thick(files: Files) -> None:
    """Slices 3 mm apart state a thickness of 3.1 mm."""
    for image in files.images:
        image.SliceThickness = "3.1"


@fault("IMG-THICKNESS")
def thin_slices_far_apart(files: Files) -> None:
    """Slices of 2 mm lie 6 mm apart."""
    for image in files.images:
        image.SliceThickness = "2"
    files.dropped |= {f"CT/{path.name}" for path in sorted((files.base / "CT").iterdir())[1::2]}


@fault("IMG-SPACING")
def two_slices_alone(files: Files) -> None:
    """Of the planning image two slices were handed in."""
    paths = sorted((files.base / "CT").iterdir())
    files.dropped |= {f"CT/{path.name}" for path in [*paths[:44], *paths[46:]]}
