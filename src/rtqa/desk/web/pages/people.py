"""Accounts and the audit trail: for who runs the desk."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from rtqa.desk.archive.audit import append, verify
from rtqa.desk.archive.tables import Account, AuditEntry
from rtqa.desk.web.accounts import ROLES, create_account, find_account, set_password
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.passwords import FEWEST_CHARACTERS
from rtqa.desk.web.sessions import close_sessions_of
from rtqa.desk.web.visit import Visit
from rtqa.errors import UsageError
from rtqa.messages import Message

_SHOWN = 200


def show_people(visit: Visit) -> Response:
    """All accounts, and the form for another."""
    return _draw(visit)


def change_people(visit: Visit) -> Response:
    """Make an account, or change one."""
    try:
        with visit.desk.archive.begin() as session:
            if visit.form.get("change", "") == "create":
                create_account(
                    session,
                    name=visit.form.text("name", most=64),
                    full_name=visit.form.text("full_name", most=256),
                    role=visit.form.get("role", ""),
                    password=visit.form.get("password", ""),
                    actor=visit.actor,
                    at=visit.at,
                )
            else:
                account = find_account(session, visit.form.text("name", most=64))
                if account is None:
                    raise RefusedError(404, Message("desk-page.not-here"), action="refused.not-found")
                _change(session, visit, account)
    except UsageError as error:
        return _draw(visit, status=422, fault=visit.say.write(error.message))
    return visit.go("/accounts")


def show_trail(visit: Visit) -> Response:
    """The last lines of the trail, and whether the whole of it is as it was written."""
    with visit.desk.archive.read() as session:
        newest = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(_SHOWN)
        entries = session.scalars(newest).all()
        broken = verify(session) if visit.request.query_params.get("verify") == "yes" else None
    return visit.draw(
        "trail.html.j2",
        entries=entries,
        is_verified=visit.request.query_params.get("verify") == "yes",
        broken=broken,
    )


def _change(session: Session, visit: Visit, account: Account) -> None:
    """Close, open, unlock or give a role or a password; nobody takes their own away.

    Raises:
        UsageError: it does not do.
        RefusedError: it is none of these.
    """
    change = visit.form.get("change", "")
    if account.id == visit.who.id and change != "unlock":
        raise UsageError(Message("desk-page.not-your-own"))
    if account.identity_sha256 is not None and change in {"role", "password"}:
        raise UsageError(Message("desk-page.provider-says"))
    match change:
        case "close" | "open":
            account.is_active = change == "open"
        case "unlock":
            account.failures, account.locked_until = 0, None
        case "role":
            if visit.form.get("role", "") not in ROLES:
                raise UsageError(Message("desk-page.account-role"))
            account.role = visit.form["role"]
        case "password":
            set_password(session, account, visit.form.get("password", ""), actor=visit.actor, at=visit.at)
        case _:
            raise RefusedError(400, Message("desk-page.not-our-form"), action="refused.form")
    close_sessions_of(session, account)
    append(session, visit.actor, f"account.{change}", at=visit.at, account=account.name, role=account.role)


def _draw(visit: Visit, *, status: int = 200, fault: str = "") -> Response:
    with visit.desk.archive.read() as session:
        accounts = session.scalars(select(Account).order_by(Account.name)).all()
    return visit.draw(
        "people.html.j2",
        status=status,
        fault=fault,
        accounts=accounts,
        roles=ROLES,
        form=visit.form,
        fewest=FEWEST_CHARACTERS,
    )
