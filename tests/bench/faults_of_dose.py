"""Doses that are not the plan's: extent, unit, place, size, voxels."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset
from scipy.ndimage import shift, zoom
from seeded_faults import fault
from seeded_files import Files


@fault("DOSE-USABLE")
def relative_units(files: Files) -> None:
    """DoseUnits is RELATIVE."""
    files.dose.DoseUnits = "RELATIVE"


@fault("DOSE-USABLE")
def no_units(files: Files) -> None:
    """DoseUnits is absent."""
    del files.dose.DoseUnits


@fault("DOSE-USABLE")
def effective_dose(files: Files) -> None:
    """The dose is biologically effective."""
    files.dose.DoseType = "EFFECTIVE"


@fault("DOSE-USABLE")
def error_as_dose(files: Files) -> None:
    """The voxels are the error of the dose."""
    files.dose.DoseType = "ERROR"


@fault("DOSE-USABLE")
def beam_for_plan(files: Files) -> None:
    """The dose is that of one beam of nine."""
    beam, group = Dataset(), Dataset()
    beam.ReferencedBeamNumber, group.ReferencedFractionGroupNumber = 1, 1
    group.ReferencedBeamSequence = [beam]
    files.dose.DoseSummationType = "BEAM"
    files.dose.ReferencedRTPlanSequence[0].ReferencedFractionGroupSequence = [group]


@fault("DOSE-USABLE")
def several_plans_for_plan(files: Files) -> None:
    """The dose is the sum of several plans."""
    files.dose.DoseSummationType = "MULTI_PLAN"


@fault("DOSE-USABLE")
def one_control_point_for_plan(files: Files) -> None:
    """The dose is that of one control point."""
    files.dose.DoseSummationType = "CONTROL_POINT"


@fault("DOSE-USABLE", "BEAM-FLUENCE")
def one_fraction_labelled_as_plan(files: Files) -> None:
    """The dose of one fraction is labelled as the whole plan's."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) / 30:.10f}"


@fault("DOSE-USABLE", "BEAM-FLUENCE")
def cgy_labelled_as_gy(files: Files) -> None:
    """The voxels are in cGy and labelled GY."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 100:.6f}"


@fault("DOSE-USABLE", "BEAM-FLUENCE")
def gy_labelled_in_hundreds(files: Files) -> None:
    """The voxels are a hundred times too small."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) / 100:.10f}"


@fault("DOSE-TARGETS", "RX-DELIVERED", "DOSE-STORED")
def ten_percent_less(files: Files) -> None:
    """The dose was rescaled by 0.9 after planning."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 0.9:.8f}"


@fault("DOSE-STORED", "RX-DELIVERED")
def seven_percent_more(files: Files) -> None:
    """The dose was rescaled by 1.07 after planning."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 1.07:.8f}"


