"""A planning system made by hand: it takes the exported phantoms and writes DVHs beside their dose."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from pydicom import Dataset, dcmread

from rtqa.dicom import read_case
from rtqa.dicom.write.common import item
from rtqa.dvh import DVH, compute_dvh
from rtqa.model.structure import StructureSet

BIN_GY = 0.02


def cumulative(dvh: DVH, *, percent: bool = False, relative_to: float = 1.0) -> Dataset:
    """A DVH in bins of BIN_GY, as written by most; `relative_to` scales the widths the other way."""
    n_bins = int(np.ceil(dvh.max_gy / BIN_GY)) + 1
    volume = np.array([dvh.volume_at(BIN_GY * n) for n in range(n_bins)])
    if percent:
        volume *= 100.0 / dvh.total_cm3
    widths = np.full(n_bins, BIN_GY / relative_to)
    return item(
        DVHType="CUMULATIVE",
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DVHDoseScaling=f"{relative_to}",
        DVHVolumeUnits="PERCENT" if percent else "CM3",
        DVHNumberOfBins=n_bins,
        DVHData=[f"{each:.8g}" for each in np.column_stack([widths, volume]).ravel()],
        DVHMinimumDose=f"{dvh.min_gy:.5f}",
        DVHMaximumDose=f"{dvh.max_gy:.5f}",
        DVHMeanDose=f"{dvh.mean_gy:.5f}",
    )


@cache
def computed(exported: Path) -> tuple[StructureSet, dict[str, DVH]]:
    """The structures of an exported set and the DVHs of its phantoms."""
    case = read_case(exported)
    structures = case.treatment.structure_set
    assert structures is not None
    phantoms = [one.name for one in structures.structures if one.role != "EXTERNAL"]
    return structures, {name: compute_dvh(case, name) for name in phantoms}


def plan_set(
    exported: Path, out: Path, *, write: Callable[[DVH], Dataset] = cumulative, refer: bool = True
) -> Path:
    """Import one exported set, and export its structures and its dose with DVHs."""
    structures, curves = computed(exported)
    out.mkdir(parents=True, exist_ok=True)
    dose = dcmread(exported / "RTDOSE.dcm")
    dose.DVHSequence = []
    for structure in structures.structures:
        if structure.name in curves:
            one = write(curves[structure.name])
            one.DVHReferencedROISequence = [
                item(ReferencedROINumber=structure.number, DVHROIContributionType="INCLUDED")
            ]
            dose.DVHSequence.append(one)
    if refer:
        dose.ReferencedStructureSetSequence = [
            item(
                ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.3", ReferencedSOPInstanceUID=structures.uid
            )
        ]
    dose.save_as(out / f"{exported.name}_RTDOSE.dcm")
    shutil.copy(exported / "RTSTRUCT.dcm", out / f"{exported.name}_RTSTRUCT.dcm")
    return out
