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


def test_doses_of_single_beams_are_kept_with_how_often_they_are_given(tmp_path: Path) -> None:
    once = beam_dose("1.9.2", 2, summation="BEAM_SESSION", **flat(100))
    made, _ = read(tmp_path, plan(), dose(**flat(6000)), beam_dose("1.9.1", 1, **flat(2000)), once)
    held = {part.beam: (float(part.values_gy.max()), part.times) for part in made.of_beams}
    assert held == {1: (20.0, 1), 2: (1.0, 30)}


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


RAMP = np.linspace(0.0, 6000.0, 60).reshape(3, 4, 5)


def ramp(values: Any) -> dict[str, Any]:
    return {"PixelData": np.round(values).astype("<u4").tobytes()}


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        (RAMP, None),
        (RAMP / 30, None),
        (0.3 * RAMP, None),  # of beam 1 of 100 and 200 MU: a third of the dose
        (RAMP * np.linspace(0.0, 1.0, 5), None),
        (0.8 * RAMP, "rtdose.same-shape"),
        (1.1 * RAMP, "rtdose.same-shape"),
        (np.roll(RAMP, 20), "rtdose.more-than-whole"),
    ],
)
def test_a_dose_beside_the_plans_must_be_a_part_of_it(
    tmp_path: Path, beside: Any, message: str | None
) -> None:
    made, _ = read(tmp_path, plan(), dose(**ramp(RAMP)), beam_dose("1.9.1", 1, **ramp(beside)))
    treatment = read_case(tmp_path).treatment
    np.testing.assert_allclose(made.values_gy.max(), 60.0)
    assert [each.message.id for each in treatment.deviations] == ([message] if message else [])


def test_a_dose_of_what_the_plan_does_not_have_is_asked_about(tmp_path: Path) -> None:
    treatment = treat(tmp_path, plan(), group_dose("1.9.1", 7, **flat(6000)))
    assert [(each.kind, each.message.id) for each in treatment.deviations] == [
        (DeviationKind.DOSE_EXTENT, "rtdose.other-groups")
    ]


@pytest.mark.parametrize(
    ("summation", "beams", "said"),
    [
        ("PLAN", (1,), {"rtdose.beams-left-out"}),
        ("PLAN", (1, 2), set()),
        ("MULTI_PLAN", (1,), {"rtdose.several-plans"}),
    ],
)
def test_a_dose_of_the_plan_that_names_some_of_its_beams_is_asked_about(
    tmp_path: Path, summation: str, beams: tuple[int, ...], said: set[str]
) -> None:
    named = dose(**flat(6000, DoseSummationType=summation))
    group = item(
        ReferencedFractionGroupNumber=1,
        ReferencedBeamSequence=Items([item(ReferencedBeamNumber=beam) for beam in beams]),
    )
    named.ReferencedRTPlanSequence[0].ReferencedFractionGroupSequence = Items([group])
    assert {deviation.message.id for deviation in treat(tmp_path, plan(), named).deviations} == said


def test_two_plan_doses_are_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousInputError, match="2 RTDOSE objects are each the whole dose"):
        treat(tmp_path, plan(), dose(), dose(SOPInstanceUID="1.9.9"))


def test_a_sum_of_plans_is_reported(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, plan(), dose(DoseSummationType="MULTI_PLAN"))
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, None)
    assert kinds == {DeviationKind.DOSE_EXTENT}


AT = (-4.0, -16.0, -26.0)
"""A point between the voxels of the dose."""


def shares(*stated: tuple[float, tuple[float, float, float] | None], n: int = 30) -> list[Dataset]:
    """A fraction group whose beams give these doses at these points, each fraction."""
    beams = [
        item(
            ReferencedBeamNumber=number,
            BeamDose=dose_gy,
            BeamMeterset=100.0,
            **({"BeamDoseSpecificationPoint": list(point)} if point else {}),
        )
        for number, (dose_gy, point) in enumerate(stated, 1)
    ]
    return [item(FractionGroupNumber=1, NumberOfFractionsPlanned=n, ReferencedBeamSequence=beams)]


