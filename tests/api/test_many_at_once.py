"""Threads and processes give the same numbers, and nothing of a plan outlives it."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import rtqa

WIDTHS = [4.0, 6.0, 8.0, 10.0]


def case_of(width_mm: float) -> rtqa.Case:
    """A ball in a dose that falls off over so many mm."""
    away_mm = 3.0 * np.linalg.norm(np.indices((24, 24, 24)) - 11.5, axis=0)
    return rtqa.case_from_arrays(
        60.0 / (1.0 + np.exp((away_mm - 22.0) / width_mm)),
        origin_mm=(0, 0, 0),
        spacing_mm=(3, 3, 3),
        structures={"PTV": away_mm < 20.0, "Ring": (away_mm > 22.0) & (away_mm < 30.0)},
    )


def rows_of(width_mm: float) -> tuple[rtqa.MetricRow, ...]:
    return rtqa.measure_all(case_of(width_mm), ["D95%[Gy]", "D2%[Gy]", "Mean[Gy]"])


@pytest.fixture(scope="module")
def one_by_one() -> list[tuple[rtqa.MetricRow, ...]]:
    return list(map(rows_of, WIDTHS))


def test_threads_give_the_same(one_by_one: list[tuple[rtqa.MetricRow, ...]]) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(rows_of, WIDTHS)) == one_by_one


def test_processes_give_the_same(one_by_one: list[tuple[rtqa.MetricRow, ...]]) -> None:
    with ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(rows_of, WIDTHS)) == one_by_one


def test_nothing_of_a_plan_outlives_it() -> None:
    """No cache holds a case, a curve or a report; 1,000 plans: `python benchmarks/many_plans.py`."""
    kinds = (rtqa.Case, rtqa.Treatment, rtqa.DVH, rtqa.Report)
    gc.collect()
    before = sum(isinstance(thing, kinds) for thing in gc.get_objects())
    case = case_of(5.0)
    report = rtqa.check(case, protocol="tg101-single")
    assert report.curves
    del case, report
    gc.collect()
    assert sum(isinstance(thing, kinds) for thing in gc.get_objects()) == before
