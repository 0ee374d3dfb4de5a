"""The same plan as clinics export it: what lies beside it, what is dated, drawn and written by habit."""

from __future__ import annotations

import copy

import numpy as np
from pydicom.dataset import Dataset
from seeded_files import OTHER_UID, Files, set_points
from sound_variations import variation


@variation(keeps_values=True)
def dose_dated_by_its_series(files: Files) -> None:
    """The dose says when its series began, that day before the plan was saved, and not when it was made."""
    for keyword in ("InstanceCreationDate", "InstanceCreationTime"):
        delattr(files.dose, keyword)
    assert (files.dose.SeriesDate, files.dose.SeriesTime) == (files.plan.RTPlanDate, "100000")
    assert files.plan.RTPlanTime == "120000"


@variation(keeps_values=True)
def planning_mr_beside_the_baseline(files: Files) -> None:
    """An MR of the planning day, in its own frame and with slices of 5 mm, lies beside the images."""
    for n, image in enumerate(files.images[20:40]):
        slice_ = copy.deepcopy(image)
        slice_.SOPClassUID = slice_.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
        slice_.SOPInstanceUID = slice_.file_meta.MediaStorageSOPInstanceUID = f"{OTHER_UID}.{n + 1}"
        slice_.Modality, slice_.SliceThickness = "MR", "5"
        slice_.SeriesInstanceUID = slice_.FrameOfReferenceUID = f"{OTHER_UID}.100"
        files.extra[f"MR_{n:02d}.dcm"] = slice_


@variation(keeps_values=True)
def specks_beyond_the_ends(files: Files) -> None:
    """A slip of the brush, 1.2 mm across, lies two slices above the CTV."""
    turn = np.linspace(0.0, 2.0 * np.pi, 8, endpoint=False)
    top = max(float(contour.ContourData[2]) for contour in files.drawn("CTV").ContourSequence)
    speck = Dataset()
    speck.ContourGeometricType = "CLOSED_PLANAR"
    points = np.column_stack([30 + 0.6 * np.cos(turn), 0.6 * np.sin(turn), np.full(8, top + 6.0)])
    set_points(speck, points)
    files.drawn("CTV").ContourSequence.append(speck)


@variation(keeps_values=True)
def plan_without_a_frame(files: Files) -> None:
    """The plan states no frame of reference, as Monaco writes it; structures and dose share theirs."""
    del files.plan.FrameOfReferenceUID


@variation(keeps_values=True)
def two_fraction_groups_of_the_same_beams(files: Files) -> None:
    """The fractions are planned in two groups, 25 and 5 of the same beams."""
    first = files.plan.FractionGroupSequence[0]
    second = copy.deepcopy(first)
    first.NumberOfFractionsPlanned, second.NumberOfFractionsPlanned, second.FractionGroupNumber = 25, 5, 2
    files.plan.FractionGroupSequence.append(second)


@variation(keeps_values=True)
def objects_in_studies_of_their_own(files: Files) -> None:
    """Plan, structures, dose and image are each of a study of their own, as an anonymiser made them."""
    for number, dataset in enumerate((files.plan, files.structures, files.dose)):
        dataset.StudyInstanceUID = f"{OTHER_UID}.{number}"


@variation()
def organs_behind_a_shared_word(files: Files) -> None:
    """All organs are called OAR_Parotid_L, OAR_SpinalCord and so on."""
    for name in ("Parotid_L", "Parotid_R", "SpinalCord", "Brainstem"):
        files.roi(name).ROIName = f"OAR_{name}"


@variation(keeps_values=True)
def rejected_trial_beside(files: Files) -> None:
    """An earlier trial of the plan, which was rejected, lies beside the approved one."""
    trial = copy.deepcopy(files.plan)
    trial.SOPInstanceUID = trial.file_meta.MediaStorageSOPInstanceUID = f"{OTHER_UID}.7"
    trial.ApprovalStatus, trial.RTPlanLabel = "REJECTED", "CCRT trial"
    files.extra["trial.dcm"] = trial


@variation(keeps_values=True)
def structure_that_was_not_exported(files: Files) -> None:
    """The dose stores the DVH of a helper that is no longer in the structure set."""
    helper = copy.deepcopy(files.dose.DVHSequence[0])
    helper.DVHReferencedROISequence[0].ReferencedROINumber = 99
    files.dose.DVHSequence.append(helper)


@variation()
def cord_in_two_parts_by_two_names(files: Files) -> None:
    """The cord is drawn in two parts, SpinalCord above and Myelon below, and no DVHs are stored."""
    del files.dose.DVHSequence
    files.add_roi("Myelon", like="SpinalCord")
    files.redraw("SpinalCord", lambda points: points if points[0, 2] > -60.0 else None)
    files.redraw("Myelon", lambda points: None if points[0, 2] > -60.0 else points)


@variation(keeps_values=True)
def couch_level_to_a_hundredth(files: Files) -> None:
    """A couch that can lean states pitch and roll, which are next to nothing."""
    for beam in files.plan.BeamSequence:
        beam.ControlPointSequence[0].TableTopPitchAngle = 0.02
        beam.ControlPointSequence[0].TableTopRollAngle = 359.98
