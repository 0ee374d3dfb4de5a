"""What happens when the reader of the output ends first, as `head` does once it has its lines."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def let_go() -> None:
    """Send the rest of standard output nowhere, what is still in its buffer included."""
    with suppress(OSError):  # one that is no file has nothing to let go of
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def flush() -> None:
    """Write out what is still in the buffer, so that an output that is full is noticed while it can be said.

    Raises:
        OSError: it cannot be written, and not for want of a reader.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        let_go()
