"""One bad part never takes the rest: a slice, an ROI or an element is set aside by itself."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from builders import (
    FRAME,
    OTHER_FRAME,
    contour,
    ct_slice,
    dose,
    plan,
    save,
    save_case,
    square,
    structures,
    without,
)
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGLosslessSV1, JPEGLSLossless

from rtqa.dicom import read_case
from rtqa.errors import FileFormatError, InputError
from rtqa.model.case import Case, DeviationKind, Treatment

EXPLICIT = ExplicitVRLittleEndian


def kinds(treatment: Treatment | Case) -> set[DeviationKind]:
    return {deviation.kind for deviation in treatment.deviations}


# Slices without pixels ------------------------------------------------------------------------------------


def compressed(syntax: str, folder: Path) -> None:
    """A slice in a compression that no decoder at hand reads, or that does not decode."""
    dataset = ct_slice(1, 2)
    dataset.PixelData = encapsulate([b"\xff\xd8\xff\xc3" + bytes(200)])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    save(dataset, folder / "slice", syntax=syntax)


def cut_off(folder: Path) -> None:
    save(ct_slice(1, 2), folder / "slice")
    (folder / "slice").write_bytes((folder / "slice").read_bytes()[:-6])


def no_pixels(folder: Path) -> None:
    save(without(ct_slice(1, 2), "PixelData"), folder / "slice")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: compressed(JPEGLosslessSV1, folder),
        lambda folder: compressed(JPEGLSLossless, folder),
        cut_off,
        no_pixels,
    ],
    ids=["JPEG Lossless", "JPEG-LS", "cut off", "no pixels"],
)
def test_a_slice_without_pixels_keeps_its_place_and_loses_its_picture(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    save_case(tmp_path, plan(), dose(), structures(), ct_slice(0, 0), ct_slice(2, 4))
    spoil(tmp_path)
    case = read_case(tmp_path)
    (image,) = case.images
    np.testing.assert_allclose(image.slice_offsets_mm, [0, 2, 4])
    assert kinds(case) == {DeviationKind.IMAGE_NOT_DRAWN}
    assert "1 of 3 slices is missing from the pictures" in str(case.deviations[0].message)
    values = image.load()
    assert np.isnan(values[1]).all()
    assert np.isfinite(values[[0, 2]]).all()


def test_where_no_slice_has_pixels_there_is_no_picture(tmp_path: Path) -> None:
    slices = [without(ct_slice(n, 2 * n), "PixelData") for n in range(3)]
    (image,) = read_case(save_case(tmp_path, structures(), *slices)).images
    with pytest.raises(FileFormatError, match="PixelData is absent"):
        image.load()


def test_of_slices_at_one_place_those_of_the_larger_acquisition_are_kept(tmp_path: Path) -> None:
    whole = [ct_slice(n, 2 * n, AcquisitionNumber=2) for n in range(4)]
    again = [ct_slice(n + 10, 2 * n, AcquisitionNumber=1) for n in (1, 2)]
    case = read_case(save_case(tmp_path, structures(), *again, *whole))
    (image,) = case.images
    assert [uid.rsplit(".", 1)[-1] for uid in image.uids] == ["0", "1", "2", "3"]
    (deviation,) = case.deviations
    assert deviation.kind is DeviationKind.IMAGE_UNUSABLE
    assert "2 slices lie where others" in str(deviation.message)


# ROIs of another frame of reference -----------------------------------------------------------------------


def in_other_frame(*names: str) -> Dataset:
    """A structure set of A, B, C, of which these are drawn in another frame."""
    dataset = structures({name: [square(z) for z in (-3, 0, 3)] for name in "ABC"})
    for roi in dataset.StructureSetROISequence:
        if roi.ROIName in names:
            roi.ReferencedFrameOfReferenceUID = OTHER_FRAME
    return dataset


@pytest.mark.parametrize("names", ["B", "BC"], ids=["minority", "majority"])
def test_what_is_drawn_in_another_frame_than_the_doses_is_set_aside_by_name(
    tmp_path: Path, names: str
) -> None:
    treatment = read_case(save_case(tmp_path, plan(), dose(), in_other_frame(*names))).treatment
    assert kinds(treatment) == {DeviationKind.STRUCTURE_SET_ASIDE}
    assert treatment.structure_set is not None
    assert treatment.structure_set.frame_of_reference_uid == FRAME
    drawn = {structure.name: len(structure.contours) for structure in treatment.structure_set.structures}
    assert drawn == {name: 0 if name in names else 3 for name in "ABC"}
    aside = [structure.name for structure in treatment.structure_set.structures if structure.set_aside]
    assert aside == list(names)
    assert all(name in str(treatment.deviations[0].message) for name in names)


def test_where_nothing_is_drawn_in_the_doses_frame_the_frames_differ(tmp_path: Path) -> None:
    treatment = read_case(save_case(tmp_path, plan(), dose(), in_other_frame("A", "B", "C"))).treatment
    assert kinds(treatment) == {DeviationKind.FRAME_DIFFERS}
    assert treatment.structure_set is not None
    assert not any(structure.set_aside for structure in treatment.structure_set.structures)


def test_without_dose_the_plans_frame_decides(tmp_path: Path) -> None:
    treatment = read_case(save_case(tmp_path, plan(), in_other_frame("B", "C"))).treatment
    assert treatment.structure_set is not None
    assert treatment.structure_set.frame_of_reference_uid == FRAME


def test_without_dose_and_plan_it_is_the_frame_of_most(tmp_path: Path) -> None:
    treatment = read_case(save_case(tmp_path, in_other_frame("B", "C"))).treatment
    assert treatment.structure_set is not None
    assert treatment.structure_set.frame_of_reference_uid == OTHER_FRAME


# Contours that cannot be read -----------------------------------------------------------------------------


def with_commas(folder: Path) -> Path:
    """Five structures of which every contour has a coordinate with a decimal comma."""
    dataset = structures({name: [square(z) for z in (-3, 0, 3)] for name in "ABCDE"})
    save_case(folder, plan(), dose(), dataset)
    path = folder / "002"
    path.write_bytes(path.read_bytes().replace(b"-10\\-10\\", b"-1,\\-10\\"))
    return folder


def test_one_fault_in_many_structures_is_said_once_with_its_element_and_value(tmp_path: Path) -> None:
    treatment = read_case(with_commas(tmp_path)).treatment
    (deviation,) = treatment.deviations
    assert deviation.kind is DeviationKind.STRUCTURE_DAMAGED
    assert "5 structures" in str(deviation.message)
    assert "ContourData (3006,0050) is stated and not readable: '-1,'" in str(deviation.message)
    assert treatment.structure_set is not None
    for structure in treatment.structure_set.structures:
        assert structure.set_aside is not None
        assert structure.set_aside.cause == deviation.cause


def test_a_structure_with_some_readable_contours_is_not_set_aside(tmp_path: Path) -> None:
    bad = contour([(0, 0, 0), (1, 0, 0), (1, 1, 0)])
    bad.ContourGeometricType = "NO_SUCH"
    treatment = read_case(save_case(tmp_path, structures({"A": [square(0), bad]}))).treatment
    assert treatment.structure_set is not None
    assert treatment.structure_set.structures[0].set_aside is None


# Elements that are encoded against the standard -----------------------------------------------------------


def private_sequence(*, undefined: bool, group: bytes = b"\x09\x30") -> bytes:
    """A private UN whose items are written explicitly, against PS3.5 6.2.2."""
    inner = b"\x08\x00\x50\x11UI\x1a\x001.2.840.10008.5.1.4.1.1.2\0\x08\x00\x55\x11UI\x0a\x002.25.12345"
    creator = group + b"\x10\x00LO\x0c\x00SOME VENDOR "
    if undefined:
        item = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + inner + b"\xfe\xff\x0d\xe0\0\0\0\0"
        value = b"\xff\xff\xff\xff" + item + b"\xfe\xff\xdd\xe0\0\0\0\0"
    else:
        item = b"\xfe\xff\x00\xe0" + struct.pack("<I", len(inner)) + inner
        value = struct.pack("<I", len(item)) + item
    return creator + group + b"\x10\x10UN\0\0" + value


@pytest.mark.parametrize("length", ["undefined", "defined"])
@pytest.mark.parametrize("place", ["end", "before contours"])
def test_a_badly_encoded_private_sequence_is_skipped(tmp_path: Path, length: str, place: str) -> None:
    undefined = length == "undefined"
    path = save(structures(), tmp_path / "structures", syntax=EXPLICIT)
    content = path.read_bytes()
    if place == "end":
        content += private_sequence(undefined=undefined, group=b"\x11\x30")
    else:
        at = content.index(b"\x06\x30\x02\x00SH")
        content = content[:at] + private_sequence(undefined=undefined, group=b"\x05\x30") + content[at:]
    path.write_bytes(content)
    treatment = read_case(path).treatment
    assert treatment.structure_set is not None
    assert [len(structure.contours) for structure in treatment.structure_set.structures] == [3, 1]
    assert DeviationKind.UNREADABLE not in kinds(treatment)


def test_a_private_sequence_before_the_pixels_of_a_dose_is_skipped(tmp_path: Path) -> None:
    path = save(dose(), tmp_path / "dose", syntax=EXPLICIT)
    content = path.read_bytes()
    at = content.index(b"\xe0\x7f\x10\x00OW")
    path.write_bytes(content[:at] + private_sequence(undefined=True, group=b"\x0d\x30") + content[at:])
    assert read_case(path).treatment.dose is not None


def test_a_length_that_did_not_fit_its_two_bytes_is_named(tmp_path: Path) -> None:
    """Some 85,000 bytes are written as 20,000; the file is neither cut off nor read wrongly."""
    angles = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    points = [(round(50 * np.cos(a), 4), round(50 * np.sin(a), 4), 0.0) for a in angles]
    path = save(structures({"Body": [contour(points)]}), tmp_path / "structures", syntax=EXPLICIT)
    content = path.read_bytes()
    at = content.index(b"\x06\x30\x50\x00UN\0\0")
    (length,) = struct.unpack_from("<I", content, at + 8)
    assert length > 0xFFFF
    short = b"\x06\x30\x50\x00DS" + struct.pack("<H", length & 0xFFFF)
    path.write_bytes(content[:at] + short + content[at + 12 :])
    with pytest.raises(InputError, match=r"\(3006,0050\) is longer than the length written") as refused:
        read_case(path)
    assert "cut off" not in str(refused.value)
