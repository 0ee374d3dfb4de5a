"""Accounts of those whom the hospital's OpenID provider knows."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rtqa.desk.archive.audit import append
from rtqa.desk.archive.tables import Account
from rtqa.desk.web.accounts import NAME, NotSignedInError, find_account
from rtqa.desk.web.identity import Identity
from rtqa.desk.web.sessions import close_sessions_of
from rtqa.messages import Message

_NOT_IN_NAME = re.compile(r"[^a-z0-9._-]+")


def admit(session: Session, identity: Identity, *, at: datetime) -> Account:
    """The account of who signed in by the hospital's provider: made the first time, as it says.

    Raises:
        NotSignedInError: the provider gives them no role here, or the account was closed here.
    """
    account = session.scalar(select(Account).where(Account.identity_sha256 == identity.sha256))
    if not identity.role:
        if account is not None:
            close_sessions_of(session, account)
        raise NotSignedInError(Message("desk-page.provider-no-role"), "sign-in.no-role")
    full_name = " ".join(identity.full_name.split())[:256]
    if account is None:
        account = Account(
            name=_find_name(session, identity),
            full_name=full_name,
            role=identity.role,
            identity_sha256=identity.sha256,
            created_at=at,
        )
        session.add(account)
        append(session, "provider", "account.created", at=at, account=account.name, role=account.role)
    elif not account.is_active:
        raise NotSignedInError(Message("desk-page.provider-closed"), "sign-in.closed")
    elif (account.full_name, account.role) != (full_name, identity.role):
        account.full_name, account.role = full_name, identity.role
        append(session, "provider", "account.role", at=at, account=account.name, role=account.role)
    return account


def _find_name(session: Session, identity: Identity) -> str:
    """A name like the provider's that nobody has here: nobody is to be taken for another."""
    plain = _NOT_IN_NAME.sub("-", identity.name.partition("@")[0].casefold()).strip("-._")[:48]
    name = plain if NAME.fullmatch(plain) else "person"
    return name if name == plain and find_account(session, name) is None else f"{name}-{identity.sha256[:12]}"
