"""A store: the folder that holds what is known of a cohort, and the names it gives to patients and plans.

::

    store.json      schema of the store
    key             32 random bytes: who has them can tell whose a pseudonym is, and nobody else
    index.sqlite    every file, and what it says of itself; UIDs and patients as keyed digests alone
    plans/ab/abcd…  of each plan: outcome.json, and report.json where it was judged; or below a URL that
                    store.json names
    results/        the tables of all plans, as Parquet
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from rtqa.cohort.shelf import FolderShelf, ObjectShelf, Shelf
from rtqa.errors import InputError, UsageError, WriteError

SCHEMA: Final = "rtqa-cohort/1"

_KEY_BYTES = 32
_BEGUN = {"key", "lock", "store.json.new"}
"""What a run leaves that was ended while it made a store."""

_TABLES = """
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL,
    member TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    state TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT '',
    object BLOB,
    patient BLOB,
    person BLOB,
    study BLOB,
    series BLOB,
    frame BLOB,
    plan_date TEXT NOT NULL DEFAULT '',
    is_verification INTEGER NOT NULL DEFAULT 0,
    sha256 BLOB,
    UNIQUE (path, member)
);
CREATE TABLE IF NOT EXISTS refers (
    file INTEGER NOT NULL REFERENCES file(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target BLOB NOT NULL,
    PRIMARY KEY (file, kind, target)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_object ON file(object) WHERE object IS NOT NULL;
CREATE INDEX IF NOT EXISTS file_series ON file(series) WHERE series IS NOT NULL;
CREATE INDEX IF NOT EXISTS file_patient ON file(patient, role) WHERE role NOT IN ('', 'CT', 'MR', 'PT');
CREATE INDEX IF NOT EXISTS file_image ON file(patient, series) WHERE role IN ('CT', 'MR', 'PT');
CREATE INDEX IF NOT EXISTS refers_target ON refers(target, kind);
"""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes:
        folder: where it lies.
        key: secret of its pseudonyms.
        outcomes: URL below which the plans lie, in object storage; empty where they lie in the folder.
    """

    folder: Path
    key: bytes = field(repr=False)
    outcomes: str = ""

    @property
    def shelf(self) -> Shelf:
        """What holds the files of plans."""
        return ObjectShelf(self.outcomes) if self.outcomes else FolderShelf(self.plans)

    @property
    def plans(self) -> Path:
        """The folder of what is known of each plan."""
        return self.folder / "plans"

    @property
    def results(self) -> Path:
        """The folder of the tables."""
        return self.folder / "results"

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        """The index, made if need be; what is not committed at the end is dropped.

        Raises:
            WriteError: the disk is full, or the index cannot be opened.
        """
        try:
            with closing(sqlite3.connect(self.folder / "index.sqlite")) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.executescript(_TABLES)
                yield connection
        except sqlite3.OperationalError as error:
            raise WriteError(f"the index of the store cannot be used: {error}") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs away from the store; the system lets go of it however this process ends.

        Raises:
            UsageError: another run is at work on it.
        """
        with (self.folder / "lock").open("wb") as file:
            if not try_lock(file):
                raise UsageError("another run of rtqa cohort works on this store: wait until it has ended")
            yield


def open_store(folder: Path, *, create: bool = False, outcomes: str = "") -> Store:
    """Open a store, or make one.

    Args:
        folder: where it lies.
        create: whether to make it where there is none.
        outcomes: of a store that is made, see :class:`Store`.

    Raises:
        UsageError: there is none, and none is to be made; the folder holds something else; or the store that
            is there has its outcomes elsewhere.
        InputError: the store is of another edition, or its key is lost.
    """
    about, key = folder / "store.json", folder / "key"
    if not about.is_file():
        if not create:
            raise UsageError(f"there is no store in {folder.name!r}: make one with rtqa cohort index")
        if folder.is_dir() and any(path.name not in _BEGUN for path in folder.iterdir()):
            raise UsageError(
                f"the folder {folder.name!r} holds something else: name an empty one for the store"
            )
        folder.mkdir(parents=True, exist_ok=True)
        if not key.is_file() or key.stat().st_size != _KEY_BYTES:  # one that a full disk cut off names nobody
            key.touch(mode=0o600)
            key.write_bytes(secrets.token_bytes(_KEY_BYTES))
        # Written last, as a whole: a store that has it is complete.
        fresh = folder / "store.json.new"
        settings = {"schema": SCHEMA, **({"outcomes": outcomes} if outcomes else {})}
        fresh.write_text(json.dumps(settings) + "\n", encoding="utf-8")
        fresh.replace(about)
    with suppress(OSError, ValueError, AttributeError):
        settings = json.loads(about.read_text(encoding="utf-8"))
        secret = key.read_bytes()
        if settings.get("schema") == SCHEMA and len(secret) == _KEY_BYTES:
            url = str(settings.get("outcomes", ""))
            if outcomes not in ("", url):
                raise UsageError(f"the store keeps outcomes in {url or 'its folder'!r}: index into a new one")
            return Store(folder, secret, url)
    raise InputError(f"the store is not of the edition {SCHEMA}, or its key is lost: index into a new folder")


def digest(key: bytes, text: str) -> bytes | None:
    """A name for a UID or a patient that only who has the key can compute; None for an empty one."""
    return (
        hashlib.blake2b(text.encode("utf-8", "replace"), key=key, digest_size=16).digest() if text else None
    )


def object_name(hashed: bytes) -> str:
    """What the store calls a plan or another object, by its digest."""
    return hashed.hex()[:16]


def patient_name(patient: bytes | None) -> str:
    """The pseudonym of a patient by their digest; ``P-`` for one whose files state no PatientID."""
    return f"P-{patient.hex()[:10]}" if patient else "P-"


def try_lock(file: BinaryIO) -> bool:
    """Take a lock on a file without waiting; whether it was to be had."""
    try:
        try:
            import fcntl  # noqa: PLC0415 (not on Windows)
        except ImportError:  # pragma: no cover
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
