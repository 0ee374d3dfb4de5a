"""The object store: files by the hash of their content, each whole or not there, and never changed."""

from __future__ import annotations

import errno
import hashlib
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from rtqa.desk.disk import create_file, sync_file, sync_folder
from rtqa.desk.refusals import FullError
from rtqa.messages import Message

_CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of content that was put.

    Attributes:
        sha256: its name, in hexadecimal.
        size: bytes.
        is_new: whether it was not there before.
    """

    sha256: str
    size: int
    is_new: bool


class ObjectStore:
    """``objects/ab/<sha256>.dcm`` in a data folder; what is being written lies in ``incoming/``.

    Args:
        folder: the data folder.
        free_bytes: as much of the disk stays free.
        read_free: how much is free; of the disk, unless a test says otherwise.
    """

    def __init__(
        self, folder: Path, *, free_bytes: float = 0.0, read_free: Callable[[], int] | None = None
    ) -> None:
        self._objects, self._incoming = folder / "objects", folder / "incoming"
        self._free_bytes = free_bytes
        self._read_free = read_free or (lambda: shutil.disk_usage(folder).free)
        for place in (self._objects, self._incoming):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        # All of them now: a folder that is made later would have to be brought to the disk as well.
        for number in range(256):
            (self._objects / f"{number:02x}").mkdir(mode=0o700, exist_ok=True)
        sync_folder(self._objects)

    def put(self, content: bytes | BinaryIO) -> Put:
        """Keep content; when this returns, it is on the disk.

        Raises:
            FullError: it would take of the room that stays free.
        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        self.require_room(len(content) if isinstance(content, bytes) else 0)
        fresh = self._incoming / uuid.uuid4().hex
        try:
            sha256, size = self._write(stream, fresh)
            target = self.path(sha256)
            is_new = not target.exists()
            if is_new:
                fresh.replace(target)
            # Of content that another thread put, too: its name need not be on the disk yet.
            sync_folder(target.parent)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise FullError(Message("intake.full")) from None
            raise
        finally:
            fresh.unlink(missing_ok=True)
        return Put(sha256=sha256, size=size, is_new=is_new)

    def require_room(self, n_bytes: int = 0) -> None:
        """Refuse in time what the disk has no room for.

        Raises:
            FullError: less would stay free than is to.
        """
        if self._read_free() - n_bytes < self._free_bytes:
            raise FullError(Message("intake.full"))

    def path(self, sha256: str) -> Path:
        """Where content lies, by its hash.

        Raises:
            ValueError: that is no hash.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._objects / sha256[:2] / f"{sha256}.dcm"

    def is_whole(self, sha256: str) -> bool:
        """Whether content is there, and is what it was."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def clear_incoming(self) -> None:
        """Remove what was being written when the desk was stopped: nobody was told that it is kept."""
        for file in self._incoming.iterdir():
            file.unlink()

    def _write(self, stream: BinaryIO, fresh: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        # Its owner alone may read it, and nobody writes it twice.
        with create_file(fresh, mode=0o400) as out:
            while chunk := stream.read(_CHUNK):
                if size:
                    self.require_room(len(chunk))
                digest.update(chunk)
                size += out.write(chunk)
            sync_file(out)
        return digest.hexdigest(), size
