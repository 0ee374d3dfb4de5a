"""Doses that end too early, spots that no clause names, stored DVHs of another state."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import Files

Floats = npt.NDArray[np.float64]


def places(files: Files) -> Floats:
    """Of each voxel, [k, j, i, xyz], in mm; the samples' grids lie along the axes."""
    dose, shape = files.dose, files.voxels().shape
    x, y, z = map(float, dose.ImagePositionPatient)
    row_mm, column_mm = map(float, dose.PixelSpacing)
    offsets = np.array(dose.GridFrameOffsetVector, dtype=float)
    k, j, i = np.meshgrid(*map(np.arange, shape), indexing="ij")
    return np.stack([x + column_mm * i, y + row_mm * j, z + offsets[k]], axis=-1)


def centre(files: Files, name: str) -> Floats:
    """The middle of all points drawn for a structure, in mm."""
    contours = files.drawn(name).ContourSequence
    points = [np.array(contour.ContourData, dtype=float).reshape(-1, 3) for contour in contours]
    middle: Floats = np.concatenate(points).mean(axis=0)
    return middle


def planes_at(files: Files, name: str, *, part: float) -> int:
    """The dose plane at a share of a structure's length, from below."""
    contours = files.drawn(name).ContourSequence
    heights = [float(contour.ContourData[2]) for contour in contours]
    height = min(heights) + part * (max(heights) - min(heights))
    return int(np.argmin(np.abs(places(files)[:, 0, 0, 2] - height)))


def put_ball(files: Files, at_mm: Floats, *, radius_mm: float, dose_gy: float) -> None:
    """The same dose in all voxels of a ball."""
    stored = files.voxels()
    inside = np.linalg.norm(places(files) - at_mm, axis=-1) <= radius_mm
    stored[inside] = dose_gy / float(files.dose.DoseGridScaling)
    files.store(stored)


def dvh_of(files: Files, name: str) -> Dataset:
    """The stored DVH of a structure."""
    number = files.roi(name).ROINumber
    (only,) = (
        dvh for dvh in files.dose.DVHSequence if dvh.DVHReferencedROISequence[0].ReferencedROINumber == number
    )
    return only


# --------------------------------------------------------------------------------- where no dose was computed


@fault("GRID-COVERS")
def planes_below_not_computed(files: Files) -> None:
    """The planes below the middle of the cord are stored as 0, as none was computed there."""
    stored = files.voxels()
    stored[: planes_at(files, "SpinalCord", part=0.4)] = 0
    files.store(stored)


@fault("GRID-COVERS")
def planes_above_not_computed(files: Files) -> None:
    """The planes above the middle of the parotids are stored as 0."""
    stored = files.voxels()
    stored[planes_at(files, "Parotid_L", part=0.5) :] = 0
    files.store(stored)


@fault("GRID-COVERS")
def both_ends_not_computed(files: Files) -> None:
    """The dose is stored as 0 above and below the middle third of the cord."""
    stored = files.voxels()
    stored[: planes_at(files, "SpinalCord", part=0.33)] = 0
    stored[planes_at(files, "SpinalCord", part=0.67) :] = 0
    files.store(stored)


def _end_at(files: Files, low: int | None, high: int | None) -> None:
    """A grid of some of the planes."""
    stored = files.voxels()[low:high]
    x, y, z = map(float, files.dose.ImagePositionPatient)
    offsets = np.array(files.dose.GridFrameOffsetVector, dtype=float)[low:high]
    files.store(stored)
    files.dose.ImagePositionPatient = [x, y, z + float(offsets[0])]
    files.dose.GridFrameOffsetVector = [f"{value:g}" for value in offsets - offsets[0]]


@fault("GRID-COVERS", "DOSE-PLACE")
def grid_ends_amid_the_cord_in_the_field(files: Files) -> None:
    """The dose grid begins amid the cord, where beams are open."""
    _end_at(files, planes_at(files, "SpinalCord", part=0.4), None)


@fault("GRID-COVERS", "DOSE-PLACE")
def grid_ends_amid_the_parotids(files: Files) -> None:
    """The dose grid ends amid the parotids."""
    _end_at(files, None, planes_at(files, "Parotid_R", part=0.5))


@fault("GRID-COVERS", "DOSE-PLACE")
def grid_clipped_at_both_ends(files: Files) -> None:
    """The dose grid was clipped to the middle of the targets."""
    _end_at(files, planes_at(files, "CTV", part=0.2), planes_at(files, "CTV", part=0.8))


@fault("DOSE-PLACE", "DOSE-TARGETS")
def grid_tilted(files: Files) -> None:
    """The dose grid is tilted by 20 degrees about its corner."""
    turn = np.radians(20.0)
    files.dose.ImageOrientationPatient = [
        f"{value:.6f}" for value in (np.cos(turn), np.sin(turn), 0, -np.sin(turn), np.cos(turn), 0)
    ]


@fault("GRID-SPACING", "DOSE-STORED")
def planes_12_mm_apart(files: Files) -> None:
    """Three of four dose planes were left out."""
    files.store(files.voxels()[::4])
    files.dose.GridFrameOffsetVector = [12.0 * n for n in range(int(files.dose.NumberOfFrames))]


