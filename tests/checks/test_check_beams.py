"""BEAM-*: what cannot be delivered fails, what does not fit is in doubt, what is not stated is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import PROTOCOL, beam, found, judged, plan, prescription, ramps, treatment
from examples import examples
from sample import SAMPLE_PLANS

from rtqa.dicom import read_case
from rtqa.findings import Finding, Report, Verdict
from rtqa.geometry.aperture import find_open_mm
from rtqa.geometry.beams_eye_view import find_openings
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
from rtqa.model.image import Image
from rtqa.model.plan import Beam, BeamShare, FractionGroup, LeafLayer, Plan, PlanKind
from rtqa.model.structure import Structure, StructureSet
from without_second_dose import check

FAIL, REVIEW, PASS = Verdict.FAIL, Verdict.REVIEW, Verdict.PASS
CODES = ("BEAM-METERSET", "BEAM-DOSE", "BEAM-FLUENCE", "BEAM-MACHINE", "BEAM-SETUP")
RX = (prescription(1, 70.0), prescription(2, 66.0), prescription(3, 54.0))

Change = Callable[[Beam], Beam]


def share(number: int = 1, **changes: Any) -> BeamShare:
    return BeamShare(**{"beam_number": number, "dose_gy": None, "meterset_mu": 300.0, **changes})


def group(*shares: BeamShare, **changes: Any) -> FractionGroup:
    stated: dict[str, Any] = {"number": 1, "n_fractions": 30, "n_brachy": 0, "pattern": "", **changes}
    return FractionGroup(beams=shares or (share(),), **stated)


def with_plan(**changes: Any) -> Report:
    return judged(treatment(plan=plan(*RX, **changes)))


def with_beam(**changes: Any) -> Report:
    return with_plan(beams=(beam(**changes),))


def with_points(**changes: Any) -> Report:
    """The one beam, with these values at its last control point."""
    one = beam()
    first, last = one.control_points
    return with_plan(beams=(replace(one, control_points=(first, replace(last, **changes))),))


def objections(report: Report, code: str) -> list[Finding]:
    return [finding for finding in found(report, code) if finding.verdict not in (PASS, None)]


def the_objection(report: Report, code: str) -> Finding:
    (only,) = objections(report, code)
    return only


# ----------------------------------------------------------------------------------- in order, or absent


@pytest.mark.parametrize("code", examples("good", "BEAM-METERSET", "BEAM-MACHINE", "BEAM-SETUP"))
def test_a_beam_in_order_passes(code: str) -> None:
    report = judged(treatment())
    assert [f.verdict for f in found(report, code) if f.verdict is not None] == [PASS]


@pytest.mark.parametrize("code", examples("undecided", *CODES))
@pytest.mark.parametrize("one", [None, "ions"])
def test_without_photon_beams_no_check_of_beams_passes(code: str, one: str | None) -> None:
    parts = None if one is None else plan(*RX, beams=(), kind=PlanKind.ION)
    (finding,) = found(judged(treatment(plan=parts)), code)
    assert finding.verdict is None
    assert "there is no RT plan" in finding.summary or "Ion therapy: not judged" in finding.summary


def test_a_plan_without_beams_is_in_doubt_once() -> None:
    report = with_plan(beams=())
    assert [(f.code, f.verdict) for code in CODES for f in objections(report, code)] == [
        ("BEAM-METERSET", REVIEW)
    ]
    assert the_objection(report, "BEAM-METERSET").reason == "export the RT plan with its beams"


def test_a_setup_beam_is_no_treatment_beam() -> None:
    setup = beam(number=2, leaves_mm=([[9.0], [-9.0]],), delivery_type="SETUP")
    assert with_plan(beams=(beam(), setup)).verdict is PASS


# ---------------------------------------------------------------------------------------------- BEAM-METERSET


@pytest.mark.parametrize(
    ("report", "verdict", "words"),
    [
        (with_plan(beams=(beam(), beam())), FAIL, "Beam number 1 is given to more than one beam"),
        (with_plan(fraction_groups=(group(share(), share()),)), FAIL, "lists a beam twice"),
        (with_plan(fraction_groups=(group(share(), share(9)),)), FAIL, "beam 9, which is not in the plan"),
        (with_plan(fraction_groups=(group(share(meterset_mu=0.0)),)), FAIL, "has no monitor units"),
        (with_plan(fraction_groups=(group(share(meterset_mu=-3.0)),)), FAIL, "has no monitor units"),
        (with_beam(leaves_mm=([[-9.0], [9.0]],)), FAIL, "has 1 control point;"),
        (with_points(meterset_frac=0.5), FAIL, "runs from 0 to 0.5 of its final weight"),
        (with_plan(fraction_groups=(group(share(meterset_mu=None)),)), REVIEW, "states no meterset"),
        (with_plan(fraction_groups=(group(n_beams=2),)), REVIEW, "states 2 beams, and lists 1"),
        (
            with_plan(fraction_groups=(group(n_fractions=25), group(n_fractions=5))),
            REVIEW,
            "Fraction group number 1 is given to more than one fraction group",
        ),
        (
            with_plan(beams=(beam(), beam(number=2))),
            REVIEW,
            "Beam 2 is a treatment beam of no fraction group",
        ),
        (with_beam(n_points=3), REVIEW, "states 3 control points, and has 2"),
        (with_points(meterset_frac=None), REVIEW, "does not state its cumulative meterset weight"),
    ],
)
def test_what_a_beam_cannot_deliver(report: Report, verdict: Verdict, words: str) -> None:
    finding = the_objection(report, "BEAM-METERSET")
    assert finding.verdict is verdict
    assert words in finding.summary
    assert report.verdict is verdict


def test_monitor_units_that_cannot_be_read_are_review_with_their_reason() -> None:
    silent = (group(share(meterset_mu=None)),)
    report = with_plan(fraction_groups=silent, unreadable=frozenset({"BeamMeterset"}))
    finding = the_objection(report, "BEAM-METERSET")
    assert finding.summary == "The plan states a BeamMeterset that cannot be read."
    assert finding.reason == "what the beams deliver is not known; export the plan again"


@pytest.mark.example("BEAM-METERSET", "bad")
def test_a_meterset_that_falls_on_its_way_fails() -> None:
    one = beam(leaves_mm=([[-9.0], [9.0]],) * 4)
    points = [replace(p, meterset_frac=f) for p, f in zip(one.control_points, (0, 0.6, 0.4, 1), strict=True)]
    report = with_plan(beams=(replace(one, control_points=tuple(points)),))
    assert "falls between control points" in the_objection(report, "BEAM-METERSET").summary


def test_a_setup_beam_with_monitor_units_is_review() -> None:
    setup = beam(number=2, delivery_type="SETUP")
    report = with_plan(beams=(beam(), setup), fraction_groups=(group(share(), share(2)),))
    assert "Beam 2 is no treatment beam" in the_objection(report, "BEAM-METERSET").summary


@pytest.mark.parametrize(("mu", "per_gy"), [(130.0, "56"), (7500.0, "3214")])
def test_monitor_units_of_another_unit_are_review(mu: float, per_gy: str) -> None:
    # 70 Gy in 30 fractions: 2.333 Gy each.
    report = with_plan(fraction_groups=(group(share(meterset_mu=mu)),))
    assert f"{per_gy} MU per Gy" in the_objection(report, "BEAM-METERSET").summary


def test_minutes_of_a_cobalt_unit_are_not_compared_with_the_dose() -> None:
    cobalt = of_energy(1.25)(beam(dosimeter_unit="MINUTE"))
    report = with_plan(beams=(cobalt,), fraction_groups=(group(share(meterset_mu=2.0)),))
    told = [f.summary for f in found(report, "BEAM-METERSET") if f.verdict is None]
    assert told == ["Metersets were not compared with the dose, because they are in minutes."]
    assert not objections(report, "BEAM-METERSET")


def test_minutes_of_a_linac_are_review() -> None:
    report = with_plan(
        beams=(beam(dosimeter_unit="MINUTE"),), fraction_groups=(group(share(meterset_mu=2.0)),)
    )
    assert the_objection(report, "BEAM-METERSET").summary == "PrimaryDosimeterUnit of the beams: MINUTE."


# -------------------------------------------------------------------------------------------------- BEAM-DOSE


def with_beam_dose(*doses_gy: float | None, n_fractions: int | None = 30) -> Report:
    numbers = range(1, len(doses_gy) + 1)
    shares = [share(n, dose_gy=gy, meterset_mu=150.0) for n, gy in zip(numbers, doses_gy, strict=True)]
    beams = tuple(beam(number=n, leaves_mm=([[-n], [n]], [[-n], [0]])) for n in numbers)
    return with_plan(beams=beams, fraction_groups=(group(*shares, n_fractions=n_fractions),))


@pytest.mark.example("BEAM-DOSE", "good")
def test_beam_doses_that_add_up_pass() -> None:
    # 2 × 1.1666 Gy × 30 = 70 Gy.
    (finding,) = found(with_beam_dose(1.1666, 1.1667), "BEAM-DOSE")
    assert (finding.verdict, finding.summary) == (
        PASS,
        "The beams' doses add up to 70.00 Gy over the course; 70 Gy is prescribed.",
    )


@pytest.mark.parametrize(
    ("doses_gy", "n_fractions", "sum_gy"), [((1.2, 0.8), 30, "60.00"), ((1.2, 1.2), 33, "79.20")]
)
@pytest.mark.example("BEAM-DOSE", "bad")
def test_beam_doses_that_do_not_add_up_are_review(
    doses_gy: tuple[float, float], n_fractions: int, sum_gy: str
) -> None:
    summaries = [
        f.summary for f in objections(with_beam_dose(*doses_gy, n_fractions=n_fractions), "BEAM-DOSE")
    ]
    assert summaries[0] == f"The beams' doses add up to {sum_gy} Gy over the course; 70 Gy is prescribed."


def test_beams_that_give_more_than_the_dose_grid_holds_are_review() -> None:
    # 76.2 Gy, within 12 % of 70 Gy; the grid's hottest voxel has 71 Gy + 20 mm × 0.1 Gy/mm.
    report = with_beam_dose(1.27, 1.27)
    assert "no point of the dose grid has more" in the_objection(report, "BEAM-DOSE").summary


def test_a_beam_that_alone_states_no_dose_is_review() -> None:
    finding = the_objection(with_beam_dose(1.2, None), "BEAM-DOSE")
    assert (
        finding.summary == "The beams' doses were not added up: beam 2 states no BeamDose, and the others do."
    )


@pytest.mark.parametrize("report", [with_beam_dose(None, None), with_beam_dose(2.3, n_fractions=None)])
def test_without_beam_doses_or_fractions_nothing_is_added_up(report: Report) -> None:
    (finding,) = found(report, "BEAM-DOSE")
    assert finding.verdict is None
    assert finding.summary.startswith("The beams' doses were not added up: ")


# ----------------------------------------------------------------------------------------------- BEAM-MACHINE


def test_a_dose_rate_of_0_is_one_that_is_not_stated() -> None:
    assert not objections(with_points(dose_rate_mu_per_min=0.0), "BEAM-MACHINE")


@pytest.mark.parametrize(
    ("report", "verdict", "words"),
    [
        (
            with_beam(leaves_mm=([[-9.0], [9.0]], [[2.0], [0.0]])),
            FAIL,
            "opposing leaves cross by up to 2.0 mm",
        ),
        (with_points(jaws_x_mm=(5.0, -5.0)), FAIL, "opposing jaws cross by up to 10.0 mm"),
        (with_points(jaws_y_mm=(-300.0, 50.0)), REVIEW, "jaws reach 300 mm"),
        (with_beam(leaves_mm=([[0.0], [0.0]], [[1.0], [1.0]])), REVIEW, "closed at every control point"),
        (
            with_beam(leaf_layers=(LeafLayer(edges_mm=owned([-5.0, 0.0, 5.0]), axis="X"),)),
            REVIEW,
            "edges are stated for 2 leaf pairs, and positions for 1",
        ),
        (with_beam(leaf_layers=(LeafLayer(edges_mm=owned([5.0, -5.0]), axis="X"),)), REVIEW, "do not ascend"),
        (with_points(gantry_deg=400.0), REVIEW, "the gantry angle is 400°"),
        (with_points(collimator_deg=-90.0), REVIEW, "the collimator angle is −90°"),
        (with_points(couch_deg=361.0), REVIEW, "the couch angle is 361°"),
        (with_points(energy_mv=10.0), REVIEW, "the energy changes within the beam"),
        (with_points(dose_rate_mu_per_min=60000.0), REVIEW, "the dose rate is 60000 MU/min"),
    ],
)
def test_what_a_machine_cannot_do(report: Report, verdict: Verdict, words: str) -> None:
    finding = the_objection(report, "BEAM-MACHINE")
    assert finding.verdict is verdict
    assert words in finding.summary
    assert str(finding.subject) == "beam 1"
    assert report.verdict is verdict


def several(*changes: Change) -> Report:
    """As many beams, each with leaves of its own, changed one by one."""
    beams = [
        change(beam(number=n, leaves_mm=([[-n], [n]], [[-n], [0]]))) for n, change in enumerate(changes, 1)
    ]
    shares = [share(n, meterset_mu=300.0 / len(beams)) for n in range(1, len(beams) + 1)]
    return with_plan(beams=tuple(beams), fraction_groups=(group(*shares),))


def alike(one: Beam) -> Beam:
    return one


def of_energy(energy_mv: float | None) -> Change:
    def change(one: Beam) -> Beam:
        points = tuple(replace(point, energy_mv=energy_mv) for point in one.control_points)
        return replace(one, control_points=points)

    return change


def on_another_machine(one: Beam) -> Beam:
    return replace(one, machine="N")


@pytest.mark.example("BEAM-MACHINE", "bad")
def test_beams_of_two_machines_are_review() -> None:
    finding = the_objection(several(alike, on_another_machine), "BEAM-MACHINE")
    assert finding.summary == "The beams are for 2 different machines."


def test_the_one_beam_of_another_energy_is_review() -> None:
    finding = the_objection(several(alike, alike, of_energy(18.0), alike), "BEAM-MACHINE")
    assert (str(finding.subject), finding.summary) == (
        "beam 3",
        "Beam 3: the energy is 18 MV, that of all others 6 MV.",
    )


def test_two_energies_in_pairs_are_told() -> None:
    report = several(alike, alike, of_energy(10.0), of_energy(10.0))
    assert not objections(report, "BEAM-MACHINE")
    told = [f.summary for f in found(report, "BEAM-MACHINE") if f.verdict is None]
    assert any(text == "The energy differs between beams: 6 MV and 10 MV." for text in told)


@pytest.mark.parametrize(
    ("energy_mv", "words"), [(None, "no energy is stated"), (6000.0, "the energy is 6000 MV")]
)
def test_no_energy_or_one_of_another_unit_is_review(energy_mv: float | None, words: str) -> None:
    assert words in the_objection(several(of_energy(energy_mv)), "BEAM-MACHINE").summary


def test_a_beam_that_is_a_copy_of_another_is_review() -> None:
    report = with_plan(beams=(beam(), beam(number=2)), fraction_groups=(group(share(), share(2)),))
    finding = the_objection(report, "BEAM-MACHINE")
    assert finding.summary == "Beam 2: it is the same as beam 1, control point by control point."


def test_a_beam_without_jaws_and_leaves_is_told() -> None:
    one = beam()
    bare = replace(one, control_points=tuple(replace(p, leaves_mm={}) for p in one.control_points))
    told = [f.summary for f in found(with_plan(beams=(bare,)), "BEAM-MACHINE") if f.verdict is None]
    assert told == ["Beam 1 states neither jaws nor leaves; its opening was not checked."]


# ------------------------------------------------------------------------------------------------- BEAM-SETUP


def set_with(*more: Structure) -> StructureSet:
    """The boxes, and further structures; ROI numbers from 50 on."""
    one = treatment().structure_set
    assert one is not None
    added = tuple(replace(structure, number=50 + n) for n, structure in enumerate(more))
    return replace(one, structures=(*one.structures, *added))


def body(half_mm: float) -> Structure:
    one = treatment().structure_set
    assert one is not None
    first = one.structures[0]
    points = first.contours.points_mm * [half_mm / 10.0, half_mm / 10.0, 1.0]
    return replace(
        first, name="Body", role="EXTERNAL", contours=replace(first.contours, points_mm=owned(points))
    )


def at(x: float, y: float, z: float) -> Plan:
    one = beam()
    points = tuple(replace(point, isocenter_mm=owned([x, y, z])) for point in one.control_points)
    return plan(*RX, beams=(replace(one, control_points=points),))


@pytest.mark.parametrize(
    ("place", "words"),
    [((0.0, 60.0, 0.0), "outside the body"), ((0.0, 0.0, 9.0), "outside the body")],
)
def test_an_isocentre_outside_the_body_is_review(place: tuple[float, float, float], words: str) -> None:
    # The body's planes lie at −6 … 6 mm and reach 1.5 mm further.
    one = treatment(plan=at(*place), structure_set=set_with(body(50.0)))
    assert words in the_objection(judged(one), "BEAM-SETUP").summary


def test_an_isocentre_in_the_body_passes() -> None:
    one = treatment(plan=at(0.0, 40.0, 7.0), structure_set=set_with(body(50.0)))
    assert not objections(judged(one), "BEAM-SETUP")


def test_without_a_body_that_is_not_looked_at() -> None:
    told = [f.summary for f in found(judged(treatment()), "BEAM-SETUP") if f.verdict is None]
    assert "Whether the isocentre lies in the body was not looked at: no body is drawn." in told


@pytest.mark.example("BEAM-SETUP", "bad")
def test_an_isocentre_far_from_every_target_is_review() -> None:
    # The targets reach from y = −10 to 10 mm.
    finding = the_objection(judged(treatment(plan=at(0.0, -150.0, 0.0))), "BEAM-SETUP")
    assert finding.summary == "The isocentre lies 140 mm from the nearest target."


def test_two_isocentres_are_review() -> None:
    finding = the_objection(with_points(isocenter_mm=owned([0.0, 3.0, 4.0])), "BEAM-SETUP")
    assert finding.summary == "2 isocentres, up to 5.0 mm apart."


def scanned(position: str) -> Image:
    return Image(
        modality="CT",
        grid=ramps([1.0]).grid,
        slice_thickness_mm=owned([3.0]),
        uids=("1.2.3.4",),
        acquired="",
        load=lambda: np.zeros((1, 1, 1), dtype=np.float32),
        patient_position=position,
    )


@pytest.mark.parametrize(("position", "verdict"), [("HFS", PASS), ("FFS", REVIEW)])
def test_the_patient_lies_as_scanned(position: str, verdict: Verdict) -> None:
    one = treatment(plan=plan(*RX, beams=(beam(patient_position="HFS"),)), image=scanned(position))
    verdicts = [f.verdict for f in found(judged(one), "BEAM-SETUP") if f.verdict is not None]
    assert verdicts == [verdict]


def test_wedges_and_couches_are_told() -> None:
    couch = replace(body(50.0), name="Couch", role="SUPPORT")
    one = treatment(
        plan=plan(*RX, beams=(beam(accessories=(Message("rtplan.wedges", n=1),)),)),
        structure_set=set_with(couch),
    )
    told = [f.summary for f in found(judged(one), "BEAM-SETUP") if f.verdict is None]
    assert "Beam 1 has 1 wedge." in told
    assert "Drawn as couch or fixation: 'Couch'." in told


# ---------------------------------------------------------------------- what a beam sees of a patient


def expose(beam: Beam, *points_mm: tuple[float, float, float]) -> Floats:
    openings = find_openings(beam)
    assert openings is not None
    return openings.expose(np.array(points_mm))


def look(point_mm: tuple[float, float, float], **pose: Any) -> float:
    """The share of its meterset for which a 20 × 40 mm opening about its axis lets a point through."""
    one = beam(leaves_mm=([[-9.0], [9.0]],) * 2, patient_position=pose.pop("position", "HFS"))
    points = tuple(
        replace(p, leaves_mm={}, jaws_x_mm=(-10.0, 10.0), jaws_y_mm=(-20.0, 20.0), **pose)
        for p in one.control_points
    )
    return float(expose(replace(one, control_points=points), point_mm)[0])


@pytest.mark.parametrize(
    ("pose", "inside", "outside"),
    [
        # From the front, x of the collimator is the patient's left, y the head.
        ({"gantry_deg": 0.0}, (9.0, 0.0, 19.0), (11.0, 0.0, 0.0)),
        # At 200 mm nearer to the source, 9 mm are seen as 9 × 1000/800 = 11.25 mm.
        ({"gantry_deg": 0.0}, (7.9, -200.0, 0.0), (9.0, -200.0, 0.0)),
        # From the patient's left, the depth is x, and y takes the place of x.
        ({"gantry_deg": 90.0}, (150.0, 8.0, 16.0), (0.0, 11.0, 0.0)),
        ({"gantry_deg": 90.0}, (-150.0, 11.0, 0.0), (150.0, 9.0, 0.0)),
        # The collimator turned by 90°: 40 mm along x, 20 mm along z.
        ({"gantry_deg": 0.0, "collimator_deg": 90.0}, (19.0, 0.0, 9.0), (0.0, 0.0, 11.0)),
        # The couch turned by 90° lays the patient across.
        ({"gantry_deg": 0.0, "couch_deg": 90.0}, (19.0, 0.0, 9.0), (0.0, 0.0, 11.0)),
        # Collimator and couch turned by 45° alike, the opening stands still in the patient.
        ({"gantry_deg": 0.0, "couch_deg": 45.0, "collimator_deg": 45.0}, (9.0, 0.0, 19.0), (11.0, 0.0, 0.0)),
        # Prone, the source at 0° is at the patient's back.
        ({"gantry_deg": 0.0, "position": "HFP"}, (9.0, -200.0, 0.0), (9.0, 200.0, 0.0)),
        # Feet first, the patient's left lies on the couch's other side: 90° enters from the right.
        ({"gantry_deg": 90.0, "position": "FFS"}, (150.0, 11.0, 0.0), (-150.0, 9.0, 0.0)),
    ],
)
def test_points_are_projected_as_iec_61217_has_it(
    pose: dict[str, Any], inside: tuple[float, float, float], outside: tuple[float, float, float]
) -> None:
    assert (look(inside, **pose), look(outside, **pose)) == (1.0, 0.0)


def test_leaves_let_through_for_their_share_of_the_meterset() -> None:
    # Two pairs, 10 mm each; the lower closes at half the meterset, in one step.
    still = [[-20.0, -20.0], [20.0, 20.0]]
    closed = [[0.0, -20.0], [0.0, 20.0]]
    one = beam(
        leaves_mm=(still, still, closed, closed),
        leaf_layers=(LeafLayer(edges_mm=owned([-10.0, 0.0, 10.0]), axis="X"),),
        patient_position="HFS",
    )
    shares = (0.0, 0.5, 0.5, 1.0)
    points = [
        replace(p, gantry_deg=0.0, meterset_frac=f) for p, f in zip(one.control_points, shares, strict=True)
    ]
    one = replace(one, control_points=tuple(points))
    lower, upper, beside = ((5.0, 0.0, -5.0), (5.0, 0.0, 5.0), (5.0, 0.0, 15.0))
    assert expose(one, lower, upper, beside) == pytest.approx([0.5, 1.0, 0.0])
    # Leaves that move along y are laid across x.
    turned = replace(one, leaf_layers=(replace(one.leaf_layers[0], axis="Y"),))
    assert expose(turned, (-5.0, 0.0, 5.0), (5.0, 0.0, 5.0)) == pytest.approx([0.5, 1.0])


def test_the_opening_is_the_widest_gap_between_jaws_and_leaves() -> None:
    one = beam(
        leaves_mm=([[-30.0, -2.0], [30.0, 2.0]],) * 2,
        leaf_layers=(LeafLayer(edges_mm=owned([-10.0, 0.0, 10.0]), axis="X"),),
    )
    point = one.control_points[0]
    assert find_open_mm(point, one) == pytest.approx(60.0)
    assert find_open_mm(replace(point, jaws_x_mm=(-20.0, 25.0)), one) == pytest.approx(45.0)
    # The wide pair lies behind the jaw.
    assert find_open_mm(replace(point, jaws_y_mm=(0.0, 50.0)), one) == pytest.approx(4.0)
    assert find_open_mm(replace(point, jaws_y_mm=(5.0, 5.0)), one) == 0.0


@pytest.mark.parametrize(
    "changes", [{"gantry_deg": None}, {"isocenter_mm": None}, {"leaves_mm": {}}, {"meterset_frac": None}]
)
def test_what_does_not_say_where_it_looks_sees_nothing_known(changes: dict[str, Any]) -> None:
    one = beam(patient_position="HFS")
    points = tuple(replace(point, **changes) for point in one.control_points)
    assert find_openings(replace(one, control_points=points)) is None


# ----------------------------------------------------------------------------------------------- BEAM-FLUENCE


def exposing(mu: float, *, n_beams: int = 1, **pose: Any) -> Report:
    """A wide field from the front that gives 2.4 Gy a fraction over a slab of uniform dose of 72 Gy.

    ``pose`` is that of the first beam; others are as wide, and have the same monitor units.
    """
    one = beam(patient_position="HFS", dosimeter_unit="MU", leaves_mm=([[-9.0], [9.0]],) * 2)
    stated = {
        "gantry_deg": 0.0,
        "leaves_mm": {},
        "jaws_x_mm": (-120.0, 240.0),
        "jaws_y_mm": (-120.0, 120.0),
    }
    wide = tuple(replace(point, **stated) for point in one.control_points)
    posed = tuple(replace(point, **pose) for point in wide)
    beams = tuple(
        replace(one, number=number, control_points=posed if number == 1 else wide)
        for number in range(1, n_beams + 1)
    )
    flat = ramps([0.0] * 6)
    values = np.full(flat.values_gy.shape, 72.0, dtype=np.float32)
    changed = plan(
        *RX,
        beams=beams,
        fraction_groups=(group(*(share(each.number, meterset_mu=mu) for each in beams)),),
    )
    return judged(treatment(plan=changed, dose=replace(flat, values_gy=values)))


def verdicts(report: Report) -> Iterator[Verdict | None]:
    return (finding.verdict for finding in found(report, "BEAM-FLUENCE"))


@pytest.mark.example("BEAM-FLUENCE", "good")
def test_a_dose_that_its_beam_can_give_passes() -> None:
    # 240 cGy by 300 MU.
    (finding,) = found(exposing(300.0), "BEAM-FLUENCE")
    assert (finding.verdict, finding.summary) == (
        PASS,
        "Every voxel of high dose lies in a beam's opening, with about 0.80 cGy for each MU there.",
    )


@pytest.mark.parametrize(("mu", "cgy_per_mu"), [(150.0, "1.60"), (800.0, "0.30")])
def test_monitor_units_that_cannot_give_the_dose_are_review(mu: float, cgy_per_mu: str) -> None:
    finding = the_objection(exposing(mu), "BEAM-FLUENCE")
    assert finding.summary == f"Where beams are open, the dose grid has {cgy_per_mu} cGy for each MU."


@pytest.mark.example("BEAM-FLUENCE", "bad")
def test_dose_outside_every_opening_is_review() -> None:
    # The grid reaches from x = −20 to 238 mm; the jaw at 109 mm covers half of it.
    finding = the_objection(exposing(300.0, jaws_x_mm=(-120.0, 109.0)), "BEAM-FLUENCE")
    assert finding.summary == "50 % of the voxels with half the maximum dose lie in no beam's opening."


def test_a_jaw_that_the_dose_knows_nothing_of_is_named() -> None:
    """A uniform dose by two fields, of which one covers half: twice as much for each MU in the other half."""
    finding = the_objection(exposing(200.0, n_beams=2, jaws_x_mm=(-120.0, 109.0)), "BEAM-FLUENCE")
    assert finding.summary == (
        "Dose and beams do not go together: with the jaws wide open, the dose fits the beams clearly better."
    )


def test_the_one_gantry_that_the_dose_knows_nothing_of_is_named() -> None:
    """The sample's dose was computed from nine beams; the third then turned from 80 to 120 degrees."""
    sample = read_case(SAMPLE_PLANS / "ccrt_pass")
    planned = sample.treatment.plan
    assert planned is not None
    third = planned.beams[2]
    turned = [replace(p, gantry_deg=(p.gantry_deg or 0.0) + 40.0) for p in third.control_points]
    beams = (*planned.beams[:2], replace(third, control_points=tuple(turned)), *planned.beams[3:])
    spoilt = replace(sample.treatment, plan=replace(planned, beams=beams))
    report = check(replace(sample, treatments=(spoilt,)), protocol=PROTOCOL)
    assert the_objection(report, "BEAM-FLUENCE").summary == (
        "Dose and beam 3 do not go together: with its gantry turned by about −30°, the dose fits the beams"
        " clearly better."
    )


@pytest.mark.parametrize(
    "report",
    [
        exposing(300.0, gantry_deg=None),
        with_beam(patient_position="HFS"),
        with_beam(dosimeter_unit="MU"),
        with_plan(beams=(beam(dosimeter_unit="MU", patient_position="HFDL"),)),
    ],
)
def test_beams_that_say_too_little_are_not_compared_with_the_dose(report: Report) -> None:
    assert list(verdicts(report)) == [None]
