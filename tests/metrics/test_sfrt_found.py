"""Vertices found in the dose are the regions of an isodose, whose volume is known."""

from __future__ import annotations

from math import log, pi

import numpy as np
import pytest
from lattice import box, dose_of, to_nearest

from rtqa.geometry.planar import lay_flat
from rtqa.metrics.sfrt.found import find_regions
from rtqa.metrics.sfrt.solid import measure_moments

CENTRES = [(20.0, 20.0, 15.0), (50.0, 20.0, 15.0)]
TARGET = lay_flat(box("GTV", (0, 0, 0), (70, 40, 30)), axes=np.eye(3), set_spacing_mm=1.0)
SIGMA_MM = 8.0
_AWAY = to_nearest(CENTRES)
GAUSSIANS = dose_of(
    lambda x, y, z: 20.0 * np.exp(-(_AWAY(x, y, z) ** 2) / (2 * SIGMA_MM**2)), (-5, -5, -5), (75, 45, 35)
)


@pytest.mark.parametrize("level_gy", [10.0, 15.0, 18.0])
def test_each_peak_is_a_region_of_its_isodose(level_gy: float) -> None:
    radius_mm = SIGMA_MM * (2 * log(20.0 / level_gy)) ** 0.5
    regions = find_regions(GAUSSIANS, TARGET, level_gy=level_gy, least_cm3=0.05)
    assert [region.name for region in regions] == ["V1", "V2"]
    for region, centre in zip(regions, CENTRES, strict=True):
        moments = measure_moments(lay_flat(region, axes=np.eye(3), set_spacing_mm=1.0))
        assert moments.volume_cm3 == pytest.approx(4 / 3 * pi * radius_mm**3 / 1000, rel=0.03)
        assert moments.centre_mm == pytest.approx(centre, abs=0.3)


def test_where_the_dose_joins_two_peaks_they_are_one_region() -> None:
    between_gy = 20.0 * np.exp(-(15.0**2) / (2 * SIGMA_MM**2))
    assert len(find_regions(GAUSSIANS, TARGET, level_gy=0.9 * between_gy, least_cm3=0.05)) == 1
    assert len(find_regions(GAUSSIANS, TARGET, level_gy=1.2 * between_gy, least_cm3=0.05)) == 2


def test_nothing_is_found_above_the_maximum_or_in_specks() -> None:
    assert find_regions(GAUSSIANS, TARGET, level_gy=21.0, least_cm3=0.05) == ()
    assert find_regions(GAUSSIANS, TARGET, level_gy=18.0, least_cm3=5.0) == ()


def test_a_region_ends_at_the_target_s_surface() -> None:
    half = lay_flat(box("GTV", (0, 0, 0), (20, 40, 30)), axes=np.eye(3), set_spacing_mm=1.0)
    (region,) = find_regions(GAUSSIANS, half, level_gy=15.0, least_cm3=0.05)
    assert region.contours.points_mm[:, 0].max() == pytest.approx(20.0)


def test_outside_of_the_dose_grid_nothing_is_found() -> None:
    cut = dose_of(lambda x, y, z: 20.0 + 0.0 * (x + y + z), (-5, -5, -5), (30, 45, 35))
    (region,) = find_regions(cut, TARGET, level_gy=15.0, least_cm3=0.05)
    assert region.contours.points_mm[:, 0].max() == pytest.approx(30.0, abs=0.5)
