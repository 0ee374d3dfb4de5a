"""CT slices and the dose grid as DICOM."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import CTImageStorage, RTDoseStorage

from dicom_common import Study, new_file
from dose_volume import BIN_GY, DoseVolume
from rtqa.dicom.write.common import fill_pixels, item, reference, set_decimals
from shapes import Array, Lattice

DOSE_STEP_GY = 0.002


def build_ct(study: Study, lattice: Lattice, hu: npt.NDArray[np.int16]) -> list[FileDataset]:
    """One CT image a slice, foot to head."""
    return [_ct_slice(study, lattice, index=index, hu=plane) for index, plane in enumerate(hu)]


def _ct_slice(study: Study, lattice: Lattice, *, index: int, hu: npt.NDArray[np.int16]) -> FileDataset:
    ds = new_file(study, sop_class=CTImageStorage, what=(index + 1,), modality="CT", date=study.ct_date)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.AcquisitionDate = ds.ContentDate = study.ct_date
    ds.AcquisitionTime = ds.ContentTime = "093000"
    ds.BodyPartExamined, ds.PatientPosition = "HEADNECK", "HFS"
    ds.KVP, ds.ConvolutionKernel = "120", "SMOOTH"
    ds.AcquisitionNumber, ds.InstanceNumber = 1, index + 1
    _set_plane(ds, lattice, index, is_signed=True)
    ds.SliceLocation = f"{lattice.z_mm[index]:.2f}"
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = "0", "1", "HU"
    ds.WindowCenter, ds.WindowWidth = "40", "400"
    ds.PixelData = hu.astype("<i2").tobytes()
    return ds


def build_dose(
    study: Study,
    lattice: Lattice,
    dose_gy: Array,
    *,
    histograms: Mapping[str, DoseVolume],
    plan: FileDataset,
    structure_set: FileDataset,
) -> FileDataset:
    """The dose of the whole plan, 16 bit, in steps of DOSE_STEP_GY, and its DVHs by structure name."""
    ds = new_file(study, sop_class=RTDoseStorage, what=(), modality="RTDOSE", date=study.plan_date)
    _set_plane(ds, lattice, 0, is_signed=False)
    ds.NumberOfFrames = len(lattice.z_mm)
    ds.FrameIncrementPointer = tag_for_keyword("GridFrameOffsetVector")
    ds.DoseUnits, ds.DoseType, ds.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    ds.DoseComment = "Synthetic dose of a phantom, not from a planning system"
    ds.GridFrameOffsetVector = [f"{z - lattice.z_mm[0]:.4g}" for z in lattice.z_mm]
    ds.DoseGridScaling = f"{DOSE_STEP_GY}"
    ds.TissueHeterogeneityCorrection = "IMAGE"
    ds.ReferencedRTPlanSequence = [reference(plan)]
    ds.ReferencedStructureSetSequence = [reference(structure_set)]
    numbers = {str(roi.ROIName): int(roi.ROINumber) for roi in structure_set.StructureSetROISequence}
    ds.DVHSequence = [_histogram(numbers[name], histogram) for name, histogram in histograms.items()]
    ds.PixelData = np.round(dose_gy / DOSE_STEP_GY).astype("<u2").tobytes()
    return ds


def _histogram(roi_number: int, histogram: DoseVolume) -> Dataset:
    ds = item(
        DVHReferencedROISequence=[item(ReferencedROINumber=roi_number, DVHROIContributionType="INCLUDED")],
        DVHType="CUMULATIVE",
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DVHDoseScaling="1",
        DVHVolumeUnits="CM3",
        DVHNumberOfBins=len(histogram.volume_cm3),
        DVHMinimumDose=f"{histogram.min_gy:.3f}",
        DVHMaximumDose=f"{histogram.max_gy:.3f}",
        DVHMeanDose=f"{histogram.mean_gy:.3f}",
    )
    widths = np.full(len(histogram.volume_cm3), BIN_GY)
    set_decimals(ds, "DVHData", np.column_stack([widths, histogram.volume_cm3]).ravel(), places=3)
    return ds


def _set_plane(ds: FileDataset, lattice: Lattice, index: int, *, is_signed: bool) -> None:
    """Where the plane of that index lies, and how its pixels are stored."""
    x, y, z = lattice.x_mm, lattice.y_mm, lattice.z_mm
    ds.ImagePositionPatient = [f"{x[0]:.2f}", f"{y[0]:.2f}", f"{z[index]:.2f}"]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [f"{y[1] - y[0]:.4g}", f"{x[1] - x[0]:.4g}"]
    ds.SliceThickness = f"{z[1] - z[0]:.4g}"
    fill_pixels(ds, rows=len(y), columns=len(x), is_signed=is_signed)
