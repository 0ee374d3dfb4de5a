from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import PLAN_UID, beam_dose, dose, item, plan, refer, save_case, structures, without
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from rtqa.dicom import read_case
from rtqa.errors import AmbiguousInputError
from rtqa.model.case import DeviationKind, Treatment
from rtqa.model.dose import Dose, DoseScope


def treat(folder: Path, *datasets: Dataset) -> Treatment:
    return read_case(save_case(folder, structures(), *datasets)).treatment


def read(folder: Path, *datasets: Dataset) -> tuple[Dose, set[DeviationKind]]:
    treatment = treat(folder, *datasets)
    assert treatment.dose is not None
    return treatment.dose, {each.kind for each in treatment.deviations}


def flat(value: int, **elements: Any) -> dict[str, Any]:
    """Pixels that are all one stored value; 100 is 1 Gy."""
    return {"PixelData": np.full((3, 4, 5), value, dtype="<u4").tobytes(), **elements}


def test_a_plan_dose_is_the_whole(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, plan(), dose(**flat(6000)))
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, 30)
    np.testing.assert_array_equal(made.values_gy, 60)
    assert kinds == set()


def test_beams_are_added_up(tmp_path: Path) -> None:
    made, kinds = read(
        tmp_path, plan(), beam_dose("1.9.1", 1, **flat(2000)), beam_dose("1.9.2", 2, **flat(4000))
    )
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, 30)
    np.testing.assert_array_equal(made.values_gy, 60)
    assert kinds == {DeviationKind.DOSE_SUMMED}


def test_beam_sessions_are_counted_as_often_as_they_are_delivered(tmp_path: Path) -> None:
    doses = [beam_dose(f"1.9.{n}", n, summation="BEAM_SESSION", **flat(100)) for n in (1, 2)]
    made, _ = read(tmp_path, plan(), *doses)
    np.testing.assert_array_equal(made.values_gy, 60)


def test_the_dose_of_a_setup_beam_is_not_needed_nor_added(tmp_path: Path) -> None:
    doses = [beam_dose(f"1.9.{n}", n, **flat(1000)) for n in (1, 2, 3)]
    made, _ = read(tmp_path, plan(), *doses)
    np.testing.assert_array_equal(made.values_gy, 20)
    assert made.scope is DoseScope.PLAN


def test_a_missing_beam_is_named(tmp_path: Path) -> None:
    treatment = treat(tmp_path, plan(), beam_dose("1.9.1", 1, **flat(2000)))
    assert treatment.dose is not None
    assert treatment.dose.scope is DoseScope.PARTIAL
    [partial] = [each for each in treatment.deviations if each.kind is DeviationKind.DOSE_PARTIAL]
    assert "no dose of beam 2" in str(partial.message)


def test_an_unusable_beam_is_missing(tmp_path: Path) -> None:
    doses = [beam_dose("1.9.1", 1), beam_dose("1.9.2", 2, DoseUnits="RELATIVE")]
    made, kinds = read(tmp_path, plan(), *doses)
    assert made.scope is DoseScope.PARTIAL
    assert kinds == {DeviationKind.DOSE_PARTIAL, DeviationKind.DOSE_UNUSABLE}


def test_one_beam_twice_is_ambiguous(tmp_path: Path) -> None:
    doses = [beam_dose("1.9.1", 1), beam_dose("1.9.2", 1)]
    with pytest.raises(AmbiguousInputError, match="dose of beam 1"):
        treat(tmp_path, plan(), *doses)


def test_beams_on_different_grids_do_not_add_up(tmp_path: Path) -> None:
    doses = [beam_dose("1.9.1", 1), beam_dose("1.9.2", 2, ImagePositionPatient=[0, 0, 0])]
    treatment = treat(tmp_path, plan(), *doses)
    assert treatment.dose is None
    assert DeviationKind.DOSE_UNUSABLE in {each.kind for each in treatment.deviations}


def test_a_plan_dose_goes_before_beam_doses(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, plan(), beam_dose("1.9.1", 1), dose(**flat(6000)))
    np.testing.assert_array_equal(made.values_gy, 60)
    assert kinds == set()


def test_two_plan_doses_are_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousInputError, match="2 RTDOSE objects are each the whole dose"):
        treat(tmp_path, plan(), dose(), dose(SOPInstanceUID="1.9.9"))


def test_a_sum_of_plans_is_reported(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, plan(), dose(DoseSummationType="MULTI_PLAN"))
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, None)
    assert kinds == {DeviationKind.DOSE_EXTENT}


