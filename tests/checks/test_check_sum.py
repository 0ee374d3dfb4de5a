"""DV-SUM: do all phases together keep the limits of the whole course?"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from cases import found, judged, plan, prescription, ramps, treatment

from rtqa.findings import Finding, Report, Verdict
from rtqa.metrics import Unmeasurable
from rtqa.model.case import Treatment


def sfrt(*, cord_gy: float = 4.0, gland_gy: float = 3.0) -> Treatment:
    """One fraction of 20 Gy; the cord's maximum is 1 Gy above its level."""
    dose = replace(ramps([4.0, 20.0, 4.0, cord_gy, gland_gy, gland_gy]), n_fractions=1)
    return treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1, label="SFRT"))


def by_constraint(report: Report) -> dict[str, Finding]:
    return {f.constraint.id: f for f in found(report, "DV-SUM") if f.constraint is not None}


@pytest.mark.parametrize(
    ("one", "absent"), [(sfrt(), "ccrt"), (treatment(), "sfrt")], ids=["SFRT alone", "CCRT alone"]
)
def test_with_one_phase_alone_the_sum_is_told_as_not_judged(one: Treatment, absent: str) -> None:
    rows = found(judged(one), "DV-SUM")
    assert len(rows) == 4
    assert {(row.verdict, row.phase) for row in rows} == {(None, "sum")}
    assert rows[0].summary == (
        "SpinalCord: limit ≤ 45 Gy on all phases together not judged: "
        f"no plan of phase {absent} was handed in."
    )


def test_one_fraction_that_alone_breaks_the_limit_in_eqd2_fails_it() -> None:
    # 14 Gy in one fraction: 14 × (14 + 2) / (2 + 2) = 56 Gy in fractions of 2 Gy.
    report = judged(sfrt(cord_gy=13.0))
    assert report.verdict is Verdict.FAIL
    rows = by_constraint(report)
    assert {ident for ident, row in rows.items() if row.verdict is Verdict.FAIL} == {"sum-eqd2-cord-max"}
    cord = rows["sum-eqd2-cord-max"]
    assert cord.reason == "phase sfrt alone breaks it"
    assert isinstance(cord.outcome, Unmeasurable)
    assert cord.outcome.bounds is not None
    assert (cord.outcome.bounds.low, cord.outcome.bounds.high) == (pytest.approx(56.0, abs=1e-3), inf)
    assert "Vacuous" not in cord.summary
    assert rows["sum-cord-max"].verdict is None


def test_both_phases_whose_doses_are_not_added_up_are_review() -> None:
    rows = found(judged(treatment(), sfrt()), "DV-SUM")
    assert {row.verdict for row in rows} == {Verdict.REVIEW}
    assert rows[0].reason == "the doses of the 2 plans are not added up"


def test_both_phases_of_which_one_alone_breaks_the_limit_fail() -> None:
    rows = by_constraint(judged(treatment(), sfrt(gland_gy=10.0)))
    # 10 Gy in one fraction: 10 × (10 + 3) / (2 + 3) = 26 Gy, and a little more for the ramp's spread.
    assert rows["sum-eqd2-parotid-mean"].verdict is Verdict.FAIL
    assert rows["sum-parotid-mean"].verdict is Verdict.REVIEW
