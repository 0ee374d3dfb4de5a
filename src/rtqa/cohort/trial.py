"""All that a report of a cohort is made of: the results, each plan with its group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rtqa.cohort.completeness import Gap, count_gaps, list_gaps
from rtqa.cohort.groups import Grouping
from rtqa.cohort.results import read_table
from rtqa.cohort.rows import Row
from rtqa.cohort.store import Store, object_name
from rtqa.findings.peers import ReportedPeer
from rtqa.messages import Message

By = Literal["site", "arm", "planner", "month"]

UNKNOWN = ""
"""The group of a plan of which it is not known."""

_PATHS = "SELECT object, min(path) FROM file WHERE role = 'RTPLAN' GROUP BY object"

_READ: dict[str, tuple[list[str], list[tuple[str, str, Any]] | None]] = {
    "causes": (["plan", "kind", "owner", "summary"], None),
    "metrics": (
        ["plan", "phase", "structure", "metric", "quantity", "relation", "limit", "value", "verdict"],
        [("code", "=", "DV-LIMIT")],
    ),
    "structures": (["plan", "name", "matched_to", "how"], [("how", "in", ["alias", "suggested"])]),
}
"""Of each table the columns and rows that the report is made of: most rows of a large trial are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The results of a store, read once.

    Attributes:
        by: what the plans are grouped by.
        plans: rows of the table of plans, in the order of their dates, each with its ``group``.
        causes: rows of their table, each with its plan's ``group``.
        metrics: likewise, of what the protocol's limits judge.
        structures: likewise, of those that bear another name than the protocol's.
        peers: what peers have beside values of plans: a row each with ``plan`` and ``group``; empty where no
            model was named.
        gaps: what is missing, double or astray: what it is called, how often, of how many patients.
        lacking: every object of them, with its group; of months, none is known.
    """

    by: By
    plans: tuple[Row, ...]
    causes: tuple[Row, ...]
    metrics: tuple[Row, ...]
    structures: tuple[Row, ...]
    gaps: tuple[tuple[Message, int, int], ...]
    lacking: tuple[tuple[Gap, str], ...] = ()
    peers: tuple[Row, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that occur, in order."""
        return tuple(sorted({plan["group"] for plan in self.plans}))

    def judged_metrics(self) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
        """Each limit with the rows of all plans that it judged, in the order of the plans."""
        limits: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.metrics:
            key = (row["phase"], row["structure"], row["metric"], row["quantity"])
            limits.setdefault((*key, row["relation"], row["limit"]), []).append(row)
        yield from sorted(limits.items(), key=lambda item: tuple(map(str, item[0])))


def read_trial(
    store: Store, by: By, grouping: Grouping, *, peers: Iterable[tuple[str, ReportedPeer]] = ()
) -> Trial:
    """Read the results, and find out whose each plan is.

    Args:
        store: where they lie.
        by: what the plans are grouped by.
        grouping: how it is known of a plan.
        peers: what peers have, by the plan's name.

    Raises:
        InputError: there are no results yet.
    """
    plans = read_table(store, "plans").to_pylist()
    with store.index() as index:
        gaps = count_gaps(index)
        lacking = [(gap, grouping.of(gap.path).get(by, UNKNOWN)) for gap in list_gaps(index)]
        paths = {object_name(uid): path for uid, path in index.execute(_PATHS)}
    for plan in plans:
        path = paths.get(plan["first_plan"], b"")
        plan["group"] = (plan["date"] or UNKNOWN)[:7] if by == "month" else grouping.of(path).get(by, UNKNOWN)
    plans.sort(key=lambda plan: (plan["date"] or "", plan["plan"]))
    place = {plan["plan"]: n for n, plan in enumerate(plans)}

    def of_plans(table: str) -> tuple[Row, ...]:
        columns, where = _READ[table]
        rows = read_table(store, table, columns=columns, where=where).to_pylist()
        for row in rows:
            row["group"] = plans[place[row["plan"]]]["group"]
        return tuple(sorted(rows, key=lambda row: place[row["plan"]]))

    return Trial(
        by=by,
        plans=tuple(plans),
        causes=of_plans("causes"),
        metrics=of_plans("metrics"),
        structures=of_plans("structures"),
        gaps=tuple(gaps),
        lacking=tuple(lacking),
        peers=tuple(
            {**asdict(peer), "plan": plan, "group": plans[place[plan]]["group"]}
            for plan, peer in peers
            if plan in place
        ),
    )
