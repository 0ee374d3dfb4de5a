"""What to offer for a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def find_closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that comes closest; None where none comes close."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"; did you mean 'metric'?"``, or nothing where nothing known comes close."""
    closest = find_closest(word, known)
    return f"; did you mean {closest!r}?" if closest is not None else ""
