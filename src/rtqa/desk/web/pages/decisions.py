"""What people decide about a report: kept beside its verdict, which no decision changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from rtqa.desk.archive.audit import append
from rtqa.desk.archive.standing import SIGNERS, OpenCause, Standing, stand
from rtqa.desk.archive.tables import Account, Decision, Report
from rtqa.desk.web.accounts import NotSignedInError, confirm
from rtqa.desk.web.casebook import CaseFile, read_case
from rtqa.desk.web.errands import Signature
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.pages.leave import ask_again
from rtqa.desk.web.pages.sheet import may_accept, show_version
from rtqa.desk.web.visit import Visit
from rtqa.messages import Message, Owner

_MOST_NAMES = 40


class _NotTakenError(Exception):
    """Something is missing in the form; nothing was decided."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class _ToConfirmError(Exception):
    """All that a signature needs is there, but the provider's word on who puts it."""


def decide(visit: Visit) -> Response:
    """Take a decision, and show the sheet as it then stands."""
    return _decide(visit, visit.in_path("case"), is_confirmed=False)


def sign_confirmed(visit: Visit, signature: Signature) -> Response:
    """Put a signature, of a person who has identified themselves to the provider since they filled it in."""
    return _decide(replace(visit, form=signature.form), signature.case_id, is_confirmed=True)


def _decide(visit: Visit, case_id: str, *, is_confirmed: bool) -> Response:
    fault, is_to_confirm = None, False
    with visit.desk.archive.begin() as session:
        case_file = read_case(session, case_id)
        report = _require_latest(visit, case_file)
        try:
            _take(session, case_file, report, visit=visit, is_confirmed=is_confirmed)
        except _NotTakenError as error:
            fault = error.message
        except _ToConfirmError:
            is_to_confirm = True
    if is_to_confirm:
        return ask_again(visit, Signature(account_id=visit.who.id, case_id=case_id, form=visit.form))
    if fault is None:
        cause = visit.form.get("cause", "")
        return visit.go(f"/cases/{case_file.case.id}#{f'cause-{cause}' if cause else 'now'}")
    return show_version(visit, case_file, report, status=422, fault=visit.say.write(fault))


def _require_latest(visit: Visit, case_file: CaseFile) -> Report:
    """What is decided is decided of the version that the person saw, and of no other.

    Raises:
        RefusedError: it is another case's, or a newer one has come.
    """
    seen = visit.form.get("report", "")
    if case_file.latest is None or all(report.sha256 != seen for report in case_file.versions):
        raise RefusedError(
            403,
            Message("desk-page.not-this-report"),
            action="refused.report",
            case_id=case_file.case.id,
            report=seen[:64],
        )
    if case_file.latest.sha256 != seen or case_file.case.state != "checked":
        raise RefusedError(
            409,
            Message("desk-page.newer-report"),
            action="refused.stale",
            case_id=case_file.case.id,
            report=seen[:64],
        )
    return case_file.latest


def _take(session: Session, case_file: CaseFile, report: Report, *, visit: Visit, is_confirmed: bool) -> None:
    standing = stand(report, case_file.decisions)
    if standing.is_signed:
        raise _NotTakenError(Message("desk-page.signed-already"))
    match visit.form.get("kind", ""):
        case "accept":
            cause = _require_cause(visit, case_file, standing)
            if not may_accept(cause, visit.who.role):
                raise RefusedError(
                    403,
                    Message("desk-page.physician-accepts"),
                    action="refused.role",
                    case_id=case_file.case.id,
                )
            _enter(session, report, "accept", visit=visit, subject=cause.id, reason=_require_reason(visit))
        case "assign":
            cause = _require_cause(visit, case_file, standing)
            owner = visit.form.get("owner", "")
            if owner not in set(Owner):
                raise _NotTakenError(Message("desk-page.name-owner"))
            reason = visit.form.text("reason")
            _enter(session, report, "assign", visit=visit, subject=cause.id, reason=reason, owner=owner)
        case "send-back":
            if standing.signed:
                raise _NotTakenError(Message("desk-page.signed-already"))
            _enter(session, report, "send-back", visit=visit, reason=_require_reason(visit))
        case "sign":
            _require_signable(visit, case_file, standing)
            _require_identity(session, visit, case_file, is_confirmed=is_confirmed)
            _sign(session, standing, report, visit=visit)
        case _:
            raise RefusedError(
                400, Message("desk-page.not-our-form"), action="refused.form", case_id=case_file.case.id
            )


