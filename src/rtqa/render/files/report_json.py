"""A report as JSON and back; the same report gives the same bytes."""

from __future__ import annotations

import json
import re

from pydantic import ValidationError

from rtqa.errors import DocumentError
from rtqa.findings import Report
from rtqa.findings.faults import tell_faults
from rtqa.findings.report_document import ReportDocument
from rtqa.messages.safe_text import is_unsafe

_NOT_PLAIN = re.compile(r"[^\n -~]")


def render_json(report: Report) -> str:
    """The report as ``rtqa-report/2``: strict JSON, UTF-8, one line break at the end.

    Characters that would steer a terminal are escaped, so that the text may be printed as it is. Curves
    are thinned (:func:`rtqa.findings.thin.thin_curve`); all other numbers keep every digit.
    """
    document = ReportDocument.of(report).as_json_values()
    rows = ",\n".join(f" {_dump(key)}: {_laid_out(value)}" for key, value in document.items())
    return _NOT_PLAIN.sub(lambda match: _escaped(match[0]), f"{{\n{rows}\n}}\n")


def parse_report(text: str | bytes, *, label: str = "report.json") -> Report:
    """Read a report back from its JSON.

    What is computed of the rest must agree with it: verdicts with values, intervals and limits, and counts. A
    file that was edited is refused, as far as that shows.

    Args:
        text: the file.
        label: what errors call it; a file name without its folder.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``findings[3].limit``.
    """
    try:
        document = ReportDocument.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise DocumentError(label, tell_faults(error, text)) from None
    return document.report(label)


def _laid_out(value: object) -> str:
    """A list with one line an entry, so that two reports can be compared line by line."""
    if not isinstance(value, list) or not value:
        return _dump(value)
    return "[\n  " + ",\n  ".join(map(_dump, value)) + "\n ]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if is_unsafe(character) else character
