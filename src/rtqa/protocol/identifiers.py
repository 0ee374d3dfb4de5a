"""Ids of clauses by what they say."""

from __future__ import annotations

import re
from itertools import count

_NOT_IDENTIFIER = re.compile(r"[^a-z0-9]+")


def make_identifier(said: str, used: set[str]) -> str:
    """``spinalcord-d0-03cc`` of ``SpinalCord D0.03cc``, with a number where taken; added to ``used``."""
    words = _NOT_IDENTIFIER.sub("-", said.casefold()).strip("-") or "limit"
    ident = next(name for n in count(1) if (name := words if n == 1 else f"{words}-{n}") not in used)
    used.add(ident)
    return ident
