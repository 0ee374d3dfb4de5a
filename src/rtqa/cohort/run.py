"""Checks all submissions of a store, each in a process of its own with limits of time and memory."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from rtqa.cohort.apart import Judges
from rtqa.cohort.cluster import Cluster
from rtqa.cohort.judge import Order
from rtqa.cohort.outcome import Outcome, read_outcome
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

    def count(self, submission: Submission, outcome: Outcome | None, *, is_fresh: bool) -> None:
        """Count what a submission's outcome is."""
        if outcome is not None:
            self.n_done += 1
            self.names.append(submission.name)
            self.n_fresh += is_fresh
            self.states[outcome.verdict or outcome.state] += 1


Progress = Callable[[Tally], None]


def check_all(
    store: Store,
    protocol: str,
    *,
    courses: Sequence[CourseRow] = (),
    jobs: int = 1,
    scheduler: str | None = None,
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
        jobs: processes at once, on this machine.
        scheduler: of dask.distributed, whose workers check instead: see :class:`Cluster`.
        timeout_s: of each submission.
        memory_bytes: of each, as far as the system can hold it to that.
        progress: called whenever a submission has its outcome.

    Raises:
        UsageError, DocumentError: no such protocol, another run at work, or no scheduler.
        WriteError: the store cannot be written to.
    """
    loaded = load_protocol(protocol)
    about = f"{loaded.sha256} {version('rtqa')}"
    limits = (timeout_s, memory_bytes)
    tally = Tally()

    def count(finished: Iterable[Submission], *, is_fresh: bool) -> None:
        for submission in finished:
            tally.count(submission, read_outcome(store, submission.name), is_fresh=is_fresh)
            if progress is not None:
                progress(tally)

    store = replace(store, folder=store.folder.resolve())  # as workers with another folder find it
    with store.locked(), store.index() as index:
        store.shelf.clear()
        tally.n = sum(1 for _ in list_submissions(index, courses))
        judges = Judges(jobs, timeout_s=timeout_s) if scheduler is None else Cluster(scheduler)
        try:
            for submission in list_submissions(index, courses):
                basis = hashlib.sha256(f"{submission.fingerprint} {about}".encode()).hexdigest()[:32]
                outcome = read_outcome(store, submission.name)
                if outcome is not None and outcome.holds(basis, limits):
                    count([submission], is_fresh=False)
                    continue
                while judges.is_full:
                    count((order.submission for order in judges.wait()), is_fresh=True)
                judges.start(
                    Order(store=store, submission=submission, protocol=loaded, basis=basis, limits=limits)
                )
            while not judges.is_idle:
                count((order.submission for order in judges.wait()), is_fresh=True)
        finally:
            judges.stop()
    return tally
