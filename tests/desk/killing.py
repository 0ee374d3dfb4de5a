"""Kills a process of its own (signal 9) at a chosen moment of what it does."""

from __future__ import annotations

import os
import pkgutil
import signal
from collections.abc import Callable
from typing import Any, Literal

Say = Callable[[str], None]


def kill_at(
    function: str, do: Callable[[Say], object], *, when: Literal["before", "after"], nth: int = 1
) -> list[str]:
    """Do something in a process that is killed at the nth call of a function: as it begins, or has returned.

    Args:
        function: its full name.
        do: is given what sends a line to this process.
        when: the moment.
        nth: of its calls, counted from the first that matters.

    Returns:
        The lines that were sent before.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # never returns: what the tests' own process would do at its end is not to be done twice
        _die_at(function, when=when, nth=nth)
        try:
            do(lambda line: os.write(writing, f"{line}\n".encode()) and None)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as lines:
        sent = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it came to its end"
    assert os.WTERMSIG(status) == signal.SIGKILL
    return sent


def _die_at(function: str, *, when: str, nth: int) -> None:
    home, _, name = function.rpartition(".")
    owner = pkgutil.resolve_name(home)
    real, calls = getattr(owner, name), 0

    def dying(*values: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*values, **named)
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dying)
