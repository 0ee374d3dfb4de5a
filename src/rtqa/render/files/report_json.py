"""A report as JSON and back; the same report gives the same bytes."""

from __future__ import annotations

import json
import re

from rtqa.findings import Report
from rtqa.findings.report_document import ReportDocument, parse_report
from rtqa.messages.safe_text import is_unsafe

__all__ = ["parse_report", "render_json"]

_NOT_PLAIN = re.compile(r"[^\n -~]")


def render_json(report: Report) -> str:
    """The report as ``rtqa-report/2``: strict JSON, UTF-8, one line break at the end.

    Characters that would steer a terminal are escaped, so that the text may be printed as it is. Curves
    are thinned (:func:`rtqa.findings.thin.thin_curve`); all other numbers keep every digit.
    """
    document = ReportDocument.of(report).as_json_values()
    rows = ",\n".join(f" {_dump(key)}: {_laid_out(value)}" for key, value in document.items())
    return _NOT_PLAIN.sub(lambda match: _escaped(match[0]), f"{{\n{rows}\n}}\n")


def _laid_out(value: object) -> str:
    """A list with one line an entry, so that two reports can be compared line by line."""
    if not isinstance(value, list) or not value:
        return _dump(value)
    return "[\n  " + ",\n  ".join(map(_dump, value)) + "\n ]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if is_unsafe(character) else character
