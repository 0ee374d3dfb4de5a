"""The list of cases: how each stands, and what is asked of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from rtqa.desk.web import casebook
from rtqa.desk.web.casebook import CaseFile
from rtqa.desk.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case in the list.

    Attributes:
        id, label, protocol, state: of the case; the label is the plan's.
        word: of the verdict; ``info`` where there is none yet.
        patient: who, for those who may see it; else empty.
        changed_at: when something last came, or was checked.
        asked: each who (empty for nobody), and what.
        is_mine: whether something is asked of who looks.
    """

    id: str
    label: str
    protocol: str
    state: str
    word: str
    patient: str
    changed_at: datetime
    asked: tuple[tuple[str, str], ...]
    is_mine: bool


def show_cases(visit: Visit) -> Response:
    """A page of the list: of all, of those that are open, or of what is asked of who looks."""
    asked_for = visit.request.query_params
    which, wanted = asked_for.get("which", "open"), asked_for.get("find", "")[:64].strip()
    which = which if which in casebook.WHICH else "open"
    number, role = asked_for.get("page", "1"), visit.who.role
    with visit.desk.archive.read() as session:
        counts = casebook.count_cases(session, role)
        page = casebook.list_cases(
            session,
            which,
            role,
            page=int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 1,
            words=wanted,
            by_patient=visit.who.sees_identity,
        )
        is_at_work = casebook.is_at_work(session)
    return visit.draw(
        "cases.html.j2",
        lines=[lay_line(case_file, visit) for case_file in page.cases],
        counts=counts,
        which=which,
        wanted=wanted,
        page=page,
        within=urlencode({"which": which, **({"find": wanted} if wanted else {})}),
        node=visit.desk.settings.node,
        is_at_work=is_at_work,
    )


def lay_line(case_file: CaseFile, visit: Visit) -> Line:
    """A case as the list shows it."""
    case, latest, asked = case_file.case, case_file.latest, case_file.asked
    return Line(
        id=case.id,
        label=case.plan_label,
        protocol=case.protocol,
        state=state_of(case_file),
        word=latest.verdict if latest is not None and case.state == "checked" else "info",
        patient=f"{case.patient_name} {case.patient_id}".strip() if visit.who.sees_identity else "",
        changed_at=case.changed_at,
        asked=tuple(
            (visit.say(f"owner.{task.owner}") if task.owner else "", visit.say.write(task.what))
            for task in asked
        ),
        is_mine=any(task.owner == visit.who.role for task in asked),
    )


def state_of(case_file: CaseFile) -> str:
    """The case's state; where it is checked, what became of it since."""
    standing = case_file.standing
    if case_file.case.state != "checked" or standing is None:
        return case_file.case.state
    if standing.is_signed:
        return "signed"
    if standing.is_sent_back:
        return "sent-back"
    return "half-signed" if standing.signed else "checked"
