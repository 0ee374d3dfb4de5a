"""The folders of text that rtqa ships beside its code."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

_IN_CHECKOUT = {"constraints": "constraints", "checks": "docs/checks"}


def resource_folder(name: Literal["constraints", "checks"]) -> Traversable:
    """The protocol files (``constraints``) or the pages of the checks (``checks``).

    A wheel has them in ``rtqa/_data``. An editable install has no such folder; they are then where they
    are written, at the top of the source tree.
    """
    packaged = files("rtqa") / "_data" / name
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / _IN_CHECKOUT[name]
