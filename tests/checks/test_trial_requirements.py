"""Every requirement of the trial is judged: kept it passes, broken it does not, untold it is for review."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from trial_cases import Given
from trial_requirements import REQUIREMENTS, Requirement

from rtqa.checks.core.catalog import catalog
from rtqa.findings import Finding, Verdict
from rtqa.protocol import load_protocol

PAGE = Path(__file__).parents[2] / "docs" / "nct07041788.md"


def judged(row: Requirement, given: Given, folder: Path) -> list[Finding]:
    """The findings of the row's check on the row's clause that carry a verdict."""
    return [
        finding
        for finding in given.judge(folder).findings
        if finding.code == row.code
        and row.about in (str(finding.subject), finding.constraint.id if finding.constraint else "")
        and finding.verdict is not None
    ]


def worst(row: Requirement, given: Given, folder: Path) -> Verdict | None:
    verdicts = (finding.verdict for finding in judged(row, given, folder) if finding.verdict is not None)
    return max(verdicts, default=None)


def rows(shows: str) -> list[ParameterSet]:
    """Every requirement, each an example of its check."""
    return [
        pytest.param(row, marks=pytest.mark.example(row.code, shows), id=str(row))
        for row in REQUIREMENTS
        if shows != "good" or not row.is_vacuous
    ]


@pytest.mark.parametrize("row", rows("good"))
def test_kept_it_passes(row: Requirement, tmp_path: Path) -> None:
    assert worst(row, row.kept(), tmp_path) is Verdict.PASS


@pytest.mark.parametrize("row", [row for row in REQUIREMENTS if row.is_vacuous], ids=str)
def test_what_no_plan_within_its_prescription_can_break_passes_nothing(
    row: Requirement, tmp_path: Path
) -> None:
    told = [
        finding
        for finding in row.kept().judge(tmp_path).findings
        if finding.constraint is not None and finding.constraint.id == row.about and finding.code == row.code
    ]
    assert told
    assert {(finding.verdict, finding.message.id) for finding in told} == {(None, "dv-limit.vacuous")}


@pytest.mark.parametrize("row", rows("bad"))
def test_broken_it_fails_or_is_for_review_where_the_text_gives_no_number(
    row: Requirement, tmp_path: Path
) -> None:
    assert worst(row, row.broken(), tmp_path) is row.broken_is


@pytest.mark.parametrize("row", rows("undecided"))
def test_untold_it_is_for_review_and_says_why(row: Requirement, tmp_path: Path) -> None:
    findings = judged(row, row.untold(), tmp_path)
    assert max((f.verdict for f in findings if f.verdict is not None), default=None) is row.untold_is
    assert all(finding.reason for finding in findings if finding.verdict is Verdict.REVIEW)


def shown() -> list[tuple[str, ...]]:
    """Requirement, clause, check and verdict where broken, of each row of the page's table."""
    row = re.compile(r"\| ([A-Z]+-\d) \|[^|]+\| `([\w-]+)` \| ([A-Z-]+) \| (\w+) \|")
    found = map(row.match, PAGE.read_text("utf-8").splitlines())
    return [match.groups() for match in found if match is not None]


def test_the_page_shows_these_rows_and_no_others() -> None:
    assert shown() == [(row.id, row.clause, row.code, row.broken_is.name) for row in REQUIREMENTS]


def test_every_clause_of_the_trial_s_file_stands_in_a_row() -> None:
    clauses = {clause.id for clause in load_protocol("nct07041788").protocol.clauses}
    told_only = {"sfrt-primary-size"}
    assert {row.clause for row in REQUIREMENTS} | told_only == clauses


def test_every_check_that_is_named_exists() -> None:
    assert {row.code for row in REQUIREMENTS} <= {one.code for one in catalog()}
