"""BEAM-GIVEN: treatment records against the plan's one beam of METERSET_MU."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from cases import METERSET_MU, PLAN_UID, PROTOCOL, beam, case, found, plan, treatment

from rtqa.findings import Finding, Verdict
from rtqa.model.record import BeamRecord
from without_second_dose import check


def record(fraction: int, *, part: int = 0, **changes: Any) -> BeamRecord:
    usual: dict[str, Any] = {
        "plan_uid": PLAN_UID,
        "fraction_group": 1,
        "fraction": fraction,
        "moment": datetime(2026, 3, 1 + fraction, 9, part),  # noqa: DTZ001 (local time, as records have it)
        "beam_number": 1,
        "is_normal": True,
        "machine": beam().machine,
        "delivered_mu": METERSET_MU,
    }
    return BeamRecord(**{**usual, **changes})


def given(*records: BeamRecord) -> Finding:
    whole = replace(case(treatment(plan=plan())), records=records)
    (finding,) = found(check(whole, protocol=PROTOCOL), "BEAM-GIVEN")
    return finding


@pytest.mark.example("BEAM-GIVEN", "good")
@pytest.mark.parametrize("mu", [METERSET_MU, METERSET_MU + 0.9, METERSET_MU - 0.9])
def test_beams_given_as_planned_pass(mu: float) -> None:
    finding = given(record(1), record(2, delivered_mu=mu))
    assert (finding.verdict, finding.message.values["n"]) == (Verdict.PASS, 2)


@pytest.mark.example("BEAM-GIVEN", "bad")
@pytest.mark.parametrize("factor", [0.9, 0.985, 1.015, 10.0])
def test_other_monitor_units_are_review(factor: float) -> None:
    finding = given(record(1), record(2, delivered_mu=factor * METERSET_MU))
    assert finding.verdict is Verdict.REVIEW
    assert f"beam 1 on Tue 2026-03-03, {factor * METERSET_MU:.1f} MU given of {METERSET_MU:.1f} MU" in (
        finding.summary
    )


@pytest.mark.parametrize(
    ("second_mu", "verdict"),
    [(0.6 * METERSET_MU, Verdict.PASS), (METERSET_MU, Verdict.PASS), (0.5 * METERSET_MU, Verdict.REVIEW)],
    ids=["the rest", "all up to now", "less than the rest"],
)
def test_a_beam_that_was_resumed_counts_with_all_its_parts(second_mu: float, verdict: Verdict) -> None:
    broken = record(1, is_normal=False, delivered_mu=0.4 * METERSET_MU)
    assert given(record(1, part=20, delivered_mu=second_mu), broken).verdict is verdict


def test_another_machine_is_review() -> None:
    finding = given(record(1), record(2, machine="LINAC-2"))
    assert finding.verdict is Verdict.REVIEW
    assert f"were given on LINAC-2, and are planned for {beam().machine}" in finding.summary


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"energy_mv": 15.0}, "beam 1, 15 MV for 6 MV."),
        ({"gantry_deg": 43.0}, "beam 1, gantry at 43° for 40°."),
        ({"gantry_deg": 357.0}, "beam 1, gantry at 357° for 40°."),
        ({"collimator_deg": 90.0}, "beam 1, collimator at 90° for 0°."),
        ({"radiation": "ELECTRON"}, "beam 1, ELECTRON for PHOTON."),
    ],
)
def test_another_energy_angle_or_radiation_is_review(changes: dict[str, Any], said: str) -> None:
    finding = given(record(1), record(2, **changes), record(3, **changes))
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary == f"By the treatment records, a beam was given otherwise than planned: {said}"


def test_settings_as_planned_pass_and_a_gantry_that_turns_may_begin_anywhere() -> None:
    settings = {"energy_mv": 6.0, "gantry_deg": 399.0, "radiation": "PHOTON"}
    assert given(record(1, **settings)).verdict is Verdict.PASS
    points = beam().control_points
    arc = replace(beam(), control_points=(points[0], replace(points[-1], gantry_deg=130.0)))
    whole = replace(case(treatment(plan=plan(beams=(arc,)))), records=(record(1, gantry_deg=90.0),))
    (finding,) = found(check(whole, protocol=PROTOCOL), "BEAM-GIVEN")
    assert finding.verdict is Verdict.PASS


def test_a_beam_of_which_the_plan_knows_nothing_is_review() -> None:
    finding = given(record(1), record(1, beam_number=7))
    assert (finding.verdict, finding.message.id) == (Verdict.REVIEW, "beam-given.unknown-beams")


@pytest.mark.example("BEAM-GIVEN", "undecided")
def test_records_without_monitor_units_pass_nothing() -> None:
    finding = given(record(1, delivered_mu=None))
    assert (finding.verdict, finding.message.id) == (None, "beam-given.not-stated")


def test_without_records_nothing_is_compared() -> None:
    finding = given()
    assert (finding.verdict, finding.message.id) == (None, "beam-given.no-records")
