"""Signing in and out, the first account, one's own password, and the language."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

from rtqa.desk.archive.audit import append
from rtqa.desk.archive.tables import Account
from rtqa.desk.web.accounts import (
    NotSignedInError,
    confirm,
    create_account,
    find_account,
    has_accounts,
    set_password,
)
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.headers import address_of
from rtqa.desk.web.passwords import FEWEST_CHARACTERS
from rtqa.desk.web.sessions import close_session, close_sessions_of, is_of_account, open_session
from rtqa.desk.web.visit import LANGUAGE_COOKIE, Visit, is_within
from rtqa.errors import UsageError
from rtqa.messages import LANGUAGES, Message

_A_YEAR_S = 365 * 24 * 3600


def show_sign_in(visit: Visit) -> Response:
    """Name and password; where nobody has an account yet, the way to the first one."""
    if visit.person is not None:
        return visit.go("/")
    with visit.desk.archive.read() as session:
        is_new = not has_accounts(session)
    if is_new:
        return visit.go("/first")
    return _draw_sign_in(visit)


def sign_in(visit: Visit) -> Response:
    """Let somebody in, with a cookie that was never seen before."""
    slow_down(visit)
    name, refusal = visit.form.text("name", most=64), None
    # A wrong password is counted: the transaction is to be kept, so it is not left by an exception.
    with visit.desk.archive.begin() as session:
        account = find_account(session, name)
        try:
            confirm(session, account, visit.form.get("password", ""), at=visit.at)
        except NotSignedInError as error:
            refusal = error
            known = account.name if account is not None else "-"
            append(session, known, error.action, at=visit.at, **{"from": address_of(visit.request.scope)})
    if refusal is not None or account is None:
        message = visit.say.write(refusal.message) if refusal else ""
        return _draw_sign_in(visit, status=401, fault=message, name=name)
    return let_in(visit, account, target=visit.form.get("next", "/"))


def sign_out(visit: Visit) -> Response:
    """End the session, here and in the archive."""
    house = visit.house
    with visit.desk.archive.begin() as session:
        close_session(session, visit.request.cookies.get(house.session_cookie, ""))
        append(session, visit.actor, "sign-out", at=visit.at)
    response = visit.go("/sign-in")
    response.delete_cookie(house.session_cookie, path="/", secure=house.is_secure, httponly=True)
    return response


def show_first(visit: Visit) -> Response:
    """The form for the first account."""
    return _draw_first(visit)


def make_first(visit: Visit) -> Response:
    """Make the first account, an administrator's, for who has the token from the terminal."""
    slow_down(visit)
    first = visit.house.first_admin
    if first is None or not first.takes(visit.form.get("token", "")):
        visit.note("refused.first-token", **{"from": address_of(visit.request.scope)})
        return _draw_first(visit, status=403, fault=visit.say("desk-page.wrong-token"))
    try:
        with visit.desk.archive.begin() as session:
            _require_nobody(session)
            account = create_account(
                session,
                name=visit.form.text("name", most=64),
                full_name=visit.form.text("full_name", most=256),
                role="admin",
                password=visit.form.get("password", ""),
                actor="terminal",
                at=visit.at,
            )
    except UsageError as error:
        return _draw_first(visit, status=422, fault=visit.say.write(error.message))
    first.spend()
    # What an administrator does next: make the accounts of those who read and sign.
    return let_in(visit, account, target="/accounts")


def show_password(visit: Visit) -> Response:
    """The form for another password."""
    _require_password(visit)
    return visit.draw("password.html.j2", fault="", fewest=FEWEST_CHARACTERS)


def change_password(visit: Visit) -> Response:
    """Another password for one's own account; all other browsers are signed out."""
    _require_password(visit)
    fault: Message | None = None
    with visit.desk.archive.begin() as session:
        account = session.get(Account, visit.who.id)
        if account is None:
            raise RefusedError(403, Message("desk-page.session-over"))
        try:
            confirm(session, account, visit.form.get("present", ""), at=visit.at)
            set_password(session, account, visit.form.get("password", ""), actor=visit.actor, at=visit.at)
            kept = visit.request.cookies.get(visit.house.session_cookie, "")
            close_sessions_of(session, account, but=kept)
        except (NotSignedInError, UsageError) as error:
            fault = error.message
    if fault is None:
        return visit.go("/")
    text = visit.say.write(fault)
    return visit.draw("password.html.j2", status=422, fault=text, fewest=FEWEST_CHARACTERS)


def choose_language(visit: Visit) -> Response:
    """Go on in another language."""
    code, path = visit.form.get("language", ""), visit.form.get("next", "/")
    if code not in LANGUAGES:
        raise RefusedError(400, Message("desk-page.not-our-form"), action="refused.form")
    response = visit.go(path if is_within(path) else "/")
    visit.set_cookie(response, LANGUAGE_COOKIE, code, most_s=_A_YEAR_S)
    if visit.person is not None:
        with visit.desk.archive.begin() as session:
            account = session.get(Account, visit.person.id)
            if account is not None:
                account.language = code
    return response


def let_in(visit: Visit, account: Account, *, target: str) -> Response:
    """Open a session for an account, and lead to a page; a session that came along is worth nothing from now.

    One of somebody else, or that this desk never opened, is written down: it may have been planted.
    """
    house, address = visit.house, address_of(visit.request.scope)
    came_with = visit.request.cookies.get(house.session_cookie, "")
    with visit.desk.archive.begin() as session:
        if came_with and not is_of_account(session, came_with, account):
            append(session, account.name, "refused.session", at=visit.at, **{"from": address})
        token = open_session(session, account, at=visit.at, instead_of=came_with)
        append(session, account.name, "sign-in", at=visit.at, **{"from": address})
    response = visit.go(target if is_within(target) else "/")
    visit.set_cookie(response, house.session_cookie, token)
    response.delete_cookie(house.visitor_cookie, path="/", secure=house.is_secure, httponly=True)
    return response


def slow_down(visit: Visit) -> None:
    """Let an address try so often and no more.

    Raises:
        RefusedError: it has.
    """
    address = address_of(visit.request.scope)
    if not visit.house.sign_ins.takes(address):
        raise RefusedError(429, Message("desk-page.too-often"), action="refused.rate")


def _require_password(visit: Visit) -> None:
    if visit.who.is_by_provider:
        raise RefusedError(409, Message("desk-page.provider-password"))


def _require_nobody(session: Session) -> None:
    if has_accounts(session):
        raise UsageError(Message("desk-page.wrong-token"))


def _draw_sign_in(visit: Visit, *, status: int = 200, fault: str = "", name: str = "") -> Response:
    path = visit.form.get("next") or visit.request.query_params.get("next", "/")
    target = path if is_within(path) else "/"
    return visit.draw(
        "sign_in.html.j2",
        status=status,
        fault=fault,
        name=name,
        target=target,
        hospital=f"/sign-in/hospital?{urlencode({'next': target})}" if visit.house.provider else "",
    )


def _draw_first(visit: Visit, *, status: int = 200, fault: str = "") -> Response:
    with visit.desk.archive.read() as session:
        if has_accounts(session):
            return visit.go("/sign-in")
    return visit.draw("first.html.j2", status=status, fault=fault, form=visit.form, fewest=FEWEST_CHARACTERS)
