"""Other ways to export the same plan: every verdict stays, and every value within the DVH's interval."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import shapely
import shapely.ops
from seeded_files import Files, set_points
from sound_variations import Change, variation


@variation(keeps_values=True)
def sequences_reversed(files: Files) -> None:
    """Structures, contours, observations, beams and prescriptions stand in the opposite order."""
    structures, plan = files.structures, files.plan
    for keyword in ("StructureSetROISequence", "ROIContourSequence", "RTROIObservationsSequence"):
        setattr(structures, keyword, list(structures[keyword].value)[::-1])
    plan.BeamSequence = list(plan.BeamSequence)[::-1]
    plan.DoseReferenceSequence = list(plan.DoseReferenceSequence)[::-1]
    plan.FractionGroupSequence[0].ReferencedBeamSequence = files.shares()[::-1]
    files.dose.DVHSequence = list(files.dose.DVHSequence)[::-1]


@variation(keeps_values=True)
def contours_shuffled_and_reversed(files: Files) -> None:
    """Contours stand in another order, and run the other way round."""
    for drawn in files.structures.ROIContourSequence:
        contours = list(drawn.ContourSequence)
        for contour in contours:
            set_points(contour, np.array(contour.ContourData, dtype=float).reshape(-1, 3)[::-1])
        drawn.ContourSequence = contours[1::2] + contours[::2]


@variation(keeps_values=True)
def points_started_elsewhere(files: Files) -> None:
    """Contours begin at another of their points."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: np.roll(points, len(points) // 3, axis=0))


@variation(keeps_values=True)
def points_doubled(files: Files) -> None:
    """Every point of a contour stands twice."""
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: np.repeat(points, 2, axis=0))


@variation(keeps_values=True)
def extra_structures(files: Files) -> None:
    """Helpers, a couch and an avoidance structure are drawn as well."""
    for name, like in (("zHelp", "CTV"), ("Couch", "Parotid_L"), ("Avoid", "Brainstem")):
        files.add_roi(name, like=like)
        files.redraw(name, lambda points: points + np.array([4.0, 9.0, 0.0]))


@variation(keeps_values=True)
def private_attributes(files: Files) -> None:
    """A vendor's private attributes are written."""
    for dataset in (files.plan, files.structures, files.dose):
        block = dataset.private_block(0x3287, "SOME VENDOR", create=True)
        block.add_new(0x01, "OB", b"\x00\x01" * 50)
        block.add_new(0x02, "LO", "of no meaning")


@variation(keeps_values=True)
def other_character_set(files: Files) -> None:
    """Descriptions are in other scripts (ISO_IR 192)."""
    for dataset in files.every():
        dataset.SpecificCharacterSet = "ISO_IR 192"
    files.plan.RTPlanDescription = "Größe 病人"
    files.roi("GTVn").ROIDescription = "Поле"


@variation(keeps_values=True)
def larger_grid(files: Files) -> None:
    """The dose grid reaches further, with no dose there."""
    stored = np.pad(files.voxels(), ((2, 2), (3, 3), (4, 4)))
    dose = files.dose
    row_mm, column_mm = map(float, dose.PixelSpacing)
    step_mm = float(dose.GridFrameOffsetVector[1]) - float(dose.GridFrameOffsetVector[0])
    x, y, z = map(float, dose.ImagePositionPatient)
    dose.ImagePositionPatient = [x - 4 * column_mm, y - 3 * row_mm, z - 2 * step_mm]
    dose.GridFrameOffsetVector = [step_mm * k for k in range(len(stored))]
    files.store(stored)


@variation(keeps_values=True)
def offsets_from_the_origin(files: Files) -> None:
    """Frame offsets are positions along z (PS3.3 C.8.8.3.2)."""
    z = float(files.dose.ImagePositionPatient[2])
    files.dose.GridFrameOffsetVector = [z + float(value) for value in files.dose.GridFrameOffsetVector]


@variation(keeps_values=True)
def planes_from_the_head(files: Files) -> None:
    """Dose planes run from head to feet, and their position and offsets with them."""
    offsets = np.array(files.dose.GridFrameOffsetVector, dtype=float)
    x, y, z = map(float, files.dose.ImagePositionPatient)
    files.dose.ImagePositionPatient = [x, y, z + offsets[-1]]
    files.dose.GridFrameOffsetVector = list(offsets[::-1] - offsets[-1])
    files.store(files.voxels()[::-1])


