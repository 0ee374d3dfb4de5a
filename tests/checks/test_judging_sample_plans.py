"""The four sample plans, as committed, get the verdicts that they were made for, clause by clause."""

from __future__ import annotations

from functools import cache

import pytest
from cases import blamed, found, the_finding
from sample import judge_sample

from rtqa.findings import Report, Verdict
from rtqa.metrics import Measurement

QUOTE = "limiting doses to organs at risk (e.g., spinal cord ≤45Gy, parotid gland mean dose ≤26Gy)"

judge = cache(judge_sample)


def value(report: Report, code: str, subject: str) -> float:
    outcome = the_finding(report, code, subject).outcome
    assert isinstance(outcome, Measurement)
    return outcome.value


def test_ccrt_pass_passes_in_every_row() -> None:
    report = judge("ccrt_pass")
    assert report.verdict is Verdict.PASS
    assert report.counts["pass"] == len([f for f in report.findings if f.verdict is not None])
    assert blamed(report) == set()


@pytest.mark.parametrize(
    ("code", "subject", "expected_gy"),
    [
        # The README's numbers, from points 1 mm apart; the maximum from points 0.2 mm apart.
        ("DV-LIMIT", "SpinalCord", 39.9),
        ("DV-LIMIT", "Parotid_L", 21.6),
        ("DV-LIMIT", "Parotid_R", 23.35),
        ("RX-DELIVERED", "GTVtn0", 71.6),
        ("RX-DELIVERED", "GTVn", 67.6),
        ("RX-DELIVERED", "CTV", 55.1),
    ],
)
def test_ccrt_pass_has_the_numbers_of_its_independent_count(
    code: str, subject: str, expected_gy: float
) -> None:
    assert value(judge("ccrt_pass"), code, subject) == pytest.approx(expected_gy, abs=0.16)


def test_ccrt_fail_names_cord_and_right_parotid_with_value_limit_and_quote() -> None:
    report = judge("ccrt_fail")
    assert report.verdict is Verdict.FAIL
    assert blamed(report) == {
        ("DV-LIMIT", "SpinalCord", "fail"),
        ("DV-LIMIT", "Parotid_R", "fail"),
        ("DV-SUM", "SpinalCord", "review"),
        # Of the sums, which no other phase makes less; the cord's EQD2 is bounded on both sides of 45 Gy.
        ("DV-SUM", "SpinalCord", "fail"),
        ("DV-SUM", "Parotid_R", "fail"),
    }
    assert value(report, "DV-LIMIT", "SpinalCord") == pytest.approx(47.6, abs=0.16)
    assert value(report, "DV-LIMIT", "Parotid_R") == pytest.approx(31.0, abs=0.1)
    cord, right = (the_finding(report, "DV-LIMIT", name) for name in ("SpinalCord", "Parotid_R"))
    assert cord.summary.endswith("Gy, limit ≤ 45 Gy.")
    assert right.summary.endswith("Gy, limit ≤ 26 Gy.")
    assert cord.evidence.quote == right.evidence.quote == QUOTE
    assert cord.constraint is not None
    assert cord.constraint.id == "ccrt-cord-max"


def test_ccrt_review_gives_each_of_its_three_reasons() -> None:
    report = judge("ccrt_review")
    assert report.verdict is Verdict.REVIEW
    assert blamed(report) == {
        ("DV-LIMIT", "SpinalCord", "review"),
        ("DV-LIMIT", "Parotid_L", "review"),
        ("DV-SUM", "SpinalCord", "review"),
        ("DV-SUM", "Parotid_L", "review"),
        ("GRID-COVERS", "SpinalCord", "review"),
        ("RX-DOSE", "GTVn", "review"),
        ("RX-DELIVERED", "GTVn", "review"),
        ("RX-PER-FRACTION", "GTVn", "review"),
        ("RX-SOURCES", "GTVn", "review"),
    }
    left = the_finding(report, "DV-LIMIT", "Parotid_L")
    assert left.reason == "no structure of the plan is named Parotid_L"
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.reason == "8.84 % of the structure lies outside the dose grid"
    assert cord.summary == "SpinalCord: Max at least 39.93 Gy, limit ≤ 45 Gy."
    node = the_finding(report, "RX-DOSE", "GTVn")
    assert node.reason == (
        "no structure of the plan is named GTVn; 'GTV nodes ?' resembles it and counts only if you say so: "
        "--map GTVn='GTV nodes ?'"
    )


def test_ccrt_review_shows_which_structure_was_merely_suggested() -> None:
    rows = {row.name: row for row in judge("ccrt_review").structures}
    assert (rows["GTV nodes ?"].matched_to, rows["GTV nodes ?"].how) == ("GTVn", "suggested")
    assert (rows["SpinalCord"].matched_to, rows["SpinalCord"].how) == ("SpinalCord", "exact")
    assert (rows["PTV_7000"].matched_to, rows["PTV_7000"].how) == ("", "")


def test_sfrt_lattice_is_judged_as_sfrt() -> None:
    report = judge("sfrt_lattice")
    assert report.verdict is Verdict.PASS
    elsewhere = ("baseline image", "baseline-imaging-before-enrolment", "files")
    judged = [f for f in report.findings if f.verdict is not None and str(f.subject) not in elsewhere]
    assert {f.phase for f in judged} == {"sfrt"}
    dose, fractions = found(report, "RX-DOSE"), found(report, "RX-FRACTIONS")
    assert [f.summary for f in dose] == ["Prescribed 15 Gy, 10–20 Gy asked for."]
    assert [f.summary for f in fractions] == ["Planned fractions: 1; allowed: 1."]
    assert value(report, "DV-LIMIT", "SpinalCord") == pytest.approx(3.1, abs=0.16)
    assert value(report, "DV-LIMIT", "Parotid_R") == pytest.approx(0.4, abs=0.1)
    for row in found(report, "DV-LIMIT"):
        caveat = str(row.caveat)
        assert (row.verdict, row.message.id) == (None, "dv-limit.vacuous")
        assert "with at most 20 Gy in 1 fraction prescribed" in row.summary
        assert caveat.startswith("vacuous for this phase")
        assert "in fractions of 2 Gy" in caveat


def test_sfrt_lattice_says_that_nothing_of_the_chemoradiotherapy_was_judged() -> None:
    finding = the_finding(judge("sfrt_lattice"), "PHASE-PLAN", "ccrt")
    assert finding.verdict is None
    assert "ccrt-cord-max, ccrt-parotid-mean" in finding.summary
