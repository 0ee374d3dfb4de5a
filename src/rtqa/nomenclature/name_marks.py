"""What a name says its structure is beside an organ or a target: a margin around it, a part, a helper."""

from __future__ import annotations

import re

_HELPER_WORDS = "opt|ring|shell|dose|avoid|avoidance|help|helper|hilf|dummy|old|copy|temp|test"

_MARKS = (
    (r"prv|margin|\+\s*\d|\d\s*mm\b", "name-mark.margin"),
    (r"~|(?<![a-z])(part|partial|sub)(?![a-z])", "name-mark.part"),
    (
        rf"^[_-]|[_-]$|^z[a-z_ ]|(?<![a-z])({_HELPER_WORDS})(?![a-z])|\w\s*-\s*[pcg]tv",
        "name-mark.helper",
    ),
)
"""Patterns of any case, and what they mean; the first that is found counts."""


def find_mark(name: str) -> str:
    """The message id of what a name's marks make of its structure: ``name-mark.margin``; empty for none.

    TG-263 marks a planning risk volume by PRV, a part by ~ and a helper by a leading z or _; hospitals also
    write cord+3mm, Parotid-PTV, ring, opt.
    """
    return next((meaning for mark, meaning in _MARKS if re.search(mark, name, re.IGNORECASE)), "")
