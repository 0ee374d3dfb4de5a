"""A goal as a sheet has it, such as ``<= 45``: a relation and a number, and nothing that is evaluated."""

from __future__ import annotations

import re
from typing import NamedTuple

_GOAL = re.compile(
    r"\s*+(?P<relation><=|>=|=<|=>|<|>|≤|≥|⩽|⩾|≦|≧)?+\s*+(?P<number>[+-]?[0-9]{1,6}(?:\.[0-9]{1,9})?)\s*+"
)
_RELATIONS = {"≤": "<=", "⩽": "<=", "≦": "<=", "=<": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "=>": ">="}


class GoalText(NamedTuple):
    """A relation, empty where the text has none, and a number."""

    relation: str
    number: float


def read_goal(value: object) -> GoalText | None:
    """Read ``"<= 45"``, ``"45"`` or ``45``; None of anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return GoalText("", float(value))
    match = _GOAL.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    relation = match["relation"] or ""
    return GoalText(_RELATIONS.get(relation, relation), float(match["number"]))


def read_relation(value: object) -> str | None:
    """Read ``"<="`` alone, or nothing at all; None of anything else."""
    text = value.strip() if isinstance(value, str) else None
    relation = _RELATIONS.get(text, text) if text is not None else None
    return relation if relation in ("", "<=", "<", ">=", ">") else None
