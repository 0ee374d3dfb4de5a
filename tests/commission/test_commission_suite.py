"""The suite passes here; an engine that is broken does not pass it; its tolerances are not hollow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rtqa.commission import run
from rtqa.commission.commission_document import build_document
from rtqa.commission.prisms import prisms_of
from rtqa.commission.run import PhantomResult, run_suite
from rtqa.commission.solids import Solid, cone, lying_cylinder, sphere
from rtqa.commission.suite import PhantomSet
from rtqa.commission.tolerance import CALCULATION_MM
from rtqa.dvh.compute import planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import PlanarStructure
from rtqa.metrics import Interval, Measurement
from rtqa.model.dose import Dose
from rtqa.model.geometry import owned

Engine = Callable[..., DVH]


def test_every_phantom_passes(results: tuple[PhantomResult, ...]) -> None:
    failed = [(one.phantom.name, str(row.metric)) for one in results for row in one.rows if not row.passed]
    assert failed == []
    assert 25 <= len(results) <= 60


def test_names_are_short_and_each_is_there_once(suite: tuple[PhantomSet, ...]) -> None:
    names = [phantom.name for each in suite for phantom in each.phantoms]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 16


def test_the_calculation_is_a_quarter_of_its_tolerance_off(results: tuple[PhantomResult, ...]) -> None:
    """What the tolerance's docstring says was measured; a linear dose, where nothing else is to blame."""
    errors_mm = [
        abs(row.value - row.prisms.truth) / one.phantom_set.dose.gy_per_mm
        for one in results
        if one.phantom.peak is None
        for row in one.rows
        if row.prisms is not None and row.value is not None and row.metric.unit == "Gy"
    ]
    assert len(errors_mm) > 200
    assert max(errors_mm) < CALCULATION_MM / 2


def shifted(by_voxels: float) -> Engine:
    def engine(structure: PlanarStructure, *, dose: Dose) -> DVH:
        affine = np.array(dose.grid.affine_mm)
        affine[:3, 3] += by_voxels * affine[:3, :3].sum(axis=1)
        moved = replace(dose, grid=replace(dose.grid, affine_mm=owned(affine)))
        return planar_dvh(structure, dose=moved)

    return engine


def changed(change: Callable[[DVH], DVH]) -> Engine:
    return lambda structure, **given: change(planar_dvh(structure, **given))


BROKEN: dict[str, Engine] = {
    "dose half a voxel off": shifted(0.5),
    "dose a twentieth of a voxel off": shifted(0.05),
    "volume scaled by 1.001": changed(
        lambda dvh: replace(dvh, volume_cm3=owned(dvh.volume_cm3 * 1.001), total_cm3=dvh.total_cm3 * 1.001)
    ),
    "dose scaled by 1.001": changed(
        lambda dvh: replace(dvh, dose_gy=owned(dvh.dose_gy * 1.001), mean_gy=dvh.mean_gy * 1.001)
    ),
    "not a number": changed(lambda dvh: replace(dvh, total_cm3=np.nan, mean_gy=np.nan)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_engine_fails(
    fault: str, suite: tuple[PhantomSet, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "planar_dvh", BROKEN[fault])
    linear = [each for each in suite if each.name in {"A3", "O2"}]
    results = run_suite(linear)
    with_prisms = [one for one in results if one.rows[0].prisms is not None]
    assert not any(one.passed for one in with_prisms)
    document = build_document(results, comparison=None, environment={"rtqa": "0"}, created="now")
    assert document.passed is False
    assert document.counts.phantoms_passed <= len(results) - len(with_prisms)


def test_a_gaussian_shows_a_shift_too(suite: tuple[PhantomSet, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "planar_dvh", shifted(0.5))
    results = run_suite([each for each in suite if each.name in {"G1", "G2"}])
    assert sum(not one.passed for one in results) >= 4


def test_a_structure_that_cannot_be_computed_fails(
    suite: tuple[PhantomSet, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> DVH:
        raise UnsupportedError("no")

    monkeypatch.setattr(run, "planar_dvh", refuse)
    (result, *_) = run_suite(suite[:1])
    assert not any(row.passed for row in result.rows)
    assert all(row.value is None and row.error is None for row in result.rows)


def test_of_no_phantom_nothing_passes() -> None:
    assert not build_document((), comparison=None, environment={}, created="").passed


def test_intervals_are_counted_where_there_are_any(results: tuple[PhantomResult, ...]) -> None:
    row = results[0].rows[0]
    assert isinstance(row.outcome, Measurement)
    truth = row.solid.truth

    def with_interval(interval: Interval | None) -> bool | None:
        outcome = row.outcome
        assert isinstance(outcome, Measurement)
        return replace(row, outcome=replace(outcome, interval=interval)).is_covered

    assert with_interval(None) is None
    assert with_interval(Interval(low=truth - 1, high=truth + 1)) is True
    assert with_interval(Interval(low=truth + 1, high=truth + 2)) is False


@pytest.mark.parametrize("solid", [sphere(12.0), lying_cylinder(12.0, 20.0), cone(12.0, 24.0)])
@pytest.mark.parametrize("slice_mm", [1.0, 2.0, 3.0, 5.0])
def test_what_slices_lose_is_bounded_and_the_bound_is_met(solid: Solid, slice_mm: float) -> None:
    """Over all phases of the planes, the volume's error stays within its bound and comes near it."""
    worst = 0.0
    for phase in (np.arange(64) + 0.5) / 64:
        reach = int(solid.half_height_mm / slice_mm) + 2
        z = slice_mm * (np.arange(-reach, reach + 1) + phase)
        z = z[np.abs(z) < solid.half_height_mm]
        prisms = prisms_of([(float(each), solid.section(float(each))) for each in z], height_mm=slice_mm)
        assert prisms is not None
        worst = max(worst, abs(prisms.body().volume_mm3 / solid.body.volume_mm3 - 1.0))
    bound = solid.slicing(slice_mm).volume_frac
    assert 0.5 * bound < worst < 1.1 * bound
