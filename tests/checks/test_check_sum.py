"""DV-SUM, DV-MODEL, DV-LEFT and REF-PHASES: two phases as one course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases import (
    FRAME,
    OTHER_FRAME,
    PROTOCOL,
    case,
    found,
    judged,
    plan,
    prescription,
    ramps,
    treatment,
    write_protocol,
)

from rtqa.findings import Finding, Report, Verdict
from rtqa.metrics import Measurement, Unmeasurable
from rtqa.model.case import Treatment
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import FrameTransform, Registration
from without_second_dose import check

SHIFT = owned(np.array([[1, 0, 0, 12.0], [0, 1, 0, -5.0], [0, 0, 1, 2.0], [0, 0, 0, 1]]))


def sfrt(*, cord_gy: float = 4.0, gland_gy: float = 3.0, **of_dose: Any) -> Treatment:
    """One fraction of 20 Gy; the cord's maximum is 1 Gy above its level."""
    dose = replace(ramps([4.0, 20.0, 4.0, cord_gy, gland_gy, gland_gy]), n_fractions=1, **of_dose)
    return treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1, label="SFRT"))


def moved(one: Treatment, motion: Floats) -> Treatment:
    """The same patient in another frame, from which the motion leads back."""
    assert one.dose is not None
    assert one.structure_set is not None
    back = np.linalg.inv(motion)
    grid = replace(
        one.dose.grid, affine_mm=owned(back @ one.dose.grid.affine_mm), frame_of_reference_uid=OTHER_FRAME
    )
    structures = tuple(
        replace(
            each,
            contours=replace(
                each.contours, points_mm=owned(each.contours.points_mm @ back[:3, :3].T + back[:3, 3])
            ),
        )
        for each in one.structure_set.structures
    )
    structure_set = replace(one.structure_set, structures=structures, frame_of_reference_uid=OTHER_FRAME)
    return replace(one, dose=replace(one.dose, grid=grid), structure_set=structure_set)


def registration(matrix: Floats) -> Registration:
    transform = FrameTransform(frame_of_reference_uid=OTHER_FRAME, matrix=matrix, kind="RIGID")
    return Registration(registered_frame_uid=FRAME, transforms=(transform,))


def judged_with(matrices: Sequence[Floats], *treatments: Treatment) -> Report:
    registrations = tuple(map(registration, matrices))
    return check(replace(case(*treatments), registrations=registrations), protocol=PROTOCOL)


def write_course(folder: Path, text: str, *, sfrt: str = "") -> Path:
    """A course file of the two phases and what is said of them."""
    file = folder / "course.toml"
    phases = f'[[phase]]\nid = "sfrt"\n{sfrt}[[phase]]\nid = "ccrt"\n'
    file.write_text(f'schema = "rtqa-course/1"\n{phases}{text}', encoding="utf-8")
    return file


def sums(report: Report) -> dict[str, Finding]:
    """The rows of DV-SUM by limit and structure."""
    rows = found(report, "DV-SUM")
    return {f"{row.constraint.id} {row.subject}": row for row in rows if row.constraint is not None}


def values(report: Report) -> dict[str, float]:
    rows = sums(report).items()
    return {name: row.outcome.value for name, row in rows if isinstance(row.outcome, Measurement)}


# By hand: the cord's hottest point gets 41 Gy in 30 fractions and 5 Gy in one; the glands get 20 and 22 Gy
# on average, and 3 Gy, over ramps of 2 Gy, whose variance is 1/3.
CORD_EQD2 = (41 * (1 + 41 / 30 / 2) + 5 * (1 + 5 / 2)) / 2
GLANDS_EQD2 = [(mean + 3 + ((mean**2 + 1 / 3) / 30 + (9 + 1 / 3)) / 3) / (1 + 2 / 3) for mean in (20.0, 22.0)]
BY_HAND = {
    "sum-cord-max SpinalCord": 46.0,
    "sum-parotid-mean Parotid_L": 23.0,
    "sum-parotid-mean Parotid_R": 25.0,
    "sum-eqd2-cord-max SpinalCord": CORD_EQD2,
    "sum-eqd2-parotid-mean Parotid_L": GLANDS_EQD2[0],
    "sum-eqd2-parotid-mean Parotid_R": GLANDS_EQD2[1],
}


