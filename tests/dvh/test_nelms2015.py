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
def parameters(benchmark_script: ModuleType, realdata: Path) -> dict[str, Parameters]:
    rows = list(benchmark_script.run(realdata / "nelms2015"))
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


@pytest.mark.parametrize(("between", "most_of_195"), [(Between.SHAPE, 19), (Between.SMOOTH, 2)])
def test_opt_in_models_are_off_by_3_percent_as_seldom_as_such_models_can_be(
    benchmark_script: ModuleType, realdata: Path, between: Between, most_of_195: int
) -> None:
    """The contours sit on the poles, which favours smooth surfaces and fails linear ones."""
    rows = list(benchmark_script.run(realdata / "nelms2015", DvhSettings(between=between)))
    assert off_by_more_than(3, benchmark_script.gather(rows, "1")) == 0
    coarse = benchmark_script.gather(rows, "2")
    assert off_by_more_than(3, [p for p in coarse if p[0] not in EXTREMES]) <= most_of_195
    assert max(abs(error) for name, error in coarse if name in EXTREMES) <= 5e-4
