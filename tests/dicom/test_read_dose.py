from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import FRAME, dose, save, without
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    RLELossless,
)

from rtqa.dicom import read_case
from rtqa.errors import FileFormatError, UnsupportedError
from rtqa.model.case import DeviationKind, Treatment
from rtqa.model.dose import Dose, DoseQuantity


def read(dataset: Dataset, folder: Path, **how: Any) -> Treatment:
    return read_case(save(dataset, folder / "dose", **how)).treatment


def read_dose(dataset: Dataset, folder: Path, **how: Any) -> Dose:
    treatment = read(dataset, folder, **how)
    assert treatment.dose is not None
    return treatment.dose


def corner_points(made: Dose) -> np.ndarray:
    """Points of the voxels (0, 0, 0), then one column, one row, one slice further."""
    return made.grid.to_points_mm([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)])


def test_dose_is_stored_value_times_scaling(tmp_path: Path) -> None:
    made = read_dose(dose(RescaleSlope=7, RescaleIntercept=5), tmp_path)
    assert made.values_gy.dtype == np.float32
    assert made.values_gy.shape == (3, 4, 5)
    np.testing.assert_array_equal(made.values_gy.ravel(), (np.arange(60) * 0.01).astype(np.float32))
    assert not made.values_gy.flags.writeable
    assert made.grid.frame_of_reference_uid == FRAME


def test_32_bit_values_lose_nothing_before_they_are_scaled(tmp_path: Path) -> None:
    stored = np.full((2, 1, 1), 4_000_000_001, dtype="<u4")
    made = read_dose(dose(stored, DoseGridScaling="1e-8"), tmp_path)
    assert made.values_gy[0, 0, 0] == np.float32(40.00000001)


@pytest.mark.parametrize(("dtype", "low"), [("<u2", 0), ("<i2", -5), ("<i4", -5), ("<u1", 0)])
def test_integers_of_every_size_and_sign(tmp_path: Path, dtype: str, low: int) -> None:
    stored = (np.arange(60) + low).astype(dtype).reshape(3, 4, 5)
    made = read_dose(dose(stored, DoseGridScaling="0.5"), tmp_path)
    np.testing.assert_allclose(made.values_gy.ravel(), (np.arange(60) + low) * 0.5)


def test_spacing_is_between_rows_then_between_columns(tmp_path: Path) -> None:
    points = corner_points(read_dose(dose(), tmp_path))
    np.testing.assert_allclose(points, [(-10, -20, -30), (-7, -20, -30), (-10, -18, -30), (-10, -20, -26)])


@pytest.mark.parametrize(
    ("offsets", "heights"),
    [
        ([0, 4, 8], [-30, -26, -22]),
        ([0, -4, -8], [-30, -34, -38]),
        ([-30, -26, -22], [-30, -26, -22]),
        ([-30, -34, -38], [-30, -34, -38]),
        ([0, 4, 11], [-30, -26, -19]),
        ([-30, -28, -20], [-30, -28, -20]),
    ],
    ids=["relative", "descending", "absolute", "absolute descending", "irregular", "absolute irregular"],
)
def test_frame_offsets_of_both_conventions(tmp_path: Path, offsets: list[int], heights: list[int]) -> None:
    made = read_dose(dose(GridFrameOffsetVector=offsets), tmp_path)
    points = made.grid.to_points_mm([(0, 0, k) for k in range(3)])
    np.testing.assert_allclose(points[:, 2], heights)


@pytest.mark.parametrize(
    ("orientation", "column", "row", "slice_"),
    [
        ([1, 0, 0, 0, 1, 0], (3, 0, 0), (0, 2, 0), (0, 0, 4)),
        ([-1, 0, 0, 0, -1, 0], (-3, 0, 0), (0, -2, 0), (0, 0, 4)),
        ([-1, 0, 0, 0, 1, 0], (-3, 0, 0), (0, 2, 0), (0, 0, -4)),
        ([1, 0, 0, 0, -1, 0], (3, 0, 0), (0, -2, 0), (0, 0, -4)),
        ([0, 1, 0, -1, 0, 0], (0, 3, 0), (-2, 0, 0), (0, 0, 4)),
        ([0, -1, 0, 1, 0, 0], (0, -3, 0), (2, 0, 0), (0, 0, 4)),
    ],
    ids=["HFS", "HFP", "FFS", "FFP", "HFDL", "HFDR"],
)
def test_every_patient_position(
    tmp_path: Path,
    orientation: list[int],
    column: tuple[int, ...],
    row: tuple[int, ...],
    slice_: tuple[int, ...],
) -> None:
    steps = corner_points(read_dose(dose(ImageOrientationPatient=orientation), tmp_path))
    np.testing.assert_allclose(steps[1:] - steps[0], [column, row, slice_], atol=1e-12)


