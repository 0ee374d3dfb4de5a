"""Brings the index of a store up to date with folders: what changed is read, what is gone is forgotten."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from rtqa.cohort.look import Seen, hash_file, look_into
from rtqa.cohort.store import Store
from rtqa.cohort.walk import Listed, is_below, resolve, walk

Progress = Callable[[int], None]

_BATCH = 128
"""Files that are read at once; an archive among them may hold hundreds."""

_WAITING = 3
"""Batches for each process that are read or wait to be stored: all that is in memory at once."""

_COLUMNS = "role, object, patient, person, study, series, frame, plan_date, is_verification"
_INSERT = (
    f"INSERT INTO file (path, member, size, mtime_ns, state, {_COLUMNS}) "  # noqa: S608 (names of columns)
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NO_VALUES = ("", None, None, None, None, None, None, "", 0)

_TWICE = """
SELECT id, path, member FROM file
WHERE sha256 IS NULL
AND object IN (SELECT object FROM file WHERE object IS NOT NULL GROUP BY object HAVING count(*) > 1)
"""


@dataclass(slots=True)
class Indexed:
    """What a run did.

    Attributes:
        n_files: files that lie in the folders; those in archives are not counted.
        n_read: those that were new or changed, and so were read.
        n_gone: rows of files that are no longer there.
    """

    n_files: int = 0
    n_read: int = 0
    n_gone: int = 0


def update_index(
    store: Store, folders: Sequence[Path], *, jobs: int = 1, progress: Progress | None = None
) -> Indexed:
    """Find every DICOM object in the folders, and remember what it says of itself.

    Memory does not grow with the number of files: they are listed, read and stored batch by batch.

    Args:
        store: where the index lies; a run that is stopped leaves what it stored, and the next goes on.
        folders: folders, archives or files; what the index knows of others stays.
        jobs: processes that read.
        progress: called with the number of files that were looked at.

    Raises:
        InputError: a path does not exist.
        UsageError: another run works on the store.
    """
    tops = resolve(folders)
    without = os.fsencode(store.folder.resolve())
    listing = (listed for top in tops for listed in walk(top, without=without))
    done = Indexed()
    with store.locked(), store.index() as index:
        index.execute("CREATE TEMP TABLE present (path BLOB PRIMARY KEY) WITHOUT ROWID")
        changed = _list_changed(index, listing, done=done, progress=progress)
        for seen in _read(changed, store.key, jobs):
            _remember(index, seen)
            index.commit()
        _forget_absent(index, tops, done)
        for number, path, member in list(index.execute(_TWICE)):
            index.execute("UPDATE file SET sha256 = ? WHERE id = ?", (hash_file(path, member), number))
        index.commit()
    return done


def _list_changed(
    index: sqlite3.Connection, listing: Iterator[Listed], *, done: Indexed, progress: Progress | None
) -> Iterator[list[Listed]]:
    """Those files, in batches, that the index does not know as they are."""
    changed: list[Listed] = []
    while batch := list(islice(listing, _BATCH)):
        index.executemany("INSERT OR IGNORE INTO present VALUES (?)", [(listed.path,) for listed in batch])
        changed += [listed for listed in batch if not _is_known(index, listed)]
        done.n_files += len(batch)
        if len(changed) >= _BATCH:
            done.n_read += len(changed)
            yield changed
            changed = []
        if progress is not None:
            progress(done.n_files)
    done.n_read += len(changed)
    yield changed


def _is_known(index: sqlite3.Connection, listed: Listed) -> bool:
    query = "SELECT size, mtime_ns FROM file WHERE path = ? AND member = ''"
    known = index.execute(query, (listed.path,)).fetchone()
    return known is not None and known == (listed.size, listed.mtime_ns)


def _read(batches: Iterable[list[Listed]], key: bytes, jobs: int) -> Iterator[list[Seen]]:
    """What is seen in each batch, in their order; a few batches ahead, in processes of their own."""
    batches = iter(batches)
    ahead_of = list(islice(batches, 2))
    if jobs == 1 or len(ahead_of) < 2:
        # One batch is read before a process has started.
        yield from (look_into(batch, key) for batch in chain(ahead_of, batches))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        ahead: deque[Future[list[Seen]]] = deque()
        for batch in chain(ahead_of, batches):
            ahead.append(pool.submit(look_into, batch, key))
            if len(ahead) >= jobs * _WAITING:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _remember(index: sqlite3.Connection, batch: Iterable[Seen]) -> None:
    """Replace what was known of these files."""
    for seen in batch:
        listed = seen.listed
        if not seen.member:
            index.execute("DELETE FROM file WHERE path = ?", (listed.path,))
        row = (listed.path, seen.member, seen.size, listed.mtime_ns, seen.state, *(seen.values or _NO_VALUES))
        number = index.execute(_INSERT, row).lastrowid
        index.executemany(
            "INSERT INTO refers VALUES (?, ?, ?)", [(number, kind, target) for kind, target in seen.refers]
        )


def _forget_absent(index: sqlite3.Connection, tops: Sequence[bytes], done: Indexed) -> None:
    """Drop what lay in these folders, and lies there no longer."""
    index.create_function(
        "is_there", 1, lambda path: any(is_below(path, top) for top in tops), deterministic=True
    )
    gone = "DELETE FROM file WHERE path NOT IN (SELECT path FROM present) AND is_there(path)"
    done.n_gone = index.execute(gone).rowcount
