"""Who may upload by DICOMweb: those with an account that may, and nobody else; refusals are in the trail."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest
from calling_node import PLAIN_SETTINGS, make_object
from sqlalchemy import select
from starlette.types import ASGIApp
from test_stow import TYPE, content, pack

from rtqa.desk.archive.tables import AuditEntry
from rtqa.desk.desk import Desk
from rtqa.desk.settings import parse_settings
from rtqa.desk.uploads import make_upload_routes
from rtqa.desk.web.accounts import create_account
from rtqa.desk.web.app import make_app

PASSWORD = "four plain words here"  # noqa: S105  (of accounts that live as long as a test)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("uploads"), parse_settings(PLAIN_SETTINGS.encode()))
    with made.archive.begin() as session:
        for name, role in (("rita", "reader"), ("paul", "physicist")):
            create_account(
                session,
                name=name,
                full_name=name,
                role=role,
                password=PASSWORD,
                actor="desk",
                at=datetime.now(UTC),
            )
    return made


@pytest.fixture(scope="module")
def app(desk: Desk) -> ASGIApp:
    return make_app(desk, further=make_upload_routes(desk))


def ask(app: ASGIApp, path: str, **more: Any) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post(path, **more)

    return anyio.run(go)


def post(
    app: ASGIApp, auth: tuple[str, str] | None, *, path: str = "/dicom-web/studies"
) -> tuple[int, bytes]:
    headers, body = {"content-type": TYPE}, pack(content(make_object()))
    answer = ask(app, path, content=body, headers=headers, auth=auth)
    return answer.status_code, answer.content


def actions(desk: Desk) -> list[tuple[str, str]]:
    with desk.archive.read() as session:
        return [
            (line.actor, line.action) for line in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        ]


def test_a_physicist_uploads(app: ASGIApp, desk: Desk) -> None:
    status, body = post(app, ("paul", PASSWORD))
    assert status == 200
    assert len(json.loads(body)["00081199"]["Value"]) == 1
    assert ("paul", "object.received") in actions(desk)


def test_a_study_in_the_path_binds(app: ASGIApp) -> None:
    assert post(app, ("paul", PASSWORD), path="/dicom-web/studies/1.2.3")[0] == 409


def test_nobody_else_does(app: ASGIApp, desk: Desk) -> None:
    assert post(app, None) == (401, b"")
    assert post(app, ("paul", "wrong words altogether"))[0] == 401
    assert post(app, ("rita", PASSWORD)) == (403, b"")
    assert post(app, ("nobody", PASSWORD))[0] == 401
    seen = actions(desk)
    for line in (("paul", "sign-in.wrong-password"), ("rita", "refused.role"), ("-", "sign-in.unknown")):
        assert line in seen


def test_guessing_is_slowed_down(desk: Desk) -> None:
    app = make_app(desk, further=make_upload_routes(desk, clock=lambda: 0.0))
    statuses = [ask(app, "/dicom-web/studies").status_code for _ in range(32)]
    assert (statuses[0], statuses[-1]) == (401, 429)
