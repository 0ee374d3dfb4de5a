"""By how much a registration misses, and what that does to a sum: motions and doses in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from two_phases import EARLIER, LATER, PLANES_MM, cylinder, dose, in_planes, motion_of, moved

from rtqa.course.composite import PhaseDose, composite_dvh
from rtqa.course.misfit import fit_misfit
from rtqa.course.summed import Drawn, SummedPhases, sum_phases
from rtqa.geometry.dice import Overlap, measure_overlap
from rtqa.metrics import Measurement, measure
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.image import Image
from rtqa.model.registration import FrameTransform, Registration
from rtqa.model.structure import Structure, StructureSet

SLIP = motion_of(0, 0, 0, shift_mm=(2.0, -1.5, 3.0))
PLACES_MM = [
    (0.0, 0.0, 0.0),
    (50.0, 10.0, 20.0),
    (-50.0, 10.0, -20.0),
    (0.0, -60.0, 40.0),
    (10.0, 40.0, -40.0),
]


def organs(motion: Floats | None = None) -> list[Structure]:
    """Five short cylinders about the head; with a motion, as the earlier phase sees them."""
    return [
        cylinder(
            name, at_mm=(x, y), radius_mm=12.0, planes_mm=np.arange(z - 15.0, z + 16.0, 3.0), motion=motion
        )
        for name, (x, y, z) in zip("ABCDE", PLACES_MM, strict=True)
    ]


def overlaps(motion: Floats, slip: Floats) -> list[Overlap]:
    pairs = zip(organs(), organs(motion), strict=True)
    return [
        measure_overlap(in_planes(now), in_planes(then), motion=owned(slip @ motion)) for now, then in pairs
    ]


def test_a_registration_that_holds_leaves_next_to_nothing() -> None:
    misfit = fit_misfit(overlaps(motion_of(4, -3, 8, shift_mm=(9, -14, 12)), np.eye(4)))
    assert misfit.is_known_along
    assert misfit.distance_mm == pytest.approx(0.0, abs=0.4)


@pytest.mark.parametrize("slip", [SLIP, motion_of(3, 0, 0), motion_of(-2, 2, 4, shift_mm=(1.0, 2.0, -4.0))])
def test_what_a_registration_misses_by_is_found_and_led_back(slip: Floats) -> None:
    misfit = fit_misfit(overlaps(motion_of(0, 0, 5, shift_mm=(6.0, 0.0, 0.0)), slip))
    centers = np.array(PLACES_MM)
    back = moved(moved(centers, slip), misfit.motion)
    # A rotation is held towards none by what is expected of one, by a few hundredths here.
    assert np.abs(back - centers).max() < 0.65
    farthest = np.linalg.norm(moved(centers, slip) - centers, axis=1).max()
    assert misfit.distance_mm == pytest.approx(farthest, abs=0.65)


def test_one_organ_that_moved_by_itself_is_not_the_registration() -> None:
    pairs = overlaps(np.eye(4), np.eye(4))
    off = replace(pairs[3], offset_mm=owned([0.0, 14.0, 0.0]))
    misfit = fit_misfit([*pairs[:3], off, pairs[4]])
    # Four organs meet; the fifth, 14 mm off, pulls the shift and turn of all by 3 mm at most where it lies.
    assert misfit.distance_mm < 3.0
    assert np.linalg.norm(misfit.mended_at(pairs[0].center_mm)) < 1.5


def test_a_stretch_that_goes_on_beyond_tells_nothing_along_the_body() -> None:
    now, then = cylinder("Cord"), cylinder("Cord", planes_mm=PLANES_MM[:-8], motion=SLIP)
    pair = measure_overlap(in_planes(now), in_planes(then), motion=np.eye(4))
    assert not pair.is_whole
    assert pair.offset_mm == pytest.approx([-2.0, 1.5, 0.0], abs=0.1)
    assert not fit_misfit([pair]).is_known_along


def test_a_whole_volume_that_slipped_along_the_body_overlaps_less() -> None:
    now = cylinder("Gland", planes_mm=np.arange(-13.5, 14.0, 3.0))
    then = cylinder(
        "Gland", planes_mm=np.arange(-13.5, 14.0, 3.0), motion=motion_of(0, 0, 0, shift_mm=(0, 0, 9))
    )
    pair = measure_overlap(in_planes(now), in_planes(then), motion=np.eye(4))
    # Two cylinders of 30 mm, 9 mm apart along their axis, share 21 of 30.
    assert pair.is_whole
    assert pair.dice == pytest.approx(0.7, abs=0.02)
    assert pair.offset_mm == pytest.approx([0.0, 0.0, -9.0], abs=0.2)
    cut = measure_overlap(in_planes(now), in_planes(then), motion=np.eye(4), is_cut=True)
    assert cut.dice == pytest.approx(1.0, abs=0.01)


def drawn(structures: list[Structure], phase: PhaseDose, image: Image | None = None) -> Drawn:
    return Drawn(
        dose=phase,
        image=image,
        structure_set=StructureSet(
            uid="",
            label="SS",
            frame_of_reference_uid=phase.dose.grid.frame_of_reference_uid,
            structures=tuple(replace(one, number=number) for number, one in enumerate(structures, 1)),
            image_uids=frozenset(),
            plane_spacing_mm=3.0,
        ),
    )


def linear(points_mm: Floats) -> Floats:
    """10 Gy at the origin, and 0.1 Gy more each mm to the left."""
    return np.asarray(10.0 + 0.1 * points_mm[..., 0])


def flat(points_mm: Floats) -> Floats:
    return np.asarray(np.full(points_mm.shape[:-1], 30.0))


THEN = PhaseDose(
    phase="sfrt", dose=dose(linear, n_fractions=1, frame=EARLIER, reach_mm=95.0, step_mm=5.0), n_fractions=1
)
NOW = PhaseDose(phase="ccrt", dose=dose(flat, n_fractions=30, reach_mm=95.0, step_mm=5.0), n_fractions=30)


def summed(slip: Floats, *, named: dict[str, str] | None = None, image: Image | None = None) -> SummedPhases:
    """Both phases see the patient alike, and a registration says that he moved by the slip."""
    then = [replace(one, name=(named or {}).get(one.name, one.name)) for one in organs()]
    transform = FrameTransform(frame_of_reference_uid=EARLIER, matrix=slip, kind="RIGID")
    registration = Registration(registered_frame_uid=LATER, transforms=(transform,))
    phases = [drawn(then, THEN, image), drawn(organs(), NOW, image)]
    return sum_phases(
        phases, registrations=[registration], wanted=[[], phases[1].structure_set.structures[:1]]
    )


def mean_of(both: SummedPhases, structure: Structure) -> Measurement:
    assert both.trilinear is not None
    dvh = composite_dvh(
        structure,
        dose=both.trilinear.physical(),
        beside=None,
        mended=[mended.physical() for mended in both.mend(structure)],
        set_spacing_mm=3.0,
    )
    outcome = measure(dvh, "Mean[Gy]")
    assert isinstance(outcome, Measurement)
    return outcome


@pytest.mark.parametrize("slip_mm", [-4.0, -2.0, 2.0, 4.0])
def test_the_interval_of_a_sum_holds_what_the_registration_misses_by(slip_mm: float) -> None:
    structure = organs()[0]
    held = mean_of(summed(owned(np.eye(4))), structure)
    slipped = mean_of(summed(motion_of(0, 0, 0, shift_mm=(slip_mm, 0.0, 0.0))), structure)
    assert held.interval is not None
    assert slipped.interval is not None
    assert held.value == pytest.approx(40.0, abs=0.01)
    # The organ is read where the registration puts it: 0.1 Gy a mm less on the slip's far side.
    assert slipped.value == pytest.approx(40.0 - 0.1 * slip_mm, abs=0.01)
    added = [slipped.interval.low - slipped.value, slipped.interval.high - slipped.value]
    unslipped = [held.interval.low - held.value, held.interval.high - held.value]
    wider = np.array(added) - np.array(unslipped)
    # What does not depend on each other adds up by its squares, so that the whole grows by a little less.
    assert wider == pytest.approx([min(0.1 * slip_mm, 0.0), max(0.1 * slip_mm, 0.0)], abs=0.05)
    assert slipped.interval.low - 0.01 <= 40.0 <= slipped.interval.high + 0.01


def test_a_registration_that_misses_by_more_than_5_mm_is_not_used() -> None:
    refused = summed(motion_of(0, 0, 0, shift_mm=(0.0, 0.0, 8.0)))
    assert refused.obstacle is not None
    assert str(refused.obstacle.message) == (
        "registered, what is drawn in both phases lies up to 8 mm apart "
        "(x 0 mm, y 0 mm, z 8 mm; 5 structures compared)"
    )


def test_organs_are_paired_by_what_they_stand_for() -> None:
    names = {"A": "Myelon", "B": "Ohrspeicheldrüse links"}
    then = [replace(one, name=names.get(one.name, one.name)) for one in organs()]
    now = [
        replace(one, name={"A": "SpinalCord", "B": "Parotid_L"}.get(one.name, one.name)) for one in organs()
    ]
    phases = [drawn(then, replace(THEN, dose=replace(THEN.dose, grid=NOW.dose.grid))), drawn(now, NOW)]
    both = sum_phases(phases, registrations=[], wanted=[[], phases[1].structure_set.structures[:1]])
    (pairs,) = both.overlaps
    assert {(pair.name, pair.earlier_name) for pair in pairs} >= {("SpinalCord", "Myelon")}
    assert len(pairs) >= 4


def test_where_every_organ_ends_with_its_scan_nothing_confirms_the_way_along_the_body() -> None:
    low, high = min(z for *_, z in PLACES_MM) - 15.0, max(z for *_, z in PLACES_MM) + 15.0
    assert summed(owned(np.eye(4)), image=scan(low - 30.0, high + 30.0)).obstacle is None
    short = [
        cylinder(name, at_mm=(x, y), planes_mm=PLANES_MM)
        for name, (x, y, _) in zip("ABC", PLACES_MM[:3], strict=True)
    ]
    image = scan(PLANES_MM[0], PLANES_MM[-1])
    phases = [drawn(short, THEN, image), drawn(short, NOW, image)]
    transform = FrameTransform(frame_of_reference_uid=EARLIER, matrix=owned(np.eye(4)), kind="RIGID")
    registration = Registration(registered_frame_uid=LATER, transforms=(transform,))
    refused = sum_phases(
        phases, registrations=[registration], wanted=[[], phases[1].structure_set.structures[:1]]
    )
    assert refused.obstacle is not None
    assert refused.obstacle.message.id == "phase-registration.not-confirmed-along"


def scan(low_mm: float, high_mm: float) -> Image:
    """A CT from one height to another."""
    heights = np.arange(low_mm, high_mm + 1.0, 3.0)
    return Image(
        modality="CT",
        grid=Grid.from_planes(
            position_mm=(-100.0, -100.0, heights[0]),
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(1.0, 1.0),
            offsets_mm=heights - heights[0],
            shape_ji=(200, 200),
            frame_of_reference_uid=LATER,
        ),
        slice_thickness_mm=owned(np.full(len(heights), 3.0)),
        uids=(),
        acquired="",
        load=lambda: np.empty(0, dtype=np.float32),
    )
