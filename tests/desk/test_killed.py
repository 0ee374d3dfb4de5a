"""Killed at chosen moments: what was acknowledged is kept, nothing is half there, the next start goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from killing import Say, kill_at
from small_desks import Clock, list_kept, make_desk, receive, receive_all
from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk.archive.archive import Archive, connect, find_url
from rtqa.desk.archive.tables import AskedOf, Case, StoredObject
from rtqa.desk.archive.upgrade import read_revision, upgrade
from rtqa.desk.desk import Desk
from rtqa.desk.verify import verify_desk


def rows(desk: Desk) -> set[str]:
    with desk.archive.read() as session:
        return set(session.scalars(select(StoredObject.sha256)))


@pytest.mark.parametrize(
    ("function", "when", "n_rows", "n_files"),
    [
        ("rtqa.desk.objects.ObjectStore._write", "after", 4, 4),
        ("rtqa.desk.intake.Intake._enter", "before", 4, 5),
        ("rtqa.desk.intake.Intake._enter", "after", 4, 5),
        ("rtqa.desk.intake.Intake.receive", "after", 5, 5),
    ],
    ids=["before its name", "before its row", "before the commit", "before the answer"],
)
def test_killed_while_an_object_comes(
    tmp_path: Path,
    small_case: Path,
    new_database: Callable[[], str],
    function: str,
    when: Literal["before", "after"],
    n_rows: int,
    n_files: int,
) -> None:
    folder, database = tmp_path / "data", new_database()

    def take(say: Say) -> None:
        desk = make_desk(folder, database)
        for file in sorted(small_case.glob("*.dcm")):
            (receipt,) = receive(desk, file)
            say(receipt.sha256)

    acknowledged = kill_at(function, take, when=when, nth=5)
    desk = make_desk(folder, database)
    desk.dispatcher.recover()
    assert len(acknowledged) == 4
    assert set(acknowledged) <= rows(desk)
    assert (len(rows(desk)), len(list_kept(desk))) == (n_rows, n_files)
    assert not list((folder / "incoming").iterdir())
    # Nobody was told of the fifth: it comes again, with the rest, and is there once.
    receive_all(desk, small_case)
    assert rows(desk) == set(list_kept(desk))
    assert len(rows(desk)) == 12
    assert list(verify_desk(desk)) == []
    desk.close()


def test_killed_while_the_tables_are_upgraded(
    tmp_path: Path, new_database: Callable[[], str], clock: Clock
) -> None:
    url = find_url(tmp_path, new_database())
    old = connect(url)
    upgrade(old, to="0002")
    with Session(old.execution_options(writes=True)) as session, session.begin():
        session.add(Case(key="1.2", state="asks-protocol", created_at=clock(), changed_at=clock()))
    old.dispose()
    kill_at("rtqa.desk.archive.upgrade.renew_all", lambda _: Archive.open(url), when="after")
    assert read_revision(old) == "0002"
    old.dispose()
    archive = Archive.open(url)
    with archive.read() as session:
        assert session.scalars(select(AskedOf.owner)).all() == ["physicist"]
    archive.close()
