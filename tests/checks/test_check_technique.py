"""PLAN-TECHNIQUE, PLAN-DAILY and PLAN-APPROVED: how a plan is delivered, how often, and whether it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from cases import (
    LEAVES_MM,
    METERSET_MU,
    PITCH_MM,
    PRESCRIBED_GY,
    PROTOCOL,
    beam,
    bulky,
    case,
    drawn_otherwise,
    found,
    group,
    judged,
    plan,
    prescription,
    ramps,
    the_finding,
    treatment,
)

from rtqa.findings import Finding, Report, Verdict
from rtqa.model.case import Treatment
from rtqa.model.plan import Approval, Beam, BeamShare, FractionGroup, PlanKind
from without_second_dose import check

STILL_MM = (LEAVES_MM[0], LEAVES_MM[0])


def given_by(beams: Sequence[Beam], n_fractions: int = 30) -> FractionGroup:
    """Fractions that all of the beams have a share in."""
    shares = [BeamShare(beam_number=each.number, dose_gy=None, meterset_mu=METERSET_MU) for each in beams]
    return replace(group(n_fractions), beams=tuple(shares))


def chemoradiotherapy(beams: Sequence[Beam] = (beam(),), **changes: Any) -> Report:
    rx = [prescription(n, dose_gy) for n, dose_gy in enumerate(PRESCRIBED_GY.values(), 1)]
    stated = {"beams": tuple(beams), "fraction_groups": (given_by(beams),), **changes}
    return judged(treatment(plan=plan(*rx, **stated)))


def single_fraction(beams: Sequence[Beam] = (beam(),), **changes: Any) -> Treatment:
    stated = {"beams": tuple(beams), "fraction_groups": (given_by(beams, 1),), **changes}
    one = treatment(
        plan=plan(prescription(2, 15.0), label="SFRT", **stated),
        dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0], y_to_mm=30.0),
    )
    return drawn_otherwise(one, GTVn=bulky(PITCH_MM))


def technique_of(report: Report) -> Finding:
    (only,) = found(report, "PLAN-TECHNIQUE")
    return only


def turning() -> Beam:
    still = beam(leaves_mm=[*LEAVES_MM, *LEAVES_MM])
    points = [replace(p, gantry_deg=10.0 * n) for n, p in enumerate(still.control_points)]
    return replace(still, control_points=tuple(points), number=2)


def test_imrt_and_arcs_pass_for_chemoradiotherapy() -> None:
    finding = technique_of(chemoradiotherapy(beams=(beam(), turning())))
    assert finding.verdict is Verdict.PASS
    assert finding.summary == "1 beam by IMRT, 1 beam by VMAT; allowed: IMRT, VMAT."
    assert finding.evidence.quote.startswith("IMRT is used with daily fractions")
    assert "is read as IMRT" in finding.evidence.reading


def test_open_fields_fail_for_chemoradiotherapy_and_pass_for_sfrt() -> None:
    beams = (beam(leaves_mm=STILL_MM), beam(leaves_mm=STILL_MM, number=2))
    failing, passing = (
        technique_of(chemoradiotherapy(beams=beams)),
        technique_of(judged(single_fraction(beams=beams))),
    )
    assert (failing.verdict, failing.summary) == (Verdict.FAIL, "2 beams by 3D-CRT; allowed: IMRT, VMAT.")
    assert (passing.verdict, passing.phase) == (Verdict.PASS, "sfrt")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"beams": ()}, "the plan has no treatment beams; export the RT plan with its beams"),
        ({"beams": (beam(delivery_type="SETUP"),)}, "the plan has no treatment beams"),
        (
            {"beams": (beam(), beam(leaves_mm=LEAVES_MM[:1], number=7))},
            "the control points of beam 7 do not show",
        ),
        ({"beams": (beam(), beam(leaves_mm=STILL_MM, number=2))}, "some beams are delivered by an allowed"),
        ({"kind": PlanKind.PROTON}, "there are no photon or electron beams to read it from"),
    ],
)
def test_a_technique_that_cannot_be_read_is_review(changes: dict[str, Any], reason: str) -> None:
    finding = technique_of(chemoradiotherapy(**changes))
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith(reason)


def daily(pattern: str, digits_per_day: int | None = 1) -> Finding:
    groups = (replace(group(30), pattern=pattern, digits_per_day=digits_per_day),)
    return the_finding(chemoradiotherapy(fraction_groups=groups), "PLAN-DAILY", "CCRT")


@pytest.mark.parametrize(
    ("pattern", "digits"), [("1111100", 1), ("1111110", None), ("10101010100000", 2), ("11111001111110", 1)]
)
def test_once_a_day_from_monday_to_friday_or_saturday_passes(pattern: str, digits: int | None) -> None:
    assert daily(pattern, digits).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("pattern", "digits", "summary"),
    [
        ("11111111110000", 2, "Planned: at most 2 a day on 5 days a week"),
        ("1010100", 1, "Planned: at most 1 a day on 3 days a week"),
        ("11111001010100", 1, "Planned: at most 1 a day on 3–5 days a week"),
    ],
)
def test_twice_a_day_and_gaps_within_the_week_fail(pattern: str, digits: int, summary: str) -> None:
    finding = daily(pattern, digits)
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == f"{summary}; asked for: 1 a day on 5 days a week or more."


@pytest.mark.parametrize(
    ("pattern", "digits"),
    [("", 1), ("0000000", 1), ("11111", 1), ("1111100", 2), ("11111001111100", None), ("1x11100", 1)],
)
def test_a_pattern_that_is_absent_or_cannot_be_read_is_asked_of_nobody(
    pattern: str, digits: int | None
) -> None:
    # The course file has seven fractions a week.
    assert daily(pattern, digits).summary.startswith("Planned: at most 1 a day on 7 days a week")
    groups = (replace(group(30), pattern=pattern, digits_per_day=digits),)
    alone = check(case(treatment(plan=plan(fraction_groups=groups))), protocol=PROTOCOL)
    finding = the_finding(alone, "PLAN-DAILY", "CCRT")
    assert (finding.verdict, finding.message.id) == (None, "plan-daily.not-yet-known")


def test_two_fractions_on_one_weekday_are_asked_about() -> None:
    finding = daily("11101010100000", 2)
    assert (finding.verdict, finding.message.values["n"]) == (Verdict.REVIEW, 2)


def approval(status: str, date: str = "") -> Finding:
    report = judged(single_fraction(approval=Approval(status=status, review_date=date)))
    return the_finding(report, "PLAN-APPROVED", "SFRT")


def test_an_approved_plan_passes_with_the_date_where_there_is_one() -> None:
    dated, undated = approval("APPROVED", "20250108"), approval("APPROVED")
    assert (dated.verdict, undated.verdict) == (Verdict.PASS, Verdict.PASS)
    assert dated.summary == "ApprovalStatus is APPROVED, reviewed on 20250108."
    assert undated.summary == "ApprovalStatus is APPROVED, date not stated."


def test_a_rejected_plan_fails() -> None:
    assert approval("REJECTED").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("UNAPPROVED", "nobody has approved it yet"),
        ("", "the plan does not say whether it was approved, which is not the same as no"),
        ("PERHAPS", "this status is none of DICOM's"),
    ],
)
def test_a_plan_that_is_not_yet_approved_or_does_not_say_so_is_review(status: str, reason: str) -> None:
    finding = approval(status)
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith(reason)
