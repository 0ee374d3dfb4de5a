"""What exports, archives, converters and scripts do to a plan on its way."""

from __future__ import annotations

import copy

import numpy as np
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import OTHER_UID, Files, set_points


def _every_structure(files: Files) -> list[str]:
    return [roi.ROIName for roi in files.structures.StructureSetROISequence]


@fault("STRUCT-MIDDLE", "STRUCT-SIDE")
def structures_and_dose_mirrored(files: Files) -> None:
    """Structures and dose are mirrored left for right, together."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: points * [-1.0, 1.0, 1.0])
    dose = files.dose
    x, y, z = map(float, dose.ImagePositionPatient)
    dose.ImagePositionPatient = [-x - (dose.Columns - 1) * float(dose.PixelSpacing[1]), y, z]
    files.store(files.voxels()[:, :, ::-1])


@fault("STRUCT-DRAWN", "DOSE-STORED", "DOSE-TARGETS", "IMG-CONTOURS")
def structures_upside_down(files: Files) -> None:
    """All contours have their z negated."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: points * [1.0, 1.0, -1.0])


@fault("STRUCT-DRAWN", "DOSE-STORED", "DOSE-TARGETS", "BEAM-FLUENCE")
def structures_turned_by_180_degrees(files: Files) -> None:
    """All contours are turned by 180° about the long axis, as for a prone patient."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: points * [-1.0, -1.0, 1.0])


@fault("DOSE-STORED", "DOSE-TARGETS", "IMG-CONTOURS")
def structures_shifted_by_one_slice(files: Files) -> None:
    """All structures lie one slice too high."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: points + np.array([0.0, 0.0, 3.0]))


@fault("DOSE-STORED", "IMG-CONTOURS")
def structures_shifted_by_half_a_slice(files: Files) -> None:
    """All structures lie half a slice too high."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: points + np.array([0.0, 0.0, 1.5]))


@fault("IMG-CONTOURS", "STRUCT-DRAWN", "DV-LIMIT")
def contours_rounded_to_4_mm_slices(files: Files) -> None:
    """The z of all contours is rounded to whole 4 mm."""
    for name in _every_structure(files):
        files.redraw(name, lambda points: np.column_stack([points[:, :2], 4.0 * np.round(points[:, 2] / 4)]))


@fault("DOSE-STORED", "STRUCT-DRAWN", "STRUCT-NESTED")
def axes_of_the_cord_swapped(files: Files) -> None:
    """The cord's contours have x and y exchanged."""
    files.redraw("SpinalCord", lambda points: points[:, [1, 0, 2]])


@fault("REF-FILES")
def contours_with_no_number(files: Files) -> None:
    """A coordinate of a contour of the cord is no number."""
    values = [str(value) for value in files.drawn("SpinalCord").ContourSequence[7].ContourData]
    written = "\\".join(values).encode()
    values[4] = "x" * len(values[4])
    files.damage["RTSTRUCT"] = lambda data: data.replace(written, "\\".join(values).encode(), 1)


@fault("DV-LIMIT")
def points_that_are_no_contour(files: Files) -> None:
    """A contour of the cord has two points."""
    contour = files.drawn("SpinalCord").ContourSequence[7]
    set_points(contour, np.array(contour.ContourData, dtype=float).reshape(-1, 3)[:2])


@fault("STRUCT-DRAWN", "DOSE-STORED", "REF-FILES")
def structure_numbers_exchanged(files: Files) -> None:
    """Contours of cord and brain stem refer to each other's ROI number."""
    one, other = files.drawn("SpinalCord"), files.drawn("Brainstem")
    one.ReferencedROINumber, other.ReferencedROINumber = other.ReferencedROINumber, one.ReferencedROINumber


@fault("DOSE-STORED", "DOSE-TARGETS", "STRUCT-NESTED")
def structure_numbers_moved_on(files: Files) -> None:
    """All contours refer to the next structure's number."""
    drawn = list(files.structures.ROIContourSequence)
    numbers = [each.ReferencedROINumber for each in drawn]
    for each, number in zip(drawn, numbers[1:] + numbers[:1], strict=True):
        each.ReferencedROINumber = number


@fault("DOSE-PLACE", "STRUCT-NESTED", "DOSE-STORED")
def body_missing(files: Files) -> None:
    """The body's outline is not in the structure set."""
    number = files.roi("Body").ROINumber
    for keyword, of in (
        ("StructureSetROISequence", "ROINumber"),
        ("ROIContourSequence", "ReferencedROINumber"),
        ("RTROIObservationsSequence", "ReferencedROINumber"),
    ):
        kept = [each for each in files.structures[keyword].value if each[of].value != number]
        setattr(files.structures, keyword, kept)


@fault("REF-FILES")
def offsets_not_in_order(files: Files) -> None:
    """Two frame offsets changed places, and the frames did not."""
    offsets = [float(value) for value in files.dose.GridFrameOffsetVector]
    offsets[20], offsets[21] = offsets[21], offsets[20]
    files.dose.GridFrameOffsetVector = offsets


