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


def read_row(
    place: str, cells: object, *, default_relation: str | None
) -> tuple[list[Fault], dict[str, object] | None]:
    """Read a row.

    Args:
        place: of the row.
        cells: as the file has them.
        default_relation: of a goal that is a number alone.

    Returns:
        Its faults, and the ``[[constraint]]`` where there are none.
    """
    if not isinstance(cells, Sequence) or isinstance(cells, str):
        return [Fault(place, "must be a list: structure, metric, goal, variation, priority")], None
    more = cells[-1] if cells and isinstance(cells[-1], Mapping) else {}
    plain = list(cells[:-1] if more or (cells and cells[-1] == {}) else cells)
    if not 3 <= len(plain) <= len(CELLS):
        return [
            Fault(
                place, f"has {len(plain)} cells: write structure, metric, goal, then variation and priority"
            )
        ], None
    named = dict(zip(CELLS, plain, strict=False))
    relation = read_relation(named["goal"]) if "limit_by" in more else None
    faults, numbers = _read_numbers(place, named, default_relation) if relation is None else ([], {})
    numbers |= {"relation": relation} if relation else {}
    row: dict[str, object] = {"metric": named["metric"], **numbers}
    row["structures" if is_list(named["structure"]) else "structure"] = named["structure"]
    if (priority := named.get("priority", "")) != "":
        row["priority"] = priority
    faults += [Fault(place, f"{key} stands in the row already") for key in more if key in row]
    return faults, None if faults else {**row, **more}


def _read_numbers(
    place: str, named: Mapping[str, object], default_relation: str | None
) -> tuple[list[Fault], dict[str, object]]:
    """Relation, limit and variation of a row."""
    goal, stated = read_goal(named["goal"]), named.get("variation", "")
    if goal is None:
        return [Fault(f"{place}[2]", f"{named['goal']!r} is no goal: write one such as '<= 45'")], {}
    relation = goal.relation or default_relation
    numbers: dict[str, object] = {"limit": goal.number, **({"relation": relation} if relation else {})}
    if stated == "":
        return [], numbers
    variation = read_goal(stated)
    if variation is None:
        problem = f"{stated!r} is no variation: write one such as '<= 50', or ''"
        return [Fault(f"{place}[3]", problem)], {}
    if variation.relation not in ("", relation):
        return [Fault(f"{place}[3]", "has another relation than the goal")], {}
    return [], {**numbers, "variation": variation.number}
