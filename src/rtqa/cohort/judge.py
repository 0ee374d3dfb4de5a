"""Judges one submission, in a process that ends with it: nothing it does may harm another."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

from rtqa.cohort.outcome import Outcome, State, staging, write_outcome
from rtqa.cohort.plans import IndexedFile
from rtqa.cohort.rows import Row, rows_of
from rtqa.cohort.store import Store
from rtqa.cohort.submissions import Submission
from rtqa.dicom import read_case
from rtqa.errors import RtqaError
from rtqa.evaluation import check
from rtqa.findings import Report
from rtqa.messages import Message
from rtqa.render.files.report_files import stamp
from rtqa.render.files.report_json import render_json

OUT_OF_MEMORY = 3
"""Status of a process that ended because it was to have no more memory."""

_NO_THREAD = "can't start new thread"
"""What Python says where there is no memory for a thread's stack."""

REASONS: dict[State, Message] = {
    "out-of-time": Message("cohort.out-of-time"),
    "out-of-memory": Message("cohort.out-of-memory"),
    "broken": Message("cohort.broken"),
}
"""Why a plan was not judged whose process did not say so itself."""


class Clock:
    """How long each stage took, and the most memory until its end."""

    def __init__(self) -> None:
        self._since = self._begun = (time.perf_counter(), time.process_time())
        self.rows: list[Row] = []

    def stop(self, stage: str) -> None:
        """End a stage; ``all`` ends them all."""
        now = (time.perf_counter(), time.process_time())
        before = self._begun if stage == "all" else self._since
        self.rows.append(
            {
                "stage": stage,
                "seconds": round(now[0] - before[0], 3),
                "cpu_s": round(now[1] - before[1], 3),
                "peak_mb": _peak_mb(),
            }
        )
        self._since = now


def judge(
    store: Store, submission: Submission, protocol: str, *, basis: str, limits: tuple[float, float]
) -> None:
    """Judge, and put outcome and report into the store; to be run in a process of its own.

    Args:
        store: where it goes.
        submission: what is judged.
        protocol: id or file.
        basis: see :class:`Outcome`.
        limits: of seconds, which the parent sees to, and of bytes, which the system does.
    """
    _end_with_parent()
    _limit_memory(limits[1])
    clock = Clock()
    try:
        report = _check(store, submission, protocol, clock=clock)
        text = render_json(report)
        tables = rows_of(report, submission.name)
        clock.stop("writing")
        clock.stop("all")
        tables["timings"] = [{"plan": submission.name, **row} for row in clock.rows]
        tables["plans"] = [plan_row(submission, "checked", report=report)]
        outcome = Outcome(plan=submission.name, basis=basis, state="checked", tables=tables)
        write_outcome(store, outcome, report=text)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # nothing may be left to write with: the parent does
    except RtqaError as error:
        write_failure(store, submission, "refused", basis=basis, reason=error.message)
    except Exception as error:  # noqa: BLE001 (a plan that breaks rtqa is a row of its own, and no more)
        if isinstance(error, RuntimeError) and _NO_THREAD in str(error):
            os._exit(OUT_OF_MEMORY)  # of its address space, nothing was left for a thread
        reason = Message("cohort.fault", error=type(error).__name__)
        write_failure(store, submission, "broken", basis=basis, reason=reason)


def write_failure(
    store: Store,
    submission: Submission,
    state: State,
    *,
    basis: str,
    limits: tuple[float, float] | tuple[()] = (),
    reason: Message | None = None,
) -> None:
    """Write that a submission was not judged, and why."""
    row = plan_row(submission, state, reason=str(reason or REASONS[state]))
    outcome = Outcome(plan=submission.name, basis=basis, state=state, limits=limits, tables={"plans": [row]})
    write_outcome(store, outcome)


def plan_row(
    submission: Submission, state: State, *, report: Report | None = None, reason: str = ""
) -> dict[str, Any]:
    """The submission's row in the table of plans."""
    row: dict[str, Any] = {
        "plan": submission.name,
        "patient": submission.patient,
        "first_plan": submission.first_plan,
        "state": state,
        "reason": reason,
        "verdict": report.verdict.value if report is not None else None,
        "date": submission.date or None,
        "n_files": len(submission.files),
        "rtqa_version": version("rtqa"),
    }
    if report is not None:
        counts = report.counts
        row |= {f"n_{word}": counts[word] for word in ("fail", "review", "variation", "pass")}
        row |= {
            "protocol": report.protocol.id,
            "protocol_version": report.protocol.version,
            "protocol_sha256": report.protocol.sha256,
        }
    return row


def _check(store: Store, submission: Submission, protocol: str, *, clock: Clock) -> Report:
    with staging(store) as unpacked:
        case = read_case(*lay_out_files(submission.files, unpacked))
        if any(_is_of_memory(deviation.message) for deviation in case.deviations):
            raise MemoryError
        clock.stop("reading")
        report = stamp(check(case, protocol=protocol, course=submission.course))
        clock.stop("checking")
    return report


def _is_of_memory(message: Message) -> bool:
    """Whether a file was left out because there was no memory to read it: such a case is not to be judged."""
    reason = message.values.get("reason")
    return isinstance(reason, Message) and reason.values.get("error") == MemoryError.__name__


def lay_out_files(files: Sequence[IndexedFile], folder: Path) -> list[Path]:
    """The files as paths; members of archives are unpacked under numbers: their names lead nowhere."""
    paths = []
    for number, file in enumerate(files):
        path = Path(os.fsdecode(file.path))
        if file.member:
            packed, path = path, folder / f"{number}"
            with (
                zipfile.ZipFile(packed) as archive,
                archive.open(file.member) as inside,
                path.open("wb") as out,
            ):
                shutil.copyfileobj(inside, out)
        paths.append(path)
    return paths


def _limit_memory(n_bytes: float) -> None:
    """Let the system refuse memory beyond the limit, where it can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (int(n_bytes), int(n_bytes)))


def _peak_mb() -> float | None:
    with suppress(ImportError):
        import resource  # noqa: PLC0415

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
    return None  # pragma: no cover


def _end_with_parent() -> None:
    """End as soon as the run ends, however it does: it must not write into a store that the next one uses."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
