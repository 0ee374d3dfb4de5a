"""Notices about the protocol: which stand beside which plans, and that they count against none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cases import judged, plan, prescription, ramps, treatment, write_protocol

from rtqa.findings import Report, Verdict
from rtqa.messages import Message
from rtqa.model.case import Treatment


def sfrt() -> Treatment:
    dose = replace(ramps([4.0, 20.0, 4.0, 4.0, 3.0, 3.0]), n_fractions=1)
    return treatment(dose=dose, plan=plan(prescription(2, 20.0), n_fractions=1))


def ids(report: Report) -> list[str]:
    return [notice.id for notice in report.notices]


def test_contradictions_stand_in_the_report_and_the_plan_passes_all_the_same() -> None:
    report = judged(treatment())
    assert report.verdict is Verdict.PASS
    contradictions = [notice for notice in report.notices if notice.kind == "contradiction"]
    assert {"dose-of-a-fraction", "one-fractionation"} <= {notice.id for notice in contradictions}
    dose = next(notice for notice in contradictions if notice.id == "dose-of-a-fraction")
    assert tuple(map(str, dose.arithmetic)) == (
        "70 Gy in 30, 31, 32, 33 fractions: 2.333 Gy, 2.258 Gy, 2.188 Gy, 2.121 Gy a fraction",
        "70 Gy at 2 Gy a fraction: 35 fractions, outside 30–33",
    )


def test_only_notices_on_the_phases_at_hand_are_in_the_report() -> None:
    both = ("whole-course-limits", "cord-metric", "one-planning-ct", "no-margins-no-coverage")
    assert set(both) <= set(ids(judged(treatment())))
    assert "sfrt-prescription-point" not in ids(judged(treatment()))
    report = judged(sfrt())
    assert {*both, "sfrt-prescription-point", "five-centimetres"} <= set(ids(report))
    assert "dose-of-a-fraction" not in ids(report)


def test_what_no_notice_of_the_file_explains_is_a_notice_of_its_own(tmp_path: Path) -> None:
    protocol = write_protocol(tmp_path, {"limit": 45}, {"limit": 50})
    (notice,) = judged(treatment(), protocol=protocol).notices
    assert (notice.id, notice.kind) == ("overlap-own-0", "contradiction")
    assert list(map(str, notice.arithmetic)) == ["Max[Gy] ≤ 45 Gy and ≤ 50 Gy"]
    assert notice.reading == Message("notices.unexplained")


def test_a_protocol_without_contradictions_has_no_notices(tmp_path: Path) -> None:
    assert judged(treatment(), protocol=write_protocol(tmp_path, {})).notices == ()
