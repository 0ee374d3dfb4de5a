"""No value, interval or verdict of a sample or a real plan changes unseen; each cause asks for one thing."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pytest
from baselines import REAL, SAMPLE_PLANS, SAMPLES, baseline_of, differences, judge, keep, read, write
from rich.console import Console

from rtqa.findings import Report, Verdict
from rtqa.findings.report_document import ReportDocument
from rtqa.render.files.terminal import draw_report

MOST_CAUSES = {"headneck_1": 7, "breast": 7, "alderson": 7, "srs_raystation": 7}
MOST_LINES = 45

report_on = cache(judge)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_judged_as_before(name: str) -> None:
    assert list(differences(read(name), baseline_of(report_on(SAMPLE_PLANS / name), hide_names=False))) == []


@pytest.mark.parametrize("name", REAL)
def test_a_real_plan_is_judged_as_before(realdata: Path, name: str) -> None:
    assert list(differences(read(name), baseline_of(report_on(realdata / name), hide_names=True))) == []


def test_a_change_of_any_number_or_verdict_is_a_difference() -> None:
    before = read("ccrt_pass")
    for part, column in (("findings", "value"), ("measures", "value"), ("dvhs", "mean_gy")):
        place = before["columns"][part].index(column)
        row = next(n for n, row in enumerate(before[part]) if row[place] is not None)
        now = copy.deepcopy(before)
        now[part][row][place] *= 1.0 + 1e-8
        assert len(list(differences(before, now))) == 1
        now[part][row][place] = before[part][row][place] * (1.0 + 1e-11)
        assert not list(differences(before, now))
    now = copy.deepcopy(before)
    del now["findings"][3]
    assert len(list(differences(before, now))) == 1
    now = copy.deepcopy(before)
    now["findings"][0][before["columns"]["findings"].index("verdict")] = "review"
    assert len(list(differences(before, now))) == 1


def test_a_baseline_of_a_real_plan_holds_no_name() -> None:
    report = report_on(SAMPLE_PLANS / "ccrt_review")
    document = ReportDocument.of(report).as_json_values()
    text = write(keep(document, hide_names=True))
    assert not [name for name in {s.name for s in report.structures} if f'"{name}"' in text]
    document["sources"][0]["sha256"] = "0" * 64
    assert write(keep(document, hide_names=True)) != text


def check_causes(report: Report) -> None:
    """Every finding that is not passed stands under a cause, which is as bad as its worst; no other does."""
    placed = [place for cause in report.causes for place in cause.findings]
    not_passed = [
        place
        for place, finding in enumerate(report.findings)
        if finding.verdict in (Verdict.FAIL, Verdict.REVIEW)
    ]
    assert sorted(placed) == not_passed
    for cause in report.causes:
        assert cause.verdict is max(
            (report.findings[place].verdict for place in cause.findings),
            key=[Verdict.REVIEW, Verdict.FAIL].index,
        )


def count_lines(report: Report) -> int:
    """How long the first page is on a terminal."""
    console = Console(width=100, no_color=True)
    return len(console.render_lines(draw_report(report, width=100), console.options))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_finding_of_a_sample_stands_under_one_cause(name: str) -> None:
    report = report_on(SAMPLE_PLANS / name)
    check_causes(report)
    assert count_lines(report) <= MOST_LINES


@pytest.mark.parametrize("name", REAL)
def test_a_real_plan_has_few_causes_and_each_finding_under_one(realdata: Path, name: str) -> None:
    report = report_on(realdata / name)
    check_causes(report)
    assert len(report.causes) <= MOST_CAUSES.get(name, 8)
    assert count_lines(report) <= MOST_LINES
