"""Limits on what is ipsilateral or contralateral: by where the target is drawn, or as it is stated.

The glands' boxes stand at x = 160 (Parotid_L) and 200 mm; LPS x grows to the left, so by their place the one
called Parotid_R lies on the left: sides are those of the patient, not those of names.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import contours, drawn_otherwise, found, treatment, without
from language import clause, judge

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Treatment
from rtqa.render.page.first_page import lay_first_page
from rtqa.render.words.language import ENGLISH

ON_THE_RIGHT, ON_THE_CORD, ACROSS, ON_THE_LEFT = 100.0, 120.0, 175.0, 240.0


def sided(
    folder: Path, at_mm: float, *, logic: str, course: str = "", one: Treatment | None = None, **how: str
) -> Finding:
    one = one or drawn_otherwise(treatment(), GTVtn0=contours(at_mm))
    keys = {"structures": '["Parotid_L", "Parotid_R"]', "side_of": '"GTVtn0"', "metric": '"Mean[Gy]"'}
    limit = clause("constraint", logic=f'"{logic}"', limit="30", **keys)
    (row,) = found(judge(folder, limit, one=one, course=course, **how), "DV-LIMIT")
    return row


@pytest.mark.parametrize(
    ("at_mm", "logic", "gland"),
    [
        (ON_THE_RIGHT, "ipsilateral", "Parotid_L"),
        (ON_THE_RIGHT, "contralateral", "Parotid_R"),
        (ON_THE_LEFT, "ipsilateral", "Parotid_R"),
        (ON_THE_LEFT, "contralateral", "Parotid_L"),
    ],
)
def test_the_side_is_that_on_which_the_target_is_drawn(
    tmp_path: Path, at_mm: float, logic: str, gland: str
) -> None:
    row = sided(tmp_path, at_mm, logic=logic)
    assert (row.subject, row.verdict) == (gland, Verdict.PASS)


@pytest.mark.parametrize(("side", "gland"), [("left", "Parotid_R"), ("right", "Parotid_L")])
def test_across_the_midline_a_side_that_is_stated_decides(tmp_path: Path, side: str, gland: str) -> None:
    row = sided(tmp_path, ACROSS, logic="ipsilateral")
    assert (row.verdict, row.reason) == (
        Verdict.REVIEW,
        "GTVtn0 crosses the middle between Parotid_L and Parotid_R",
    )
    by_course = sided(tmp_path, ACROSS, logic="ipsilateral", course=f'side = "{side}"')
    by_argument = sided(tmp_path, ACROSS, logic="ipsilateral", side=side)
    assert [row.subject for row in (by_course, by_argument)] == [gland, gland]
    assert by_course.verdict is Verdict.PASS


def test_what_is_asked_for_goes_before_the_course_file(tmp_path: Path) -> None:
    row = sided(tmp_path, ACROSS, logic="contralateral", course='side = "left"', side="right")
    assert row.subject == "Parotid_R"


def test_a_target_wholly_on_the_other_side_than_stated_is_asked_about(tmp_path: Path) -> None:
    row = sided(tmp_path, ON_THE_RIGHT, logic="ipsilateral", course='side = "left"')
    assert row.verdict is Verdict.REVIEW
    assert row.reason == "GTVtn0 lies wholly on the right, and is stated to lie on the left"


def test_the_first_page_says_why_the_side_is_not_known(tmp_path: Path) -> None:
    one = drawn_otherwise(treatment(), GTVtn0=contours(ACROSS))
    keys = {"structures": '["Parotid_L", "Parotid_R"]', "side_of": '"GTVtn0"', "metric": '"Mean[Gy]"'}
    limit = clause("constraint", logic='"ipsilateral"', limit="30", arms='["one"]', **keys)
    arm = '[[arm]]\nid = "one"\ntitle = "One"\n'
    report = judge(tmp_path, arm, limit, one=one, arm="one")
    (cause,) = gather_causes(found(report, "DV-LIMIT"))
    assert list(map(str, cause.details)) == ["GTVtn0 crosses the middle between Parotid_L and Parotid_R"]
    assert lay_first_page(report, ENGLISH).not_judged == ""  # what is told of the arm is of no phase


@pytest.mark.parametrize(
    ("side", "logic", "gland"),
    [
        ("left", "ipsilateral", "Parotid_L"),
        ("right", "contralateral", "Parotid_L"),
        ("right", "ipsilateral", ""),
    ],
)
def test_of_one_gland_alone_its_name_and_the_stated_side_decide(
    tmp_path: Path, side: str, logic: str, gland: str
) -> None:
    one = without(drawn_otherwise(treatment(), GTVtn0=contours(ACROSS)), "Parotid_R")
    row = sided(tmp_path, ACROSS, logic=logic, one=one, side=side)
    assert row.verdict is (Verdict.PASS if gland else Verdict.REVIEW)
    assert row.subject == (gland or "Parotid_L + Parotid_R")


@pytest.mark.parametrize(
    ("at_mm", "logic", "verdict"),
    [
        (ON_THE_LEFT, "ipsilateral", Verdict.PASS),
        (ON_THE_LEFT, "contralateral", Verdict.REVIEW),
        (ON_THE_CORD, "ipsilateral", Verdict.REVIEW),
    ],
)
def test_of_one_gland_alone_the_middle_of_the_patient_tells_the_side(
    tmp_path: Path, at_mm: float, logic: str, verdict: Verdict
) -> None:
    one = without(drawn_otherwise(treatment(), GTVtn0=contours(at_mm)), "Parotid_R")
    assert sided(tmp_path, at_mm, logic=logic, one=one).verdict is verdict
