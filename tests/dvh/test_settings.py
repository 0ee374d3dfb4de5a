"""What the settings change, against closed forms: end caps, and the dose between its nodes."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms import ball_of_discs, dose_around, rectangle, rings_of, structure_of
from rtqa.commission.doses import Peak, dose_on_nodes
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import Between, DvhSettings, Interpolation
from rtqa.errors import UsageError

SQUARE_CM2 = 1.0
PLANES_MM = (0.0, 3.0, 6.0, 9.0)
NODES_MM = [np.arange(-12.0, 13.0, 3.0), np.arange(-12.0, 13.0, 3.0), np.arange(-15.0, 31.0, 2.5)]


def column(**settings: float) -> DVH:
    """A column of four 1 cm² squares, 3 mm apart, in 100 Gy + 1 Gy/mm along it."""
    structure = structure_of([(z, rectangle(-5, -5, 5, 5)) for z in PLANES_MM])
    dose = dose_on_nodes(lambda p: 100 + p[:, 2], NODES_MM)
    return structure_dvh(structure, dose=dose, set_spacing_mm=None, settings=DvhSettings(**settings))


@pytest.mark.parametrize(
    ("limit_mm", "length_mm"), [(0.0, 9.0), (1.0, 11.0), (1.5, 12.0), (5.0, 12.0), (float("inf"), 12.0)]
)
def test_caps_reach_half_a_slice_and_no_further_than_their_limit(limit_mm: float, length_mm: float) -> None:
    dvh = column(cap_limit_mm=limit_mm)
    reach = (length_mm - 9.0) / 2
    assert dvh.total_cm3 == pytest.approx(length_mm / 10 * SQUARE_CM2, rel=1e-9)
    assert (dvh.min_gy, dvh.max_gy) == pytest.approx((100 - reach, 109 + reach), abs=1e-4)
    assert dvh.mean_gy == pytest.approx(104.5, abs=1e-4)


def test_a_negative_limit_of_the_caps_is_refused() -> None:
    with pytest.raises(UsageError, match="end caps cannot be limited to -1 mm"):
        DvhSettings(cap_limit_mm=-1)


def test_models_go_by_their_words_and_others_are_refused() -> None:
    assert DvhSettings(interpolation="tricubic") == DvhSettings(interpolation=Interpolation.TRICUBIC)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="between is 'cubes'; give prism, shape, smooth"):
        DvhSettings(between="cubes")  # type: ignore[arg-type]


def test_the_method_of_a_dvh_says_its_settings() -> None:
    settings = DvhSettings(cap_limit_mm=1.5, interpolation=Interpolation.TRICUBIC)
    assert str(settings) == (
        "right prisms, slabs to mid-planes, half-slice caps up to 1.5 mm; exact area coverage; tricubic dose"
    )
    assert str(DvhSettings(between=Between.SHAPE)).startswith("shapes interpolated by signed distance, half-")
    assert column(cap_limit_mm=0).method.startswith("right prisms, slabs to mid-planes, no end caps;")


@pytest.mark.parametrize("radius_mm", [2.0, 3.0, 5.0, 9.0])
def test_a_tricubic_dose_gives_a_gaussians_paddick_index_to_a_hundredth(radius_mm: float) -> None:
    # Walker & Byrne 2025: σ = R, so the isodose of the target's edge is the target itself, and the index
    # of the smooth ball is 1; that of the prisms that its contours stand for is a little less.
    spacing_mm, phase, peak_mm = 0.2, 0.37, np.array([0.3, -0.2, 0.1])
    peak = Peak(centre_mm=peak_mm, sigma_mm=radius_mm, peak_gy=20.0)
    level_gy = 20.0 * np.exp(-0.5)
    assert peak.reach_mm(level_gy) == pytest.approx(radius_mm)
    target, around = (
        structure_of(rings_of(sphere(r), spacing_mm=spacing_mm, phase=phase), centre_mm=peak_mm)
        for r in (radius_mm, 1.5 * radius_mm)
    )
    dose = dose_around(peak.at, around.contours.points_mm, spacing_mm=1.0, phase=(0.1, 0.6, 0.3), pad_mm=8.0)

    def index(interpolation: Interpolation) -> float:
        settings = DvhSettings(interpolation=interpolation)
        inner, outer = (
            structure_dvh(s, dose=dose, set_spacing_mm=spacing_mm, settings=settings)
            for s in (target, around)
        )
        return inner.volume_at(level_gy) ** 2 / (inner.total_cm3 * outer.volume_at(level_gy))

    truth = index_of_prisms(radius_mm, spacing_mm=spacing_mm, phase=phase)
    assert index(Interpolation.TRICUBIC) == pytest.approx(truth, abs=0.01)
    assert index(Interpolation.TRILINEAR) < index(Interpolation.TRICUBIC)


def index_of_prisms(radius_mm: float, *, spacing_mm: float, phase: float) -> float:
    """Paddick's index of a ball's prisms in an isodose that is the ball itself."""
    discs = ball_of_discs(radius_mm, spacing_mm=spacing_mm, phase=phase)
    within = (np.arange(400) + 0.5) / 400 - 0.5
    heights_mm = discs.centres_mm[:, 2, None] + spacing_mm * within
    isodose_mm2 = np.maximum(radius_mm**2 - heights_mm**2, 0.0)
    covered = np.pi * spacing_mm * np.minimum(isodose_mm2, discs.radii_mm[:, None] ** 2).mean(axis=1).sum()
    return float(covered**2 / (discs.volume_mm3 * 4 / 3 * np.pi * radius_mm**3))
