"""A desk with one case that was checked, made once; each test has a copy, and people who work at it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk_pages import PASSWORD, PEOPLE, QUICK, SAMPLES, SETTINGS, Clock, Serve, Served, Server
from openid_provider import DORA, OpenIdProvider
from small_desks import check_all, receive_all
from sqlalchemy import NullPool, create_engine, make_url, text

from rtqa.desk.archive.tables import Account
from rtqa.desk.backup import back_up_desk, restore_desk
from rtqa.desk.desk import Desk
from rtqa.desk.settings import parse_settings
from rtqa.desk.web import passwords
from rtqa.desk.web.app import find_first_admin, make_app


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """What a hash costs is tried once, in test_entry; else nobody waits for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        patch.setattr(passwords, "_NOBODYS", QUICK.hash("nobody's"))
        yield


@pytest.fixture(scope="session")
def checked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a desk at which a failing plan was checked."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    clock = Clock()
    desk = Desk(folder, parse_settings(SETTINGS), now=clock)
    with desk.archive.begin() as session:
        for role, name in PEOPLE.items():
            session.add(
                Account(
                    name=name,
                    full_name=f"{name.title()} {role.title()}",
                    role=role,
                    password_hash=QUICK.hash(PASSWORD),
                    created_at=clock(),
                )
            )
    receive_all(desk, SAMPLES / "ccrt_fail")
    check_all(desk)
    desk.close()
    return folder


@pytest.fixture(scope="session")
def copy_checked(
    checked_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Makes a database on PostgreSQL with what that desk knows, and says how ``desk.toml`` names it."""
    server = os.environ.get("RTQA_POSTGRESQL")
    if not server:
        pytest.skip("RTQA_POSTGRESQL names no server")
    made: list[str] = []
    # A database can be neither copied nor removed within a transaction.
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def make(how: str = "") -> str:
        made.append(f"rtqa_{uuid.uuid4().hex}")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made[-1]} {how}"))
        return make_url(server).set(database=made[-1]).render_as_string(hide_password=False)

    folder = tmp_path_factory.mktemp("postgresql")
    desk = Desk(checked_folder, parse_settings(SETTINGS))
    back_up_desk(desk, folder / "desk.tar")
    desk.close()
    restore_desk(folder / "desk.tar", folder / "restored", database=make())
    template = made[0]
    yield lambda: make(f"TEMPLATE {template}")
    with engine.connect() as connection:
        for name in reversed(made):
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Where the archive of the checked desk is."""
    return str(request.param)


@pytest.fixture
def settings(database: str, request: pytest.FixtureRequest) -> bytes:
    """Of a desk with the archive of the checked one."""
    if database == "sqlite":
        return SETTINGS
    return f'database = "{request.getfixturevalue("copy_checked")()}"\n'.encode() + SETTINGS


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Open a desk's page, on a copy of a data folder or a new one."""
    opened: list[tuple[Served, Server]] = []

    def go(folder: Path | None = None, settings: bytes = SETTINGS, *, whole: bool = False) -> Served:
        data = tmp_path / f"data-{len(opened)}"
        if folder is not None:
            shutil.copytree(folder, data, ignore=None if whole else shutil.ignore_patterns("objects"))
        clock = Clock()
        desk = Desk(data, parse_settings(settings), now=clock)
        first_admin = find_first_admin(desk)
        server = Server(make_app(desk, first_admin=first_admin, clock=lambda: clock.seconds))
        opened.append((Served(desk, clock, server.url, first_admin), server))
        return opened[-1][0]

    yield go
    for served, server in opened:
        for client in served.clients:
            client.close()
        server.stop()
        served.desk.close()


@pytest.fixture
def served(checked_folder: Path, serve: Serve, settings: bytes) -> Served:
    """A desk with one case, ``ccrt_fail``, and four people."""
    return serve(checked_folder, settings)


@pytest.fixture
def whole(checked_folder: Path, serve: Serve, settings: bytes) -> Served:
    """The same with the DICOM objects, to be checked again."""
    return serve(checked_folder, settings, whole=True)


@pytest.fixture(scope="session")
def provider_server() -> Iterator[tuple[OpenIdProvider, Server]]:
    provider = OpenIdProvider(now=Clock())
    server = Server(provider.app)
    yield provider, server
    server.stop()


@pytest.fixture
def provider(provider_server: tuple[OpenIdProvider, Server]) -> OpenIdProvider:
    provider, server = provider_server
    provider.__init__(now=Clock(), url=server.url, person=dict(DORA))  # type: ignore[misc]
    return provider
