"""What a file is, by its content: a DICOM object, an archive of them, or something else."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from rtqa.cohort.store import digest
from rtqa.cohort.walk import Listed
from rtqa.dicom.glance import Glance, glance
from rtqa.dicom.objects import HEAD_BYTES
from rtqa.errors import FileFormatError

State = Literal["dicom", "other", "damaged", "closed", "archive"]
"""Of a file: an object, no DICOM, DICOM that does not say what it is, not readable, a zip archive."""

_ZIP = b"PK\x03\x04"
MOST_MEMBER_BYTES = 2**31
"""Of a file in an archive, unpacked: what says more of itself is not opened."""

_BROKEN = (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error)
"""What the reading of an archive that is damaged, locked or of an unknown kind raises."""

IMAGES = ("CT", "MR", "PT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row of the index.

    Attributes:
        listed: the file; of a member, its archive.
        member: the name within an archive; empty for a file by itself.
        size: in bytes.
        state: see :data:`State`.
        values: role to is_verification, in the order of the table's columns; empty for what is no object.
        refers: kind and target of what it refers to.
    """

    listed: Listed
    member: str = ""
    size: int
    state: State
    values: tuple[object, ...] = ()
    refers: tuple[tuple[str, bytes], ...] = ()


def look_into(files: Sequence[Listed], key: bytes) -> list[Seen]:
    """What each file is, and what each member of an archive is."""
    return [seen for listed in files for seen in _look(listed, key)]


def _look(listed: Listed, key: bytes) -> Iterator[Seen]:
    if listed.size < 0:
        yield Seen(listed=listed, size=0, state="closed")
        return
    try:
        with open(listed.path, "rb") as file:  # noqa: PTH123 (bytes)
            head = file.read(HEAD_BYTES)
            if not head.startswith(_ZIP):
                yield _look_at(file, head, key, listed=listed, size=listed.size)
                return
        yield from _look_inside(listed, key)
    except OSError:
        yield Seen(listed=listed, size=listed.size, state="closed")


def _look_inside(listed: Listed, key: bytes) -> Iterator[Seen]:
    """The archive and its members; of one that cannot be opened, that it cannot."""
    try:
        archive = zipfile.ZipFile(os.fsdecode(listed.path))
    except _BROKEN:
        yield Seen(listed=listed, size=listed.size, state="closed")
        return
    with archive:
        yield Seen(listed=listed, size=listed.size, state="archive")
        names = set()
        for member in archive.infolist():
            # A name may stand twice: the last one counts, as unpacking would have it.
            if member.is_dir() or member.filename in names or archive.getinfo(member.filename) is not member:
                continue
            names.add(member.filename)
            yield _look_at_member(archive, member, key, listed=listed)


def _look_at_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, key: bytes, *, listed: Listed) -> Seen:
    name, size = member.filename, member.file_size
    if size <= MOST_MEMBER_BYTES:
        try:
            with archive.open(member) as file:
                head = file.read(HEAD_BYTES)
                return _look_at(file, head, key, listed=listed, member=name, size=size)
        except _BROKEN:
            pass
    return Seen(listed=listed, member=name, size=size, state="closed")


def _look_at(
    file: BinaryIO | object, head: bytes, key: bytes, *, listed: Listed, member: str = "", size: int
) -> Seen:
    """A file that is no archive, or that lies in one: archives within archives are not opened."""
    state: State = "other"
    try:
        # Both a raw file and a member of an archive read bytes.
        about = glance(file, head)  # type: ignore[arg-type]
    except FileFormatError:
        about, state = None, "damaged"
    if about is None:
        return Seen(listed=listed, member=member, size=size, state=state)
    return Seen(
        listed=listed,
        member=member,
        size=size,
        state="dicom",
        values=(
            about.role,
            *(digest(key, text) for text in (about.uid, about.patient_id, about.person)),
            *(digest(key, text) for text in (about.study_uid, about.series_uid, about.frame_uid)),
            about.plan_date,
            int(bool(about.verifies_uids) or about.intent == "VERIFICATION"),
        ),
        refers=tuple(_refers(about, key)),
    )


def _refers(about: Glance, key: bytes) -> Iterator[tuple[str, bytes]]:
    for kind, uids in (
        ("plan", about.plan_uids),
        ("structures", about.structure_set_uids),
        ("series", about.series_uids),
        ("verifies", about.verifies_uids),
    ):
        for uid in dict.fromkeys(uids):
            target = digest(key, uid)
            if target is not None:
                yield kind, target


def hash_file(path: bytes, member: str) -> bytes | None:
    """SHA-256 of a file or of a member of an archive; None where it cannot be read."""
    sha256 = hashlib.sha256()
    try:
        if not member:
            with open(path, "rb") as file:  # noqa: PTH123
                return hashlib.file_digest(file, lambda: sha256).digest()
        with zipfile.ZipFile(os.fsdecode(path)) as archive, archive.open(member) as inside:
            while block := inside.read(2**20):
                sha256.update(block)
    except _BROKEN:
        return None
    return sha256.digest()
