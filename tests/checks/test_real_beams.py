"""Beams of real plans, of machines and systems that differ: no alarm that is not the plan's own fault."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rtqa.dicom import read_case
from rtqa.findings import Report, Verdict
from without_second_dose import check

PROTOCOL = "nct07041788"
ALONE = ("brainlab", "halcyon_2arcs", "monaco", "mridian", "pinnacle", "raystation", "truebeam_7fields")
QUIET = (*(f"plans/{name}" for name in ALONE), "srs_raystation", "lung_pinnacle", "breast")


def list_alarms(report: Report) -> list[tuple[str, Verdict, str]]:
    return [
        (finding.code, finding.verdict, finding.message.id)
        for finding in report.findings
        if finding.code.startswith("BEAM") and finding.verdict in (Verdict.REVIEW, Verdict.FAIL)
    ]


@pytest.mark.parametrize("name", QUIET)
def test_no_beam_of_a_sound_real_plan_raises_an_alarm(realdata: Path, name: str) -> None:
    assert list_alarms(check(read_case(realdata / name), protocol=PROTOCOL)) == []


def test_a_real_plan_that_lists_no_beam_is_told_once(realdata: Path) -> None:
    report = check(read_case(realdata / "headneck_1"), protocol=PROTOCOL)
    assert list_alarms(report) == [("BEAM-METERSET", Verdict.REVIEW, "beam-meterset.none")]


def test_a_proton_plan_has_one_cause(realdata: Path) -> None:
    report = check(read_case(realdata / "proton_raystation"), protocol=PROTOCOL)
    (cause,) = report.causes
    assert str(cause.summary) == "Proton therapy: not judged by this protocol."


def test_no_pair_of_the_real_mridian_plan_crosses(realdata: Path) -> None:
    # Counted on the file: 10,626 pairs, of which 0 cross pair by pair, and 1,820 bank by bank.
    plan = read_case(realdata / "plans" / "mridian").treatment.plan
    assert plan is not None
    stated = [
        leaves for beam in plan.beams for point in beam.control_points for leaves in point.leaves_mm.values()
    ]
    assert {leaves.shape for leaves in stated} == {(2, 34), (2, 35)}
    assert sum(leaves.shape[1] for leaves in stated) == 10626
    assert not any(np.any(leaves[0] > leaves[1]) for leaves in stated)


def test_the_beams_of_three_points_give_the_grid_at_each(realdata: Path) -> None:
    report = check(read_case(realdata / "srs_raystation"), protocol=PROTOCOL)
    (finding,) = (finding for finding in report.findings if finding.code == "BEAM-DOSE")
    assert (finding.verdict, finding.message.values["n"]) == (Verdict.PASS, 3)