def test_a_grid_tilted_by_a_degree(tmp_path: Path) -> None:
    cosine, sine = np.cos(np.radians(1)), np.sin(np.radians(1))
    orientation = [1, 0, 0, 0, f"{cosine:.12f}", f"{sine:.12f}"]
    steps = corner_points(read_dose(dose(ImageOrientationPatient=orientation), tmp_path))
    np.testing.assert_allclose(steps[2] - steps[0], [0, 2 * cosine, 2 * sine], atol=1e-9)
    np.testing.assert_allclose(steps[3] - steps[0], [0, -4 * sine, 4 * cosine], atol=1e-9)


@given(angles=st.tuples(*[st.floats(-180, 180)] * 3), offset=st.floats(-50, 50), data=st.data())
def test_voxels_lie_where_the_standards_equation_puts_them(
    tmp_path_factory: pytest.TempPathFactory, angles: tuple[float, ...], offset: float, data: st.DataObject
) -> None:
    """PS3.3 C.7.6.2.1.1: position + X·Δi·i + Y·Δj·j, and C.8.8.3.2: + normal·offset."""
    a, b, c = np.radians(angles)
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    x, y, normal = (about_z @ about_y @ about_x).T
    i, j = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 3))
    second = offset if abs(offset) > 1 else 1.0
    made = read_dose(
        dose(
            np.zeros((2, 4, 5), dtype="<u2"),
            ImageOrientationPatient=[f"{v:.12f}"[:16] for v in (*x, *y)],
            GridFrameOffsetVector=[0, f"{second:.10f}"],
        ),
        tmp_path_factory.mktemp("tilted"),
    )
    expected = np.array([-10, -20, -30]) + x * 3 * i + y * 2 * j + normal * second
    # `Grid` may order slices either way along the normal; the last frame is at index 1 in the file's order.
    np.testing.assert_allclose(made.grid.to_points_mm([(i, j, 1)])[0], expected, atol=1e-6)


def test_a_plane_alone_has_no_thickness_and_none_is_made_up(tmp_path: Path) -> None:
    stored = np.arange(20, dtype="<u2").reshape(1, 4, 5)
    treatment = read(without(dose(stored), "NumberOfFrames", "GridFrameOffsetVector"), tmp_path)
    assert treatment.dose is None
    (unusable,) = [each for each in treatment.deviations if each.kind is DeviationKind.DOSE_UNUSABLE]
    assert "single plane" in str(unusable.message)


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"GridFrameOffsetVector": [5, 9, 13]}, "neither 0 nor the z"),
        ({"GridFrameOffsetVector": [0, 4]}, "2 values, and NumberOfFrames is 3"),
        ({"GridFrameOffsetVector": [0, 4, 2]}, "neither ascend nor descend"),
        (
            {"GridFrameOffsetVector": [-30, -26, -22], "ImageOrientationPatient": [-1, 0, 0, 0, -1, 0]},
            "neither 0",
        ),
        ({"PixelData": bytes(236)}, "PixelData holds 236 bytes, and rows × columns × frames need 240"),
        ({"PixelData": bytes(244)}, "PixelData holds 244 bytes"),
        ({"DoseGridScaling": "0"}, "must be above 0"),
        ({"DoseGridScaling": None}, "DoseGridScaling is absent or not readable"),
        ({"PixelSpacing": [2, 0]}, "PixelSpacing"),
        ({"PixelSpacing": [2]}, r"PixelSpacing \(0028,0030\) is stated and not readable: '2.0'"),
        ({"ImageOrientationPatient": [1, 0, 0, 1, 0, 0]}, "orthogonal"),
        ({"Rows": 0}, "Rows"),
    ],
)
def test_what_does_not_hold_is_refused_by_name(tmp_path: Path, spoilt: dict[str, Any], message: str) -> None:
    with pytest.raises(FileFormatError, match=message) as raised:
        read(dose(**spoilt), tmp_path)
    assert str(raised.value).startswith("RTDOSE: ")
    assert "RTDOSE: RTDOSE" not in str(raised.value)