@pytest.mark.parametrize("summation", ["PLAN", "FRACTION", "FRACTION_SESSION"])
@pytest.mark.parametrize(
    ("stored", "held"), [(5950, "whole"), (198, "one"), (1000, "neither"), (0, "neither")]
)
def test_the_beams_stated_point_decides_how_often_a_dose_counts(
    tmp_path: Path, summation: str, stored: int, held: str
) -> None:
    both = plan(FractionGroupSequence=shares((1.2, AT), (0.8, AT)))
    made, kinds = read(tmp_path, both, dose(DoseSummationType=summation, **flat(stored)))
    session = summation == "FRACTION_SESSION"
    factor = {"whole": 1, "one": 30, "neither": 30 if session else 1}[held]
    np.testing.assert_allclose(made.values_gy, stored * 0.01 * factor)
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, 30)
    # What the type says by the standard is no news; FRACTION is so often misread that it is told.
    expected = {
        ("PLAN", "one"): {DeviationKind.DOSE_EXTENT},
        ("FRACTION", "whole"): {DeviationKind.DOSE_SUMMED},
        ("FRACTION", "one"): {DeviationKind.DOSE_SUMMED},
        ("FRACTION", "neither"): {DeviationKind.DOSE_EXTENT},
        ("FRACTION_SESSION", "whole"): {DeviationKind.DOSE_EXTENT},
    }
    assert kinds == expected.get((summation, held), set())


def test_without_a_stated_point_a_fraction_dose_is_the_whole_and_asked_about(tmp_path: Path) -> None:
    for stored in (200, 6500):
        folder = tmp_path / str(stored)
        folder.mkdir()
        made, kinds = read(folder, plan(), dose(DoseSummationType="FRACTION", **flat(stored)))
        np.testing.assert_allclose(made.values_gy, stored * 0.01)
        assert kinds == {DeviationKind.DOSE_EXTENT}


def test_doses_stated_at_different_points_are_not_added(tmp_path: Path) -> None:
    """Two isocentres of 20 Gy: each point has its 20 Gy and what the other beam spreads, not 40."""
    apart = plan(FractionGroupSequence=shares((2.0, AT), (2.0, (-1.0, -16.0, -24.0)), n=10))
    made, kinds = read(tmp_path, apart, dose(DoseSummationType="FRACTION", **flat(2300)))
    np.testing.assert_allclose(made.values_gy, 23)
    assert kinds == {DeviationKind.DOSE_SUMMED}


def test_points_that_contradict_each_other_decide_nothing(tmp_path: Path) -> None:
    stored = np.full((3, 4, 5), 4500, dtype="<u4")
    stored[:, :, :2] = 1100
    apart = shares((10.0, (-9.0, -16.0, -26.0)), (10.0, (1.0, -16.0, -26.0)), n=2)
    given = dose(DoseSummationType="FRACTION", PixelData=stored.tobytes())
    made, kinds = read(tmp_path, plan(FractionGroupSequence=apart), given)
    assert made.values_gy.max() == 45
    assert kinds == {DeviationKind.DOSE_EXTENT}


def test_a_beam_without_dose_or_a_point_beyond_the_grid_decides_nothing(tmp_path: Path) -> None:
    groups = shares((2.0, AT), (0.0, AT))
    del groups[0].ReferencedBeamSequence[1].BeamDose
    for name, given in (("silent", groups), ("far", shares((2.0, (500.0, 0.0, 0.0))))):
        (tmp_path / name).mkdir()
        made, kinds = read(
            tmp_path / name,
            plan(FractionGroupSequence=given),
            dose(DoseSummationType="FRACTION", **flat(200)),
        )
        np.testing.assert_allclose(made.values_gy, 2)
        assert kinds == {DeviationKind.DOSE_EXTENT}


def test_a_setup_beam_adds_nothing_to_the_point(tmp_path: Path) -> None:
    three = plan(FractionGroupSequence=shares((1.0, AT), (1.0, AT), (5.0, AT)))
    made, kinds = read(tmp_path, three, dose(DoseSummationType="FRACTION", **flat(6000)))
    np.testing.assert_allclose(made.values_gy, 60)
    assert kinds == {DeviationKind.DOSE_SUMMED}


