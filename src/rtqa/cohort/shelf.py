"""Where what is known of each plan lies: folders beside the index, or object storage that fsspec reaches."""

from __future__ import annotations

import errno
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from rtqa.errors import UsageError, WriteError

_STAGED = ".staged"
_RENAMES = 8
"""Times that a writer makes room for its folder where another one writes of the same plan."""


class Shelf(Protocol):
    """What holds the files of plans."""

    def read(self, plan: str, name: str) -> bytes | None:
        """A file of a plan; None where it is not there."""

    def modified_s(self, plan: str, name: str) -> float | None:
        """When a file of a plan was written, in seconds of the epoch; None where it is not there."""

    def put(self, plan: str, contents: Mapping[str, bytes]) -> None:
        """Replace all that is known of a plan; the last file says that the others are there.

        Raises:
            WriteError: it could not be written.
        """

    def working(self, plan: str) -> AbstractContextManager[Path]:
        """A context of a folder to unpack into, which is gone afterwards."""

    def clear(self, plan: str = "") -> None:
        """Remove what processes left that were killed while they worked on a plan; on any, where empty."""


@dataclass(frozen=True, slots=True)
class FolderShelf:
    """A folder a plan, on a file system that those who work on the store may share.

    It is moved into its place as a whole: what is known of a plan is there, or is not.
    """

    folder: Path

    def path(self, plan: str) -> Path:
        """The folder of a plan."""
        return self.folder / plan[:2] / plan

    def read(self, plan: str, name: str) -> bytes | None:
        """A file of a plan; None where it is not there."""
        try:
            return (self.path(plan) / name).read_bytes()
        except OSError:
            return None

    def modified_s(self, plan: str, name: str) -> float | None:
        """When a file of a plan was written; None where it is not there."""
        try:
            return (self.path(plan) / name).stat().st_mtime
        except OSError:
            return None

    def put(self, plan: str, contents: Mapping[str, bytes]) -> None:
        """Replace the folder of a plan.

        Raises:
            WriteError: it could not be written.
        """
        target = self.path(plan)
        try:
            with self.working(plan) as staged:
                for name, content in contents.items():
                    (staged / name).write_bytes(content)
                target.parent.mkdir(parents=True, exist_ok=True)
                for _ in range(_RENAMES):
                    with suppress(FileNotFoundError):
                        # Under another name first, so that no half of it is ever taken for an outcome.
                        old = staged.with_name(f"{uuid.uuid4().hex[:8]}.old")
                        target.rename(old)
                        shutil.rmtree(old)
                    try:
                        staged.rename(target)
                    except OSError as error:
                        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                            continue
                        raise
                    return
        except OSError as error:
            raise _unwritten(error.strerror or type(error).__name__) from None
        raise _unwritten("others write to it")

    @contextmanager
    def working(self, plan: str) -> Iterator[Path]:
        """A fresh folder beside the plans, which is gone afterwards unless it was moved."""
        folder = self.folder / _STAGED / f"{plan}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def clear(self, plan: str = "") -> None:
        """Remove what processes left behind that were killed."""
        for folder in (self.folder / _STAGED).glob(f"{plan}*"):
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class ObjectShelf:
    """Objects below a URL: ``s3://bucket/trial``, ``memory://trial``, whatever fsspec reaches.

    An object is there whole or not at all, and the last one of a plan is its outcome: a plan whose writer
    died before that has none, or still the old one, which does not hold.
    """

    url: str

    def read(self, plan: str, name: str) -> bytes | None:
        """An object of a plan; None where it is not there."""
        files, root = self._open()
        try:
            content: bytes = files.cat_file(f"{root}/{plan[:2]}/{plan}/{name}")
        except FileNotFoundError:
            return None
        return content

    def modified_s(self, plan: str, name: str) -> float | None:
        """When an object of a plan was written; None where it is not there."""
        files, root = self._open()
        try:
            moment: float = files.modified(f"{root}/{plan[:2]}/{plan}/{name}").timestamp()
        except FileNotFoundError:
            return None
        return moment

    def put(self, plan: str, contents: Mapping[str, bytes]) -> None:
        """Replace the objects of a plan, one after the other.

        Raises:
            WriteError: one could not be written.
        """
        files, root = self._open()
        folder = f"{root}/{plan[:2]}/{plan}"
        try:
            files.makedirs(folder, exist_ok=True)
            for name, content in contents.items():
                files.pipe_file(f"{folder}/{name}", content)
        except Exception as error:  # noqa: BLE001 (each storage raises its own)
            raise _unwritten(type(error).__name__) from None

    @contextmanager
    def working(self, plan: str) -> Iterator[Path]:
        """A folder of this machine's own."""
        with tempfile.TemporaryDirectory(prefix=f"rtqa-{plan}-") as folder:
            yield Path(folder)

    def clear(self, plan: str = "") -> None:
        """Remove what of a plan was unpacked on this machine; of others, another run may be at work."""
        if plan:
            for folder in Path(tempfile.gettempdir()).glob(f"rtqa-{plan}-*"):
                shutil.rmtree(folder, ignore_errors=True)

    def _open(self) -> tuple[Any, str]:
        """The file system and the place in it.

        Raises:
            UsageError: fsspec is not installed, or does not reach such a URL.
        """
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415 (an extra)
        except ImportError:
            raise UsageError(
                "object storage needs fsspec: pip install 'rtqa[cluster]', and what reaches it, such as s3fs"
            ) from None
        try:
            files, root = url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise UsageError(f"no way to the storage {self.url!r}: {error}") from None
        # What another process wrote since is to be seen.
        files.invalidate_cache()
        return files, root


def _unwritten(why: str) -> WriteError:
    return WriteError(f"the outcome of a plan could not be written ({why}): the next run goes on from there")
