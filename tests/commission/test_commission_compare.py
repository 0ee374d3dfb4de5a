"""A planning system's stored DVHs, in every spelling, laid beside rtqa's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from planning_system import BIN_GY, cumulative, plan_set
from pydicom import Dataset

from rtqa.commission.compare import Comparison, compare_with
from rtqa.commission.run import PhantomResult
from rtqa.dicom.stored_dvh import read_stored_dvhs
from rtqa.dvh import DVH
from rtqa.errors import AmbiguousInputError, InputError
from rtqa.metrics import Measurement, Unmeasurable
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

SET = "A3"


def differential(dvh: DVH) -> Dataset:
    ds = cumulative(dvh)
    widths, volume = np.array(ds.DVHData, dtype=float).reshape(-1, 2).T
    own = volume - np.append(volume[1:], 0.0)
    ds.DVHType = "DIFFERENTIAL"
    ds.DVHData = [f"{each:.8g}" for each in np.column_stack([widths, own]).ravel()]
    return ds


def running(dvh: DVH) -> Dataset:
    ds = cumulative(dvh)
    widths, volume = np.array(ds.DVHData, dtype=float).reshape(-1, 2).T
    ds.DVHData = [f"{each:.8g}" for each in np.column_stack([np.cumsum(widths) - widths, volume]).ravel()]
    return ds


def first_width_zero(dvh: DVH) -> Dataset:
    ds = cumulative(dvh)
    ds.DVHData[0] = "0"
    return ds


def without_extremes(dvh: DVH) -> Dataset:
    ds = cumulative(dvh)
    del ds.DVHMinimumDose, ds.DVHMaximumDose, ds.DVHMeanDose
    return ds


def errors(comparison: Comparison, results: tuple[PhantomResult, ...]) -> list[float]:
    """The planning system's differences from rtqa, in Gy and percent; of what it measures."""
    rows = {one.phantom.name: one.rows for one in results}
    return [
        theirs.value - row.value
        for one in comparison.compared
        for row, theirs in zip(rows[one.name], one.outcomes, strict=True)
        if isinstance(theirs, Measurement) and row.value is not None
    ]


SPELLINGS: dict[str, Callable[[DVH], Dataset]] = {
    "cumulative": cumulative,
    "scaled": partial(cumulative, relative_to=0.01),
    "percent": partial(cumulative, percent=True),
    "differential": differential,
    "running doses": running,
    "first width zero": first_width_zero,
    "without extremes": without_extremes,
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_read_as_meant(
    spelling: str, results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    plan_set(exported / SET, tmp_path, write=SPELLINGS[spelling])
    comparison = compare_with(results, tmp_path)
    here = {one.phantom.name for one in results if one.phantom_set.name == SET}
    assert {one.name for one in comparison.compared} == here
    assert set(comparison.absent) == {one.phantom.name for one in results} - here
    assert comparison.unusable == ()
    found = errors(comparison, results)
    assert len(found) >= 9 * len(here)
    # A bin's width in Gy; in percent of a volume the slope times that, 0.2 %.
    assert max(map(abs, found)) < 10 * BIN_GY
    assert np.median(np.abs(found)) < BIN_GY


def test_of_volumes_in_percent_no_cm3_is_made_up(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    plan_set(exported / SET, tmp_path, write=partial(cumulative, percent=True))
    comparison = compare_with(results, tmp_path)
    rows = {one.phantom.name: one.rows for one in results}
    for one in comparison.compared:
        for row, theirs in zip(rows[one.name], one.outcomes, strict=True):
            assert isinstance(theirs, Unmeasurable) == ("cc" in str(row.metric))


def test_several_sets_in_one_folder_keep_their_names(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    # Without a reference to its structure set, a dose finds it by the frame of reference.
    for name in ("A3", "S3"):
        plan_set(exported / name, tmp_path, refer=False)
    assert len(compare_with(results, tmp_path).compared) == 13


def test_without_the_structure_set_the_exported_numbers_tell(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    plan_set(exported / SET, tmp_path)
    (tmp_path / f"{SET}_RTSTRUCT.dcm").unlink()
    assert len(compare_with(results, tmp_path).compared) == 6


def test_two_dvhs_of_one_phantom_are_refused(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    plan_set(exported / SET, tmp_path / "one")
    plan_set(exported / SET, tmp_path / "two", write=differential)
    with pytest.raises(AmbiguousInputError, match="two DVHs of"):
        compare_with(results, tmp_path)


def test_a_folder_without_dvhs_of_phantoms_is_refused(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no RTDOSE among the files holds a DVHSequence"):
        compare_with(results, exported / SET)
    plan_set(exported / SET, tmp_path)
    others = tuple(one for one in results if one.phantom_set.name != SET)
    with pytest.raises(InputError, match="none of the 6 DVHs in the folder is of a phantom"):
        compare_with(others, tmp_path)


def spoilt(**attributes: object) -> Callable[[DVH], Dataset]:
    def write(dvh: DVH) -> Dataset:
        ds = cumulative(dvh)
        for keyword, value in attributes.items():
            setattr(ds, keyword, value)
        return ds

    return write


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (spoilt(DoseUnits="RELATIVE"), "DoseUnits is RELATIVE"),
        (spoilt(DVHVolumeUnits="PER_U"), "DVHVolumeUnits is PER_U"),
        (spoilt(DVHType="NATURAL"), "DVHType is NATURAL"),
        (spoilt(DVHData=["1", "2", "3"]), "no pairs"),
        (spoilt(DVHData=["1", "-2"]), "negative"),
        (spoilt(DVHData=["1", "0"]), "no volume"),
        (spoilt(DVHDoseScaling=None), "DVHDoseScaling is absent"),
    ],
)
def test_what_cannot_be_read_is_said(
    write: Callable[[DVH], Dataset], reason: str, exported: Path, tmp_path: Path
) -> None:
    dvhs = read_stored_dvhs(plan_set(exported / SET, tmp_path, write=write))
    assert len(dvhs) == 6
    assert all(isinstance(dvh, UnusableDVH) and reason in str(dvh.reason) for dvh in dvhs)


def test_a_curve_begins_where_the_whole_ends(exported: Path, tmp_path: Path) -> None:
    found = read_stored_dvhs(plan_set(exported / SET, tmp_path))
    for one in found:
        assert isinstance(one, StoredDVH)
        assert one.min_gy is not None
        assert one.max_gy is not None
        # The tips of a cone's base are below the digits that the curve is written with.
        assert one.dose_gy[0] == pytest.approx(one.min_gy, abs=10 * BIN_GY)
        assert one.dose_gy[-1] == pytest.approx(one.max_gy, abs=10 * BIN_GY)
        assert np.all(np.diff(one.dose_gy) > 0)
        assert np.all(np.diff(one.volume) <= 0)
        assert one.volume[-1] == 0.0
