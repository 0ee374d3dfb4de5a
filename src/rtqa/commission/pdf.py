"""The report as PDF, set by typst from the same words and numbers as the page."""

from __future__ import annotations

from typing import Any

from rtqa.commission import summary, wording
from rtqa.commission.document import CommissionDocument
from rtqa.messages.safe_text import show_prose
from rtqa.render.files.typeset import date_parts, typeset


def render_pdf(document: CommissionDocument) -> bytes:
    """The report on A4.

    Raises:
        ImportError: typst is not installed; see :func:`rtqa.render.files.typeset.can_render_pdf`.
    """
    return typeset("rtqa.commission", "commission.typ", data=_made_safe(_words(document)))


def _words(document: CommissionDocument) -> dict[str, Any]:
    """All that stands on the pages, as text."""
    is_compared = document.comparison is not None
    worst_headings, worst_rows = summary.worst_table(document)
    return {
        "badge": wording.badge(document.passed)._asdict(),
        "headline": wording.headline(document),
        "metrics": f"{document.counts.metrics_passed} of {document.counts.metrics} metrics",
        "created": document.created,
        "date": date_parts(document.created),
        "made_with": [*document.environment.items(), *document.settings.items()],
        "worst": [worst_headings, *worst_rows],
        "remarks": [
            line for line in (wording.coverage_line(document), wording.comparison_line(document)) if line
        ],
        "failures": summary.failures(document),
        "how_to_read": [wording.HOW_TO_READ, wording.TOLERANCES],
        "headings": wording.headings(document),
        "sets": [
            {
                "name": each.name,
                "line": wording.set_line(each),
                "phantoms": [
                    {
                        "name": phantom.name,
                        "badge": wording.badge(phantom.passed)._asdict(),
                        "rows": [
                            {"passed": row.passed, "cells": wording.cells(row, is_compared=is_compared)}
                            for row in phantom.rows
                        ],
                    }
                    for phantom in document.phantoms
                    if phantom.set_name == each.name
                ],
            }
            for each in document.sets
        ],
        "disclaimer": wording.DISCLAIMER,
    }


def _made_safe(value: Any) -> Any:
    """The same with every text shown as :func:`rtqa.messages.safe_text.show_prose` shows it."""
    if isinstance(value, str):
        return show_prose(value)
    if isinstance(value, dict):
        return {key: _made_safe(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_made_safe(each) for each in value]
    return value
