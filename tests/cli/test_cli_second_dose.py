"""rtqa second-dose: a real plan against its second calculation, and what cannot be calculated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from rtqa.transport import points

Run = Callable[..., Result]


def test_a_real_arc_agrees_and_its_numbers_are_in_the_json(
    run: Run, realdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "N_IN_DOSE", 200)
    monkeypatch.setattr(points, "N_IN_ALL", 120)
    done = run("second-dose", str(realdata / "alderson"), "--format", "json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert document["shape_agrees"]
    assert document["rms_frac"] < 0.01
    # Of its one arc the planning system wrote a dose grid, which is that of the plan.
    (alone,) = document["alone"]
    assert alone["calculated_gy"] == pytest.approx(alone["planned_gy"], abs=0.5)
    assert alone["sd_gy"] > 0.5
    ptv = next(row for row in document["structures"] if row["name"] == "PTV")
    # The planning system's mean is 60.1 Gy.
    assert ptv["mean"]["planned_gy"] == pytest.approx(60.1, abs=0.3)
    assert ptv["mean"]["calculated_gy"] == pytest.approx(60.1, abs=2.0 * ptv["mean"]["sd_gy"])
    (beam,) = document["beams"]
    assert (beam["energy_mv"], beam["meterset_mu"]) == (10.0, 7800.0)


def test_protons_are_not_calculated_and_said_so(run: Run, realdata: Path) -> None:
    done = run("second-dose", str(realdata / "proton_raystation"))
    assert done.exit_code == 4
    assert "beams of this kind of plan are not followed" in done.stderr


def test_a_curve_that_is_none_is_wrong_usage(run: Run, realdata: Path, tmp_path: Path) -> None:
    file = tmp_path / "curve.txt"
    file.write_text("0 1\n", encoding="utf-8")
    done = run("second-dose", str(realdata / "alderson"), "--curve", str(file))
    assert done.exit_code == 2
    assert "curve.txt" in done.stderr
