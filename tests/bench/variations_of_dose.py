"""Doses and stored DVHs written otherwise, as systems do, that mean the same."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset
from seeded_files import Files
from sound_variations import variation


def _pairs(dvh: Dataset) -> np.ndarray:
    """Bin widths and volumes (n, 2)."""
    return np.array(dvh.DVHData, dtype=float).reshape(-1, 2)


def _put(dvh: Dataset, pairs: np.ndarray) -> None:
    dvh.DVHData = [f"{value:.6g}" for value in pairs.ravel()]
    dvh.DVHNumberOfBins = len(pairs)


@variation(keeps_values=True)
def many_planes_of_zeros(files: Files) -> None:
    """The grid is as large as an image, with nothing above and below where the dose has faded."""
    stored = files.voxels()
    stored = np.pad(stored, ((15, 20), (0, 0), (0, 0)))
    x, y, z = map(float, files.dose.ImagePositionPatient)
    step_mm = float(files.dose.GridFrameOffsetVector[1]) - float(files.dose.GridFrameOffsetVector[0])
    files.dose.ImagePositionPatient = [x, y, z - 15 * step_mm]
    files.dose.GridFrameOffsetVector = [step_mm * k for k in range(len(stored))]
    files.store(stored)


@variation(keeps_values=True)
def grid_without_its_empty_margin(files: Files) -> None:
    """Rows and columns that hold nothing but 0 are left out, one excepted."""
    stored = files.voxels()
    rows, columns = (np.flatnonzero(stored.any(axis=axes)) for axes in ((0, 2), (0, 1)))
    first = max(int(rows[0]) - 1, 0), max(int(columns[0]) - 1, 0)
    row_mm, column_mm = map(float, files.dose.PixelSpacing)
    x, y, z = map(float, files.dose.ImagePositionPatient)
    files.dose.ImagePositionPatient = [x + first[1] * column_mm, y + first[0] * row_mm, z]
    files.store(stored[:, first[0] : int(rows[-1]) + 2, first[1] : int(columns[-1]) + 2])


@variation(keeps_values=True)
def voxels_in_32_bits(files: Files) -> None:
    """The same dose in voxels of 32 bits."""
    dose, stored = files.dose, files.voxels()
    dose.BitsAllocated, dose.BitsStored, dose.HighBit = 32, 32, 31
    dose.DoseGridScaling = f"{float(dose.DoseGridScaling) / 1000:.10g}"
    files.store(stored * 1000)


@variation(keeps_values=True)
def one_fraction_so_named(files: Files) -> None:
    """The dose of one fraction, which the summation type and the stated points say."""
    files.dose.DoseGridScaling = f"{float(files.dose.DoseGridScaling) / 30:.10g}"
    files.dose.DoseSummationType = "FRACTION_SESSION"


@variation(keeps_values=True)
def no_stored_dvhs(files: Files) -> None:
    """No DVHs are stored beside the dose."""
    del files.dose.DVHSequence


@variation(keeps_values=True)
def few_stored_dvhs(files: Files) -> None:
    """DVHs of every second structure are stored."""
    files.dose.DVHSequence = list(files.dose.DVHSequence)[::2]


@variation(keeps_values=True)
def stored_dvhs_in_percent_of_volume(files: Files) -> None:
    """The stored DVHs are in percent of the volume."""
    for dvh in files.dose.DVHSequence:
        pairs = _pairs(dvh)
        pairs[:, 1] *= 100.0 / pairs[0, 1]
        dvh.DVHVolumeUnits = "PERCENT"
        _put(dvh, pairs)


@variation(keeps_values=True)
def stored_dvhs_differential(files: Files) -> None:
    """The stored DVHs are differential."""
    for dvh in files.dose.DVHSequence:
        pairs = _pairs(dvh)
        pairs[:, 1] -= np.append(pairs[1:, 1], 0.0)
        dvh.DVHType = "DIFFERENTIAL"
        _put(dvh, pairs)


@variation(keeps_values=True)
def stored_dvhs_end_early(files: Files) -> None:
    """The curves of organs end where 15 % of the volume are left, as some systems' do."""
    for dvh in files.dose.DVHSequence:
        pairs = _pairs(dvh)
        kept = pairs[pairs[:, 1] > 0.15 * pairs[0, 1]]
        if len(kept) > 20:
            _put(dvh, kept)


@variation(keeps_values=True)
def stored_dvhs_in_bins_five_times_as_wide(files: Files) -> None:
    """The bins of the stored DVHs are five times as wide."""
    for dvh in files.dose.DVHSequence:
        pairs = _pairs(dvh)[::5]
        pairs[:, 0] *= 5
        _put(dvh, pairs)


@variation(keeps_values=True)
def stored_dvhs_of_another_sampling(files: Files) -> None:
    """The stored volumes are 3 % larger and doses 0.4 % higher, as of another engine."""
    for dvh in files.dose.DVHSequence:
        pairs = _pairs(dvh)
        pairs[:, 1] *= 1.03
        dvh.DVHDoseScaling = f"{float(dvh.DVHDoseScaling) * 1.004:g}"
        _put(dvh, pairs)


@variation(keeps_values=True)
def stored_dvhs_without_minimum_mean_and_maximum(files: Files) -> None:
    """The stored DVHs state no minimum, mean and maximum."""
    for dvh in files.dose.DVHSequence:
        for keyword in ("DVHMinimumDose", "DVHMeanDose", "DVHMaximumDose"):
            if keyword in dvh:
                delattr(dvh, keyword)


@variation(keeps_values=True)
def stored_minimum_mean_and_maximum_in_percent(files: Files) -> None:
    """The stored minima, means and maxima are in % of 70 Gy, although their unit says Gy."""
    for dvh in files.dose.DVHSequence:
        for keyword in ("DVHMinimumDose", "DVHMeanDose", "DVHMaximumDose"):
            if keyword in dvh:
                setattr(dvh, keyword, f"{float(dvh[keyword].value) / 0.7:.6g}")
