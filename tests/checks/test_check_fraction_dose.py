"""RX-PER-FRACTION: is the dose of a fraction what is asked for, as written and as interpreted?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import found, judged, plan, prescription, ramps, renamed, treatment, without

from rtqa.findings import Finding, Verdict
from rtqa.resources import resource_folder

CODE = "RX-PER-FRACTION"
TRIAL = (resource_folder("constraints") / "nct07041788.toml").read_text(encoding="utf-8")


def rows(subject: str, *, n_fractions: int = 33, **prescribed_gy: float) -> list[Finding]:
    doses = {"GTVtn0": 70.0, "GTVn": 66.0, "CTV": 54.0, **prescribed_gy}
    return found(judged(treatment(prescribed_gy=doses, n_fractions=n_fractions)), CODE, subject)


@pytest.mark.parametrize(
    ("n_fractions", "each", "eqd2"),
    # The published table of the course's schedules, α/β 10 Gy.
    [(30, "2.333", "71.94"), (31, "2.258", "71.51"), (32, "2.188", "71.09"), (33, "2.121", "70.71")],
)
def test_seventy_gray_pass_as_interpreted_and_are_told_as_written(
    n_fractions: int, each: str, eqd2: str
) -> None:
    written, interpreted = rows("GTVtn0", n_fractions=n_fractions)
    planned = f"GTVtn0: 70 Gy in {n_fractions} fractions, {each} Gy each"
    assert (written.verdict, written.summary) == (
        None,
        f"{planned}, as written 2 Gy, which it is not; the words are not what is judged.",
    )
    assert (interpreted.verdict, interpreted.summary) == (
        Verdict.PASS,
        f"{planned}, as interpreted 2.121–2.333 Gy; EQD2 {eqd2} Gy (α/β 10 Gy).",
    )
    assert interpreted.evidence.quote == "IMRT is used with daily fractions (2Gy/fraction)"


@pytest.mark.parametrize(
    ("subject", "dose_gy", "n_fractions", "eqd2"),
    [
        ("GTVn", 66, 33, "66.00"),
        ("CTV", 60, 30, "60.00"),
        ("CTV", 60, 33, "59.09"),
        ("CTV", 54, 30, "53.10"),
        ("CTV", 54, 33, "52.36"),
    ],
)
def test_eqd2_of_the_other_schedules(subject: str, dose_gy: float, n_fractions: int, eqd2: str) -> None:
    written, interpreted = rows(subject, n_fractions=n_fractions, **{subject: dose_gy})
    assert interpreted.verdict is Verdict.PASS
    assert interpreted.summary.endswith(f"; EQD2 {eqd2} Gy (α/β 10 Gy).")
    is_two = dose_gy == 2 * n_fractions
    assert ("which it is." in written.summary) == is_two


@pytest.mark.parametrize("n_fractions", [28, 35])
def test_a_dose_of_a_fraction_outside_what_the_clause_makes_fails(n_fractions: int) -> None:
    # 70 / 28 = 2.5 and 70 / 35 = 2 Gy: outside 70 / 33 to 70 / 30.
    written, interpreted = rows("GTVtn0", n_fractions=n_fractions)
    assert (written.verdict, interpreted.verdict) == (None, Verdict.FAIL)
    assert ("which it is." in written.summary) == (n_fractions == 35)


def test_a_target_that_is_missing_leaves_it_open() -> None:
    (row,) = found(judged(without(treatment(), "GTVn")), CODE, "GTVn")
    assert (row.verdict, row.reason) == (Verdict.REVIEW, "no structure of the plan is named GTVn")


@pytest.mark.parametrize("order", [(70.0, 54.0), (54.0, 70.0)])
def test_two_doses_to_one_target_are_review_in_any_order(order: tuple[float, float]) -> None:
    both = [prescription(1, dose_gy) for dose_gy in order]
    one = treatment(plan=plan(*both, prescription(2, 66.0), prescription(3, 54.0)))
    (row,) = found(judged(one), CODE, "GTVtn0")
    assert (row.verdict, row.reason) == (Verdict.REVIEW, "the plan prescribes 2 different doses here")


def test_seventy_after_fifty_four_to_another_target_changes_nothing() -> None:
    turned = treatment(plan=plan(prescription(3, 54.0), prescription(2, 66.0), prescription(1, 70.0)))
    assert found(judged(turned), CODE) == found(judged(treatment()), CODE)


def test_one_fraction_is_told_with_its_eqd2() -> None:
    dose = replace(ramps([4.0, 15.0, 4.0, 4.0, 3.0, 3.0]), n_fractions=1)
    one = treatment(dose=dose, plan=plan(prescription(2, 15.0), n_fractions=1))
    (row,) = found(judged(one), CODE)
    assert (row.verdict, row.summary) == (
        None,
        "Target: 15 Gy in 1 fraction, 15 Gy each; EQD2 31.25 Gy (α/β 10 Gy).",
    )


@pytest.mark.parametrize(("tolerance_gy", "verdict"), [(0.3, Verdict.FAIL), (0.34, Verdict.PASS)])
def test_the_words_are_judged_where_the_protocol_says_so(
    tmp_path: Path, tolerance_gy: float, verdict: Verdict
) -> None:
    text = TRIAL.replace('judged = "implied"', 'judged = "written"')
    file = tmp_path / "own.toml"
    file.write_text(text.replace("tolerance_gy = 0\n", f"tolerance_gy = {tolerance_gy}\n"), encoding="utf-8")
    (row,) = found(judged(treatment(), protocol=file), CODE, "GTVtn0")
    assert row.verdict is verdict
    assert f"as written 2 Gy ± {tolerance_gy} Gy" in row.summary


def test_each_numbered_node_has_its_own_row() -> None:
    doses = {"GTVtn0": 70.0, "CTV": 54.0, "GTVn1": 66.0, "GTVn2": 50.0}
    levels = {"GTVn1": 67.0, "GTVn2": 51.0}
    report = judged(renamed(treatment(levels, prescribed_gy=doses), GTVn="Nodes"))
    nodes = [row for row in found(report, CODE) if row.subject.startswith("GTVn") and row.verdict is not None]
    # 66 / 33 = 2 Gy; 50 / 33 = 1.515 Gy lies below 66 / 33.
    assert [(row.subject, row.verdict) for row in nodes if row.subject != "GTVtn0"] == [
        ("GTVn1", Verdict.PASS),
        ("GTVn2", Verdict.FAIL),
    ]
