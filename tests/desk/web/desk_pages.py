"""People, browsers and a served desk, for the tests of its page."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from argon2 import PasswordHasher
from sqlalchemy import select

from rtqa.desk.archive.tables import AuditEntry, Case
from rtqa.desk.desk import Desk
from rtqa.desk.web.accounts import FirstAdmin

SAMPLES = Path(__file__).parents[3] / "sample_plans"
PASSWORD = "four plain words here"  # noqa: S105 (of accounts that live as long as a test)
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
PEOPLE = {"reader": "rita", "physicist": "paul", "physician": "dora", "admin": "adam", "sender": "sue"}
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Hashes that take no time; the parameters stand in the hash."""

SETTINGS = b"""
[check]
quiet_s = 0.0
patience_s = 0.0
[[rule]]
protocol = "nct07041788"
"""


@dataclass
class Clock:
    """A clock that a test turns."""

    now: datetime = NOW
    seconds: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, span: timedelta) -> None:
        self.now += span
        self.seconds += span.total_seconds()


@dataclass
class Browser:
    """A client with its cookies, and a look at the page it has open."""

    client: httpx.Client
    page: httpx.Response = field(init=False)

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path)
        return self.page

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page.text)
        assert found is not None
        return found[1]

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form of the page that is open."""
        self.page = self.client.post(path, data={"csrf": self.csrf, **fields})
        return self.page

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        self.get("/sign-in")
        return self.post("/sign-in", name=name, password=password)


class Server:
    """An application served on a free port of this machine, in a thread."""

    def __init__(self, app: Any) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@dataclass
class Served:
    """A desk, its clock, and where its page is."""

    desk: Desk
    clock: Clock
    url: str
    first_admin: FirstAdmin | None
    clients: list[httpx.Client] = field(default_factory=list)

    def browser(self) -> Browser:
        client = httpx.Client(base_url=self.url, follow_redirects=False)
        self.clients.append(client)
        return Browser(client)

    def as_role(self, role: str) -> Browser:
        browser = self.browser()
        assert browser.sign_in(PEOPLE[role]).status_code == 303
        return browser

    @property
    def case(self) -> Case:
        with self.desk.archive.read() as session:
            return session.scalars(select(Case).where(Case.plan_label != "")).one()

    def trail(self) -> list[tuple[str, str]]:
        """Who did what."""
        with self.desk.archive.read() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        return [(entry.actor, entry.action) for entry in entries]


Serve = Callable[..., Served]
"""Opens a desk's page, on a copy of a data folder or a new one."""
