"""The route of DICOMweb uploads: who may use it, and the way to :mod:`rtqa.desk.stow`.

Programs sign in with each request, by name and password of an account (HTTP Basic, RFC 7617): on loopback, or
over TLS, as the page itself. A browser cannot be made to call it from elsewhere: no form sends such a body.
"""

from __future__ import annotations

import binascii
import time
from base64 import b64decode
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.stow import MEDIA_TYPE, receive_upload
from rtqa.desk.web.accounts import NotSignedInError, confirm, find_account
from rtqa.desk.web.headers import address_of
from rtqa.desk.web.rates import Rate

PATH = "/dicom-web/studies"
ROLES = frozenset({"physicist", "physician", "admin"})
"""Who may upload; a reader only reads."""

_WHO = {"WWW-Authenticate": 'Basic realm="rtqa desk", charset="UTF-8"'}


def make_upload_routes(desk: Desk, *, clock: Callable[[], float] = time.monotonic) -> tuple[Route, ...]:
    """``POST /dicom-web/studies`` and ``POST /dicom-web/studies/{study}`` (PS3.18 10.5).

    Args:
        desk: that takes the objects.
        clock: in seconds; for how often an address may try.
    """
    rate = Rate(burst=30, per_second=1.0, clock=clock)

    async def store(request: Request) -> Response:
        if not rate.takes(address_of(request.scope)):
            return Response(status_code=429, headers={"Retry-After": "5"})
        name = await run_in_threadpool(_find_uploader, desk, request)
        if name is None:
            return Response(status_code=401, headers=_WHO)
        if not name:
            return Response(status_code=403)
        answer = await receive_upload(
            desk,
            request.headers.get("content-type", ""),
            request.stream(),
            sender=Sender(kind="web", name=name),
            study_uid=request.path_params.get("study", ""),
        )
        return Response(
            answer.body, status_code=answer.status, media_type=MEDIA_TYPE if answer.body else None
        )

    return Route(PATH, store, methods=["POST"]), Route(PATH + "/{study}", store, methods=["POST"])


def _find_uploader(desk: Desk, request: Request) -> str | None:
    """The account's name; empty where it may not upload; None where nobody is signed in."""
    given = _read_basic(request.headers.get("authorization", ""))
    if given is None:
        return None
    name, password = given
    where = {"from": address_of(request.scope)}
    # A wrong password is counted: the transaction is to be kept, so it is not left by an exception.
    with desk.archive.begin() as session:
        account = find_account(session, name)
        try:
            confirm(session, account, password, at=desk.now())
        except NotSignedInError as error:
            desk.record(session, account.name if account is not None else "-", error.action, **where)
            return None
        if account is None or account.role not in ROLES:
            desk.record(session, account.name if account is not None else "-", "refused.role", **where)
            return ""
        return account.name


def _read_basic(header: str) -> tuple[str, str] | None:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name[:64], password) if colon else None
