"""The published benchmark of Nelms et al. 2015: 1 to 4 mm of slices and dose grid, analytic truth."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from rtqa.dvh.settings import Between, DvhSettings

Parameters = list[tuple[str, float]]

CLINICAL = ("volume_cm3", "mean_gy", "d99_gy", "d95_gy", "d5_gy", "d1_gy", "d0.03cc_gy")
EXTREMES = ("min_gy", "max_gy")


@pytest.fixture(scope="module")
def benchmark_script() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "nelms2015.py"
    spec = importlib.util.spec_from_file_location("nelms2015", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(benchmark_script: ModuleType, realdata: Path) -> list[tuple[dict[str, str], dict[str, float]]]:
    return list(benchmark_script.run(realdata / "nelms2015"))


@pytest.fixture(scope="module")
def parameters(
    benchmark_script: ModuleType, rows: list[tuple[dict[str, str], dict[str, float]]]
) -> dict[str, Parameters]:
    return {test: benchmark_script.gather(rows, test) for test in ("1", "2")}


def off_by_more_than(percent: float, parameters: Parameters) -> int:
    return sum(abs(error) > percent / 100 for _, error in parameters)


def test_fine_contours_are_never_off_by_3_percent(parameters: dict[str, Parameters]) -> None:
    """Of 340: Pinnacle 52, PlanIQ 5, dicompyler-core 153."""
    assert len(parameters["1"]) == 340
    assert off_by_more_than(3, parameters["1"]) == 0


def test_fine_contours_give_every_clinical_parameter_within_half_a_percent(
    parameters: dict[str, Parameters],
) -> None:
    assert max(abs(error) for name, error in parameters["1"] if name in CLINICAL) <= 0.005


def test_coarse_contours_are_off_by_3_percent_in_no_more_than_9_of_255(
    parameters: dict[str, Parameters],
) -> None:
    """Pinnacle 93, PlanIQ 18, the best open-source engine 23."""
    assert len(parameters["2"]) == 255
    assert off_by_more_than(3, parameters["2"]) <= 9
    without = [p for p in parameters["2"] if p[0] not in EXTREMES]
    assert len(without) == 195
    assert off_by_more_than(3, without) <= 9


def test_extremes_are_exact_at_vertices_and_cap_planes(parameters: dict[str, Parameters]) -> None:
    extremes = [error for test in "12" for name, error in parameters[test] if name in EXTREMES]
    assert len(extremes) == 80 + 60
    assert max(map(abs, extremes)) <= 5e-4


def test_the_smooth_model_is_off_by_3_percent_in_no_more_than_2_of_195(
    benchmark_script: ModuleType, realdata: Path
) -> None:
    """The contours sit on the poles, which favours smooth surfaces and fails linear ones."""
    rows = list(benchmark_script.run(realdata / "nelms2015", DvhSettings(between=Between.SMOOTH)))
    assert off_by_more_than(3, benchmark_script.gather(rows, "1")) == 0
    coarse = benchmark_script.gather(rows, "2")
    assert off_by_more_than(3, [p for p in coarse if p[0] not in EXTREMES]) <= 2
    assert max(abs(error) for name, error in coarse if name in EXTREMES) <= 5e-4


def test_other_cases_of_the_family_run_under_other_names_and_without_dose_files(
    benchmark_script: ModuleType,
    rows: list[tuple[dict[str, str], dict[str, float]]],
    realdata: Path,
    tmp_path: Path,
) -> None:
    """Names, columns and grids that are not the paper's: the doses are made, and agree with its files."""
    source = realdata / "nelms2015"
    (tmp_path / "tilted_ball.dcm").symlink_to(source / "Sphere_20_0.dcm")
    table = (source / "truth.csv").read_text().splitlines()
    head, row = (
        line.split(",") for line in (table[0], next(r for r in table if r.startswith("2,Sphere_20")))
    )
    value = dict(zip(head, row, strict=True))
    columns = [
        "test",
        "structure_file",
        "dose_grid_mm",
        "gradient",
        "volume_cm3",
        "d95_gy",
        "d50_gy",
        "d0.03cc_gy",
    ]
    # By symmetry half of the ball has the dose of its middle, 16 Gy, or more.
    truth = value | {"test": "tilted", "structure_file": "tilted_ball.dcm", "d50_gy": "16.0"}
    lines = [
        ",".join(columns),
        *(",".join((truth | {"gradient": g})[c] for c in columns) for g in ("AntPost", "SupInf")),
    ]
    (tmp_path / "truth.csv").write_text("\n".join(lines))

    found = list(benchmark_script.run(tmp_path))
    assert [sorted(errors) for _, errors in found] == [["d0.03cc_gy", "d50_gy", "d95_gy", "volume_cm3"]] * 2
    assert len(benchmark_script.gather(found, "tilted")) == 2 * 3 + 1
    assert max(abs(errors["d50_gy"]) for _, errors in found) < 1e-3
    paper = next(e for t, e in rows if t["structure_file"] == "Sphere_20_0.dcm")
    for name in ("volume_cm3", "d95_gy", "d0.03cc_gy"):
        assert found[0][1][name] == pytest.approx(paper[name], abs=2e-3)
