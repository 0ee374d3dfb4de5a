"""What happens when the reader of the output ends first, as `head` does once it has its lines."""

from __future__ import annotations

import os
import sys


def let_go() -> None:
    """Send the rest of standard output nowhere, what is still in its buffer included."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
