"""The second calculation of a whole plan: structures filled, densities read, doses compared and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rtqa.dicom import read_case
from rtqa.errors import FileFormatError, UsageError
from rtqa.geometry.planar import lay_flat
from rtqa.messages import Message, Unknown
from rtqa.model.case import Treatment
from rtqa.model.geometry import owned
from rtqa.model.structure import ContourKind, Contours, Structure
from rtqa.transport import points as points_module
from rtqa.transport.calculate import calculate_second_dose
from rtqa.transport.electron_density import GENERIC, read_curve
from rtqa.transport.fill import fill
from rtqa.transport.judge import is_image_moved, judge_scale, judge_shape
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams
from rtqa.transport.second_dose import SecondDose, compare_doses
from rtqa.transport.skin import look_at_image

SAMPLE = Path(__file__).parents[2] / "sample_plans" / "ccrt_pass"


def cylinder(radius_mm: float, heights_mm: np.ndarray) -> Structure:
    angles = np.linspace(0.0, 2 * np.pi, 360, endpoint=False)
    ring = np.column_stack([radius_mm * np.cos(angles) + 3.3, radius_mm * np.sin(angles) - 7.1])
    points = np.concatenate([np.column_stack([ring, np.full(360, height)]) for height in heights_mm])
    contours = Contours(
        points_mm=owned(points),
        starts=np.arange(len(heights_mm) + 1) * 360,
        kinds=(ContourKind.CLOSED_PLANAR,) * len(heights_mm),
    )
    return Structure(number=1, name="Body", role="EXTERNAL", contours=contours)


def test_a_cylinder_fills_its_volume() -> None:
    drawn = lay_flat(cylinder(40.0, np.arange(-30.0, 31.0, 3.0)), set_spacing_mm=3.0)
    filled = fill(drawn, first_mm=np.array([-50.0, -60.0, -40.0]), step_mm=2.5, shape=(33, 50, 45))
    # Its planes stand for 63 mm; voxels' middles lie within at 25 of the heights that are 2.5 mm apart.
    assert filled.sum() * 2.5**3 / (np.pi * 40.0**2 * 25 * 2.5) == pytest.approx(1.0, abs=2e-3)
    assert filled.min() >= 0.0
    assert filled.max() <= 1.0 + 1e-6
    assert filled[16, 21, 21] == pytest.approx(1.0)


@pytest.mark.parametrize("shift_mm", [(0.0, 0.0), (4.5, -3.0)])
def test_a_ct_that_lies_beside_the_outline_shows_by_how_much(shift_mm: tuple[float, float]) -> None:
    drawn = lay_flat(cylinder(80.0, np.arange(-30.0, 31.0, 3.0)), set_spacing_mm=3.0)

    def density_at(points_mm: np.ndarray) -> np.ndarray:
        # A cylinder about (3.3, −7.1), moved; its edge is as sharp as voxels of 1 mm have it.
        depth_mm = 80.0 - np.hypot(points_mm[:, 0] - 3.3 - shift_mm[0], points_mm[:, 1] + 7.1 - shift_mm[1])
        return np.clip(depth_mm + 0.5, 0.0, 1.0)

    image_shift = look_at_image(density_at, drawn)
    assert image_shift is not None
    assert image_shift.shift_mm == pytest.approx(shift_mm, abs=0.1)
    assert is_image_moved(image_shift) is (shift_mm != (0.0, 0.0))


def test_ct_numbers_become_densities_on_straight_lines(tmp_path: Path) -> None:
    assert GENERIC.convert(np.array([-1000.0, -750.0, 0.0, 625.0, np.nan])) == pytest.approx(
        [0.0, 0.24, 1.0, 1.32, 0.0]
    )
    file = tmp_path / "curve.txt"
    file.write_text("# HU, density\n-1000, 0\n0, 1.0\n1000 1.5\n", encoding="utf-8")
    assert read_curve(file).convert(np.array([-500.0, 500.0, 2000.0])) == pytest.approx([0.5, 1.25, 1.5])


@pytest.mark.parametrize(
    "text", ["", "0 1\n", "0 1\n0 2\n", "-1000 0\n0 -1\n", "a b\n1 2\n", "0 1 2\n1 2 3\n"]
)
def test_what_is_no_curve_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "curve.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_curve(file)


@pytest.fixture(scope="module")
def alderson(realdata: Path) -> Treatment:
    return read_case(realdata / "alderson").treatments[0]


@pytest.fixture(scope="module", autouse=True)
def few_points() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(points_module, "N_IN_DOSE", 250)
        patch.setattr(points_module, "N_IN_ALL", 160)
        yield


@pytest.fixture(scope="module")
def second(alderson: Treatment) -> SecondDose:
    outcome = calculate_second_dose(alderson)
    assert isinstance(outcome, SecondDose)
    return outcome


def test_a_real_arc_agrees_with_its_planning_system(second: SecondDose) -> None:
    assert second.rms_frac < 0.01
    assert {row.name for row in second.structures} >= {"PTV", "FemoralHead_L", "FemoralHead_R"}
    assert all(abs(row.mean.deviation) < 2.0 for row in second.structures)
    assert judge_shape(second) == ()
    assert judge_scale(second) == ()


@pytest.mark.parametrize(
    ("energy_mv", "rms_frac", "is_usual"),
    [(10.0, 0.0145, True), (10.0, 0.0167, False), (15.0, 0.0223, True), (15.0, 0.026, False)],
    ids=["10 MV of another engine", "a collimator turned by 15°", "18 MV of another engine", "more than any"],
)
def test_the_differences_of_sound_machines_are_usual(
    second: SecondDose, energy_mv: float, rms_frac: float, *, is_usual: bool
) -> None:
    beams = tuple(replace(beam, energy_mv=energy_mv) for beam in second.beams)
    assert (judge_shape(replace(second, beams=beams, rms_frac=rms_frac)) == ()) is is_usual


def test_a_collimator_turned_by_15_degrees_is_seen(alderson: Treatment, second: SecondDose) -> None:
    plan = alderson.plan
    assert plan is not None
    beams = tuple(
        replace(
            beam,
            control_points=tuple(
                replace(point, collimator_deg=(point.collimator_deg or 0.0) + 15.0)
                for point in beam.control_points
            ),
        )
        for beam in plan.beams
    )
    prepared = prepare_beams(replace(plan, beams=beams))
    assert isinstance(prepared, tuple)
    (dose,) = calculate_beams(prepared, second.points.points_mm, patient=second.patient)
    outcome = compare_doses(
        prepared,
        [dose],
        prepared[0].meterset_mu * dose.gy_per_mu[None],
        points=second.points,
        patient=second.patient,
        max_gy=float(second.points.planned_gy.max()),
    )
    assert isinstance(outcome, SecondDose)
    assert judge_shape(outcome) != ()


def test_a_dose_of_half_the_fractions_is_seen(second: SecondDose) -> None:
    half = replace(second, scale=second.scale / 2)
    assert judge_scale(half) == (second.scale / 2,)


def test_without_a_body_nothing_is_calculated(alderson: Treatment) -> None:
    structure_set = alderson.structure_set
    assert structure_set is not None
    others = tuple(one for one in structure_set.structures if one.role != "EXTERNAL")
    without = replace(alderson, structure_set=replace(structure_set, structures=others))
    outcome = calculate_second_dose(without)
    assert isinstance(outcome, Unknown)
    assert outcome.message == Message("transport.no-body")


@pytest.fixture(scope="module")
def in_water() -> SecondDose:
    outcome = calculate_second_dose(replace(read_case(SAMPLE).treatments[0], image=None))
    assert isinstance(outcome, SecondDose)
    return outcome


@pytest.mark.parametrize(
    ("factor", "remaining_frac", "chi", "is_doubted"),
    [(0.8, 0.85, 0.9, True), (0.89, 0.85, 0.9, False), (0.8, 0.92, 0.9, False), (0.8, 0.85, 0.5, False)],
)
def test_a_beam_whose_weight_explains_a_usual_difference_is_named(
    in_water: SecondDose, *, factor: float, remaining_frac: float, chi: float, is_doubted: bool
) -> None:
    first, *others = in_water.beams
    beams = (replace(first, best_factor=factor, remaining_frac=remaining_frac), *others)
    doubts = judge_shape(replace(in_water, beams=beams, chi=chi))
    assert [doubt.beam.number for doubt in doubts if doubt.beam is not None] == [first.number] * is_doubted


def test_a_ct_whose_pixels_cannot_be_read_counts_as_none(in_water: SecondDose) -> None:
    def fail() -> np.ndarray:
        raise FileFormatError(Message("pixels.absent"))

    (treatment,) = read_case(SAMPLE).treatments
    image = treatment.image
    assert image is not None
    unread = replace(treatment, image=replace(image, load=fail))
    dose = calculate_second_dose(unread)
    assert isinstance(dose, SecondDose)
    assert dose.scale == in_water.scale
