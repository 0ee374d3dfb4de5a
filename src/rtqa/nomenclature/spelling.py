"""When two spellings are the same name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INNER_SEPARATOR = re.compile(r"(?<=[^\W_])[\s_-]+(?=[^\W_])")


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """Fold what never changes a structure's meaning: case, width, accents' encoding, inner separators.

    ``Spinal_Cord``, ``SPINALCORD`` and ``spinal cord`` become one; ``SpinalCord~``, ``cord+3mm`` and a
    separator at the start or end keep their mark, as they are different structures (NFKC, casefold).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _INNER_SEPARATOR.sub("", folded.strip())
