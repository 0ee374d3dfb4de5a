"""The findings as CSV, one row each, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from rtqa.findings import Finding, Report
from rtqa.messages.safe_text import show_cell
from rtqa.messages.values import finite
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import measured_of, word_of

COLUMNS = (
    "verdict", "code", "subject", "phase", "metric", "value", "interval_low", "interval_high", "unit",
    "relation", "limit", "variation", "summary", "reason", "caveat",
    "quote", "source", "reading", "not_taken",
)  # fmt: skip


def render_csv(report: Report, say: Language = ENGLISH) -> str:
    """One header row, then one row a finding; numbers keep every digit, and what is not known is empty.

    Headings, verdicts and codes are the same in every language; sentences are in that of the report.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_row(finding, say) for finding in report.findings])
    return file.getvalue()


def _row(finding: Finding, say: Language) -> list[str | float | None]:
    metric, value, known = measured_of(finding) or (None, None, None)
    constraint = finding.constraint
    evidence = finding.cited
    return [
        word_of(finding.verdict),
        show_cell(finding.code),
        show_cell(say.write(finding.subject)),
        show_cell(finding.phase),
        show_cell(str(metric)) if metric else "",
        value,
        finite(known.low) if known else None,
        finite(known.high) if known else None,
        metric.unit if metric else "",
        constraint.relation if constraint else "",
        constraint.limit if constraint else None,
        constraint.variation if constraint else None,
        show_cell(say.write(finding.message)),
        show_cell(say.write(finding.why)),
        show_cell(say.write(finding.caveat)),
        show_cell(evidence.quote),
        show_cell(evidence.source),
        show_cell(say.write(evidence.reading)),
        show_cell("; ".join(f"{say.write(o.reading)} ({say.write(o.why)})" for o in evidence.not_taken)),
    ]
