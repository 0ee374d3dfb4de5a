"""RX-SOURCES: plan, dose grid and course file against each other, volume by volume."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import (
    LEVELS_GY,
    PRESCRIBED_GY,
    PROTOCOL,
    case,
    contours,
    drawn_otherwise,
    found,
    plan,
    prescription,
    ramps,
    renamed,
    the_finding,
    treatment,
    without,
)

from rtqa.findings import Finding, Report, Verdict
from rtqa.model.case import Treatment
from rtqa.model.dose import DoseQuantity
from rtqa.model.structure import ContourKind
from without_second_dose import check

SFRT_LEVELS_GY = [4.0, 16.0, 4.0, 4.0, 3.0, 3.0]
"""GTVn, the second box, receives 15 to 17 Gy."""


def with_course(folder: Path, planned_gy: str, *treatments: Treatment, phase: str = "ccrt") -> Report:
    """The report on these plans beside a course file that states these doses of a phase."""
    file = folder / "own_course.toml"
    text = f'schema = "rtqa-course/1"\n[[phase]]\nid = "{phase}"\nplanned_gy = {{ {planned_gy} }}\n'
    file.write_text(text, encoding="utf-8")
    return check(case(*treatments), protocol=PROTOCOL, course=file)


def on_ccrt(folder: Path, planned_gy: str, one: Treatment | None = None, *, of: str = "GTVtn0") -> Finding:
    return the_finding(with_course(folder, planned_gy, one or treatment()), "RX-SOURCES", of)


def on_sfrt(folder: Path, planned_gy: str, *prescribed: Any, dose: Any = None) -> Finding:
    one = treatment(plan=plan(*prescribed, n_fractions=1), dose=dose or ramps(SFRT_LEVELS_GY))
    return the_finding(with_course(folder, planned_gy, one, phase="sfrt"), "RX-SOURCES", "GTVn")


def test_three_sources_that_agree_pass_volume_by_volume(tmp_path: Path) -> None:
    report = with_course(tmp_path, "GTVtn0 = 70, GTVn = 66, CTV = 54", treatment())
    rows = found(report, "RX-SOURCES")
    assert [(f.subject, f.verdict, f.phase) for f in rows] == [
        (name, Verdict.PASS, "ccrt") for name in ("GTVtn0", "GTVn", "CTV")
    ]
    # Of a ramp of 0.1 Gy a mm over 20 mm about 71 Gy: 95 % have 70.1 Gy, half of it 71 Gy.
    assert rows[0].summary == "GTVtn0: plan 70 Gy, course file 70 Gy; dose grid D95% 70.10 Gy, D50% 71.00 Gy."
    assert rows[0].evidence.quote == "GTVₜₙ₀ (primary tumor) receives 70Gy/30-33 fractions"


def test_another_dose_in_the_plan_than_was_written_is_review_though_the_protocol_allows_both(
    tmp_path: Path,
) -> None:
    report = with_course(tmp_path, "CTV = 60", treatment())
    finding = the_finding(report, "RX-SOURCES", "CTV")
    assert the_finding(report, "RX-DOSE", "CTV").verdict is Verdict.PASS
    assert finding.verdict is Verdict.REVIEW
    # 95 % of the CTV have 55.1 Gy: 102 % of 54 Gy, 92 % of 60 Gy.
    assert finding.summary.startswith("CTV: plan 54 Gy, course file 60 Gy; dose grid D95% 55.10 Gy")
    assert finding.reason == "plan and course file differ; the dose grid goes with the plan"


def test_the_dose_grid_can_go_with_the_course_file(tmp_path: Path) -> None:
    finding = on_ccrt(tmp_path, "CTV = 60", treatment({"CTV": 61.5}), of="CTV")
    assert finding.reason == "plan and course file differ; the dose grid goes with the course file"


@pytest.mark.parametrize(("dose_gy", "level_gy"), [(58.0, 57.0), (60.0, 80.0)], ids=["both", "neither"])
def test_the_dose_grid_need_not_tell_which_is_meant(tmp_path: Path, dose_gy: float, level_gy: float) -> None:
    one = treatment({"CTV": level_gy}, prescribed_gy={**PRESCRIBED_GY, "CTV": 57.0})
    finding = on_ccrt(tmp_path, f"CTV = {dose_gy}", one, of="CTV")
    assert finding.reason == "plan and course file differ; the dose grid does not tell which is meant"


def test_a_dose_that_differs_by_rounding_alone_agrees(tmp_path: Path) -> None:
    assert on_ccrt(tmp_path, "GTVtn0 = 69.9999").verdict is Verdict.PASS


@pytest.mark.parametrize("dose_gy", ["66", "69.5", "70.1"])
def test_a_written_dose_that_the_protocol_does_not_ask_for_fails(tmp_path: Path, dose_gy: str) -> None:
    finding = on_ccrt(tmp_path, f"GTVtn0 = {dose_gy}")
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == f"GTVtn0: course file {dose_gy} Gy, 70 Gy asked for."
    assert finding.reason == "the dose in the course file is not the protocol's"


def test_a_dose_grid_that_holds_less_is_review_though_plan_and_course_file_agree(tmp_path: Path) -> None:
    finding = on_ccrt(tmp_path, "GTVtn0 = 70", treatment({"GTVtn0": 64.0}))
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "the dose grid holds less than the plan prescribes to this volume"


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (without(treatment(), "GTVtn0"), "no structure of the plan is named GTVtn0"),
        (
            treatment({"GTVtn0": 64.0}, prescribed_gy={"GTVn": 66.0}),
            "the dose grid holds less than the plan prescribes to this volume",
        ),
        (treatment(dose=None), "no usable dose belongs to the plan"),
        (
            treatment(dose=ramps(list(LEVELS_GY.values()), quantity=DoseQuantity.EFFECTIVE)),
            "DoseType is EFFECTIVE, and only a physical dose is judged or converted",
        ),
        (
            drawn_otherwise(
                treatment(),
                GTVtn0=contours(0.0, kinds=[ContourKind.OPEN_PLANAR] + [ContourKind.CLOSED_PLANAR] * 4),
            ),
            "1 of 5 contours is open and encloses nothing; what it means is not known",
        ),
    ],
    ids=["no structure", "no prescription and another dose", "no dose", "effective dose", "open contours"],
)
def test_what_cannot_be_compared_is_review_and_says_why(tmp_path: Path, one: Treatment, reason: str) -> None:
    finding = on_ccrt(tmp_path, "GTVtn0 = 70", one)
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, reason)


def test_two_doses_to_one_volume_do_not_agree_with_one_of_them(tmp_path: Path) -> None:
    one = treatment(plan=plan(prescription(1, 70.0), prescription(1, 54.0)))
    finding = on_ccrt(tmp_path, "GTVtn0 = 70", one)
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary.startswith("GTVtn0: plan 70 Gy, 54 Gy, course file 70 Gy;")


def test_each_numbered_part_has_a_row(tmp_path: Path) -> None:
    levels = {**LEVELS_GY, "GTVn2": 67.0}
    numbers = {name: n for n, name in enumerate(levels, 1)}
    rx = [prescription(numbers[name], 66.0) for name in ("GTVn", "GTVn2")]
    one = renamed(treatment({"GTVn2": 67.0}, plan=plan(*rx)), GTVn="GTVn1")
    rows = found(with_course(tmp_path, "GTVn = 66", one), "RX-SOURCES")
    assert [(f.subject, f.verdict) for f in rows if f.verdict is not None] == [
        ("GTVn1", Verdict.PASS),
        ("GTVn2", Verdict.PASS),
    ]


@pytest.mark.parametrize("planned_gy", ["", "GTVtn0 = 70"])
def test_what_the_course_file_does_not_state_is_said_and_decides_nothing(
    tmp_path: Path, planned_gy: str
) -> None:
    rows = [
        f for f in found(with_course(tmp_path, planned_gy, treatment()), "RX-SOURCES") if f.verdict is None
    ]
    names = "GTVn, CTV" if planned_gy else "GTVtn0, GTVn, CTV"
    assert [f.summary for f in rows] == [
        f"No course file states the dose of {names}: plan and dose grid alone were compared."
    ]


def test_of_a_phase_without_a_plan_the_written_dose_is_held_against_the_protocol_alone(
    tmp_path: Path,
) -> None:
    inside, outside = (
        the_finding(with_course(tmp_path, f"GTVn = {dose}", treatment(), phase="sfrt"), "RX-SOURCES", "GTVn")
        for dose in ("15", "25")
    )
    assert (inside.verdict, inside.phase) == (None, "sfrt")
    assert inside.summary == (
        "GTVn: course file 15 Gy, 10–20 Gy asked for. No plan of this phase is among the files."
    )
    assert outside.verdict is Verdict.FAIL


# ------------------------------------------------------ where the dose covers no volume: a single fraction


@pytest.mark.parametrize("to", [2, 3], ids=["to the node itself", "to another target"])
def test_a_single_fraction_passes_where_the_volume_somewhere_receives_it(tmp_path: Path, to: int) -> None:
    finding = on_sfrt(tmp_path, "GTVn = 15", prescription(to, 15.0))
    assert finding.verdict is Verdict.PASS
    assert finding.summary == (
        "GTVn: plan 15 Gy, course file 15 Gy; dose grid Min 15.00 Gy, D50% 16.00 Gy, Max 17.00 Gy."
    )


@pytest.mark.parametrize(
    ("dose_gy", "reason"),
    [
        (18.0, "no part of the volume receives this dose"),  # more than 5 % above 17 Gy
        (14.0, "every part of the volume receives more than this dose"),  # more than 5 % below 15 Gy
    ],
)
def test_a_single_fraction_that_the_volume_nowhere_receives_is_review(
    tmp_path: Path, dose_gy: float, reason: str
) -> None:
    finding = on_sfrt(tmp_path, f"GTVn = {dose_gy}", prescription(2, dose_gy))
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, reason)


@pytest.mark.parametrize("to", [1, 2])
def test_a_single_fraction_of_another_dose_than_was_written_is_review(tmp_path: Path, to: int) -> None:
    """Whether the plan prescribes it to this volume, or, as the clause names none, to another one."""
    finding = on_sfrt(tmp_path, "GTVn = 16", prescription(to, 15.0))
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "plan and course file differ; the dose grid does not tell which is meant"


def test_a_single_fraction_whose_written_dose_is_not_the_protocol_s_fails(tmp_path: Path) -> None:
    finding = on_sfrt(tmp_path, "GTVn = 9", prescription(2, 9.0))
    assert finding.verdict is Verdict.FAIL
    assert finding.summary == "GTVn: course file 9 Gy, 10–20 Gy asked for."


def test_where_the_plan_prescribes_nothing_course_file_and_dose_grid_decide(tmp_path: Path) -> None:
    finding = on_sfrt(tmp_path, "GTVn = 15")
    assert finding.verdict is Verdict.PASS
    assert finding.summary.startswith("GTVn: plan nothing, course file 15 Gy; dose grid Min 15.00 Gy")
    assert on_sfrt(tmp_path, "GTVn = 18").reason == "no part of the volume receives this dose"
