"""report.csv: one row a finding, and no formula among them."""

from __future__ import annotations

import csv
import io

from rtqa.findings import Report
from rtqa.render.files.findings_csv import COLUMNS, render_csv


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(report), newline="")))


def test_every_finding_has_its_row(report: Report) -> None:
    found = rows(report)
    assert list(found[0]) == list(COLUMNS)
    assert [row["code"] for row in found] == [finding.code for finding in report.findings]


def test_numbers_keep_their_digits_and_what_is_not_known_is_empty(report: Report) -> None:
    cord, lens = rows(report)[3:5]
    assert (cord["value"], cord["interval_low"], cord["limit"]) == ("45.004", "44.91", "45.0")
    assert (lens["value"], lens["interval_low"], lens["interval_high"]) == ("", "4.2", "")
    assert lens["reason"] == "12 % of the structure lies outside the dose grid"


def test_no_text_is_a_formula_or_breaks_a_row(hostile_report: Report) -> None:
    text = render_csv(hostile_report)
    assert len(text.splitlines()) == 1 + len(hostile_report.findings)
    assert "'=cmd()" in text
    for row in rows(hostile_report):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
