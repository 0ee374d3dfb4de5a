"""Standard streams and signals as commands need them: open, UTF-8, and told when they are full."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn


class Terminated(BaseException):
    """The run was asked to end; what it has begun to write is taken back on the way out."""


def open_streams() -> None:
    """Give a closed standard stream a place to go, and write UTF-8 wherever the output goes.

    Were they left closed, the first file that is opened would become standard output; and a verdict's symbol
    must not end in an encoding error.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
            setattr(sys, name, io.TextIOWrapper(io.FileIO(number, "r" if number == 0 else "w")))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def end_when_asked() -> None:
    """Make SIGTERM and SIGHUP end the run as an exception does, so that nothing half written stays."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def _terminate(_: int, __: FrameType | None) -> NoReturn:
    raise Terminated
