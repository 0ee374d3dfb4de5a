"""The calendar of a course, as the latest report has it."""

from __future__ import annotations

from starlette.responses import Response

from rtqa.desk.web.casebook import read_case
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.visit import Visit
from rtqa.messages import Message


def show_calendar(visit: Visit) -> Response:
    """What is said of the course in time: intervals, overall time, days, and the calendar itself."""
    with visit.desk.archive.read() as session:
        case_file = read_case(session, visit.in_path("case"))
    if case_file.latest is None:
        raise RefusedError(404, Message("desk-page.no-report-yet"), case_id=case_file.case.id)
    page = visit.house.sheets.lay(case_file.latest, visit.say)
    sections = [section for section in page.sections if section.id == "calendar"]
    visit.note("case.calendar", case_id=case_file.case.id, version=case_file.latest.version)
    return visit.draw(
        "calendar.html.j2",
        case_file=case_file,
        lines=[line for section in sections for line in (*section.limits, *section.findings)],
    )
