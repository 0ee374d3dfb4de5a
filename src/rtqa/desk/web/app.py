"""The page as an application: which path leads where, and who may go there."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from rtqa.desk.desk import Desk
from rtqa.desk.rates import Rate
from rtqa.desk.web.accounts import ROLES, FirstAdmin, has_accounts
from rtqa.desk.web.errands import Errands
from rtqa.desk.web.guard import Door
from rtqa.desk.web.headers import Doorkeeper
from rtqa.desk.web.pages import (
    answer,
    calendar,
    cases,
    compare,
    course,
    decisions,
    entry,
    leave,
    people,
    protocol,
    sheet,
)
from rtqa.desk.web.secret import find_provider
from rtqa.desk.web.sheets import Sheets
from rtqa.desk.web.upload import PATHS, SENDER, make_upload
from rtqa.desk.web.visit import House

_ALL = frozenset(ROLES) - {SENDER}
_TREATS = frozenset({"physicist", "physician"})
_ADMIN = frozenset({"admin"})

DOORS = (
    Door("GET", "/", cases.show_cases, _ALL),
    Door("GET", "/sign-in", entry.show_sign_in),
    Door("POST", "/sign-in", entry.sign_in),
    Door("GET", "/sign-in/hospital", leave.go_to_provider),
    Door("GET", leave.COME_BACK, answer.take_answer),
    Door("POST", "/sign-out", entry.sign_out, _ALL),
    Door("GET", "/first", entry.show_first),
    Door("POST", "/first", entry.make_first),
    Door("GET", "/password", entry.show_password, _ALL),
    Door("POST", "/password", entry.change_password, _ALL),
    Door("POST", "/language", entry.choose_language),
    Door("GET", "/cases/{case}", sheet.show_case, _ALL),
    Door("POST", "/cases/{case}/decisions", decisions.decide, _TREATS),
    Door("GET", "/cases/{case}/protocol", protocol.show_protocol, _TREATS),
    Door("POST", "/cases/{case}/protocol", protocol.choose_protocol, _TREATS),
    Door("GET", "/cases/{case}/objects", protocol.show_objects, _ALL),
    Door("POST", "/cases/{case}/objects", protocol.set_aside, _TREATS),
    Door("GET", "/cases/{case}/course", course.show_course, _TREATS),
    Door("POST", "/cases/{case}/course", course.save_course, _TREATS),
    Door("GET", "/cases/{case}/calendar", calendar.show_calendar, _ALL),
    Door("GET", "/cases/{case}/versions/{version}", sheet.show_earlier, _ALL),
    Door("GET", "/cases/{case}/versions/{version}/evidence", sheet.show_evidence, _ALL),
    Door("GET", "/cases/{case}/versions/{version}/pdf", sheet.show_pdf, _ALL),
    Door("GET", "/cases/{case}/versions/{version}/compare", compare.show_comparison, _ALL),
    Door("GET", "/cases/{case}/versions/{version}/compare/curves", compare.show_curves, _ALL),
    Door("GET", "/signed/{decision}", sheet.show_signed, _ALL),
    Door("GET", "/accounts", people.show_people, _ADMIN),
    Door("POST", "/accounts", people.change_people, _ADMIN),
    Door("GET", "/trail", people.show_trail, _ADMIN),
)

_STATIC = {
    "desk.css": ("rtqa.desk.web", "static/desk.css", "text/css"),
    "desk.js": ("rtqa.desk.web", "static/desk.js", "text/javascript"),
    "report.css": ("rtqa.render", "templates/page.css", "text/css"),
    "icon.svg": ("rtqa.desk.web", "static/icon.svg", "image/svg+xml"),
}
"""All that is served beside pages, by name: no path of a request leads into a folder."""


def find_first_admin(desk: Desk) -> FirstAdmin | None:
    """The token for the first account, to be printed on the terminal; None where somebody has an account."""
    with desk.archive.read() as session:
        return None if has_accounts(session) else FirstAdmin()


def make_app(
    desk: Desk,
    *,
    first_admin: FirstAdmin | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ASGIApp:
    """The application that a server such as uvicorn serves.

    Args:
        desk: whose page it is.
        first_admin: of :func:`find_first_admin`.
        clock: in seconds; for rates.

    Raises:
        UsageError: the settings name a provider, and its secret cannot be read, or a package is missing.
    """
    house = House(
        desk=desk,
        first_admin=first_admin,
        sheets=Sheets(desk.reports),
        sign_ins=Rate(burst=10, per_second=0.1, clock=clock),
        key=secrets.token_bytes(32),
        provider=find_provider(desk.folder, desk.settings.oidc),
        errands=Errands(),
    )
    routes = [Route(door.path, door.endpoint(house), methods=[door.method]) for door in DOORS]
    nowhere = Door("GET", "/{rest:path}", sheet.show_nothing)
    app = Starlette(
        routes=[
            Route("/static/{name}", _send_static),
            *(Route(path, make_upload(house), methods=["POST"]) for path in PATHS),
            *routes,
            Route(nowhere.path, nowhere.endpoint(house), methods=["GET"]),
        ],
        exception_handlers={500: _say_fault},
    )
    return Doorkeeper(app, settings=desk.settings.page, clock=clock)


def _send_static(request: Request) -> Response:
    served = _STATIC.get(request.path_params["name"])
    if served is None:
        return PlainTextResponse("not here", 404)
    package, path, kind = served
    headers = {"Cache-Control": "max-age=3600"}
    return Response((files(package) / path).read_bytes(), media_type=kind, headers=headers)


def _say_fault(request: Request, error: Exception) -> Response:
    """A fault of the desk's own: its trace goes to the log of the server, and none of it to the browser."""
    del request, error
    return PlainTextResponse("The desk has a fault; what happened stands in its log.", 500)
