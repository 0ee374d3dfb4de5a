"""DV-REFERENCE: limits from elsewhere are told and decide nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cases import blamed, found, judged, plan, prescription, ramps, treatment

from rtqa.errors import UsageError
from rtqa.findings import Verdict
from rtqa.messages import Message
from rtqa.protocol import list_protocols, load_protocol
from rtqa.protocol.lint import find_contradictions

CODE = "DV-REFERENCE"
SETS = [name for name in list_protocols() if name != "nct07041788"]


def summaries(one: Any, *references: str) -> list[str]:
    report = judged(one, references=references)
    assert {f.verdict for f in found(report, CODE)} == {None}
    return [f.summary for f in found(report, CODE)]


def test_without_a_reference_one_row_says_so() -> None:
    assert summaries(treatment()) == ["No reference limits were asked for, or none apply."]


@pytest.mark.example("DV-REFERENCE", "good")
@pytest.mark.example("DV-REFERENCE", "undecided")
def test_quantec_is_told_beside_a_plan_that_passes() -> None:
    told = summaries(treatment(), "quantec-hn")
    assert told[0] == "quantec-hn, kept: SpinalCord: Max 41.00 Gy, limit ≤ 50 Gy."
    # Mean of two equal glands at 20 and 22 Gy; neither alone is below 20 Gy.
    assert told[1] == "quantec-hn, kept: Parotid_L + Parotid_R: Mean 21.00 Gy, limit < 25 Gy."
    assert told[-1] == (
        "quantec-hn: not told, as no structure of the plan has their names: Brainstem, OpticChiasm, "
        "OpticNrv_L, OpticNrv_R, Cochlea_L, Cochlea_R, Musc_Constrict, Larynx."
    )
    assert judged(treatment(), references=("quantec-hn",)).verdict is Verdict.PASS


@pytest.mark.example("DV-REFERENCE", "bad")
def test_a_reference_that_is_not_kept_fails_nothing() -> None:
    hot = treatment({"Parotid_L": 25.5, "Parotid_R": 25.5})
    report = judged(hot, references=("quantec-hn",))
    # The sum with what the course file states is open; the reference adds nothing to that.
    assert (report.verdict, blamed(report)) == (Verdict.REVIEW, blamed(judged(hot)))
    told = [f.summary for f in found(report, CODE)]
    assert "quantec-hn, not kept: Parotid_L + Parotid_R: Mean 25.50 Gy, limit < 25 Gy." in told


def test_a_set_is_told_of_the_plans_that_its_phase_recognises() -> None:
    dose = replace(ramps([4.0, 20.0, 4.0, 13.5, 3.0, 3.0]), n_fractions=1)
    single = treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1))
    assert summaries(single, "tg101-single")[0] == (
        "tg101-single, not kept: SpinalCord: Max 14.50 Gy, limit ≤ 14 Gy."
    )
    assert summaries(treatment(), "tg101-single") == ["No reference limits were asked for, or none apply."]


def test_the_file_of_a_set_stands_among_the_settings() -> None:
    settings = {
        str(setting.name): setting.value
        for setting in judged(treatment(), references=("quantec-hn",)).settings
    }
    loaded = load_protocol("quantec-hn")
    assert settings["reference quantec-hn"] == Message(
        "setting.version", version=loaded.protocol.version, sha256=loaded.sha256
    )


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'quantec-hn'"):
        judged(treatment(), references=("quantec",))


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_a_protocol_of_its_own(name: str) -> None:
    protocol = load_protocol(name).protocol
    assert find_contradictions(protocol) == ()
    report = judged(treatment(), protocol=name)
    judged_limits = {f.constraint.id for f in found(report, "DV-LIMIT") if f.constraint is not None}
    absent = {one.name for one in protocol.structures if one.may_be_absent}  # and the plan draws none of them
    expected = {
        limit.id
        for limit in protocol.constraints
        if not limit.arms and limit.fractions is None and not absent.issuperset(limit.names)
    }
    if name == "tg101-single":
        expected = set()  # the plan has more fractions than one
    assert judged_limits == expected


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("quantec-hn", {"cord-max": 50, "brainstem-max": 54, "optic-max": 55, "cochlea-mean": 45,
                        "parotids-mean": 25, "parotid-either-mean": 20, "constrictor-mean": 50,
                        "larynx-max": 66, "larynx-mean": 44}),
        ("gortec-hn", {"cord-d2": 45, "brainstem-d2": 54, "parotid-mean": 30, "parotid-median": 26,
                       "oral-cavity-mean": 30, "oral-cavity-v30": 65, "oral-cavity-v35": 35,
                       "optic-nerves-d2": 54, "lips-d2": 30, "lips-mean": 20}),
        ("dbcg-breast", {"ctv-v95": 98, "ctv-v107": 2, "ctv-max": 108, "heart-v17gy": 5, "heart-v35gy": 1,
                         "heart-max": 40, "lung-l-lung-r-mean": 16, "lung-l-lung-r-v17gy": 25}),
        ("tg101-single", {"cord-max": 14, "cord-volume": 10, "brainstem-max": 15, "optic-max": 10,
                          "cochlea-max": 9, "brachial-plexus-max": 17.5, "esophagus-max": 15.4,
                          "skin-max": 26}),
    ],
)  # fmt: skip
def test_the_numbers_of_the_sets(name: str, limits: dict[str, float]) -> None:
    assert {one.id: one.limit for one in load_protocol(name).protocol.constraints} == limits


def test_rtog_0225_takes_one_of_its_alternatives() -> None:
    # 26 and 50 Gy as means, but half of the left gland lies below 30 Gy only if its median does.
    report = judged(treatment({"Parotid_L": 27.0, "Parotid_R": 50.0}), protocol="rtog-0225")
    rows = {f.constraint.id + f.subject: f.verdict for f in found(report, "DV-LIMIT") if f.constraint}
    assert rows["parotid-halfParotid_L"] is Verdict.PASS
    assert rows["parotid-meanParotid_L"] is None
