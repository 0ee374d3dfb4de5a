"""A dose exported as one RTDOSE for each plane is one dose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import dose, plan, save_case, structures, without
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.model.case import DeviationKind, Treatment
from rtqa.model.dose import DoseScope


def plane(z: float, value: int, **elements: Any) -> Dataset:
    """A plane of 4 rows and 5 columns with one stored value; no frames, no offsets."""
    dataset = dose(
        np.full((1, 4, 5), value, dtype="<u2"),
        SOPInstanceUID=f"1.9.{int(10 * (z + 100))}",
        **{"SeriesInstanceUID": "1.9", "ImagePositionPatient": [-10, -20, z], **elements},
    )
    return without(dataset, "NumberOfFrames", "GridFrameOffsetVector")


def treat(folder: Path, *doses: Dataset) -> Treatment:
    return read_case(save_case(folder, plan(), structures(), *doses)).treatment


def test_planes_of_one_series_are_stacked_by_their_places(tmp_path: Path) -> None:
    """Each file has a scaling of its own."""
    treatment = treat(
        tmp_path,
        plane(-24, 300),
        plane(-30, 1000, DoseGridScaling="0.001"),
        plane(-27, 200),
    )
    assert treatment.dose is not None
    assert treatment.dose.scope is DoseScope.PLAN
    np.testing.assert_allclose(treatment.dose.values_gy[:, 0, 0], [1, 2, 3])
    np.testing.assert_allclose(
        treatment.dose.grid.to_points_mm([(0, 0, 0), (0, 0, 2)]), [(-10, -20, -30), (-10, -20, -24)]
    )
    assert {deviation.kind for deviation in treatment.deviations} == {DeviationKind.DOSE_SUMMED}


def test_a_plane_that_is_missing_is_asked_about(tmp_path: Path) -> None:
    treatment = treat(tmp_path, *(plane(z, 100) for z in (-30, -27, -21, -18)))
    assert treatment.dose is not None
    (deviation,) = treatment.deviations
    assert deviation.kind is DeviationKind.DOSE_EXTENT
    assert "not evenly spaced" in str(deviation.message)


@pytest.mark.parametrize(
    "other",
    [{"ImagePositionPatient": [-10, -20, -30]}, {"ImagePositionPatient": [-15, -20, -27]}],
    ids=["at one place", "beside each other"],
)
def test_planes_that_do_not_stack_are_named_once(tmp_path: Path, other: dict[str, Any]) -> None:
    treatment = treat(tmp_path, plane(-30, 100), plane(-27, 200, **other))
    assert treatment.dose is None
    (deviation,) = treatment.deviations
    assert deviation.kind is DeviationKind.DOSE_UNUSABLE
    assert "do not stack" in str(deviation.message)


def test_planes_of_two_series_are_not_mixed(tmp_path: Path) -> None:
    """Each alone is a plane without thickness."""
    treatment = treat(tmp_path, plane(-30, 100), plane(-27, 200, SeriesInstanceUID="1.8"))
    assert treatment.dose is None
    assert {deviation.kind for deviation in treatment.deviations} == {DeviationKind.DOSE_UNUSABLE}
