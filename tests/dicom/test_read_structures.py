from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from builders import FRAME, contour, item, save, square, structures
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian

from rtqa.dicom import read_case
from rtqa.dicom.contour_data import RawContour, RawStructure, convert, read_raw_structures
from rtqa.dicom.elements import items, raw_text
from rtqa.dicom.objects import quietly, read_label, read_object
from rtqa.errors import FileFormatError
from rtqa.messages import Message
from rtqa.model.case import Deviation, DeviationKind
from rtqa.model.structure import ContourKind, StructureSet

IMPLICIT = "1.2.840.10008.1.2"
SYNTAXES = [IMPLICIT, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]


def read(dataset: Dataset, folder: Path, **how: str) -> tuple[StructureSet, list[Deviation]]:
    treatment = read_case(save(dataset, folder / "structures", **how)).treatment
    assert treatment.structure_set is not None
    damaged = [each for each in treatment.deviations if each.kind is DeviationKind.STRUCTURE_DAMAGED]
    return treatment.structure_set, damaged


def spoil(dataset: Dataset, folder: Path, old: bytes, new: bytes) -> Path:
    """Write an object and replace bytes of equal number in its file."""
    path = save(dataset, folder / "structures", syntax=ExplicitVRLittleEndian)
    content = path.read_bytes()
    assert len(old) == len(new)
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    return path


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_names_roles_colours_and_points(tmp_path: Path, syntax: str) -> None:
    made, damaged = read(structures(), tmp_path, syntax=syntax)
    ptv, cord = made.structures
    assert (ptv.number, ptv.name, ptv.role, ptv.color_rgb) == (1, "PTV", "ORGAN", (255, 0, 1))
    assert cord.name == "Cord"
    assert made.frame_of_reference_uid == FRAME
    assert ptv.contours.starts.tolist() == [0, 4, 8, 12]
    np.testing.assert_array_equal(ptv.contours.points_mm[4], [-10, -10, 0])
    assert not damaged
    assert not ptv.contours.points_mm.flags.writeable


def test_the_three_lists_join_by_number_in_any_order(tmp_path: Path) -> None:
    dataset = structures()
    dataset.ROIContourSequence.reverse()
    dataset.RTROIObservationsSequence = [item(ReferencedROINumber=2, RTROIInterpretedType="AVOIDANCE")]
    made, _ = read(dataset, tmp_path)
    assert [len(each.contours) for each in made.structures] == [3, 1]
    assert [each.role for each in made.structures] == ["", "AVOIDANCE"]


def test_a_number_with_two_items_of_contours_keeps_both(tmp_path: Path) -> None:
    dataset = structures()
    dataset.ROIContourSequence.append(item(ReferencedROINumber=2, ContourSequence=[square(9)]))
    made, _ = read(dataset, tmp_path)
    assert len(made.structures[1].contours) == 2


def test_structures_without_contours(tmp_path: Path) -> None:
    dataset = structures({"A": [], "B": [], "C": [square(0)]})
    del dataset.ROIContourSequence[0]
    del dataset.ROIContourSequence[0].ContourSequence
    made, damaged = read(dataset, tmp_path)
    assert [each.is_volume for each in made.structures] == [False, False, True]
    assert not damaged


def test_a_structure_set_without_any_contour(tmp_path: Path) -> None:
    dataset = structures()
    del dataset.ROIContourSequence
    made, _ = read(dataset, tmp_path)
    assert [len(each.contours) for each in made.structures] == [0, 0]
    assert made.plane_spacing_mm is None


def test_a_point_is_a_marker_and_names_may_repeat(tmp_path: Path) -> None:
    marker = contour([(1, 2, 3)], kind="POINT")
    dataset = structures({"Iso": [marker], "PTV": [square(0)]})
    dataset.StructureSetROISequence[0].ROIName = "PTV"
    made, _ = read(dataset, tmp_path)
    assert [each.name for each in made.structures] == ["PTV", "PTV"]
    assert made.structures[0].contours.kinds == (ContourKind.POINT,)
    assert not made.structures[0].is_volume


@pytest.mark.parametrize(
    ("character_set", "name"),
    [
        ("ISO_IR 192", "靶区_PTV"),
        ("GB18030", "左侧腮腺"),
        ("ISO_IR 100", "Schädelbasis"),
        ("ISO_IR 126", "Νωτιαίος"),
        (["", "ISO 2022 IR 87"], "脳幹"),
    ],
)
def test_names_in_other_character_sets(tmp_path: Path, character_set: str | list[str], name: str) -> None:
    made, _ = read(structures({name: [square(0)]}, SpecificCharacterSet=character_set), tmp_path)
    assert made.structures[0].name == name
    assert made.structure(name).number == 1


def test_control_characters_become_spaces(tmp_path: Path) -> None:
    path = spoil(structures({"PTV__70": [square(0)]}), tmp_path, b"PTV__70", b"PTV\n\x0770")
    made = read_case(path).treatment.structure_set
    assert made is not None
    assert made.structures[0].name == "PTV  70"


