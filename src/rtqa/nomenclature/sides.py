"""How a structure's name says left or right."""

from __future__ import annotations

import re

LEFT = re.compile(r"([ _.-](l|lt|left)$)|^(l|lt|left)[ _.-]|left$|^left", re.IGNORECASE)
RIGHT = re.compile(r"([ _.-](r|rt|right)$)|^(r|rt|right)[ _.-]|right$|^right", re.IGNORECASE)
"""TG-263's ``_L`` and ``_R``, and what clinics write in their place."""


def strip_side(name: str, side: re.Pattern[str]) -> str:
    """What a name says beside a side: ``parotid`` of ``Parotid_L``."""
    return side.sub("", name).strip(" _.-").casefold()