@variation(keeps_values=True)
def coarser_scaling(files: Files) -> None:
    """The same dose with stored values half as large."""
    files.dose.DoseGridScaling = f"{2 * float(files.dose.DoseGridScaling):.10g}"
    files.store(files.voxels() / 2)


@variation(keeps_values=True)
def moved(files: Files) -> None:
    """Patient, drawings, plan and dose lie elsewhere in the frame of reference."""
    by = np.array([37.5, -112.0, 204.0])

    def add(position: object) -> list[str]:
        return [f"{value:.3f}" for value in np.array(position, dtype=float) + by]

    for one in (files.dose, *files.images):
        one.ImagePositionPatient = add(one.ImagePositionPatient)
    for image in files.images:
        if "SliceLocation" in image:
            image.SliceLocation = image.ImagePositionPatient[2]
    for roi in files.structures.StructureSetROISequence:
        files.redraw(roi.ROIName, lambda points: points + by)
    for point in files.points():
        if "IsocenterPosition" in point:
            point.IsocenterPosition = add(point.IsocenterPosition)
    for reference in files.plan.DoseReferenceSequence:
        if "DoseReferencePointCoordinates" in reference:
            reference.DoseReferencePointCoordinates = add(reference.DoseReferencePointCoordinates)


def stored_along(rows: int, columns: int) -> Change:
    """The same dose in planes of another direction, or with its rows and columns the other way round.

    Args:
        rows: the axis along which a row's voxels follow each other, 1 to 3 for x, y, z; negative where they
            run against it.
        columns: likewise of a column's.
    """

    def change(files: Files) -> None:
        dose, stored = files.dose, files.voxels()
        row_mm, column_mm = map(float, dose.PixelSpacing)
        offsets = np.array(dose.GridFrameOffsetVector, dtype=float)
        spacing = np.array([column_mm, row_mm, offsets[1] - offsets[0]])
        first = np.array(dose.ImagePositionPatient, dtype=float)
        directions = np.zeros((2, 3))
        for n, axis in enumerate((rows, columns)):
            directions[n, abs(axis) - 1] = np.sign(axis)
        normal = np.cross(*directions)
        along = [*directions, normal]
        axes = [int(np.argmax(np.abs(each))) for each in along]
        # stored[k, j, i] lies along z, y, x.
        turned = np.transpose(stored, [2 - axes[2], 2 - axes[1], 2 - axes[0]])
        for n, (axis, direction) in enumerate(zip(axes, along, strict=True)):
            if direction[axis] < 0:
                turned = np.flip(turned, axis=2 - n)
                first[axis] += spacing[axis] * (stored.shape[2 - axis] - 1)
        dose.ImagePositionPatient = [f"{value:.3f}" for value in first]
        dose.ImageOrientationPatient = [f"{value:g}" for value in directions.ravel()]
        dose.PixelSpacing = [spacing[axes[1]], spacing[axes[0]]]
        dose.GridFrameOffsetVector = [f"{spacing[axes[2]] * k:g}" for k in range(len(turned))]
        files.store(turned)

    change.__name__ = f"dose_stored_along_{rows}_{columns}"
    change.__doc__ = f"Voxels of the dose follow each other along axes {rows} and {columns}."
    return change


@variation(keeps_values=True)
def image_rows_reversed(files: Files) -> None:
    """The image's rows and columns run from the opposite corner."""
    for image in files.images:
        x, y, z = map(float, image.ImagePositionPatient)
        row_mm, column_mm = map(float, image.PixelSpacing)
        far = (x + column_mm * (image.Columns - 1), y + row_mm * (image.Rows - 1), z)
        image.ImagePositionPatient = [f"{value:.3f}" for value in far]
        image.ImageOrientationPatient = ["-1", "0", "0", "0", "-1", "0"]


def laid(position: str, *, gantry: Callable[[float], float], collimator_deg: float) -> Change:
    """The patient scanned and planned in another position, with the beams from the same sides of the body.

    Coordinates are the patient's, so that they stay as they are, however the patient lies.
    """

    def change(files: Files) -> None:
        for image in files.images:
            image.PatientPosition = position
        files.plan.PatientSetupSequence[0].PatientPosition = position
        for point in files.points():
            if "GantryAngle" in point:
                point.GantryAngle = f"{gantry(float(point.GantryAngle)) % 360:g}"
            if "BeamLimitingDeviceAngle" in point:
                angle_deg = float(point.BeamLimitingDeviceAngle) + collimator_deg
                point.BeamLimitingDeviceAngle = f"{angle_deg % 360:g}"

        for beam in files.plan.BeamSequence:
            beam.BeamName = f"G{float(beam.ControlPointSequence[0].GantryAngle):03.0f}"

    change.__name__ = f"laid_{position}"
    change.__doc__ = f"The patient lies {position}, with the beams from the same sides of the body."
    return change


