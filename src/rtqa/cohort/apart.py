"""Judges in processes of their own on this machine: each has its limits, and none can harm another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rtqa.cohort.judge import Order, judge, write_failure
from rtqa.cohort.outcome import State, read_outcome
from rtqa.cohort.processes import Ending, Processes
from rtqa.errors import WriteError

_STATES: Mapping[Ending, State] = {
    "ended": "broken",
    "killed": "broken",
    "out-of-time": "out-of-time",
    "out-of-memory": "out-of-memory",
}
"""What a process came to that left no outcome."""


class Judges:
    """Some judges at once; every plan that was started has an outcome when :meth:`wait` gives it back."""

    def __init__(self, jobs: int, *, timeout_s: float) -> None:
        self._jobs = jobs
        self._processes: Processes[Order] = Processes(timeout_s=timeout_s, preload="rtqa.cohort.judge")

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at work."""
        return not self._processes

    @property
    def is_full(self) -> bool:
        """Whether another judge must wait."""
        return len(self._processes) >= self._jobs

    def start(self, order: Order) -> None:
        """Start a judge."""
        self._processes.start(order, judge, order)

    def wait(self, *, also: Sequence[Any] = ()) -> list[Order]:
        """Wait until a judge has ended or is out of time, or one of ``also`` can be read; those that ended.

        Raises:
            WriteError: an outcome could not be written.
        """
        finished = []
        for order, ending in self._processes.wait(also=also):
            if ending == "unwritten":
                raise WriteError("the store cannot be written to: the next run goes on from there")
            outcome = read_outcome(order.store, order.submission.name)
            if outcome is None or not outcome.holds(order.basis, order.limits):
                order.store.shelf.clear(order.submission.name)
                write_failure(order, _STATES[ending], limits=order.limits)
            finished.append(order)
        return finished

    def stop(self) -> None:
        """End what is at work."""
        self._processes.stop()
