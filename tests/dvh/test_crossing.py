"""Contours that cross each other: few put together one by one, many by the faces between their lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from rtqa.geometry.crossing import combine


@pytest.mark.parametrize("n", [6, 60])
@pytest.mark.parametrize("is_xor", [False, True])
def test_squares_that_overlap_by_half(n: int, *, is_xor: bool) -> None:
    # Squares of 10 mm every 5 mm, in a row: all but the first and the last 5 mm are covered twice. A hole
    # lies in the first, and a bow tie of two triangles of 4 mm² apart from all.
    row = shapely.box(np.arange(n) * 5.0, 0.0, np.arange(n) * 5.0 + 10.0, 10.0)
    hole = shapely.box(1.0, 1.0, 3.0, 3.0)
    tie = shapely.Polygon([(-10.0, 0.0), (-6.0, 4.0), (-6.0, 0.0), (-10.0, 4.0)])
    region, exclusive_or_area = combine(np.array([*row, hole, tie]), np.full(n + 2, is_xor))
    assert exclusive_or_area == pytest.approx(100.0 - 4.0 + 8.0, abs=1e-9)
    union = 10.0 * (10.0 + 5.0 * (n - 1)) - 4.0 + 8.0
    assert region.area == pytest.approx(exclusive_or_area if is_xor else union, abs=1e-9)
    assert region.is_valid


def test_many_contours_anywhere_are_what_they_are_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(4)
    tie = np.array([[-10.0, -10.0], [10.0, 10.0], [10.0, -10.0], [-10.0, 10.0]])
    polygons = np.array([shapely.Polygon(tie * size + middle) for size, middle in zip(
        chance.uniform(0.1, 1.0, 40), chance.normal(0.0, 20.0, (40, 2)), strict=True
    )])  # fmt: skip
    many, many_area = combine(polygons, np.zeros(40, bool))
    monkeypatch.setattr("rtqa.geometry.crossing._FEW", 1000)
    few, few_area = combine(polygons, np.zeros(40, bool))
    assert (many.area, many_area) == pytest.approx((few.area, few_area), rel=1e-12)
    assert shapely.symmetric_difference(many, few).area == pytest.approx(0.0, abs=1e-9)
