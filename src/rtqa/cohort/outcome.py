"""What became of a plan: judged, or why not. It is written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rtqa.cohort.rows import Row
from rtqa.cohort.store import SCHEMA, Store
from rtqa.messages import Message

State = Literal["checked", "refused", "broken", "out-of-time", "out-of-memory"]
"""What became of a plan: judged; not a case that rtqa takes; its process ended; a limit was reached."""

STATES = {
    "pass": Message("verdict.pass"),
    "variation": Message("verdict.variation"),
    "review": Message("verdict.review"),
    "fail": Message("verdict.fail"),
    "refused": Message("cohort.refused"),
    "broken": Message("cohort.broken"),
    "out-of-time": Message("cohort.out-of-time"),
    "out-of-memory": Message("cohort.out-of-memory"),
}
"""What each verdict, and each state without one, is called; worst last but for the verdicts."""

_FILE, _REPORT = "outcome.json", "report.json"
_STAGED = ".staged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A plan's outcome.

    Attributes:
        plan: what the store calls it.
        basis: hash of all that it depends on: files, protocol, course file, version of rtqa.
        limits: of seconds and bytes, where one of them may have ended it; else empty.
        state: what became of it.
        tables: its rows of each table of the results.
    """

    plan: str
    basis: str
    state: State
    limits: tuple[float, float] | tuple[()] = ()
    tables: Mapping[str, list[Row]] = field(default_factory=dict)

    @property
    def verdict(self) -> str | None:
        """Of the plan; None where it was not judged."""
        verdict: str | None = self.tables["plans"][0]["verdict"]
        return verdict

    def holds(self, basis: str, limits: tuple[float, float]) -> bool:
        """Whether the plan need not be checked again: nothing has changed, nor a limit that ended it."""
        return self.basis == basis and self.limits in ((), limits)


def read_outcome(store: Store, plan: str) -> Outcome | None:
    """The outcome of a plan; None where there is none that can be read."""
    try:
        data: dict[str, Any] = json.loads((store.plan_folder(plan) / _FILE).read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            return None
        return Outcome(**{**data, "limits": tuple(data["limits"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def report_file(store: Store, plan: str) -> Path:
    """Where a plan's report lies, if it was judged."""
    return store.plan_folder(plan) / _REPORT


def write_outcome(store: Store, outcome: Outcome, *, report: str | None = None) -> None:
    """Put a plan's outcome and report into the store: both, or neither, however this process may end."""
    data = {
        "schema": SCHEMA,
        "plan": outcome.plan,
        "basis": outcome.basis,
        "state": outcome.state,
        "limits": outcome.limits,
        "tables": outcome.tables,
    }
    target = store.plan_folder(outcome.plan)
    with staging(store) as staged:
        (staged / _FILE).write_text(
            json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace"
        )
        if report is not None:
            (staged / _REPORT).write_text(report, encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            # Under another name first, so that no half of it is ever taken for an outcome.
            old = staged.with_name(f"{staged.name}.old")
            target.rename(old)
            shutil.rmtree(old)
        staged.rename(target)


@contextmanager
def staging(store: Store) -> Iterator[Path]:
    """A fresh folder beside the plans, which is gone afterwards unless it was moved."""
    folder = store.plans / _STAGED / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_staged(store: Store) -> None:
    """Remove what runs left behind that were killed."""
    shutil.rmtree(store.plans / _STAGED, ignore_errors=True)
