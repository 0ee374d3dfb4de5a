"""Checks all submissions of a store, each in a process of its own with limits of time and memory."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version

from rtqa.cohort.judge import judge, write_failure
from rtqa.cohort.outcome import State, clear_staged, read_outcome
from rtqa.cohort.processes import Ending, Processes
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
            run.at_work.stop()
    return run.tally


_STATES: Mapping[Ending, State] = {
    "ended": "broken",
    "killed": "broken",
    "out-of-time": "out-of-time",
    "out-of-memory": "out-of-memory",
}
"""What a process came to that left no outcome."""


class _Run:
    """The processes at work, and what became of those that ended."""

    def __init__(self, store: Store, protocol: str, *, limits: tuple[float, float], jobs: int) -> None:
        self.store, self.protocol, self.limits, self.jobs = store, protocol, limits, jobs
        self.tally = Tally()
        self.at_work: Processes[tuple[Submission, str]] = Processes(
            timeout_s=limits[0], preload="rtqa.cohort.judge"
        )

    def start(self, submission: Submission, basis: str, progress: Progress | None) -> None:
        """Start a submission's process, once there is a place for it."""
        while len(self.at_work) >= self.jobs:
            self.wait(progress)
        run = partial(judge, basis=basis, limits=self.limits)
        self.at_work.start((submission, basis), run, self.store, submission, self.protocol)

    def wait(self, progress: Progress | None) -> None:
        """Wait until a process has ended or is out of time."""
        for (submission, basis), ending in self.at_work.wait():
            self._finish(submission, basis, _STATES[ending])
            if progress is not None:
                progress(self.tally)

    def _finish(self, submission: Submission, basis: str, otherwise: State) -> None:
        """Count an outcome; where the process left none, write one."""
        outcome = read_outcome(self.store, submission.name)
        if outcome is None or not outcome.holds(basis, self.limits):
            write_failure(self.store, submission, otherwise, basis=basis, limits=self.limits)
        self.count(submission, is_fresh=True)

    def count(self, submission: Submission, *, is_fresh: bool) -> None:
        """Count what a submission's outcome is."""
        outcome = read_outcome(self.store, submission.name)
        if outcome is not None:
            self.tally.n_done += 1
            self.tally.names.append(submission.name)
            self.tally.n_fresh += is_fresh
            self.tally.states[outcome.verdict or outcome.state] += 1
