"""rtqa compare --transfer: the exit status tells whether a machine would do anything otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from rtqa.dicom import read_case
from rtqa.model.case import Case

Run = Callable[..., Result]


def test_a_gantry_turned_by_2_degrees_is_printed_and_is_1(
    run: Run, realdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(realdata / "plans" / "raystation")
    (plan,) = case.plans
    first, *others = plan.beams
    points = tuple(
        replace(point, gantry_deg=(point.gantry_deg or 0.0) + 2.0) for point in first.control_points
    )
    turned = replace(case, plans=(replace(plan, beams=(replace(first, control_points=points), *others)),))

    def read(paths: list[Path], _: object) -> Case:
        return turned if paths[0].name == "B" else case

    monkeypatch.setattr("rtqa.cli.transfer.read", read)
    done = run("compare", "A", "B", "--transfer")
    assert done.exit_code == 1
    assert "gantry_deg" in done.stdout
    assert f"and {len(points) - 1} more" in done.stdout
    same = run("compare", "A", "A", "--transfer")
    assert same.exit_code == 0
    assert "Both plans tell the machine the same" in same.stdout
