from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import ct_slice, save_case, structures
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag

from rtqa.dicom import read_case
from rtqa.dicom.image import PARSED, gather_images, read_slices
from rtqa.dicom.objects import read_label
from rtqa.errors import FileFormatError
from rtqa.model.case import Case, DeviationKind
from rtqa.model.image import Image


def read(folder: Path, *slices: Dataset) -> Case:
    return read_case(save_case(folder, structures(), *slices))


def read_image(folder: Path, *slices: Dataset) -> Image:
    [image] = read(folder, *slices).images
    return image


def test_slices_are_ordered_by_position_not_by_file(tmp_path: Path) -> None:
    image = read_image(tmp_path, *[ct_slice(n, z) for n, z in ((1, 4), (2, -2), (3, 2), (4, 0))])
    assert image.modality == "CT"
    assert image.acquired == "20260101"
    assert [uid[-1] for uid in image.uids] == ["2", "4", "3", "1"]
    np.testing.assert_allclose(image.grid.to_points_mm([(0, 0, 0), (2, 1, 3)]), [(0, 0, -2), (2, 1, 4)])
    np.testing.assert_array_equal(image.slice_thickness_mm, [2, 2, 2, 2])


def test_pixels_are_read_when_asked_for_and_rescaled(tmp_path: Path) -> None:
    image = read_image(tmp_path, ct_slice(7, 0), ct_slice(3, 2))
    values = image.load()
    assert values.dtype == np.float32
    assert values.shape == (2, 2, 3)
    np.testing.assert_array_equal(values[0], 7 * 2 - 1000)
    np.testing.assert_array_equal(values[1], 3 * 2 - 1000)


def test_a_slice_that_is_cut_off_is_noticed_when_its_pixels_are_read(tmp_path: Path) -> None:
    image = read_image(tmp_path, ct_slice(1, 0), ct_slice(2, 2))
    (tmp_path / "002").write_bytes((tmp_path / "002").read_bytes()[:-4])
    with pytest.raises(FileFormatError, match="cut off"):
        image.load()


def test_a_missing_slice_leaves_a_gap_where_it_is(tmp_path: Path) -> None:
    image = read_image(tmp_path, *[ct_slice(n, z) for n, z in enumerate((0, 2, 4, 8))])
    np.testing.assert_allclose(image.grid.to_points_mm([(0, 0, 3)]), [(0, 0, 8)])
    assert not image.grid.is_uniform


def test_series_and_orientations_are_images_apart(tmp_path: Path) -> None:
    axial = [ct_slice(n, n) for n in range(3)]
    other = [ct_slice(n, n, SeriesInstanceUID="9", SOPInstanceUID=f"9.{n}") for n in range(3)]
    sagittal = [ct_slice(n + 5, n, ImageOrientationPatient=[0, 1, 0, 0, 0, 1]) for n in range(1)]
    scout = ct_slice(9, 50, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    case = read(tmp_path, *axial, *other, *sagittal, scout)
    assert sorted(each.grid.shape_kji[0] for each in case.images) == [1, 3, 3]


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"ImagePositionPatient": [0, 0, 2]}, "1 slice lies where another of its series lies"),
        ({"ImagePositionPatient": [0, 5, 4]}, "shifted against each other"),
        ({"ImagePositionPatient": None}, "does not say where it lies"),
    ],
)
def test_an_image_that_does_not_stack_is_unusable(
    tmp_path: Path, spoilt: dict[str, object], why: str
) -> None:
    case = read(tmp_path, ct_slice(0, 0), ct_slice(1, 2), ct_slice(2, 4, **spoilt))
    [deviation] = case.deviations
    assert (deviation.kind, deviation.subject) == (DeviationKind.IMAGE_UNUSABLE, "CT")
    assert why in str(deviation.message)


def test_absent_thickness_is_not_a_number(tmp_path: Path) -> None:
    image = read_image(tmp_path, ct_slice(0, 0, SliceThickness=None), ct_slice(1, 2))
    assert np.isnan(image.slice_thickness_mm[0])


def test_a_header_longer_than_most_is_read_to_its_end(tmp_path: Path) -> None:
    slices = [ct_slice(n, n) for n in range(2)]
    for each in slices:
        each.add_new(0x00110010, "LO", "MAKER")
        each.add_new(0x00111001, "OB", bytes(100_000))
    assert read_image(tmp_path, *slices).grid.shape_kji == (2, 2, 3)


def test_of_a_slice_header_everything_is_parsed_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[BaseTag] = set()

    def note(keyword: str) -> BaseTag:
        asked.add(tag := Tag(keyword))
        return tag

    save_case(tmp_path, *[ct_slice(n, z) for n, z in ((1, 0), (2, 2), (3, 2))])
    labels = [label for path in sorted(tmp_path.iterdir()) if (label := read_label(path))]
    monkeypatch.setattr("rtqa.dicom.elements._tag", note)
    gather_images(image_slice for label in labels for image_slice in read_slices(label))
    missing = asked - PARSED
    assert len(asked) >= 25
    assert missing == set()
