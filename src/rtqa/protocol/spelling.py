"""When two spellings are the same name, and what to offer for one that is not known."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

_INNER_SEPARATOR = re.compile(r"(?<=[^\W_])[\s_-]+(?=[^\W_])")


def normalise(name: str) -> str:
    """Fold what never changes a structure's meaning: case, width, accents' encoding, inner separators.

    ``Spinal_Cord``, ``SPINALCORD`` and ``spinal cord`` become one; ``SpinalCord~``, ``cord+3mm`` and a
    separator at the start or end keep their mark, as they are different structures (NFKC, casefold).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _INNER_SEPARATOR.sub("", folded.strip())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"; did you mean 'metric'?"``, or nothing where nothing known comes close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"; did you mean {close[0]!r}?" if close else ""