@fault("DOSE-STORED")
def three_percent_less(files: Files) -> None:
    """The dose was rescaled by 0.97 after planning."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) * 0.97:.8f}"


def _move(files: Files, x: float, y: float, z: float) -> None:
    position = np.add(np.array(files.dose.ImagePositionPatient, dtype=float), (x, y, z))
    files.dose.ImagePositionPatient = [f"{value:.2f}" for value in position]


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def shifted_by_20_mm_sideways(files: Files) -> None:
    """The dose grid lies 20 mm too far to the left."""
    _move(files, 20.0, 0.0, 0.0)


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def shifted_by_10_mm_along(files: Files) -> None:
    """The dose grid lies 10 mm too far up."""
    _move(files, 0.0, 0.0, 10.0)


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def shifted_by_5_mm_back(files: Files) -> None:
    """The dose grid lies 5 mm too far back."""
    _move(files, 0.0, 5.0, 0.0)


@fault("DOSE-STORED", "DOSE-TARGETS")
def shifted_by_one_voxel(files: Files) -> None:
    """The dose grid is off by one voxel along each axis."""
    _move(files, 3.0, 3.0, 3.0)


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def mirrored_left_to_right(files: Files) -> None:
    """The voxels are mirrored left to right."""
    files.store(files.voxels()[:, :, ::-1])


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def mirrored_front_to_back(files: Files) -> None:
    """The voxels are mirrored front to back."""
    files.store(files.voxels()[:, ::-1])


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE")
def planes_in_reverse_order(files: Files) -> None:
    """The planes are stored in reverse order."""
    files.store(files.voxels()[::-1])


@fault("DOSE-STORED", "BEAM-FLUENCE", "DOSE-PLACE")
def rows_and_columns_swapped(files: Files) -> None:
    """Rows and columns of the voxels are swapped."""
    files.store(files.voxels().transpose(0, 2, 1))


@fault("DOSE-STORED", "BEAM-FLUENCE", "DOSE-TARGETS")
def row_and_column_spacing_swapped(files: Files) -> None:
    """Row and column spacing of a grid of 3 × 2 mm are swapped."""
    files.dose.PixelSpacing = ["3", "2"]


@fault("DOSE-STORED", "BEAM-FLUENCE", "DOSE-TARGETS")
def plane_spacing_of_another_grid(files: Files) -> None:
    """The planes lie 2.5 mm apart instead of 3 mm."""
    files.dose.GridFrameOffsetVector = [2.5 * n for n in range(int(files.dose.NumberOfFrames))]


@fault("REF-FILES")
def offsets_made_absolute_for_another_origin(files: Files) -> None:
    """The frame offsets are absolute, and not those of the first plane."""
    offsets = np.array(files.dose.GridFrameOffsetVector, dtype=float)
    files.dose.GridFrameOffsetVector = [f"{value - 100.0:.2f}" for value in offsets]


@fault("REF-FILES")
def offsets_too_few(files: Files) -> None:
    """There are fewer frame offsets than frames."""
    files.dose.GridFrameOffsetVector = list(files.dose.GridFrameOffsetVector)[:-1]


@fault("REF-FILES")
def axes_not_orthogonal(files: Files) -> None:
    """The grid's axes are not at right angles."""
    files.dose.ImageOrientationPatient = [1, 0, 0, 0.5, 0.5, 0]


@fault("GRID-COVERS", "DOSE-PLACE")
def head_first_read_as_feet_first(files: Files) -> None:
    """The grid's columns run the wrong way."""
    files.dose.ImageOrientationPatient = [-1, 0, 0, 0, 1, 0]


@fault("GRID-COVERS")
def cut_through_the_cord(files: Files) -> None:
    """The dose grid begins above the lower end of the cord."""
    stored = files.voxels()
    x, y, z = map(float, files.dose.ImagePositionPatient)
    files.store(stored[9:])
    files.dose.ImagePositionPatient = [x, y, z + 27.0]
    files.dose.GridFrameOffsetVector = [3.0 * n for n in range(len(stored) - 9)]


@fault("GRID-COVERS", "DOSE-PLACE")
def cut_beside_the_left_parotid(files: Files) -> None:
    """The dose grid ends in the left parotid."""
    files.store(files.voxels()[:, :, :80])


@fault("DOSE-PLACE", "GRID-COVERS", "DOSE-TARGETS")
def cut_through_the_target(files: Files) -> None:
    """The dose grid ends where the dose is high."""
    stored = files.voxels()
    files.store(stored[:50])
    files.dose.GridFrameOffsetVector = [3.0 * n for n in range(50)]


@fault("GRID-SPACING")
def resampled_to_6_mm(files: Files) -> None:
    """The dose was resampled to 6 mm."""
    files.store(files.voxels()[::2, ::2, ::2])
    files.dose.PixelSpacing = ["6", "6"]
    files.dose.GridFrameOffsetVector = [6.0 * n for n in range(int(files.dose.NumberOfFrames))]


@fault("GRID-SPACING")
def planes_9_mm_apart(files: Files) -> None:
    """Two of three dose planes were left out."""
    files.store(files.voxels()[::3])
    files.dose.GridFrameOffsetVector = [9.0 * n for n in range(int(files.dose.NumberOfFrames))]


@fault("DOSE-VOXELS")
def empty_planes(files: Files) -> None:
    """Three planes within the dose are empty."""
    stored = files.voxels()
    stored[40:43] = 0
    files.store(stored)


@fault("DOSE-VOXELS")
def repeated_planes(files: Files) -> None:
    """Every second plane repeats the one before."""
    stored = files.voxels()
    stored[21:60:2] = stored[20:59:2]
    files.store(stored)


@fault("DOSE-VOXELS")
def swapped_planes(files: Files) -> None:
    """Two planes changed places."""
    stored = files.voxels()
    stored[[30, 33]] = stored[[33, 30]]
    files.store(stored)


