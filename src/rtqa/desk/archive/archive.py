"""The archive: one database, whose changes come one after the other, each whole or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from rtqa.desk.archive.asking import renew_touched
from rtqa.desk.archive.upgrade import upgrade

_WRITERS = 0x72747161
"""Of PostgreSQL's advisory locks the one that writers hold."""


class Archive:
    """An open archive.

    Both databases behave alike: writers wait for each other, so that the trail has one order; readers wait
    for nobody, and see what was committed. A commit is on the disk when it returns.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = threading.RLock()
        self._write = sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)
        self._read = sessionmaker(engine, expire_on_commit=False, autoflush=False)

    @classmethod
    def open(cls, url: str, *, backups: Path | None = None) -> Archive:
        """Open an archive, made or brought to this edition's tables if need be.

        Args:
            url: SQLAlchemy's, such as ``sqlite:////var/lib/rtqa/desk.sqlite``.
            backups: the folder for a copy of an SQLite archive before it is upgraded.

        Raises:
            InputError: it is of a later edition than this program, or is no database.
        """
        engine = connect(url)
        try:
            upgrade(engine, backups=backups)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of the data folder."""
        return self._engine.dialect.name == "sqlite"

    @property
    def engine(self) -> Engine:
        """For what looks at the tables themselves: backup, restore, tests."""
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that may write: committed at the end of the block, taken back if that raises."""
        with self._writer if self.is_sqlite else nullcontext(), self._write.begin() as session:
            if not self.is_sqlite:
                session.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS})"))
            yield session
            renew_touched(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads; its rows may be used after it, and changes to them lead nowhere."""
        with self._read() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """All tables as they are at one moment, while others write."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def find_url(folder: Path, database: str) -> str:
    """The URL of an archive, by the settings' ``database``."""
    return f"sqlite:///{folder / 'desk.sqlite'}" if database == "sqlite" else database


def connect(url: str) -> Engine:
    """An engine whose transactions begin as :class:`Archive` needs them."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).touch(mode=0o600)  # SQLite's own files beside it take its mode
    engine = create_engine(
        parsed, connect_args={"check_same_thread": False}, pool_size=10, max_overflow=40, hide_parameters=True
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    del record
    connection.isolation_level = None  # the driver begins transactions too late: see _begin_sqlite
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin at once, and as a writer where it may write: one that becomes a writer later can fail to."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
