"""Desks in folders of their own: on SQLite and, where ``RTQA_POSTGRESQL`` is a server's URL, PostgreSQL."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from rtqa.desk.desk import Desk
from rtqa.desk.intake import Receipt, Sender
from rtqa.desk.settings import parse_settings
from small_cases import PROTOCOL, write_small_case

FOLDER = Sender(kind="folder")
RULE = '[[rule]]\nprotocol = "small.toml"\n'

Open = Callable[..., Desk]


@dataclass
class Clock:
    """A clock that a test turns."""

    at: datetime = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes an empty database, and says how ``desk.toml`` names it."""
    if request.param == "sqlite":
        yield lambda: "sqlite"
        return
    server = os.environ.get("RTQA_POSTGRESQL")
    if not server:
        pytest.skip("RTQA_POSTGRESQL names no server")
    engine = create_engine(server)
    made: list[str] = []

    def make() -> str:
        """A schema of its own: that is made much sooner than a database, and gone sooner."""
        made.append(f"rtqa_{uuid.uuid4().hex}")
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {made[-1]}"))
        url = make_url(server).update_query_dict({"options": f"-csearch_path={made[-1]}"})
        return url.render_as_string(hide_password=False)

    yield make
    for name in made:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_desk(tmp_path: Path, new_database: Callable[[], str], clock: Clock) -> Iterator[Open]:
    """Opens a desk with these lines in its settings; the second time, the same one again."""
    opened: list[Desk] = []
    database = new_database()

    def go(more: str = RULE) -> Desk:
        opened.append(make_desk(tmp_path / "data", database, more, clock))
        return opened[-1]

    yield go
    for desk in opened:
        desk.close()


def make_desk(
    folder: Path, database: str, more: str = RULE, now: Callable[[], datetime] | None = None
) -> Desk:
    """A desk whose rules find the small protocol."""
    folder.mkdir(exist_ok=True)
    (folder / "small.toml").write_text(PROTOCOL, encoding="utf-8")
    settings = f'database = "{database}"\nfree_gb = 0.0\n{more}'
    (folder / "desk.toml").write_text(settings, encoding="utf-8")
    return Desk(folder, parse_settings(settings.encode()), **({"now": now} if now else {}))


@pytest.fixture(scope="session")
def small_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine slices, structures, plan and dose."""
    folder = tmp_path_factory.mktemp("small") / "case"
    write_small_case(folder, "P1")
    return folder


def receive(desk: Desk, *files: Path) -> list[Receipt]:
    return [desk.intake.receive(file, sender=FOLDER) for file in files]


def receive_all(desk: Desk, folder: Path) -> str:
    """Take all files of a folder; the id of the plan's case."""
    receipts = receive(desk, *sorted(folder.glob("*.dcm")))
    return receipts[-1].case_id


def list_kept(desk: Desk) -> list[str]:
    """The hashes of all objects on the disk, in order."""
    return sorted(file.stem for file in (desk.folder / "objects").glob("??/*.dcm"))


def check_all(desk: Desk) -> None:
    """Rounds of the dispatcher until nothing is left to do."""
    desk.dispatcher.recover()
    until = time.monotonic() + 120
    desk.dispatcher.step(0.01)
    while desk.dispatcher.step(0.05):
        assert time.monotonic() < until
