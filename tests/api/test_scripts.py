"""Scripts as a planner writes them, run as they stand in `examples/`."""

from __future__ import annotations

import ast
import math
import re
import runpy
import sys
from pathlib import Path

import pytest

import rtqa

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "sample_plans"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # noqa: ANN201
    """Run an example in an empty folder; what it printed."""

    def run_it(name: str, *arguments: str) -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        runpy.run_path(str(REPOSITORY / "examples" / name), run_name="__main__")
        return capsys.readouterr().out

    monkeypatch.setenv("MPLBACKEND", "Agg")
    return run_it


def test_a_script_of_twelve_lines_makes_a_table_a_plot_and_verdicts(run, tmp_path: Path) -> None:  # noqa: ANN001
    text = (REPOSITORY / "examples" / "ten_plans.py").read_text()
    lines = [line for line in ast.unparse(ast.parse(text)).splitlines()[1:] if line]
    assert len(lines) <= 12
    printed = run("ten_plans.py", str(SAMPLES / "ccrt_pass"), str(SAMPLES / "ccrt_fail"))
    parotid = re.search(r"Parotid_R +Mean\[Gy\] +(?:30\.99|31\.00)\d+ +(\d+\.\d+) +(\d+\.\d+) +Gy", printed)
    assert parotid is not None
    assert float(parotid[1]) < 31.00 < float(parotid[2])
    assert "SpinalCord: Max 47.67 Gy, limit ≤ 45 Gy. -> planner Plan again" in printed
    assert (tmp_path / "dvh.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_from_arrays(run) -> None:  # noqa: ANN001
    """Of the voxels whose centres lie within 25 mm, 5 % of the volume lies beyond 25.03 mm: by sub-voxels."""
    printed = run("from_arrays.py")
    shares = [float(share) for share in re.findall(r"PTV +D95%\[%\] +(\d+\.\d+)", printed)]
    expected = [100 * 60 / 54 / (1 + math.exp((25.034 - 35) / width)) for width in range(3, 13)]
    assert shares == pytest.approx(expected, rel=0.006)  # the dose bends between voxels 3 mm apart
    assert printed.count("<Report review: quantec-hn") == 10


def test_every_public_name_is_used_as_its_types_say(run) -> None:  # noqa: ANN001
    """`.ci/run` has `mypy --strict` read the same script."""
    text = (REPOSITORY / "examples" / "every_public_name.py").read_text()
    used = {*re.findall(r"\brtqa\.(\w+)", text), "cohort", "desk", "errors", "interop"}
    assert used == set(rtqa.__all__)
    assert "0 values differ" in run("every_public_name.py", str(SAMPLES / "ccrt_pass"))


def test_an_earlier_report_stands_for_a_plan_that_is_not_at_hand() -> None:
    """The bounds of the whole course hold what the two phases give, added up."""
    course = rtqa.load_course(SAMPLES / "course" / "course.toml")
    earlier = rtqa.check(rtqa.read_case(course.phase_folders["sfrt"]), course=course)
    case = rtqa.read_case(course.phase_folders["ccrt"])
    joined = rtqa.check(case, course=course.course, protocol=course.protocol, earlier=[earlier])
    bounds = {
        str(finding.subject): finding.outcome.bounds
        for finding in joined.findings
        if finding.code == "DV-SUM"
        and isinstance(finding.outcome, rtqa.Unmeasurable)
        and "EQD2" not in finding.summary
    }
    curves = {(curve.structure, curve.phase): curve for curve in (*earlier.curves, *joined.curves)}
    cord = sum(curves["SpinalCord", phase].max_gy for phase in ("sfrt", "ccrt"))
    parotid = sum(curves["Parotid_L", phase].mean_gy for phase in ("sfrt", "ccrt"))
    assert cord <= bounds["SpinalCord"].high <= 1.05 * cord
    assert bounds["Parotid_L"].low <= parotid <= bounds["Parotid_L"].high <= 1.02 * parotid
    with pytest.raises(rtqa.errors.UsageError, match="two earlier reports"):
        rtqa.check(case, course=course, earlier=[earlier, earlier])


def test_what_a_notebook_shows_is_short() -> None:
    case = rtqa.read_case(SAMPLES / "ccrt_fail")
    report = rtqa.check(case, protocol="nct07041788")
    shown = [
        case,
        case.treatment,
        report,
        *report.findings,
        *report.causes,
        rtqa.compute_dvh(case, "Brainstem"),
    ]
    assert max(len(repr(value)) for value in shown) < 600
    assert f"<td>{report.causes[0].owner.value}</td>" in report._repr_html_()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_rows_become_a_table_of_the_library_at_hand(library: str) -> None:
    rows = rtqa.measure_all(
        rtqa.read_case(SAMPLES / "ccrt_pass"), "Mean[Gy]", structures=["Parotid_L", "Brainstem"]
    )
    frame = rtqa.to_frame(rows, library=library)
    assert type(frame).__module__.startswith(library)
    assert list(frame["value"]) == [row.value for row in rows]
    assert list(frame["structure"]) == ["Parotid_L", "Brainstem"]
