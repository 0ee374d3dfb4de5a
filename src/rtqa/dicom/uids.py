"""What is written as a UID."""

from __future__ import annotations

import re

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")


def is_uid(text: str) -> bool:
    """Whether a text is written as a UID: digits and dots, 64 at most (PS3.5 9.1).

    Leading zeros in a component are let pass: planning systems write them, and they do no harm.
    """
    return len(text) <= 64 and _UID.fullmatch(text) is not None
