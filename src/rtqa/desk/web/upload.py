"""STOW-RS for systems that upload: they sign in with each request, as a sender, and see no page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from rtqa.desk.archive.audit import append
from rtqa.desk.intake import Sender
from rtqa.desk.stow import MEDIA_TYPE, receive_upload
from rtqa.desk.web.accounts import NotSignedInError, confirm, find_account
from rtqa.desk.web.headers import address_of
from rtqa.desk.web.visit import House

PATHS = ("/dicom-web/studies", "/dicom-web/studies/{study}")

SENDER = "sender"
"""The one role that uploads, and it does nothing else."""


def make_upload(house: House) -> Callable[[Request], Awaitable[Response]]:
    """What Starlette calls."""

    async def upload(request: Request) -> Response:
        name = await run_in_threadpool(_find_sender, house, request)
        if not name:
            challenge = {"WWW-Authenticate": 'Basic realm="rtqa desk", charset="UTF-8"'}
            return PlainTextResponse("who are you?", 401, challenge)
        answer = await receive_upload(
            house.desk,
            request.headers.get("content-type", ""),
            request.stream(),
            sender=Sender(kind="web", name=name),
            study_uid=request.path_params.get("study", ""),
        )
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)

    return upload


def _find_sender(house: House, request: Request) -> str:
    """The account that a request signs in with; empty where it may not upload, which is written down."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() != "basic":
        return ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    address, at = address_of(request.scope), house.desk.now()
    with house.desk.archive.begin() as session:
        account, why = find_account(session, name), ""
        if not house.sign_ins.has_left(address):
            why = "refused.rate"
        else:
            try:
                confirm(session, account, password, at=at)
            except NotSignedInError as error:
                house.sign_ins.takes(address)
                why = error.action
        if account is not None and not why and account.role != SENDER:
            why = "refused.role"
        if why or account is None:
            actor = account.name if account is not None else "-"
            append(session, actor, why, at=at, path="/dicom-web", **{"from": address})
            return ""
        return account.name
