"""Limits of several structures, alternatives, planning risk volumes, EQD2, and limits that cannot be broken.

The boxes of :mod:`cases`: level 20 and 22 Gy in the left and the right gland, 6 cm³ each.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases import (
    PITCH_MM,
    contours,
    drawn_otherwise,
    found,
    group,
    judged,
    plan,
    prescription,
    ramps,
    treatment,
)

from rtqa.findings import Finding, Verdict
from rtqa.metrics import Measurement, Unmeasurable
from rtqa.resources import resource_folder

TRIAL = (resource_folder("constraints") / "nct07041788.toml").read_text(encoding="utf-8")
HEAD = TRIAL[: TRIAL.index("\n[[constraint]]\n") + 1]
GLANDS = ["Parotid_L", "Parotid_R"]
LATE = {"gy": 3.0, "source": "usual"}
BOX_WIDTH_GY = 2.0


def rows(folder: Path, *limits: dict[str, Any], one: Any = None, extra: str = "") -> list[Finding]:
    """The DV-LIMIT rows of the trial's phases and structures with limits of one's own."""
    text = HEAD + extra
    for n, limit in enumerate(limits):
        usual = {"phase": "ccrt", "metric": "Mean[Gy]", "relation": "<=", "quote": "q", "source": "s"}
        clause = {"id": f"own-{n}", **usual, **limit}
        text += "[[constraint]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in clause.items())
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return found(judged(one if one is not None else treatment(), protocol=file), "DV-LIMIT")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {json.dumps(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def verdicts(findings: list[Finding]) -> list[tuple[str, Verdict | None]]:
    return [(finding.subject, finding.verdict) for finding in findings]


@pytest.mark.parametrize(
    ("limit_gy", "expected"),
    [
        (26, [Verdict.PASS, Verdict.PASS]),
        (21, [Verdict.PASS, Verdict.FAIL]),
        (19, [Verdict.FAIL, Verdict.FAIL]),
    ],
)
def test_each_gland_must_keep_the_limit(tmp_path: Path, limit_gy: float, expected: list[Verdict]) -> None:
    judged_rows = rows(tmp_path, {"structures": GLANDS, "logic": "each", "limit": limit_gy})
    assert verdicts(judged_rows) == list(zip(GLANDS, expected, strict=True))


@pytest.mark.parametrize(
    ("limit_gy", "expected"),
    [
        (26, [Verdict.PASS, Verdict.PASS]),
        (21, [Verdict.PASS, None]),
        (19, [Verdict.FAIL, Verdict.FAIL]),
    ],
)
def test_of_either_gland_one_is_enough(
    tmp_path: Path, limit_gy: float, expected: list[Verdict | None]
) -> None:
    judged_rows = rows(tmp_path, {"structures": GLANDS, "logic": "either", "limit": limit_gy})
    assert verdicts(judged_rows) == list(zip(GLANDS, expected, strict=True))
    if expected[1] is None:
        assert judged_rows[1].reason == (
            "an alternative of it decides: Parotid_L: Mean 20.00 Gy, limit ≤ 21 Gy."
        )


def test_of_either_gland_the_one_that_is_missing_leaves_it_open(tmp_path: Path) -> None:
    one = treatment()
    assert one.structure_set is not None
    left_out = tuple(each for each in one.structure_set.structures if each.name != "Parotid_L")
    one = replace(one, structure_set=replace(one.structure_set, structures=left_out))
    judged_rows = rows(tmp_path, {"structures": GLANDS, "logic": "either", "limit": 21}, one=one)
    assert verdicts(judged_rows) == [("Parotid_L", Verdict.REVIEW), ("Parotid_R", None)]


@pytest.mark.parametrize(("target_at_mm", "gland"), [(100.0, "Parotid_R"), (220.0, "Parotid_L")])
def test_the_contralateral_gland_is_the_one_away_from_the_target(
    tmp_path: Path, target_at_mm: float, gland: str
) -> None:
    # The glands' boxes stand at x = 160 and 200 mm: the middle between them is 180 mm.
    one = drawn_otherwise(treatment(), GTVtn0=contours(target_at_mm))
    limit = {"structures": GLANDS, "logic": "contralateral", "opposite": "GTVtn0", "limit": 30}
    (row,) = rows(tmp_path, limit, one=one)
    assert (row.subject, row.verdict) == (gland, Verdict.PASS)


def test_a_target_that_crosses_the_middle_has_no_other_side(tmp_path: Path) -> None:
    one = drawn_otherwise(treatment(), GTVtn0=contours(175.0))
    limit = {"structures": GLANDS, "logic": "contralateral", "opposite": "GTVtn0", "limit": 30}
    (row,) = rows(tmp_path, limit, one=one)
    assert (row.verdict, row.reason) == (
        Verdict.REVIEW,
        "GTVtn0 crosses the middle between Parotid_L and Parotid_R",
    )


@pytest.mark.parametrize(("limit_gy", "verdict"), [(21.5, Verdict.PASS), (20.5, Verdict.FAIL)])
def test_combined_glands_are_one_volume(tmp_path: Path, limit_gy: float, verdict: Verdict) -> None:
    (row,) = rows(tmp_path, {"structures": GLANDS, "logic": "combined", "limit": limit_gy})
    assert (row.subject, row.verdict) == ("Parotid_L + Parotid_R", verdict)
    assert isinstance(row.outcome, Measurement)
    assert row.outcome.value == pytest.approx(21.0, abs=1e-3)  # two equal boxes at 20 and 22 Gy


def test_combined_volumes_add_up_in_cubic_centimetres(tmp_path: Path) -> None:
    limit = {"structures": GLANDS, "logic": "combined", "metric": "V5Gy[cc]", "limit": 20}
    (row,) = rows(tmp_path, limit)
    assert isinstance(row.outcome, Measurement)
    assert row.outcome.value == pytest.approx(12.0, abs=1e-3)


def test_structures_that_overlap_are_not_combined(tmp_path: Path) -> None:
    one = drawn_otherwise(treatment(), Parotid_R=contours(4 * PITCH_MM + 5.0))
    (row,) = rows(tmp_path, {"structures": GLANDS, "logic": "combined", "limit": 30}, one=one)
    assert row.verdict is Verdict.REVIEW
    assert row.reason.endswith("cm³ together, 12.00 cm³ apart: they overlap")


def test_of_alternatives_one_that_is_kept_is_enough(tmp_path: Path) -> None:
    mean = {"structure": "Parotid_R", "limit": 21, "one_of": "parotid"}
    volume = {"structure": "Parotid_R", "metric": "V30Gy[%]", "limit": 50, "one_of": "parotid"}
    assert [row.verdict for row in rows(tmp_path, mean, volume)] == [None, Verdict.PASS]
    assert [row.verdict for row in rows(tmp_path, mean, {**volume, "metric": "V10Gy[%]"})] == [
        Verdict.FAIL,
        Verdict.FAIL,
    ]


@pytest.mark.parametrize(
    ("half_mm", "verdict"), [((13.0, 13.0), Verdict.PASS), ((10.0, 10.0), Verdict.REVIEW)]
)
def test_a_planning_risk_volume_is_larger_than_its_organ(
    tmp_path: Path, half_mm: tuple[float, float], verdict: Verdict
) -> None:
    one = treatment({"SpinalCord_PRV03": 40.0})
    one = drawn_otherwise(one, SpinalCord_PRV03=contours(6 * PITCH_MM, half_mm=half_mm))
    prv = '[[structure]]\nname = "SpinalCord_PRV03"\nrole = "organ"\nprv_of = "SpinalCord"\n'
    limit = {"structure": "SpinalCord_PRV03", "metric": "Max[Gy]", "limit": 50}
    (row,) = rows(tmp_path, limit, one=one, extra=prv)
    assert row.verdict is verdict
    assert row.reason == (
        ""
        if verdict is Verdict.PASS
        else "'SpinalCord_PRV03' has 6.00 cm³ and its organ 'SpinalCord' 6.00 cm³: it has no margin around it"
    )


# --------------------------------------------------------------------------------------------------- EQD2


def eqd2(dose_gy: float, n_fractions: int, alpha_beta_gy: float) -> float:
    """Withers' form, d = D / n: D (d + α/β) / (2 + α/β)."""
    return dose_gy * (dose_gy / n_fractions + alpha_beta_gy) / (2.0 + alpha_beta_gy)


