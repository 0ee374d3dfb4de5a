"""The band of a DVH, against numbers worked out by hand and against the intervals of single volumes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rtqa.dvh.curve import DVH
from rtqa.metrics import Measurement, measure
from rtqa.metrics.band import compute_band
from rtqa.model.dose import DoseQuantity


def line(low_gy: float, high_gy: float, *, dosed_cm3: float = 10.0, total_cm3: float = 10.0) -> DVH:
    """A volume over which the dose grows evenly."""
    return DVH(
        structure="Any",
        dose_gy=np.array([low_gy, high_gy]),
        volume_cm3=np.array([dosed_cm3, 0.0]),
        mean_gy=(low_gy + high_gy) / 2.0,
        total_cm3=total_cm3,
        quantity=DoseQuantity.PHYSICAL,
        computed="by hand",
    )


def test_without_a_doubt_the_band_is_the_curve() -> None:
    band = compute_band(line(0.0, 40.0), n=5)
    assert band is not None
    assert band.dose_gy == pytest.approx([0.0, 10.0, 20.0, 30.0, 40.0])
    assert band.low_frac == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0])
    assert band.high_frac == pytest.approx(band.low_frac)


def test_causes_of_doubt_act_together_and_reach_beyond_the_curve() -> None:
    # At 20 Gy the curve has 0.5; its alternatives 0.5 (0–40), 0.75 (10–50) and 0.25 (−10–30, from 0 on).
    hotter, colder = line(10.0, 50.0), line(-10.0, 30.0)
    both = replace(line(0.0, 40.0), alternatives=((hotter,), (colder,)))
    band = compute_band(both, n=6)
    assert band is not None
    assert band.dose_gy == pytest.approx([0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    assert band.high_frac == pytest.approx([1.0, 1.0, 0.75, 0.5, 0.25, 0.0])
    assert band.low_frac == pytest.approx([0.75, 0.5, 0.25, 0.0, 0.0, 0.0])


def test_what_lies_outside_the_dose_grid_may_have_any_dose() -> None:
    band = compute_band(line(0.0, 40.0, dosed_cm3=8.0, total_cm3=10.0), n=3)
    assert band is not None
    assert band.low_frac == pytest.approx([0.8, 0.4, 0.0])
    assert band.high_frac == pytest.approx([1.0, 0.6, 0.2])


def test_it_is_the_interval_of_each_volume() -> None:
    doubtful = replace(
        line(5.0, 45.0),
        alternatives=((line(4.0, 46.0, dosed_cm3=11.0, total_cm3=11.0),), (line(6.0, 45.0),)),
        precision_frac=1e-3,
    )
    band = compute_band(doubtful, n=47)
    assert band is not None
    for dose_gy, low, high in list(zip(*band, strict=True))[1:-1]:
        outcome = measure(doubtful, f"V{dose_gy:g}Gy[%]")
        assert isinstance(outcome, Measurement)
        assert outcome.interval is not None
        assert (low, high) == pytest.approx((outcome.interval.low / 100.0, outcome.interval.high / 100.0))


def test_nothing_has_no_band() -> None:
    assert compute_band(line(0.0, 40.0, dosed_cm3=0.0, total_cm3=0.0)) is None
