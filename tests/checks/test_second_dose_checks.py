"""The checks of a second calculation, on a block of water that one square field hits from the front."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import FRAME, PROTOCOL, STRUCTURES_UID, case, plan

from rtqa.evaluation import check
from rtqa.findings import Finding, Report, Verdict
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Message, Quantity, Unknown
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose, DoseOfBeam, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid, owned
from rtqa.model.plan import Beam, BeamShare, ControlPoint, FractionGroup, Plan
from rtqa.model.structure import ContourKind, Contours, Structure, StructureSet
from rtqa.transport.machine_file import LoadedMachine, parse_machine
from rtqa.transport.patient import Patient, build_patient
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams

METERSET_MU, N_FRACTIONS = 100.0, 30
HALF_MM = 40.0
"""Of the field, at the isocentre 10 cm deep."""


def block(name: str, role: str, half_mm: float, depths_mm: tuple[float, float]) -> Structure:
    """A prism about the axis; the surface of the body is at y = 0."""
    x, (front, back) = half_mm, depths_mm
    heights = np.arange(-half_mm, half_mm + 0.1, 5.0)
    ring = np.array([[-x, front], [x, front], [x, back], [-x, back]])
    points = np.concatenate([np.column_stack([ring, np.full(4, height)]) for height in heights])
    contours = Contours(
        points_mm=owned(points),
        starts=np.arange(len(heights) + 1) * 4,
        kinds=(ContourKind.CLOSED_PLANAR,) * len(heights),
    )
    return Structure(number=len(name), name=name, role=role, contours=contours)


def field(**changes: Any) -> Beam:
    jaws = (-HALF_MM, HALF_MM)
    points = tuple(
        ControlPoint(
            meterset_frac=weight,
            gantry_deg=0.0,
            collimator_deg=0.0,
            couch_deg=0.0,
            jaws_x_mm=jaws,
            jaws_y_mm=jaws,
            leaves_mm={},
            isocenter_mm=owned([0.0, 100.0, 0.0]),
            energy_mv=6.0,
            dose_rate_mu_per_min=None,
        )
        for weight in (0.0, 1.0)
    )
    beam = Beam(
        number=1,
        name="AP",
        machine="M",
        radiation="PHOTON",
        delivery_type="TREATMENT",
        control_points=points,
        source_axis_mm=1000.0,
        dosimeter_unit="MU",
        patient_position="HFS",
    )
    return replace(beam, **changes)


@cache
def drawn() -> StructureSet:
    body, target = block("Body", "EXTERNAL", 110.0, (0.0, 200.0)), block("GTVn", "GTV", 20.0, (80.0, 120.0))
    return StructureSet(
        uid=STRUCTURES_UID,
        label="SS",
        frame_of_reference_uid=FRAME,
        structures=(body, target),
        image_uids=frozenset(),
        plane_spacing_mm=5.0,
    )


def water(beam: Beam, *, stated_gy: float | None = None) -> Plan:
    share = BeamShare(beam_number=1, dose_gy=stated_gy, meterset_mu=METERSET_MU, point_mm=(0.0, 100.0, 0.0))
    group = FractionGroup(number=1, n_fractions=N_FRACTIONS, n_brachy=0, beams=(share,), pattern="")
    return plan(beams=(beam,), fraction_groups=(group,))


@cache
def dose_of_the_field() -> Dose:
    """On nodes 5 mm apart; the engine itself is held to closed forms elsewhere."""
    grid = Grid.from_planes(
        position_mm=(-60.0, 2.5, -60.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(5.0, 5.0),
        offsets_mm=np.arange(25) * 5.0,
        shape_ji=(38, 25),
        frame_of_reference_uid=FRAME,
    )
    k, j, i = (at.ravel() for at in np.indices(grid.shape_kji))
    treated = Treatment(plan=None, dose=None, structure_set=drawn(), image=None, deviations=())
    patient = build_patient(treated, Outlines.of_set(drawn()))
    prepared = prepare_beams(water(field()))
    assert isinstance(patient, Patient)
    assert isinstance(prepared, tuple)
    (beam,) = calculate_beams(prepared, grid.to_points_mm(np.column_stack([i, j, k])), patient=patient)
    return Dose(
        uid="1.2.3.9",
        grid=grid,
        values_gy=(METERSET_MU * N_FRACTIONS * beam.gy_per_mu).reshape(grid.shape_kji).astype(np.float32),
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=N_FRACTIONS,
        plan_uid="",
        structure_set_uid="",
    )


def judged(
    *,
    factor: float = 1.0,
    moved_mm: float = 0.0,
    left_out: bool = False,
    machine: LoadedMachine | None = None,
    stated_gy: float | None = None,
    by_itself: float | None = None,
    **changes: Any,
) -> Report:
    """The dose of the field times a factor, or moved to the left, with the field as it is or otherwise.

    With ``by_itself``, a fraction of the beam's dose times that lies beside it.
    """
    dose = dose_of_the_field()
    affine = np.array(dose.grid.affine_mm)
    affine[0, 3] += moved_mm
    moved = replace(dose, grid=replace(dose.grid, affine_mm=owned(affine)), values_gy=dose.values_gy * factor)
    if by_itself is not None:
        values_gy = (dose.values_gy * by_itself / N_FRACTIONS).astype(np.float32)
        of_beam = DoseOfBeam(beam=1, grid=dose.grid, values_gy=values_gy, times=N_FRACTIONS)
        moved = replace(moved, of_beams=(of_beam,))
    treated = Treatment(
        plan=water(field(**changes), stated_gy=stated_gy),
        dose=moved,
        structure_set=drawn(),
        image=None,
        deviations=(),
    )
    return check(case(treated), protocol=PROTOCOL, second_dose=not left_out, machine=machine)


def the_findings(report: Report, code: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == code]


@pytest.fixture(scope="module")
def by_4_percent() -> Report:
    return judged(factor=1.04)


@pytest.mark.example("DOSE-SECOND", "good")
@pytest.mark.example("DOSE-OUTPUT", "good")
def test_a_dose_4_percent_higher_has_the_shape_and_says_its_scale(by_4_percent: Report) -> None:
    (shape,), (scale,) = (the_findings(by_4_percent, code) for code in ("DOSE-SECOND", "DOSE-OUTPUT"))
    assert (shape.verdict, scale.verdict) == (Verdict.PASS, Verdict.PASS)
    assert shape.message.values["n_structures"] == 1
    stated = scale.message.values["scale"]
    assert isinstance(stated, Quantity)
    assert stated.value == pytest.approx(1.04, abs=0.004)
    assert scale.message.values["definition"] == "maximum"


@pytest.mark.example("DOSE-SECOND", "bad")
@pytest.mark.example("DOSE-OUTPUT", "undecided")
def test_a_dose_moved_by_8_mm_is_doubted_and_its_height_not_judged() -> None:
    report = judged(moved_mm=8.0)
    shape = the_findings(report, "DOSE-SECOND")
    assert shape[0].verdict is Verdict.REVIEW
    assert shape[0].message.id == "dose-second.differs"
    (height,) = the_findings(report, "DOSE-OUTPUT")
    assert (height.verdict, height.message.id) == (None, "dose-output.not-judged")
    scale = height.message.values["scale"]
    assert isinstance(scale, Quantity)
    # In the middle of the field, a shift along a flat profile changes nothing.
    assert scale.value == pytest.approx(1.0, abs=0.02)


def test_a_dose_that_lies_beside_its_beams_is_doubted() -> None:
    # 80 mm to the left of a field whose half is 40 mm; 220 mm to the left, outside of a body of 110 mm.
    for moved_mm in (80.0, 220.0):
        (shape,) = the_findings(judged(moved_mm=moved_mm), "DOSE-SECOND")
        assert (shape.verdict, shape.message.id) == (Verdict.REVIEW, "dose-second.elsewhere")


@pytest.mark.example("DOSE-OUTPUT", "bad")
def test_a_dose_of_half_the_monitor_units_is_doubted() -> None:
    report = judged(factor=0.5)
    assert [finding.verdict for finding in the_findings(report, "DOSE-SECOND")] == [Verdict.PASS]
    (scale,) = the_findings(report, "DOSE-OUTPUT")
    assert scale.verdict is Verdict.REVIEW
    assert isinstance(scale.message.values["scale"], Quantity)
    assert scale.message.values["scale"].value == pytest.approx(0.5, abs=0.002)


@pytest.mark.example("DOSE-SECOND", "undecided")
def test_a_wedge_is_not_followed_and_no_doubt_and_said_once() -> None:
    report = judged(has_modifier=True)
    (shape,) = the_findings(report, "DOSE-SECOND")
    assert shape.verdict is None
    assert [the_findings(report, code) for code in ("DOSE-OUTPUT", "BEAM-ALONE")] == [[], []]
    assert "a wedge, compensator or block is in beam 1" in shape.summary


LINAC = b"""name = "Linac 1"
[[beam]]
energy_mv = 6.0
output_cgy_per_mu = 1.0
[[beam]]
energy_mv = 10.0
output_cgy_per_mu = 1.0
"""


def test_a_machine_file_tells_energies_apart() -> None:
    linac = LoadedMachine(machine=parse_machine(LINAC, label="linac.toml"), label="linac.toml", sha256="")
    (right,) = the_findings(judged(machine=linac), "DOSE-OUTPUT")
    assert (right.verdict, right.message.values["definition"]) == (Verdict.PASS, "machine")
    # 10 MV give at 10 cm depth a tenth more than 6 MV, of the same 1 cGy at the maximum: 0.80 and 0.89.
    points = tuple(replace(point, energy_mv=10.0) for point in field().control_points)
    (wrong,) = the_findings(judged(machine=linac, control_points=points), "DOSE-OUTPUT")
    assert (wrong.verdict, wrong.message.id) == (Verdict.REVIEW, "dose-output.differs-from-machine")
    scale = wrong.message.values["scale"]
    assert isinstance(scale, Quantity)
    assert scale.value == pytest.approx(0.80 / 0.89, abs=0.02)


def test_a_machine_without_the_energy_is_no_ground_to_calculate() -> None:
    of_10_mv = b'name = "Linac 1"\n[[beam]]\nenergy_mv = 10.0\n'
    linac = LoadedMachine(machine=parse_machine(of_10_mv, label="linac.toml"), label="linac.toml", sha256="")
    (shape,) = the_findings(judged(machine=linac), "DOSE-SECOND")
    assert shape.verdict is None
    assert "6 MV with a flattening filter, which the machine file does not have" in shape.summary


def test_where_it_is_left_out_that_is_said_and_nothing_else() -> None:
    said = [
        f for f in judged(left_out=True).findings if f.code in {"DOSE-SECOND", "DOSE-OUTPUT", "BEAM-ALONE"}
    ]
    assert [(f.verdict, f.message.id) for f in said] == [(None, "dose-second.left-out")]


def test_beams_in_a_magnetic_field_are_not_followed_and_nobody_is_asked() -> None:
    (second,) = the_findings(judged(source_axis_mm=1435.0), "DOSE-SECOND")
    assert second.verdict is None
    assert "1435 mm from the axis" in str(second.message)


def test_two_beams_of_one_number_are_not_told_apart() -> None:
    twice = replace(water(field()), beams=(field(), field()))
    outcome = prepare_beams(twice)
    assert isinstance(outcome, Unknown)
    assert outcome.message == Message("transport.same-number", beam=1)


# 100 MU of 8 × 8 cm² at 10 cm depth: 0.79 cGy for a MU of 10 × 10 cm² (1 cGy at the maximum), 0.97 of that in
# the smaller field (Followill et al.: 0.966 between 6 and 10 cm).
STATED_GY = 0.79 * 0.97


@pytest.mark.example("BEAM-ALONE", "good")
def test_a_beam_that_states_what_it_gives_passes_alone() -> None:
    (alone,) = the_findings(judged(stated_gy=STATED_GY), "BEAM-ALONE")
    assert alone.verdict is Verdict.PASS
    assert (alone.message.values["n"], alone.message.values["beam"]) == (1, 1)
    factor = alone.message.values["factor"]
    assert isinstance(factor, Quantity)
    assert factor.value == pytest.approx(1.0, abs=0.02)


@pytest.mark.example("BEAM-ALONE", "bad")
def test_a_beam_that_states_a_fifth_more_than_it_gives_is_doubted() -> None:
    (alone,) = the_findings(judged(stated_gy=1.2 * STATED_GY), "BEAM-ALONE")
    assert alone.verdict is Verdict.REVIEW
    planned, calculated = alone.message.values["planned"], alone.message.values["calculated"]
    assert isinstance(planned, Quantity)
    assert isinstance(calculated, Quantity)
    assert planned.value == pytest.approx(30 * 1.2 * STATED_GY)
    assert calculated.value == pytest.approx(30 * STATED_GY, rel=0.02)


def test_a_beam_whose_own_grid_holds_a_fifth_more_is_doubted() -> None:
    (alone,) = the_findings(judged(stated_gy=STATED_GY, by_itself=1.2), "BEAM-ALONE")
    assert alone.verdict is Verdict.REVIEW
    planned, calculated = alone.message.values["planned"], alone.message.values["calculated"]
    assert isinstance(planned, Quantity)
    assert isinstance(calculated, Quantity)
    assert planned.value == pytest.approx(1.2 * calculated.value, rel=0.01)
    assert "points of its dose grid" in alone.summary


@pytest.mark.example("BEAM-ALONE", "undecided")
def test_a_beam_without_a_stated_dose_is_not_compared_alone() -> None:
    (alone,) = the_findings(judged(), "BEAM-ALONE")
    assert (alone.verdict, alone.message.id) == (None, "beam-alone.not-stated")


HALF_DEPTH_MM = 1.5


def skin_of(*others: Structure, moved_mm: tuple[float, float] = (0.0, 0.0)) -> Finding:
    """A cylinder in which the dose rises by 1 − exp(−depth / β) on all sides, and is none outside."""
    angles = np.linspace(0.0, 2 * np.pi, 180, endpoint=False)
    ring = 80.0 * np.column_stack([np.cos(angles), np.sin(angles)])
    heights = np.arange(-20.0, 21.0, 5.0)
    points = np.concatenate([np.column_stack([ring, np.full(180, height)]) for height in heights])
    contours = Contours(
        points_mm=owned(points),
        starts=np.arange(len(heights) + 1) * 180,
        kinds=(ContourKind.CLOSED_PLANAR,) * len(heights),
    )
    body = Structure(number=1, name="Body", role="EXTERNAL", contours=contours)
    grid = Grid.from_planes(
        position_mm=(-100.0, -100.0, -20.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(2.0, 2.0),
        offsets_mm=np.arange(9) * 5.0,
        shape_ji=(101, 101),
        frame_of_reference_uid=FRAME,
    )
    k, j, i = (at.ravel() for at in np.indices(grid.shape_kji))
    x, y, _ = grid.to_points_mm(np.column_stack([i, j, k])).T
    depth_mm = 80.0 - np.hypot(x - moved_mm[0], y - moved_mm[1])
    gy = np.where(depth_mm > 0, 60.0 * (1.0 - np.exp(-np.log(2.0) / HALF_DEPTH_MM * depth_mm)), 0.0)
    dose = replace(dose_of_the_field(), grid=grid, values_gy=gy.reshape(grid.shape_kji).astype(np.float32))
    structures = replace(drawn(), structures=(body, *others))
    treated = Treatment(plan=plan(), dose=dose, structure_set=structures, image=None, deviations=())
    (found,) = the_findings(check(case(treated), protocol=PROTOCOL, second_dose=True), "DOSE-SKIN")
    return found


@pytest.mark.example("DOSE-SKIN", "good")
def test_a_dose_that_begins_beneath_the_skin_on_all_sides_passes() -> None:
    found = skin_of()
    assert found.verdict is Verdict.PASS
    shift = found.message.values["shift"]
    assert isinstance(shift, Quantity)
    assert shift.value == pytest.approx(0.0, abs=0.1)


@pytest.mark.example("DOSE-SKIN", "bad")
def test_a_dose_beside_the_body_is_doubted_and_says_by_how_much() -> None:
    found = skin_of(moved_mm=(4.0, -3.0))
    assert (found.verdict, found.message.id) == (Verdict.REVIEW, "dose-skin.moved")
    for name, expected in (("x", 4.0), ("y", -3.0), ("shift", 5.0)):
        value = found.message.values[name]
        assert isinstance(value, Quantity)
        assert value.value == pytest.approx(expected, abs=0.25)


def test_a_dose_beside_the_body_is_not_doubted_where_a_bolus_is_drawn() -> None:
    found = skin_of(block("Bolus", "BOLUS", 20.0, (80.0, 90.0)), moved_mm=(4.0, -3.0))
    assert (found.verdict, found.message.id) == (None, "dose-skin.bolus")


@pytest.mark.example("DOSE-SKIN", "undecided")
def test_a_dose_grid_that_ends_at_the_skin_is_not_looked_at() -> None:
    (found,) = the_findings(judged(), "DOSE-SKIN")
    assert found.verdict is None
    assert found.message.id == "dose-skin.not-looked-at"


ANGLES_DEG = (0.0, 100.0, 220.0)


def crossed(*turned_deg: float) -> Plan:
    """Three fields that cross in the block's middle, their gantries turned so."""
    beams = tuple(
        replace(
            field(),
            number=number,
            control_points=tuple(replace(point, gantry_deg=angle) for point in field().control_points),
        )
        for number, angle in enumerate(turned_deg, start=1)
    )
    shares = tuple(
        BeamShare(beam_number=beam.number, dose_gy=None, meterset_mu=METERSET_MU) for beam in beams
    )
    group = FractionGroup(number=1, n_fractions=N_FRACTIONS, n_brachy=0, beams=shares, pattern="")
    return plan(beams=beams, fraction_groups=(group,))