@pytest.mark.example("REF-PHASES", "good")
def test_both_phases_are_added_up_voxel_by_voxel() -> None:
    report = judged(treatment(), sfrt())
    assert values(report) == pytest.approx(BY_HAND, rel=2e-3)
    verdicts = {name: row.verdict for name, row in sums(report).items()}
    assert {name for name, verdict in verdicts.items() if verdict is Verdict.FAIL} == {
        "sum-cord-max SpinalCord"
    }
    assert set(verdicts.values()) == {Verdict.FAIL, Verdict.PASS}
    (meet,) = found(report, "REF-PHASES")
    assert meet.verdict is Verdict.PASS
    assert meet.summary.endswith("all phases share one frame of reference.")


def test_a_fraction_that_is_harmless_alone_may_be_too_much_together() -> None:
    # 6.5 Gy at most: EQD2 of 13.8 Gy beside the 34.5 Gy of the chemoradiotherapy.
    row = sums(judged(treatment(), sfrt(cord_gy=5.5)))["sum-eqd2-cord-max SpinalCord"]
    assert row.verdict is Verdict.FAIL
    # Alone, by hand: 6.5 (1 + 6.5 / 2) / 2 = 13.81, and 41 (1 + 41 / 60) / 2 = 34.51.
    assert row.summary == (
        "SpinalCord: Max 48.32 Gy in EQD2 (α/β 2 Gy), limit ≤ 45 Gy. Alone: sfrt 13.81 Gy and ccrt 34.51 Gy."
    )


def test_a_phase_of_another_frame_is_carried_over_by_its_registration() -> None:
    report = judged_with([SHIFT], treatment(), moved(sfrt(), SHIFT))
    assert values(report) == pytest.approx(BY_HAND, rel=3e-3)
    (meet,) = found(report, "REF-PHASES")
    assert meet.verdict is Verdict.PASS
    assert meet.table is not None
    overlaps = {name: dice for name, _, _, dice, _, _ in meet.table.rows}
    assert overlaps["SpinalCord"] == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("matrices", "said"),
    [
        ([], "no registration carries"),
        ([np.linalg.inv(SHIFT)], "the wrong way round"),
        ([SHIFT, np.linalg.inv(SHIFT)], "contradict each other"),
        pytest.param(
            [np.diag([1.0, 1.0, -1.0, 1.0])],
            "mirrors the patient",
            marks=pytest.mark.example("REF-PHASES", "bad"),
        ),
        ([np.diag([1.0, 1.0, 1.0, 1.0])], "the structures of both phases do not lie in one place"),
    ],
    ids=["none", "the inverse", "both ways", "a mirror", "of something else"],
)
def test_without_a_registration_that_holds_there_is_a_bound_and_no_value(
    matrices: list[Floats], said: str
) -> None:
    far = owned(SHIFT @ SHIFT) if said.startswith("the structures") else SHIFT
    report = judged_with(matrices, treatment(), moved(sfrt(), far))
    rows = sums(report)
    assert rows.keys() == BY_HAND.keys()
    for name, row in rows.items():
        assert row.constraint is not None
        assert said in row.reason
        assert "an upper bound" in row.reason
        assert isinstance(row.outcome, Unmeasurable)
        assert row.outcome.bounds is not None
        low, high = row.outcome.bounds.low, row.outcome.bounds.high
        assert low <= BY_HAND[name] <= high < 1.15 * BY_HAND[name]
        # A bound on the right side of the limit decides, and says that it is one.
        is_kept = bool(high <= row.constraint.limit)
        assert row.verdict is (Verdict.PASS if is_kept else Verdict.REVIEW)
        assert ("not measured, but bounded" in row.summary) is is_kept
    assert {row.verdict for row in rows.values()} == {Verdict.PASS, Verdict.REVIEW}
    (meet,) = found(report, "REF-PHASES")
    assert meet.verdict is Verdict.REVIEW
    assert said in meet.reason