# ---------------------------------------------------------------------------------------- hot and cold spots


@fault("DOSE-SPOTS", "DOSE-PLACE")
def hot_spot_behind_the_neck(files: Files) -> None:
    """A ball of 24 mm behind the neck has 74 Gy."""
    put_ball(files, np.add(centre(files, "SpinalCord"), [0.0, 32.0, 0.0]), radius_mm=12.0, dose_gy=74.0)


@fault("DOSE-SPOTS", "DOSE-PLACE")
def hot_spot_in_the_mouth(files: Files) -> None:
    """A ball of 30 mm in the mouth has 73 Gy."""
    put_ball(files, np.add(centre(files, "Body"), [0.0, -45.0, 40.0]), radius_mm=15.0, dose_gy=73.0)


@fault("DOSE-SPOTS")
def island_beside_the_neck(files: Files) -> None:
    """A ball of 10 mm behind the neck, apart from every target, has 59 Gy of 70 Gy prescribed."""
    del files.dose.DVHSequence
    put_ball(files, np.add(centre(files, "SpinalCord"), [0.0, 30.0, 40.0]), radius_mm=5.0, dose_gy=59.0)


@fault("DOSE-SPOTS")
def cold_spot_in_the_tumour(files: Files) -> None:
    """A ball of 20 mm in the primary tumour has 55 Gy."""
    put_ball(files, centre(files, "GTVtn0"), radius_mm=10.0, dose_gy=55.0)


@fault("DOSE-TARGETS", "DOSE-SPOTS")
def cold_spot_in_the_node(files: Files) -> None:
    """A ball of 20 mm in the node has 40 Gy."""
    put_ball(files, centre(files, "GTVn"), radius_mm=10.0, dose_gy=40.0)


@fault("DOSE-TARGETS", "DOSE-STORED")
def margin_below_its_prescription(files: Files) -> None:
    """The planning target of 54 Gy is prescribed 60 Gy, which its margin does not have."""
    for rx in files.plan.DoseReferenceSequence:
        if rx.ReferencedROINumber == files.roi("PTV_5400").ROINumber:
            rx.TargetPrescriptionDose = "62"


# ------------------------------------------------------------------------------------ stored DVHs, and scales


def _scaled(name: str, factor: float) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        dvh = dvh_of(files, name)
        dvh.DVHDoseScaling = f"{float(dvh.DVHDoseScaling) * factor:g}"

    return change


@fault("DOSE-STORED")
def stored_dvh_of_the_cord_5_percent_less(files: Files) -> None:
    """The stored DVH of the cord has 0.95 of its dose."""
    _scaled("SpinalCord", 0.95)(files)


@fault("DOSE-STORED")
def stored_dvh_of_a_parotid_5_percent_less(files: Files) -> None:
    """The stored DVH of a parotid has 0.95 of its dose."""
    _scaled("Parotid_R", 0.95)(files)


@fault("DOSE-STORED")
def stored_dvh_of_a_tumour_3_percent_more(files: Files) -> None:
    """The stored DVH of the primary tumour has 1.03 of its dose."""
    _scaled("GTVtn0", 1.03)(files)


@fault("DOSE-STORED")
def stored_dvh_of_the_clinical_target_5_percent_less(files: Files) -> None:
    """The stored DVH of the clinical target has 0.95 of its dose."""
    _scaled("CTV", 0.95)(files)


@fault("DOSE-STORED")
def stored_dvhs_of_two_parotids_exchanged(files: Files) -> None:
    """The stored DVHs of the two parotids were exchanged."""
    left, right = dvh_of(files, "Parotid_L"), dvh_of(files, "Parotid_R")
    left.DVHData, right.DVHData = right.DVHData, left.DVHData


@fault("DOSE-STORED")
def stored_dvh_of_the_cord_from_another_dose(files: Files) -> None:
    """The stored DVH of the cord is that of a dose whose maximum was 47 Gy."""
    _scaled("SpinalCord", 47.0 / 41.0)(files)


@fault("DOSE-STORED")
def stored_dvh_cut_off_and_of_another_dose(files: Files) -> None:
    """A stored DVH ends early, and is of a dose 6 % higher as far as it goes."""
    dvh = dvh_of(files, "Parotid_L")
    dvh.DVHDoseScaling = f"{float(dvh.DVHDoseScaling) * 1.08:g}"
    pairs = np.array(dvh.DVHData, dtype=float).reshape(-1, 2)
    kept = pairs[pairs[:, 1] > 0.15 * pairs[0, 1]]
    dvh.DVHData, dvh.DVHNumberOfBins = [f"{value:g}" for value in kept.ravel()], len(kept)


@fault("DOSE-STORED", "BEAM-FLUENCE", "DOSE-TARGETS")
def dose_of_an_isocentre_12_mm_off(files: Files) -> None:
    """The plan was re-planned with its isocentre 12 mm to the side; the dose is the new one's."""
    x, y, z = map(float, files.dose.ImagePositionPatient)
    files.dose.ImagePositionPatient = [x + 12.0, y, z]
    for point in files.points():
        if "IsocenterPosition" in point:
            at = list(map(float, point.IsocenterPosition))
            point.IsocenterPosition = [at[0] + 12.0, at[1], at[2]]
