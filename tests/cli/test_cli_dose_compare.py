"""rtqa dose-compare: two doses of one case, whose differences are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cli_cases import box, case_of
from typer.testing import Result

from rtqa.model.case import Case

Run = Callable[..., Result]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case, and by the name B the same with 2 % more dose."""
    first = case_of(box(1, "PTV", x_mm=60.0))
    (treatment,) = first.treatments
    assert treatment.dose is not None
    higher = replace(treatment.dose, values_gy=(1.02 * treatment.dose.values_gy).astype(np.float32))
    second = replace(first, treatments=(replace(treatment, dose=higher),))

    def read(paths: list[Path], _: object) -> Case:
        return second if paths[0].name == "B" else first

    monkeypatch.setattr("rtqa.cli.dose_compare.read", read)


@pytest.mark.usefixtures("two")
def test_2_percent_more_dose_is_2_percent_in_every_value(run: Run) -> None:
    done = run("dose-compare", "A", "B", "--format", "json", "--gamma", "3/2", "--gamma", "1/0.1")
    document = json.loads(done.stdout)
    (ptv,) = document["structures"]
    # The dose grows by 1 Gy a mm along x; the box lies from 60 to 70 mm.
    assert ptv["mean"] == pytest.approx({"a_gy": 65.0, "b_gy": 66.3}, abs=0.02)
    assert ptv["D95"]["b_gy"] == pytest.approx(1.02 * 60.5, abs=0.05)
    wide, narrow = document["gamma"]
    assert (wide["pass_frac"], wide["is_local"]) == (1.0, False)
    # 1 % of 78 Gy is 0.78 Gy, which 2 % exceed from 39 Gy on: half of the nodes, but for 0.1 mm.
    assert narrow["pass_frac"] == pytest.approx(0.5, abs=0.06)


@pytest.mark.usefixtures("two")
def test_the_table_names_the_criteria(run: Run) -> None:
    done = run("dose-compare", "A", "B", "--local")
    assert done.exit_code == 0
    assert "Gamma 3 %/2 mm, local: 100.0 % of" in done.stdout


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("text", ["3", "3/", "a/b", "0/2", "3/-1"])
def test_criteria_that_are_none_are_wrong_usage(run: Run, text: str) -> None:
    assert run("dose-compare", "A", "B", "--gamma", text).exit_code == 2


@pytest.mark.usefixtures("two")
def test_the_page_shows_values_gamma_and_three_pictures(run: Run, tmp_path: Path) -> None:
    done = run("dose-compare", "A", "B", "--out", str(tmp_path), "--lang", "zh")
    assert done.exit_code == 0
    # 2 % of the highest dose, 78 Gy, which lies at x = 78 mm.
    assert "+1.56 Gy" in done.stdout
    assert "(78.0, " in done.stdout
    page = (tmp_path / "dose-comparison.html").read_text(encoding="utf-8")
    assert page.count("data:image/png") == 3
    assert "最大差值处" in page
    assert ">65.00<" in page
    assert ">+1.30<" in page
