"""Judges one submission, in a process that ends with it: nothing it does may harm another."""

from __future__ import annotations

import os
import shutil
import sys
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rtqa.cohort.confined import confined, read_within_memory
from rtqa.cohort.outcome import Outcome, State, staging, write_outcome
from rtqa.cohort.plans import IndexedFile
from rtqa.cohort.rows import Row, rows_of
from rtqa.cohort.store import Store
from rtqa.cohort.submissions import Submission
from rtqa.errors import RtqaError
from rtqa.evaluation import check
from rtqa.findings import Report
from rtqa.messages import Message
from rtqa.render.files.report_files import stamp
from rtqa.render.files.report_json import render_json

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
    try:
        with confined(limits[1]):
            _judge(store, submission, protocol, basis=basis)
    except RtqaError as error:
        write_failure(store, submission, "refused", basis=basis, reason=error.message)
    except Exception as error:  # noqa: BLE001 (a plan that breaks rtqa is a row of its own, and no more)
        reason = Message("cohort.fault", error=type(error).__name__)
        write_failure(store, submission, "broken", basis=basis, reason=reason)


def _judge(store: Store, submission: Submission, protocol: str, *, basis: str) -> None:
    clock = Clock()
    report = _check(store, submission, protocol, clock=clock)
    text = render_json(report)
    tables = rows_of(report, submission.name)
    clock.stop("writing")
    clock.stop("all")
    tables["timings"] = [{"plan": submission.name, **row} for row in clock.rows]
    tables["plans"] = [plan_row(submission, "checked", report=report)]
    outcome = Outcome(plan=submission.name, basis=basis, state="checked", tables=tables)
    write_outcome(store, outcome, report=text)


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
        case = read_within_memory(lay_out_files(submission.files, unpacked))
        clock.stop("reading")
        report = stamp(check(case, protocol=protocol, course=submission.course))
        clock.stop("checking")
    return report


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


def _peak_mb() -> float | None:
    with suppress(ImportError):
        import resource  # noqa: PLC0415

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
    return None  # pragma: no cover