def test_frames_that_are_no_number(tmp_path: Path) -> None:
    path = save(dose(), tmp_path / "dose")
    content = path.read_bytes()
    at = content.index(b"\x28\x00\x08\x00\x02\x00\x00\x00")
    path.write_bytes(content[: at + 8] + b"1A" + content[at + 10 :])
    with pytest.raises(FileFormatError, match=r"NumberOfFrames .* is stated and not readable: '1A'"):
        read_case(path)


def test_64_bit_pixels_are_unsupported(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="BitsAllocated is 64"):
        read(dose(BitsAllocated=64), tmp_path)


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ({"DoseUnits": "RELATIVE"}, "DoseUnits is RELATIVE"),
        ({"DoseUnits": ""}, "DoseUnits is absent"),
        ({"DoseType": "ERROR"}, "DoseType is ERROR"),
        ({"DoseSummationType": "CONTROL_POINT"}, "DoseSummationType is CONTROL_POINT"),
        ({"DoseSummationType": "BRACHY"}, "DoseSummationType is BRACHY"),
        ({"DoseSummationType": "RECORD"}, "DoseSummationType is RECORD"),
        ({"DoseSummationType": "PLAN_OVERVIEW"}, "DoseSummationType is PLAN_OVERVIEW"),
        ({"DoseSummationType": ""}, "DoseSummationType is absent"),
    ],
)
def test_a_dose_that_says_nothing_in_gray_is_unusable(
    tmp_path: Path, stated: dict[str, str], reason: str
) -> None:
    treatment = read(dose(**stated), tmp_path)
    assert treatment.dose is None
    [unusable] = [each for each in treatment.deviations if each.kind is DeviationKind.DOSE_UNUSABLE]
    assert reason in str(unusable.message)


def test_a_dose_of_histograms_only_is_unusable(tmp_path: Path) -> None:
    treatment = read(without(dose(), "PixelData"), tmp_path)
    assert treatment.dose is None
    assert any("PixelData is absent" in str(each.message) for each in treatment.deviations)


def test_effective_dose_stays_effective(tmp_path: Path) -> None:
    assert read_dose(dose(DoseType="EFFECTIVE"), tmp_path).quantity is DoseQuantity.EFFECTIVE


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_little_endian_syntaxes(tmp_path: Path, syntax: str) -> None:
    np.testing.assert_allclose(
        read_dose(dose(), tmp_path, syntax=syntax).values_gy.ravel(), np.arange(60) / 100
    )


def test_big_endian(tmp_path: Path) -> None:
    dataset = dose(np.arange(60, dtype=">u2").reshape(3, 4, 5))
    made = read_dose(dataset, tmp_path, syntax=ExplicitVRBigEndian)
    np.testing.assert_allclose(made.values_gy.ravel(), np.arange(60) / 100)
    assert made.grid.shape_kji == (3, 4, 5)


def test_run_length_encoding(tmp_path: Path) -> None:
    dataset = dose(np.arange(60, dtype="<u2").reshape(3, 4, 5))
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.compress(RLELossless, generate_instance_uid=False)
    made = read_dose(dataset, tmp_path, syntax=RLELossless)
    np.testing.assert_allclose(made.values_gy.ravel(), np.arange(60) / 100)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, "1.2.840.10008.1.2", ExplicitVRBigEndian])
def test_without_preamble_and_transfer_syntax(tmp_path: Path, syntax: str) -> None:
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    dataset = dose(np.arange(60, dtype=f"{order}u2").reshape(3, 4, 5))
    made = read_dose(dataset, tmp_path, syntax=syntax, bare=True)
    np.testing.assert_allclose(made.values_gy.ravel(), np.arange(60) / 100)


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, "1.2.840.10008.1.2", DeflatedExplicitVRLittleEndian]
)
@pytest.mark.parametrize("share", [0.5, 0.8, 0.99])
def test_cut_off_anywhere_is_refused(tmp_path: Path, syntax: str, share: float) -> None:
    path = save(dose(), tmp_path / "dose", syntax=syntax)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(FileFormatError, match="cut off"):
        read_case(path)
