"""The archive: tables by migrations, rows that cannot be changed unseen, one order of all that is written."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from small_desks import Clock, Open
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from rtqa.desk.archive import audit
from rtqa.desk.archive.archive import Archive, connect, find_url
from rtqa.desk.archive.columns import Base, compute_seal
from rtqa.desk.archive.tables import AuditEntry, Case
from rtqa.desk.archive.upgrade import load_migrations, read_revision, upgrade
from rtqa.errors import InputError


def write_lines(archive: Archive, clock: Clock, n: int) -> None:
    for number in range(n):
        with archive.begin() as session:
            audit.append(session, "RTQA", "object.received", at=clock(), number=number)


def without_triggers(archive: Archive) -> None:
    """Take the triggers away, as somebody would who wants to change what was written."""
    with archive.begin() as session:
        for change in ("update", "delete"):
            on = "" if archive.is_sqlite else " ON audit_entry"
            session.execute(text(f"DROP TRIGGER audit_entry_no_{change}{on}"))


def test_the_migrations_make_the_tables_of_the_models(open_desk: Open) -> None:
    engine = open_desk().archive.engine
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    indexes = {
        name
        for table in Base.metadata.tables
        for name in [i["name"] for i in inspect(engine).get_indexes(table)]
    }
    assert {"stored_object_study", "reference_target"} <= indexes


def test_an_older_archive_is_upgraded_and_copied_before(tmp_path: Path) -> None:
    url = find_url(tmp_path, "sqlite")
    old = connect(url)
    upgrade(old, to="0001")
    with old.begin() as connection:
        connection.execute(text("INSERT INTO course_text VALUES ('a', 'b', 'c', '2026-01-01 00:00:00')"))
    old.dispose()
    Archive.open(url, backups=tmp_path).close()
    before = connect(f"sqlite:///{tmp_path / 'desk.sqlite.before-0001'}")
    with before.connect() as connection:
        assert connection.execute(text("SELECT content FROM course_text")).scalar() == "b"
    assert read_revision(before) == "0001"
    assert read_revision(connect(url)) == load_migrations().get_current_head()


def test_an_archive_of_a_later_edition_and_what_is_none_are_refused(tmp_path: Path) -> None:
    url = find_url(tmp_path, "sqlite")
    Archive.open(url).close()
    later = connect(url)
    with later.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="later edition"):
        Archive.open(url)
    (tmp_path / "desk.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match="restore it"):
        Archive.open(url)


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor = 'somebody'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_trail(open_desk: Open, clock: Clock, change: str) -> None:
    archive = open_desk().archive
    write_lines(archive, clock, 2)
    with pytest.raises((DatabaseError, IntegrityError), match="append-only"), archive.begin() as session:
        session.execute(text(change))
    with archive.read() as session:
        assert audit.verify(session) is None


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE audit_entry SET actor = 'RTQB' WHERE seq = 3", 3),
        ("""UPDATE audit_entry SET details = '{"number": 7}' WHERE seq = 1""", 1),
        ("DELETE FROM audit_entry WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq > 3", 4),
    ],
)
def test_a_change_of_the_trail_behind_its_back_is_found(
    open_desk: Open, clock: Clock, change: str, first: int
) -> None:
    archive = open_desk().archive
    write_lines(archive, clock, 5)
    with archive.read() as session:
        last = audit.read_head(session)
        assert last is not None
        head = (last.seq, last.sha256)
        assert audit.verify(session, head=head) is None
    without_triggers(archive)
    with archive.begin() as session:
        session.execute(text(change))
    with archive.read() as session:
        assert audit.verify(session, head=head) == first


def test_a_line_that_is_written_anew_with_its_hash_does_not_fit_the_next(
    open_desk: Open, clock: Clock
) -> None:
    archive = open_desk().archive
    write_lines(archive, clock, 5)
    without_triggers(archive)
    with archive.begin() as session:
        line = session.get_one(AuditEntry, 3)
        line.actor = "somebody"
        line.sha256 = audit.compute_hash(line)
    with archive.read() as session:
        assert audit.verify(session) == 4


def test_writers_at_once_make_one_chain(open_desk: Open, clock: Clock) -> None:
    archive = open_desk().archive
    threads = [threading.Thread(target=write_lines, args=(archive, clock, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with archive.read() as session:
        assert audit.verify(session) is None
        assert session.scalars(select(AuditEntry.seq)).all()[-1] == 40


def test_readers_do_not_wait_for_a_writer_and_see_what_is_committed(open_desk: Open, clock: Clock) -> None:
    archive = open_desk().archive
    write_lines(archive, clock, 1)
    with archive.begin() as session:
        audit.append(session, "RTQA", "object.received", at=clock())
        with archive.read() as reading:
            assert audit.read_head(reading).seq == 1  # type: ignore[union-attr]
    with archive.read() as reading:
        assert audit.read_head(reading).seq == 2  # type: ignore[union-attr]


def test_a_row_is_sealed_over_all_its_values(open_desk: Open, clock: Clock) -> None:
    archive = open_desk().archive
    with archive.begin() as session:
        session.add(Case(key="1.2", state="gathering", created_at=clock(), changed_at=clock()))
    with archive.read() as session:
        case = session.scalars(select(Case)).one()
        assert case.seal == compute_seal(case)
        assert case.created_at == clock()
        case.plan_label = "another"
        assert case.seal != compute_seal(case)


def test_what_fails_half_way_leaves_nothing(open_desk: Open, clock: Clock) -> None:
    archive = open_desk().archive

    def fail() -> None:
        with archive.begin() as session:
            audit.append(session, "RTQA", "object.received", at=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with archive.read() as session:
        assert audit.read_head(session) is None