@fault("DOSE-VOXELS", "DOSE-USABLE")
def one_hot_voxel(files: Files) -> None:
    """One voxel has 131 Gy."""
    stored = files.voxels()
    stored[40, 40, 60] = 65535
    files.store(stored)


@fault("DOSE-VOXELS")
def dead_voxels(files: Files) -> None:
    """Some voxels amid the target have no dose."""
    stored = files.voxels()
    k, j, i = np.unravel_index(int(np.argmax(stored)), stored.shape)
    stored[k, j, i + 3], stored[k, j + 3, i] = 0, 0
    files.store(stored)


@fault("DOSE-VOXELS")
def cut_off_at_the_top(files: Files) -> None:
    """The voxels are cut off at 71 Gy, as by too small a number type."""
    files.store(np.minimum(files.voxels(), 71.0 / float(files.dose.DoseGridScaling)))


@fault("DOSE-USABLE", "DOSE-VOXELS")
def all_voxels_zero(files: Files) -> None:
    """The dose grid is empty."""
    files.store(np.zeros_like(files.voxels()))


@fault("DOSE-USABLE")
def voxels_read_as_signed(files: Files) -> None:
    """Half of the range of the voxels is read as negative."""
    files.dose.PixelRepresentation = 1


@fault("DOSE-USABLE", "DOSE-VOXELS", "BEAM-FLUENCE")
def bytes_swapped(files: Files) -> None:
    """The bytes of the voxels are in the wrong order."""
    values = np.frombuffer(files.dose.PixelData, dtype="<u2")
    files.dose.PixelData = values.byteswap().tobytes()


@fault("REF-FILES", "DOSE-USABLE")
def no_voxels(files: Files) -> None:
    """The dose has no voxels."""
    del files.dose.PixelData


@fault("REF-FILES")
def no_scaling(files: Files) -> None:
    """DoseGridScaling is absent."""
    del files.dose.DoseGridScaling


@fault("DOSE-STORED", "DOSE-PLACE", "DOSE-TARGETS", "BEAM-FLUENCE")
def dose_of_the_lattice_plan(files: Files) -> None:
    """The voxels are those of another patient's plan, scaled alike."""
    stored = files.voxels()
    files.store(np.roll(stored, (25, 10, -30), axis=(0, 1, 2)))


@fault("DOSE-STORED")
def dose_smoothed(files: Files) -> None:
    """The dose was resampled twice, and smoothed by it."""
    coarse = zoom(files.voxels(), 1 / 3, order=1)
    fine = zoom(coarse, np.array(files.voxels().shape) / coarse.shape, order=1)
    files.store(np.clip(fine, 0, 65535))


@fault("DOSE-STORED", "DOSE-TARGETS")
def half_a_slice_off(files: Files) -> None:
    """The planes were resampled 4 mm off their places."""
    files.store(np.clip(shift(files.voxels(), (4.0 / 3.0, 0, 0), order=1), 0, 65535))


@fault("DOSE-STORED")
def stored_dvhs_of_another_plan(files: Files) -> None:
    """The stored DVHs are those of a plan with 10 % more dose."""
    for dvh in files.dose.DVHSequence:
        dvh.DVHDoseScaling = "1.1"


@fault("DOSE-STORED")
def stored_dvhs_of_other_structures(files: Files) -> None:
    """The stored DVHs refer to each other's structures."""
    references = [dvh.DVHReferencedROISequence[0] for dvh in files.dose.DVHSequence]
    numbers = [reference.ReferencedROINumber for reference in references]
    for reference, number in zip(references, [*numbers[1:], numbers[0]], strict=True):
        reference.ReferencedROINumber = number


@fault("DOSE-USABLE", "BEAM-FLUENCE", base="sfrt_lattice")
def lattice_with_a_tenth_of_its_dose(files: Files) -> None:
    """A lattice plan's dose is a tenth of what it should be."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) / 10:.10f}"


@fault("DOSE-TARGETS", "DOSE-STORED", "BEAM-FLUENCE", base="sfrt_lattice")
def lattice_shifted_by_half_its_pitch(files: Files) -> None:
    """A lattice's peaks lie in the valleys."""
    _move(files, 15.0, 0.0, 0.0)
