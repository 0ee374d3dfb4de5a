"""TIME-ORDER: dates of files, records and course file against each other, days from a paper calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cases import PLAN_UID, PROTOCOL, case, found, image, plan, prescription, treatment

from rtqa.findings import Finding, Verdict
from rtqa.model.plan import Approval
from rtqa.model.record import BeamRecord
from without_second_dose import check

SFRT = """\
schema = "rtqa-course/1"
[events]
mdt-review = {review}
[[phase]]
id = "sfrt"
fractions = 1
{ct}
delivered = [{given}]
"""


def order(
    folder: Path,
    *,
    review: str = "2025-01-10",
    given: str = "2025-01-13",
    ct: str = "",
    records: tuple[BeamRecord, ...] = (),
    **changes: Any,
) -> list[Finding]:
    """Findings on an SFRT plan: image of Mon 6 January, planned on the 8th, approved on the 9th."""
    kept = changes.pop("dates_are_kept", True)
    usual: dict[str, Any] = {
        "made": "20250108120000",
        "approval": Approval(status="APPROVED", review_date="20250109"),
        "dates_are_kept": kept,
    }
    made = plan(prescription(2, 15.0), n_fractions=1, label="SFRT", **{**usual, **changes})
    taken = replace(image(acquired="20250106"), dates_are_kept=kept)
    file = folder / "own_course.toml"
    file.write_text(SFRT.format(review=review, given=given, ct=ct), encoding="utf-8")
    whole = replace(case(treatment(plan=made, image=taken)), records=records)
    return found(check(whole, protocol=PROTOCOL, course=file), "TIME-ORDER", "sfrt")


@pytest.mark.example("TIME-ORDER", "good")
def test_dates_in_order_pass_with_their_number(tmp_path: Path) -> None:
    (finding,) = order(tmp_path)
    assert finding.verdict is Verdict.PASS
    # CT and plan before review and fraction, approval before the fraction.
    assert finding.summary == "5 pairs of dates of files, records and course file follow in the right order."


@pytest.mark.example("TIME-ORDER", "bad")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"approval": Approval(status="APPROVED", review_date="20250120")},
            "first fraction (Mon 2025-01-13, by the course file) lies before approval (Mon 2025-01-20",
        ),
        (
            {"review": "2025-01-05"},
            "review (Sun 2025-01-05, by the course file) lies before planning CT (Mon ",
        ),
        (
            {"review": "2025-01-07"},
            "review (Tue 2025-01-07, by the course file) lies before plan (Wed 2025-01-08",
        ),
        ({"made": "20250114"}, "first fraction (Mon 2025-01-13, by the course file) lies before plan (Tue "),
        ({"ct": "planning_ct = 2025-01-14"}, "lies before planning CT (Tue 2025-01-14, by the course file)"),
    ],
)
def test_what_comes_first_and_is_later_is_review(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    rows = [finding for finding in order(tmp_path, **changes) if finding.verdict is not None]
    assert {finding.verdict for finding in rows} == {Verdict.REVIEW}
    assert any(words in finding.summary for finding in rows)


def test_one_day_is_no_wrong_order(tmp_path: Path) -> None:
    approved = Approval(status="APPROVED", review_date="20250108")
    (finding,) = order(tmp_path, review="2025-01-08", given="2025-01-08", approval=approved)
    assert finding.verdict is Verdict.PASS


def test_an_approval_that_was_not_given_has_no_date(tmp_path: Path) -> None:
    kept, given = order(tmp_path, approval=Approval(status="UNAPPROVED", review_date="20250120"))
    assert kept.verdict is Verdict.PASS
    assert (given.verdict, given.summary) == (
        Verdict.REVIEW,
        "1 fraction was given, and the plan's ApprovalStatus is UNAPPROVED.",
    )


@pytest.mark.example("TIME-ORDER", "undecided")
def test_dates_that_may_have_been_moved_are_not_held_against_the_course_file(tmp_path: Path) -> None:
    (finding,) = order(tmp_path, given="2020-01-13", review="2020-01-10", dates_are_kept=False)
    assert (finding.verdict, finding.message.id) == (None, "time-order.moved")


def test_records_are_held_against_files_that_were_moved_with_them(tmp_path: Path) -> None:
    given = BeamRecord(
        plan_uid=PLAN_UID,
        fraction_group=1,
        fraction=1,
        moment=datetime(2025, 1, 7, 9, 0),  # noqa: DTZ001 (local time, as records have it)
        beam_number=1,
        is_normal=True,
    )
    rows = order(tmp_path, dates_are_kept=False, records=(given,))
    wrong = [finding.summary for finding in rows if finding.verdict is Verdict.REVIEW]
    assert "Out of order: first fraction (Tue 2025-01-07, by treatment records) lies before plan" in wrong[0]


def test_without_a_date_of_the_course_nothing_is_compared() -> None:
    (finding,) = found(check(case(treatment()), protocol=PROTOCOL), "TIME-ORDER", "ccrt")
    assert (finding.verdict, finding.message.id) == (None, "time-order.nothing")
