"""A row of ``[limits]``: five cells by their order, and a table of further keys of a ``[[constraint]]``.

Where the table has ``limit_by``, the goal is its relation alone, or empty where the file has one for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rtqa.documents.references import is_list
from rtqa.errors import Fault
from rtqa.protocol.goal_text import read_goal, read_relation

CELLS = ("structure", "metric", "goal", "variation", "priority")
"""What the cells of a row are; the last two may be left out."""


def read_row(cells: object, *, default_relation: str | None) -> tuple[list[Fault], dict[str, object] | None]:
    """Read a row.

    Args:
        cells: as the file has them.
        default_relation: of a goal that is a number alone.

    Returns:
        Its faults, each with its place in the row (``.goal``), and the ``[[constraint]]``; None where the row
        has too few cells for one. A goal that is a fault is a limit of 0 there, of a file that is refused.
    """
    if not isinstance(cells, Sequence) or isinstance(cells, str):
        return [Fault("", "must be a list: structure, metric, goal, variation, priority")], None
    more = cells[-1] if cells and isinstance(cells[-1], Mapping) else {}
    plain = list(cells[:-1] if more or (cells and cells[-1] == {}) else cells)
    if not 3 <= len(plain) <= len(CELLS):
        return [
            Fault("", f"has {len(plain)} cells: write structure, metric, goal, then variation and priority")
        ], None
    named = dict(zip(CELLS, plain, strict=False))
    relation = read_relation(named["goal"]) if "limit_by" in more else None
    faults, numbers = _read_numbers(named, default_relation) if relation is None else ([], {})
    numbers |= {"relation": relation} if relation else {}
    row: dict[str, object] = {"metric": named["metric"], **numbers}
    row["structures" if is_list(named["structure"]) else "structure"] = named["structure"]
    if (priority := named.get("priority", "")) != "":
        row["priority"] = priority
    faults += [Fault("", f"{key} stands in the row already") for key in more if key in row]
    return faults, {**more, **row}


def _read_numbers(
    named: Mapping[str, object], default_relation: str | None
) -> tuple[list[Fault], dict[str, object]]:
    """Relation, limit and variation of a row."""
    goal, stated = read_goal(named["goal"]), named.get("variation", "")
    if goal is None:
        problem = f"{named['goal']!r} is no goal: write one such as '<= 45'"
        return [Fault(".goal", problem)], {"relation": "<=", "limit": 0.0}
    relation = goal.relation or default_relation
    numbers: dict[str, object] = {"limit": goal.number, **({"relation": relation} if relation else {})}
    problems = {".goal": goal.object_to(named["metric"])}
    variation = read_goal(stated) if stated != "" else None
    if variation is not None:
        has_other = variation.relation not in ("", relation)
        problem = "has another relation than the goal" if has_other else variation.object_to(named["metric"])
        problems[".variation"] = problem
        numbers["variation"] = variation.number
    elif stated != "":
        problems[".variation"] = f"{stated!r} is no variation: write one such as '<= 50', or ''"
    faults = [Fault(place, problem) for place, problem in problems.items() if problem]
    if faults:
        numbers.pop("variation", None)
    return faults, numbers
