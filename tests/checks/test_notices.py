"""Notices about the protocol: which are told with which plans, and that they count against none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cases import judged, plan, prescription, ramps, treatment, write_protocol

from rtqa.findings import Report, Verdict
from rtqa.model.case import Treatment


def sfrt() -> Treatment:
    dose = replace(ramps([4.0, 20.0, 4.0, 4.0, 3.0, 3.0]), n_fractions=1)
    return treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1))


def told(report: Report) -> list[str]:
    return [notice.id for notice in report.notices]


def test_contradictions_are_told_and_the_plan_passes_all_the_same() -> None:
    report = judged(treatment())
    assert report.verdict is Verdict.PASS
    contradictions = [notice for notice in report.notices if notice.kind == "contradiction"]
    assert {"dose-of-a-fraction", "one-fractionation"} <= {notice.id for notice in contradictions}
    dose = next(notice for notice in contradictions if notice.id == "dose-of-a-fraction")
    assert dose.arithmetic == (
        "70 Gy in 30, 31, 32, 33 fractions: 2.333, 2.258, 2.188, 2.121 Gy each",
        "70 Gy at 2 Gy each: 35 fractions, outside 30 to 33",
    )


def test_only_notices_on_the_phases_at_hand_are_told() -> None:
    both = ("whole-course-limits", "cord-metric", "one-planning-ct", "no-margins-no-coverage")
    assert set(both) <= set(told(judged(treatment())))
    assert "sfrt-prescription-point" not in told(judged(treatment()))
    report = judged(sfrt())
    assert {*both, "sfrt-prescription-point", "five-centimetres"} <= set(told(report))
    assert "dose-of-a-fraction" not in told(report)


def test_what_no_notice_of_the_file_explains_is_a_notice_of_its_own(tmp_path: Path) -> None:
    protocol = write_protocol(tmp_path, {"limit": 45}, {"limit": 50})
    (notice,) = judged(treatment(), protocol=protocol).notices
    assert (notice.id, notice.kind) == ("overlap-own-0", "contradiction")
    assert notice.arithmetic == ("Max[Gy] <= 45 and <= 50 Gy",)
    assert "says nothing of the contradiction" in notice.reading


def test_a_protocol_without_contradictions_has_no_notices(tmp_path: Path) -> None:
    assert judged(treatment(), protocol=write_protocol(tmp_path, {})).notices == ()
