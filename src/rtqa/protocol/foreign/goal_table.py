"""A CSV table of goals, as DVH evaluators of planning systems read it.

A row is ``structure, code, aliases, plan type, metric, goal, variation, priority, source, percent of``, such
as ``SpinalCord,,SpinalCord|Myelon,,D0.035cc[Gy],<=45,<=50,1,Our handbook``. A first row of headings is passed
over. Nothing of it is evaluated: goals are a relation and a number. The last column, which may be left out,
names the target whose prescription a dose in percent is of: ``Body,,,,V50%[cc],<=800,,,Our handbook,PTV``.
"""

from __future__ import annotations

import csv
import io
import re

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics.grammar import parse_metric
from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut

_COLUMNS = (
    "structure", "code", "aliases", "plan type", "metric", "goal", "variation", "priority", "source",
    "percent of",
)  # fmt: skip
_GOAL = re.compile(r"(?P<relation><=|>=|<|>|≤|≥)\s*(?P<limit>[0-9]{1,6}(?:\.[0-9]{1,9})?)")
_NUMBER = re.compile(r"\W{0,3}[0-9]")
_RELATIONS = {"≤": "<=", "≥": ">="}
_NOT_CARRIED = {
    "code": Message("import.code"),
    "plan type": Message("import.plan-type"),
    "priority": Message("import.priority"),
}


def read_goal_table(content: bytes, *, label: str) -> Imported:
    """Read a table of goals.

    Args:
        content: the file, UTF-8.
        label: what errors and sources call it; a file name without its folder.

    Raises:
        DocumentError: it is no such table; all its faults at once, each with its row.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError:
        raise DocumentError(label, (Fault("file", "not UTF-8 text; save the file as UTF-8"),)) from None
    except csv.Error as error:
        raise DocumentError(label, (Fault("file", f"not CSV: {error}"),)) from None
    if any(mark in cell for row in rows if len(row) == 1 for cell in row for mark in ";\t"):
        fault = Fault("file", "columns are separated by semicolons or tabs; save the file with commas")
        raise DocumentError(label, (fault,))
    faults: list[Fault] = []
    goals: list[Goal] = []
    left_out: dict[LeftOut, None] = {}
    for number, row in enumerate(rows, start=1):
        cells = dict(zip(_COLUMNS, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()) or (number == 1 and _is_heading(cells)):
            continue
        goal = _read_row(cells, place=f"row {number}", label=label, faults=faults)
        if goal is not None:
            goals.append(goal)
        left_out |= {
            LeftOut(Message("import.column-of-table", name=name), reason): None
            for name, reason in _NOT_CARRIED.items()
            if cells.get(name)
        }
    if not goals and not faults:
        faults.append(Fault("file", f"no row of goals; a row is {', '.join(_COLUMNS)}"))
    if faults:
        raise DocumentError(label, tuple(faults))
    return Imported(title=label, goals=tuple(goals), left_out=tuple(left_out))


def _is_heading(cells: dict[str, str]) -> bool:
    """Whether a first row names columns: it has no metric, and no number for a goal, well written or not."""
    return not _is_metric(cells.get("metric", "")) and not _NUMBER.match(cells.get("goal", ""))


def _is_metric(text: str) -> bool:
    try:
        parse_metric(text)
    except MetricSyntaxError:
        return False
    return True


def _read_row(cells: dict[str, str], *, place: str, label: str, faults: list[Fault]) -> Goal | None:
    before = len(faults)
    metric = None
    try:
        metric = parse_metric(cells.get("metric", ""))
    except MetricSyntaxError as error:
        faults.append(Fault(f"{place}.metric", str(error)))
    goal = _GOAL.fullmatch(cells.get("goal", ""))
    variation = _GOAL.fullmatch(cells.get("variation", ""))
    if goal is None:
        faults.append(Fault(f"{place}.goal", f"{cells.get('goal', '')!r} is no goal; write one such as <=45"))
    if cells.get("variation") and variation is None:
        faults.append(
            Fault(f"{place}.variation", f"{cells['variation']!r} is no goal; write one such as <=50")
        )
    if not cells.get("structure"):
        faults.append(Fault(f"{place}.structure", "is missing"))
    if goal is not None and variation is not None and _relation(goal) != _relation(variation):
        faults.append(Fault(f"{place}.variation", "has another relation than the goal"))
    percent_of = cells.get("percent of") or None
    if percent_of is not None and metric is not None and not metric.needs_prescription:
        faults.append(Fault(f"{place}.percent of", f"{metric} has no dose in percent"))
    if metric is None or goal is None or len(faults) > before:
        return None
    return Goal(
        structure=cells["structure"],
        aliases=tuple(filter(None, (name.strip() for name in cells.get("aliases", "").split("|")))),
        metric=metric,
        relation=_relation(goal),
        limit=float(goal["limit"]),
        variation=float(variation["limit"]) if variation is not None else None,
        quote=",".join(cells.values()),
        source=cells.get("source") or f"{label}, {place}",
        reading=None,
        percent_of=percent_of,
    )


def _relation(goal: re.Match[str]) -> str:
    return _RELATIONS.get(goal["relation"], goal["relation"])
