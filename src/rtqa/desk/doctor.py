"""Looks whether a desk is set up as it should be; what is not, each as a sentence."""

from __future__ import annotations

import shutil
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Account, Case, Outgoing
from rtqa.desk.certificates import read_validity
from rtqa.desk.desk import Desk, utc_now
from rtqa.desk.only import is_at_work
from rtqa.desk.self_test import CHECKING, try_whole_way
from rtqa.desk.settings import Certificate, DeskSettings, read_settings
from rtqa.desk.web.identity import ProviderError
from rtqa.desk.web.secret import find_provider
from rtqa.errors import DocumentError, RtqaError, UsageError
from rtqa.messages import Message, Quantity
from rtqa.render.files.typeset import can_render_pdf

Health = Literal["good", "note", "bad"]

_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
_RENEW_BEFORE = timedelta(days=30)
"""An authority of a hospital may take weeks to answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        health: ``good``, ``note`` for what is to be known, ``bad`` for what is to be mended.
        message: what it is.
    """

    health: Health
    message: Message


def examine_desk(
    folder: Path, *, self_test: bool = True, now: Callable[[], datetime] = utc_now
) -> Iterator[Finding]:
    """Look at everything, in the order in which it is needed.

    Args:
        folder: the data folder; folder and archive are made where there are none, and an earlier archive is
            brought to this edition, as by every start. Nothing else in it is changed.
        self_test: whether a case is sent the whole way, which takes some seconds.
        now: the clock.
    """
    try:
        settings = read_settings(folder)
    except RtqaError as error:
        faults = error.faults if isinstance(error, DocumentError) else ()
        yield Finding("bad", Message("doctor.settings", fault=str(faults[0] if faults else error)))
        return
    yield Finding("good", Message("doctor.settings-good"))
    yield from _examine_disk(folder, settings)
    yield from _examine_ports(folder, settings)
    yield from _examine_certificates(folder, settings, now())
    try:
        desk = Desk(folder, settings, now=now)
    except (RtqaError, SQLAlchemyError) as error:
        reason = error.message if isinstance(error, RtqaError) else Message("archive.away")
        yield Finding("bad", reason)
        return
    with closing(desk):
        yield from _examine_archive(desk)
        yield from _examine_rules(desk)
    yield from _examine_provider(folder, settings)
    if not can_render_pdf():
        yield Finding("note", Message("doctor.no-pdf"))
    if self_test:
        yield _try_whole_way()


def _examine_disk(folder: Path, settings: DeskSettings) -> Iterator[Finding]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    free_gb = shutil.disk_usage(folder).free / 1e9
    health: Health = "good" if free_gb > 2 * settings.free_gb else "note"
    if free_gb < settings.free_gb:
        health = "bad"
    yield Finding(
        health,
        Message("doctor.disk", free=Quantity(free_gb, "GB", 1), stays=Quantity(settings.free_gb, "GB", 1)),
    )
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("bad", Message("doctor.open-folder"))


def _examine_ports(folder: Path, settings: DeskSettings) -> Iterator[Finding]:
    if is_at_work(folder):
        yield Finding("note", Message("doctor.at-work"))
        return
    wanted = [(Message("doctor.page"), settings.page.host, settings.page.port)]
    if settings.node.enabled:
        wanted.append((Message("doctor.node"), settings.node.host, settings.node.port))
    for what, host, port in wanted:
        is_free = _can_listen(host, port)
        name = "doctor.port-free" if is_free else "doctor.port-taken"
        yield Finding("good" if is_free else "bad", Message(name, what=what, host=host, port=port))
    for what, is_open in (
        (Message("doctor.page"), not settings.page.is_loopback),
        (Message("doctor.node"), settings.node.enabled and not settings.node.is_loopback),
    ):
        if is_open:
            yield Finding("note", Message("doctor.on-network", what=what))


def _examine_certificates(folder: Path, settings: DeskSettings, now: datetime) -> Iterator[Finding]:
    used = [(Message("doctor.page"), settings.page.tls), (Message("doctor.node"), settings.node.tls)]
    used += [(Message("doctor.destination"), destination.tls) for destination in settings.destinations]
    for what, files in used:
        if files is not None:
            yield _examine_certificate(folder, files, what, now=now)


