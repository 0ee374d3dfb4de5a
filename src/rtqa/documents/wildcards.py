"""Names by a pattern with ``*`` and ``?``, in time that grows with pattern times name and no faster."""

from __future__ import annotations


def fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern: ``*`` stands for any signs, also none, and ``?`` for one.

    Only the last ``*`` before a misfit is ever widened: what an earlier one could take, it can take too.
    """
    at = in_pattern = 0
    star, taken = -1, 0
    while at < len(name):
        sign = pattern[in_pattern] if in_pattern < len(pattern) else ""
        if sign == "*":
            star, taken = in_pattern, at
            in_pattern += 1
        elif sign in ("?", name[at]):
            at += 1
            in_pattern += 1
        elif star >= 0:
            taken += 1
            at, in_pattern = taken, star + 1
        else:
            return False
    return not pattern[in_pattern:].strip("*")
