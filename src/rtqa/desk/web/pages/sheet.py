"""A case's sheet: the report's first page with what is to be decided, and the evidence behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from starlette.responses import HTMLResponse, Response

from rtqa.desk.archive.columns import compute_seal
from rtqa.desk.archive.standing import OpenCause, Standing, stand
from rtqa.desk.archive.tables import AuditEntry, Decision, Report
from rtqa.desk.web.casebook import CaseFile, list_of_patient, read_case, read_decision
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.headers import sandbox_of
from rtqa.desk.web.pages.cases import state_of
from rtqa.desk.web.sheets import OtherEditionError
from rtqa.desk.web.visit import Visit, draw
from rtqa.messages import Message, Owner
from rtqa.messages.data import message_from
from rtqa.render.page.page import CauseLine, Page

_SEEN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A cause of the sheet with what was decided of it.

    Attributes:
        cause: as the archive knows it.
        line: as the report's first page shows it.
        anchor: of its worst finding in the evidence.
        accepted, assigned: the last decision of each kind; None where there is none.
        before: an acceptance of the same cause in an earlier version, which does not count for this one.
        may_accept: whether who looks may.
    """

    cause: OpenCause
    line: CauseLine
    anchor: str
    accepted: Decision | None
    assigned: Decision | None
    before: Decision | None
    may_accept: bool


def show_case(visit: Visit) -> Response:
    """The sheet of the latest version; where there is none yet, how the case stands."""
    case_file = _read(visit)
    return show_version(visit, case_file, case_file.latest)


def show_earlier(visit: Visit) -> Response:
    """The sheet of a version."""
    case_file = _read(visit)
    return show_version(visit, case_file, case_file.version(visit.in_path("version")))


def show_version(
    visit: Visit, case_file: CaseFile, report: Report | None, *, status: int = 200, fault: str = ""
) -> Response:
    """A sheet.

    Args:
        visit: who looks.
        case_file: the case.
        report: the version; None where there is none.
        status: of HTTP.
        fault: why a decision was not taken; empty where none was to be.
    """
    page = _lay(report, visit) if report is not None else None
    standing = stand(report, case_file.decisions) if report is not None else None
    _note_seen(visit, case_file.case.id, version=report.version if report is not None else 0)
    with visit.desk.archive.read() as session:
        others = [other for other in list_of_patient(session, case_file.case) if other.versions]
    role = visit.who.role
    return visit.draw(
        "sheet.html.j2",
        status=status,
        case_file=case_file,
        report=report,
        page=page,
        state=state_of(case_file),
        standing=standing,
        matters=_list_matters(page, report, case_file=case_file, standing=standing, role=role)
        if page and report and standing
        else (),
        is_latest=report is case_file.latest,
        others=others if visit.who.sees_identity else (),
        may_decide=visit.who.sees_identity and report is not None and report is case_file.latest,
        owners=[(owner.value, visit.say(f"owner.{owner}")) for owner in Owner],
        why=visit.say.write(message_from(case_file.case.reason)) if case_file.case.reason else "",
        fault=fault,
        form=visit.form,
    )


def show_evidence(visit: Visit) -> Response:
    """The whole report with curves and pictures, shut off from the desk."""
    case_file = _read(visit)
    row = case_file.version(visit.in_path("version"))
    text = visit.house.sheets.draw_evidence(row, visit.say)
    visit.note("case.evidence", case_id=case_file.case.id, version=row.version)
    return HTMLResponse(text, headers={"Content-Security-Policy": sandbox_of(text)})


def show_pdf(visit: Visit) -> Response:
    """The report as it was printed."""
    case_file = _read(visit)
    row = case_file.version(visit.in_path("version"))
    if "report.pdf" not in row.files:
        raise RefusedError(
            404, Message("desk-page.not-here"), action="refused.not-found", case_id=case_file.case.id
        )
    content = visit.house.sheets.read_file(row, "report.pdf")
    visit.note("case.pdf", case_id=case_file.case.id, version=row.version)
    name = f"rtqa-{case_file.case.id[:8]}-{row.version}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type="application/pdf", headers=headers)


def show_signed(visit: Visit) -> Response:
    """What somebody signed: drawn from the stored report of that hash, whatever has come since."""
    with visit.desk.archive.read() as session:
        decision, case_file = read_decision(session, visit.in_path("decision"))
    row = next((report for report in case_file.versions if report.id == decision.report_id), None)
    if decision.seal != compute_seal(decision):
        raise RefusedError(
            500,
            Message("desk-page.not-as-written", file=f"decision {decision.id[:8]}"),
            action="decision.not-as-written",
            case_id=case_file.case.id,
        )
    if row is None or decision.kind != "sign" or row.sha256 != decision.report_sha256:
        raise RefusedError(
            404, Message("desk-page.not-here"), action="refused.not-found", case_id=case_file.case.id
        )
    page = _lay(row, visit)
    visit.note("case.signed-seen", case_id=case_file.case.id, decision=decision.id)
    until = [made for made in case_file.decisions if made.at <= decision.at]
    text = draw(
        "signed.html.j2",
        visit=visit,
        case_file=case_file,
        report=row,
        page=page,
        decision=decision,
        matters=_list_matters(page, row, case_file=case_file, standing=stand(row, until), role="reader")
        if page
        else (),
        is_latest=row is case_file.latest,
    )
    return HTMLResponse(text)


def _lay(report: Report, visit: Visit) -> Page | None:
    """A version laid out; None of one that another edition wrote, which has its own page alone."""
    try:
        return visit.house.sheets.lay(report, visit.say)
    except OtherEditionError:
        return None


def show_nothing(_: Visit) -> Response:
    """Where no page is."""
    raise RefusedError(404, Message("desk-page.not-here"))


def _note_seen(visit: Visit, case_id: str, *, version: int) -> None:
    """Write down who looked; once a minute at most, as a page that waits looks again by itself."""
    with visit.desk.archive.read() as session:
        of_case = select(AuditEntry).where(AuditEntry.case_id == case_id, AuditEntry.action == "case.seen")
        last = session.scalars(of_case.order_by(AuditEntry.seq.desc()).limit(1)).first()
    is_same = last is not None and (last.actor, last.details["version"]) == (visit.actor, version)
    if last is None or not is_same or visit.at - last.at > _SEEN_AGAIN:
        visit.note("case.seen", case_id=case_id, version=version)


def _read(visit: Visit) -> CaseFile:
    with visit.desk.archive.read() as session:
        return read_case(session, visit.in_path("case"))


def _list_matters(
    page: Page, report: Report, *, case_file: CaseFile, standing: Standing, role: str
) -> tuple[Matter, ...]:
    """The causes in the order of the first page: that is the order in which the report has them."""
    lines = page.first.causes if page.first is not None else ()
    before = {
        decision.subject: decision
        for decision in case_file.decisions
        if decision.kind == "accept" and decision.report_sha256 != report.sha256
    }
    return tuple(
        Matter(
            cause=cause,
            line=line,
            anchor=page.lines[line.first].anchor,
            accepted=standing.accepted.get(cause.id),
            assigned=standing.assigned.get(cause.id),
            before=before.get(cause.id),
            may_accept=may_accept(cause, role),
        )
        for cause, line in zip(standing.causes, lines, strict=True)
    )


def may_accept(cause: OpenCause, role: str) -> bool:
    """What is broken, a physician may accept; what is not known, a physicist may too."""
    return role == "physician" or (role == "physicist" and not cause.is_deviation)
