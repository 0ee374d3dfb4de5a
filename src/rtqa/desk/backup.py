"""A desk as one file, and back: rows as JSON, so that an archive may move from one database to the other.

::

    manifest.json           edition, revision of the tables, and a hash of each part below
    archive/<table>.jsonl   one row a line
    desk.toml, *.toml       settings and protocols of the data folder
    objects/ab/<sha256>.dcm
    reports/<sha256>/…

Keys of TLS and the sessions of browsers are no part of it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, select

from rtqa.desk.archive.archive import connect, find_url
from rtqa.desk.archive.columns import Base
from rtqa.desk.archive.tables import Report, StoredObject, WebSession
from rtqa.desk.archive.upgrade import load_migrations, read_revision, upgrade
from rtqa.desk.desk import Desk
from rtqa.desk.disk import sync_file, sync_folder, write_file
from rtqa.desk.settings import read_settings
from rtqa.errors import InputError, UsageError
from rtqa.messages import Message

EDITION = "rtqa-desk-backup/1"
_MANIFEST = "manifest.json"
_PART = re.compile(
    r"archive/[a-z_]+\.jsonl|[\w.-]+\.toml|objects/[0-9a-f]{2}/[0-9a-f]{64}\.dcm|reports/[0-9a-f]{64}/report\.\w+"
)
_BATCH = 500
_LEFT_OUT = {WebSession.__tablename__}


def back_up_desk(desk: Desk, to: Path) -> int:
    """Write a desk into one file, which must not exist yet; the desk may be at work meanwhile.

    Args:
        desk: an open one.
        to: the file.

    Returns:
        How many objects are in it.

    Raises:
        UsageError: the file exists.
    """
    if to.exists():
        raise UsageError(f"{to.name!r} exists already: name another file")
    fresh = to.with_name(f"{to.name}.new")
    try:
        with fresh.open("wb") as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            fresh.chmod(0o600)
            n_objects = _write(tar, desk)
            sync_file(out)
        fresh.replace(to)
        sync_folder(to.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return n_objects


def restore_desk(file: Path, folder: Path, *, database: str | None = None) -> int:
    """Make a data folder of a backup.

    Args:
        file: the backup.
        folder: a new one, or an empty one.
        database: URL of an empty archive; as the settings in the backup have it where None.

    Returns:
        How many objects are in it.

    Raises:
        UsageError: the folder, or the database, holds something.
        InputError: the file is no backup, is damaged, or is of a later edition.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"the folder {folder.name!r} holds something: name an empty one")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with tarfile.open(file) as tar:
            manifest = _unpack(tar, folder)
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError):
        raise InputError(Message("upkeep.no-backup")) from None
    engine = connect(database or find_url(folder, read_settings(folder).database))
    try:
        _load(folder / "archive", engine, manifest["revision"])
    finally:
        engine.dispose()
    shutil.rmtree(folder / "archive")
    return sum(name.startswith("objects/") for name in manifest["parts"])


def _write(tar: tarfile.TarFile, desk: Desk) -> int:
    """All parts, the manifest last; rows first, as what they name is there already, and never changes."""
    parts: dict[str, str] = {}

    def add(name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        tar.addfile(info, io.BytesIO(content))
        parts[name] = hashlib.sha256(content).hexdigest()

    with desk.archive.snapshot() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in _LEFT_OUT:
                add(f"archive/{table.name}.jsonl", "".join(_dump(connection, table)).encode())
        hashes = connection.scalars(select(StoredObject.sha256)).all()
        reports = connection.execute(select(Report.sha256, Report.files)).all()
    for file in sorted(desk.folder.glob("*.toml")):
        add(file.name, file.read_bytes())
    for sha256 in hashes:
        add(f"objects/{sha256[:2]}/{sha256}.dcm", desk.objects.path(sha256).read_bytes())
    for sha256, files in reports:
        for name in files:
            add(f"reports/{sha256}/{name}", (desk.reports / sha256 / name).read_bytes())
    manifest = {"edition": EDITION, "revision": read_revision(desk.archive.engine), "parts": parts}
    add(_MANIFEST, json.dumps(manifest).encode())
    return len(hashes)


def _unpack(tar: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    """Write every part into the folder, by names that the desk gives alone, and hold it to its hash."""
    seen: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    for member in tar:
        stream = tar.extractfile(member) if member.isfile() else None
        if stream is None:
            raise ValueError(member.name)
        if member.name == _MANIFEST:
            manifest = json.load(stream)
            continue
        if not _PART.fullmatch(member.name):
            raise ValueError(member.name)
        target = folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = stream.read()
        write_file(target, content, mode=0o400 if "/" in member.name else 0o600)
        seen[member.name] = hashlib.sha256(content).hexdigest()
    if manifest.get("edition") != EDITION or manifest["parts"] != seen:
        raise ValueError(EDITION)
    return manifest


def _dump(connection: Connection, table: Table) -> Iterator[str]:
    """The rows of a table, each as a line of JSON."""
    for row in connection.execute(select(table)).mappings():
        values = {
            key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()
        }
        yield json.dumps(values, ensure_ascii=False) + "\n"


def _load(parts: Path, engine: Engine, revision: str) -> None:
    """Fill an empty archive, of the edition of the backup, and bring it to this program's."""
    if revision not in {script.revision for script in load_migrations().walk_revisions()}:
        raise InputError(Message("archive.later-edition"))
    if read_revision(engine) is not None:
        raise UsageError("the database holds an archive already: name an empty one")
    upgrade(engine, to=revision)
    tables = MetaData()
    tables.reflect(engine)
    with engine.execution_options(writes=True).begin() as connection:
        for table in tables.sorted_tables:
            file = parts / f"{table.name}.jsonl"
            if not file.exists():
                continue
            with file.open(encoding="utf-8") as lines:
                while rows := [_read_row(line, table) for line in islice(lines, _BATCH)]:
                    connection.execute(table.insert(), rows)
    upgrade(engine)


def _read_row(line: str, table: Table) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(line)
    for key, value in values.items():
        if value is not None and isinstance(table.c[key].type, DateTime):
            values[key] = datetime.fromisoformat(value)
    return values
