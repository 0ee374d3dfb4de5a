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
