"""Accounts: who there is, who may sign in, and for how long nobody may after wrong passwords."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rtqa.desk.archive.audit import append
from rtqa.desk.archive.tables import Account
from rtqa.desk.web.passwords import find_weakness, hash_password, is_password
from rtqa.errors import UsageError
from rtqa.messages import Message

ROLES = ("reader", "physicist", "physician", "admin", "sender")
"""The last one is a system's that uploads; it sees no page."""

FREE_FAILURES = 5
"""Wrong passwords in a row before an account is locked."""

_LOCKED = timedelta(minutes=5)
_LONGEST_LOCKED = timedelta(hours=1)
"""It doubles with every further one, up to here: nobody can keep a colleague out for good."""

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who looks at a page.

    Attributes:
        id, name, full_name, role: of the account.
        is_by_provider: whether the hospital's provider says who they are; they have no password here.
    """

    id: str
    name: str
    full_name: str
    role: str
    is_by_provider: bool

    @classmethod
    def of(cls, account: Account) -> Person:
        """The person of an account."""
        return cls(
            id=account.id,
            name=account.name,
            full_name=account.full_name,
            role=account.role,
            is_by_provider=account.identity_sha256 is not None,
        )

    @property
    def sees_identity(self) -> bool:
        """Whether the patient is named to them: to those who treat, and to nobody else."""
        return self.role in {"physicist", "physician"}


class NotSignedInError(Exception):
    """Nobody is let in; the message says why, and not whether there is such an account."""

    def __init__(self, message: Message, action: str) -> None:
        super().__init__(message)
        self.message = message
        self.action = action


def create_account(
    session: Session, *, name: str, full_name: str, role: str, password: str, actor: str, at: datetime
) -> Account:
    """Make an account.

    Raises:
        UsageError: name, role or password do not do, or the name is taken; its message says which.
    """
    name = name.strip().casefold()
    full_name = " ".join(full_name.split())
    if not NAME.fullmatch(name):
        raise UsageError(Message("desk-page.account-name"))
    if not full_name or len(full_name) > 256:
        raise UsageError(Message("desk-page.account-full-name"))
    if role not in ROLES:
        raise UsageError(Message("desk-page.account-role"))
    if session.scalar(select(Account).where(Account.name == name)) is not None:
        raise UsageError(Message("desk-page.account-taken"))
    _refuse_weak(password, name)
    account = Account(
        name=name, full_name=full_name, role=role, password_hash=hash_password(password), created_at=at
    )
    session.add(account)
    append(session, actor, "account.created", at=at, account=name, role=role)
    return account


def set_password(session: Session, account: Account, password: str, *, actor: str, at: datetime) -> None:
    """Give an account another password, and unlock it.

    Raises:
        UsageError: the password does not do.
    """
    _refuse_weak(password, account.name)
    account.password_hash = hash_password(password)
    account.failures, account.locked_until = 0, None
    append(session, actor, "account.password", at=at, account=account.name)


def confirm(session: Session, account: Account | None, password: str, *, at: datetime) -> None:
    """Hold a password against an account's; wrong ones lock it for a while.

    Raises:
        NotSignedInError: there is no such account, it is locked, closed or the provider's, or the password is
            wrong. What was counted stays to be committed.
    """
    is_right = is_password(account.password_hash if account else "", password)
    if account is None or not account.is_active or account.identity_sha256 is not None:
        raise NotSignedInError(Message("desk-page.wrong-password"), "sign-in.unknown")
    if account.locked_until is not None and at < account.locked_until:
        raise NotSignedInError(Message("desk-page.locked"), "sign-in.locked")
    if is_right:
        account.failures, account.locked_until = 0, None
        return
    account.failures += 1
    too_many = account.failures - FREE_FAILURES
    if too_many >= 0:
        account.locked_until = at + min(_LOCKED * 2 ** min(too_many, 10), _LONGEST_LOCKED)
        append(session, account.name, "account.locked", at=at, failures=account.failures)
    raise NotSignedInError(Message("desk-page.wrong-password"), "sign-in.wrong-password")


def find_account(session: Session, name: str) -> Account | None:
    """The account of this name; None where there is none."""
    return session.scalar(select(Account).where(Account.name == name.strip().casefold()))


def has_accounts(session: Session) -> bool:
    """Whether anybody has one."""
    return bool(session.scalar(select(func.count()).select_from(Account)))


class FirstAdmin:
    """The token that the first account is made with: printed on the terminal once, and good once.

    It is kept in memory alone, and gone when the desk ends; the next start has another one.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self._is_spent = False

    def takes(self, token: str) -> bool:
        """Whether this is it."""
        return not self._is_spent and compare_digest(self.token.encode(), token.strip().encode())

    def spend(self) -> None:
        """Nobody else may use it."""
        self._is_spent = True


def _refuse_weak(password: str, name: str) -> None:
    weakness = find_weakness(password, name=name)
    if weakness is not None:
        raise UsageError(weakness)
