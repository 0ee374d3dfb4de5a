"""rtqa machine: learnt from a sample plan, and tested."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from rtqa.transport import points

Run = Callable[..., Result]


def test_a_machine_is_learnt_from_a_sample_and_lint_reads_it(
    run: Run, sample: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "N_IN_DOSE", 150)
    monkeypatch.setattr(points, "N_IN_ALL", 80)
    file = tmp_path / "machine.toml"
    learnt = run("machine", "learn", sample("ccrt_pass"), "--unapproved", "--name", "Linac 1", "--out", file)
    assert learnt.exit_code == 0
    assert "Plan 1: 6 MV" in learnt.stderr
    told = run("machine", "lint", file)
    assert told.exit_code == 0
    assert "Linac 1; treatment machines: SYNTHETIC-6MV" in told.stdout
    assert "output_cgy_per_mu" in told.stdout
    data = json.loads(run("machine", "lint", file, "--format", "json").stdout)
    assert (data["name"], data["faults"], data["beam"][0]["energy_mv"]) == ("Linac 1", [], 6)
    file.write_text("name = 'Linac 1'\nbeam = []\n", encoding="utf-8")
    assert "line 2" in run("machine", "lint", file).stderr
    faulty = run("machine", "lint", file, "--format", "json")
    assert faulty.exit_code == 2
    assert [fault["spot"] for fault in json.loads(faulty.stdout)["faults"]] == ["line 2, beam"]