def test_the_repeated_first_point_is_dropped_from_closed_contours_only(tmp_path: Path) -> None:
    triangle = [(0, 0, 0), (9, 0, 0), (0, 9, 0), (0, 0, 0)]
    drawn = [contour(triangle), contour(triangle, kind="OPEN_PLANAR"), square(5)]
    made, _ = read(structures({"A": drawn}), tmp_path)
    assert made.structures[0].contours.starts.tolist() == [0, 3, 7, 11]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (contour([(0, 0, 0)] * 3, kind="SPHERE"), "ContourGeometricType"),
        (item(ContourGeometricType="CLOSED_PLANAR", ContourData=["1"] * 8), "8 coordinates"),
        (item(ContourGeometricType="CLOSED_PLANAR"), "no coordinates"),
        (
            item(ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=4, ContourData=["1"] * 9),
            "claims 4 points and has 3",
        ),
    ],
)
def test_a_damaged_contour_is_left_out_and_named(tmp_path: Path, bad: Dataset, why: str) -> None:
    made, damaged = read(structures({"PTV": [square(0), bad, square(3)]}), tmp_path)
    assert len(made.structures[0].contours) == 2
    [deviation] = damaged
    assert deviation.subject == Message("rtstruct.structure", name="PTV")
    assert "1 of its 3 contours cannot be read: contour 2 (" in str(deviation.message)
    assert why in str(deviation.message)


@pytest.mark.parametrize(
    "number", [b"nan  ", b"inf  ", b"1.2.3", b"1,234", b"\\\\\\\\\\", b"0x123", b"12e99"]
)
def test_a_coordinate_that_is_no_finite_number(tmp_path: Path, number: bytes) -> None:
    bad = contour([(0, 0, 0), (77777, 0, 0), (0, 1, 0)])
    path = spoil(structures({"PTV": [square(0), bad]}), tmp_path, b"77777", number)
    treatment = read_case(path).treatment
    assert treatment.structure_set is not None
    kept = treatment.structure_set.structures[0].contours
    damaged = [each for each in treatment.deviations if each.kind is DeviationKind.STRUCTURE_DAMAGED]
    if number == b"12e99":  # absurd, yet a number: its place is for the checks to judge
        assert len(kept) == 2
    else:
        assert len(kept) == 1
        assert "contour 2 (" in str(damaged[0].message)


def test_contours_of_no_structure_are_reported(tmp_path: Path) -> None:
    dataset = structures()
    dataset.ROIContourSequence[1].ReferencedROINumber = 9
    _, [damage] = read(dataset, tmp_path)
    assert "no structure has" in str(damage.message)


def test_two_structures_of_one_number_are_refused(tmp_path: Path) -> None:
    dataset = structures()
    dataset.StructureSetROISequence[1].ROINumber = 1
    with pytest.raises(FileFormatError, match="RTSTRUCT: two structures have ROINumber 1"):
        read(dataset, tmp_path)


def test_a_structure_in_another_frame_is_set_aside(tmp_path: Path) -> None:
    dataset = structures({"A": [square(0)], "B": [square(0)], "C": [square(0)]})
    dataset.StructureSetROISequence[1].ReferencedFrameOfReferenceUID = "1.9"
    deviations = read_case(save(dataset, tmp_path / "structures")).treatment.deviations
    [aside] = [each for each in deviations if each.kind is DeviationKind.STRUCTURE_SET_ASIDE]
    assert str(aside.message).startswith("B is drawn in another frame of reference")


@pytest.mark.parametrize(
    ("heights", "spacing"),
    [([0, 3, 6, 12], 3.0), ([0, 1.98, 3.97, 5.95], 1.98), ([0], None), ([5, 5, 5], None), ([9, 6.5, 4], 2.5)],
)
def test_plane_spacing_is_the_commonest_gap(
    tmp_path: Path, heights: list[float], spacing: float | None
) -> None:
    made, _ = read(structures({"A": [square(z) for z in heights]}), tmp_path)
    assert made.plane_spacing_mm == spacing


def test_plane_spacing_of_sagittal_contours(tmp_path: Path) -> None:
    sagittal = [contour([(x, a, b) for a, b in ((0, 0), (9, 0), (9, 9))]) for x in (0, 4, 8)]
    made, _ = read(structures({"A": sagittal}), tmp_path)
    assert made.plane_spacing_mm == 4.0


def long_contour() -> Dataset:
    """A contour of more text than an explicit length of two bytes can hold."""
    angles = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    return contour([(100 * np.cos(a), 100 * np.sin(a), 7) for a in angles])


