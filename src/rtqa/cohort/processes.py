"""Processes that each do one task: started, waited for, and killed when their time is over."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Literal, TypeVar

from rtqa.cohort.confined import OUT_OF_MEMORY, UNWRITTEN

Task = TypeVar("Task")

Ending = Literal["ended", "killed", "out-of-time", "out-of-memory", "unwritten"]
"""How a process ended: by itself, by a signal, at a limit, or unable to write what it came to."""


@dataclass(frozen=True, slots=True)
class _AtWork(Generic[Task]):
    process: BaseProcess
    task: Task
    until: float


class Processes(Generic[Task]):
    """The processes at work; a function that is run in one begins with :func:`rtqa.cohort.confined.confined`.

    Args:
        timeout_s: of each.
        preload: the module that imports what all of them need; it is loaded once, where the system can.
    """

    def __init__(self, *, timeout_s: float, preload: str) -> None:
        self._timeout_s = timeout_s
        self._at_work: dict[int, _AtWork[Task]] = {}
        # One thread a process: as many plans at once as there are processors is quicker.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        can_fork = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
        # The contexts' common base does not tell that they start processes.
        self._context: Any = multiprocessing.get_context("forkserver" if can_fork else "spawn")
        if can_fork:
            # Libraries are loaded once, in the process that all others are split off from.
            self._context.set_forkserver_preload([preload])

    def warm_up(self) -> None:
        """Begin to load it, before the first task comes."""
        if self._context.get_start_method() == "forkserver":
            forkserver.ensure_running()

    def __len__(self) -> int:
        return len(self._at_work)

    def start(self, task: Task, run: Callable[..., None], *args: object) -> None:
        """Start the process of a task: ``run(*args)``, all of which can be pickled."""
        process = self._context.Process(target=run, args=args, daemon=True)
        process.start()
        self._at_work[process.sentinel] = _AtWork(process, task, time.monotonic() + self._timeout_s)

    def wait(self, most_s: float | None = None, *, also: Sequence[Any] = ()) -> list[tuple[Task, Ending]]:
        """Wait until a process has ended, or is out of time and was killed; the tasks of those that have.

        Args:
            most_s: to wait; as long as it takes where None.
            also: what ends the waiting as well, once it can be read.
        """
        soonest = min((work.until for work in self._at_work.values()), default=None)
        left = None if soonest is None else max(0.0, soonest - time.monotonic())
        timeout = min((seconds for seconds in (left, most_s) if seconds is not None), default=0.0)
        ready = connection.wait([*self._at_work, *also], timeout=timeout) if self._at_work else []
        ended: list[tuple[Task, Ending]] = []
        for sentinel, work in list(self._at_work.items()):
            if sentinel not in ready and time.monotonic() < work.until:
                continue
            if sentinel not in ready:
                work.process.kill()
            work.process.join()
            del self._at_work[sentinel]
            ended.append((work.task, "out-of-time" if sentinel not in ready else _ending(work.process)))
        return ended

    def stop(self) -> None:
        """End what is at work."""
        for work in self._at_work.values():
            work.process.kill()
            work.process.join()
        self._at_work.clear()


def _ending(process: BaseProcess) -> Ending:
    if process.exitcode == OUT_OF_MEMORY:
        return "out-of-memory"
    if process.exitcode == UNWRITTEN:
        return "unwritten"
    return "killed" if (process.exitcode or 0) < 0 else "ended"
