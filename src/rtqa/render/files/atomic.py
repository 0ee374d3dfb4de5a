"""Files of a report, each whole or not there at all, and all of them or none.

Files are written into a hidden folder beside the old ones, and each takes its place in one step of the file
system: the old files never leave theirs. Copies of these (links, where the file system has them) come back
should a step fail. A run that was killed leaves its hidden folder; the next one sweeps it away.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from rtqa.errors import UsageError, WriteError

try:
    import fcntl
except ImportError:  # there is none on Windows
    fcntl = None  # type: ignore[assignment]

_HIDDEN = ".rtqa-"
_PATIENCE_S = 30.0
"""How long a run waits for another one that writes into the same folder; it takes well below a second."""


def write_files(contents: Mapping[str, bytes], folder: Path, *, what: str) -> tuple[Path, ...]:
    """Write files into a folder, which is made if need be; older ones of their names are replaced.

    Args:
        contents: what each file holds, by its name.
        folder: where they go.
        what: what they are together, as the error names it, such as ``the report``.

    Raises:
        WriteError: a file could not be written; the folder is as it was before.
    """
    try:
        with ExitStack() as undo:
            _make(folder, undo)
            with _alone_in(folder):
                _put(contents, folder)
            undo.pop_all()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(f"{what} could not be written ({why}); no file of it was left behind") from None
    return tuple(folder / name for name in contents)


def write_new(file: Path, content: bytes, *, what: str) -> None:
    """Write one file that must not exist yet.

    Raises:
        UsageError: it exists.
        WriteError: it could not be written; nothing was left behind.
    """
    _write_one(file, content, what=what, is_new=True)


def write_over(file: Path, content: bytes, *, what: str) -> None:
    """Write one file in place of an older one; its folder must be there.

    Raises:
        WriteError: it could not be written; an older one is as it was.
    """
    _write_one(file, content, what=what, is_new=False)


def _write_one(file: Path, content: bytes, *, what: str, is_new: bool) -> None:
    try:
        with _alone_in(file.parent):
            if is_new and os.path.lexists(file):
                raise UsageError(f"{file.name!r} exists already; name another file with --out")
            _put({file.name: content}, file.parent)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(f"{what} {file.name!r} cannot be written: {why}") from None


def _put(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write files beside those of a folder, and move them to their places; nobody else is at work there."""
    _sweep(folder)
    try:
        staged = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=folder))
        for name, content in contents.items():
            (staged / name).write_bytes(content)
        _replace_all(staged, folder, list(contents))
    finally:
        # Not by a `with`: an end may be asked for before it begins, or while it takes away.
        try:
            with _undisturbed():
                _sweep(folder)
        except BaseException:
            _sweep(folder)
            raise


def _make(folder: Path, undo: ExitStack) -> None:
    """Make a folder and those above it, and remember to take away again what was made."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        with suppress(FileExistsError):
            path.mkdir()
            undo.callback(_remove_empty, path)
    if not folder.is_dir():
        raise NotADirectoryError(20, os.strerror(20))


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep others from writing into a folder for as long as the block runs; wait for who does so already."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        waiting_since = time.monotonic()
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() - waiting_since > _PATIENCE_S:
                    raise OSError(11, "another run is writing into the folder") from None
                time.sleep(0.02)
            except OSError:  # a file system without locks
                break
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Take away the hidden folders of this run and of those that were killed; nobody else is at work here."""
    for left in folder.glob(f"{_HIDDEN}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _replace_all(staged: Path, folder: Path, names: Sequence[str]) -> None:
    """Move files into the folder; what was there before comes back where one of them cannot be moved."""
    kept = [name for name in names if (folder / name).is_file()]
    for name in kept:
        _copy(folder / name, staged / f"{name}.before")
    moved: list[str] = []
    with _undisturbed():
        try:
            for name in names:
                (staged / name).replace(folder / name)
                moved.append(name)
        except BaseException:
            for name in moved:
                if name in kept:
                    (staged / f"{name}.before").replace(folder / name)
                else:
                    (folder / name).unlink()
            raise


def _copy(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:
        shutil.copy2(file, to)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off what would end the run, for the moment in which some files are new and others old."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
