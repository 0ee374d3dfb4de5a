"""The way in: every page is behind it, and what it does not let through is refused and written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rtqa.desk.archive.audit import append
from rtqa.desk.web.forms import MOST_BYTES, Form, FormError, RefusedError
from rtqa.desk.web.headers import address_of
from rtqa.desk.web.sessions import SignedIn, find_session, note_session
from rtqa.desk.web.visit import House, Visit, language_of, new_visitor
from rtqa.messages import Message

Page = Callable[[Visit], Response]
"""What answers a visit; it runs in a thread, and may wait for the archive."""

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Door:
    """A page, and who may come in.

    Attributes:
        method: ``GET`` or ``POST``; a POST needs the page's own form.
        path: of Starlette.
        page: what answers.
        roles: who may; empty for those who are not signed in too.
    """

    method: str
    path: str
    page: Page
    roles: frozenset[str] = frozenset()

    def endpoint(self, house: House) -> Callable[[Request], Awaitable[Response]]:
        """What Starlette calls."""

        async def answer(request: Request) -> Response:
            form = await _read_form(request)
            return await run_in_threadpool(self._answer, house, request, form)

        return answer

    def _answer(self, house: House, request: Request, form: Form | RefusedError) -> Response:
        at, token = house.desk.now(), request.cookies.get(house.session_cookie, "")
        with house.desk.archive.read() as session:
            signed_in = find_session(session, token, at=at, idle=house.idle)
        if signed_in is not None and signed_in.is_stale:
            with house.desk.archive.begin() as session:
                note_session(session, token, at=at)
        given = form if isinstance(form, Form) else Form({})
        visit = _make_visit(house, request, signed_in, form=given)
        if isinstance(form, RefusedError):
            return _refuse(visit, form)
        try:
            return self._let_in(visit)
        except RefusedError as error:
            return _refuse(visit, error)

    def _let_in(self, visit: Visit) -> Response:
        if self.roles and visit.person is None:
            return _ask_to_sign_in(visit)
        if self.method == "POST":
            _require_own_form(visit)
        if self.roles and visit.who.role not in self.roles:
            raise RefusedError(403, Message("desk-page.not-for-you"), action="refused.role")
        return self.page(visit)


def _make_visit(house: House, request: Request, signed_in: SignedIn | None, *, form: Form) -> Visit:
    visitor = ""
    if signed_in is None:
        visitor = request.cookies.get(house.visitor_cookie, "") or new_visitor()
    return Visit(
        house=house,
        request=request,
        person=signed_in.person if signed_in else None,
        csrf=signed_in.csrf if signed_in else house.csrf_of_visitor(visitor),
        visitor=visitor,
        say=language_of(request, signed_in.language if signed_in else "", house.desk.settings.language),
        form=form,
        at=house.desk.now(),
    )


def _require_own_form(visit: Visit) -> None:
    """A form counts that a page of the desk sent, for this browser's own session.

    Raises:
        RefusedError: it is another site's, or of a session that has ended.
    """
    request, page = visit.request, visit.desk.settings.page
    origin = request.headers.get("origin")
    hosts = {request.headers.get("host", ""), urlsplit(page.public_url or "").netloc}
    is_elsewhere = origin is not None and urlsplit(origin).netloc not in hosts - {""}
    is_cross = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    given = visit.form.get("csrf", "").encode()
    if is_elsewhere or is_cross or not compare_digest(given, visit.csrf.encode()):
        raise RefusedError(403, Message("desk-page.not-our-form"), action="refused.form")


def _ask_to_sign_in(visit: Visit) -> Response:
    if visit.request.method != "GET":
        raise RefusedError(403, Message("desk-page.session-over"), action="refused.not-signed-in")
    path = visit.request.url.path
    response = visit.go(f"/sign-in?next={quote(path)}" if path != "/" else "/sign-in")
    # Of a session that is over: a cookie that comes to the next sign-in is then worth a line of the trail.
    house = visit.house
    response.delete_cookie(house.session_cookie, path="/", secure=house.is_secure, httponly=True)
    return response


def _refuse(visit: Visit, error: RefusedError) -> Response:
    """Say why not, and write it down; the path's own words may be a stranger's, and are cut short."""
    if error.action:
        details = {
            "path": visit.request.url.path[:200],
            "from": address_of(visit.request.scope),
            **error.details,
        }
        with visit.desk.archive.begin() as session:
            append(session, visit.actor, error.action, at=visit.at, case_id=error.case_id, **details)
    return visit.draw("refused.html.j2", status=error.status, message=visit.say.write(error.message))


async def _read_form(request: Request) -> Form | RefusedError:
    """The form of a POST; why it is none, or too long."""
    if request.method != "POST":
        return Form({})
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        return RefusedError(415, Message("desk-page.not-our-form"), action="refused.form")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return RefusedError(413, Message("desk-page.form-too-long"), action="refused.size")
    try:
        return Form.parse(body)
    except FormError:
        return RefusedError(400, Message("desk-page.not-our-form"), action="refused.form")
