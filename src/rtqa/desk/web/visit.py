"""One visit: who looks, in which language, what their form says, and how a page is drawn for them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rtqa.desk.archive.audit import append
from rtqa.desk.desk import Desk
from rtqa.desk.rates import Rate
from rtqa.desk.web.accounts import FirstAdmin, Person
from rtqa.desk.web.errands import Errands
from rtqa.desk.web.forms import Form, RefusedError
from rtqa.desk.web.sheets import Sheets
from rtqa.desk.web.words import DECISIONS, ROLES, STATES
from rtqa.messages import LANGUAGES, Message
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.files.html import FILTERS
from rtqa.render.words.language import Language
from rtqa.render.words.wording import badge

if TYPE_CHECKING:
    from rtqa.desk.web.provider import Provider

LANGUAGE_COOKIE = "rtqa_language"

_TEMPLATES = Environment(
    loader=ChoiceLoader([PackageLoader("rtqa.desk.web"), PackageLoader("rtqa.render")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {**FILTERS, "shown": show, "prose": show_prose}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every visit finds here.

    Attributes:
        desk: with its archive and its settings.
        first_admin: while nobody has an account; None where somebody has.
        sheets: the reports, laid out.
        sign_ins: how often an address may try a password.
        key: what forms of those not signed in are known by; of this process.
        provider: of the hospital, that people sign in by; None where all accounts are the desk's own.
        errands: of browsers that are away at the provider's.
    """

    desk: Desk
    first_admin: FirstAdmin | None
    sheets: Sheets
    sign_ins: Rate
    key: bytes
    provider: Provider | None
    errands: Errands

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        page = self.desk.settings.page
        return page.tls is not None or (page.public_url or "").startswith("https:")

    @property
    def session_cookie(self) -> str:
        """Its name; with the prefix that browsers take from this host, by HTTPS, alone."""
        return "__Host-rtqa" if self.is_secure else "rtqa_session"

    @property
    def visitor_cookie(self) -> str:
        """Likewise, of a browser that is not signed in."""
        return "__Host-rtqa-visitor" if self.is_secure else "rtqa_visitor"

    @property
    def errand_cookie(self) -> str:
        """Likewise, of a browser that is away at the provider's."""
        return "__Host-rtqa-errand" if self.is_secure else "rtqa_errand"

    @property
    def idle(self) -> timedelta:
        """After which a session ends."""
        return timedelta(minutes=self.desk.settings.page.idle_minutes)

    def csrf_of_visitor(self, visitor: str) -> str:
        """What the forms of a browser that is not signed in carry."""
        return hmac.new(self.key, visitor.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request, let in.

    Attributes:
        house: where.
        request: as it came.
        person: who; None on the pages for those who are not signed in.
        csrf: what the forms of its pages carry.
        visitor: the cookie of a browser that is not signed in; empty for one that is.
        say: its language.
        form: what it sends; empty of a GET.
        at: when.
    """

    house: House
    request: Request
    person: Person | None
    csrf: str
    visitor: str
    say: Language
    form: Form
    at: datetime

    @property
    def desk(self) -> Desk:
        """Where."""
        return self.house.desk

    @property
    def who(self) -> Person:
        """Who; of a page that is for those who are signed in."""
        if self.person is None:
            raise RefusedError(403, Message("desk-page.not-for-you"), action="refused.role")
        return self.person

    @property
    def actor(self) -> str:
        """Who, for the audit trail."""
        return self.person.name if self.person is not None else "-"

    def in_path(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def draw(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page; all that is put into it is escaped."""
        response = HTMLResponse(draw(template, visit=self, **values), status)
        if self.visitor:
            self.set_cookie(response, self.house.visitor_cookie, self.visitor)
        return response

    def go(self, path: str) -> RedirectResponse:
        """To another page, after a form was taken."""
        return RedirectResponse(path, 303)

    def set_cookie(self, response: Response, name: str, value: str, *, most_s: int | None = None) -> None:
        """A cookie that no script reads and no other site sends along."""
        response.set_cookie(
            name,
            value,
            max_age=most_s,
            path="/",
            secure=self.house.is_secure,
            httponly=True,
            samesite="lax",
        )

    def note(self, action: str, *, case_id: str | None = None, **details: Any) -> None:
        """A line of the audit trail, by itself."""
        with self.desk.archive.begin() as session:
            append(session, self.actor, action, at=self.at, case_id=case_id, **details)


def draw(template: str, *, visit: Visit, **values: Any) -> str:
    """The text of a page."""
    return _TEMPLATES.get_template(template).render(
        visit=visit,
        say=visit.say,
        person=visit.person,
        csrf=visit.csrf,
        role_words=ROLES,
        state_words=STATES,
        decision_words=DECISIONS,
        badge=lambda word: badge(word, visit.say),
        age=lambda moment: age_of(moment, visit),
        moment=lambda moment: f"{moment:%Y-%m-%d %H:%M} UTC",
        **values,
    )


def age_of(moment: datetime, visit: Visit) -> str:
    """How long ago."""
    minutes = max(0, int((visit.at - moment).total_seconds() // 60))
    if minutes < 60:
        return visit.say("desk-page.age-minutes", n=minutes)
    if minutes < 48 * 60:
        return visit.say("desk-page.age-hours", n=minutes // 60)
    return visit.say("desk-page.age-days", n=minutes // (24 * 60))


def language_of(request: Request, account_language: str, begins: str) -> Language:
    """The account's own, else the browser's cookie, else what it asks for, else the desk's."""
    asked = request.headers.get("accept-language", "")[:2].casefold()
    for code in (account_language, request.cookies.get(LANGUAGE_COOKIE, ""), asked):
        if code in LANGUAGES:
            return Language(code)
    return Language(begins)


def new_visitor() -> str:
    """A cookie for a browser that is not signed in."""
    return secrets.token_urlsafe(24)


def is_within(path: str) -> bool:
    """Whether a path that a form names leads to a page of the desk, and nowhere else."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isprintable()
        and "\\" not in path
    )
