"""A watched folder: what an export writes into it is taken in, file by file, once it has stopped growing."""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.node.limits import Reason, Refusals
from rtqa.desk.refusals import FullError
from rtqa.desk.settings import WatchSettings
from rtqa.errors import RtqaError

log = logging.getLogger("rtqa.desk.node")

_MOST_FILES = 1_000_000


@dataclass(slots=True)
class _Seen:
    """A file as it was when it was last looked at, and since when it has been so."""

    size: int
    changed_ns: int
    since: float
    is_done: bool = False


class Watch:
    """Looks into one folder, and all below it.

    Links are not followed, and neither pipes nor devices opened. A file that was refused stays where it is,
    and is tried again only when it changes.

    Args:
        desk: that takes the objects.
        settings: which folder, and how.
        refusals: counts what is not taken.
        clock: seconds.
    """

    def __init__(
        self,
        desk: Desk,
        settings: WatchSettings,
        refusals: Refusals,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._settings, self._refusals, self._clock = desk, settings, refusals, clock
        self._folder = desk.path_of(settings.folder)
        self._seen: dict[Path, _Seen] = {}

    def step(self) -> int:
        """Look once; how many files were taken."""
        there = dict(self._list_files())
        self._seen = {path: seen for path, seen in self._seen.items() if path in there}
        return sum(self._look(path, about) for path, about in there.items())

    def _look(self, path: Path, about: os.stat_result) -> bool:
        now, seen = self._clock(), self._seen.get(path)
        if seen is None or (seen.size, seen.changed_ns) != (about.st_size, about.st_mtime_ns):
            self._seen[path] = _Seen(about.st_size, about.st_mtime_ns, now)
            return False
        if seen.is_done or now - seen.since < self._settings.settled_s:
            return False
        try:
            self._desk.intake.receive(path, sender=Sender(kind="folder", name="watched folder"))
        except FullError:
            self._refusals.note(Reason.FULL, "watched folder")
            return False
        except RtqaError:
            self._refusals.note(Reason.NOT_STORED, "watched folder")
            seen.is_done = True
            return False
        except OSError:
            log.exception("a file of the watched folder could not be read")
            return False
        seen.is_done = True
        if self._settings.then == "remove":
            path.unlink(missing_ok=True)
        return True

    def _list_files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Regular files that are no links, in order of name."""
        n = 0
        for folder, below, names in os.walk(self._folder, followlinks=False):
            below.sort()
            for name in sorted(names):
                path = Path(folder) / name
                try:
                    about = path.lstat()
                except OSError:
                    continue
                if stat.S_ISREG(about.st_mode):
                    yield path, about
                    n += 1
                if n >= _MOST_FILES:
                    return