@pytest.mark.parametrize(
    ("stored", "counted_gy", "kind"),
    [
        (200, 60, DeviationKind.DOSE_SUMMED),
        (6500, 65, DeviationKind.DOSE_SUMMED),
        (1000, 300, DeviationKind.DOSE_EXTENT),
        (0, 0, DeviationKind.DOSE_EXTENT),
    ],
    ids=["one fraction", "all fractions", "neither", "nothing"],
)
def test_what_a_fraction_dose_means_shows_in_its_maximum(
    tmp_path: Path, stored: int, counted_gy: float, kind: DeviationKind
) -> None:
    made, kinds = read(tmp_path, plan(), dose(DoseSummationType="FRACTION", **flat(stored)))
    np.testing.assert_array_equal(made.values_gy, counted_gy)
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, 30)
    assert kinds == {kind}


def test_without_prescription_the_beam_doses_tell(tmp_path: Path) -> None:
    bare = without(plan(), "DoseReferenceSequence")
    made, kinds = read(tmp_path, bare, dose(DoseSummationType="FRACTION", **flat(200)))
    np.testing.assert_array_equal(made.values_gy, 60)
    assert kinds == {DeviationKind.DOSE_SUMMED}


def test_fraction_session_is_one_fraction(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, plan(), dose(DoseSummationType="FRACTION_SESSION", **flat(6000)))
    np.testing.assert_array_equal(made.values_gy, 1800)
    assert kinds == set()


def test_unknown_number_of_fractions(tmp_path: Path) -> None:
    made, kinds = read(
        tmp_path,
        plan(FractionGroupSequence=[item(FractionGroupNumber=1)]),
        dose(DoseSummationType="FRACTION", **flat(200)),
    )
    np.testing.assert_array_equal(made.values_gy, 2)
    assert (made.scope, made.n_fractions) == (DoseScope.FRACTION, 1)
    assert kinds == {DeviationKind.DOSE_PARTIAL}


def test_a_fraction_dose_without_plan(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, dose(DoseSummationType="FRACTION"))
    assert (made.scope, made.n_fractions) == (DoseScope.FRACTION, 1)
    assert kinds == {DeviationKind.DOSE_PARTIAL, DeviationKind.PLAN_ABSENT}


def test_a_beam_dose_without_plan(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, beam_dose("1.9.1", 1))
    assert made.scope is DoseScope.PARTIAL
    assert kinds == {DeviationKind.DOSE_PARTIAL, DeviationKind.PLAN_ABSENT}


def group_dose(uid: str, group: int, **elements: Any) -> Dataset:
    reference = refer(PLAN_UID)
    reference[0].ReferencedFractionGroupSequence = Items([item(ReferencedFractionGroupNumber=group)])
    return dose(SOPInstanceUID=uid, ReferencedRTPlanSequence=reference, **elements)


def test_two_fraction_groups_each_counted_by_its_own_fractions(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=n, NumberOfFractionsPlanned=10 * n) for n in (1, 2)]
    both = [group_dose(f"1.9.{n}", n, DoseSummationType="FRACTION_SESSION", **flat(200)) for n in (1, 2)]
    made, kinds = read(tmp_path, plan(FractionGroupSequence=groups), *both)
    np.testing.assert_array_equal(made.values_gy, 2 * 10 + 2 * 20)
    assert (made.scope, kinds) == (DoseScope.PLAN, {DeviationKind.DOSE_SUMMED})


def test_a_missing_fraction_group_is_named(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=n, NumberOfFractionsPlanned=10 * n) for n in (1, 2)]
    only = group_dose("1.9.1", 1, DoseSummationType="FRACTION_SESSION", **flat(200))
    treatment = treat(tmp_path, plan(FractionGroupSequence=groups), only)
    assert treatment.dose is not None
    assert treatment.dose.scope is DoseScope.PARTIAL
    assert any("no dose of fraction group 2" in str(each.message) for each in treatment.deviations)


def test_a_dose_of_several_fraction_groups_at_once_is_not_multiplied(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=n, NumberOfFractionsPlanned=10) for n in (1, 2)]
    reference = refer(PLAN_UID)
    both = [item(ReferencedFractionGroupNumber=n) for n in (1, 2)]
    reference[0].ReferencedFractionGroupSequence = Items(both)
    made, kinds = read(
        tmp_path,
        plan(FractionGroupSequence=groups),
        dose(DoseSummationType="FRACTION_SESSION", ReferencedRTPlanSequence=reference, **flat(200)),
    )
    np.testing.assert_array_equal(made.values_gy, 2)
    assert (made.scope, kinds) == (DoseScope.FRACTION, {DeviationKind.DOSE_PARTIAL})


def test_naming_no_fraction_group_among_two_it_is_the_dose_of_none(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=n, NumberOfFractionsPlanned=10) for n in (1, 2)]
    treatment = treat(
        tmp_path, plan(FractionGroupSequence=groups), dose(DoseSummationType="FRACTION", **flat(200))
    )
    assert treatment.dose is not None
    assert treatment.dose.scope is DoseScope.PARTIAL
