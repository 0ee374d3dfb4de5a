"""Checks all submissions of a store, each in a process of its own with limits of time and memory."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any

from rtqa.cohort.judge import OUT_OF_MEMORY, judge, write_failure
from rtqa.cohort.outcome import State, clear_staged, read_outcome
from rtqa.cohort.store import Store
from rtqa.cohort.submissions import CourseRow, Submission, list_submissions
from rtqa.protocol import load_protocol


@dataclass(slots=True)
class Tally:
    """How far a run is.

    Attributes:
        n: submissions in the store.
        n_done: those that have an outcome.
        n_fresh: those of them that this run made.
        names: of all those that have one.
        states: how many have each verdict or, without one, each state.
        since: when the run began, on the clock of :func:`time.monotonic`.
    """

    n: int = 0
    n_done: int = 0
    n_fresh: int = 0
    names: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    since: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at the pace so far; None before the first is done."""
        if not self.n_fresh:
            return None
        return (time.monotonic() - self.since) / self.n_fresh * (self.n - self.n_done)


Progress = Callable[[Tally], None]


@dataclass(frozen=True, slots=True)
class _AtWork:
    process: BaseProcess
    submission: Submission
    basis: str
    until: float


def check_all(
    store: Store,
    protocol: str,
    *,
    courses: Sequence[CourseRow] = (),
    jobs: int = 1,
    timeout_s: float = 600.0,
    memory_bytes: float = 4e9,
    progress: Progress | None = None,
) -> Tally:
    """Check what is not checked yet; a submission that breaks, hangs or is refused is an outcome too.

    However the run ends, what has an outcome keeps it, and the next run goes on from there.

    Args:
        store: an index, and outcomes of earlier runs.
        protocol: id of the library's, or a file.
        courses: of the course table.
        jobs: processes at once.
        timeout_s: of each submission.
        memory_bytes: of each, as far as the system can hold it to that.
        progress: called whenever a submission has its outcome.

    Raises:
        UsageError, DocumentError: no such protocol, or another run at work.
    """
    about = f"{load_protocol(protocol).sha256} {version('rtqa')}"
    limits = (timeout_s, memory_bytes)
    run = _Run(store, protocol, limits=limits, jobs=jobs)
    with store.locked(), store.index() as index:
        clear_staged(store)
        run.tally.n = sum(1 for _ in list_submissions(index, courses))
        try:
            for submission in list_submissions(index, courses):
                basis = hashlib.sha256(f"{submission.fingerprint} {about}".encode()).hexdigest()[:32]
                outcome = read_outcome(store, submission.name)
                if outcome is not None and outcome.holds(basis, limits):
                    run.count(submission, is_fresh=False)
                else:
                    run.start(submission, basis, progress)
                if progress is not None:
                    progress(run.tally)
            while run.at_work:
                run.wait(progress)
        finally:
            run.stop()
    return run.tally


class _Run:
    """The processes at work, and what became of those that ended."""

    def __init__(self, store: Store, protocol: str, *, limits: tuple[float, float], jobs: int) -> None:
        self.store, self.protocol, self.limits, self.jobs = store, protocol, limits, jobs
        self.tally = Tally()
        self.at_work: dict[int, _AtWork] = {}
        # One thread a process: as many plans at once as there are processors is quicker.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        can_fork = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
        # The contexts' common base does not tell that they start processes.
        self._context: Any = multiprocessing.get_context("forkserver" if can_fork else "spawn")
        if can_fork:
            # Libraries are loaded once, in the process that all others are split off from.
            self._context.set_forkserver_preload(["rtqa.cohort.judge"])

    def start(self, submission: Submission, basis: str, progress: Progress | None) -> None:
        """Start a submission's process, once there is a place for it."""
        while len(self.at_work) >= self.jobs:
            self.wait(progress)
        process = self._context.Process(
            target=judge,
            args=(self.store, submission, self.protocol),
            kwargs={"basis": basis, "limits": self.limits},
            daemon=True,
        )
        process.start()
        until = time.monotonic() + self.limits[0]
        self.at_work[process.sentinel] = _AtWork(process, submission, basis, until)

    def wait(self, progress: Progress | None) -> None:
        """Wait until a process has ended or is out of time."""
        soonest = min(work.until for work in self.at_work.values())
        ended = connection.wait(list(self.at_work), timeout=max(0.0, soonest - time.monotonic()))
        for sentinel, work in list(self.at_work.items()):
            if sentinel in ended:
                self._finish(work, "broken")
            elif time.monotonic() >= work.until:
                work.process.kill()
                self._finish(work, "out-of-time")
            else:
                continue
            del self.at_work[sentinel]
            if progress is not None:
                progress(self.tally)

    def _finish(self, work: _AtWork, otherwise: State) -> None:
        """Count an outcome; where the process left none, write one."""
        work.process.join()
        if work.process.exitcode == OUT_OF_MEMORY:
            otherwise = "out-of-memory"
        outcome = read_outcome(self.store, work.submission.name)
        if outcome is None or not outcome.holds(work.basis, self.limits):
            write_failure(self.store, work.submission, otherwise, basis=work.basis, limits=self.limits)
        self.count(work.submission, is_fresh=True)

    def count(self, submission: Submission, *, is_fresh: bool) -> None:
        """Count what a submission's outcome is."""
        outcome = read_outcome(self.store, submission.name)
        if outcome is not None:
            self.tally.n_done += 1
            self.tally.names.append(submission.name)
            self.tally.n_fresh += is_fresh
            self.tally.states[outcome.verdict or outcome.state] += 1

    def stop(self) -> None:
        """End what is at work."""
        for work in self.at_work.values():
            work.process.kill()
            work.process.join()
