"""The course file as a form: its fields from the text, and the text from its fields.

What the form has no field for stays as it stands in the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rtqa.desk.web.forms import Form
from rtqa.documents.toml_text import write_key, write_value
from rtqa.messages import Message
from rtqa.protocol import Protocol

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?")
_DAYS = ("planning_ct", "start", "ended")
_NUMBERS = ("fractions", "fractions_per_week")
_LISTS = ("delivered", "make_up_days")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A field that could not be read.

    Attributes:
        field: its name in the form.
        message: why.
    """

    field: str
    message: Message


def list_fields(document: Mapping[str, Any], protocol: Protocol) -> dict[str, str]:
    """The form's fields, filled in as a document says."""
    fields = {name: str(document.get(name, "")) for name in ("arm", "side", "as_of")}
    events = _table(document.get("events"))
    fields |= {f"event.{event.id}": _write_moments(events.get(event.id)) for event in protocol.events}
    for n, (name, why) in enumerate(_table(document.get("absent")).items()):
        fields |= {f"absent.{n}.name": str(name), f"absent.{n}.why": str(why)}
    phases = {phase.get("id"): phase for phase in _rows(document.get("phase"))}
    for phase in protocol.phases:
        row = phases.get(phase.id, {})
        fields |= {f"phase.{phase.id}.{name}": _write_moments(row.get(name)) for name in (*_DAYS, *_NUMBERS)}
        fields |= {f"phase.{phase.id}.{name}": _write_moments(row.get(name), between="\n") for name in _LISTS}
        for n, gap in enumerate(_rows(row.get("gap"))):
            fields |= {
                f"phase.{phase.id}.gap.{n}.{key}": str(gap.get(key, "")) for key in ("first", "last", "cause")
            }
    for n, row in enumerate(_rows(document.get("registration"))):
        matrix = row.get("matrix")
        fields |= {f"registration.{n}.{key}": str(row.get(key, "")) for key in ("from", "to")}
        fields[f"registration.{n}.matrix"] = _write_matrix(matrix) if isinstance(matrix, list) else ""
    return fields


def read_fields(
    document: Mapping[str, Any], form: Form, protocol: Protocol
) -> tuple[dict[str, Any], list[FieldFault]]:
    """A document with what a form says put into it.

    Args:
        document: as it was.
        form: the fields.
        protocol: whose phases and events the form has.

    Returns:
        The document, and the fields that could not be read.
    """
    faults: list[FieldFault] = []
    new: dict[str, Any] = {"schema": "rtqa-course/1", **document}
    for name in ("arm", "side"):
        _put(new, name, form.text(name) or None)
    _put(new, "as_of", _read_one(form, "as_of", faults))
    events = {
        event.id: moments if len(moments) > 1 else moments[0]
        for event in protocol.events
        if (moments := _read_moments(form, f"event.{event.id}", faults))
    }
    _put(new, "events", events or None)
    _put(new, "absent", _read_absent(form) or None)
    before = {phase.get("id"): phase for phase in _rows(document.get("phase"))}
    phases = [
        _read_phase(form, phase.id, before=before.get(phase.id, {}), faults=faults)
        for phase in protocol.phases
    ]
    _put(new, "phase", [phase for phase in phases if len(phase) > 1] or None)
    _put(new, "registration", list(_read_registrations(form, faults)) or None)
    return new, faults


def write_course(document: Mapping[str, Any]) -> str:
    """A document as TOML: values first, then its tables, then its rows."""
    values = {key: value for key, value in document.items() if not _is_rows(value) and key != "events"}
    lines = [f"{write_key(key)} = {write_value(value)}" for key, value in values.items()]
    if document.get("events"):
        lines += ["", "[events]"]
        lines += [f"{write_key(key)} = {write_value(value)}" for key, value in document["events"].items()]
    for key, rows in document.items():
        if _is_rows(rows):
            for row in rows:
                lines += ["", f"[[{write_key(key)}]]"]
                lines += [f"{write_key(name)} = {write_value(value)}" for name, value in row.items()]
    return "\n".join(lines) + "\n"


