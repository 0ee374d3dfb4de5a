"""Each case by which a campaign once broke something, made small."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

import campaign
from document_cases import spoil_json
from honest import small_plan
from rtqa.dicom import read_case
from rtqa.dicom.elements import describe_unreadable
from rtqa.errors import DocumentError
from rtqa.findings.finding import Table
from rtqa.messages import Message
from rtqa.messages.data import from_data
from rtqa.model.case import DeviationKind
from rtqa.protocol import parse_protocol
from rtqa.render.files.report_json import parse_report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(campaign._report())
    return made


@pytest.mark.parametrize("value", [1.5, None, "x", {"a": 1}, [10**400], ["1"]])
def test_an_array_of_another_type_is_refused_at_its_place(document: dict[str, Any], value: object) -> None:
    curve = {**document["dvhs"][0], "dose_gy": value}
    with pytest.raises(DocumentError, match=r"dvhs\[0\]\.dose_gy"):
        parse_report(json.dumps({**document, "dvhs": [curve]}))


@pytest.mark.parametrize("most", [1.5, "1", [], True, -1])
def test_a_list_cut_at_what_is_no_count_is_no_value_of_a_message(most: object) -> None:
    with pytest.raises(ValueError, match="no value of a message"):
        from_data({"items": ["a", "b"], "conjunction": "", "most": most})


def test_a_case_of_documents_is_the_same_whatever_was_tried_before() -> None:
    text = json.dumps({"a": {"b": [1.0]}}).encode()
    first, again = ([spoil_json(text, Random(n)) for n in range(300)] for _ in range(2))  # noqa: S311
    assert again == first


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("Secret^XSe", "…"),
        ("Secret", "…"),
        ("李明", "…"),
        ("0,01", "0,01"),
        ("nan", "nan"),
        ("1 cGy", "1 cGy"),
    ],
)
def test_what_stands_for_a_number_is_not_repeated_where_it_may_be_a_name(stated: str, shown: str) -> None:
    assert str(describe_unreadable("LeafJawPositions", stated)).endswith(f"not readable: '{shown}'")


@pytest.mark.parametrize("value", [1.5, None, [], "x", "AAAA", "iVBORw0KGgo="])
def test_a_picture_that_is_none_is_refused_at_its_place(document: dict[str, Any], value: object) -> None:
    picture = {**document["pictures"][0], "png": value}
    with pytest.raises(DocumentError, match=r"pictures\[0\]\.png"):
        parse_report(json.dumps({**document, "pictures": [picture]}))


@pytest.mark.parametrize("element", [b"\x08\x00\x16\x00UI", b"\x08\x00\x18\x00UI", b"\x08\x00\x60\x00CS"])
def test_a_label_that_swallows_the_name_behind_it_is_damage(tmp_path: Path, element: bytes) -> None:
    """The length of a UID was damaged, and what stood in the report for it held the patient's name."""
    files = {**small_plan()}
    stored = files["RTDOSE.dcm"]
    at, name = stored.index(element), stored.index(b"Secret")
    length = name + 20 - (at + 8)
    files["RTDOSE.dcm"] = stored[: at + 6] + length.to_bytes(2, "little") + stored[at + 8 :]
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    case = read_case(tmp_path)
    assert "Secret" not in f"{case.sources} {[str(each.message) for each in case.deviations]}"
    assert [str(each.message) for each in case.deviations if each.kind is DeviationKind.UNREADABLE] == [
        "DICOM file: SOPClassUID, SOPInstanceUID or Modality is damaged; export it again."
    ]


def test_a_table_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="has no column"):
        Table(title=Message("files.files"), columns=(), rows=())


@pytest.mark.parametrize("name", ["[]", "[[]]", "{}", "1.5", "2026-03-02"])
@pytest.mark.parametrize("key", ["name", "side_of", "percent_of"])
def test_a_name_of_another_type_is_refused(name: str, key: str) -> None:
    text = (ROOT / "constraints" / "nct07041788.toml").read_text(encoding="utf-8")
    table = "structure" if key == "name" else "constraint"
    spoilt = text.replace(f"[[{table}]]\n", f"[[{table}]]\n{key} = {name}\n", 1)
    with pytest.raises(DocumentError):
        parse_protocol(spoilt.encode(), label="own.toml")


@pytest.mark.parametrize(
    ("n", "written"), [(10**15 - 1, "999999999999999"), (10**30, "> 10¹⁵"), (-(10**40), "< −10¹⁵")]
)
def test_a_count_of_more_digits_than_anybody_reads_is_written_in_few(n: int, written: str) -> None:
    message = Message("files.too-many", attribute="NumberOfFrames", n=n, most=10)
    assert f"NumberOfFrames says {written}, and no more than 10 are read" in str(message)