@fault("REF-FILES", "DOSE-USABLE", "DOSE-STORED", "DOSE-VOXELS", "GRID-SPACING")
def one_offset_jumps(files: Files) -> None:
    """From one frame on, the offsets are 9 mm too large."""
    offsets = [float(value) for value in files.dose.GridFrameOffsetVector]
    files.dose.GridFrameOffsetVector = [value + (9.0 if n > 40 else 0.0) for n, value in enumerate(offsets)]


@fault("REF-FILES")
def one_offset_twice(files: Files) -> None:
    """Two frames have the same offset."""
    offsets = [float(value) for value in files.dose.GridFrameOffsetVector]
    offsets[30] = offsets[29]
    files.dose.GridFrameOffsetVector = offsets


@fault("DOSE-STORED", "BEAM-FLUENCE", "DOSE-TARGETS", "DOSE-PLACE")
def offsets_negated(files: Files) -> None:
    """The frame offsets run downwards, and the frames upwards."""
    files.dose.GridFrameOffsetVector = [-float(value) for value in files.dose.GridFrameOffsetVector]


@fault("DOSE-STORED", "DOSE-TARGETS", "GRID-COVERS", "DOSE-PLACE")
def position_is_the_grids_middle(files: Files) -> None:
    """ImagePositionPatient is the middle of the first plane, and not its first voxel."""
    dose = files.dose
    x, y, z = map(float, dose.ImagePositionPatient)
    row_mm, column_mm = map(float, dose.PixelSpacing)
    dose.ImagePositionPatient = [x + dose.Columns / 2 * column_mm, y + dose.Rows / 2 * row_mm, z]


@fault("DOSE-STORED", "DOSE-TARGETS", "BEAM-FLUENCE")
def position_is_a_corner(files: Files) -> None:
    """ImagePositionPatient is a voxel's corner, and not its middle; the planes' likewise."""
    dose = files.dose
    dose.ImagePositionPatient = [float(value) - 1.5 for value in dose.ImagePositionPatient]


@fault("DOSE-STORED", "DOSE-TARGETS", "BEAM-FLUENCE")
def one_plane_lost(files: Files) -> None:
    """The first dose plane was lost, and the rest moved down."""
    stored = files.voxels()[1:]
    files.dose.GridFrameOffsetVector = list(files.dose.GridFrameOffsetVector)[:-1]
    files.store(stored)


@fault("DOSE-STORED", "DOSE-VOXELS", "BEAM-FLUENCE", "DOSE-TARGETS")
def rows_moved_in_half_the_planes(files: Files) -> None:
    """From the middle plane on, the rows are shifted by four."""
    stored = files.voxels()
    half = len(stored) // 2
    stored[half:] = np.roll(stored[half:], 4, axis=1)
    files.store(stored)


