"""What other readers get wrong without a word, and the right numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import beam_dose, dose, plan, save, save_case, structures

from rtqa.dicom import read_case


def test_trap_8_summed_doses_keep_row_and_column_spacing_apart(tmp_path: Path) -> None:
    # PixelSpacing 2\3: rows lie 2 mm apart (along y), columns 3 mm (along x); swapped, a node is 4 mm off.
    treatment = read_case(
        save_case(tmp_path, structures(), plan(), beam_dose("1.9.1", 1), beam_dose("1.9.2", 2))
    ).treatment
    assert treatment.dose is not None
    grid = treatment.dose.grid
    assert grid.spacing_mm == pytest.approx((3.0, 2.0, 4.0))
    np.testing.assert_allclose(grid.to_points_mm([[4, 3, 2]]), [[-10 + 4 * 3, -20 + 3 * 2, -30 + 2 * 4]])
    # Stored 0, 1, 2, … cGy for each of the two beams: the last of 60 voxels has 2 × 0.59 Gy.
    assert treatment.dose.values_gy[2, 3, 4] == pytest.approx(1.18)


def test_trap_8_a_dose_without_header_is_not_read_with_its_bytes_swapped(tmp_path: Path) -> None:
    # Read as big-endian, a mean of 20 Gy became 21,785 Gy, and nothing was said.
    stored = np.full((3, 4, 5), 2000, dtype="<u4")
    case = read_case(save(dose(stored), tmp_path / "dose.dcm", bare=True))
    (bare,) = case.doses
    assert float(bare.values_gy.mean()) == pytest.approx(20.0, rel=1e-6)
    assert float(bare.values_gy.max()) == pytest.approx(20.0, rel=1e-6)
