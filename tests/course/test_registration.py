from __future__ import annotations

import numpy as np
import pytest
from two_phases import EARLIER, LATER, cylinder, in_planes, motion_of

from rtqa.course.registration import find_motion
from rtqa.geometry.dice import measure_overlap
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.geometry import Floats, owned
from rtqa.model.registration import FrameTransform, Registration

REGISTERED = "1.2.3.202"
MOTION = motion_of(5, -3, 12, shift_mm=(20.0, -8.0, 13.0))


def carries(frame: str, matrix: Floats, kind: str = "RIGID") -> FrameTransform:
    return FrameTransform(frame_of_reference_uid=frame, matrix=matrix, kind=kind)


def into(registered: str, *transforms: FrameTransform) -> Registration:
    return Registration(registered_frame_uid=registered, transforms=transforms)


def found(*registrations: Registration) -> Floats:
    motion = find_motion(registrations, source=EARLIER, target=LATER)
    assert not isinstance(motion, Unknown), motion
    return motion


def test_one_frame_needs_no_registration() -> None:
    motion = find_motion([], source=LATER, target=LATER)
    assert not isinstance(motion, Unknown)
    assert np.array_equal(motion, np.eye(4))


def test_the_earlier_frame_carried_into_the_registered_later_one() -> None:
    assert found(into(LATER, carries(EARLIER, MOTION))) == pytest.approx(MOTION)
    # Many systems state the registered frame too, with an identity.
    assert found(into(LATER, carries(LATER, owned(np.eye(4))), carries(EARLIER, MOTION))) == pytest.approx(
        MOTION
    )


def test_the_later_frame_carried_into_the_registered_earlier_one_is_gone_back() -> None:
    assert found(into(EARLIER, carries(LATER, MOTION))) == pytest.approx(np.linalg.inv(MOTION))


def test_both_frames_carried_into_a_third_one() -> None:
    other = motion_of(0, 0, 90, shift_mm=(1.0, 2.0, 3.0))
    both = into(REGISTERED, carries(EARLIER, MOTION), carries(LATER, other))
    assert found(both) == pytest.approx(np.linalg.inv(other) @ MOTION)


def test_a_registration_of_other_frames_is_none() -> None:
    reason = find_motion([into(REGISTERED, carries(EARLIER, MOTION))], source=EARLIER, target=LATER)
    assert reason == Unknown(
        Message("phase-registration.absent"),
        Cause(CauseKind.COURSE_DATA_ABSENT, Message("phase-registration.subject")),
    )


def test_frames_that_are_not_stated_are_not_one_frame() -> None:
    assert isinstance(find_motion([into("", carries("", MOTION))], source="", target=""), Unknown)


MIRRORED = np.diag([1.0, 1.0, -1.0, 1.0])
SCALED = np.diag([1.02, 1.02, 1.02, 1.0])
SKEWED = np.array([[1, 0.01, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
PROJECTED = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0.1, 1.0]])


@pytest.mark.parametrize(
    ("matrix", "kind", "said"),
    [
        (MOTION, "AFFINE", Message("phase-registration.not-rigid", kind="AFFINE")),
        (MOTION, "", Message("phase-registration.type-not-stated")),
        (MIRRORED, "RIGID", Message("phase-registration.mirrors")),
        (SCALED, "RIGID", Message("phase-registration.no-rotation")),
        (SKEWED, "RIGID", Message("phase-registration.no-rotation")),
        (PROJECTED, "RIGID", Message("phase-registration.no-motion")),
        (np.full((4, 4), np.nan), "RIGID", Message("phase-registration.no-motion")),
    ],
)
def test_what_is_no_rigid_motion_is_not_applied(matrix: Floats, kind: str, said: Message) -> None:
    registration = into(LATER, carries(EARLIER, owned(matrix), kind))
    reason = find_motion([registration], source=EARLIER, target=LATER)
    assert reason == Unknown(said, Cause(CauseKind.REGISTRATION_DOUBTFUL))


def test_rounded_digits_are_no_objection() -> None:
    rounded = owned(np.round(MOTION, 4))
    assert found(into(LATER, carries(EARLIER, rounded))) == pytest.approx(rounded)


def test_two_that_agree_are_one_and_two_that_differ_are_none() -> None:
    first, again = into(LATER, carries(EARLIER, MOTION)), into(EARLIER, carries(LATER, np.linalg.inv(MOTION)))
    assert found(first, again) == pytest.approx(MOTION)
    other = into(LATER, carries(EARLIER, motion_of(5, -3, 12, shift_mm=(20.0, -8.0, 15.0))))
    reason = find_motion([first, other], source=EARLIER, target=LATER)
    assert isinstance(reason, Unknown)
    assert reason.message == Message("phase-registration.contradict", n=2)


def test_structures_carried_over_lie_in_one_place_and_by_the_inverse_do_not() -> None:
    for name, radius_mm in (("SpinalCord", 6.0), ("Body", 80.0)):
        later = cylinder(name, radius_mm=radius_mm)
        earlier = cylinder(name, radius_mm=radius_mm, motion=MOTION)
        overlap = measure_overlap(in_planes(later), in_planes(earlier), motion=MOTION)
        assert overlap.dice > 0.97
        assert overlap.dice_inverse < (0.05 if name == "SpinalCord" else 0.85)


@pytest.mark.parametrize("shift_mm", [2.0, 5.0, 8.0])
def test_the_overlap_of_two_circles_is_the_lens_between_them(shift_mm: float) -> None:
    radius = 6.0
    share = shift_mm / (2 * radius)
    lens = (2 / np.pi) * (np.arccos(share) - share * np.sqrt(1 - share**2))
    later, earlier = cylinder("Cord"), cylinder("Cord", at_mm=(shift_mm, 0.0))
    assert measure_overlap(in_planes(later), in_planes(earlier), motion=np.eye(4)).dice == pytest.approx(
        lens, abs=0.01
    )


def test_a_cord_drawn_further_down_is_compared_where_both_were_drawn() -> None:
    longer = cylinder("Cord", planes_mm=np.arange(-90.0, 37.0, 3.0))
    assert measure_overlap(
        in_planes(longer), in_planes(cylinder("Cord")), motion=np.eye(4)
    ).dice == pytest.approx(1.0, abs=0.01)
    elsewhere = cylinder("Cord", planes_mm=np.arange(-190.0, -100.0, 3.0))
    assert measure_overlap(in_planes(elsewhere), in_planes(cylinder("Cord")), motion=np.eye(4)).dice == 0.0


def test_holes_are_outside() -> None:
    ring = cylinder("Ring", radius_mm=12.0)
    inner = cylinder("Ring", radius_mm=9.0)
    hollow_points = np.concatenate([ring.contours.points_mm, inner.contours.points_mm])
    contours = type(ring.contours)(
        points_mm=owned(hollow_points),
        starts=np.concatenate(
            [ring.contours.starts, inner.contours.starts[1:] + len(ring.contours.points_mm)]
        ),
        kinds=ring.contours.kinds + inner.contours.kinds,
    )
    hollow = type(ring)(number=1, name="Ring", role="", contours=contours)
    # Of 2 × (144 − 81) over (144 − 81) + 144.
    assert measure_overlap(in_planes(hollow), in_planes(ring), motion=np.eye(4)).dice == pytest.approx(
        2 * 63 / (63 + 144), abs=0.01
    )
