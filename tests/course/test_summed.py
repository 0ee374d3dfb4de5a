from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from two_phases import EARLIER, LATER, cylinder, dose, hill, motion_of

from rtqa.course.composite import PhaseDose, composite_dvh
from rtqa.course.summed import Drawn, SummedPhases, sum_phases
from rtqa.messages import Cause, CauseKind
from rtqa.metrics import Measurement, measure
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import FrameTransform, Registration
from rtqa.model.structure import Structure, StructureSet

MOTION = motion_of(4, -3, 8, shift_mm=(9.0, -14.0, 12.0))


def patient(motion: Floats | None = None) -> list[Structure]:
    return [
        cylinder("SpinalCord", motion=motion),
        cylinder("Parotid_L", at_mm=(30.0, 5.0), radius_mm=12.0, motion=motion),
        cylinder("Body", radius_mm=60.0, role="EXTERNAL", motion=motion),
        cylinder("GTV", at_mm=(-30.0, 0.0) if motion is None else (-20.0, 9.0), role="GTV", motion=motion),
    ]


def drawn(structures: list[Structure], phase: PhaseDose) -> Drawn:
    numbered = tuple(replace(one, number=number) for number, one in enumerate(structures, 1))
    return Drawn(
        dose=phase,
        structure_set=StructureSet(
            uid="",
            label="SS",
            frame_of_reference_uid=phase.dose.grid.frame_of_reference_uid,
            structures=numbered,
            image_uids=frozenset(),
            plane_spacing_mm=3.0,
        ),
    )


SFRT = hill(9.0, at_mm=(18.0, -6.0, 4.0), wide_mm=16.0, floor_gy=0.5)
LAST = drawn(
    patient(),
    PhaseDose(
        phase="ccrt", dose=dose(hill(50.0, at_mm=(-9, 0, 0), wide_mm=34.0), n_fractions=30), n_fractions=30
    ),
)
THEN = drawn(
    patient(MOTION),
    PhaseDose(
        phase="sfrt",
        dose=dose(SFRT, n_fractions=1, frame=EARLIER, motion=MOTION, reach_mm=85.0),
        n_fractions=1,
    ),
)
UNMOVED = drawn(patient(), PhaseDose(phase="sfrt", dose=dose(SFRT, n_fractions=1), n_fractions=1))
WANTED = LAST.structure_set.structures[:2]


def registration(matrix: Floats) -> Registration:
    transform = FrameTransform(frame_of_reference_uid=EARLIER, matrix=matrix, kind="RIGID")
    return Registration(registered_frame_uid=LATER, transforms=(transform,))


def added(earlier: Drawn, *matrices: Floats) -> SummedPhases:
    registrations = [registration(matrix) for matrix in matrices]
    return sum_phases([earlier, LAST], registrations=registrations, wanted=[[], WANTED])


def id_of(refused: SummedPhases) -> str:
    assert refused.obstacle is not None
    return refused.obstacle.message.id


def metrics(both: SummedPhases) -> list[float]:
    assert both.trilinear is not None
    assert both.tricubic is not None
    found = []
    for structure, alpha_beta_gy in zip(WANTED, (2.0, 3.0), strict=True):
        dvh = composite_dvh(
            structure,
            dose=both.trilinear.eqd2(alpha_beta_gy),
            beside=both.tricubic.eqd2(alpha_beta_gy),
            set_spacing_mm=3.0,
        )
        for metric in ("Max[Gy]", "Mean[Gy]", "D0.03cc[Gy]"):
            outcome = measure(dvh, metric)
            assert isinstance(outcome, Measurement)
            found.append(outcome.value)
    return found


def test_with_the_registration_the_sum_is_that_of_the_unmoved_phases() -> None:
    carried = added(THEN, MOTION)
    assert carried.obstacle is None
    assert metrics(carried) == pytest.approx(metrics(added(UNMOVED)), rel=3e-3)
    assert {one.name for one in carried.overlaps[0]} == {"SpinalCord", "Parotid_L", "Body"}
    assert all(one.dice > 0.95 for one in carried.overlaps[0])


def test_with_its_inverse_the_sum_is_refused() -> None:
    refused = added(THEN, owned(np.linalg.inv(MOTION)))
    assert refused.trilinear is None
    assert id_of(refused) == "phase-registration.wrong-way-round"


def test_an_inverse_of_a_small_motion_is_noticed_too() -> None:
    small = motion_of(0, 0, 1, shift_mm=(2.0, -1.0, 0.0))
    then = drawn(
        patient(small),
        replace(THEN.dose, dose=dose(SFRT, n_fractions=1, frame=EARLIER, motion=small, reach_mm=85.0)),
    )
    assert added(then, small).obstacle is None
    assert id_of(added(then, owned(np.linalg.inv(small)))) == "phase-registration.wrong-way-round"


def test_without_a_registration_there_is_no_sum() -> None:
    assert id_of(added(THEN)) == "phase-registration.absent"
    assert added(THEN).trilinear is None


def test_a_registration_of_something_else_is_noticed() -> None:
    refused = added(THEN, motion_of(0, 0, 0, shift_mm=(150.0, 0.0, 0.0)))
    assert id_of(refused) == "phase-registration.phases-apart"


def test_a_registration_that_nothing_confirms_is_not_believed() -> None:
    lone = replace(THEN, structure_set=replace(THEN.structure_set, structures=()))
    assert id_of(added(lone, MOTION)) == "phase-registration.not-confirmed"


def test_phases_of_one_frame_need_nothing_to_confirm_it() -> None:
    lone = replace(UNMOVED, structure_set=replace(UNMOVED.structure_set, structures=()))
    assert added(lone).obstacle is None


def test_one_frame_in_which_the_patient_lies_elsewhere_is_noticed() -> None:
    shifted = motion_of(0, 0, 0, shift_mm=(60.0, 0.0, 0.0))
    elsewhere = drawn(patient(shifted), UNMOVED.dose)
    assert id_of(added(elsewhere)) == "phase-registration.phases-apart"


def test_one_organ_that_lies_elsewhere_is_an_obstacle_for_itself_alone() -> None:
    structures = patient()
    structures[0] = cylinder("SpinalCord", at_mm=(7.0, 0.0))
    both = added(drawn(structures, UNMOVED.dose))
    assert both.obstacle is None
    # The lens between two circles of 6 mm, 7 mm apart, is 30 % of either.
    obstacle = both.find_obstacle("SpinalCord")
    assert obstacle is not None
    assert obstacle.cause == Cause(CauseKind.STRUCTURE_DOUBTFUL, "SpinalCord")
    assert re.fullmatch(
        r"'SpinalCord' as drawn in both phases overlaps by (29|30|31) % only", str(obstacle.message)
    )
    assert both.find_obstacle("Parotid_L") is None
