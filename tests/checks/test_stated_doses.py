"""By what a target's dose is known: its number, its name, what it lies in, the course file; and roundings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import (
    LEVELS_GY,
    PITCH_MM,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    renamed,
    the_finding,
    treatment,
)

from rtqa.findings import Finding, Verdict
from rtqa.model.case import Treatment
from rtqa.model.plan import Prescription
from rtqa.model.structure import Contours

NUMBERS = {name: n for n, name in enumerate([*LEVELS_GY, "PTV_A", "PTV_B"], 1)}


def around(*names: str, half_mm: float = 13.0) -> Contours:
    """A box around the boxes of neighbouring structures, 3 mm larger on every side."""
    low, high = (PITCH_MM * (NUMBERS[name] - 1) for name in (names[0], names[-1]))
    middle, half = (low + high) / 2, (high - low) / 2 + half_mm
    return contours(middle, half_mm=(half, half_mm), planes_mm=(-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0))


def planned(*rx: Prescription, n_fractions: int = 30, **drawn_as: Contours) -> Treatment:
    levels = dict.fromkeys(("PTV_A", "PTV_B"), 40.0)
    one = treatment(levels, plan=plan(*rx, n_fractions=n_fractions))
    return drawn_otherwise(one, **drawn_as)


def to(name: str, dose_gy: float) -> Prescription:
    return prescription(NUMBERS[name], dose_gy)


def site(description: str, dose_gy: float) -> Prescription:
    return replace(prescription(None, dose_gy, site="SITE"), description=description)


def dose_of(one: Treatment, name: str) -> Finding:
    return the_finding(judged(one), "RX-DOSE", name)


def test_what_lies_in_a_prescribed_volume_is_prescribed_its_dose() -> None:
    one = planned(to("PTV_A", 70.0), to("PTV_B", 54.0), PTV_A=around("GTVtn0"), PTV_B=around("CTV"))
    row = dose_of(one, "GTVtn0")
    assert row.verdict is Verdict.PASS
    assert row.summary == (
        "GTVtn0: prescribed 70 Gy, 70 Gy asked for. "
        "Known by: the plan's prescription to 'PTV_A', in which it lies."
    )
    assert dose_of(one, "CTV").verdict is Verdict.PASS
    assert dose_of(one, "GTVn").verdict is Verdict.REVIEW


def test_of_volumes_that_hold_a_target_together_the_lowest_dose_counts() -> None:
    """The CTV reaches from the primary to its own box; half of it lies in the volume of 70 Gy."""
    ctv = contours(PITCH_MM / 2, half_mm=(30.0, 10.0))
    one = planned(
        to("PTV_A", 70.0),
        to("PTV_B", 54.0),
        CTV=ctv,
        PTV_A=contours(0.0, half_mm=(20.0, 13.0), planes_mm=(-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0)),
        PTV_B=contours(40.0, half_mm=(20.0, 13.0), planes_mm=(-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0)),
    )
    assert "prescribed 54 Gy" in dose_of(one, "CTV").summary
    assert "'PTV_A' and 'PTV_B', in which it lies" in dose_of(one, "CTV").summary


@pytest.mark.parametrize(("shift_mm", "outside"), [(3.0, None), (6.0, "15 %"), (13.0, "50 %")])
def test_a_target_that_reaches_out_is_asked_about_with_its_share(
    shift_mm: float, outside: str | None
) -> None:
    """Of 20 mm, shifted beyond a margin of 3 mm, the rest lies outside."""
    held = contours(shift_mm, half_mm=(13.0, 13.0), planes_mm=(-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0))
    row = dose_of(planned(to("PTV_A", 70.0), PTV_A=held), "GTVtn0")
    if outside is None:
        assert row.verdict is Verdict.PASS
    else:
        assert row.verdict is Verdict.REVIEW
        assert row.reason.startswith(f"{outside} of 'GTVtn0' lies outside all that the plan prescribes to")


def test_the_dose_of_what_holds_a_target_fails_where_nothing_else_may_be_meant() -> None:
    one = planned(to("PTV_A", 66.0), PTV_A=around("GTVtn0"))
    assert dose_of(one, "GTVtn0").verdict is Verdict.FAIL


def test_it_is_asked_about_where_another_prescription_complies() -> None:
    one = planned(to("PTV_A", 66.0), to("PTV_B", 70.0), PTV_A=around("GTVtn0"), PTV_B=around("CTV"))
    row = dose_of(one, "GTVtn0")
    assert row.verdict is Verdict.REVIEW
    assert row.reason.startswith("'GTVtn0' lies in 'PTV_A', prescribed 66 Gy")


@pytest.mark.parametrize(
    ("description", "verdict"),
    [("GTVtn0", Verdict.PASS), ("gtv tn0", Verdict.PASS), ("GTV", Verdict.REVIEW)],
)
def test_a_site_that_bears_a_structure_s_name_is_the_structure(description: str, verdict: Verdict) -> None:
    row = dose_of(planned(site(description, 70.0), site("CTV", 54.0)), "GTVtn0")
    assert row.verdict is verdict
    if verdict is Verdict.PASS:
        assert row.summary.endswith("Known by: the plan's prescription to the site of this name.")


def test_a_point_that_bears_a_structure_s_name_is_not_the_structure() -> None:
    point = replace(prescription(None, 70.0, site="COORDINATES"), description="GTVtn0")
    assert dose_of(planned(point, to("CTV", 54.0)), "GTVtn0").verdict is Verdict.REVIEW


@pytest.mark.parametrize(("description", "verdict"), [("PTV A", Verdict.REVIEW), ("PTV_A", Verdict.PASS)])
def test_a_name_that_two_structures_bear_is_none_unless_letter_by_letter(
    description: str, verdict: Verdict
) -> None:
    one = planned(site(description, 70.0), site("CTV", 54.0), PTV_A=around("GTVtn0"))
    twice = renamed(one, PTV_B="PTV-A")
    assert dose_of(twice, "GTVtn0").verdict is verdict


def test_an_only_dose_to_a_site_is_that_of_a_target_that_has_it() -> None:
    one = planned(site("Head and neck", 70.0))
    assert dose_of(one, "GTVtn0").verdict is Verdict.PASS
    # 66 Gy in 95 % of the nodes is not 95 % of 70 Gy.
    assert dose_of(one, "GTVn").verdict is Verdict.REVIEW


@pytest.mark.parametrize("level_gy", [57.0, 45.0])
def test_the_course_file_decides_where_the_plan_states_nothing(tmp_path: Path, level_gy: float) -> None:
    file = tmp_path / "own_course.toml"
    file.write_text(
        'schema = "rtqa-course/1"\n[[phase]]\nid = "ccrt"\nplanned_gy = { CTV = 54 }\n', encoding="utf-8"
    )
    report = judged(treatment({"CTV": level_gy}, prescribed_gy={"GTVtn0": 70.0}), course=file)
    row = the_finding(report, "RX-DOSE", "CTV")
    assert "Known by: the course file (planned_gy)" in row.summary
    assert row.verdict is (Verdict.PASS if level_gy == 57.0 else Verdict.REVIEW)


@pytest.mark.parametrize(
    ("n_fractions", "of_a_fraction_gy", "dose_gy"),
    [(33, 2.12, 69.96), (30, 2.33, 69.9), (31, 2.26, 70.06), (32, 2.19, 70.08), (30, 2.333, 69.99)],
)
def test_a_total_of_rounded_fractions_is_the_dose_and_is_told(
    n_fractions: int, of_a_fraction_gy: float, dose_gy: float
) -> None:
    report = judged(planned(to("GTVtn0", dose_gy), n_fractions=n_fractions))
    row = the_finding(report, "RX-DOSE", "GTVtn0")
    assert row.verdict is Verdict.PASS
    assert row.summary.endswith(f"These are {n_fractions} fractions of {of_a_fraction_gy:g} Gy, rounded.")
    assert Verdict.FAIL not in {f.verdict for f in found(report, "RX-PER-FRACTION", "GTVtn0")}


@pytest.mark.parametrize(("n_fractions", "dose_gy"), [(33, 69.5), (33, 70.4), (33, 69.3), (33, 69.9)])
def test_another_total_fails(n_fractions: int, dose_gy: float) -> None:
    one = planned(to("GTVtn0", dose_gy), n_fractions=n_fractions)
    assert dose_of(one, "GTVtn0").verdict is Verdict.FAIL


def test_the_upper_end_of_a_range_is_rounded_too() -> None:
    row = dose_of(planned(to("CTV", 60.06), n_fractions=33), "CTV")
    assert row.verdict is Verdict.PASS
    assert row.summary.endswith("These are 33 fractions of 1.82 Gy, rounded.")


def test_peaks_and_periphery_are_asked_about_until_the_course_file_says_which_counts(tmp_path: Path) -> None:
    one = treatment(
        {"GTVn": 16.0},
        plan=plan(prescription(2, 15.0), prescription(1, 3.0), n_fractions=1),
    )
    row = the_finding(judged(one), "RX-DOSE", "CCRT")
    assert row.verdict is Verdict.REVIEW
    assert "state the one that was prescribed as planned_gy of phase sfrt" in row.reason
    file = tmp_path / "own_course.toml"
    file.write_text(
        'schema = "rtqa-course/1"\n[[phase]]\nid = "sfrt"\nplanned_gy = { GTVn = 15 }\n', encoding="utf-8"
    )
    assert the_finding(judged(one, course=file), "RX-DOSE", "CCRT").verdict is Verdict.PASS