@fault("DOSE-VOXELS", "DOSE-PLACE", "BEAM-FLUENCE")
def rows_wrapped_round(files: Files) -> None:
    """The voxels of each plane begin half a row too late, and wrap round."""
    stored = files.voxels()
    files.store(np.roll(stored.reshape(len(stored), -1), stored.shape[2] // 2, axis=1).reshape(stored.shape))


@fault("DOSE-STORED", "DOSE-VOXELS")
def voxels_rounded_to_whole_gy(files: Files) -> None:
    """The voxels were rounded to whole 3 Gy."""
    gy = files.voxels() * float(files.dose.DoseGridScaling)
    files.dose.DoseGridScaling = "0.01"
    files.store(300.0 * np.round(gy / 3.0))


@fault("DOSE-STORED", "DOSE-VOXELS")
def low_doses_cut_off(files: Files) -> None:
    """Voxels of less than 20 Gy were set to 0."""
    stored = files.voxels()
    files.store(np.where(stored * float(files.dose.DoseGridScaling) < 20.0, 0.0, stored))


@fault("DOSE-STORED", "DOSE-VOXELS")
def noise_in_the_voxels(files: Files) -> None:
    """Every voxel has a random error of 5 Gy."""
    stored = files.voxels()
    noise = np.random.default_rng(6).normal(0.0, 5.0 / float(files.dose.DoseGridScaling), stored.shape)
    files.store(np.where(stored > 0, np.clip(stored + noise, 0.0, None), 0.0))


@fault("DOSE-USABLE", "DOSE-VOXELS", "DOSE-STORED")
def negative_voxels(files: Files) -> None:
    """Some voxels outside the targets are negative."""
    stored = np.round(files.voxels() / 2.0**17).astype("<i2")
    stored[:, :3] = -200
    dose = files.dose
    dose.BitsAllocated, dose.BitsStored, dose.HighBit, dose.PixelRepresentation = 16, 16, 15, 1
    dose.DoseGridScaling = f"{float(dose.DoseGridScaling) * 2.0**17:.8g}"
    dose.PixelData = stored.tobytes()


@fault("REF-FILES")
def bits_allocated_wrong(files: Files) -> None:
    """BitsAllocated is half of what the voxels have."""
    files.dose.BitsAllocated //= 2


@fault("DOSE-STORED", "DOSE-VOXELS", "BEAM-FLUENCE", "DOSE-PLACE", "DOSE-USABLE", "REF-FILES")
def rows_and_columns_exchanged_in_the_header(files: Files) -> None:
    """Rows and Columns have each other's values."""
    files.dose.Rows, files.dose.Columns = files.dose.Columns, files.dose.Rows


@fault("REF-FILES")
def scaling_negative(files: Files) -> None:
    """DoseGridScaling is negative."""
    files.dose.DoseGridScaling = f"-{files.dose.DoseGridScaling}"


@fault("REF-FILES")
def scaling_zero(files: Files) -> None:
    """DoseGridScaling is 0."""
    files.dose.DoseGridScaling = "0"


@fault("REF-FILES")
def spacing_negative(files: Files) -> None:
    """The row spacing is negative."""
    files.dose.PixelSpacing = [-3.0, 3.0]


@fault("REF-FILES")
def frames_fewer_than_said(files: Files) -> None:
    """NumberOfFrames says one more than there are."""
    files.dose.NumberOfFrames += 1


@fault("DOSE-USABLE", "DOSE-STORED", "RX-DELIVERED", "BEAM-FLUENCE")
def dose_of_two_fractions_more(files: Files) -> None:
    """The dose is that of 32 fractions, and the plan's are 30."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 32 / 30:.10f}"


@fault("DOSE-USABLE", "DOSE-STORED", "AmbiguousInputError")
def one_beams_dose_missing_from_the_sum(files: Files) -> None:
    """The beams' doses are eight of nine."""
    whole = files.dose
    ninth = files.voxels() / 9.0
    for number in range(1, 9):
        beam, group, plan = Dataset(), Dataset(), copy.deepcopy(whole.ReferencedRTPlanSequence[0])
        beam.ReferencedBeamNumber, group.ReferencedFractionGroupNumber = number, 1
        group.ReferencedBeamSequence = [beam]
        plan.ReferencedFractionGroupSequence = [group]
        one = copy.deepcopy(whole)
        one.DoseSummationType, one.SOPInstanceUID = "BEAM", f"{OTHER_UID}.{number}"
        one.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
        one.ReferencedRTPlanSequence = [plan]
        del one.DVHSequence
        one.PixelData = np.round(ninth).astype(f"<u{one.BitsAllocated // 8}").tobytes()
        files.extra[f"beam_{number}.dcm"] = one
    files.dropped.add("RTDOSE")


@fault("AmbiguousInputError", "DOSE-USABLE", "REF-FILES")
def effective_dose_beside_the_physical(files: Files) -> None:
    """A biologically effective dose of the plan lies beside the physical one."""
    other = copy.deepcopy(files.dose)
    other.DoseType, other.SOPInstanceUID = "EFFECTIVE", OTHER_UID
    other.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    other.DoseGridScaling = f"{float(other.DoseGridScaling) * 1.1:.10f}"
    files.extra["effective.dcm"] = other


@fault("AmbiguousInputError", "DOSE-USABLE", "REF-FILES")
def dose_twice_under_two_uids(files: Files) -> None:
    """The same dose was sent twice, under two UIDs."""
    other = copy.deepcopy(files.dose)
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = OTHER_UID
    files.extra["again.dcm"] = other


@fault("IMG-SPACING", "IMG-CONTOURS", "REF-FILES")
def slices_missing_from_the_image(files: Files) -> None:
    """Ten slices amid the planning image are missing."""
    files.dropped.update(f"CT/CT_{number:03d}.dcm" for number in range(41, 51))


@fault("STRUCT-DRAWN")
def image_spacing_wrong(files: Files) -> None:
    """The image's pixels are half as large as they were."""
    for image in files.images:
        image.PixelSpacing = [float(value) / 2 for value in image.PixelSpacing]


@fault("REF-LINKS", "REF-FRAME", "STRUCT-DRAWN", "IMG-CONTOURS")
def image_of_another_frame(files: Files) -> None:
    """The planning image has another frame of reference."""
    for image in files.images:
        image.FrameOfReferenceUID = OTHER_UID


@fault("REF-LINKS", "REF-FILES")
def structure_set_on_another_series(files: Files) -> None:
    """The structure set was drawn on another series of the study."""
    for frame in files.structures.ReferencedFrameOfReferenceSequence:
        for study in frame.RTReferencedStudySequence:
            for series in study.RTReferencedSeriesSequence:
                series.SeriesInstanceUID = OTHER_UID
                for number, image in enumerate(series.ContourImageSequence):
                    image.ReferencedSOPInstanceUID = f"{OTHER_UID}.{number}"
    for drawn in files.structures.ROIContourSequence:
        for contour in drawn.ContourSequence:
            for image in contour.get("ContourImageSequence", []):
                image.ReferencedSOPInstanceUID = f"{OTHER_UID}.1"


@fault("REF-FILES")
def scaling_beyond_all_numbers(files: Files) -> None:
    """DoseGridScaling makes doses that nothing can be computed with."""
    files.dose.DoseGridScaling = "1e36"


@fault("REF-FILES")
def scaling_absurd(files: Files) -> None:
    """DoseGridScaling is 1e17 times too large."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 1e17:.6e}"
