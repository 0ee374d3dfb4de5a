from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import (
    FRAME,
    OTHER_FRAME,
    ct_slice,
    dose,
    item,
    matrices,
    plan,
    registration,
    save_case,
    structures,
    without,
)
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.model.case import Case, DeviationKind

# A quarter turn about z, then 10 mm to the left: (1, 0, 0) becomes (10, 1, 0).
TURN = [[0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
SHIFT = [[1, 0, 0, 10], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def read(tmp_path: Path, *others: Dataset) -> Case:
    return read_case(save_case(tmp_path, plan(), dose(), structures(), *others))


def carried(frame: str = OTHER_FRAME, **elements: object) -> Dataset:
    fields = {"FrameOfReferenceUID": frame, "MatrixRegistrationSequence": matrices(TURN)}
    return item(**{**fields, **elements})


def test_the_items_frame_is_carried_into_the_objects(tmp_path: Path) -> None:
    (made,) = read(tmp_path, registration(carried())).registrations
    (transform,) = made.transforms
    assert made.registered_frame_uid == FRAME
    assert transform.frame_of_reference_uid == OTHER_FRAME
    assert transform.kind == "RIGID"
    np.testing.assert_array_equal(transform.matrix, TURN)


def test_of_several_matrices_the_first_is_applied_first(tmp_path: Path) -> None:
    both = carried(MatrixRegistrationSequence=matrices(TURN, SHIFT))
    (made,) = read(tmp_path, registration(both)).registrations
    np.testing.assert_array_equal(made.transforms[0].matrix @ [1, 0, 0, 1], [10, 1, 0, 1])


def test_a_frame_that_only_images_name_is_theirs(tmp_path: Path) -> None:
    slices = [ct_slice(number, 2.0 * number, FrameOfReferenceUID=OTHER_FRAME) for number in (1, 2)]
    by_image = carried(
        ReferencedImageSequence=[item(ReferencedSOPInstanceUID=each.SOPInstanceUID) for each in slices]
    )
    del by_image.FrameOfReferenceUID
    (made,) = read(tmp_path, *slices, registration(by_image)).registrations
    assert made.transforms[0].frame_of_reference_uid == OTHER_FRAME


def test_a_frame_that_nothing_names_stays_unknown(tmp_path: Path) -> None:
    unnamed = carried(ReferencedImageSequence=[item(ReferencedSOPInstanceUID="1.2.3.99")])
    del unnamed.FrameOfReferenceUID
    (made,) = read(tmp_path, registration(unnamed)).registrations
    assert made.transforms[0].frame_of_reference_uid == ""


def test_a_matrix_that_scales_is_called_so(tmp_path: Path) -> None:
    scaled = carried(MatrixRegistrationSequence=matrices(TURN, kind="RIGID_SCALE"))
    (made,) = read(tmp_path, registration(scaled)).registrations
    assert made.transforms[0].kind == "RIGID_SCALE"


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (registration(), "RegistrationSequence is absent"),
        (without(registration(carried()), "FrameOfReferenceUID"), "FrameOfReferenceUID is absent"),
        (registration(item(FrameOfReferenceUID=OTHER_FRAME)), "MatrixSequence is absent"),
        (
            registration(carried(MatrixRegistrationSequence=matrices([1, 0, 0, 0]))),
            "FrameOfReferenceTransformationMatrix (3006,00C6) is stated and not readable",
        ),
    ],
    ids=["no item", "no frame", "no matrix", "four numbers"],
)
def test_a_damaged_registration_is_named_and_the_rest_is_read(
    tmp_path: Path, spoiled: Dataset, said: str
) -> None:
    case = read(tmp_path, spoiled)
    assert case.registrations == ()
    (told,) = case.deviations
    assert told.kind is DeviationKind.UNREADABLE
    assert str(told.message).startswith(f"REG: {said}")
    assert case.treatment.dose is not None
