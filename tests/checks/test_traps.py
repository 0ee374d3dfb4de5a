"""Where other programs pass what they should not: each a trap that rtqa must not fall into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import (
    OTHER_FRAME,
    PITCH_MM,
    SAID,
    contours,
    deviation,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    the_finding,
    treatment,
    without,
    write_protocol,
)

from rtqa.findings import Verdict
from rtqa.metrics import Unmeasurable
from rtqa.model.case import DeviationKind

# 10 × 2.3 mm in four planes 2.5 mm apart: 10 × 2.3 × 10 mm³ = 0.23 cm³.
SMALL_CORD = contours(3 * PITCH_MM, half_mm=(5.0, 1.15), planes_mm=(-3.75, -1.25, 1.25, 3.75))


@pytest.mark.parametrize("relation", ["<=", ">="])
def test_trap_1_the_dose_to_2_cc_of_a_structure_of_a_quarter_cc_is_not_evaluable(
    tmp_path: Path, relation: str
) -> None:
    protocol = write_protocol(tmp_path, {"metric": "D2cc[Gy]", "relation": relation, "limit": 30})
    with protocol.open("a", encoding="utf-8") as file:  # a dose to be reached by a cord must be meant
        file.write('[[ambiguity]]\nid = "meant"\nkind = "silence"\nsays = "Meant."\nsource = "Own"\n')
        file.write('reading = "So."\nclauses = ["own-0"]\nexplains = ["direction"]\n')
    report = judged(
        drawn_otherwise(treatment({"SpinalCord": 20.0}), SpinalCord=SMALL_CORD), protocol=protocol
    )
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert isinstance(cord.outcome, Unmeasurable)
    assert cord.outcome.reason == "the structure has 0.23 cm³, less than the 2 cm³ asked for"
    assert cord.reason == cord.outcome.reason
    # No part of it receives more than 20.5 Gy, which decides both ways: it keeps 30 Gy, and cannot reach it.
    assert cord.outcome.bounds is not None
    assert (cord.outcome.bounds.low, cord.outcome.bounds.high) == pytest.approx((0.0, 20.5), abs=1e-4)
    assert cord.verdict is (Verdict.PASS if relation == "<=" else Verdict.FAIL)


def test_trap_1_its_dose_to_a_volume_that_it_has_is_judged(tmp_path: Path) -> None:
    protocol = write_protocol(tmp_path, {"metric": "D0.03cc[Gy]", "limit": 30})
    report = judged(
        drawn_otherwise(treatment({"SpinalCord": 20.0}), SpinalCord=SMALL_CORD), protocol=protocol
    )
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    # The hottest 0.03 of 0.23 cm³ is the last 0.03 / 0.023 mm of the ramp along x.
    assert cord.summary == f"SpinalCord: D0.03cc {20.5 - 0.1 * 0.03 / 0.023:.2f} Gy, limit ≤ 30 Gy."
    assert cord.verdict is Verdict.PASS


@pytest.mark.parametrize("order", [1, -1])
def test_trap_7_of_two_prescriptions_neither_the_first_nor_the_last_wins(order: int) -> None:
    two = [prescription(1, 70.0), prescription(1, 54.0)][::order]
    report = judged(treatment(plan=plan(*two, prescription(2, 66.0), prescription(3, 54.0))))
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.verdict is Verdict.REVIEW
    assert "70 Gy" in finding.summary.partition("asked")[0].rpartition(", ")[0]
    assert "54 Gy" in finding.summary
    assert the_finding(report, "RX-DELIVERED", "GTVtn0").verdict is Verdict.REVIEW


def test_trap_12_frames_are_compared_with_each_other_and_not_with_themselves() -> None:
    one = treatment()
    assert one.structure_set is not None
    moved = replace(one, structure_set=replace(one.structure_set, frame_of_reference_uid=OTHER_FRAME))
    assert the_finding(judged(one), "REF-FRAME", "CCRT").verdict is Verdict.PASS
    assert the_finding(judged(moved), "REF-FRAME", "CCRT").verdict is Verdict.REVIEW


def test_trap_12_in_another_frame_no_dose_is_measured() -> None:
    noticed = deviation(DeviationKind.FRAME_DIFFERS, "RTSTRUCT 'SS'")
    report = judged(treatment(deviations=(noticed,)))
    assert {f.reason for f in found(report, "DV-LIMIT")} == {str(SAID)}
    assert report.verdict is Verdict.REVIEW


@pytest.mark.parametrize("name", ["SpinalCord", "Parotid_L", "Parotid_R", "GTVtn0", "GTVn", "CTV"])
def test_trap_13_a_missing_structure_is_never_skipped(name: str) -> None:
    report = judged(without(treatment(), name))
    reasons = [f.reason for f in report.findings if f.subject == name and f.phase != "sum"]
    expected = 1 if name in ("SpinalCord", "Parotid_L", "Parotid_R") else 3
    assert len(reasons) == expected
    assert all(reason.startswith(f"no structure of the plan is named {name}") for reason in reasons)
    assert report.verdict is Verdict.REVIEW


def test_trap_13_without_any_structure_every_limit_and_target_is_still_in_the_report() -> None:
    report = judged(treatment(structure_set=None))
    assert len(found(report, "DV-LIMIT")) == 3
    assert len(found(report, "RX-DOSE")) == 3
    assert {f.verdict for f in found(report, "DV-LIMIT") + found(report, "RX-DOSE")} == {Verdict.REVIEW}
