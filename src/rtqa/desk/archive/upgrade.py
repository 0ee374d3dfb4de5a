"""Brings an archive's tables to this program's edition, by Alembic; an SQLite file is copied before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from rtqa.desk.archive.asking import renew_all
from rtqa.errors import InputError
from rtqa.messages import Message

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, *, backups: Path | None = None, to: str = "head") -> None:
    """Run the migrations that an archive has not seen; all of them or none.

    Args:
        engine: of the archive.
        backups: where an SQLite archive that is not new is copied to before.
        to: the revision.

    Raises:
        InputError: the archive is of a later edition, or is no database, or that does not answer.
    """
    scripts = load_migrations()
    try:
        before = read_revision(engine)
    except OperationalError:
        raise InputError(Message("archive.away")) from None
    except DatabaseError:
        raise InputError(Message("archive.no-database")) from None
    if before is not None and before not in {script.revision for script in scripts.walk_revisions()}:
        raise InputError(Message("archive.later-edition"))
    if before == (scripts.get_current_head() if to == "head" else to):
        return
    if before is not None and backups is not None and engine.dialect.name == "sqlite":
        copy_sqlite(engine, backups / f"desk.sqlite.before-{before}")
    with engine.execution_options(writes=True).begin() as connection:
        environment = EnvironmentContext(_configure(), scripts)
        # Alembic's commands too take the steps from here.
        environment.configure(connection=connection, fn=lambda seen, _: scripts._upgrade_revs(to, seen))  # noqa: SLF001
        environment.run_migrations()
        if to == "head":
            renew_all(connection)  # with the tables or not at all: no later start makes up for it


def load_migrations() -> ScriptDirectory:
    """The migrations that come with this program."""
    return ScriptDirectory.from_config(_configure())


def read_revision(engine: Engine) -> str | None:
    """The edition of an archive's tables; None of a new one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def copy_sqlite(engine: Engine, to: Path) -> None:
    """Copy an SQLite archive as it is now, while others may write."""
    to.unlink(missing_ok=True)
    target = sqlite3.connect(to)
    source = engine.raw_connection()
    try:
        to.chmod(0o600)
        source.driver_connection.backup(target)  # type: ignore[union-attr]
    finally:
        source.close()
        target.close()


def _configure() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