def test_a_phase_is_carried_over_by_a_matrix_of_the_course_file(tmp_path: Path) -> None:
    rows = ", ".join(str(row) for row in SHIFT.tolist())
    course = write_course(tmp_path, f'[[registration]]\nfrom = "sfrt"\nto = "ccrt"\nmatrix = [{rows}]\n')
    report = judged(treatment(), moved(sfrt(), SHIFT), course=course)
    assert values(report) == pytest.approx(BY_HAND, rel=3e-3)
    other_way = write_course(tmp_path, f'[[registration]]\nfrom = "ccrt"\nto = "sfrt"\nmatrix = [{rows}]\n')
    (meet,) = found(judged(treatment(), moved(sfrt(), SHIFT), course=other_way), "REF-PHASES")
    assert "the wrong way round" in meet.reason


def test_recovery_counts_where_the_course_file_says_so_and_is_told(tmp_path: Path) -> None:
    report = judged(treatment(), sfrt(), course=write_course(tmp_path, "", sfrt="recovered_frac = 0.2\n"))
    cord = values(report)["sum-eqd2-cord-max SpinalCord"]
    assert cord == pytest.approx((41 * (1 + 41 / 60) + 0.8 * 5 * (1 + 5 / 2)) / 2, rel=2e-3)
    assert values(report)["sum-cord-max SpinalCord"] == pytest.approx(46.0, rel=2e-3)
    (row,) = found(report, "DV-MODEL", "SpinalCord")
    assert row.table is not None
    assert str(row.table.note).endswith("Taken to have recovered, by the course file: 20 % of sfrt.")


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (replace(sfrt(), dose=None), "phase sfrt: no usable dose"),
        (sfrt(scope=DoseScope.PARTIAL), "phase sfrt: its dose is not that of the whole plan"),
        (sfrt(quantity=DoseQuantity.EFFECTIVE), "phase sfrt: DoseType is EFFECTIVE"),
        (replace(sfrt(), structure_set=None), "phase sfrt: it has no structures"),
    ],
    ids=["no dose", "some beams", "effective", "no structures"],
)
def test_what_cannot_be_added_up_is_review(spoiled: Treatment, said: str) -> None:
    report = judged(treatment(), spoiled)
    assert {row.verdict for row in found(report, "DV-SUM")} == {Verdict.REVIEW}
    (meet,) = found(report, "REF-PHASES")
    assert (meet.verdict, meet.reason.startswith(said)) == (Verdict.REVIEW, True), meet.reason


def test_several_plans_of_a_phase_are_review() -> None:
    report = judged(treatment(), sfrt(), sfrt())
    assert {row.verdict for row in found(report, "DV-SUM")} == {Verdict.REVIEW}
    (meet,) = found(report, "REF-PHASES")
    assert meet.reason == "several plans are recognised as phase sfrt"


def test_a_gland_outside_one_dose_grid_is_no_pass() -> None:
    one = sfrt()
    assert one.dose is not None
    short = replace(one, dose=replace(ramps([4.0, 20.0, 4.0, 4.0, 3.0], x_from_mm=-20.0), n_fractions=1))
    rows = sums(judged(treatment(), short))
    assert rows["sum-parotid-mean Parotid_R"].verdict is Verdict.REVIEW
    assert "outside the dose grid" in rows["sum-parotid-mean Parotid_R"].reason
    assert rows["sum-parotid-mean Parotid_L"].verdict is Verdict.PASS


@pytest.mark.example("REF-PHASES", "undecided")
def test_with_the_first_phase_alone_the_sum_is_still_to_come() -> None:
    report = check(case(sfrt()), protocol=PROTOCOL)
    rows = found(report, "DV-SUM")
    assert len(rows) == 4
    assert {(row.verdict, row.phase) for row in rows} == {(None, "sum")}
    assert rows[0].summary == (
        "SpinalCord: limit ≤ 45 Gy on all phases together not judged: no plan of phase ccrt was handed in."
    )
    (meet,) = found(report, "REF-PHASES")
    assert meet.verdict is None


