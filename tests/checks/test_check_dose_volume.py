"""DV-LIMIT: does every structure keep its dose-volume limits?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import (
    PITCH_MM,
    blamed,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    ramps,
    renamed,
    the_finding,
    treatment,
    without,
    write_protocol,
)

from rtqa.findings import Verdict
from rtqa.metrics import Measurement, Outcome, Unmeasurable
from rtqa.model.dose import DoseQuantity
from rtqa.model.structure import ContourKind

QUOTE = "limiting doses to organs at risk (e.g., spinal cord ≤45Gy, parotid gland mean dose ≤26Gy)"
CORD_X_MM = 3 * PITCH_MM
"""The cord is the fourth box."""


def value(outcome: Outcome | None) -> float:
    assert isinstance(outcome, Measurement)
    return outcome.value


def test_limits_that_are_kept_pass_with_value_limit_and_quote() -> None:
    report = judged(treatment())
    cord, left, right = found(report, "DV-LIMIT")
    assert [cord.verdict, left.verdict, right.verdict] == [Verdict.PASS] * 3
    assert [cord.subject, left.subject, right.subject] == ["SpinalCord", "Parotid_L", "Parotid_R"]
    assert value(cord.outcome) == pytest.approx(41.0, abs=1e-4)
    assert value(left.outcome) == pytest.approx(20.0, abs=1e-4)
    assert value(right.outcome) == pytest.approx(22.0, abs=1e-4)
    assert cord.summary == "SpinalCord: Max 41.00 Gy, limit ≤ 45 Gy."
    assert (cord.reason, cord.phase, cord.evidence.quote) == ("", "ccrt", QUOTE)
    assert cord.evidence.source.endswith("section I.1.1 Spatially Fractionated Radiotherapy (SFRT) Phase")
    assert "No part of the cord may lie above it" in cord.evidence.reading
    assert [other.reading for other in cord.evidence.not_taken] == ["D0.03cc or D2%."]
    assert report.verdict is Verdict.PASS


def test_a_limit_that_is_broken_fails_with_value_limit_and_quote() -> None:
    report = judged(treatment({"SpinalCord": 46.5, "Parotid_R": 30.0}))
    assert {f.subject for f in found(report, "DV-LIMIT") if f.verdict is Verdict.FAIL} == {
        "SpinalCord",
        "Parotid_R",
    }
    cord, right = the_finding(report, "DV-LIMIT", "SpinalCord"), the_finding(report, "DV-LIMIT", "Parotid_R")
    assert value(cord.outcome) == pytest.approx(47.5, abs=1e-4)
    assert cord.summary == "SpinalCord: Max 47.50 Gy, limit ≤ 45 Gy."
    assert right.summary == "Parotid_R: Mean 30.00 Gy, limit ≤ 26 Gy."
    assert (cord.evidence.quote, right.evidence.quote) == (QUOTE, QUOTE)
    assert report.verdict is Verdict.FAIL


def test_a_hot_corner_of_a_thousandth_of_the_organ_fails_its_maximum() -> None:
    report = judged(treatment({"SpinalCord": 44.001}))
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert (cord.verdict, cord.summary) == (Verdict.FAIL, "SpinalCord: Max 45.001 Gy, limit ≤ 45 Gy.")


def test_a_structure_that_is_missing_is_review_with_the_reason() -> None:
    report = judged(without(treatment(), "Parotid_L"))
    assert blamed(report) == {(code, "Parotid_L", "review") for code in ("DV-LIMIT", "DV-SUM")}
    left = the_finding(report, "DV-LIMIT", "Parotid_L")
    assert left.reason == "no structure of the plan is named Parotid_L"
    assert left.summary == "Parotid_L: not found, limit ≤ 26 Gy not judged."
    assert isinstance(left.outcome, Unmeasurable)
    assert left.evidence.quote == QUOTE


@pytest.mark.parametrize("name", ["cord+3mm", "SpinalCord_PRV03", "SpinalCanal", "SpinalCord~", "cord 2"])
def test_a_name_that_resembles_the_cord_is_suggested_and_never_judged(name: str) -> None:
    report = judged(renamed(treatment(), SpinalCord=name))
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert cord.reason.startswith("no structure of the plan is named SpinalCord")
    assert found(report, "DV-LIMIT", name) == []


def test_a_resembling_name_counts_once_the_user_says_so() -> None:
    report = judged(renamed(treatment(), SpinalCord="Cord_old?"), mapping={"SpinalCord": "Cord_old?"})
    cord = the_finding(report, "DV-LIMIT", "Cord_old?")
    assert (cord.verdict, cord.summary) == (Verdict.PASS, "Cord_old?: Max 41.00 Gy, limit ≤ 45 Gy.")


def test_a_part_outside_the_dose_grid_is_review_with_what_is_known() -> None:
    # The cord's box reaches from 110 to 130 mm; the grid begins at 115 mm.
    dose = ramps([71.0, 67.0, 56.0, 40.0, 20.0, 22.0], x_from_mm=CORD_X_MM - 5.0)
    report = judged(treatment(dose=dose))
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert cord.reason == "25 % of the structure lies outside the dose grid"
    assert cord.summary == "SpinalCord: Max at least 41.00 Gy, limit ≤ 45 Gy."


def test_a_part_outside_the_dose_grid_fails_where_the_rest_breaks_the_limit_already() -> None:
    hot = treatment({"SpinalCord": 60.0})
    report = judged(replace(hot, dose=ramps([71.0, 67.0, 56.0, 60.0, 20.0, 22.0], z_from_mm=-2.0)))
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.FAIL
    assert cord.summary == "SpinalCord: Max at least 61.00 Gy, limit ≤ 45 Gy."
    assert cord.reason.endswith("% of the structure lies outside the dose grid")


def test_two_structures_that_both_keep_the_limit_are_review_and_both_named() -> None:
    report = judged(treatment({"Cord": 30.0}))
    first, second = found(report, "DV-LIMIT")[:2]
    assert [(f.subject, f.verdict) for f in (first, second)] == [
        ("SpinalCord", Verdict.REVIEW),
        ("Cord", Verdict.REVIEW),
    ]
    assert [value(f.outcome) for f in (first, second)] == pytest.approx([41.0, 31.0], abs=1e-4)
    for finding in (first, second):
        assert finding.reason.startswith(
            "2 structures may be the protocol's SpinalCord ('SpinalCord', 'Cord'): say which with --map"
        )


def test_two_structures_of_which_one_breaks_the_limit_are_review() -> None:
    report = judged(treatment({"Cord": 50.0}))
    assert [f.verdict for f in found(report, "DV-LIMIT")[:2]] == [Verdict.REVIEW, Verdict.REVIEW]
    assert report.verdict is Verdict.REVIEW


def test_two_structures_that_both_break_the_limit_fail() -> None:
    report = judged(treatment({"SpinalCord": 48.0, "Cord": 50.0}))
    assert [f.verdict for f in found(report, "DV-LIMIT")[:2]] == [Verdict.FAIL, Verdict.FAIL]


def test_two_structures_of_the_very_same_name_are_review() -> None:
    report = judged(renamed(treatment({"Other": 30.0}), Other="SpinalCord"))
    assert [f.verdict for f in found(report, "DV-LIMIT", "SpinalCord")] == [Verdict.REVIEW, Verdict.REVIEW]


def test_one_structure_cannot_stand_for_two_of_the_protocol() -> None:
    report = judged(without(treatment(), "Parotid_L"), mapping={"Parotid_L": "Parotid_R"})
    first, second = found(report, "DV-LIMIT", "Parotid_R")
    assert (first.verdict, second.verdict) == (Verdict.REVIEW, Verdict.REVIEW)
    assert (
        first.reason == "'Parotid_R' stands for Parotid_L and Parotid_R at once, and can be only one of them"
    )


def test_an_organ_without_contours_is_review() -> None:
    report = judged(drawn_otherwise(treatment(), SpinalCord=contours(CORD_X_MM, planes_mm=())))
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert (cord.verdict, cord.reason) == (Verdict.REVIEW, "structure 'SpinalCord' has no closed contours")
    assert cord.summary == "SpinalCord: Max not known, limit ≤ 45 Gy."


@pytest.mark.parametrize(
    ("planes_mm", "words"),
    [
        ((-12.0, -9.0, -3.0, 0.0, 3.0), "1 slice is bare between outlines that overlap"),
        ((-12.0, -9.0, 6.0, 9.0, 12.0), "2 parts, with bare slices between outlines that overlap"),
    ],
)
def test_an_organ_with_planes_missing_in_the_middle_is_review(
    planes_mm: tuple[float, ...], words: str
) -> None:
    gapped = drawn_otherwise(treatment(), SpinalCord=contours(CORD_X_MM, planes_mm=planes_mm))
    cord = the_finding(judged(gapped), "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert words in cord.reason
    assert value(cord.outcome) == pytest.approx(41.0, abs=1e-4)


def test_an_organ_with_planes_missing_still_fails_on_what_is_drawn() -> None:
    gapped = drawn_otherwise(
        treatment({"SpinalCord": 50.0}), SpinalCord=contours(CORD_X_MM, planes_mm=(-9.0, 6.0, 9.0))
    )
    assert the_finding(judged(gapped), "DV-LIMIT", "SpinalCord").verdict is Verdict.FAIL


def test_an_organ_drawn_partly_in_open_contours_is_review() -> None:
    kinds = [ContourKind.CLOSED_PLANAR] * 3 + [ContourKind.OPEN_PLANAR] * 2
    half = drawn_otherwise(treatment(), SpinalCord=contours(CORD_X_MM, kinds=kinds))
    cord = the_finding(judged(half), "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert cord.reason == "2 of 5 contours are open and enclose nothing; what they mean is not known"


def test_an_effective_dose_is_not_judged_by_limits_of_physical_dose() -> None:
    levels = [71.0, 67.0, 56.0, 40.0, 20.0, 22.0]
    report = judged(treatment(dose=ramps(levels, quantity=DoseQuantity.EFFECTIVE)))
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.REVIEW}
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.reason == "DoseType is EFFECTIVE, and only a physical dose is judged or converted"
    assert report.verdict is Verdict.REVIEW


def test_a_variation_of_the_protocol_is_a_variation(tmp_path: Path) -> None:
    protocol = write_protocol(tmp_path, {"limit": 40, "variation": 42})
    cord = the_finding(judged(treatment(), protocol=protocol), "DV-LIMIT", "SpinalCord")
    assert (cord.verdict, cord.reason) == (Verdict.VARIATION, "")


def test_a_target_in_two_parts_is_judged_as_drawn(tmp_path: Path) -> None:
    protocol = write_protocol(
        tmp_path, {"structure": "GTVn", "metric": "D95%[Gy]", "relation": ">=", "limit": 63}
    )
    apart = drawn_otherwise(treatment(), GTVn=contours(PITCH_MM, planes_mm=(-12.0, -9.0, 6.0, 9.0, 12.0)))
    node = the_finding(judged(apart, protocol=protocol), "DV-LIMIT", "GTVn")
    assert node.verdict is Verdict.PASS
    assert value(node.outcome) == pytest.approx(66.1, abs=1e-4)


def test_limits_of_another_phase_are_not_judged_on_this_plan() -> None:
    single = treatment(prescribed_gy={"GTVn": 66.0}, n_fractions=1)
    assert {f.phase for f in found(judged(single), "DV-LIMIT")} == {"sfrt"}


def test_a_plan_of_no_phase_has_none_of_its_limits_judged_and_does_not_pass() -> None:
    one = treatment()
    report = judged(replace(one, plan=plan(n_fractions=None)))
    assert found(report, "DV-LIMIT") == []
    assert report.verdict is Verdict.REVIEW


def test_a_numbered_node_that_is_also_a_name_of_its_own_stands_for_neither(tmp_path: Path) -> None:
    protocol = write_protocol(
        tmp_path, {"structure": "GTVn", "metric": "Min[Gy]", "relation": ">=", "limit": 60}
    )
    node = the_finding(judged(renamed(treatment(), GTVn="GTVn1"), protocol=protocol), "DV-LIMIT", "GTVn1")
    assert node.verdict is Verdict.REVIEW
    assert node.reason == "'GTVn1' stands for GTVn and GTVn1 at once, and can be only one of them"