def test_the_beam_whose_gantry_stood_elsewhere_is_named_with_its_angle() -> None:
    treated = Treatment(
        plan=crossed(*ANGLES_DEG), dose=dose_of_the_field(), structure_set=drawn(), image=None, deviations=()
    )
    patient = build_patient(treated, Outlines.of_set(drawn()))
    prepared = prepare_beams(crossed(*ANGLES_DEG))
    assert isinstance(patient, Patient)
    assert isinstance(prepared, tuple)
    grid = dose_of_the_field().grid
    k, j, i = (at.ravel() for at in np.indices(grid.shape_kji))
    beams = calculate_beams(prepared, grid.to_points_mm(np.column_stack([i, j, k])), patient=patient)
    gy = METERSET_MU * N_FRACTIONS * sum(beam.gy_per_mu for beam in beams)
    dose = replace(dose_of_the_field(), values_gy=np.float32(gy).reshape(grid.shape_kji))
    turned = replace(treated, dose=dose, plan=crossed(0.0, 140.0, 220.0))
    shape = the_findings(check(case(turned), protocol=PROTOCOL, second_dose=True), "DOSE-SECOND")[0]
    assert shape.verdict is Verdict.REVIEW
    assert shape.explanation is not None
    assert shape.explanation.values["beam"] == 2
    angle = shape.explanation.values["angle"]
    assert isinstance(angle, Quantity)
    assert angle.value == pytest.approx(-40.0, abs=5.0)