@variation(keeps_values=True)
def contours_in_two(files: Files) -> None:
    """Each contour is drawn as two that share an edge."""
    for drawn in files.structures.ROIContourSequence:
        parts = []
        for contour in drawn.ContourSequence:
            points = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
            middle = np.round(points[:, 0].mean(), 2)
            blade = shapely.LineString([(middle, -1e3), (middle, 1e3)])
            for piece in shapely.ops.split(shapely.Polygon(points[:, :2]), blade).geoms:
                part = copy.deepcopy(contour)
                ring = np.array(piece.exterior.coords)[:-1]
                set_points(part, np.column_stack([ring, np.full(len(ring), points[0, 2])]))
                parts.append(part)
        drawn.ContourSequence = parts


@variation(keeps_values=True)
def patient_id_padded(files: Files) -> None:
    """PatientID ends in a blank, which means nothing (PS3.5 6.2)."""
    files.dose.PatientID = f"{files.dose.PatientID} "


@variation(keeps_values=True)
def numbers_with_more_digits(files: Files) -> None:
    """Coordinates are written with an exponent."""
    for roi in files.structures.StructureSetROISequence:
        for contour in files.drawn(roi.ROIName).ContourSequence:
            contour.ContourData = [f"{float(value):+.6e}" for value in contour.ContourData]


@variation(keeps_values=True)
def numbers_of_structures_changed(files: Files) -> None:
    """Other ROI numbers are used throughout."""
    structures = files.structures
    new = {roi.ROINumber: 1000 - 3 * roi.ROINumber for roi in structures.StructureSetROISequence}
    for roi in structures.StructureSetROISequence:
        roi.ROINumber = new[roi.ROINumber]
    for keyword in ("ROIContourSequence", "RTROIObservationsSequence"):
        for each in structures[keyword].value:
            each.ReferencedROINumber = new[each.ReferencedROINumber]
    for reference in files.plan.DoseReferenceSequence:
        if "ReferencedROINumber" in reference:
            reference.ReferencedROINumber = new[reference.ReferencedROINumber]
    for dvh in files.dose.DVHSequence:
        for each in dvh.DVHReferencedROISequence:
            each.ReferencedROINumber = new[each.ReferencedROINumber]


@variation(keeps_values=True)
def finer_voxels_in_16_bits(files: Files) -> None:
    """The same dose in integers of 16 bits."""
    dose, stored = files.dose, files.voxels()
    top = float(stored.max()) or 1.0
    dose.DoseGridScaling = f"{float(dose.DoseGridScaling) * top / 65000.0:.10g}"
    dose.BitsAllocated, dose.BitsStored, dose.HighBit, dose.PixelRepresentation = 16, 16, 15, 0
    files.store(stored * (65000.0 / top))


@variation(keeps_values=True)
def attributes_that_nobody_needs_left_out(files: Files) -> None:
    """Maker, station and descriptions are left out."""
    for dataset in files.every():
        for keyword in ("Manufacturer", "StationName", "SeriesDescription", "StudyDescription"):
            if keyword in dataset:
                delattr(dataset, keyword)


@variation(keeps_values=True)
def an_identical_copy(files: Files) -> None:
    """The dose lies in the folder twice, byte for byte."""
    files.extra["copy_of_dose.dcm"] = copy.deepcopy(files.dose)


for rows, columns in ((1, -2), (-1, 2), (-1, -2), (2, -3), (1, -3)):
    variation(keeps_values=True)(stored_along(rows, columns))
variation(keeps_values=True)(laid("HFP", gantry=lambda deg: deg + 180.0, collimator_deg=0.0))
variation(keeps_values=True)(laid("FFS", gantry=lambda deg: -deg, collimator_deg=180.0))
variation(keeps_values=True)(laid("FFP", gantry=lambda deg: 180.0 - deg, collimator_deg=180.0))