def test_the_eqd2_of_a_mean_is_the_mean_of_the_voxels_eqd2(tmp_path: Path) -> None:
    single = treatment(
        dose=replace(ramps([16.0, 16.0, 4.0, 4.0, 3.0, 10.0]), n_fractions=1),
        plan=plan(prescription(2, 15.0), n_fractions=1),
    )
    limit = {"phase": "sfrt", "structure": "Parotid_R", "quantity": "eqd2", "alpha_beta": LATE, "limit": 26}
    (row,) = rows(tmp_path, limit, one=single)
    assert isinstance(row.outcome, Measurement)
    # Along the ramp the dose is uniform over 2 Gy: the mean of its square exceeds 10² by 2² / 12.
    excess_gy = BOX_WIDTH_GY**2 / 12 / (2.0 + 3.0)
    assert row.outcome.value == pytest.approx(eqd2(10.0, 1, 3.0) + excess_gy, abs=2e-3)
    assert excess_gy > 0.06
    assert row.summary == "Parotid_R: Mean 26.07 Gy in EQD2 (α/β 3 Gy), limit ≤ 26 Gy."
    assert row.verdict is Verdict.FAIL


def test_a_maximum_in_eqd2_is_the_eqd2_of_the_maximum(tmp_path: Path) -> None:
    cord = {"gy": 2.0, "source": "usual"}
    limit = {
        "structure": "SpinalCord",
        "metric": "Max[Gy]",
        "quantity": "eqd2",
        "alpha_beta": cord,
        "limit": 45,
    }
    (row,) = rows(tmp_path, limit)
    assert isinstance(row.outcome, Measurement)
    assert row.outcome.value == pytest.approx(eqd2(41.0, 30, 2.0), abs=1e-4)
    assert row.verdict is Verdict.PASS


