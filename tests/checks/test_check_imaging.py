"""IMG-THICKNESS, IMG-SPACING and IMG-CONTOURS: the images that a plan and a diagnosis rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import (
    BASELINE_FRAME,
    COURSE,
    FRAME,
    LEVELS_GY,
    OTHER_FRAME,
    PROTOCOL,
    SLICES_MM,
    baseline,
    case,
    contours,
    drawn_otherwise,
    found,
    image,
    judged,
    the_finding,
    treatment,
    without,
    write_protocol,
)

from rtqa.findings import Finding, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.geometry import owned
from rtqa.model.image import Image
from rtqa.model.structure import Contours
from without_second_dose import check

EVERY_5_MM = np.arange(-30.0, 35.0, 5.0)
LACKING = np.delete(SLICES_MM, [8, 9, 14])


def planning(**changes: Any) -> Finding:
    return the_finding(judged(treatment(image=image(**changes))), "IMG-THICKNESS", "CCRT")


def before(*images: Image) -> Finding:
    report = check(case(treatment(), before=images), protocol="nct07041788")
    return the_finding(report, "IMG-THICKNESS", "baseline image")


def spacing(**changes: Any) -> Finding:
    return the_finding(judged(treatment(image=image(**changes))), "IMG-SPACING", "CCRT")


# ----------------------------------------------------------------------------------------- IMG-THICKNESS


@pytest.mark.parametrize(
    ("thickness_mm", "step_mm"), [(3.0, 3.0), (2.0, 2.0), (3.0, 1.5), (1.0, 3.0), (3.0000001, 3.0000001)]
)
def test_slices_of_three_mm_by_tag_and_by_place_pass(thickness_mm: float, step_mm: float) -> None:
    finding = planning(thickness_mm=thickness_mm, slices_mm=step_mm * np.arange(-20, 21))
    assert finding.verdict is Verdict.PASS
    assert finding.summary == (
        f"Planning CT: SliceThickness {thickness_mm:.2g} mm, slices {step_mm:.2g} mm apart; "
        "at most 3 mm asked for."
    )
    assert finding.evidence.quote.startswith("A positioning CT scan (slice thickness ≤3 mm)")


def test_slices_of_five_mm_by_tag_and_by_place_fail() -> None:
    finding = planning(thickness_mm=5.0, slices_mm=EVERY_5_MM)
    assert finding.verdict is Verdict.FAIL
    assert [cause.kind for cause in finding.causes] == [CauseKind.REQUIREMENT_NOT_MET]
    assert finding.summary.startswith("Planning CT: SliceThickness 5 mm, slices 5 mm apart")


def test_slices_five_mm_apart_fail_where_no_thickness_is_stated() -> None:
    assert planning(thickness_mm=None, slices_mm=EVERY_5_MM).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("thickness_mm", "slices_mm"),
    [(3.0, EVERY_5_MM), (2.0, EVERY_5_MM), (5.0, SLICES_MM), (3.1, SLICES_MM), (5.0, [0.0])],
)
def test_neither_tag_nor_place_may_exceed_three_mm(thickness_mm: float, slices_mm: Any) -> None:
    finding = planning(thickness_mm=thickness_mm, slices_mm=slices_mm)
    assert finding.verdict is Verdict.FAIL
    assert [cause.kind for cause in finding.causes] == [CauseKind.REQUIREMENT_NOT_MET]


def test_one_thick_slice_among_many_is_found() -> None:
    thick = owned(np.where(SLICES_MM == 0.0, 5.0, 3.0))
    one = treatment(image=replace(image(), slice_thickness_mm=thick))
    finding = the_finding(judged(one), "IMG-THICKNESS", "CCRT")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary.startswith("Planning CT: SliceThickness 3–5 mm, slices 3 mm apart")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"thickness_mm": None}, "a slice does not state its SliceThickness (0018,0050)"),
        ({"slices_mm": [0.0]}, "there is one slice only, which shows no distance between slices"),
    ],
)
def test_what_an_image_does_not_say_is_review(changes: dict[str, Any], reason: str) -> None:
    finding = planning(**changes)
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, reason)


@pytest.mark.parametrize("code", ["IMG-THICKNESS", "IMG-SPACING", "IMG-CONTOURS"])
def test_without_an_image_nothing_of_it_passes(code: str) -> None:
    finding = the_finding(judged(treatment(image=None)), code, "CCRT")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith("no image of the plan's structures was handed in")
    assert finding.causes == (Cause(CauseKind.FILE_ABSENT, Message("file.planning-image")),)


def test_a_baseline_image_is_one_taken_before_in_a_frame_of_its_own() -> None:
    finding = before(baseline(modality="MR", thickness_mm=2.0))
    assert finding.verdict is Verdict.PASS
    assert finding.summary == ("Baseline MR: SliceThickness 2 mm, slices 3 mm apart; at most 3 mm asked for.")
    assert "contrast-enhanced CT/MRI" in finding.evidence.quote


def test_a_thick_baseline_image_fails() -> None:
    assert before(baseline(thickness_mm=5.0, slices_mm=EVERY_5_MM)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "other",
    [
        baseline(acquired="20250601"),
        baseline(frame_uid=FRAME),
        baseline(modality="PT"),
    ],
    ids=["taken later", "of the plan's frame", "PET"],
)
def test_what_cannot_be_the_baseline_image_is_no_evidence(other: Image) -> None:
    finding = before(other)
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith("no image that was taken before the planning image")
    assert finding.causes == (Cause(CauseKind.FILE_ABSENT, Message("file.baseline-image")),)


def test_an_image_taken_between_two_phases_is_no_baseline_image() -> None:
    # By the course file the first phase was given on 2025-01-13; the planning CT of the second is of March.
    for day, is_moved, verdict in (
        ("20250114", False, Verdict.REVIEW),
        ("20250114", True, Verdict.PASS),
        ("20250113", False, Verdict.PASS),
    ):
        taken = replace(baseline(acquired=day), dates_are_kept=not is_moved)
        report = check(case(treatment(), before=[taken]), protocol=PROTOCOL, course=COURSE)
        assert the_finding(report, "IMG-THICKNESS", "baseline image").verdict is verdict


def test_of_several_images_that_differ_none_is_chosen() -> None:
    thick = baseline(thickness_mm=5.0, slices_mm=EVERY_5_MM, frame_uid=OTHER_FRAME)
    finding = before(baseline(), thick)
    assert (finding.verdict, finding.reason) == (
        Verdict.REVIEW,
        "which of these images is the baseline image is not known",
    )
    assert before(baseline(), baseline(frame_uid=OTHER_FRAME)).verdict is Verdict.PASS


def test_without_a_planning_image_no_other_counts_as_taken_before() -> None:
    report = check(case(treatment(image=None), before=[baseline()]), protocol="nct07041788")
    finding = the_finding(report, "IMG-THICKNESS", "baseline image")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith("without the planning image")
    assert BASELINE_FRAME not in finding.summary


def test_a_protocol_that_asks_nothing_of_images_gets_no_finding_of_them(tmp_path: Any) -> None:
    report = judged(treatment(image=None), protocol=write_protocol(tmp_path, {}))
    assert [f for f in report.findings if f.code.startswith("IMG")] == []


# ------------------------------------------------------------------------------------------- IMG-SPACING


@pytest.mark.parametrize("slices_mm", [SLICES_MM, np.array([0.0, 1.98, 3.97, 5.95, 7.94])])
def test_even_slices_pass_as_far_as_rounding_goes(slices_mm: Any) -> None:
    assert spacing(slices_mm=slices_mm).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("slices_mm", "summary", "reason"),
    [
        (LACKING, "18 slices, SliceThickness 3 mm, slices 3 mm apart, 3 missing", "3 slices are missing"),
        (
            np.delete(SLICES_MM, 4),
            "20 slices, SliceThickness 3 mm, slices 3 mm apart, 1 missing",
            "1 slice is",
        ),
        (
            [*SLICES_MM, *(32.0 + 2.0 * np.arange(5))],
            "26 slices, SliceThickness 3 mm, slices 2–3 mm apart",
            "distances between slices differ by more than 0.05 mm",
        ),
        ([0.0], "SliceThickness 3 mm, one slice", "one slice is no volume"),
        ([0.0, 3.0], "2 slices, SliceThickness 3 mm, slices 3 mm apart", "between two slices there is one"),
    ],
)
def test_missing_and_uneven_slices_are_review(slices_mm: Any, summary: str, reason: str) -> None:
    finding = spacing(slices_mm=slices_mm)
    assert (finding.verdict, finding.summary) == (Verdict.REVIEW, f"CT: {summary}.")
    assert finding.reason.startswith(reason)


def test_missing_slices_make_the_others_no_thicker() -> None:
    assert planning(slices_mm=LACKING).verdict is Verdict.PASS


# ------------------------------------------------------------------------------------------ IMG-CONTOURS


def drawn(cord: Contours, **changes: Any) -> Finding:
    one = drawn_otherwise(treatment(image=image(**changes)), SpinalCord=cord)
    return the_finding(judged(one), "IMG-CONTOURS", "CCRT")


@pytest.mark.example("IMG-CONTOURS", "good")
def test_contours_on_the_slices_pass() -> None:
    finding = drawn(contours(120.0, planes_mm=(-6.0, -3.0, 0.05, 3.0)))
    assert finding.verdict is Verdict.PASS
    assert finding.summary == "All 6 structures of the protocol are drawn on slices of the image."


@pytest.mark.parametrize(("beside_mm", "verdict"), [(0.1, Verdict.PASS), (0.2, Verdict.REVIEW)])
def test_contours_a_tenth_of_a_millimetre_beside_their_slices_are_rounded(
    beside_mm: float, verdict: Verdict
) -> None:
    planes_mm = tuple(z + beside_mm for z in (-6.0, -3.0, 0.0, 3.0))
    assert drawn(contours(120.0, planes_mm=planes_mm)).verdict is verdict


@pytest.mark.example("IMG-CONTOURS", "bad")
def test_contours_beside_the_slices_are_review_by_name() -> None:
    finding = drawn(contours(120.0, planes_mm=(-6.0, -4.5, -3.0, -1.5, 0.0)))
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "SpinalCord: 2 of 5 planes lie up to 1.5 mm beside a slice"
    assert finding.summary == "1 of 6 structures does not follow the slices of the image."


def test_contours_on_every_second_slice_are_review() -> None:
    finding = drawn(contours(120.0, planes_mm=(-6.0, 0.0, 6.0)))
    assert finding.reason == "SpinalCord: drawn every 6 mm on slices 3 mm apart"


def test_contours_across_the_slices_are_review() -> None:
    level = contours(120.0)
    upright = Contours(points_mm=owned(level.points_mm[:, [0, 2, 1]]), starts=level.starts, kinds=level.kinds)
    assert drawn(upright).reason == "SpinalCord: drawn across the slices"


def test_an_image_in_another_frame_is_review() -> None:
    finding = drawn(contours(120.0), frame_uid=OTHER_FRAME)
    assert (finding.verdict, finding.reason) == (
        Verdict.REVIEW,
        "structures and image are not of one frame of reference",
    )
    assert [cause.kind for cause in finding.causes] == [CauseKind.LINK_DOUBTFUL]


def test_structures_that_the_protocol_does_not_speak_of_are_not_looked_at() -> None:
    one = treatment({"Couch": 1.0})
    odd = drawn_otherwise(one, Couch=contours(240.0, planes_mm=(0.7, 1.4)))
    assert the_finding(judged(odd), "IMG-CONTOURS", "CCRT").verdict is Verdict.PASS


def test_without_any_structure_of_the_protocol_each_of_them_is_what_is_lacking() -> None:
    (finding,) = found(judged(without(treatment({"Couch": 1.0}), *LEVELS_GY)), "IMG-CONTOURS")
    assert finding.reason == "none of the protocol's structures was found"
    assert {cause.kind for cause in finding.causes} == {CauseKind.STRUCTURE_NOT_FOUND}
    assert {cause.subject for cause in finding.causes} >= set(LEVELS_GY)


@pytest.mark.example("IMG-CONTOURS", "undecided")
def test_without_a_structure_set_the_structures_are_what_is_lacking() -> None:
    (finding,) = found(judged(treatment(structure_set=None)), "IMG-CONTOURS")
    assert finding.causes == (Cause(CauseKind.FILE_ABSENT, Message("file.structures")),)
