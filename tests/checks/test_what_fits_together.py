"""Dates, dose and structures that fit together pass; what does not fit is in doubt; what is absent is told.

Faults as DICOM files stand in the bench of seeded errors; here each check is asked by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cases import (
    PITCH_MM,
    PROTOCOL,
    case,
    contours,
    drawn_otherwise,
    found,
    plan,
    prescription,
    renamed,
    treatment,
)
from examples import examples

from rtqa.dicom import read_case
from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import Message
from rtqa.model.case import Treatment
from rtqa.model.geometry import Grid, owned
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH
from rtqa.model.structure import Contours
from without_second_dose import check

PASS, REVIEW = Verdict.PASS, Verdict.REVIEW
OF_STRUCTURES = (
    "STRUCT-DRAWN",
    "STRUCT-NAMES",
    "STRUCT-NESTED",
    "STRUCT-OVERLAP",
    "STRUCT-REACH",
    "STRUCT-SIDE",
    "STRUCT-VOLUME",
)
OF_DOSE = ("DOSE-PLACE", "DOSE-STORED", "DOSE-TARGETS", "DOSE-VOXELS", "GRID-SPACING")

Change = Callable[[Treatment], Treatment]


def judge(one: Treatment) -> Report:
    return check(case(one), protocol=PROTOCOL)


def doubts(one: Treatment, code: str) -> list[Finding]:
    return [finding for finding in found(judge(one), code) if finding.verdict is REVIEW]


def the_doubt(one: Treatment, code: str) -> Finding:
    (only,) = doubts(one, code)
    return only


def box(x_mm: float, half_mm: float) -> Contours:
    return contours(x_mm, half_mm=(half_mm, half_mm))


# ------------------------------------------------------------------------------- in order, or not evaluable


@pytest.fixture(scope="module")
def sample() -> Report:
    """The report on a sample plan that is in order."""
    folder = Path(__file__).parents[2] / "sample_plans" / "ccrt_pass"
    return check(read_case(folder), protocol=PROTOCOL)


@pytest.mark.parametrize("code", examples("good", *OF_STRUCTURES, *OF_DOSE, "REF-DATES"))
def test_a_plan_in_order_passes(sample: Report, code: str) -> None:
    assert [finding.verdict for finding in found(sample, code) if finding.verdict is not None] == [PASS]


@pytest.mark.parametrize(
    "code", examples("undecided", *OF_STRUCTURES, "STRUCT-TARGETS", *OF_DOSE, "REF-DATES")
)
def test_without_anything_to_look_at_nothing_passes_and_it_is_told(code: str) -> None:
    nothing = treatment(plan=None, dose=None, structure_set=None, image=None)
    (finding,) = found(judge(nothing), code)
    assert finding.verdict is None
    assert finding.summary.endswith(".")


@pytest.mark.parametrize("code", OF_DOSE)
def test_without_a_dose_no_check_of_the_dose_passes(code: str) -> None:
    assert PASS not in {finding.verdict for finding in found(judge(treatment(dose=None)), code)}


# --------------------------------------------------------------------------------------------------- dates


def dated(structures: str, planned: str, dose: str) -> Treatment:
    one = treatment()
    assert one.structure_set is not None
    assert one.plan is not None
    assert one.dose is not None
    return replace(
        one,
        structure_set=replace(one.structure_set, made=structures),
        plan=replace(one.plan, made=planned),
        dose=replace(one.dose, made=dose),
    )


def test_dates_in_order_are_counted() -> None:
    (finding,) = found(judge(dated("20250318120000", "20250319", "20250319101500")), "REF-DATES")
    # Image and structures, structures and plan, plan and dose, plan and approval.
    assert (finding.verdict, finding.summary) == (PASS, "4 pairs of dates follow in the right order.")


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        (
            ("20250320", "20250319", "20250319"),
            "The structure set (Thu 2025-03-20) is newer than the plan made from it (Wed 2025-03-19).",
        ),
        (
            ("20250318", "20250319", "20250218"),
            "The plan (Wed 2025-03-19) is newer than the dose made from it (Tue 2025-02-18).",
        ),
        (
            ("20250318", "20250319101500", "20250319101400"),
            "The plan (Wed 2025-03-19 10:15) is newer than the dose made from it (Wed 2025-03-19 10:14).",
        ),
    ],
)
@pytest.mark.example("REF-DATES", "bad")
def test_what_is_older_than_what_it_was_made_from_is_in_doubt(
    moments: tuple[str, str, str], words: str
) -> None:
    assert the_doubt(dated(*moments), "REF-DATES").summary == words


def test_dates_put_in_for_others_order_nothing() -> None:
    (finding,) = found(judge(replace(dated("19000101", "18991231", ""), image=None)), "REF-DATES")
    assert finding.verdict is None


# ---------------------------------------------------------------------------------------------------- dose


@pytest.mark.example("GRID-SPACING", "bad")
def test_a_grid_of_6_mm_is_too_coarse() -> None:
    one = treatment()
    assert one.dose is not None
    grid = Grid.from_planes(
        position_mm=(-20.0, -18.0, -18.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(6.0, 6.0),
        offsets_mm=np.arange(7) * 6.0,
        shape_ji=(7, 43),
        frame_of_reference_uid=one.dose.grid.frame_of_reference_uid,
    )
    values = owned(np.full((7, 7, 43), 71.0))
    doubt = the_doubt(replace(one, dose=replace(one.dose, grid=grid, values_gy=values)), "GRID-SPACING")
    assert doubt.summary == "The voxels of the dose are 6 × 6 × 6 mm."


def with_voxels(change: Callable[[np.ndarray], None]) -> Treatment:
    """A ball-shaped dose of 71 Gy about the first box, its voxels changed."""
    one = treatment()
    assert one.dose is not None
    k, j, i = np.indices(one.dose.values_gy.shape)
    away = np.hypot(np.hypot(k - 8, j - 8), i - 10)
    values = (1.0 + 0.05 * i + 70.0 * np.exp(-((away / 9.0) ** 2))).astype(np.float32)
    change(values)
    return replace(one, dose=replace(one.dose, values_gy=values))


def lose_a_plane(values: np.ndarray) -> None:
    values[6] = 0.0


def repeat_a_plane(values: np.ndarray) -> None:
    values[6] = values[5]


def heat_a_voxel(values: np.ndarray) -> None:
    values[8, 8, 14] = 120.0


def cut_off(values: np.ndarray) -> None:
    np.clip(values, 0.0, 50.0, out=values)


def pierce(values: np.ndarray) -> None:
    values[8, 8, 11] = 0.0


def store_coarsely_far_out(values: np.ndarray) -> None:
    """The last planes hold two steps of 0.1 Gy, many of them alike, and one is empty."""
    values[-5:] = 0.1
    values[-3] = 0.0
    values[-1, :, ::2] = 0.2


def test_planes_of_next_to_no_dose_may_be_empty_and_alike() -> None:
    assert doubts(with_voxels(store_coarsely_far_out), "DOSE-VOXELS") == []


def test_a_smooth_dose_is_that_of_one_calculation() -> None:
    assert doubts(with_voxels(lambda _: None), "DOSE-VOXELS") == []


@pytest.mark.parametrize("change", [lose_a_plane, repeat_a_plane, heat_a_voxel, cut_off, pierce])
@pytest.mark.example("DOSE-VOXELS", "bad")
def test_voxels_that_no_calculation_gives_are_in_doubt(change: Callable[[np.ndarray], None]) -> None:
    assert len(doubts(with_voxels(change), "DOSE-VOXELS")) == 1


@pytest.mark.parametrize(
    ("dose_gy", "short"),
    [
        (70.0, []),
        (74.0, []),
        pytest.param(76.0, ["GTVtn0"], marks=pytest.mark.example("DOSE-TARGETS", "bad")),
    ],
)
def test_half_of_what_is_prescribed_to_must_have_95_percent(dose_gy: float, short: list[str]) -> None:
    # The median of GTVtn0 is its level of 71 Gy: 95 % of 74.7 Gy.
    one = treatment(plan=plan(prescription(1, dose_gy)))
    assert [finding.subject for finding in doubts(one, "DOSE-TARGETS")] == short


@pytest.mark.example("DOSE-PLACE", "bad")
def test_the_hottest_point_in_an_organ_is_in_doubt() -> None:
    summaries = [finding.summary for finding in doubts(treatment({"SpinalCord": 90.0}), "DOSE-PLACE")]
    # 91.9 Gy at the last voxel of the cord's ramp, 19 mm to 20 mm from its centre.
    assert any("91." in summary or "92." in summary for summary in summaries)


def stored(number: int, level_gy: float, volume_cm3: float = 6.0) -> StoredDVH:
    """The DVH of a box in a ramp: every dose within 1 Gy of the level equally often."""
    return StoredDVH(
        structure="",
        roi_number=number,
        structure_set_uid="",
        dose_gy=owned(np.linspace(level_gy - 1.0, level_gy + 1.0, 201)),
        volume=owned(np.linspace(volume_cm3, 0.0, 201)),
        is_relative=False,
        min_gy=level_gy - 1.0,
        mean_gy=level_gy,
        max_gy=level_gy + 1.0,
    )


def with_stored(*dvhs: StoredDVH) -> Treatment:
    one = treatment()
    assert one.dose is not None
    return replace(one, dose=replace(one.dose, stored_dvhs=dvhs))


@pytest.mark.example("DOSE-STORED", "good")
def test_stored_curves_that_agree_pass() -> None:
    (finding,) = found(judge(with_stored(stored(1, 71.0), stored(4, 40.0))), "DOSE-STORED")
    assert finding.verdict is PASS
    assert finding.summary == "All 2 stored DVHs agree with those computed here."


@pytest.mark.parametrize(
    ("dvh", "words"),
    [
        (stored(4, 41.5), "'SpinalCord': the curves lie 1.50 Gy apart in the mean"),
        (stored(4, 40.0, 9.0), "'SpinalCord': 9.00 cm³ and not 6.00 cm³"),
        (stored(77, 40.0), "1 stored DVH is of an ROI number that no structure has"),
    ],
)
@pytest.mark.example("DOSE-STORED", "bad")
def test_stored_curves_of_another_state_are_in_doubt(dvh: StoredDVH, words: str) -> None:
    assert words in the_doubt(with_stored(stored(1, 71.0), dvh), "DOSE-STORED").summary


def test_a_stored_curve_of_a_structure_that_was_not_exported_is_told() -> None:
    told = found(judge(with_stored(stored(1, 71.0), stored(4, 40.0), stored(77, 40.0))), "DOSE-STORED")
    assert [(finding.verdict, str(finding.message.id)) for finding in told] == [
        (PASS, "dose-stored.passed"),
        (None, "dose-stored.not-exported"),
    ]


def test_a_stored_curve_that_is_damaged_is_in_doubt_and_one_of_another_unit_is_told() -> None:
    reason = Message("stored-dvh.negative")
    damaged = UnusableDVH(structure="", roi_number=4, reason=reason, is_damaged=True)
    for one in (with_stored(damaged), with_stored(stored(1, 71.0), damaged)):
        assert "1 stored DVH cannot be read" in the_doubt(one, "DOSE-STORED").summary
    told = found(judge(with_stored(stored(1, 71.0), replace(damaged, is_damaged=False))), "DOSE-STORED")
    assert [finding.verdict for finding in told] == [PASS, None]


def test_minimum_mean_and_maximum_in_percent_of_the_prescription_are_told_as_such() -> None:
    in_percent = [
        replace(each, min_gy=each.min_gy / 0.7, mean_gy=each.mean_gy / 0.7, max_gy=each.max_gy / 0.7)
        for each in (stored(1, 71.0), stored(4, 40.0))
        if each.min_gy is not None and each.mean_gy is not None and each.max_gy is not None
    ]
    passed, told = found(judge(with_stored(*in_percent)), "DOSE-STORED")
    assert passed.verdict is PASS
    assert told.verdict is None
    assert "are in % of 70 Gy, although their unit says Gy" in told.summary


# ---------------------------------------------------------------------------------------------- structures


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (
            contours(3 * PITCH_MM, planes_mm=(-6.0, -3.0, 3.0, 6.0)),
            "1 image slice after −3.0 mm is bare, between outlines that overlap.",
        ),
        (contours(3 * PITCH_MM, planes_mm=()), "has no closed contour"),
        (contours(400.0), "reaches beyond the image: 100 % of its points"),
    ],
)
@pytest.mark.example("STRUCT-DRAWN", "bad")
def test_a_structure_that_is_not_drawn_whole_is_in_doubt(drawn: Contours, words: str) -> None:
    assert words in the_doubt(drawn_otherwise(treatment(), SpinalCord=drawn), "STRUCT-DRAWN").summary


@pytest.mark.example("STRUCT-NAMES", "bad")
def test_two_organs_with_one_outline_are_in_doubt() -> None:
    one = drawn_otherwise(treatment(), Parotid_R=contours(4 * PITCH_MM))
    assert the_doubt(one, "STRUCT-NAMES").summary == "'Parotid_L' and 'Parotid_R' have the same contours."


@pytest.mark.example("STRUCT-NESTED", "bad")
def test_a_tumour_beside_its_clinical_target_is_in_doubt() -> None:
    around = drawn_otherwise(
        renamed(treatment(), CTV="CTV"), GTVn=box(2 * PITCH_MM, 5.0), GTVtn0=box(80.0, 5.0)
    )
    assert [f.subject for f in doubts(around, "STRUCT-NESTED")] == []
    assert [f.subject for f in doubts(treatment(), "STRUCT-NESTED")] == ["GTVtn0", "GTVn"]


@pytest.mark.example("STRUCT-OVERLAP", "bad")
def test_an_organ_in_a_tumour_is_in_doubt() -> None:
    one = drawn_otherwise(treatment(), SpinalCord=box(0.0, 5.0))
    # 10 × 10 × 15 mm
    assert the_doubt(one, "STRUCT-OVERLAP").summary == "SpinalCord (1.50 cm³) has 1.50 cm³ in GTVtn0."


@pytest.mark.example("STRUCT-REACH", "bad")
def test_a_cord_that_ends_amid_the_dose_is_in_doubt() -> None:
    assert {f.subject for f in doubts(treatment(), "STRUCT-REACH")} == {"SpinalCord"}


def test_what_goes_on_where_the_cord_ends_is_named_unless_it_is_an_organ() -> None:
    above = contours(3 * PITCH_MM, planes_mm=(9.0, 12.0, 15.0))
    for name, said in (("Struct1", True), ("Ring", True), ("GTV_2", True), ("Brainstem", False)):
        one = drawn_otherwise(renamed(treatment(), Parotid_R=name), **{name: above})
        summaries = [finding.summary for finding in doubts(one, "STRUCT-REACH")]
        # The cord's lower end lies amid the dose too, and nothing is drawn there.
        assert sum("nothing continues it" in summary for summary in summaries) == 1
        assert (
            any(
                "ends at 8 mm, where" in summary and f"'{name}' goes on there." in summary
                for summary in summaries
            )
            is said
        )


@pytest.mark.parametrize("name", ["SpinalCord_2", "Cord upper", "Myelon b"])
def test_a_part_of_an_organ_beside_it_is_asked_about(name: str) -> None:
    beside = renamed(treatment(), Parotid_R=name)
    assert the_doubt(beside, "STRUCT-NAMES").summary == (
        f"'{name}' may be a part of SpinalCord by its name: 6.00 cm³ of its 6.00 cm³ lie outside of it."
    )
    within = drawn_otherwise(beside, **{name: box(3 * PITCH_MM, 9.0)})
    assert doubts(within, "STRUCT-NAMES") == []


@pytest.mark.example("STRUCT-TARGETS", "bad")
def test_a_tumour_that_is_prescribed_nothing_is_asked_about() -> None:
    # The box's ramp has 22 Gy in the middle: 95 % of it have 22 − 0.9 Gy.
    assert the_doubt(renamed(treatment(), Parotid_R="GTV_neck"), "STRUCT-TARGETS").summary == (
        "1 tumour volume is prescribed nothing and lies outside of what is prescribed: "
        "GTV_neck (D95% 21.10 Gy)."
    )


@pytest.mark.parametrize(
    ("level_gy", "x_mm", "half_mm"),
    [
        pytest.param(60.0, 5 * PITCH_MM, 10.0, marks=pytest.mark.example("STRUCT-TARGETS", "good")),
        (22.0, 2 * PITCH_MM, 5.0),
    ],
    ids=["it has the dose", "it lies in what is prescribed"],
)
def test_a_tumour_that_is_treated_with_the_others_passes(
    level_gy: float, x_mm: float, half_mm: float
) -> None:
    one = renamed(treatment({"Parotid_R": level_gy}), Parotid_R="GTV_neck")
    (finding,) = found(judge(drawn_otherwise(one, GTV_neck=box(x_mm, half_mm))), "STRUCT-TARGETS")
    assert finding.verdict is PASS
    assert finding.summary.startswith("The GTV, CTV or PTV that nothing is prescribed to lies within")


@pytest.mark.parametrize("name", ["GTV_PET", "zGTV", "Ring", "zPTV_neck"])
def test_what_need_not_be_treated_is_not_asked_about(name: str) -> None:
    assert doubts(renamed(treatment(), Parotid_R=name), "STRUCT-TARGETS") == []


def test_a_target_that_lies_wholly_on_the_other_side_is_asked_about() -> None:
    # The target's box ends at 90 mm, and the cord's middle lies at 120 mm, further to the left.
    assert the_doubt(renamed(treatment(), CTV="PTV_L"), "STRUCT-TARGETS").summary == (
        "PTV_L says left, and lies wholly on the other side, 30 mm or more from the middle (SpinalCord)."
    )
    for name in ("PTV_R", "PTV_LN", "PTV_low"):
        assert doubts(renamed(treatment(), CTV=name), "STRUCT-TARGETS") == []
    over_the_middle = drawn_otherwise(renamed(treatment(), CTV="PTV_L"), PTV_L=box(3 * PITCH_MM - 8.0, 10.0))
    assert doubts(over_the_middle, "STRUCT-TARGETS") == []


@pytest.mark.parametrize(
    ("half_mm", "implausible"),
    [(10.0, []), pytest.param(6.0, ["Parotid_L"], marks=pytest.mark.example("STRUCT-VOLUME", "bad"))],
)
def test_a_parotid_has_3_to_100_cm3(half_mm: float, implausible: list[str]) -> None:
    # 20 × 20 × 15 mm are 6 cm³, 12 × 12 × 15 mm 2.16 cm³; boxes of 6 cm³ and 4 cm² are no cord.
    one = drawn_otherwise(treatment(), Parotid_L=box(4 * PITCH_MM, half_mm), SpinalCord=box(120.0, 5.0))
    assert [finding.subject for finding in doubts(one, "STRUCT-VOLUME")] == implausible


@pytest.mark.example("STRUCT-SIDE", "bad")
def test_a_left_organ_on_the_patient_s_right_fails() -> None:
    # In the boxes, Parotid_L lies at x = 160 mm and Parotid_R at 200 mm, which is further left.
    (finding,) = [each for each in found(judge(treatment()), "STRUCT-SIDE") if each.verdict is not None]
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == "Parotid_L lies 40 mm to the patient's right of Parotid_R."
    exchanged = renamed(treatment(), Parotid_L="Parotid_R", Parotid_R="Parotid_L")
    assert [each.verdict for each in found(judge(exchanged), "STRUCT-SIDE")] == [PASS]


@pytest.mark.parametrize("names", [("LT Lung", "RT Lung"), ("Lung left", "Lung right"), ("Eye-L", "Eye-R")])
def test_sides_are_read_from_names_as_clinics_write_them(names: tuple[str, str]) -> None:
    one = renamed(treatment(), Parotid_L=names[1], Parotid_R=names[0])
    (finding,) = found(judge(one), "STRUCT-SIDE")
    assert (finding.verdict, finding.summary) == (
        PASS,
        "1 pair of organs lies on the sides that the names say.",
    )
