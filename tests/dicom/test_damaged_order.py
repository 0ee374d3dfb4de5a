"""Bytes that stand twice, in the wrong place or behind the end, and closed folders: no better verdict."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import dose, plan, save, save_case, structures
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from rtqa.dicom import read_case
from rtqa.dicom.bytes.envelope import open_envelope
from rtqa.dicom.scan import find_files
from rtqa.errors import InputError
from rtqa.messages import Message
from rtqa.model.case import DeviationKind


def said(folder: Path) -> list[Message]:
    """What is said of damaged files of a plan."""
    kinds = {DeviationKind.UNREADABLE, DeviationKind.FILE_DOUBTFUL}
    return [deviation.message for deviation in read_case(folder).deviations if deviation.kind in kinds]


def explicit(keyword: str, vr: bytes, value: bytes) -> bytes:
    """An element of a short value representation."""
    tag = Dataset()
    setattr(tag, keyword, None)
    number = next(iter(tag.keys()))
    parts = (number.group.to_bytes(2, "little"), number.element.to_bytes(2, "little"), vr)
    return b"".join(parts) + len(value).to_bytes(2, "little") + value


def insert(path: Path, before: bytes, extra: bytes) -> None:
    content = path.read_bytes()
    assert content.count(before) == 1
    path.write_bytes(content.replace(before, extra + before))


@pytest.mark.parametrize(
    ("extra", "before", "words"),
    [
        (("ApprovalStatus", b"CS", b"REJECTED"), b"\x0e\x30\x02\x00CS", "(300E,0002) stands twice"),
        (("PatientID", b"LO", b"ID-0815 "), b"\x10\x00\x20\x00LO", "(0010,0020) stands twice"),
        (("PatientID", b"LO", b"ID-0815 "), b"\x0e\x30\x02\x00CS", "(0010,0020) stands behind"),
    ],
)
def test_an_element_twice_or_out_of_order_is_damage(
    tmp_path: Path, extra: tuple[str, bytes, bytes], before: bytes, words: str
) -> None:
    save_case(tmp_path, structures(), dose())
    path = save(plan(ApprovalStatus="APPROVED"), tmp_path / "the plan", syntax=ExplicitVRLittleEndian)
    insert(path, before, explicit(*extra))
    (message,) = said(tmp_path)
    assert words in str(message)


@pytest.mark.parametrize(
    ("made", "tag", "other", "words"),
    [
        (plan, b"\x0a\x30\x84\x00", b"\x0a\x30\x86\x00", "(300A,0086) stands twice"),
        (structures, b"\x06\x30\x46\x00", b"\x06\x30\x42\x00", "(3006,0042) stands twice"),
    ],
    ids=["beam", "contour"],
)
def test_an_element_twice_in_an_item_is_damage(
    tmp_path: Path, made: Callable[[], Dataset], tag: bytes, other: bytes, words: str
) -> None:
    path = save(made(), tmp_path / "object", syntax=ExplicitVRLittleEndian)
    path.write_bytes(path.read_bytes().replace(tag, other, 1))
    with pytest.raises(InputError, match=re.escape(words)):
        read_case(tmp_path)


@pytest.mark.parametrize(("n_zeros", "n_doubts"), [(0, 0), (1, 0), (2, 1), (4096, 1)])
def test_more_than_a_byte_of_padding_is_a_doubt(tmp_path: Path, n_zeros: int, n_doubts: int) -> None:
    save_case(tmp_path, plan(), structures())
    path = save(dose(), tmp_path / "the dose", syntax=ExplicitVRLittleEndian)
    path.write_bytes(path.read_bytes() + bytes(n_zeros))
    expected = [Message("files.zeros-behind", role="RTDOSE", n=n_zeros)] * n_doubts
    assert said(tmp_path) == expected


def test_a_row_put_into_the_middle_of_the_voxels_is_a_doubt(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), structures())
    stored = dose()
    stored.PixelData = stored.PixelData[:-20] + bytes(20)  # its last row has no dose
    path = save(stored, tmp_path / "the dose", syntax=ExplicitVRLittleEndian)
    content = path.read_bytes()
    middle = len(content) - 120
    path.write_bytes(content[:middle] + bytes(20) + content[middle:])
    assert said(tmp_path) == [Message("files.zeros-behind", role="RTDOSE", n=20)]


def test_sequences_that_lie_too_deep_are_damage(tmp_path: Path) -> None:
    save_case(tmp_path, structures(), dose())
    inner = Dataset()
    for _ in range(40):
        outer = Dataset()
        outer.ReferencedPatientSetupNumber = 1
        outer.BeamSequence = [inner]
        inner = outer
    save(plan(BeamSequence=[inner]), tmp_path / "the plan")
    (message,) = said(tmp_path)
    assert "too deep" in str(message)


def test_a_bomb_is_not_inflated_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtqa.dicom.bytes.envelope.MOST_INFLATED_BYTES", 2**20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(bytes(2**24)) + packer.flush()
    uid = DeflatedExplicitVRLittleEndian.encode()
    meta = b"\x02\x00\x10\x00UI" + len(uid).to_bytes(2, "little") + uid
    envelope = open_envelope(bytes(128) + b"DICM" + meta + packed)
    assert (len(envelope.data), envelope.inflated_whole) == (2**20, False)


def test_a_file_of_nothing_is_not_read_to_its_end(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), structures(), dose())
    with (tmp_path / "nothing").open("wb") as file:
        file.write(bytes(128) + b"DICM")
        file.truncate(5 * 2**30)  # a hole; to read it would take minutes
    assert [message.id for message in said(tmp_path)] == ["files.unreadable"]


def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_case(tmp_path, plan(), structures(), dose())
    closed = tmp_path / "closed"
    closed.mkdir()

    def refuse(folder: Path, scandir: Callable[..., object] = os.scandir) -> object:
        if folder == closed:  # which no permission keeps an administrator from reading
            raise PermissionError
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert said(tmp_path) == [Message("files.closed", n=1)]


def test_loops_of_links_end_and_pipes_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "file").touch()
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    assert [path.name for path in find_files([tmp_path]).files] == ["file"]


def test_a_folder_of_any_depth_is_searched(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(600):
        folder = folder / "d"
        folder.mkdir()
    (folder / "file").touch()
    assert len(find_files([tmp_path]).files) == 1
