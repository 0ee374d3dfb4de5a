"""That one desk alone works in a data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rtqa.cohort.store import try_lock
from rtqa.errors import UsageError


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other desks out for as long as the block runs; the system lets go however the process ends.

    Raises:
        UsageError: one is at work there.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as file:
        if not try_lock(file):
            raise UsageError("a desk is at work in this data folder: stop it first")
        yield


def is_at_work(folder: Path) -> bool:
    """Whether a desk works in a data folder."""
    if not (folder / "lock").exists():
        return False
    with (folder / "lock").open("wb") as file:
        return not try_lock(file)
