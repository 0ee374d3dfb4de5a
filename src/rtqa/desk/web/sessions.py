"""Browsers that are signed in. The archive keeps a hash of the cookie: who reads it can sign in as nobody."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rtqa.desk.archive.tables import Account, WebSession
from rtqa.desk.web.accounts import Person

LONGEST = timedelta(hours=12)
"""A session ends then, whatever is done in it."""

_NOTED_EVERY = timedelta(seconds=60)
"""How exact it is known when somebody last did something: not every page is worth a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that holds.

    Attributes:
        person: whose it is.
        csrf: what its forms carry.
        language: the account's; empty for none.
        is_stale: whether what is known of when it was last used is older than it need be.
    """

    person: Person
    csrf: str
    language: str
    is_stale: bool


def open_session(session: Session, account: Account, *, at: datetime, instead_of: str = "") -> str:
    """A new cookie for an account; the one that the browser came with is worth nothing from now.

    Args:
        session: of the archive.
        account: that signed in.
        at: now.
        instead_of: the cookie that the browser sent.
    """
    close_session(session, instead_of)
    session.execute(delete(WebSession).where(WebSession.created_at < at - LONGEST))
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_sha256=_digest(token),
        account_id=account.id,
        csrf=secrets.token_urlsafe(32),
        created_at=at,
        seen_at=at,
    )
    session.add(row)
    return token


def find_session(session: Session, token: str, *, at: datetime, idle: timedelta) -> SignedIn | None:
    """The session of a cookie; None where there is none, or it has ended."""
    row = session.get(WebSession, _digest(token)) if token else None
    if row is None or at - row.seen_at > idle or at - row.created_at > LONGEST:
        return None
    account = session.get(Account, row.account_id)
    if account is None or not account.is_active:
        return None
    return SignedIn(
        person=Person.of(account),
        csrf=row.csrf,
        language=account.language,
        is_stale=at - row.seen_at > _NOTED_EVERY,
    )


def note_session(session: Session, token: str, *, at: datetime) -> None:
    """Somebody did something in it."""
    row = session.get(WebSession, _digest(token))
    if row is not None:
        row.seen_at = at


def is_of_account(session: Session, token: str, account: Account) -> bool:
    """Whether a cookie is of a session of this account, be it over."""
    row = session.get(WebSession, _digest(token))
    return row is not None and row.account_id == account.id


def close_session(session: Session, token: str) -> None:
    """End the session of a cookie, if there is one."""
    if token:
        session.execute(delete(WebSession).where(WebSession.token_sha256 == _digest(token)))


def close_sessions_of(session: Session, account: Account, *, but: str = "") -> None:
    """End all sessions of an account, but that of one cookie."""
    of_account = delete(WebSession).where(WebSession.account_id == account.id)
    session.execute(of_account.where(WebSession.token_sha256 != _digest(but)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
