"""RX-DOSE, RX-FRACTIONS, RX-DELIVERED: is what is asked for prescribed, and does the dose hold it?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest
from cases import (
    LEVELS_GY,
    PITCH_MM,
    PRESCRIBED_GY,
    PROTOCOL,
    blamed,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    ramps,
    the_finding,
    treatment,
    without,
)

from rtqa.checks.core.judge import UNCERTAIN
from rtqa.checks.prescription.prescribed import judge_delivered
from rtqa.dicom import read_case
from rtqa.findings import Report, Verdict
from rtqa.messages import Cause, CauseKind, Interval, Message, Unknown
from rtqa.metrics import Measurement, parse_metric
from rtqa.model.plan import Prescription
from rtqa.model.structure import ContourKind
from without_second_dose import check


def prescribing(*prescriptions: Prescription, n_fractions: int = 30) -> Report:
    return judged(treatment(plan=plan(*prescriptions, n_fractions=n_fractions)))


def single_fraction(*prescriptions: Prescription, level_gy: float = 16.0) -> Report:
    levels = [4.0, level_gy, 4.0, 4.0, 3.0, 3.0]
    one = treatment(dose=ramps(levels), plan=plan(*prescriptions, n_fractions=1))
    return judged(one)


# ------------------------------------------------------------------------------------------- RX-FRACTIONS


@pytest.mark.parametrize("n_fractions", [30, 33])
def test_fractions_within_the_range_pass(n_fractions: int) -> None:
    report = judged(treatment(n_fractions=n_fractions))
    finding = the_finding(report, "RX-FRACTIONS", "CCRT")
    assert (finding.verdict, finding.reason, finding.phase) == (Verdict.PASS, "", "ccrt")
    assert finding.summary == f"Planned fractions: {n_fractions}; allowed: 30–33."
    assert finding.evidence.quote.endswith("/30-33 fractions")


@pytest.mark.parametrize("n_fractions", [2, 29, 34, 35])
def test_fractions_outside_the_range_fail(n_fractions: int) -> None:
    report = judged(treatment(n_fractions=n_fractions))
    finding = the_finding(report, "RX-FRACTIONS", "CCRT")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == f"Planned fractions: {n_fractions}; allowed: 30–33."
    # Of how many fractions the dose is, is no longer sure, and so is none of the sums.
    assert {code for code, _, _ in blamed(report)} == {"RX-FRACTIONS", "RX-PER-FRACTION", "DV-SUM"}


def test_fractions_that_are_not_stated_leave_the_phase_open_and_the_verdict_review() -> None:
    report = judged(treatment(n_fractions=None))
    assert found(report, "RX-FRACTIONS", "CCRT") == []
    assert the_finding(report, "PHASE-PLAN", "CCRT").reason == "the plan states no number of fractions"
    assert report.verdict is Verdict.REVIEW


def test_fractions_that_are_not_stated_are_review_where_a_course_file_names_the_phase(
    passing: Path,
) -> None:
    file = next(passing.rglob("RTPLAN*.dcm"))
    dataset = pydicom.dcmread(file)
    dataset.FractionGroupSequence[0].NumberOfFractionsPlanned = None
    dataset.save_as(file)
    course = passing / "course.toml"
    course.write_text('schema = "rtqa-course/1"\n[[phase]]\nid = "ccrt"\nfolder = "."\n')
    report = check(read_case(passing), protocol=PROTOCOL, course=course)
    (finding,) = found(report, "RX-FRACTIONS")
    assert (finding.verdict, finding.phase) == (Verdict.REVIEW, "ccrt")
    assert finding.reason == "the plan states no number of fractions"


@pytest.mark.parametrize(
    ("phase", "n_fractions", "allowed"), [("ccrt", 35, "30–33"), ("sfrt", 3, "1")], ids=["planned", "no plan"]
)
def test_a_number_in_the_course_file_that_is_not_allowed_fails_whatever_is_planned(
    tmp_path: Path, phase: str, n_fractions: int, allowed: str
) -> None:
    course = tmp_path / "own_course.toml"
    course.write_text(
        f'schema = "rtqa-course/1"\n[[phase]]\nid = "{phase}"\nfractions = {n_fractions}\n', encoding="utf-8"
    )
    report = judged(treatment(), course=course)
    finding = the_finding(report, "RX-FRACTIONS", phase)
    assert (finding.verdict, finding.phase) == (Verdict.FAIL, phase)
    assert finding.summary == f"Fractions by the course file: {n_fractions}; allowed: {allowed}."
    assert the_finding(report, "RX-FRACTIONS", "CCRT").verdict is Verdict.PASS


# ------------------------------------------------------------------------------------------------ RX-DOSE


def test_prescriptions_that_are_asked_for_pass_with_the_quote() -> None:
    report = judged(treatment())
    primary, node, clinical = found(report, "RX-DOSE")
    assert [f.verdict for f in (primary, node, clinical)] == [Verdict.PASS] * 3
    assert primary.summary == "GTVtn0: prescribed 70 Gy, 70 Gy asked for."
    assert node.summary == "GTVn: prescribed 66 Gy, 66–70 Gy asked for."
    assert clinical.summary == "CTV: prescribed 54 Gy, 54–60 Gy asked for."
    assert primary.evidence.quote == "GTVₜₙ₀ (primary tumor) receives 70Gy/30-33 fractions"
    assert clinical.evidence.quote == "clinical target volume (CTV) receives 54-60Gy/30-33 fractions"


@pytest.mark.parametrize("dose_gy", [66.0, 69.5, 70.01, 70.4, 72.0])
def test_another_dose_than_asked_for_fails(dose_gy: float) -> None:
    report = judged(treatment(prescribed_gy={**PRESCRIBED_GY, "GTVtn0": dose_gy}))
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == f"GTVtn0: prescribed {dose_gy:g} Gy, 70 Gy asked for."
    assert report.verdict is Verdict.FAIL


def test_a_dose_that_differs_by_rounding_alone_passes() -> None:
    report = judged(treatment(prescribed_gy={**PRESCRIBED_GY, "GTVtn0": 69.9999}))
    assert the_finding(report, "RX-DOSE", "GTVtn0").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("purpose", "dose_gy"), [("ORGAN_AT_RISK", 70.0), ("TARGET", None)], ids=["to an organ", "of no dose"]
)
def test_what_prescribes_no_dose_to_the_target_is_review(purpose: str, dose_gy: float | None) -> None:
    other = prescription(2, 66.0)
    report = prescribing(prescription(1, dose_gy, purpose=purpose), other, prescription(3, 54.0))
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == (
        "no prescription of the plan is to 'GTVtn0' or to a volume that it lies in (there is 66 Gy, 54 Gy), "
        "and no course file states its planned_gy: state it in either"
    )
    assert the_finding(report, "RX-DELIVERED", "GTVtn0").verdict is Verdict.REVIEW


def test_a_plan_without_prescriptions_is_review() -> None:
    report = prescribing()
    for name in PRESCRIBED_GY:
        finding = the_finding(report, "RX-DOSE", name)
        assert finding.verdict is Verdict.REVIEW
        assert finding.reason == (
            f"the plan states no target prescription, and no course file a planned_gy of {name!r}: "
            "state it in either"
        )


def test_of_a_plan_without_prescriptions_every_row_stands_under_one_cause() -> None:
    rows = [
        finding for finding in prescribing().findings if finding.code.startswith("RX-") and finding.causes
    ]
    assert {finding.code for finding in rows} == {"RX-DOSE", "RX-DELIVERED", "RX-PER-FRACTION"}
    nothing = Cause(CauseKind.PRESCRIPTION_DOUBTFUL, Message("prescription.of-the-plan"))
    assert {finding.causes for finding in rows} == {(nothing,)}


@pytest.mark.parametrize(
    ("parts", "code", "cause"),
    [
        ({"n_fractions": 35}, "RX-FRACTIONS", Cause(CauseKind.REQUIREMENT_NOT_MET, "CCRT")),
        ({"prescribed_gy": {"GTVtn0": 66.0}}, "RX-DOSE", Cause(CauseKind.REQUIREMENT_NOT_MET, "GTVtn0")),
        (
            {"prescribed_gy": {"GTVn": 66.0}},
            "RX-DOSE",
            Cause(CauseKind.PRESCRIPTION_DOUBTFUL, "GTVtn0"),
        ),
        ({"dose": None}, "RX-DELIVERED", Cause(CauseKind.FILE_ABSENT, Message("file.dose"))),
    ],
)
def test_what_is_not_passed_stands_under_its_cause(parts: dict[str, Any], code: str, cause: Cause) -> None:
    first = next(f for f in found(judged(treatment(**parts)), code) if f.causes)
    assert first.causes == (cause,)


def test_a_target_that_is_missing_is_review() -> None:
    report = judged(without(treatment(), "GTVn"))
    codes = ("RX-DOSE", "RX-DELIVERED", "RX-PER-FRACTION")
    expected = {(code, "GTVn", "review") for code in codes}
    assert blamed(report) == expected | {("DOSE-TARGETS", "CCRT", "review")}
    assert the_finding(report, "RX-DOSE", "GTVn").reason == "no structure of the plan is named GTVn"


@pytest.mark.parametrize("doses_gy", [(70.0, 54.0), (54.0, 70.0)])
def test_two_doses_to_one_volume_are_review_and_both_named(doses_gy: tuple[float, float]) -> None:
    to_primary = [prescription(1, dose_gy) for dose_gy in doses_gy]
    report = prescribing(*to_primary, prescription(2, 66.0), prescription(3, 54.0))
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "the plan prescribes 2 different doses to the same volume"
    assert finding.summary == f"GTVtn0: prescribed {doses_gy[0]:g} Gy, {doses_gy[1]:g} Gy, 70 Gy asked for."
    held = the_finding(report, "RX-DELIVERED", "GTVtn0")
    assert (held.verdict, held.reason) == (
        Verdict.REVIEW,
        "the plan prescribes 2 different doses to the same volume",
    )


def test_a_second_dose_of_no_stated_type_contradicts_the_first() -> None:
    report = prescribing(
        prescription(1, 70.0), prescription(1, 54.0, purpose=""), prescription(2, 66.0), prescription(3, 54.0)
    )
    assert the_finding(report, "RX-DOSE", "GTVtn0").verdict is Verdict.REVIEW


def test_the_same_dose_twice_is_one_dose() -> None:
    report = prescribing(
        prescription(1, 70.0), prescription(1, 70.0), prescription(2, 66.0), prescription(3, 54.0)
    )
    assert report.verdict is Verdict.PASS


def test_of_two_nodes_neither_is_taken() -> None:
    report = judged(treatment({"GTVn2": 60.0}))
    finding = the_finding(report, "RX-DOSE", "GTVn")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith("2 structures may be the protocol's GTVn ('GTVn', 'GTVn2')")
    assert the_finding(report, "RX-DELIVERED", "GTVn").verdict is Verdict.REVIEW


def test_one_volume_cannot_be_two_targets() -> None:
    report = judged(without(treatment(), "GTVn"), mapping={"GTVn": "GTVtn0"})
    for name in ("GTVtn0", "GTVn"):
        finding = the_finding(report, "RX-DOSE", name)
        assert finding.verdict is Verdict.REVIEW
        assert finding.reason == "'GTVtn0' stands for GTVtn0 and GTVn at once, and can be only one of them"


@pytest.mark.parametrize(
    ("dose_gy", "verdict"), [(10, "pass"), (20, "pass"), (9.5, "review"), (21, "review")]
)
def test_a_single_fraction_is_judged_by_every_target_prescription(dose_gy: float, verdict: str) -> None:
    report = single_fraction(prescription(2, 15.0), prescription(1, dose_gy), level_gy=20.0)
    finding = the_finding(report, "RX-DOSE", "CCRT")
    assert finding.verdict is Verdict(verdict)
    assert finding.summary == f"Prescribed 15 Gy, {dose_gy:g} Gy, 10–20 Gy asked for."
    assert finding.phase == "sfrt"


def test_a_single_fraction_of_doses_that_are_all_outside_fails() -> None:
    report = single_fraction(prescription(2, 9.5), prescription(1, 21.0))
    assert the_finding(report, "RX-DOSE", "CCRT").verdict is Verdict.FAIL


def test_a_single_fraction_without_a_stated_dose_is_review() -> None:
    finding = the_finding(single_fraction(prescription(2, None)), "RX-DOSE", "CCRT")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, "the plan states no target prescription")


def test_a_dose_point_outside_the_range_is_review_as_it_is_no_volume() -> None:
    point = prescription(None, 8.0, site="COORDINATES")
    finding = the_finding(single_fraction(prescription(2, 15.0), point), "RX-DOSE", "CCRT")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, "dose points lie outside: 8 Gy")


# ------------------------------------------------------------------------------------------- RX-DELIVERED


def test_a_dose_that_holds_what_is_prescribed_passes_with_both_numbers() -> None:
    report = judged(treatment())
    finding = the_finding(report, "RX-DELIVERED", "GTVtn0")
    assert isinstance(finding.outcome, Measurement)
    assert finding.outcome.value == pytest.approx(70.1, abs=1e-4)
    assert finding.verdict is Verdict.PASS
    assert finding.summary == "GTVtn0: D95% 70.10 Gy, 66.50–74.90 Gy expected of 70 Gy."
    assert "The text names no coverage metric" in finding.evidence.reading


def test_a_dose_that_falls_short_of_what_is_prescribed_is_review_never_fail() -> None:
    report = judged(treatment({"GTVtn0": 67.3}))
    assert blamed(report) == {("RX-DELIVERED", "GTVtn0", "review")}
    finding = the_finding(report, "RX-DELIVERED", "GTVtn0")
    assert finding.reason == "the dose grid holds less than the plan prescribes to this volume"
    assert finding.summary == "GTVtn0: D95% 66.40 Gy, 66.50–74.90 Gy expected of 70 Gy."


@pytest.mark.parametrize(
    ("value_gy", "reach_gy", "reason", "kind"),
    [
        (66.6, (66.5, 66.8), None, None),
        (66.6, (66.4, 66.8), UNCERTAIN.id, CauseKind.LIMIT_UNCERTAIN),
        (74.8, (74.5, 75.0), UNCERTAIN.id, CauseKind.LIMIT_UNCERTAIN),
        (75.0, (74.8, 75.2), "prescription.why-grid-holds-more", CauseKind.PRESCRIPTION_DOUBTFUL),
        (66.4, (66.3, 66.6), "prescription.why-grid-holds-less", CauseKind.PRESCRIPTION_DOUBTFUL),
    ],
)
def test_coverage_passes_only_with_the_whole_interval_of_its_uncertainty(
    value_gy: float, reach_gy: tuple[float, float], reason: str | None, kind: CauseKind | None
) -> None:
    interval = Interval(low=reach_gy[0], high=reach_gy[1])
    outcome = Measurement(spec=parse_metric("D95%[Gy]"), value=value_gy, unit="Gy", interval=interval)
    answer = judge_delivered(outcome, expected=Interval(low=66.5, high=74.9), name="GTVtn0")
    if reason is None or kind is None:
        assert answer is Verdict.PASS
    else:
        assert isinstance(answer, Unknown)
        assert (answer.message.id, answer.cause) == (reason, Cause(kind, "GTVtn0"))


def test_a_target_that_reaches_out_of_the_grid_is_review_and_not_evaluable() -> None:
    dose = ramps(list(LEVELS_GY.values()), z_from_mm=-6.0)
    finding = the_finding(judged(treatment(dose=dose)), "RX-DELIVERED", "CTV")
    assert (finding.verdict, finding.reason) == (
        Verdict.REVIEW,
        "10 % of the structure lies outside the dose grid",
    )


def test_a_target_in_two_parts_says_so_and_is_judged() -> None:
    apart = contours(PITCH_MM, planes_mm=(-12.0, -9.0, 6.0, 9.0, 12.0))
    finding = the_finding(judged(drawn_otherwise(treatment(), GTVn=apart)), "RX-DELIVERED", "GTVn")
    assert finding.verdict is Verdict.PASS
    assert finding.summary.endswith(
        "Assumed: 2 parts, with bare slices between outlines that overlap; "
        "the interval holds that the structure goes on there, too."
    )


def test_a_target_drawn_partly_in_open_contours_is_review() -> None:
    kinds = [ContourKind.CLOSED_PLANAR] * 4 + [ContourKind.OPEN_PLANAR]
    half = drawn_otherwise(treatment(), GTVn=contours(PITCH_MM, kinds=kinds))
    finding = the_finding(judged(half), "RX-DELIVERED", "GTVn")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "1 of 5 contours is open and encloses nothing; what it means is not known"


def test_where_the_protocol_names_no_coverage_the_row_is_information() -> None:
    finding = the_finding(single_fraction(prescription(2, 15.0)), "RX-DELIVERED", "CCRT")
    assert (finding.verdict, finding.summary) == (None, "Target: coverage by the dose grid not judged.")


@pytest.mark.parametrize("factor", [0.0, 0.01, 0.5])
def test_a_dose_scaled_down_keeps_every_organ_and_never_passes(factor: float) -> None:
    one = treatment()
    assert one.dose is not None
    weak: Any = replace(one.dose, values_gy=one.dose.values_gy * factor)
    report = judged(replace(one, dose=weak))
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.PASS}
    assert {f.verdict for f in found(report, "RX-DELIVERED")} == {Verdict.REVIEW}
    assert report.verdict is Verdict.REVIEW
