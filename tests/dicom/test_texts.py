"""A text that is read straight from the bytes is the one that pydicom reads."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from hypothesis import example, given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from rtqa.dicom.elements import text
from rtqa.dicom.objects import quietly

KEYWORDS = {
    "CS": "PatientSex",
    "DA": "StudyDate",
    "LO": "SeriesDescription",
    "LT": "PatientComments",
    "SH": "StudyID",
    "ST": "FractionPattern",
    "TM": "StudyTime",
    "UI": "StudyInstanceUID",
}
PIECES = st.sampled_from(
    [
        b"A",
        b"b",
        b" ",
        b"\\",
        b"\0",
        b"\x1b",
        b"\x1b$B;3ED\x1b(B",
        b"1.2",
        b"\t",
        b"^",
        b"~",
        b"\xe4",
        b"\xb9\xda",
    ]
)
CHARACTER_SETS = [
    b"",
    b"ISO_IR 100 ",
    b"ISO_IR 192 ",
    b"GB18030 ",
    b"\\ISO 2022 IR 87 ",
    b"\\ISO 2022 IR 149 ",
]


def element(tag: int, vr: str, value: bytes) -> bytes:
    value += b" " * (len(value) % 2)
    return (
        tag.to_bytes(4, "little")[2:]
        + tag.to_bytes(4, "little")[:2]
        + vr.encode()
        + len(value).to_bytes(2, "little")
        + value
    )


def as_pydicom_reads(dataset: Dataset, keyword: str) -> str:
    value = dataset.get(keyword)
    joined = "\\".join(map(str, value)) if isinstance(value, MultiValue | list) else str(value or "")
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in joined).strip()


@example(vr="LO", pieces=[b"\x1b$B;3ED\x1b(B"], charset=b"\\ISO 2022 IR 87")
@example(vr="LO", pieces=[b"A", b" ", b"\\", b"b"], charset=b"")
@given(
    vr=st.sampled_from(sorted(KEYWORDS)),
    pieces=st.lists(PIECES, max_size=6),
    charset=st.sampled_from(CHARACTER_SETS),
)
def test_a_text_is_what_pydicom_reads(vr: str, pieces: list[bytes], charset: bytes) -> None:
    keyword = KEYWORDS[vr]
    data = element(0x00080005, "CS", charset) + element(Tag(keyword), vr, b"".join(pieces))
    mine, theirs = (
        read_dataset(BytesIO(data), is_implicit_VR=False, is_little_endian=True) for _ in range(2)
    )
    with quietly():
        assert text(mine, keyword) == as_pydicom_reads(theirs, keyword)