def test_one_fraction_that_alone_breaks_the_limit_in_eqd2_fails_it() -> None:
    # 14 Gy in one fraction: 14 × (14 + 2) / (2 + 2) = 56 Gy in fractions of 2 Gy.
    report = check(case(sfrt(cord_gy=13.0)), protocol=PROTOCOL)
    assert report.verdict is Verdict.FAIL
    rows = sums(report)
    assert {name for name, row in rows.items() if row.verdict is Verdict.FAIL} == {
        "sum-eqd2-cord-max SpinalCord"
    }
    cord = rows["sum-eqd2-cord-max SpinalCord"]
    assert cord.reason == "phase sfrt alone breaks it"
    assert isinstance(cord.outcome, Unmeasurable)
    assert cord.outcome.bounds is not None
    assert (cord.outcome.bounds.low, cord.outcome.bounds.high) == (pytest.approx(56.0, rel=1e-3), inf)
    assert "Vacuous" not in cord.summary
    assert rows["sum-cord-max SpinalCord"].verdict is None


def test_a_gland_outside_one_dose_grid_fails_where_the_other_phase_alone_breaks_the_limit() -> None:
    one = sfrt()
    short = replace(one, dose=replace(ramps([4.0, 20.0, 4.0, 4.0, 3.0], x_from_mm=-20.0), n_fractions=1))
    rows = sums(judged(treatment({"Parotid_R": 27.0}), short))
    gland = rows["sum-parotid-mean Parotid_R"]
    assert (gland.verdict, gland.reason) == (Verdict.FAIL, "phase ccrt alone breaks it")
    assert rows["sum-parotid-mean Parotid_L"].verdict is Verdict.PASS


def test_phases_that_cannot_be_added_up_fail_where_one_alone_does() -> None:
    # 10 Gy in one fraction: 10 × (10 + 3) / (2 + 3) = 26 Gy, and a little more for the ramp's spread.
    rows = sums(judged(treatment(), moved(sfrt(gland_gy=10.0), SHIFT)))
    assert rows["sum-eqd2-parotid-mean Parotid_L"].verdict is Verdict.FAIL
    assert rows["sum-eqd2-parotid-mean Parotid_L"].reason == "phase sfrt alone breaks it"
    assert rows["sum-parotid-mean Parotid_L"].verdict is Verdict.REVIEW


# DV-MODEL


@pytest.mark.example("DV-MODEL", "good")
def test_the_sum_by_other_models_stands_beside_it() -> None:
    rows = found(judged(treatment(), sfrt()), "DV-MODEL", "SpinalCord")
    (cord,) = rows
    assert cord.verdict is None
    assert cord.table is not None
    told = {(str(model), alpha_beta): value for model, alpha_beta, value in cord.table.rows}
    for x in (0.87, 2.0, 3.0):
        by_hand = (41 * (1 + 41 / 30 / x) + 5 * (1 + 5 / x)) / (1 + 2 / x)
        assert told["LQ, judged" if x == 2.0 else "LQ", x] == pytest.approx(by_hand, rel=1e-3)
    # LQ-L, straight from 4 Gy: 12 + 5 × 1 in place of 5 × 3.5 (BED, α/β 2).
    assert told["LQ-L, straight from 4 Gy a fraction", 2.0] == pytest.approx(
        (41 * (1 + 41 / 60) + 17) / 2, rel=1e-3
    )
    assert told["sfrt alone", 2.0] == pytest.approx(8.75, rel=1e-3)
    assert told["ccrt alone", 2.0] == pytest.approx(41 * (1 + 41 / 60) / 2, rel=1e-3)
    assert told["sum, in the structure drawn for sfrt", 2.0] == pytest.approx(CORD_EQD2, rel=1e-3)
    assert str(cord.table.note) == (
        "No part receives more than 10 Gy, to which LQ is validated, in one fraction. "
        "Nothing is taken to have recovered between phases."
    )


@pytest.mark.example("DV-MODEL", "bad")
def test_what_lies_above_the_reach_of_lq_is_told() -> None:
    # The cord of 6 cm³ rises from 9 to 11 Gy: half of it lies above 10 Gy.
    (cord,) = found(judged(treatment(), sfrt(cord_gy=10.0)), "DV-MODEL", "SpinalCord")
    assert cord.table is not None
    assert str(cord.table.note).startswith("By doses of one fraction: V10Gy 3.00 cc; above 10 Gy LQ")


