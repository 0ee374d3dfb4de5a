"""What became of a plan: judged, or why not. It is written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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
        data: dict[str, Any] = json.loads(store.shelf.read(plan, _FILE) or b"")
        if data.pop("schema") != SCHEMA:
            return None
        return Outcome(**{**data, "limits": tuple(data["limits"])})
    except (ValueError, KeyError, TypeError):
        return None


def read_report(store: Store, plan: str) -> bytes | None:
    """A plan's report.json; None where it was not judged."""
    return store.shelf.read(plan, _REPORT)


def reported_s(store: Store, plan: str) -> float | None:
    """When a plan's report was written, in seconds of the epoch; None where it was not judged."""
    return store.shelf.modified_s(plan, _REPORT)


def write_outcome(store: Store, outcome: Outcome, *, report: str | None = None) -> None:
    """Put a plan's outcome and report into the store: both, or neither, however this process may end.

    Raises:
        WriteError: they could not be written.
    """
    data = {
        "schema": SCHEMA,
        "plan": outcome.plan,
        "basis": outcome.basis,
        "state": outcome.state,
        "limits": outcome.limits,
        "tables": outcome.tables,
    }
    contents = {} if report is None else {_REPORT: report.encode("utf-8", "replace")}
    text = json.dumps(data, ensure_ascii=False) + "\n"
    store.shelf.put(outcome.plan, {**contents, _FILE: text.encode("utf-8", "replace")})
