"""STRUCT-MIDDLE: does each structure lie where its name says? x grows towards the patient's left."""

from __future__ import annotations

import numpy as np
import pytest
from cases import (
    PROTOCOL,
    case,
    contours,
    drawn_otherwise,
    found,
    renamed,
    the_finding,
    treatment,
    without,
)

from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import Cause, CauseKind
from rtqa.model.case import Treatment
from rtqa.model.structure import Contours
from without_second_dose import check

CODE = "STRUCT-MIDDLE"


def judge(one: Treatment) -> Report:
    return check(case(one), protocol=PROTOCOL)


def at(x_mm: float, y_mm: float = 0.0) -> Contours:
    """A box of 20 × 20 × 15 mm about a point."""
    box = contours(x_mm)
    return Contours(points_mm=box.points_mm + np.array([0.0, y_mm, 0.0]), starts=box.starts, kinds=box.kinds)


def head(**x_mm: float) -> Treatment:
    """The cord at x = 0, and structures at these x."""
    names = dict.fromkeys(x_mm, 20.0)
    drawn = {"SpinalCord": at(0.0), "Parotid_R": at(-55.0), "Parotid_L": at(55.0)}
    return drawn_otherwise(treatment(names), **{**drawn, **{name: at(x) for name, x in x_mm.items()}})


def row(one: Treatment, subject: str = "Parotid_L") -> Finding:
    return the_finding(judge(one), CODE, subject)


@pytest.mark.example("STRUCT-MIDDLE", "good")
def test_glands_on_their_own_sides_pass() -> None:
    left, right = found(judge(head()), CODE, "Parotid_L") + found(judge(head()), CODE, "Parotid_R")
    assert (left.verdict, left.summary) == (
        Verdict.PASS,
        "Parotid_L lies 55 mm to the left of the middle (SpinalCord).",
    )
    assert (right.verdict, right.summary) == (
        Verdict.PASS,
        "Parotid_R lies 55 mm to the right of the middle (SpinalCord).",
    )


def test_exchanged_names_fail_both() -> None:
    report = judge(renamed(head(), Parotid_L="Parotid_R", Parotid_R="Parotid_L"))
    assert [row.verdict for row in found(report, CODE)] == [Verdict.FAIL, Verdict.FAIL]
    assert report.verdict is Verdict.FAIL


@pytest.mark.example("STRUCT-MIDDLE", "bad")
def test_a_left_gland_on_the_right_of_the_middle_fails_by_itself() -> None:
    finding = row(without(head(Parotid_L=-55.0), "Parotid_R"))
    assert (finding.verdict, finding.summary, finding.reason) == (
        Verdict.FAIL,
        "Parotid_L lies 55 mm to the right of the middle (SpinalCord).",
        "its name says left",
    )
    assert finding.causes == (Cause(CauseKind.STRUCTURE_DOUBTFUL, "Parotid_L"),)


def test_both_glands_on_one_side_are_not_passed_for_their_order() -> None:
    finding = row(head(Parotid_L=-35.0))
    assert (finding.verdict, finding.reason) == (
        Verdict.REVIEW,
        "its name says left, and a turned head or a crooked middle may be why it is not",
    )


@pytest.mark.parametrize(("x_mm", "verdict"), [(4.0, Verdict.REVIEW), (6.0, Verdict.PASS)])
def test_near_the_middle_is_for_review(x_mm: float, verdict: Verdict) -> None:
    assert row(without(head(Parotid_L=x_mm), "Parotid_R")).verdict is verdict


@pytest.mark.parametrize(("y_mm", "verdict"), [(0.0, Verdict.FAIL), (-100.0, Verdict.REVIEW)])
def test_a_turned_head_explains_what_lies_far_in_front(y_mm: float, verdict: Verdict) -> None:
    # 100 mm × tan 20° = 36.4 mm; the left gland lies 30 mm on the right.
    one = without(drawn_otherwise(head(), SpinalCord=at(0.0), Parotid_L=at(-30.0, y_mm)), "Parotid_R")
    assert row(one).verdict is verdict


@pytest.mark.example("STRUCT-MIDDLE", "undecided")
def test_without_cord_body_or_the_other_gland_it_is_not_known() -> None:
    report = judge(without(head(), "SpinalCord", "Parotid_R"))
    finding = the_finding(report, CODE, "Parotid_L")
    assert (finding.verdict, finding.summary) == (Verdict.REVIEW, "Parotid_L: side not known.")
    assert finding.reason.startswith("no structure tells where the patient's middle is")
    assert finding.causes == (Cause(CauseKind.STRUCTURE_NOT_FOUND, "SpinalCord"),)


def test_without_a_middle_the_pair_tells() -> None:
    finding = row(without(head(), "SpinalCord"))
    assert (finding.verdict, finding.summary) == (
        Verdict.PASS,
        "Parotid_L lies 110 mm to the left of Parotid_R.",
    )


@pytest.mark.parametrize(
    ("x_mm", "verdict"), [(55.0, Verdict.PASS), (15.0, Verdict.REVIEW), (-55.0, Verdict.FAIL)]
)
def test_the_outline_of_the_body_tells_to_two_centimetres(x_mm: float, verdict: Verdict) -> None:
    one = without(head(Parotid_L=x_mm, Body=0.0), "SpinalCord", "Parotid_R")
    body = drawn_otherwise(head(Body=0.0), Body=contours(0.0, half_mm=(90.0, 110.0)), Parotid_L=at(x_mm))
    finding = row(without(body, "SpinalCord", "Parotid_R"))
    assert finding.verdict is verdict
    assert finding.summary.endswith("of the middle (Body).")
    assert row(one).verdict is verdict


@pytest.mark.parametrize("name", ["LeftParotid", "左腮腺", "Parotis li", "Parotid L"])
def test_a_side_is_read_in_any_language(name: str) -> None:
    finding = row(without(renamed(head(Parotid_L=-55.0), Parotid_L=name), "Parotid_R"), name)
    assert finding.verdict is Verdict.FAIL


def test_a_structure_that_no_clause_is_on_is_for_review() -> None:
    finding = row(head(Cochlea_L=-25.0), "Cochlea_L")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, "its name says left")


def test_without_sides_in_any_name_it_says_so() -> None:
    (finding,) = found(judge(without(treatment(), "Parotid_L", "Parotid_R")), CODE)
    assert (finding.verdict, finding.summary) == (None, "No structure's name says left or right.")