@pytest.mark.example("DV-MODEL", "undecided")
def test_without_a_sum_there_is_no_model_to_compare() -> None:
    (row,) = found(judged(treatment(), moved(sfrt(), SHIFT)), "DV-MODEL")
    assert (row.verdict, row.summary) == (
        None,
        "There is no sum of doses in fractions of 2 Gy to look into.",
    )
    assert row.reason.startswith("no registration carries")


# DV-LEFT


def left(report: Report, subject: str, phase: str) -> str:
    (row,) = [row for row in found(report, "DV-LEFT", subject) if row.phase == phase]
    assert row.verdict is None
    return row.summary


def test_what_45_gy_in_33_fractions_leave_of_the_cord() -> None:
    # By the clinic's usual sum: 37.84 Gy in fractions of 2 Gy, and 4.4 Gy once fill it up to 45.
    ccrt = treatment({"SpinalCord": 44.0}, n_fractions=33)
    assert ccrt.dose is not None
    report = judged(replace(ccrt, dose=replace(ccrt.dose, n_fractions=33)))
    told = left(report, "SpinalCord", "ccrt")
    assert told.startswith("SpinalCord: ccrt gives Max 37.84 Gy in EQD2, limit ≤ 45 Gy; one fraction of sfrt")
    assert told.endswith("may add at most 4.4 Gy at the hottest points.")


@pytest.mark.example("DV-LEFT", "good")
def test_what_one_fraction_leaves_of_a_gland_to_the_thirty_that_follow() -> None:
    # 3 Gy once are 3.6 Gy, and 0.07 for the ramp's spread; the 22.33 Gy left make D (1 + D/90) = 37.22.
    told = left(judged(treatment(), sfrt()), "Parotid_L", "sfrt")
    assert "limit ≤ 26 Gy; 30 fractions of ccrt may add at most 28.3 Gy evenly." in told


@pytest.mark.example("DV-LEFT", "bad")
def test_nothing_is_left_where_one_phase_takes_it_all() -> None:
    told = left(judged(sfrt(cord_gy=13.0), treatment()), "SpinalCord", "sfrt")
    assert told.endswith("limit ≤ 45 Gy; nothing is left for 30 fractions of ccrt.")


def test_what_one_fraction_leaves_to_those_that_the_protocol_prescribes() -> None:
    # 5 Gy once are 8.75 Gy (α/β 2 Gy); the 36.25 left make D (1 + D / 2n) = 72.5: in 30 fractions 42.43 Gy,
    # in 33 43.64, by the positive root n (√(1 + 145 / n) − 1).
    told = left(check(case(sfrt()), protocol=PROTOCOL), "SpinalCord", "sfrt")
    assert told.endswith(
        "limit ≤ 45 Gy; 30 to 33 fractions of ccrt may add at most 42.4 Gy in 30, 43.6 Gy in 33, "
        "at the hottest points."
    )


def test_the_course_file_goes_before_what_the_protocol_prescribes(tmp_path: Path) -> None:
    course = write_course(tmp_path, "fractions = 33\n")
    told = left(judged(sfrt(), course=course), "SpinalCord", "sfrt")
    assert told.endswith("limit ≤ 45 Gy; 33 fractions of ccrt may add at most 43.6 Gy at the hottest points.")


@pytest.mark.example("DV-LEFT", "undecided")
def test_nothing_is_told_of_a_later_phase_whose_fractions_nobody_knows(tmp_path: Path) -> None:
    # A protocol that prescribes nothing, and knows the later phase by "two fractions or more".
    protocol = write_protocol(tmp_path, {})
    first = '[[phase]]\nid = "sfrt"\ntitle = "First"\nfractions = { min = 1, max = 1 }\n'
    text = protocol.read_text("utf-8").replace("[[phase]]\n", f"{first}[[phase]]\n", 1)
    limit = 'phase = "sum"\nquantity = "eqd2"\nalpha_beta = { gy = 2, source = "usual" }'
    protocol.write_text(text.replace('phase = "ccrt"', limit), encoding="utf-8")
    (row,) = found(check(case(sfrt()), protocol=protocol), "DV-LEFT")
    assert row.summary.startswith("Nothing to tell")
