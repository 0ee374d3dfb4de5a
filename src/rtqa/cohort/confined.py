"""The inside of a process that judges one plan: it ends with its parent, and its memory has a limit."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, parent_process
from pathlib import Path

from rtqa.dicom import read_case
from rtqa.errors import RtqaError
from rtqa.messages import Message
from rtqa.model.case import Case

OUT_OF_MEMORY = 3
"""Status of a process that ended because it was to have no more memory."""

UNWRITTEN = 4
"""Status of one that could not write what it came to."""

_NO_THREAD = "can't start new thread"
"""What Python says where there is no memory for a thread's stack."""


@contextmanager
def confined(memory_bytes: float) -> Iterator[None]:
    """Run the block within these bounds; where memory runs out, the process ends, and nothing is written."""
    _end_with_parent()
    _limit_memory(memory_bytes)
    try:
        yield
    except Exception as error:
        if is_of_memory(error):
            os._exit(OUT_OF_MEMORY)  # nothing may be left to write with: the parent does
        raise


def is_of_memory(error: Exception) -> bool:
    """Whether memory ran out: for an object, a thread, the system, or in C code that says nothing."""
    return (
        isinstance(error, (MemoryError, SystemError))
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (isinstance(error, RuntimeError) and _NO_THREAD in str(error))
    )


def read_within_memory(paths: Sequence[Path]) -> Case:
    """Read a case, as :func:`rtqa.dicom.read_case` does.

    Raises:
        MemoryError: a file was left out as there was no memory to read it: such a case is not to be judged.
    """
    try:
        case = read_case(*paths)
    except RtqaError as error:
        if MemoryError.__name__ in str(error):
            raise MemoryError from None  # what was read without the files that there was no memory for
        raise
    if any(_says_memory(deviation.message) for deviation in case.deviations):
        raise MemoryError
    return case


def _says_memory(message: Message) -> bool:
    """Whether a file was left out because there was no memory to read it."""
    reason = message.values.get("reason")
    return isinstance(reason, Message) and reason.values.get("error") == MemoryError.__name__


def _limit_memory(n_bytes: float) -> None:
    """Let the system refuse memory beyond the limit, where it can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (int(n_bytes), int(n_bytes)))


def _end_with_parent() -> None:
    """End as soon as the parent does, however: what this process would write, the next one writes too."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
