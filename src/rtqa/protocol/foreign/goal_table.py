"""A CSV table of goals, one a line, its columns in any order under headings.

``Structure,Metric,Goal,Variation,Priority`` begin such a table; :mod:`rtqa.protocol.foreign.columns` has all
headings. One without headings is ``structure, code, aliases, plan type, metric, goal, variation, priority,
source, percent of``, as DVH evaluators of planning systems read it:
``SpinalCord,,SpinalCord|Myelon,,D0.035cc[Gy],<=45,<=50,1,Our handbook``. Nothing of it is evaluated: goals
are a relation and a number. A row that cannot be read is left out and told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.protocol.foreign.columns import KEYS, POSITIONS, find_columns
from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut
from rtqa.protocol.goal_text import read_goal

_NOT_CARRIED = {"code": Message("import.code"), "plan type": Message("import.plan-type")}
_HEADS = "head the columns Structure, Metric, Goal, and Variation, Priority, Source where there are any"
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def read_goal_table(content: bytes, *, label: str) -> Imported:
    """Read a table of goals; columns are parted by commas, semicolons or tabs.

    Args:
        content: the file, UTF-8.
        label: what errors and sources call it; a file name without its folder.

    Raises:
        DocumentError: it is no such table, or no row of it can be read.
    """
    rows = _read_rows(content, label=label)
    columns = find_columns(rows[0][1]) if rows else None
    if columns is not None:
        rows = rows[1:]
    elif rows and not _is_positional(rows[0][1]):
        line, cells = rows[0]
        raise DocumentError(label, (Fault(f"line {line}", f"{_listed(cells)} is no heading: {_HEADS}"),))
    goals: list[Goal] = []
    left_out: dict[LeftOut, None] = {}
    for line, row in rows:
        named = dict(zip(columns or POSITIONS, row, strict=False))
        goal = _read_row(named, line=line, label=label)
        if isinstance(goal, Goal):
            goals.append(goal)
            left_out |= dict.fromkeys(_list_left_out(named))
        else:
            left_out[goal] = None
        if len(row) > len(columns or POSITIONS):
            left_out[LeftOut(f"line {line}", Message("import.more-cells"))] = None
    if not goals:
        faults = [Fault(str(part.place), str(part.reason)) for part in left_out]
        raise DocumentError(label, tuple(faults) or (Fault("file", f"no row of goals; {_HEADS}"),))
    return Imported(title=label, goals=tuple(goals), left_out=tuple(left_out))


def _read_rows(content: bytes, *, label: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line that it ends on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(f"line {line}", "not UTF-8 text; save the file as UTF-8")
        raise DocumentError(label, (fault,)) from None
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=True)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if mark == ";":
                cells = [_DECIMAL_COMMA.sub(".", cell) for cell in cells]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        fault = Fault(f"line {reader.line_num}", f"not CSV: {error}")
        raise DocumentError(label, (fault,)) from None
    return rows


def _is_positional(cells: list[str]) -> bool:
    """Whether a first row is one of goals and no heading: something of it can be read as such."""
    named = dict(zip(POSITIONS, cells, strict=False))
    return not isinstance(_metric(named), str) or read_goal(named.get("goal", "")) is not None


def _metric(cells: Mapping[str, str]) -> MetricSpec | str:
    """The metric of a row, its unit from a column of its own where it has none; else what is wrong."""
    text, unit = cells.get("metric", ""), cells.get("unit", "")
    for written in (text, f"{text}[{unit}]") if unit else (text,):
        try:
            return parse_metric(written)
        except MetricSyntaxError as error:
            problem = str(error)
    return problem


def _read_row(cells: Mapping[str, str], *, line: int, label: str) -> Goal | LeftOut:
    problems: list[str] = []
    metric = _metric(cells)
    if isinstance(metric, str):
        problems.append(metric)
    relation = cells.get("relation", "")
    goal, variation = read_goal(relation + cells.get("goal", "")), read_goal(cells.get("variation", ""))
    if goal is None or not goal.relation:
        problems.append(f"{cells.get('goal', '')!r} is no goal; write one such as <=45")
    if cells.get("variation") and variation is None:
        problems.append(f"{cells['variation']!r} is no variation; write one such as <=50")
    if not cells.get("structure"):
        problems.append("it names no structure")
    stated = {"goal": goal, "variation": variation}
    wrong = {what: number.object_to(str(metric)) for what, number in stated.items() if number is not None}
    problems += [f"the {what} {problem}" for what, problem in wrong.items() if problem]
    if goal is not None and variation is not None and variation.relation not in ("", goal.relation):
        problems.append("the variation has another relation than the goal")
    percent_of = cells.get("percent_of") or None
    if percent_of is not None and isinstance(metric, MetricSpec) and not metric.needs_prescription:
        problems.append(f"{metric} has no dose in percent, and a target whose prescription it is of")
    priority = cells.get("priority", "")
    if priority and not re.fullmatch(r"[1-9]\d{0,3}", priority):
        problems.append(f"{priority!r} is no priority; write 1, 2 or 3")
    if problems or isinstance(metric, str) or goal is None:
        return LeftOut(f"line {line}", Message("import.row", problems="; ".join(problems)))
    more: dict[str, object] = {key: cells[key] for key in KEYS if cells.get(key) and key != "quote"}
    if priority:
        more["priority"] = int(priority)
    return Goal(
        structure=cells["structure"],
        aliases=tuple(filter(None, (name.strip() for name in cells.get("aliases", "").split("|")))),
        metric=metric,
        relation=goal.relation,
        limit=goal.number,
        variation=variation.number if variation is not None else None,
        quote=cells.get("quote") or ",".join(cells.values()),
        source=cells.get("source") or f"{label}, line {line}",
        percent_of=percent_of,
        more=more,
        line=line,
    )


def _list_left_out(cells: Mapping[str, str]) -> list[LeftOut]:
    """Cells of a row that was carried over, which a limit does not say."""
    return [
        LeftOut(
            Message("import.column-of-table", name=name.removeprefix("?")),
            _NOT_CARRIED.get(name, Message("import.unknown-column")),
        )
        for name, cell in cells.items()
        if cell and (name in _NOT_CARRIED or name.startswith("?"))
    ]


def _listed(cells: list[str]) -> str:
    return repr(", ".join(cells)[:80])
