"""Judges one submission, in a process that ends with it: nothing it does may harm another."""

from __future__ import annotations

import os
import shutil
import sys
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rtqa.cohort.confined import UNWRITTEN, confined, is_of_memory, read_within_memory
from rtqa.cohort.outcome import Outcome, State, write_outcome
from rtqa.cohort.plans import IndexedFile
from rtqa.cohort.rows import Row, rows_of
from rtqa.cohort.store import Store
from rtqa.cohort.submissions import Submission
from rtqa.errors import InputError, RtqaError
from rtqa.evaluation import check
from rtqa.findings import Report
from rtqa.limits import MOST_UNPACKED_BYTES
from rtqa.messages import Message
from rtqa.protocol import LoadedProtocol
from rtqa.render.files.report_files import stamp
from rtqa.render.files.report_json import render_json

REASONS: dict[State, Message] = {
    "out-of-time": Message("cohort.out-of-time"),
    "out-of-memory": Message("cohort.out-of-memory"),
    "broken": Message("cohort.broken"),
}
"""Why a plan was not judged whose process did not say so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be judged, and how.

    Attributes:
        store: where the outcome goes.
        submission: what is judged.
        protocol: that it is judged by.
        basis: see :class:`Outcome`.
        limits: of seconds, which who starts the judge sees to, and of bytes, which the system does.
    """

    store: Store
    submission: Submission
    protocol: LoadedProtocol
    basis: str
    limits: tuple[float, float]


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


def judge(order: Order) -> None:
    """Judge, and put outcome and report into the store; to be run in a process of its own."""
    with confined(order.limits[1]):
        outcome, text = _judge(order)
        try:
            write_outcome(order.store, outcome, report=text)
        except RtqaError:
            os._exit(UNWRITTEN)


def _judge(order: Order) -> tuple[Outcome, str | None]:
    """The outcome, and report.json where there is one."""
    submission, clock = order.submission, Clock()
    try:
        report = _check(order, clock=clock)
        text = render_json(report)
        tables = rows_of(report, submission.name)
        clock.stop("writing")
        clock.stop("all")
        tables["timings"] = [{"plan": submission.name, **row} for row in clock.rows]
        tables["plans"] = [plan_row(submission, "checked", report=report)]
    except RtqaError as error:
        return _failure(order, "refused", reason=error.message), None
    except Exception as error:
        if is_of_memory(error):
            raise
        # A plan that breaks rtqa is a row of its own, and no more.
        return _failure(order, "broken", reason=Message("cohort.fault", error=type(error).__name__)), None
    return Outcome(plan=submission.name, basis=order.basis, state="checked", tables=tables), text


def write_failure(order: Order, state: State, *, limits: tuple[float, float] | tuple[()] = ()) -> None:
    """Write that a submission was not judged whose process did not say so itself.

    Raises:
        WriteError: it could not be written.
    """
    write_outcome(order.store, _failure(order, state, reason=REASONS[state], limits=limits))


def _failure(
    order: Order, state: State, *, reason: Message, limits: tuple[float, float] | tuple[()] = ()
) -> Outcome:
    row = plan_row(order.submission, state, reason=str(reason))
    name = order.submission.name
    return Outcome(plan=name, basis=order.basis, state=state, limits=limits, tables={"plans": [row]})


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


def _check(order: Order, *, clock: Clock) -> Report:
    with order.store.shelf.working(order.submission.name) as unpacked:
        case = read_within_memory(lay_out_files(order.submission.files, unpacked))
        clock.stop("reading")
        # Of thousands of plans a second dose would take half as long again; of one, `rtqa check` has it.
        report = stamp(
            check(case, protocol=order.protocol, course=order.submission.course, second_dose=False)
        )
        clock.stop("checking")
    return report


def lay_out_files(files: Sequence[IndexedFile], folder: Path) -> list[Path]:
    """The files as paths; members of archives are unpacked under numbers: their names lead nowhere.

    Raises:
        InputError: they would take more of the disk than a plan may.
    """
    if sum(file.size for file in files if file.member) > MOST_UNPACKED_BYTES:
        raise InputError(f"its archives unpack to more than {MOST_UNPACKED_BYTES >> 30} GiB")
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
