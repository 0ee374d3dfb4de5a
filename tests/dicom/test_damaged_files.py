"""Whatever is wrong with a file's bytes: it is read, or refused with one of rtqa's own errors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from builders import ct_slice, dose, plan, save, structures
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian

from rtqa.dicom import read_case
from rtqa.dicom.bytes.envelope import open_envelope
from rtqa.dicom.bytes.walk import Encoding, walk
from rtqa.errors import InputError

SYNTAXES = ["1.2.840.10008.1.2", ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
OBJECTS = {"dose": dose, "plan": plan, "structures": structures, "ct": lambda: ct_slice(1, 0)}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@cache
def content(folder: Path, name: str, syntax: str) -> bytes:
    return save(OBJECTS[name](), folder / "whole", syntax=syntax).read_bytes()


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted(OBJECTS)),
    syntax=st.sampled_from(SYNTAXES),
    place=st.floats(0, 1),
    new=st.binary(max_size=8),
    removed=st.integers(0, 8),
)
def test_damaged_bytes_never_surprise(
    folder: Path, name: str, syntax: str, place: float, new: bytes, removed: int
) -> None:
    whole = content(folder, name, syntax)
    at = 128 + int(place * (len(whole) - 128))
    (folder / "spoilt").write_bytes(whole[:at] + new + whole[at + removed :])
    message = read_or_refuse(folder / "spoilt")
    assert "Secret" not in message


def read_or_refuse(path: Path) -> str:
    """Return the refusal, empty if there was none; any other exception is the test's failure."""
    try:
        read_case(path)
    except InputError as refusal:
        return str(refusal)
    return ""


@given(st.binary(max_size=200), st.booleans(), st.booleans())
def test_any_bytes_are_elements_or_an_error(data: bytes, explicit: bool, little: bool) -> None:  # noqa: FBT001
    begin = 0
    try:
        for element in walk(data, 0, len(data), encoding=Encoding(explicit=explicit, little=little)):
            assert begin == element.begin < element.value <= element.stop <= element.end <= len(data)
            begin = element.end
    except (EOFError, ValueError):
        pass


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(["dose", "plan", "structures"]), syntax=st.sampled_from(SYNTAXES), data=st.data())
def test_no_cut_goes_unnoticed_but_one_between_two_elements(
    folder: Path, name: str, syntax: str, data: st.DataObject
) -> None:
    whole = content(folder, name, syntax)
    envelope = open_envelope(whole)
    ends = [envelope.begin]
    if syntax != DeflatedExplicitVRLittleEndian:
        layout = walk(envelope.data, envelope.begin, len(whole), encoding=envelope.encoding)
        ends += [element.end for element in layout]

    def lies_inside_an_element(at: int) -> bool:
        """Zeros alone after the last whole element are padding."""
        return any(whole[max(end for end in ends if end <= at) : at])

    # A deflated data set may end in one byte of padding (PS3.5 A.5).
    cut = data.draw(st.integers(len(whole) // 2, len(whole) - 2).filter(lies_inside_an_element))
    (folder / "cut").write_bytes(whole[:cut])
    assert "cut off" in read_or_refuse(folder / "cut")
