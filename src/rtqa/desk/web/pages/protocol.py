"""Which protocol judges a case, where no rule says so; and which objects it is judged by."""

from __future__ import annotations

from starlette.responses import Response

from rtqa.desk.archive.tables import CaseObject
from rtqa.desk.web.casebook import read_case, read_objects
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.visit import Visit
from rtqa.errors import RtqaError
from rtqa.messages import Message
from rtqa.protocol import list_protocols

MOST_OBJECTS = 400


def show_protocol(visit: Visit) -> Response:
    """The protocols there are."""
    with visit.desk.archive.read() as session:
        case_file = read_case(session, visit.in_path("case"))
    choices = [(name, _title_of(name, visit)) for name in _list_choices(visit)]
    return visit.draw("protocol.html.j2", case_file=case_file, choices=choices)


def choose_protocol(visit: Visit) -> Response:
    """Judge the case by another protocol from now on; of those that the page offers, and no other file."""
    wanted = visit.form.get("protocol", "")
    with visit.desk.archive.begin() as session:
        case_file = read_case(session, visit.in_path("case"))
        if wanted not in _list_choices(visit):
            raise RefusedError(
                400, Message("desk-page.not-our-form"), action="refused.protocol", case_id=case_file.case.id
            )
        visit.desk.cases.set_protocol(session, case_file.case, wanted, actor=visit.actor)
    return visit.go(f"/cases/{case_file.case.id}")


def show_objects(visit: Visit) -> Response:
    """What came, from whom, and what of it is judged."""
    with visit.desk.archive.read() as session:
        case_file = read_case(session, visit.in_path("case"))
        rows = read_objects(session, case_file.case.id)
    return visit.draw(
        "objects.html.j2",
        case_file=case_file,
        rows=rows[:MOST_OBJECTS],
        is_double=any(stored.contradicts for stored, _ in rows),
        n_more=max(0, len(rows) - MOST_OBJECTS),
    )


def set_aside(visit: Visit) -> Response:
    """Leave an object out, or take it in again: of two with one UID a person says which counts."""
    sha256, is_aside = visit.form.get("object", ""), visit.form.get("aside", "") == "yes"
    with visit.desk.archive.begin() as session:
        case_file = read_case(session, visit.in_path("case"))
        if session.get(CaseObject, (case_file.case.id, sha256)) is None:
            raise RefusedError(
                404, Message("desk-page.not-here"), action="refused.not-found", case_id=case_file.case.id
            )
        visit.desk.cases.set_aside(session, case_file.case, sha256, actor=visit.actor, aside=is_aside)
    return visit.go(f"/cases/{case_file.case.id}/objects")


def _list_choices(visit: Visit) -> list[str]:
    """Those of the library, and those that the settings' rules name."""
    return list(dict.fromkeys([*(rule.protocol for rule in visit.desk.settings.rules), *list_protocols()]))


def _title_of(name: str, visit: Visit) -> str:
    try:
        return visit.say.write(visit.desk.cases.load_protocol(name).protocol.title)
    except RtqaError:
        return ""