def _examine_certificate(folder: Path, files: Certificate, what: Message, *, now: datetime) -> Finding:
    """Whether a certificate and its key belong together, and for how long others will accept it."""
    if not _can_load(folder, files):
        return Finding("bad", Message("doctor.certificate-bad", what=what))
    try:
        validity = read_validity(folder / files.certificate)
    except (OSError, ValueError):
        return Finding("bad", Message("doctor.certificate-bad", what=what))
    until = f"{validity.ends:%Y-%m-%d}"
    if now < validity.begins:
        begins = f"{validity.begins:%Y-%m-%d}"
        return Finding("bad", Message("doctor.certificate-not-yet", what=what, begins=begins))
    if now >= validity.ends:
        return Finding("bad", Message("doctor.certificate-expired", what=what, until=until))
    if validity.ends - now < _RENEW_BEFORE:
        days = (validity.ends - now).days
        return Finding("note", Message("doctor.certificate-ends", what=what, until=until, n=days))
    return Finding("good", Message("doctor.certificate-good", what=what, until=until))


def _examine_archive(desk: Desk) -> Iterator[Finding]:
    now = desk.now()
    with desk.archive.read() as session:
        n_cases = session.scalars(select(func.count()).select_from(Case)).one()
        n_failed = session.scalars(select(func.count()).where(Outgoing.state == "failed")).one()
        has_admin = session.scalars(
            select(Account.id).where(Account.role == "admin", Account.is_active)
        ).first()
        last = audit.read_head(session)
    kind = Message("doctor.sqlite" if desk.archive.is_sqlite else "doctor.postgresql")
    yield Finding("good", Message("doctor.archive", kind=kind, n=n_cases))
    if now < _EARLIEST or (last is not None and last.at > now):
        yield Finding("bad", Message("doctor.clock", now=f"{now:%Y-%m-%d %H:%M:%S} UTC"))
    else:
        yield Finding("good", Message("doctor.clock-good", now=f"{now:%Y-%m-%d %H:%M:%S} UTC"))
    if has_admin is None:
        yield Finding("note", Message("doctor.no-admin"))
    if n_failed:
        yield Finding("bad", Message("doctor.not-sent", n=n_failed))


def _examine_rules(desk: Desk) -> Iterator[Finding]:
    if not desk.settings.rules:
        yield Finding("note", Message("doctor.no-rules"))
    for n, rule in enumerate(desk.settings.rules, start=1):
        try:
            desk.cases.load_protocol(rule.protocol)
        except RtqaError:
            yield Finding("bad", Message("doctor.rule-bad", n=n, protocol=rule.protocol))
        else:
            yield Finding("good", Message("doctor.rule-good", n=n, protocol=rule.protocol))


def _examine_provider(folder: Path, settings: DeskSettings) -> Iterator[Finding]:
    """Whether the hospital's sign-in service answers, and is the one that the settings name."""
    if settings.oidc is None:
        return
    issuer = settings.oidc.issuer
    try:
        provider = find_provider(folder, settings.oidc)
        if provider is not None:
            provider.examine()
    except UsageError as error:
        yield Finding("bad", Message("doctor.settings", fault=str(error)))
    except ProviderError as error:
        yield Finding("bad", Message("doctor.provider-bad", issuer=issuer, why=error.why))
    else:
        yield Finding("good", Message("doctor.provider-good", issuer=issuer))


def _try_whole_way() -> Finding:
    try:
        tried = try_whole_way()
    except (RtqaError, OSError) as error:
        return Finding("bad", Message("doctor.self-test-fault", error=type(error).__name__))
    if tried.failed_at is not None or tried.mean_gy is None:
        return Finding("bad", Message("doctor.self-test-bad", at=tried.failed_at or CHECKING))
    return Finding(
        "good",
        Message(
            "doctor.self-test-good",
            seconds=Quantity(tried.seconds, "s", 1),
            mean=Quantity(tried.mean_gy, "Gy", 2),
            true=Quantity(tried.true_gy, "Gy", 2),
        ),
    )


def _can_listen(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True


def _can_load(folder: Path, files: Certificate) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(folder / files.certificate, folder / files.key)
        if files.authority is not None:
            context.load_verify_locations(folder / files.authority)
    except (OSError, ssl.SSLError):
        return False
    return True
