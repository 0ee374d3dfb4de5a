"""Which organ a structure may be a part of by its name: ``SpinalCord_2``, ``Cord upper``, ``Parotid_R~``."""

from __future__ import annotations

import re

from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_marks import find_mark

_PART = re.compile(
    r"(?<![^\W_])(upper|lower|up|low|top|bottom|sup|inf|superior|inferior|cranial|caudal|oben|unten|part|rest|cont|"
    r"continued|ext|extended|extension|deep|superficial|superf|inner|outer|medial|lateral|proximal|distal|tail|lobe|"
    r"half|tief|oberflächlich|[a-c](?=$))(?![^\W\d_])|\d{1,2}$|~|(?<=[上下])段|[上下]|[深浅][叶部]",
    re.IGNORECASE,
)
"""A word or number that makes a part, or a second one, of what a name says beside it."""

_AROUND = re.compile(r"^[\s_.-]+|[\s_.-]+$")
_BETWEEN = re.compile(r"[\s_.-]{2,}")


def find_part_of(name: str) -> str:
    """The TG-263 name of the organ that a structure may be a part of; empty where it says none.

    A target, and a margin around an organ, are no part of it.
    """
    if find_volume(name) or find_mark(name) == "name-mark.margin" or not _PART.search(name):
        return ""
    return find_meaning(_AROUND.sub("", _BETWEEN.sub("_", _PART.sub("", name))))
