"""Modules kept from being loaded while others are imported that look whether they are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Have these modules look as if they were not installed, unless they are loaded already."""
    hidden: dict[str, Any] = dict.fromkeys(set(names) - sys.modules.keys())
    sys.modules.update(hidden)  # an import of what is None there fails as one of what is not installed
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
