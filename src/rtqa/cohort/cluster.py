"""Judges on many machines, through a scheduler of dask.distributed.

The scheduler deals orders out; each thread of a worker has a :mod:`rtqa.cohort.crew` that judges them in
processes with limits. Outcomes go straight into the store's shelf, and only that one is there comes back. A
worker that dies gives its order to another; a plan that a worker dies of four times is broken.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import uuid
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rtqa.cohort.judge import Order, write_failure
from rtqa.errors import RtqaError, UsageError

_AHEAD = 2
"""Orders that a thread has before it, so that none waits for the scheduler."""

_PATIENCE_S = 30
"""For the scheduler to answer."""

_of_thread = threading.local()


class Cluster:
    """Like :class:`rtqa.cohort.apart.Judges`, on the workers of a scheduler."""

    def __init__(self, scheduler: str) -> None:
        """Connect.

        Args:
            scheduler: its address, such as ``tcp://10.0.0.1:8786``, or the file that it wrote.

        Raises:
            UsageError: dask.distributed is not installed, or no scheduler answers.
        """
        try:
            import distributed  # noqa: PLC0415 (an extra)
        except ImportError:
            raise UsageError("--scheduler needs dask.distributed: pip install 'rtqa[cluster]'") from None
        where = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
        try:
            self._dask: Any = distributed
            self._client = self._dask.Client(**where, timeout=_PATIENCE_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError):
            raise UsageError(f"no scheduler of dask answers at {scheduler!r}") from None
        self._futures: dict[Any, Order] = {}
        self._run = uuid.uuid4().hex[:8]
        self._n_threads = 1

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at work."""
        return not self._futures

    @property
    def is_full(self) -> bool:
        """Whether every thread has enough before it."""
        if len(self._futures) >= _AHEAD * self._n_threads:
            # Workers come and go.
            self._n_threads = max(1, sum(self._client.nthreads().values()))
        return len(self._futures) >= _AHEAD * self._n_threads

    def start(self, order: Order) -> None:
        """Hand an order to the scheduler."""
        key = f"rtqa-{self._run}-{order.submission.name}"
        future = self._client.submit(judge_there, pickle.dumps(order), version("rtqa"), key=key, pure=False)
        self._futures[future] = order

    def wait(self) -> list[Order]:
        """Wait until an order is done; those that are.

        Raises:
            UsageError: the scheduler is gone, or a worker has another version of rtqa.
            WriteError: an outcome could not be written.
        """
        with self._client.as_current():
            done = self._dask.wait(list(self._futures), return_when="FIRST_COMPLETED").done
        finished = []
        for future in done:
            order = self._futures.pop(future)
            if future.status not in ("finished", "error"):
                raise UsageError("the scheduler of dask is gone: run again, which goes on from there")
            error = future.exception()
            if isinstance(error, RtqaError):
                raise error
            if error is not None:
                write_failure(order, "broken")
            finished.append(order)
        return finished

    def stop(self) -> None:
        """Take back what is not begun, and leave the scheduler."""
        self._client.cancel(list(self._futures))
        self._client.close()


def judge_there(order: bytes, rtqa_version: str) -> None:
    """Have a plan judged; on a worker.

    Args:
        order: an :class:`Order`, pickled: a worker loads nothing of what a judge needs.
        rtqa_version: of who asks.

    Raises:
        UsageError: the worker has another version.
        WriteError: the outcome could not be written.
        EOFError: the crew ended.
    """
    if version("rtqa") != rtqa_version:
        raise UsageError(f"a worker has rtqa {version('rtqa')}, and not {rtqa_version} as this machine")
    crew: _Crew | None = getattr(_of_thread, "crew", None)
    if crew is None or not crew.is_alive:
        crew = _of_thread.crew = _Crew()
    crew.judge(order)


class _Crew:
    """The process beside a thread of a worker; it ends with the thread."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rtqa.cohort.crew"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise EOFError
        self._orders, self._replies = self._process.stdin, self._process.stdout

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def judge(self, order: bytes) -> None:
        """Wait until the outcome is there, or raise what the crew answers."""
        self._orders.write(order)
        self._orders.flush()
        reply = pickle.load(self._replies)  # noqa: S301 (from the process that was started here)
        if reply is not None:
            raise reply

    def __del__(self) -> None:
        """Close its end, whereupon it ends."""
        with suppress(OSError):
            self._orders.close()
        self._replies.close()
        self._process.wait()