def test_one_fraction_that_would_make_an_impossible_maximum_is_not_multiplied(tmp_path: Path) -> None:
    """The grid lies elsewhere: that it has a thirtieth at the point is chance."""
    stored = np.full((3, 4, 5), 200, dtype="<u4")
    stored[2, 3, 4] = 6100
    both = plan(FractionGroupSequence=shares((1.2, AT), (0.8, AT)))
    made, kinds = read(tmp_path, both, dose(PixelData=stored.tobytes()))
    assert made.values_gy.max() == 61
    assert kinds == set()


def test_a_prescription_to_coordinates_states_the_dose_of_a_point_too(tmp_path: Path) -> None:
    reference = item(
        DoseReferenceNumber=1,
        DoseReferenceStructureType="COORDINATES",
        DoseReferenceType="TARGET",
        DoseReferencePointCoordinates=list(AT),
        TargetPrescriptionDose=60,
    )
    given = plan(DoseReferenceSequence=[reference])
    made, kinds = read(tmp_path, given, dose(DoseSummationType="FRACTION", **flat(200)))
    np.testing.assert_allclose(made.values_gy, 60)
    assert kinds == {DeviationKind.DOSE_SUMMED}


def test_application_setups_of_brachytherapy_state_their_point(tmp_path: Path) -> None:
    setup = item(
        ReferencedBrachyApplicationSetupNumber=1,
        BrachyApplicationSetupDose=7.0,
        BrachyApplicationSetupDoseSpecificationPoint=list(AT),
    )
    group = item(
        FractionGroupNumber=1,
        NumberOfFractionsPlanned=4,
        NumberOfBrachyApplicationSetups=1,
        ReferencedBrachyApplicationSetupSequence=[setup],
    )
    given = without(plan(FractionGroupSequence=[group]), "BeamSequence", "DoseReferenceSequence")
    made, kinds = read(tmp_path, given, dose(**flat(700)))
    np.testing.assert_allclose(made.values_gy, 28)
    assert kinds == {DeviationKind.DOSE_EXTENT}


def test_a_beam_dose_of_one_fraction_shows_at_its_own_beams_point(tmp_path: Path) -> None:
    apart = plan(FractionGroupSequence=shares((1.0, AT), (2.0, AT)))
    doses = [beam_dose("1.9.1", 1, **flat(100)), beam_dose("1.9.2", 2, **flat(6000))]
    made, kinds = read(tmp_path, apart, *doses)
    np.testing.assert_allclose(made.values_gy, 30 + 60)
    assert kinds == {DeviationKind.DOSE_EXTENT, DeviationKind.DOSE_SUMMED}


def test_each_fraction_group_is_compared_with_its_own_beams(tmp_path: Path) -> None:
    """45 Gy and a boost of 5.4 Gy, each its group's whole delivery."""
    first, boost = shares((1.8, AT), n=25), shares((0.0, AT), (1.8, AT), n=3)
    boost[0].FractionGroupNumber = 2
    del boost[0].ReferencedBeamSequence[0]
    both = [
        group_dose(f"1.9.{n}", n, DoseSummationType="FRACTION", **flat(stored))
        for n, stored in ((1, 4500), (2, 540))
    ]
    made, kinds = read(tmp_path, plan(FractionGroupSequence=[*first, *boost]), *both)
    np.testing.assert_allclose(made.values_gy, 50.4, rtol=1e-6)
    assert (made.scope, kinds) == (DoseScope.PLAN, {DeviationKind.DOSE_SUMMED})


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
    assert (made.scope, made.n_fractions) == (DoseScope.PLAN, None)
    assert kinds == {DeviationKind.DOSE_EXTENT}


def test_a_fraction_dose_without_plan(tmp_path: Path) -> None:
    made, kinds = read(tmp_path, dose(DoseSummationType="FRACTION"))
    assert (made.scope, made.n_fractions) == (DoseScope.PARTIAL, None)
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
