"""Unreadable is not absent: what is stated and cannot be read is said once, with its element and value."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import ct_slice, dose, plan, save, save_case, structures
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from rtqa.dicom import read_case
from rtqa.errors import FileFormatError
from rtqa.model.case import DeviationKind, Treatment


def write(dataset: Dataset, keyword: str, text: str) -> None:
    """Put a text where a number should stand."""
    value = text.encode()
    value += b" " * (len(value) % 2)
    tag = Tag(tag_for_keyword(keyword) or 0)
    dataset[keyword] = RawDataElement(
        tag, "DS", len(value), value, 0, is_implicit_VR=False, is_little_endian=True
    )


def said(treatment: Treatment, *kinds: DeviationKind) -> list[str]:
    return [str(deviation.message) for deviation in treatment.deviations if deviation.kind in kinds]


def test_a_dose_that_cannot_be_read_is_not_called_absent(tmp_path: Path) -> None:
    given = dose()
    write(given, "DoseGridScaling", "0,01")
    case = read_case(save_case(tmp_path, plan(), structures(), given))
    (unreadable,) = case.deviations
    assert unreadable.kind is DeviationKind.UNREADABLE
    assert "DoseGridScaling (3004,000E) is stated and not readable: '0,01'" in str(unreadable.message)
    assert said(case.treatment, DeviationKind.DOSE_ABSENT) == []
    (unread,) = [each for each in case.treatment.deviations if each.kind is DeviationKind.DOSE_UNREAD]
    assert unread.cause == unreadable.cause


@pytest.mark.parametrize(
    ("keyword", "tag"),
    [
        ("PixelSpacing", "0028,0030"),
        ("ImagePositionPatient", "0020,0032"),
        ("GridFrameOffsetVector", "3004,000C"),
    ],
)
def test_the_element_and_its_first_unreadable_value_are_quoted(
    tmp_path: Path, keyword: str, tag: str
) -> None:
    given = dose()
    write(given, keyword, "2,5\\3,5\\4,5")
    with pytest.raises(FileFormatError, match=rf"{keyword} \({tag}\) is stated and not readable: '2,5'"):
        read_case(save(given, tmp_path / "dose"))


def test_what_is_not_there_is_still_called_absent(tmp_path: Path) -> None:
    given = dose()
    del given.DoseGridScaling
    with pytest.raises(FileFormatError, match="DoseGridScaling is absent"):
        read_case(save(given, tmp_path / "dose"))


def test_values_of_a_plan_are_told_once_each_and_the_plan_is_read(tmp_path: Path) -> None:
    given = plan()
    for reference in given.DoseReferenceSequence:
        write(reference, "TargetPrescriptionDose", "60,000")
    for share in given.FractionGroupSequence[0].ReferencedBeamSequence[:2]:
        write(share, "BeamMeterset", "100,0")
    case = read_case(save_case(tmp_path, given, structures(), dose()))
    assert {each.kind for each in case.deviations} == {DeviationKind.VALUE_UNREADABLE}
    prescribed, meterset = sorted((str(each.message) for each in case.deviations), reverse=True)
    assert "TargetPrescriptionDose (300A,0026) is stated and not readable: '60,000'" in prescribed
    assert "BeamMeterset (300A,0086) is stated and not readable: '100,0'" in meterset
    made = case.treatment.plan
    assert made is not None
    assert made.unreadable == {"TargetPrescriptionDose", "BeamMeterset"}
    assert made.prescriptions[0].dose_gy is None
    assert case.treatment.deviations == ()


def test_a_number_of_which_there_are_too_many_is_stated_and_not_readable(tmp_path: Path) -> None:
    given = dose()
    given.DoseGridScaling = ["0.01", "0.02"]
    with pytest.raises(FileFormatError, match=r"DoseGridScaling .* is stated and not readable"):
        read_case(save(given, tmp_path / "dose"))


def test_a_structure_set_and_a_plan_that_cannot_be_read_are_not_called_absent(tmp_path: Path) -> None:
    save_case(tmp_path, dose())
    for name, dataset in (("plan", plan()), ("structures", structures())):
        path = save(dataset, tmp_path / name)
        path.write_bytes(path.read_bytes()[:-9])
    kinds = {deviation.kind for deviation in read_case(tmp_path).treatment.deviations}
    assert {DeviationKind.PLAN_UNREAD, DeviationKind.STRUCTURES_UNREAD} <= kinds
    assert not {DeviationKind.PLAN_ABSENT, DeviationKind.STRUCTURES_ABSENT} & kinds


def test_a_slice_thickness_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    slices = [ct_slice(n, 2 * n) for n in range(3)]
    for each in slices:
        write(each, "SliceThickness", "2,0")
    case = read_case(save_case(tmp_path, structures(), *slices))
    assert len(case.images) == 1
    (deviation,) = case.deviations
    assert "SliceThickness (0018,0050) is stated and not readable: '2,0'" in str(deviation.message)