def _require_signable(visit: Visit, case_file: CaseFile, standing: Standing) -> None:
    role = visit.who.role
    if role not in SIGNERS:
        raise RefusedError(
            403, Message("desk-page.not-for-you"), action="refused.role", case_id=case_file.case.id
        )
    if standing.is_sent_back:
        raise _NotTakenError(Message("desk-page.sent-back-already"))
    if role not in standing.missing_signers:
        raise _NotTakenError(Message("desk-page.signed-already"))
    if standing.open_deviations:
        raise _NotTakenError(Message("desk-page.deviations-open", n=len(standing.open_deviations)))


def _require_identity(session: Session, visit: Visit, case_file: CaseFile, *, is_confirmed: bool) -> None:
    """Who signs says once more who they are: a signature is more than a browser that was left open."""
    if visit.who.is_by_provider:
        if not is_confirmed:
            raise _ToConfirmError
        return
    try:
        confirm(session, session.get(Account, visit.who.id), visit.form.get("password", ""), at=visit.at)
    except NotSignedInError as error:
        append(
            session,
            visit.actor,
            "refused.signature",
            at=visit.at,
            case_id=case_file.case.id,
            why=error.action,
        )
        raise _NotTakenError(error.message) from None


def _sign(session: Session, standing: Standing, report: Report, *, visit: Visit) -> None:
    # What stood written is looked at once more before anybody's name is put to it.
    visit.house.sheets.read_file(report, "report.json")
    _enter(
        session,
        report,
        "sign",
        visit=visit,
        reason=visit.form.text("reason"),
        present=_names(visit.form.text("present")),
        open=[cause.id for cause in standing.open_causes],
        verdict=report.verdict,
        version=report.version,
        confirmed_by="provider" if visit.who.is_by_provider else "password",
    )


def _enter(
    session: Session,
    report: Report,
    kind: str,
    *,
    visit: Visit,
    subject: str = "",
    reason: str = "",
    **details: Any,
) -> None:
    who = visit.who
    decision = Decision(
        case_id=report.case_id,
        report_id=report.id,
        report_sha256=report.sha256,
        kind=kind,
        subject=subject,
        account=who.name,
        full_name=who.full_name,
        role=who.role,
        reason=reason,
        details=details,
        at=visit.at,
    )
    session.add(decision)
    session.flush()
    append(
        session,
        visit.actor,
        f"decision.{kind}",
        at=visit.at,
        case_id=report.case_id,
        decision=decision.id,
        report=report.sha256,
        seal=decision.seal,
        subject=subject,
    )


def _require_cause(visit: Visit, case_file: CaseFile, standing: Standing) -> OpenCause:
    wanted = visit.form.get("cause", "")
    for cause in standing.causes:
        if cause.id == wanted:
            return cause
    raise RefusedError(
        403, Message("desk-page.not-this-report"), action="refused.cause", case_id=case_file.case.id
    )


def _require_reason(visit: Visit) -> str:
    reason = visit.form.text("reason")
    if not reason:
        raise _NotTakenError(Message("desk-page.give-reason"))
    return reason


def _names(text: str) -> list[str]:
    """Names, a line each or between commas."""
    names = (" ".join(name.split()) for line in text.splitlines() for name in line.split(","))
    return [name[:100] for name in names if name][:_MOST_NAMES]