def find_paths(document: Mapping[str, Any]) -> Iterator[str]:
    """Keys that name files: on the desk, files are received, and nobody reads the server's."""
    for phase in _rows(document.get("phase")):
        if "folder" in phase:
            yield "folder"
        if isinstance(phase.get("received"), str):
            yield "received"
    for registration in _rows(document.get("registration")):
        if "file" in registration:
            yield "file"


def _read_phase(
    form: Form, phase_id: str, *, before: Mapping[str, Any], faults: list[FieldFault]
) -> dict[str, Any]:
    row: dict[str, Any] = {"id": phase_id, **before}
    for name in _DAYS:
        _put(row, name, _read_one(form, f"phase.{phase_id}.{name}", faults))
    for name in _NUMBERS:
        field = f"phase.{phase_id}.{name}"
        text = form.text(field)
        if text and not (text.isascii() and text.isdecimal()):
            faults.append(FieldFault(field, Message("desk-page.not-a-number", text=text[:40])))
        else:
            _put(row, name, int(text) if text else None)
    for name in _LISTS:
        _put(row, name, _read_moments(form, f"phase.{phase_id}.{name}", faults) or None)
    gaps = []
    for n in _numbers_in(form, f"phase.{phase_id}.gap."):
        field = f"phase.{phase_id}.gap.{n}."
        gap: dict[str, date | str | None] = {
            key: _read_one(form, field + key, faults) for key in ("first", "last")
        }
        gap["cause"] = form.text(field + "cause") or None
        if any(value is not None for value in gap.values()):
            gaps.append({key: value for key, value in gap.items() if value is not None})
    _put(row, "gap", gaps or None)
    return row


def _read_absent(form: Form) -> dict[str, str]:
    absent = {}
    for n in _numbers_in(form, "absent."):
        name, why = form.text(f"absent.{n}.name"), form.text(f"absent.{n}.why")
        if name:
            absent[name] = why
    return absent


def _read_registrations(form: Form, faults: list[FieldFault]) -> Iterator[dict[str, Any]]:
    for n in _numbers_in(form, "registration."):
        field = f"registration.{n}.matrix"
        text = form.text(field)
        if not text:
            continue
        words = text.replace(",", " ").replace("[", " ").replace("]", " ").split()
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            numbers = []
        if len(numbers) != 16 or not all(map(math.isfinite, numbers)):
            faults.append(FieldFault(field, Message("desk-page.not-a-matrix")))
            continue
        rows = [numbers[start : start + 4] for start in range(0, 16, 4)]
        ends = {key: form.text(f"registration.{n}.{key}") for key in ("from", "to")}
        yield {**ends, "matrix": rows}


def _numbers_in(form: Form, prefix: str) -> list[int]:
    """The rows of a list that a form has, in order."""
    numbers = {name[len(prefix) :].partition(".")[0] for name in form if name.startswith(prefix)}
    return sorted(int(number) for number in numbers if number.isascii() and number.isdecimal())


def _read_one(form: Form, field: str, faults: list[FieldFault]) -> date | None:
    moments = _read_moments(form, field, faults)
    return moments[0] if moments else None


def _read_moments(form: Form, field: str, faults: list[FieldFault]) -> list[date]:
    """Days, or moments of the clinic's own time, a line each or between commas."""
    texts = [text.strip() for line in form.text(field, most=20_000).splitlines() for text in line.split(",")]
    moments: list[date] = []
    for text in filter(None, texts):
        moment = _read_moment(text)
        if moment is None:
            faults.append(FieldFault(field, Message("desk-page.not-a-day", text=text[:40])))
        else:
            moments.append(moment)
    return moments


def _read_moment(text: str) -> date | None:
    """A day, or a moment without an offset; None where it is neither."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return None


def _write_moments(value: object, *, between: str = ", ") -> str:
    if isinstance(value, list):
        return between.join(map(_write_moments, value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value)


def _write_matrix(matrix: list[Any]) -> str:
    return "\n".join(" ".join(map(str, row)) for row in matrix)


def _put(row: dict[str, Any], key: str, value: object) -> None:
    """Set a value; without one, take it away."""
    if value is None:
        row.pop(key, None)
    else:
        row[key] = value


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
