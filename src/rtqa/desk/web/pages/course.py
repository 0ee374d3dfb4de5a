"""What DICOM cannot say about a course: filled in on the page, kept as the case's course.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from rtqa.desk.archive.tables import Case
from rtqa.desk.web.casebook import CaseFile, read_case
from rtqa.desk.web.course_text import find_paths, list_fields, read_fields, write_course
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.visit import Visit
from rtqa.errors import DocumentError, RtqaError
from rtqa.messages import Message
from rtqa.protocol import Protocol

_FURTHER_ROWS = 2
"""Empty ones below those that are filled in."""

_MOST_CHARACTERS = 100_000


def show_course(visit: Visit) -> Response:
    """The form, and the text."""
    with visit.desk.archive.read() as session:
        case_file = read_case(session, visit.in_path("case"))
        text = visit.desk.cases.read_course(session, case_file.case)
    protocol = _protocol_of(visit, case_file.case)
    return _draw(visit, case_file, protocol, fields=list_fields(_parse(text), protocol), text=text)


def save_course(visit: Visit) -> Response:
    """Take the form, or the text; what does not hold is shown with all its faults, and nothing is saved."""
    form, faults = visit.form, []
    with visit.desk.archive.begin() as session:
        case_file = read_case(session, visit.in_path("case"))
        protocol = _protocol_of(visit, case_file.case)
        before = visit.desk.cases.read_course(session, case_file.case)
        if form.get("form", "") == "text":
            text = form.text("text", most=_MOST_CHARACTERS)
            text = f"{text}\n" if text else ""
        else:
            document, unread = read_fields(_parse(before), form, protocol)
            faults = [visit.say.write(fault.message) for fault in unread]
            # The protocol is the case's; a name in the text would be another place to look.
            document.pop("protocol", None)
            text = write_course(document)
        if not faults:
            faults = _save(session, text, case_file, visit=visit)
    if not faults:
        return visit.go(f"/cases/{case_file.case.id}")
    is_text = form.get("form", "") == "text"
    fields = list_fields(_parse(before), protocol) if is_text else dict(form)
    return _draw(
        visit, case_file, protocol, fields=fields, text=text if is_text else before, faults=faults, status=422
    )


def _save(session: Session, text: str, case_file: CaseFile, *, visit: Visit) -> list[str]:
    """What does not hold of a text; where all does, it is saved."""
    document = _parse(text)
    paths = list(dict.fromkeys(find_paths(document)))
    if paths:
        return [visit.say("desk-page.names-files", keys=", ".join(paths))]
    if document.get("protocol", case_file.case.protocol) != case_file.case.protocol:
        return [visit.say("desk-page.other-protocol", protocol=case_file.case.protocol)]
    try:
        visit.desk.cases.set_course(session, case_file.case, text, actor=visit.actor)
    except DocumentError as error:
        return list(map(str, error.faults))
    return []


def _draw(
    visit: Visit,
    case_file: CaseFile,
    protocol: Protocol,
    *,
    fields: Mapping[str, str],
    text: str,
    faults: list[str] | None = None,
    status: int = 200,
) -> Response:
    return visit.draw(
        "course.html.j2",
        status=status,
        case_file=case_file,
        protocol=protocol,
        fields=fields,
        text=text,
        faults=faults or (),
        arm_choices=[(arm.id, visit.say.write(arm.title)) for arm in protocol.arms],
        phase_choices=[(phase.id, visit.say.write(phase.title)) for phase in protocol.phases],
        absent_rows=range(_count(fields, "absent.") + _FURTHER_ROWS),
        gap_rows={phase.id: range(_count(fields, f"phase.{phase.id}.gap.") + 1) for phase in protocol.phases},
        registration_rows=range(max(1, _count(fields, "registration."))) if len(protocol.phases) > 1 else (),
    )


def _count(fields: Mapping[str, str], prefix: str) -> int:
    """How many rows of a list are filled in."""
    rows = {
        name[len(prefix) :].partition(".")[0]
        for name, value in fields.items()
        if name.startswith(prefix) and value
    }
    return len(rows)


def _protocol_of(visit: Visit, case: Case) -> Protocol:
    """The protocol whose phases, events and structures the form is made of.

    Raises:
        RefusedError: none is chosen yet, or it is gone.
    """
    try:
        return visit.desk.cases.load_protocol(case.protocol).protocol
    except RtqaError:
        raise RefusedError(409, Message("desk-page.choose-protocol-first"), case_id=case.id) from None


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