def test_eqd2_of_a_dose_of_another_number_of_fractions_is_not_evaluable(tmp_path: Path) -> None:
    limit = {"structure": "Parotid_R", "quantity": "eqd2", "alpha_beta": LATE, "limit": 26}
    (row,) = rows(tmp_path, limit, one=treatment(n_fractions=33))
    assert (row.verdict, row.reason) == (
        Verdict.REVIEW,
        "the dose is not known to be that of all planned fractions",
    )


# ------------------------------------------------------------------------------------------------ vacuous


def single_fraction(cord_gy: float, gland_gy: float) -> Any:
    rx = plan(prescription(2, 20.0), n_fractions=1)
    dose = replace(ramps([4.0, 20.0, 4.0, cord_gy, gland_gy, gland_gy]), n_fractions=1)
    return treatment(dose=dose, plan=replace(rx, fraction_groups=(group(1),)))


def test_literal_limits_of_a_whole_course_are_vacuous_for_one_fraction_and_say_so() -> None:
    report = judged(single_fraction(cord_gy=13.0, gland_gy=5.0))
    cord, left, right = found(report, "DV-LIMIT")
    assert {(row.verdict, row.message.id) for row in (cord, left, right)} == {(None, "dv-limit.vacuous")}
    assert cord.summary == (
        "SpinalCord: Max 14.00 Gy, limit ≤ 45 Gy. No plan within its prescription can break this limit, so "
        "nothing was compared: with at most 20 Gy in 1 fraction prescribed, and a maximum of 2 times that "
        "assumed, Max can reach 40 Gy, but not the limit of 45 Gy."
    )
    assert str(cord.caveat) == (
        "vacuous for this phase; in fractions of 2 Gy (α/β 2 Gy) this dose is Max 56.00 Gy"
    )
    assert (
        "with at most 20 Gy in 1 fraction prescribed, and no more than that assumed for a whole organ, "
        "Mean can reach 20 Gy, "
    ) in left.summary
    # 5 × (5 + 3) / (2 + 3) = 8 Gy, and 2² / 12 / (2 + 3) of the ramp.
    assert str(left.caveat).endswith("in fractions of 2 Gy (α/β 3 Gy) this dose is Mean 8.07 Gy")


def test_the_same_limits_decide_on_thirty_fractions() -> None:
    assert {row.caveat for row in found(judged(treatment()), "DV-LIMIT")} == {None}


def test_what_is_vacuous_and_not_known_is_still_review() -> None:
    one = single_fraction(13.0, 5.0)
    report = judged(drawn_otherwise(one, SpinalCord=contours(3 * PITCH_MM, planes_mm=())))
    (cord,) = found(report, "DV-LIMIT", "SpinalCord")
    assert (cord.verdict, cord.caveat) == (Verdict.REVIEW, None)
    assert isinstance(cord.outcome, Unmeasurable)
