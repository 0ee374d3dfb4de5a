"""A goal as a sheet has it, such as ``<= 45``: a relation and a number, and nothing that is evaluated."""

from __future__ import annotations

import re
from typing import NamedTuple

_GOAL = re.compile(
    r"\s*+(?P<relation><=|>=|=<|=>|<|>|≤|≥|⩽|⩾|≦|≧)?+\s*+(?P<number>[+-]?[0-9]{1,6}(?:\.[0-9]{1,9})?)\s*+"
    r"(?P<unit>Gy|cGy|%|cc|cm3|cm³)?+\s*+"
)
_UNITS = {"cm3": "cc", "cm³": "cc"}
_RELATIONS = {"≤": "<=", "⩽": "<=", "≦": "<=", "=<": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "=>": ">="}


class GoalText(NamedTuple):
    """A relation, a number and its unit; the first and the last are empty where the text has none."""

    relation: str
    number: float
    unit: str = ""

    def object_to(self, metric: object) -> str:
        """What is wrong where a metric, as text, has its answer in another unit; else nothing."""
        stated = metric.rstrip() if isinstance(metric, str) else ""
        is_other = self.unit and stated.endswith("]") and not stated.endswith(f"[{self.unit}]")
        return f"is in {self.unit}, and the metric is not" if is_other else ""


def read_goal(value: object) -> GoalText | None:
    """Read ``"<= 45"``, ``"<= 45 Gy"``, ``"45"`` or ``45``; None of anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return GoalText("", float(value))
    match = _GOAL.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    relation, unit = match["relation"] or "", match["unit"] or ""
    return GoalText(_RELATIONS.get(relation, relation), float(match["number"]), _UNITS.get(unit, unit))


def read_relation(value: object) -> str | None:
    """Read ``"<="`` alone, or nothing at all; None of anything else."""
    text = value.strip() if isinstance(value, str) else None
    relation = _RELATIONS.get(text, text) if text is not None else None
    return relation if relation in ("", "<=", "<", ">=", ">") else None
