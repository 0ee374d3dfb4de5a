"""REF-*, DOSE-USABLE, GRID-COVERS: do the files belong together, and is the dose the whole plan's?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import (
    COURSE,
    LEVELS_GY,
    OTHER_FRAME,
    PITCH_MM,
    PROTOCOL,
    SAID,
    blamed,
    bulky,
    case,
    deviation,
    drawn_otherwise,
    found,
    image,
    judged,
    plan,
    prescription,
    ramps,
    the_finding,
    treatment,
    without,
    without_what_boxes_cannot_keep,
)

from rtqa.checks.core.deviations import KINDS, REASONS
from rtqa.findings import Report, Verdict
from rtqa.model.case import DeviationKind
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from without_second_dose import check

LEVELS = list(LEVELS_GY.values())

ALL_KINDS = [(code, kind, verdict) for code, kinds in KINDS.items() for kind, verdict in kinds.items()]


def with_dose(**changes: Any) -> Report:
    return judged(treatment(dose=replace(ramps(LEVELS), **changes)))


def scaled(factor: float) -> Report:
    return with_dose(values_gy=ramps(LEVELS).values_gy * np.float32(factor))


@pytest.mark.parametrize(
    ("code", "in_order"),
    [
        pytest.param(
            "REF-LINKS",
            "RTPLAN, RTDOSE and RTSTRUCT refer to each other.",
            marks=pytest.mark.example("REF-LINKS", "good"),
        ),
        pytest.param(
            "REF-FRAME",
            "RTPLAN, RTDOSE and RTSTRUCT share one frame of reference.",
            marks=pytest.mark.example("REF-FRAME", "good"),
        ),
        pytest.param(
            "REF-PATIENT",
            "All 4 plans, doses, structure sets and images are of one patient.",
            marks=pytest.mark.example("REF-PATIENT", "good"),
        ),
        pytest.param(
            "REF-FILES", "Every file was read whole.", marks=pytest.mark.example("REF-FILES", "good")
        ),
        pytest.param(
            "DOSE-USABLE",
            "The dose is the whole plan's, in Gy.",
            marks=pytest.mark.example("DOSE-USABLE", "good"),
        ),
    ],
)
def test_files_in_order_pass(code: str, in_order: str) -> None:
    finding = the_finding(judged(treatment()), code, "CCRT")
    assert (finding.verdict, finding.summary, finding.reason) == (Verdict.PASS, in_order, "")


@pytest.mark.parametrize(("code", "kind", "verdict"), ALL_KINDS, ids=[str(kind) for _, kind, _ in ALL_KINDS])
def test_what_the_reader_noticed_of_a_treatment_is_told_in_its_words(
    code: str, kind: DeviationKind, verdict: Verdict | None
) -> None:
    report = judged(treatment(deviations=(deviation(kind),)))
    finding = the_finding(report, code, "RTDOSE")
    assert (finding.verdict, finding.message, finding.phase) == (verdict, SAID, "ccrt")
    assert finding.explanation == (None if verdict is None else REASONS[kind])
    assert finding.causes == (() if verdict is None else (deviation(kind).cause,))
    passed = [each for each in found(report, code) if each.verdict is Verdict.PASS]
    assert len(passed) == (1 if verdict is None else 0)
    assert report.verdict >= (verdict or Verdict.PASS)


@pytest.mark.parametrize(("code", "kind", "verdict"), ALL_KINDS, ids=[str(kind) for _, kind, _ in ALL_KINDS])
def test_what_concerns_no_one_treatment_is_review_at_worst(
    code: str, kind: DeviationKind, verdict: Verdict | None
) -> None:
    stray = case(treatment(), deviations=[deviation(kind, "files")])
    report = without_what_boxes_cannot_keep(check(stray, protocol=PROTOCOL, course=COURSE))
    finding = the_finding(report, code, "files")
    assert finding.verdict is (None if verdict is None else Verdict.REVIEW)
    assert report.verdict is (Verdict.PASS if verdict is None else Verdict.REVIEW)


@pytest.mark.parametrize(
    "kind", [DeviationKind.FRAME_DIFFERS, DeviationKind.PATIENT_DIFFERS, DeviationKind.DOSE_PARTIAL]
)
def test_a_dose_without_meaning_is_measured_nowhere(kind: DeviationKind) -> None:
    report = judged(treatment(deviations=(deviation(kind),)))
    numbers = [*found(report, "DV-LIMIT"), *found(report, "RX-DELIVERED"), *found(report, "GRID-COVERS")]
    assert len(numbers) == 3 + 3 + 6
    assert {(f.verdict, f.reason) for f in numbers} == {(Verdict.REVIEW, str(SAID))}
    assert report.curves == ()


# ---------------------------------------------------------- the values themselves, with nothing noticed


@pytest.mark.parametrize("part", ["plan", "structure_set"])
@pytest.mark.example("REF-LINKS", "undecided")
def test_an_absent_part_breaks_the_links_though_nobody_noticed(part: str) -> None:
    report = judged(treatment(**{part: None}))
    (finding,) = found(report, "REF-LINKS")
    role = {"plan": "RTPLAN", "structure_set": "RTSTRUCT"}[part]
    assert (finding.verdict, finding.summary) == (
        Verdict.REVIEW,
        f"There is no {role}, so nothing refers to it.",
    )
    assert report.verdict is Verdict.REVIEW


@pytest.mark.example("REF-LINKS", "bad")
def test_a_dose_of_another_plan_is_review_though_nobody_noticed() -> None:
    report = with_dose(plan_uid="1.2.3.999")
    assert blamed(report) == {("REF-LINKS", "CCRT", "review")}
    assert "may be another plan's" in the_finding(report, "REF-LINKS", "CCRT").summary


def test_a_plan_that_names_no_structure_set_is_review_as_roi_numbers_are_the_set_s() -> None:
    rx = [prescription(1, 70.0), prescription(2, 66.0), prescription(3, 54.0)]
    report = judged(treatment(plan=plan(*rx, structure_set_uid="")))
    assert blamed(report) == {("REF-LINKS", "CCRT", "review")}
    assert "the ROI numbers of its prescriptions" in the_finding(report, "REF-LINKS", "CCRT").summary


@pytest.mark.parametrize("role", ["RTPLAN", "RTDOSE", "RTSTRUCT"])
@pytest.mark.parametrize(
    ("uid", "words"),
    [
        pytest.param(OTHER_FRAME, "do not all have the same", marks=pytest.mark.example("REF-FRAME", "bad")),
        pytest.param("", "is stated", marks=pytest.mark.example("REF-FRAME", "undecided")),
    ],
)
def test_another_frame_or_none_is_review_though_nobody_noticed(role: str, uid: str, words: str) -> None:
    one = treatment()
    assert one.plan is not None
    assert one.dose is not None
    assert one.structure_set is not None
    grid = replace(one.dose.grid, frame_of_reference_uid=uid)
    changed = {
        "RTPLAN": replace(one, plan=replace(one.plan, frame_of_reference_uid=uid)),
        "RTDOSE": replace(one, dose=replace(one.dose, grid=grid)),
        "RTSTRUCT": replace(one, structure_set=replace(one.structure_set, frame_of_reference_uid=uid)),
    }[role]
    report = judged(changed)
    beside_image = {("IMG-CONTOURS", "CCRT", "review")} if role == "RTSTRUCT" else set()
    assert blamed(report) == {("REF-FRAME", "CCRT", "review"), *beside_image}
    summary = the_finding(report, "REF-FRAME", "CCRT").summary
    assert words in summary
    assert role in summary


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": DoseScope.PARTIAL}, "that of a part of the beams, not of the whole plan"),
        ({"scope": DoseScope.FRACTION}, "that of one fraction, not of the whole plan"),
        ({"quantity": DoseQuantity.EFFECTIVE}, "DoseType is EFFECTIVE"),
    ],
)
@pytest.mark.example("DOSE-USABLE", "bad")
def test_a_dose_of_another_extent_or_type_is_review_though_nobody_noticed(
    changes: dict[str, object], words: str
) -> None:
    finding = the_finding(with_dose(**changes), "DOSE-USABLE", "CCRT")
    assert finding.verdict is Verdict.REVIEW
    assert words in finding.summary


@pytest.mark.example("DOSE-USABLE", "undecided")
def test_no_dose_at_all_is_review_though_nobody_noticed() -> None:
    report = judged(treatment(dose=None))
    assert the_finding(report, "DOSE-USABLE", "CCRT").summary == "There is no usable dose."
    assert {f.reason for f in found(report, "DV-LIMIT")} == {"no usable dose belongs to the plan"}
    assert report.verdict is Verdict.REVIEW


@pytest.mark.parametrize("bad_gy", [-0.5, np.inf, np.nan])
def test_a_value_that_no_dose_has_is_review(bad_gy: float) -> None:
    values = ramps(LEVELS).values_gy.copy()
    values[0, 0, 0] = bad_gy
    report = with_dose(values_gy=values)
    assert the_finding(report, "DOSE-USABLE", "CCRT").verdict is Verdict.REVIEW
    assert "values that no dose has" in the_finding(report, "DOSE-USABLE", "CCRT").summary


def hottest_gy() -> float:
    return float(ramps(LEVELS).values_gy.max())


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.94, "review"), (0.96, "pass"), (1.99, "pass"), (2.01, "review")]
)
def test_the_hottest_point_must_be_able_to_be_the_plan_s(share: float, verdict: str) -> None:
    finding = the_finding(scaled(share * 70.0 / hottest_gy()), "DOSE-USABLE", "CCRT")
    assert finding.verdict is Verdict(verdict)


@pytest.mark.parametrize("factor", [0.0, 1 / 30, 10.0, 100.0])
def test_a_single_fraction_in_another_unit_is_review_though_it_breaks_no_limit(factor: float) -> None:
    levels = [1.0, 16.0, 1.0, 0.1, 0.1, 0.1]
    dose = ramps(levels, y_to_mm=30.0)
    shallow = np.float32(0.02) * dose.values_gy
    shallow[..., 20:40] = dose.values_gy[..., 20:40]
    values = np.clip(shallow, 0, None) * np.float32(factor)
    one = treatment(
        dose=replace(dose, values_gy=values),
        plan=plan(prescription(2, 15.0), n_fractions=1),
        image=image(acquired="20250106"),
    )
    report = judged(drawn_otherwise(one, GTVn=bulky(PITCH_MM)))
    assert {(f.verdict, f.message.id) for f in found(report, "DV-LIMIT")} == {(None, "dv-limit.vacuous")}
    # DV-SUM: the course file dates the other phase.
    objected = {code for code, _, _ in blamed(report)} - {"DOSE-TARGETS"}
    assert objected == {"DOSE-USABLE", "DV-SUM", "SFRT-VERTICES"}
    assert report.verdict is Verdict.REVIEW
    assert "in another unit" in the_finding(report, "DOSE-USABLE", "CCRT").summary


# ------------------------------------------------------------------------------------------- GRID-COVERS


@pytest.mark.example("GRID-COVERS", "good")
def test_every_structure_inside_the_grid_passes_by_name() -> None:
    report = judged(treatment())
    assert [f.subject for f in found(report, "GRID-COVERS")] == list(LEVELS_GY)
    assert {f.verdict for f in found(report, "GRID-COVERS")} == {Verdict.PASS}
    cord = the_finding(report, "GRID-COVERS", "SpinalCord")
    assert cord.summary == "SpinalCord lies wholly inside the dose grid."


def cut(values: Dose, **index: slice) -> Dose:
    grid = values.grid
    k, i = index.get("k", slice(None)), index.get("i", slice(None))
    kept = np.ascontiguousarray(values.values_gy[k, :, i])
    first = grid.to_points_mm([[i.start or 0, 0, k.start or 0]])[0]
    affine = grid.affine_mm.copy()
    affine[:3, 3] = first
    shape: tuple[int, int, int] = (kept.shape[0], kept.shape[1], kept.shape[2])
    positions = np.arange(kept.shape[0], dtype=float)
    return replace(
        values,
        values_gy=kept,
        grid=replace(grid, shape_kji=shape, affine_mm=affine, slice_positions=positions),
    )


@pytest.mark.parametrize(
    ("index", "outside", "subjects"),
    [
        # From z = −6 mm: 1.5 of 15 mm. From z = 0 mm: 7.5 of 15 mm.
        ({"k": slice(5, None)}, "10 %", list(LEVELS_GY)),
        ({"k": slice(8, None)}, "50 %", list(LEVELS_GY)),
        # From x = −4 mm: 6 of 20 mm of the first box.
        ({"i": slice(8, None)}, "30 %", ["GTVtn0"]),
        # Up to x = 200 mm: half of the last box.
        ({"i": slice(0, 111)}, "50 %", ["Parotid_R"]),
    ],
)
@pytest.mark.example("GRID-COVERS", "bad")
def test_a_part_outside_the_grid_is_review_with_its_share(
    index: dict[str, slice], outside: str, subjects: list[str]
) -> None:
    report = judged(treatment(dose=cut(ramps(LEVELS), **index)))
    short = [f for f in found(report, "GRID-COVERS") if f.verdict is Verdict.REVIEW]
    assert [f.subject for f in short] == subjects
    for finding in short:
        assert finding.summary == (f"{finding.subject}: {outside} of its volume lies outside the dose grid.")
        assert finding.reason.startswith("the dose there is not known")
    assert report.verdict is not Verdict.PASS


def test_without_structures_of_the_protocol_nothing_was_compared_with_the_grid() -> None:
    report = judged(without(treatment({"Other": 1.0}), *LEVELS_GY))
    (finding,) = found(report, "GRID-COVERS")
    assert (finding.verdict, finding.summary) == (
        None,
        "No structure was compared with the dose grid: none of the protocol's was found.",
    )
    assert report.verdict is Verdict.REVIEW


@pytest.mark.example("GRID-COVERS", "undecided")
def test_a_structure_without_a_histogram_is_review() -> None:
    report = judged(treatment(dose=None))
    cord = the_finding(report, "GRID-COVERS", "SpinalCord")
    assert (cord.verdict, cord.summary) == (Verdict.REVIEW, "SpinalCord: no dose-volume histogram.")
    assert cord.reason == "no usable dose belongs to the plan"
