"""The structure set as DICOM: every structure as closed outlines on the CT planes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from pydicom.dataset import FileDataset
from pydicom.uid import RTStructureSetStorage

from dicom_common import Study, new_file
from rtqa.commission.phantoms import structure_of
from rtqa.dicom.write.structures import fill_structures
from rtqa.model.structure import Structure
from shapes import Array
from structures import Roi

Outlines = Sequence[tuple[float, Array]]


def build_structure_set(
    study: Study, drawn: Sequence[tuple[Roi, Outlines]], slices: Sequence[FileDataset]
) -> FileDataset:
    """The structures with their outlines: (z, points [n, 2] of x, y in mm) each."""
    ds = new_file(study, sop_class=RTStructureSetStorage, what=(), modality="RTSTRUCT", date=study.plan_date)
    ds.StructureSetLabel, ds.StructureSetName = "Phantom", "Synthetic head-and-neck phantom"
    ds.StructureSetDate, ds.StructureSetTime = study.plan_date, "101500"
    structures = [_structure(number, *each) for number, each in enumerate(drawn, start=1)]
    fill_structures(ds, structures, slices, places=2)
    ds.ApprovalStatus = "APPROVED"
    ds.ReviewDate, ds.ReviewTime, ds.ReviewerName = study.plan_date, "110000", "Reviewer^Fictive"
    return ds


def _structure(number: int, roi: Roi, outlines: Outlines) -> Structure:
    rings = [np.column_stack([line, np.full(len(line), z_mm)]) for z_mm, line in outlines]
    return replace(
        structure_of(rings, name=roi.name, number=number), role=roi.role, color_rgb=tuple(roi.colour)
    )
