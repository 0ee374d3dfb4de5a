"""The object store: whole or not at all, by the hash of the content, and never the last of the disk."""

from __future__ import annotations

import errno
import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from rtqa.desk.objects import ObjectStore
from rtqa.desk.refusals import FullError


def list_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_is_kept_under_its_hash_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    content = b"0123456789" * 300_000
    sha256 = hashlib.sha256(content).hexdigest()
    put = store.put(BytesIO(content))
    assert (put.sha256, put.size, put.is_new) == (sha256, 3_000_000, True)
    assert not store.put(content).is_new
    assert [store.path(sha256)] == list_files(tmp_path)
    assert store.path(sha256).read_bytes() == content
    assert store.path(sha256).stat().st_mode & 0o777 == 0o400
    assert store.is_whole(sha256)


def test_what_would_take_of_the_room_that_stays_free_is_refused_before(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path, free_bytes=1000.0, read_free=lambda: 1500)
    assert store.put(b"x" * 500).is_new
    with pytest.raises(FullError):
        store.put(b"y" * 501)
    assert len(list_files(tmp_path)) == 1


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(tmp_path: Path) -> None:
    class Endless(BytesIO):
        def read(self, n: int | None = -1, /) -> bytes:
            if self.tell() > 4_000_000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().read(n)

    with pytest.raises(FullError):
        ObjectStore(tmp_path).put(Endless(b"z" * 8_000_000))
    assert list_files(tmp_path) == []


def test_a_name_that_is_no_hash_leads_nowhere(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    for name in ("../../etc/passwd", "a" * 63, "A" * 64, "/" * 64):
        with pytest.raises(ValueError, match="SHA"):
            store.path(name)


def test_what_was_half_written_when_the_desk_was_killed_is_cleared(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    (tmp_path / "incoming" / "half").write_bytes(b"DICM")
    store.clear_incoming()
    assert list_files(tmp_path) == []
