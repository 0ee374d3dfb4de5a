"""SIZE-TARGET: is every target of the size that the protocol asks for?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from cases import (
    PITCH_MM,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    ramps,
    renamed,
    the_finding,
    treatment,
    without,
)

from rtqa.findings import Finding, Verdict
from rtqa.model.case import Treatment
from rtqa.model.geometry import owned
from rtqa.model.structure import Contours

TALL_MM = np.arange(-24.0, 27.0, 3.0)


def single_fraction(**drawn_as: Contours) -> Treatment:
    one = treatment(
        plan=plan(prescription(2, 15.0), n_fractions=1), dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0])
    )
    return drawn_otherwise(one, **drawn_as)


def box(half_mm: tuple[float, float], planes_mm: Sequence[float] = (-3.0, 0.0, 3.0)) -> Contours:
    return contours(PITCH_MM, half_mm=half_mm, planes_mm=planes_mm)


def together(*parts: Contours) -> Contours:
    starts = np.cumsum([0, *(n for part in parts for n in np.diff(part.starts))])
    return Contours(
        points_mm=owned(np.concatenate([part.points_mm for part in parts])),
        starts=starts.astype(np.intp),
        kinds=tuple(kind for part in parts for kind in part.kinds),
    )


def node(drawn: Contours) -> Finding:
    return the_finding(judged(single_fraction(GTVn=drawn)), "SIZE-TARGET", "GTVn")


def test_a_node_that_is_bulky_by_both_diameters_passes() -> None:
    finding = node(box((7.0, 24.0)))  # 14² + 48² = 50²
    assert finding.verdict is Verdict.PASS
    assert finding.summary == (
        "GTVn: longest diameter 50.4–50.8 mm in space, 50.0 mm within an axial plane; "
        "at least 50 mm asked for."
    )
    assert "(≥5 cm)" in finding.evidence.quote
    assert finding.evidence.not_taken[0].reading.startswith("The short axis")


def test_a_small_node_fails_by_both_diameters() -> None:
    finding = node(box((10.0, 10.0)))
    assert finding.verdict is Verdict.FAIL
    assert finding.summary.startswith("GTVn: longest diameter 28.9–29.7 mm in space, 28.3 mm within an axial")


def test_a_tall_slim_node_is_review_as_the_readings_disagree() -> None:
    finding = node(box((10.0, 10.0), list(TALL_MM)))
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "the readings disagree, and the text does not say which diameter is meant"


def test_a_node_whose_size_depends_on_the_half_slices_is_review() -> None:
    # √(20² + 20² + 39²) = 48.2 mm between points drawn, √(20² + 20² + 42²) = 50.6 mm with the half slices.
    finding = node(box((10.0, 10.0), list(TALL_MM[1:-2])))
    assert finding.summary.startswith("GTVn: longest diameter 48.2–50.6 mm in space")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "it depends on how far the lesion reaches beyond the last planes drawn"


def test_the_distance_between_two_small_nodes_is_no_size() -> None:
    two = together(
        contours(PITCH_MM - 8.0, half_mm=(2.0, 10.0)), contours(PITCH_MM + 60.0, half_mm=(2.0, 10.0))
    )
    finding = node(two)
    assert finding.verdict is Verdict.FAIL
    assert "a further part of 23.7 mm" in finding.summary


def test_a_bulky_and_a_small_node_in_one_structure_are_review() -> None:
    two = together(box((7.0, 24.0)), contours(PITCH_MM + 12.0, half_mm=(2.0, 2.0)))
    finding = node(two)
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "it has parts of different sizes, and which of them are one lesion is not known"


def test_planes_that_are_not_axial_leave_the_axial_diameter_unknown() -> None:
    upright = box((7.0, 24.0))
    sagittal = Contours(
        points_mm=owned(upright.points_mm[:, [2, 0, 1]]), starts=upright.starts, kinds=upright.kinds
    )
    finding = node(sagittal)
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason.startswith("it is not drawn in axial planes")


def test_the_primary_s_size_is_shown_and_judged_by_nothing() -> None:
    report = judged(single_fraction(GTVn=box((7.0, 24.0))))
    primary = the_finding(report, "SIZE-TARGET", "GTVtn0")
    assert primary.verdict is None
    assert primary.summary.endswith("28.3 mm within an axial plane; for information.")
    assert "qualifies them alone" in primary.evidence.reading


def test_a_node_that_is_missing_or_has_no_volume_is_review() -> None:
    missing = the_finding(judged(without(single_fraction(), "GTVn")), "SIZE-TARGET", "GTVn")
    assert (missing.verdict, missing.reason) == (Verdict.REVIEW, "no structure of the plan is named GTVn")
    point = the_finding(judged(single_fraction(GTVn=contours(0.0, planes_mm=()))), "SIZE-TARGET", "GTVn")
    assert (point.verdict, point.reason) == (Verdict.REVIEW, "structure 'GTVn' has no closed contours")


def test_two_that_may_be_the_target_are_review_though_both_are_bulky() -> None:
    one = renamed(
        single_fraction(GTVn=box((7.0, 24.0)), CTV=contours(2 * PITCH_MM, half_mm=(7.0, 24.0))), CTV="GTVnd"
    )
    findings = [f for f in found(judged(one), "SIZE-TARGET") if f.verdict is not None]
    assert [f.subject for f in findings] == ["GTVn", "GTVnd"]
    assert {f.verdict for f in findings} == {Verdict.REVIEW}


def test_the_size_is_asked_of_the_single_fraction_alone() -> None:
    assert found(judged(treatment()), "SIZE-TARGET") == []


def test_a_small_node_that_is_not_treated_beside_the_bulky_one_is_information() -> None:
    levels = {"GTVn2": 4.0}
    one = treatment(
        levels,
        plan=plan(prescription(2, 15.0), n_fractions=1),
        dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0, 4.0]),
    )
    both = renamed(drawn_otherwise(one, GTVn=box((7.0, 24.0))), GTVn="GTVn1")
    report = judged(both)
    assert the_finding(report, "SIZE-TARGET", "GTVn1").verdict is Verdict.PASS
    small = the_finding(report, "SIZE-TARGET", "GTVn2")
    assert small.verdict is None
    assert small.summary.endswith(
        "Not treated by this plan, which prescribes nothing to it and has no vertex in it."
    )


def test_a_small_node_that_is_prescribed_a_dose_still_fails() -> None:
    one = treatment(
        {"GTVn2": 16.0},
        plan=plan(prescription(2, 15.0), prescription(7, 15.0), n_fractions=1),
        dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0, 16.0]),
    )
    report = judged(renamed(drawn_otherwise(one, GTVn=box((7.0, 24.0))), GTVn="GTVn1"))
    assert the_finding(report, "SIZE-TARGET", "GTVn2").verdict is Verdict.FAIL
