"""Enhanced CT, MR and PET: one object, many frames (PS3.3 functional groups)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import ct_slice, item, save_case, structures, without
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.model.case import Case, DeviationKind

CLASSES = {
    "1.2.840.10008.5.1.4.1.1.2.1": "CT",
    "1.2.840.10008.5.1.4.1.1.4.1": "MR",
    "1.2.840.10008.5.1.4.1.1.130": "PT",
}


def enhanced(places: list[float], **elements: Any) -> Dataset:
    """An enhanced CT whose frames lie at these z, in this order; frame n holds the stored value n."""
    dataset = ct_slice(1, 0, SOPClassUID="1.2.840.10008.5.1.4.1.1.2.1", **elements)
    dataset = without(
        dataset,
        *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"),
        *("RescaleSlope", "RescaleIntercept"),
    )
    dataset.NumberOfFrames = len(places)
    dataset.SharedFunctionalGroupsSequence = [
        item(
            PixelMeasuresSequence=[item(PixelSpacing=[1, 1], SliceThickness=2)],
            PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
        )
    ]
    dataset.PerFrameFunctionalGroupsSequence = [
        item(
            PlanePositionSequence=[item(ImagePositionPatient=[0, 0, z])],
            PixelValueTransformationSequence=[item(RescaleSlope=2, RescaleIntercept=-1000 - n)],
        )
        for n, z in enumerate(places)
    ]
    stored = np.repeat(np.arange(len(places), dtype="<i2"), 6)
    dataset.PixelData = stored.tobytes()
    return dataset


def read(folder: Path, *images: Dataset) -> Case:
    return read_case(save_case(folder, structures(), *images))


@pytest.mark.parametrize(("sop_class", "modality"), CLASSES.items())
def test_frames_are_the_slices_of_an_image(tmp_path: Path, sop_class: str, modality: str) -> None:
    dataset = enhanced([4, 0, 2])
    dataset.SOPClassUID = sop_class
    case = read(tmp_path, dataset)
    (image,) = case.images
    assert (image.modality, image.acquired) == (modality, "20260101")
    np.testing.assert_allclose(image.slice_offsets_mm, [0, 2, 4])
    np.testing.assert_array_equal(image.slice_thickness_mm, [2, 2, 2])
    # Each frame has its own rescaling; they are in the order of their places.
    np.testing.assert_array_equal(image.load()[:, 0, 0], [1 * 2 - 1001, 2 * 2 - 1002, 0 * 2 - 1000])
    assert case.deviations == ()


def test_the_structure_set_that_names_the_object_has_it_as_its_image(tmp_path: Path) -> None:
    dataset = enhanced([0, 2, 4])
    named = [item(ReferencedSOPClassUID=dataset.SOPClassUID, ReferencedSOPInstanceUID=dataset.SOPInstanceUID)]
    series = [item(SeriesInstanceUID=dataset.SeriesInstanceUID, ContourImageSequence=named)]
    drawn = structures()
    frame = drawn.ReferencedFrameOfReferenceSequence[0]
    frame.RTReferencedStudySequence = [item(RTReferencedSeriesSequence=series)]
    treatment = read_case(save_case(tmp_path, drawn, dataset)).treatment
    assert treatment.image is not None
    assert treatment.structure_set is not None
    assert treatment.structure_set.plane_spacing_mm == 2


def test_frames_that_are_not_all_described_are_not_guessed(tmp_path: Path) -> None:
    dataset = enhanced([0, 2, 4])
    dataset.NumberOfFrames = 4
    case = read(tmp_path, dataset)
    assert case.images == ()
    (deviation,) = case.deviations
    assert deviation.kind is DeviationKind.IMAGE_UNUSABLE
    assert "3 frames are described, and NumberOfFrames is 4" in str(deviation.message)


def test_two_acquisitions_in_one_object_do_not_mix(tmp_path: Path) -> None:
    dataset = enhanced([0, 2, 4, 0, 2])
    for n, frame in enumerate(dataset.PerFrameFunctionalGroupsSequence):
        frame.FrameContentSequence = [item(TemporalPositionIndex=1 + (n > 2))]
    (image,) = read(tmp_path, dataset).images
    np.testing.assert_array_equal(image.load()[:, 0, 0], [-1000, -999, -998])
