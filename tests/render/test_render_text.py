"""The report on a terminal."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest
from hand_made_reports import HOSTILE
from rich.cells import cell_len
from rich.console import Console

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import Estimate, Report, Table
from rtqa.messages import Cause, CauseKind, Message
from rtqa.render.files.terminal import draw_report


def drawn(report: Report, *, width: int, color: bool = False, everything: bool = True) -> str:
    file = io.StringIO()
    system = "truecolor" if color else None
    Console(file=file, width=width, color_system=system, force_terminal=color).print(
        draw_report(report, width=width, everything=everything)
    )
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_first_page_is_enough_for_a_decision_and_no_more(report: Report, width: int) -> None:
    text = drawn(report, width=width, everything=False)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert len(text.splitlines()) <= 45
    for shown in (
        "HN1 (ccrt): GTVtn0 70.00 Gy in 33 fractions",
        "SpinalCord: D0.03cc 45.004 Gy, limit ≤ 45 Gy. [ccrt]",
        "→ planner: Plan again, or ask the physician to accept the deviation.",
        "67.50",
        "✗ 45.004",
        "≤ 26 (28)",
        "≈ 27.10",
        "? ≥ 4.20",
        "9 findings stand behind this: rtqa check --all shows them.",
    ):
        assert shown in text, shown
    assert "Why" not in text
    assert "DOSE-LIMIT" not in text


def test_of_two_plans_of_one_phase_no_value_is_shown_until_it_is_said_which_counts(report: Report) -> None:
    again = replace(report, plans=(*report.plans, replace(report.plans[0], label="HN2")))
    text = drawn(again, width=100, everything=False)
    assert "HN2 (ccrt): GTVtn0 70.00 Gy in 33 fractions" in text
    for shown in ("67.50", "✗ 45.004"):
        assert shown in drawn(report, width=100, everything=False)
        assert shown not in text


def test_however_much_is_wrong_the_first_page_is_short(report: Report, hostile_report: Report) -> None:
    many = tuple(
        replace(
            report.findings[6],
            message=Message("structure.not-found", name=f"N{n}"),
            causes=(Cause(kind, f"S{n}"),),
        )
        for n in range(40)
        for kind in list(CauseKind)[2:8]
    )
    crowded = replace(report, findings=many, causes=gather_causes(many))
    # Two lines may follow it: which files were written, and how to get the PDF.
    for each in (crowded, hostile_report):
        assert len(drawn(each, width=100, everything=False).splitlines()) <= 45 - 2


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_and_names_everything(report: Report, width: int) -> None:
    text = drawn(report, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "--all" not in text
    for finding in report.findings:
        assert finding.code in text
    for shown in ("SpinalCord", "45.004", "44.91–45.20", "≤ 45", "−0.0040", "unknown", "≥ 4.20", "≤ 26 (28)"):
        assert shown in text, shown


def test_notices_about_the_protocol_stand_apart_after_all_findings(report: Report) -> None:
    text = drawn(report, width=120)
    apart = text.index("About the protocol, not about the plan")
    assert all(text.rindex(finding.code) < apart for finding in report.findings)
    told = text[apart:]
    for words in ("70 Gy in 33 fractions are not 2 Gy each.", "70 / 33 = 2.12", "1 more, where it is silent"):
        assert words in told


def test_a_pass_that_is_worth_little_says_why(report: Report) -> None:
    (first, *rest) = report.findings
    text = drawn(
        replace(report, findings=(replace(first, caveat=Message("metric.uncertain")), *rest)), width=120
    )
    assert "But within the DVH's own uncertainty of the limit" in text


def test_the_verdict_stands_first_in_a_symbol_and_a_word(report: Report) -> None:
    first = drawn(report, width=80).splitlines()[0]
    assert first.startswith("✗ FAIL")
    assert "1 fail · 2 review · 1 variation · 3 pass · 2 info" in first


def test_what_is_not_settled_comes_with_reason_quote_and_source(report: Report) -> None:
    why = " ".join(drawn(report, width=120).partition("\nWhy\n")[2].split())
    assert "Because 12 % of the structure lies outside the dose grid" in why
    assert "“reducing the radiation dose to critical organs (e.g., spinal cord ≤45Gy)”" in why
    assert "— NCT00000000, registration text, section I.1.1" in why
    assert "Brainstem" not in why


def test_without_colour_there_is_no_escape(report: Report, hostile_report: Report) -> None:
    assert "\x1b" not in drawn(report, width=80)
    assert "\x1b" in drawn(report, width=80, color=True)
    assert "\x1b" not in drawn(hostile_report, width=120)


def test_names_are_text(hostile_report: Report) -> None:
    text = drawn(hostile_report, width=400)
    for name in HOSTILE[:6]:
        assert name in text
    assert "a<U+001B>[31mb<U+0007><U+009B>c<U+0009>d<U+000A>e" in text
    assert "left<U+202E>tfel<U+2066>" in text


def test_markup_in_a_name_changes_no_style(hostile_report: Report) -> None:
    assert "[red]x[/red]" in drawn(hostile_report, width=400, color=True)


def test_a_report_of_nothing_is_no_pass(report: Report) -> None:
    first = drawn(replace(report, findings=()), width=80).splitlines()[0]
    assert first.startswith("? REVIEW")
    assert "nothing was checked" in first


VERTICES = Table(
    title=Message("sfrt.vertices"),
    columns=("Vertex", "Mean / Gy", "Max / Gy", "To next / mm"),
    rows=(
        (
            "V1",
            Estimate(value=14.2, low=13.9, high=14.4),
            Estimate(value=16.0, low=15.8, high=math.inf),
            30.5,
        ),
        ("V2", 13.5, 15.25, None),
    ),
    note=Message("page.structures-note"),
)


def with_table(report: Report, table: Table) -> Report:
    return replace(report, findings=(*report.findings[:-1], replace(report.findings[-1], table=table)))


def test_the_numbers_behind_a_finding_stand_in_a_table_with_their_intervals(report: Report) -> None:
    text = drawn(with_table(report, VERTICES), width=80)
    for shown in (
        "Mean / Gy",
        "14.20 [13.90–14.40]",
        "16.00 [≥ 15.80]",
        "30.50",
        "unknown",
        "The doses are those of the part",
    ):
        assert shown in text, shown
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_a_table_too_wide_for_its_intervals_keeps_its_values(report: Report) -> None:
    wide = replace(
        VERTICES,
        columns=(*VERTICES.columns, *(f"Mean {n} / Gy" for n in range(5))),
        rows=tuple((*row, *[row[1]] * 5) for row in VERTICES.rows),
    )
    text = drawn(with_table(report, wide), width=80)
    assert "14.20" in text
    assert "13.90" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80
