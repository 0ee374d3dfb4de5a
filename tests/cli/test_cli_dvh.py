"""rtqa dvh: the numbers of every structure, and the reason where there are none."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_cases import HOSTILE, box, contours
from typer.testing import Result

from rtqa.messages import Message
from rtqa.model.case import Case, Deviation, DeviationKind
from rtqa.model.structure import Structure

Run = Callable[..., Result]
Given = Callable[..., Case]


def test_json_is_alone_and_has_its_keys(run: Run, given: Given) -> None:
    given()
    done = run("dvh", "x", "--format", "json", "--metric", "D50%[Gy]", "--metric", "V100%[%]")
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert list(document) == ["structures"]
    ptv, cord = document["structures"]
    assert list(ptv) == ["name", "volume_cm3", "coverage_frac", "min_gy", "mean_gy", "max_gy", "metrics"]
    assert ptv["name"] == "PTV"
    assert ptv["volume_cm3"] == pytest.approx(1.0)
    assert ptv["mean_gy"] == pytest.approx(15.0, abs=0.05)
    assert cord["metrics"]["D50%[Gy]"]["value"] == pytest.approx(35.0, abs=0.05)
    assert list(cord["metrics"]["D50%[Gy]"]) == ["value", "unit", "interval"]


def test_percent_doses_are_of_the_structures_own_prescription(run: Run, given: Given) -> None:
    given()
    done = run("dvh", "x", "--format", "json", "--metric", "D50%[%]")
    ptv, cord = json.loads(done.stdout)["structures"]
    assert ptv["metrics"]["D50%[%]"]["value"] == pytest.approx(75.0, abs=0.5)
    assert "prescription" in cord["metrics"]["D50%[%]"]["unmeasurable"]


def test_a_structure_without_volume_is_told_and_not_left_out(run: Run, given: Given) -> None:
    given(box(1, "PTV"), Structure(number=2, name="Marker", role="", contours=contours([])))
    document = json.loads(run("dvh", "x", "--format", "json").stdout)
    marker = document["structures"][1]
    assert marker["name"] == "Marker"
    assert marker["volume_cm3"] is None
    assert "no closed contours" in marker["unmeasurable"]
    assert "no closed contours" in run("dvh", "x").stdout
    assert "no closed contours" in run("dvh", "x", "--format", "csv").stdout


def test_where_nothing_is_dosed_doses_are_null_and_never_zero(run: Run, given: Given) -> None:
    given(box(1, "Far", x_mm=500.0))
    (far,) = json.loads(run("dvh", "x", "--format", "json", "--metric", "Mean[Gy]").stdout)["structures"]
    assert far["coverage_frac"] == 0.0
    assert far["mean_gy"] is None
    assert "outside the dose grid" in far["metrics"]["Mean[Gy]"]["unmeasurable"]
    text = run("dvh", "x").stdout
    assert "unknown" in text
    assert "nan" not in text


def test_the_table_shows_what_was_asked_for(run: Run, given: Given) -> None:
    given()
    text = run("dvh", "x", "--structure", "Cord", "--metric", "D0.03cc[Gy]").stdout
    assert "D0.03cc[Gy]" in text
    assert "Cord" in text
    assert "PTV" not in text
    assert "100 %" in text


def test_csv_has_a_row_for_each_structure(run: Run, given: Given) -> None:
    given()
    text = run("dvh", "x", "--format", "csv", "--metric", "Mean[Gy]").stdout
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in rows] == ["PTV", "Cord"]
    assert float(rows[1]["Mean[Gy]"]) == pytest.approx(35.0, abs=0.05)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_hostile_names_are_text(run: Run, given: Given, form: str) -> None:
    given(*(box(n, name) for n, name in enumerate(HOSTILE, 1)))
    text = run("dvh", "x", "--format", form).stdout
    assert all(c.isprintable() or c in "\r\n" for c in text)
    if form == "json":
        assert tuple(one["name"] for one in json.loads(text)["structures"]) == HOSTILE
    else:
        assert "[red]x[/red]" in text
        assert "left<U+202E>tfel" in text
    if form == "csv":
        assert "'=cmd()" in text


def test_a_plot_is_written(run: Run, given: Given, tmp_path: Path) -> None:
    given(*(box(n, name) for n, name in enumerate(HOSTILE, 1)))
    done = run("dvh", "x", "--plot", tmp_path / "dvh.svg")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "dvh.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--metric", "D95"), "D95%[Gy]"),
        (("--structure", "cord"), "no structure is named 'cord'"),
        (("--plot", "dvh.gif"), "must end in"),
    ],
)
def test_what_does_not_exist_is_status_2(run: Run, given: Given, args: tuple[str, str], says: str) -> None:
    given()
    done = run("dvh", "x", *args)
    assert done.exit_code == 2
    assert says in done.stderr


def test_without_a_dose_it_says_so(run: Run, given: Given) -> None:
    given(dose=False)
    done = run("dvh", "x")
    assert done.exit_code == 4
    assert "no usable dose" in done.stderr


def test_files_from_a_folder(run: Run, sample: Callable[[str], Path]) -> None:
    done = run("dvh", sample("ccrt_pass"), "--structure", "SpinalCord", "--format", "json")
    (cord,) = json.loads(done.stdout)["structures"]
    assert 1.0 < cord["volume_cm3"] < 100.0
    assert done.stderr == ""


def test_between_chooses_the_model_between_contours(run: Run, given: Given) -> None:
    given()
    volumes = {}
    for between in ("prism", "shape", "smooth"):
        done = run("dvh", "x", "--between", between, "--format", "json")
        volumes[between] = json.loads(done.stdout)["structures"][0]["volume_cm3"]
    # A box is a box by each of them, but for its corners on the lattice.
    assert volumes["prism"] == pytest.approx(1.0, rel=1e-6)
    assert volumes["shape"] == pytest.approx(1.0, rel=0.01)
    assert volumes["shape"] != volumes["prism"]
    assert volumes["smooth"] == pytest.approx(1.0, rel=0.01)


def test_like_computes_as_a_system_is_understood_and_says_so(run: Run, given: Given) -> None:
    given()
    done = run("dvh", "x", "--like", "proknow", "--format", "json")
    (ptv, _) = json.loads(done.stdout)["structures"]
    assert ptv["method"].startswith("as ProKnow is understood: right prisms, slabs to mid-planes, half-slice")
    assert "up to 1.5 mm" in ptv["method"]
    assert "Computed as ProKnow is understood" in " ".join(
        run("dvh", "x", "--like", "proknow").stdout.split()
    )
    assert (
        "computed as ProKnow is understood" in run("dvh", "x", "--like", "proknow", "--format", "csv").stdout
    )
    assert "omputed" not in run("dvh", "x").stdout


def test_like_and_the_settings_it_chooses_are_not_given_together(run: Run, given: Given) -> None:
    given()
    done = run("dvh", "x", "--like", "eclipse", "--cap-limit", "0", "--between", "prism")
    assert done.exit_code == 2
    assert "leave out --between, --cap-limit, or --like" in done.stderr


def test_help_says_what_each_likeness_rests_on(run: Run) -> None:
    text = " ".join(run("dvh", "--help").stdout.split())
    for system, words in {
        "eclipse": "as Eclipse 15/16 is understood: shapes interpolated by signed distance, half-slice",
        "pinnacle": "half-slice caps in the volume, not in the dose",
        "planiq": "as PlanIQ 2.1 is understood",
    }.items():
        assert f"{system}: " in text
        assert words in text
    assert text.count("Source: after ") == 6
    assert text.count("Not mimicked: ") == 6
    assert "second hand" in text


def test_what_the_files_leave_in_doubt_is_said_beside_the_numbers(run: Run, given: Given) -> None:
    """The numbers alone do not tell that the dose was multiplied, or taken as it is."""
    case = given()
    doubt = Deviation(
        kind=DeviationKind.DOSE_EXTENT, subject="RTDOSE", message=Message("rtdose.fraction-not-compared")
    )
    object.__setattr__(case.treatments[0], "deviations", (doubt, doubt))
    for command in (("dvh", "x", "--format", "json"), ("dvh", "x"), ("structures", "x")):
        done = run(*command)
        assert done.exit_code == 0
        assert done.stderr.count("RTDOSE: DoseSummationType is FRACTION, and the plan does not show") == 1
        assert "DoseSummationType" not in done.stdout
