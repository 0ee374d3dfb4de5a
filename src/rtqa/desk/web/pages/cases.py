"""The list of cases: how each stands, and what is asked of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from rtqa.desk.web import casebook
from rtqa.desk.web.casebook import CaseFile
from rtqa.desk.web.visit import Visit

_AT_WORK = frozenset({"gathering", "queued", "checking"})


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
        is_done: whether nothing is asked of anybody.
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
    is_done: bool


def show_cases(visit: Visit) -> Response:
    """The list; of all, of those that are open, or of what is asked of who looks."""
    which = visit.request.query_params.get("which", "open")
    wanted = visit.request.query_params.get("find", "")[:64].strip()
    with visit.desk.archive.read() as session:
        listed = casebook.list_cases(session)
        by_patient = visit.who.sees_identity
        found = casebook.find_cases(session, wanted, by_patient=by_patient) if wanted else listed
    lines = [lay_line(case_file, visit) for case_file in listed]
    looked_at = [lay_line(case_file, visit) for case_file in found] if wanted else lines
    counts = {
        "mine": sum(line.is_mine for line in lines),
        "open": sum(not line.is_done for line in lines),
        "all": len(lines),
    }
    which = which if which in counts else "open"
    shown = [line for line in looked_at if _belongs(line, which)]
    return visit.draw(
        "cases.html.j2",
        lines=shown,
        counts=counts,
        which=which,
        wanted=wanted,
        node=visit.desk.settings.node,
        n_most=casebook.MOST_LISTED if len(found) >= casebook.MOST_LISTED else 0,
        is_at_work=any(line.state in _AT_WORK for line in lines),
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
            (visit.say(f"owner.{each.owner}") if each.owner else "", visit.say.write(each.what))
            for each in asked
        ),
        is_mine=any(each.owner == visit.who.role for each in asked),
        is_done=not asked,
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


def _belongs(line: Line, which: str) -> bool:
    return which == "all" or (line.is_mine if which == "mine" else not line.is_done)
