"""Volumes of isodoses, and what is made of them, against closed forms and a count of fine voxels."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, pi, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from scipy import ndimage

import rtqa
from phantoms import dose_around, linear, rectangle, rings_of, structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.commission.solids import sphere
from rtqa.dvh.compute import belonging, planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.isodose import Isodoses
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.metrics import Measurement, Outcome, Unmeasurable, measure
from rtqa.model.geometry import Floats

PEAK_GY = 60.0


@dataclass(frozen=True)
class Ball:
    """A spherical target in a Gaussian dose about its middle.

    Attributes:
        radius_mm: of the target.
        isodose_mm: radius at which the dose is the prescription.
        prescribed_frac: of the peak.
    """

    radius_mm: float
    isodose_mm: float
    prescribed_frac: float = 0.6

    def reach_mm(self, share: float) -> float:
        """Where the dose is this share of the prescription."""
        return self.isodose_mm * sqrt(log(share * self.prescribed_frac) / log(self.prescribed_frac))

    def at(self, points_mm: Floats) -> Floats:
        away_mm2 = np.sum(points_mm**2, axis=1)
        return np.asarray(PEAK_GY * self.prescribed_frac ** (away_mm2 / self.isodose_mm**2))

    def measured(self, *, grid_mm: float, phase: tuple[float, float, float], reach: float) -> Sphere:
        rings = rings_of(sphere(self.radius_mm), spacing_mm=1.0, phase=phase[2])
        corners = np.array([[-reach] * 3, [reach] * 3])
        dose = dose_around(self.at, corners, spacing_mm=grid_mm, phase=phase, pad_mm=0.0)
        drawn = lay_flat(structure_of(rings), set_spacing_mm=None)
        return Sphere(planar_dvh(drawn, dose=dose), Isodoses(dose=dose, structure=drawn), self)


@dataclass(frozen=True)
class Sphere:
    dvh: DVH
    isodoses: Isodoses
    ball: Ball

    def measure(self, metric: str) -> Outcome:
        prescribed_gy = PEAK_GY * self.ball.prescribed_frac
        return measure(self.dvh, metric, prescription_gy=prescribed_gy, isodoses=self.isodoses)

    def value(self, metric: str, truth: float) -> float:
        outcome = self.measure(metric)
        assert isinstance(outcome, Measurement), outcome
        assert outcome.interval is not None
        assert outcome.interval.low <= truth <= outcome.interval.high, metric
        return outcome.value


@pytest.mark.parametrize("isodose", [0.8, 1.0, 1.2], ids="isodose {} R".format)
@pytest.mark.parametrize(
    ("radius_mm", "grid_mm"),
    [(5.0, 1.0), (5.0, 1.5), (5.0, 2.5), (10.0, 2.0), (10.0, 2.5), (20.0, 2.5), (30.0, 2.5)],
)
def test_a_sphere_in_a_gaussian_dose(radius_mm: float, grid_mm: float, isodose: float) -> None:
    ball = Ball(radius_mm, isodose * radius_mm)
    phase = (0.3, 0.7, 0.45)
    sphere = ball.measured(grid_mm=grid_mm, phase=phase, reach=ball.reach_mm(0.5) + grid_mm)
    target, spilled, half = radius_mm**3, ball.isodose_mm**3, ball.reach_mm(0.5) ** 3
    # Paddick's index within 0.01 of what it is; the others within 2 %, most of which is the drawn target's.
    conformation = min(target, spilled) ** 2 / (target * spilled)
    assert sphere.value("CN100%", conformation) == pytest.approx(conformation, abs=0.01)
    assert sphere.value("CI100%", spilled / target) == pytest.approx(spilled / target, rel=0.02)
    assert sphere.value("R50%", half / target) == pytest.approx(half / target, rel=0.02)
    assert sphere.value("GI", half / spilled) == pytest.approx(half / spilled, rel=0.01)
    truth_cm3 = 4.0 / 3.0 * pi * spilled / 1000.0
    assert sphere.value("Isodose100%[cc]", truth_cm3) == pytest.approx(truth_cm3, rel=0.01)


@pytest.fixture(scope="module")
def small() -> Sphere:
    """Of 10 mm, with its isodose of half the prescription cut by the dose grid, and that of 70 % not."""
    return Ball(10.0, 10.0).measured(grid_mm=2.0, phase=(0.3, 0.7, 0.45), reach=14.0)


def test_at_a_dose_it_is_the_same_as_at_a_share_of_the_prescription(small: Sphere) -> None:
    assert small.measure("CN36Gy").value == pytest.approx(small.measure("CN100%").value)  # type: ignore[union-attr]
    assert small.measure("CI3600cGy").value == pytest.approx(small.measure("R100%").value)  # type: ignore[union-attr]


def test_an_isodose_that_the_grid_cuts_is_bounded_from_below(small: Sphere) -> None:
    seen_cm3 = np.count_nonzero(small.isodoses.dose.values_gy >= 3.0) * 0.008
    for metric in ("Isodose3Gy[cc]", "R3Gy", "GI6Gy"):
        outcome = small.measure(metric)
        assert isinstance(outcome, Unmeasurable)
        assert outcome.reason == "the isodose reaches the edge of the dose grid"
        assert outcome.bounds is not None
        assert outcome.bounds.high == inf
    volume = small.measure("Isodose3Gy[cc]")
    assert isinstance(volume, Unmeasurable)
    assert volume.bounds is not None
    assert volume.bounds.low == pytest.approx(seen_cm3, rel=0.2)


def test_of_a_conformation_with_a_cut_isodose_the_highest_is_known(small: Sphere) -> None:
    outcome = small.measure("CN3Gy")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.bounds is not None
    # The whole grid of (2 · 14 + about 4) mm is within the isodose, and the target in it.
    grid_cm3 = np.prod([n - 1 for n in small.isodoses.dose.grid.shape_kji]) * 0.008
    assert outcome.bounds.low == 0.0
    assert outcome.bounds.high == pytest.approx(4.0 / 3.0 * pi / grid_cm3, rel=0.1)


def test_an_isodose_elsewhere_is_not_the_structures(small: Sphere) -> None:
    outcome = small.measure("CI61Gy")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason == "the isodose of 61 Gy does not reach the structure"
    assert small.measure("Isodose61Gy[cc]").value == 0.0  # type: ignore[union-attr]


def test_without_the_dose_around_it_nothing_is_made_up(small: Sphere) -> None:
    outcome = measure(small.dvh, "CN36Gy")
    assert isinstance(outcome, Unmeasurable)
    assert outcome.reason.startswith("isodoses and distances need the dose around the structure")


@pytest.fixture(scope="module")
def two() -> tuple[DVH, Isodoses]:
    """A sphere of 8 mm in a Gaussian dose, and 40 mm beside it another dose alike, of another target."""
    ball = Ball(8.0, 8.0)

    def both(points_mm: Floats) -> Floats:
        return ball.at(points_mm) + ball.at(points_mm - [40.0, 0.0, 0.0])

    corners = np.array([[-16.0, -16.0, -16.0], [56.0, 16.0, 16.0]])
    dose = dose_around(both, corners, spacing_mm=2.0, phase=(0.1, 0.4, 0.8), pad_mm=0.0)
    drawn = lay_flat(structure_of(rings_of(sphere(8.0), spacing_mm=1.0, phase=0.5)), set_spacing_mm=None)
    return planar_dvh(drawn, dose=dose), Isodoses(dose=dose, structure=drawn)


def test_each_of_two_targets_has_its_own_part_of_an_isodose(two: tuple[DVH, Isodoses]) -> None:
    dvh, isodoses = two
    one_cm3 = 4.0 / 3.0 * pi * 0.512
    assert isodoses.touching(36.0).smooth_cm3 == pytest.approx(one_cm3, rel=0.01)
    assert isodoses.anywhere(36.0).smooth_cm3 == pytest.approx(2.0 * one_cm3, rel=0.01)
    assert measure(dvh, "CI36Gy", isodoses=isodoses).value == pytest.approx(1.0, abs=0.02)  # type: ignore[union-attr]


def test_uneven_slices() -> None:
    ball = Ball(10.0, 10.0)
    nodes = np.arange(-20.0, 21.0, 2.0)
    slices = np.concatenate([np.arange(-21.0, 0.0, 3.0), np.arange(0.0, 21.0, 2.0)])
    dose = dose_on_nodes(ball.at, [nodes, nodes, slices])
    assert not dose.grid.is_uniform
    drawn = lay_flat(structure_of(rings_of(sphere(10.0), spacing_mm=1.0, phase=0.5)), set_spacing_mm=None)
    volume = Isodoses(dose=dose, structure=drawn).touching(36.0)
    assert volume.smooth_cm3 == pytest.approx(4.0 / 3.0 * pi, rel=0.01)


def test_a_box_in_a_linear_dose() -> None:
    # 20 × 20 × 20 mm from 30 to 50 Gy evenly, along x.
    planes = np.arange(-9.0, 10.0, 2.0)
    drawn = structure_of([(height, rectangle(-10.0, -10.0, 10.0, 10.0)) for height in planes])
    dose = dose_around(linear((1, 0, 0), at_centre_gy=40.0), drawn.contours.points_mm, spacing_mm=2.5)
    dvh = planar_dvh(lay_flat(drawn, set_spacing_mm=None), dose=dose)
    truth = {
        "MOH2cc[Gy]": 47.5,
        "MOC25%[Gy]": 32.5,
        "Integral[Gy*cc]": 320.0,
        "HI": (49.6 - 30.4) / 40.0,
        "HIRTOG": 1.25,
        "gEUD8[Gy]": ((50.0**9 - 30.0**9) / 9 / 20) ** 0.125,
        "gEUD-10[Gy]": ((30.0**-9 - 50.0**-9) / 9 / 20) ** -0.1,
    }
    for metric, expected in truth.items():
        outcome = measure(dvh, metric, prescription_gy=40.0)
        assert isinstance(outcome, Measurement)
        assert outcome.value == pytest.approx(expected, rel=1e-3), metric
        assert outcome.interval is not None
        assert expected in outcome.interval


def test_the_isodose_of_a_sample_plan_against_its_voxels() -> None:
    case = rtqa.read_case("sample_plans/ccrt_pass")
    isodoses = rtqa.compute_isodoses(case, "PTV_7000")
    dose = isodoses.dose
    counted_cm3 = np.count_nonzero(dose.values_gy >= 60.0) * np.prod(dose.grid.spacing_mm) / 1000.0
    outcome = measure(rtqa.compute_dvh(case, "PTV_7000"), "Isodose60Gy[cc]", isodoses=isodoses)
    assert isinstance(outcome, Measurement)
    assert outcome.value == pytest.approx(counted_cm3, rel=0.03)


def test_real_small_targets_against_a_count_of_voxels(realdata: Path) -> None:
    structure_set, dose = belonging(rtqa.read_case(realdata / "srs_raystation").treatment)
    for name, dose_gy in (("PTV_1", 40.0), ("PTV_3", 50.0), ("PTV_2", 42.0)):
        drawn = lay_flat(
            structure_set.structure(name),
            set_spacing_mm=structure_set.plane_spacing_mm,
            slices=structure_set.slices,
        )
        isodoses = Isodoses(dose=dose, structure=drawn)
        dvh = planar_dvh(drawn, dose=dose)
        counted = count_voxels(isodoses, dose_gy)
        for metric, expected in counted.items():
            outcome = measure(dvh, f"{metric}{dose_gy:g}Gy", isodoses=isodoses)
            assert isinstance(outcome, Measurement)
            assert outcome.interval is not None
            assert outcome.interval.low * 0.98 <= expected <= outcome.interval.high * 1.02, (name, metric)
            assert outcome.value == pytest.approx(expected, rel=0.05), (name, metric)


def count_voxels(isodoses: Isodoses, dose_gy: float) -> dict[str, float]:
    """CN, CI and GI by counting voxels, three to a node along each axis."""
    dose, drawn = isodoses.dose, isodoses.structure
    n = 3
    middle = np.round(dose.grid.to_ijs(drawn.points_mm.mean(axis=0)[None])[0, ::-1]).astype(int)
    low = np.maximum(middle - 24, 0)
    window = tuple(slice(first, first + 49) for first in low)
    values = dose.values_gy[window].astype(float)
    index = np.stack(np.meshgrid(*(np.arange(n * (m - 1) + 1) / n for m in values.shape), indexing="ij"))
    fine = ndimage.map_coordinates(values, index, order=3, mode="mirror")
    points = dose.grid.to_points_mm((index.reshape(3, -1).T + low)[:, ::-1])
    inside = contains(drawn, points).reshape(fine.shape)
    volumes = []
    for level in (dose_gy, dose_gy / 2.0):
        parts, _ = ndimage.label(fine >= level)
        touching = np.isin(parts, np.setdiff1d(np.unique(parts[inside]), [0]))
        assert not any(touching.take((0, -1), axis=axis).any() for axis in range(3))
        volumes.append(np.count_nonzero(touching))
    covered = np.count_nonzero(inside & (fine >= dose_gy))
    return {
        "CN": covered**2 / (np.count_nonzero(inside) * volumes[0]),
        "CI": volumes[0] / np.count_nonzero(inside),
        "GI": volumes[1] / volumes[0],
    }


def contains(drawn: PlanarStructure, points_mm: Floats) -> npt.NDArray[np.bool_]:
    """Whether points lie in the region of the plane nearest to them, within half a gap."""
    offsets = drawn.offsets_mm
    nearest = np.abs(points_mm[:, 2, None] - offsets).argmin(axis=1)
    near = np.abs(points_mm[:, 2] - offsets[nearest]) <= np.median(np.diff(offsets)) / 2.0
    inside = np.zeros(len(points_mm), dtype=bool)
    for plane in range(len(offsets)):
        there = np.flatnonzero(near & (nearest == plane))
        inside[there] = shapely.contains_xy(drawn.region(plane), points_mm[there, 0], points_mm[there, 1])
    return inside
