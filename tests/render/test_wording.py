"""Numbers in words: rounded for reading, never so far that they tell another verdict."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hand_made_reports import judged, limit
from hypothesis import given
from hypothesis import strategies as st

from rtqa.findings import Evidence, Report, Verdict
from rtqa.messages.safe_text import show, show_cell, show_prose
from rtqa.render.words.number import format_known, format_number, format_share
from rtqa.render.words.wording import numbers_of, word_of, worst_first


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (45.1234, "Gy", "45.12"),
        (4512.34, "cGy", "4512"),
        (0.0312, "cc", "0.031"),
        (0.0, "Gy", "0.00"),
        (-2.5, "Gy", "−2.50"),
        (1e-9, "Gy", "0.000000"),
    ],
)
def test_numbers_are_rounded_for_reading(value: float, unit: str, shown: str) -> None:
    assert format_number(value, unit) == shown


@given(st.floats(-0.01, 0.01).filter(lambda gap: abs(gap) > 1e-9))
def test_a_value_off_its_limit_never_reads_like_it(gap: float) -> None:
    assert float(format_number(45.0 + gap, "Gy", apart_from=45.0)) != 45.0


@pytest.mark.parametrize(
    ("relation", "value", "margin"),
    [
        ("<=", 44.0, "+1.00"),
        ("<=", 46.0, "−1.00"),
        (">=", 46.0, "+1.00"),
        (">", 44.0, "−1.00"),
        ("<=", 45.0, "0.00"),
    ],
)
def test_a_margin_is_positive_on_the_allowed_side(relation: str, value: float, margin: str) -> None:
    finding = judged(Verdict.PASS, limit("any", "Mean[Gy]", relation, 45.0), value)
    assert numbers_of(finding).margin == margin


def test_an_interval_shows_both_ends_or_the_one_that_is_known(report: Report) -> None:
    shown = [numbers_of(finding).interval for finding in report.findings]
    assert shown[0] == "68.70–69.10"
    assert shown[4] == "≥ 4.20"
    certain = judged(Verdict.PASS, limit("any", "Mean[Gy]", "<=", 45.0), 44.0, interval=(44.0, 44.0))
    assert not numbers_of(certain).interval
    open_above = judged(Verdict.REVIEW, limit("any", "Mean[Gy]", "<=", 45.0), 44.0, interval=(0.0, math.inf))
    assert not numbers_of(open_above).interval


def test_a_variation_stands_behind_its_limit(report: Report) -> None:
    assert numbers_of(report.findings[2]).limit == "≤ 26 (28)"


def test_the_worst_come_first_and_stay_in_order(report: Report) -> None:
    words = [word_of(report.findings[n].verdict) for n in worst_first(report.findings)]
    assert words == ["fail", "review", "review", "variation", "pass", "pass", "pass", "info", "info"]


def test_a_finding_without_words_of_its_own_has_those_of_its_limit(report: Report) -> None:
    bare = replace(report.findings[2], evidence=Evidence())
    assert bare.cited == report.findings[2].evidence


def test_what_steers_a_terminal_is_written_out() -> None:
    assert show("a\x1b[0m\u202eb\x9b") == "a<U+001B>[0m<U+202E>b<U+009B>"
    assert show("脊髓 Rückenmark é") == "脊髓 Rückenmark é"
    assert show_prose("two\n  lines\u2066") == "two lines<U+2066>"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert show_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("frac", "shown"), [(1.0, "100 %"), (1 - 1e-12, "100 %"), (0.99996, "99.9 %"), (0, "0 %")]
)
def test_a_share_that_is_not_all_never_reads_as_all(frac: float, shown: str) -> None:
    assert format_share(frac) == shown


def test_what_is_not_known_never_reads_as_a_number() -> None:
    assert format_known(math.nan) == format_known(None) == "unknown"
