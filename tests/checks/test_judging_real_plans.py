"""Clinical plans that nobody here made: judged with numbers, and never passed for lack of evidence."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cases import blamed, found, the_finding

from rtqa.dicom import read_case
from rtqa.findings import Report, Verdict
from rtqa.metrics import Measurement, Unmeasurable
from without_second_dose import check


@cache
def judge(folder: Path) -> Report:
    return check(read_case(folder), protocol="nct07041788")


@pytest.mark.parametrize(
    ("name", "doses_gy"),
    [
        ("headneck_1", {"LeftParotid": 61.0, "RightParotid": 56.1}),
        ("headneck_2", {"SpinalCord": 35.5, "LeftParotid": 15.8, "RightParotid": 32.5}),
    ],
)
def test_organs_are_judged_with_numbers(realdata: Path, name: str, doses_gy: dict[str, float]) -> None:
    findings = {f.subject: f for f in found(judge(realdata / name), "DV-LIMIT")}
    assert findings.keys() >= doses_gy.keys()
    for subject, dose_gy in doses_gy.items():
        outcome = findings[subject].outcome
        assert isinstance(outcome, Measurement)
        assert outcome.value == pytest.approx(dose_gy, abs=0.1)
        limit_gy = 45.0 if subject == "SpinalCord" else 26.0
        assert findings[subject].verdict is (Verdict.PASS if dose_gy <= limit_gy else Verdict.FAIL)


def test_a_cord_on_planes_without_a_computed_dose_is_known_from_below_alone(realdata: Path) -> None:
    (cord,) = (f for f in found(judge(realdata / "headneck_1"), "DV-LIMIT") if f.subject == "SpinalCord")
    assert isinstance(cord.outcome, Unmeasurable)
    assert cord.outcome.bounds is not None
    # Its highest voxel on planes that hold a dose is 39.8; above them 0 Gy is stored. Were it drawn half a
    # voxel (1.95 mm) further in, as its outline wavers, its maximum would be 31.4.
    assert 31.4 < cord.outcome.bounds.low < 39.8
    assert (cord.verdict, "outside the dose grid" in cord.reason) == (Verdict.REVIEW, True)


@pytest.mark.parametrize("name", ["headneck_1", "headneck_2"])
def test_planning_target_volumes_are_no_gross_tumour(realdata: Path, name: str) -> None:
    report = judge(realdata / name)
    targets = [*found(report, "RX-DOSE"), *found(report, "RX-DELIVERED")]
    assert [f.subject for f in targets] == ["GTVtn0", "GTVn", "CTV"] * 2
    assert {f.verdict for f in targets} == {Verdict.REVIEW}
    for finding in targets:
        assert finding.reason == f"no structure of the plan is named {finding.subject}"


@pytest.mark.parametrize("name", ["headneck_1", "headneck_2"])
def test_35_fractions_fail(realdata: Path, name: str) -> None:
    report = judge(realdata / name)
    finding = the_finding(report, "RX-FRACTIONS", "HN")
    assert (finding.verdict, finding.summary) == (Verdict.FAIL, "Planned fractions: 35; allowed: 30–33.")
    assert report.verdict is Verdict.FAIL


@pytest.mark.parametrize("name", ["headneck_1", "headneck_2", "breast"])
def test_files_that_belong_together_raise_no_objection(realdata: Path, name: str) -> None:
    objections = {code for code, _, _ in blamed(judge(realdata / name))}
    assert objections.isdisjoint({"REF-LINKS", "REF-FRAME", "REF-PATIENT", "DOSE-USABLE", "PLAN-KIND"})


def test_a_breast_plan_has_nothing_that_the_protocol_speaks_of(realdata: Path) -> None:
    report = judge(realdata / "breast")
    assert report.verdict is Verdict.FAIL
    assert ("RX-FRACTIONS", "B1", "fail") in blamed(report)
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.REVIEW}
    assert [f.verdict for f in found(report, "GRID-COVERS")] == [None]


def test_a_plan_for_machine_qa_is_review_by_its_kind(realdata: Path) -> None:
    case = read_case(realdata / "srs")
    # Its 40 structures take long to measure, and have no part in what kind of plan it is.
    bare = tuple(replace(one, structure_set=None) for one in case.treatments)
    report = check(replace(case, treatments=bare), protocol="nct07041788")
    (kind,) = found(report, "PLAN-KIND")
    assert kind.verdict is Verdict.REVIEW
    assert kind.summary.endswith("in doubt: its PlanIntent is MACHINE_QA.")


def test_a_dose_without_its_plan_is_review(realdata: Path) -> None:
    report = judge(realdata / "prostate")
    assert report.verdict is Verdict.REVIEW
    assert ("PHASE-PLAN", "(no plan)", "review") in blamed(report)
