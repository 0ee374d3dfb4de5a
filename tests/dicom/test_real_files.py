"""Plans that nobody in this project made; skipped where RTQA_REALDATA does not name them."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from rtqa.dicom import read_case
from rtqa.dicom.dose import _read_grid
from rtqa.dicom.objects import DicomObject, quietly, read_label, read_object
from rtqa.dicom.pixels import read_stored_values
from rtqa.errors import InputError
from rtqa.model.case import DeviationKind
from rtqa.model.dose import DoseScope


@pytest.mark.parametrize(
    ("folder", "structures", "highest_gy", "n_fractions"),
    [
        ("headneck_1", 9, 74.233, 35),
        ("headneck_2", 10, 75.648, 35),
        ("breast", 10, 14.681, 7),
        ("srs", 40, 26.292, 1),
    ],
)
def test_clinical_plans_read_without_a_deviation(
    realdata: Path, folder: str, structures: int, highest_gy: float, n_fractions: int
) -> None:
    case = read_case(realdata / folder)
    treatment = case.treatment
    assert case.deviations == treatment.deviations == ()
    assert treatment.dose is not None
    assert treatment.structure_set is not None
    assert (treatment.dose.scope, treatment.dose.n_fractions) == (DoseScope.PLAN, n_fractions)
    assert float(treatment.dose.values_gy.max()) == pytest.approx(highest_gy, abs=0.001)
    assert len(treatment.structure_set.structures) == structures


def test_all_three_prescriptions_of_head_and_neck(realdata: Path) -> None:
    plan = read_case(realdata / "headneck_1").treatment.plan
    assert plan is not None
    assert [each.dose_gy for each in plan.prescriptions] == [56, 63, 70]


def test_radiosurgery_loses_no_contour(realdata: Path) -> None:
    structure_set = read_case(realdata / "srs").treatment.structure_set
    assert structure_set is not None
    contours = [each.contours for each in structure_set.structures]
    assert sum(map(len, contours)) == 19_693 + 1  # and one marker
    assert sum(len(each.points_mm) for each in contours) == 718_011 - 113  # repeated first points


def test_prostate_has_no_plan(realdata: Path) -> None:
    treatment = read_case(realdata / "prostate").treatment
    assert [each.kind for each in treatment.deviations] == [
        DeviationKind.PLAN_ABSENT,
        DeviationKind.LINK_ABSENT,
    ]
    assert treatment.structure_set is not None
    assert sum(not each.is_volume for each in treatment.structure_set.structures) == 15
    assert treatment.structure_set.plane_spacing_mm == 1.5


def test_feet_first_supine(realdata: Path) -> None:
    dose = read_case(realdata / "feet_first").treatment.dose
    assert dose is not None
    steps = dose.grid.to_points_mm([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)])
    np.testing.assert_allclose(steps[0], [99.90417554, -99.38342162, 100])
    np.testing.assert_allclose(steps[1:] - steps[0], [(-2, 0, 0), (0, 2, 0), (0, 0, -2.5)], atol=1e-9)


def test_every_benchmark_pair_is_one_treatment(realdata: Path) -> None:
    folder = realdata / "nelms2015"
    doses = sorted(folder.glob("Linear_*.dcm"))
    structures = sorted(set(folder.glob("*.dcm")) - set(doses))
    assert (len(doses), len(structures)) == (6, 20)
    for dose in doses:
        for structure in structures:
            treatment = read_case(dose, structure).treatment
            assert treatment.dose is not None
            assert treatment.structure_set is not None
            assert treatment.dose.scope is DoseScope.PARTIAL


def test_every_file_is_read_or_refused_in_a_sentence(realdata: Path) -> None:
    for path in sorted(realdata.rglob("*.dcm")):
        try:
            treatment = read_case(path).treatment
        except InputError as refusal:
            message = str(refusal)
            assert len(message) > 30
            assert path.name not in message
        else:
            assert treatment.deviations


@pytest.mark.parametrize(
    "name", ["rtdose.dcm", "rtdose_expb.dcm", "rtdose_rle.dcm", "rtdose_1frame.dcm", "badVR.dcm"]
)
def test_relative_doses_are_unusable(realdata: Path, name: str) -> None:
    treatment = read_case(realdata / "odd" / name).treatment
    assert treatment.dose is None
    [unusable] = [each for each in treatment.deviations if each.kind is DeviationKind.DOSE_UNUSABLE]
    assert "RELATIVE" in str(unusable.message)


def open_object(path: Path) -> DicomObject:
    label = read_label(path)
    assert label is not None
    return read_object(label)


@pytest.mark.parametrize("name", ["rtdose_expb.dcm", "rtdose_rle.dcm"])
def test_one_dose_in_three_encodings_has_the_same_voxels(realdata: Path, name: str) -> None:
    plain, other = open_object(realdata / "odd" / "rtdose.dcm"), open_object(realdata / "odd" / name)
    with quietly():
        grid = _read_grid(plain.dataset)
        assert _read_grid(other.dataset).same_as(grid)
        np.testing.assert_array_equal(
            read_stored_values(plain, shape_kji=grid.shape_kji),
            read_stored_values(other, shape_kji=grid.shape_kji),
        )


def test_a_truncated_plan_is_refused(realdata: Path) -> None:
    with pytest.raises(InputError, match="RTPLAN: the file is cut off"):
        read_case(realdata / "odd" / "rtplan_truncated.dcm")


def test_reading_neither_warns_nor_logs(realdata: Path, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for name in ("badVR.dcm", "rtplan.dcm"):
            read_case(realdata / "odd" / name)
    assert warned == []
    assert caplog.records == []


def test_the_lung_plans_dose_is_that_of_all_fractions(realdata: Path) -> None:
    """By its type FRACTION it is, and the beams' point says the same: 10.8 Gy, not 108."""
    treatment = read_case(realdata / "lung_pinnacle").treatment
    assert treatment.dose is not None
    assert treatment.dose.values_gy.max() == pytest.approx(61.45, abs=0.01)
    (told,) = [each for each in treatment.deviations if each.kind is DeviationKind.DOSE_SUMMED]
    assert "10.82 Gy" in str(told.message)
    assert "10.81 Gy" in str(told.message)