def undefined_lengths(dataset: Dataset) -> Dataset:
    """Make every sequence and every item of undefined length."""
    for element in dataset:
        if element.VR == "SQ":
            element.is_undefined_length = True
            for each in element.value:
                each.is_undefined_length_sequence_item = True
                undefined_lengths(each)
    return dataset


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("lengths", ["defined", "undefined"])
def test_scanning_bytes_and_pydicom_agree(tmp_path: Path, syntax: str, lengths: str) -> None:
    dataset = structures({"PTV": [square(0), long_contour()], "Iso": [contour([(1, 2, 3)], kind="POINT")]})
    if lengths == "undefined":
        undefined_lengths(dataset)
    path = save(dataset, tmp_path / "structures", syntax=syntax)
    if syntax == ExplicitVRLittleEndian:
        # pydicom writes what is longer than 64 kB as UN (PS3.5 6.2.2, note 2).
        assert b"\x06\x30\x50\x00UN\0\0" in path.read_bytes()
    assert_both_ways_agree(path)
    made = read_case(path).treatment.structure_set
    assert made is not None
    assert made.structures[0].contours.starts.tolist() == [0, 4, 3004]
    assert made.plane_spacing_mm == 7.0


def read_through_pydicom(dataset: Dataset) -> list[RawStructure]:
    """Read contours through pydicom's objects: slow, and the oracle of the fast way."""

    def raw(of: Dataset, keyword: str) -> bytes:
        return raw_text(of, keyword).encode()

    return [
        RawStructure(
            raw(each, "ReferencedROINumber"),
            raw(each, "ROIDisplayColor"),
            [
                RawContour(
                    raw(of, "ContourGeometricType"), raw(of, "NumberOfContourPoints"), raw(of, "ContourData")
                )
                for of in items(each, "ContourSequence")
            ],
        )
        for each in items(dataset, "ROIContourSequence")
    ]


def test_many_damaged_contours_are_counted_and_some_named(tmp_path: Path) -> None:
    bad = item(ContourGeometricType="CLOSED_PLANAR", ContourData=["1"] * 8)
    _, [damage] = read(structures({"PTV": [bad] * 5}), tmp_path)
    assert "5 of its 5 contours" in str(damage.message)
    assert "contour 3 (" in str(damage.message)
    assert "contour 4 (" not in str(damage.message)
    assert "and 2 more" in str(damage.message)


def test_a_contour_sequence_that_is_no_sequence_is_refused(tmp_path: Path) -> None:
    path = save(structures(), tmp_path / "structures")
    content = path.read_bytes()
    at = content.index(b"\x06\x30\x39\x00") + 8
    path.write_bytes(content[:at] + b"\xfe\xff\x77\x77" + content[at + 4 :])
    with pytest.raises(FileFormatError, match="RTSTRUCT: ROIContourSequence is damaged"):
        read_case(path)


def assert_both_ways_agree(path: Path) -> None:
    label = read_label(path)
    assert label is not None
    stored = read_object(label)
    with quietly():
        assert list(map(without_images, read_raw_structures(stored))) == read_through_pydicom(
            stored.parse_without()
        )


def without_images(structure: RawStructure) -> RawStructure:
    """The images that contours name are kept as bytes, and found in them when they are needed."""
    return structure._replace(contours=[each._replace(images=b"") for each in structure.contours])


def test_scanning_bytes_and_pydicom_agree_on_real_structure_sets(realdata: Path) -> None:
    paths = [path for path in realdata.rglob("*.dcm") if b"RTSTRUCT" in path.read_bytes()[:2000]]
    assert len(paths) >= 25
    for path in paths:
        assert_both_ways_agree(path)


@given(
    st.lists(
        st.lists(
            st.tuples(*[st.floats(-1e4, 1e4, allow_nan=False).map(lambda value: round(value, 6))] * 3),
            min_size=1,
            max_size=6,
        ),
        max_size=6,
    )
)
def test_conversion_returns_what_was_written(contours: list[list[tuple[float, float, float]]]) -> None:
    raw = [
        RawContour(
            b"OPEN_PLANAR", b"%d" % len(points), "\\".join(f"{v:f}" for p in points for v in p).encode()
        )
        for points in contours
    ]
    converted = convert(raw)
    assert not converted.damages
    assert [points.tolist() for _, points in converted.contours] == [
        list(map(list, each)) for each in contours
    ]


@given(st.lists(st.binary(max_size=30), max_size=4), st.binary(max_size=4))
def test_conversion_never_crashes_and_never_loses_silently(texts: list[bytes], count: bytes) -> None:
    raw = [RawContour(b"CLOSED_PLANAR", count, text) for text in texts]
    converted = convert(raw)
    assert len(converted.contours) + len(converted.damages) == len(raw)
    assert np.isfinite(converted.contours.points_mm).all()


def test_messages_name_no_patient(tmp_path: Path) -> None:
    dataset = structures()
    dataset.StructureSetROISequence[1].ROINumber = 1
    path = save(dataset, tmp_path / "Secret_Person.dcm")
    with pytest.raises(FileFormatError) as raised:
        read_case(path)
    assert not re.search(r"Secret|4711|1\.2\.3|/", str(raised.value))
