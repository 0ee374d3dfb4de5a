"""What becomes of a structure beyond its outermost contours: tapered and undosed caps, in closed form.

A tapered cap is six layers: of a cone they hold 1/3 − 1/(12 × 6²), 0.7 % less than all of it.
"""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import Ring, circle, dose_around, rectangle, rings_of, structure_of
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import Between, DvhSettings, Ends

GAP_MM = 3.0
PLANES_MM = (0.0, 3.0, 6.0)
BODY_MM = 6.0


def dvh_of(rings: list[Ring], **settings: object) -> DVH:
    """In 50 Gy + 1 Gy/mm along z."""
    structure = structure_of(rings)
    dose = dose_around(lambda p: 50 + p[:, 2], structure.contours.points_mm, spacing_mm=2.5)
    return structure_dvh(structure, dose=dose, set_spacing_mm=GAP_MM, settings=DvhSettings(**settings))


def cap_mm3(contour: np.ndarray, **settings: object) -> float:
    """Volume of one tapered cap on a column."""
    rings = [(z, contour) for z in PLANES_MM]
    tapered = dvh_of(rings, ends=Ends.TAPERED, **settings).total_cm3
    return 500 * (tapered - dvh_of(rings, cap_limit_mm=0.0).total_cm3)


def test_a_tapered_cap_over_a_disc_is_a_cone() -> None:
    assert cap_mm3(circle(10)) == pytest.approx(np.pi * 100 * GAP_MM / 2 / 3, rel=0.02)


def test_a_tapered_cap_over_a_rectangle_is_a_hipped_roof() -> None:
    """Inset by a share t of the depth b/2: (a − bt)(b − bt), whose mean is b (a/2 − b/6)."""
    a, b = 30.0, 12.0
    roof = b * (a / 2 - b / 6) * GAP_MM / 2
    assert cap_mm3(rectangle(0, 0, a, b)) == pytest.approx(roof, rel=0.02)


def test_a_tapered_cap_reaches_no_further_than_its_limit() -> None:
    assert cap_mm3(circle(10), cap_limit_mm=0.9) == pytest.approx(np.pi * 100 * 0.9 / 3, rel=0.02)
    assert dvh_of([(0.0, circle(10))], ends=Ends.TAPERED, cap_limit_mm=0.9).max_gy <= 50.9 + 1e-4


def test_tapered_caps_go_with_every_model_between_the_contours() -> None:
    rings = rings_of(sphere(12), spacing_mm=GAP_MM, phase=0.3)
    for between in Between:
        flat, tapered, none = (
            dvh_of(rings, between=between, **ends).total_cm3
            for ends in ({}, {"ends": Ends.TAPERED}, {"cap_limit_mm": 0.0})
        )
        # Both caps are discs: a third of what they would hold flat.
        assert tapered - none == pytest.approx((flat - none) / 3, rel=0.02)


def test_doses_of_tapered_caps_are_those_of_cones() -> None:
    """Mean height of a cone above its base: a quarter of its height."""
    rings = [(z, circle(10)) for z in PLANES_MM[:2]]
    dvh = dvh_of(rings, ends=Ends.TAPERED)
    cone = GAP_MM / 2 / 3
    assert dvh.mean_gy == pytest.approx(51.5, abs=0.01)
    above = dvh.volume_at(53.0) * 1000
    assert above == pytest.approx(np.pi * 100 * cone, rel=0.02)


def test_undosed_caps_count_in_the_volume_and_not_in_the_dose() -> None:
    rings = [(z, circle(4 + z)) for z in PLANES_MM]
    flat, none, undosed = (dvh_of(rings), dvh_of(rings, cap_limit_mm=0.0), dvh_of(rings, ends=Ends.UNDOSED))
    assert undosed.total_cm3 == pytest.approx(flat.total_cm3, rel=1e-9)
    assert undosed.dosed_cm3 == pytest.approx(flat.total_cm3, rel=1e-6)
    assert (undosed.min_gy, undosed.max_gy) == pytest.approx((50.0, 50.0 + BODY_MM), abs=1e-4)
    assert undosed.mean_gy == pytest.approx(none.mean_gy, rel=1e-6)
    for share in (0.98, 0.5, 0.02):
        one, other = (dvh.dose_at(share * dvh.dosed_cm3) for dvh in (undosed, none))
        assert one == pytest.approx(other, abs=0.01)


def test_a_structure_of_one_plane_is_all_caps_and_keeps_its_dose() -> None:
    dvh = dvh_of([(0.0, circle(5))], ends=Ends.UNDOSED)
    assert dvh.dosed_cm3 == pytest.approx(np.pi * 25 * GAP_MM / 1000, rel=1e-4)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((48.5, 51.5), abs=1e-4)


def test_the_method_says_what_becomes_of_the_ends() -> None:
    assert "half-slice caps that taper off;" in str(DvhSettings(ends=Ends.TAPERED))
    assert "half-slice caps in the volume, not in the dose;" in str(DvhSettings(ends=Ends.UNDOSED))
    assert "no end caps;" in str(DvhSettings(ends=Ends.TAPERED, cap_limit_mm=0))
