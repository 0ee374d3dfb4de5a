"""Machines and kinds of plans: what is not modelled is told, what is not judged is one cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from cases import beam, blamed, found, judged, plan, prescription, treatment

from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import CauseKind, Message
from rtqa.model.geometry import owned
from rtqa.model.plan import Beam, BeamShare, FractionGroup, PlanKind

RX = (prescription(1, 70.0), prescription(2, 66.0), prescription(3, 54.0))
NOT_EXTERNAL = [kind for kind in PlanKind if kind is not PlanKind.EXTERNAL]
BEAM_CODES = ("BEAM-DOSE", "BEAM-FLUENCE", "BEAM-MACHINE", "BEAM-METERSET", "BEAM-SETUP")
OPEN_MM = ([[-9.0], [9.0]],) * 2


def share(number: int = 1, **changes: Any) -> BeamShare:
    return BeamShare(**{"beam_number": number, "dose_gy": None, "meterset_mu": 300.0, **changes})


def group(*shares: BeamShare, n_fractions: int = 30, number: int = 1) -> FractionGroup:
    return FractionGroup(number=number, n_fractions=n_fractions, n_brachy=0, pattern="1111100", beams=shares)


def on(beams: Sequence[Beam], *groups: FractionGroup, **changes: Any) -> Report:
    shares = tuple(share(each.number) for each in beams)
    stated = {"beams": tuple(beams), "fraction_groups": groups or (group(*shares),), **changes}
    return judged(treatment(plan=plan(*RX, **stated)))


def changed(one: Beam, **of_points: Any) -> Beam:
    return replace(one, control_points=tuple(replace(p, **of_points) for p in one.control_points))


def alarms(report: Report) -> list[tuple[str, str]]:
    return [
        (finding.code, finding.summary)
        for code in BEAM_CODES
        for finding in found(report, code)
        if finding.verdict not in (None, Verdict.PASS)
    ]


def told(report: Report, code: str) -> list[str]:
    return [finding.summary for finding in found(report, code) if finding.verdict is None]


def the_verdict(report: Report, code: str) -> Finding:
    (only,) = (finding for finding in found(report, code) if finding.verdict is not None)
    return only


def leading(report: Report) -> set[CauseKind]:
    """What stands first behind all that is not passed."""
    return {finding.causes[0].kind for finding in report.findings if finding.causes}


# ---------------------------------------------------------------------------------- kinds that are not judged


@pytest.mark.parametrize("kind", NOT_EXTERNAL)
def test_a_kind_that_is_not_judged_has_one_cause_and_its_limits(kind: PlanKind) -> None:
    report = judged(treatment(plan=plan(*RX, kind=kind, beams=())))
    assert leading(report) == {CauseKind.NOT_SUPPORTED}
    assert the_verdict(report, "PLAN-KIND").summary.endswith(": not judged by this protocol.")
    assert report.verdict is Verdict.REVIEW
    assert {code for code, _, _ in blamed(report)} == {"PLAN-KIND", "PLAN-TECHNIQUE"}
    # The cord's box reaches 40 + 1 Gy, the parotids' means are their levels: 20 and 22 Gy.
    assert [finding.verdict for finding in found(report, "DV-LIMIT")] == [Verdict.PASS] * 3


def test_of_a_kind_that_is_not_judged_a_limit_that_is_exceeded_fails() -> None:
    report = judged(treatment({"SpinalCord": 50.0}, plan=plan(*RX, kind=PlanKind.PROTON, beams=())))
    assert leading(report) == {CauseKind.NOT_SUPPORTED, CauseKind.LIMIT_EXCEEDED}
    assert report.verdict is Verdict.FAIL


# ---------------------------------------------------------------------------------- machines and their beams


def tomotherapy() -> Beam:
    """A helix: the couch moves 0.4 mm from point to point, in minutes, without leaves."""
    still = beam(leaves_mm=OPEN_MM[:1] * 60, leaf_layers=(), dosimeter_unit="MINUTE")
    points = [
        replace(point, leaves_mm={}, gantry_deg=7.06 * n % 360, isocenter_mm=owned([0.0, 0.0, 0.4 * n]))
        for n, point in enumerate(still.control_points)
    ]
    return replace(still, control_points=tuple(points))


def test_tomotherapy_raises_no_alarm_of_beams_and_asks_about_its_name() -> None:
    report = on([tomotherapy()], group(share(meterset_mu=4.2)))
    assert alarms(report) == []
    assert "TomoTherapy" in told(report, "BEAM-MACHINE")[0]
    technique = the_verdict(report, "PLAN-TECHNIQUE")
    assert technique.verdict is Verdict.REVIEW
    assert technique.summary == "1 beam by TomoTherapy; allowed: IMRT, VMAT."


def test_an_isocentre_that_moves_once_is_no_tomotherapy() -> None:
    one = tomotherapy()
    first, *others = (replace(p, isocenter_mm=owned([0.0, 0.0, 0.0])) for p in one.control_points)
    moved = [replace(point, isocenter_mm=owned([0.0, 0.0, 5.0])) for point in others]
    report = on([replace(one, control_points=(first, *moved), dosimeter_unit="MU")])
    assert ("BEAM-SETUP", "2 isocentres, up to 5.0 mm apart.") in alarms(report)


def closed_jaws(**changes: Any) -> Beam:
    one = beam(leaves_mm=OPEN_MM, leaf_layers=(), **changes)
    return changed(one, leaves_mm={}, jaws_x_mm=(0.0, 0.0), jaws_y_mm=(0.0, 0.0))


@pytest.mark.parametrize(
    "shaped", [{"radiation": "ELECTRON", "applicator": "ELECTRON_SQUARE"}, {"applicator": "STEREOTACTIC"}]
)
def test_jaws_at_0_behind_an_applicator_are_not_closed(shaped: dict[str, str]) -> None:
    report = on([closed_jaws(**shaped)])
    assert alarms(report) == []
    assert told(report, "BEAM-MACHINE") == [
        "An applicator or a cone shapes beam 1; its opening was not checked."
    ]


def test_jaws_at_0_of_photons_without_one_are_closed() -> None:
    assert alarms(on([closed_jaws()])) == [
        ("BEAM-MACHINE", "Beam 1: jaws and leaves are closed at every control point.")
    ]


def test_a_field_and_the_same_with_a_wedge_are_no_copies() -> None:
    wedged = beam(number=2, has_modifier=True, accessories=(Message("rtplan.wedges", n=1),))
    assert alarms(on([beam(), wedged])) == []
    assert alarms(on([beam(), beam(number=2)]))[0][0] == "BEAM-MACHINE"


def test_an_electron_boost_beside_photons_is_told() -> None:
    photons = [beam(number=n, leaves_mm=([[-n], [n]], [[-n], [0]])) for n in range(1, 5)]
    boost = replace(closed_jaws(number=5, radiation="ELECTRON", applicator="ELECTRON_SQUARE"))
    assert alarms(on([*photons, boost])) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"meterset_mu": 0.0}, "Beam 2 has 0 MU and states no dose: it is not delivered."),
        (
            {"meterset_mu": 1.0},
            "Beam 2 gives a few MU and no stated dose, as an image does; it was not compared.",
        ),
    ],
)
def test_what_gives_nothing_to_the_dose_is_told(given: dict[str, Any], words: str) -> None:
    bare = changed(beam(number=2, leaf_layers=()), leaves_mm={}, jaws_x_mm=(-99.0, 99.0))
    shares = (share(dose_gy=70.0 / 30), share(2, **given))
    report = on([beam(), bare], group(*shares))
    assert alarms(report) == []
    assert told(report, "BEAM-METERSET") == [words]


def test_a_beam_of_0_mu_that_states_a_dose_fails() -> None:
    shares = (share(dose_gy=1.3), share(2, dose_gy=1.0, meterset_mu=0.0))
    report = on([beam(), beam(number=2, leaves_mm=([[-2], [2]], [[-2], [0]]))], group(*shares))
    assert ("BEAM-METERSET", "Beam 2 has no monitor units, or fewer than none.") in alarms(report)
    assert report.verdict is Verdict.FAIL


@pytest.mark.parametrize(("turns", "n"), [("CW", 0), ("CC", 1), ("NONE", 0), ("", 0)])
def test_angles_against_their_direction_are_review(turns: str, n: int) -> None:
    one = beam(leaves_mm=OPEN_MM * 2)
    points = [
        replace(point, gantry_deg=(350.0 + 10 * k) % 360, gantry_turns=turns)
        for k, point in enumerate(one.control_points)
    ]
    assert len(alarms(on([replace(one, control_points=tuple(points))]))) == n


# ------------------------------------------------------------------------------------ doses at their points


def at_points(*stated: tuple[float, tuple[float, float, float] | None], n_fractions: int = 30) -> Report:
    """Beams that give these doses over 30 fractions to these points."""
    beams = [beam(number=n, leaves_mm=([[-n], [n]], [[-n], [0]])) for n in range(1, len(stated) + 1)]
    shares = [share(n, dose_gy=gy / 30, point_mm=at) for n, (gy, at) in enumerate(stated, 1)]
    return on(beams, group(*shares, n_fractions=n_fractions))


# The boxes' centres lie at x = 0, 40, 80 mm, where the ramps have 71, 67 and 56 Gy.
FIRST, SECOND, CORD = (0.0, 0.0, 0.0), (40.0, 0.0, 0.0), (120.0, 0.0, 0.0)


def test_beams_that_name_one_point_give_the_grid_there() -> None:
    finding = the_verdict(at_points((50.0, FIRST), (21.0, FIRST)), "BEAM-DOSE")
    assert (finding.verdict, finding.summary) == (
        Verdict.PASS,
        "The beams give 71.00 Gy to their point, (0.0, 0.0, 0.0) mm; the dose grid has 71.00 Gy there.",
    )


def test_a_point_outside_the_targets_is_held_against_the_grid_there() -> None:
    # The cord's box has 40 Gy at its centre; 70 Gy is prescribed elsewhere.
    assert the_verdict(at_points((40.0, CORD)), "BEAM-DOSE").verdict is Verdict.PASS


def test_fractions_changed_after_planning_show_at_the_point() -> None:
    report = at_points((71.0, FIRST), n_fractions=33)
    finding = the_verdict(report, "BEAM-DOSE")
    assert (finding.verdict, finding.message.id) == (Verdict.REVIEW, "beam-dose.not-at-point")
    assert "78.10 Gy" in finding.summary
    assert "71.00 Gy" in finding.summary


def test_doses_of_two_points_are_not_added() -> None:
    # 60 Gy each, and up to 1.5 × 60 Gy from the other: 71 and 67 Gy fit; added up, 120 Gy would not.
    finding = the_verdict(at_points((60.0, FIRST), (60.0, SECOND)), "BEAM-DOSE")
    assert (finding.verdict, finding.summary) == (
        Verdict.PASS,
        "The dose grid holds what the beams state for 2 points, each by itself.",
    )


def test_less_than_the_beams_of_a_point_give_it_is_review() -> None:
    report = at_points((90.0, FIRST), (10.0, SECOND))
    finding = the_verdict(report, "BEAM-DOSE")
    assert (finding.verdict, finding.message.id) == (Verdict.REVIEW, "beam-dose.not-at-their-point")
    assert "90.00 Gy" in finding.summary
    assert "71.00 Gy" in finding.summary


def test_a_point_that_no_grid_reaches_is_not_held_against_the_prescription() -> None:
    report = at_points((11.7, (0.0, 500.0, 0.0)))
    assert alarms(report) == []
    assert "the point need not lie in the target" in told(report, "BEAM-DOSE")[0]


@pytest.mark.parametrize(
    ("first_gy", "n_alarms"), [(45.0, 0), (30.0, 1)], ids=["45 and 5.4 Gy", "two thirds of 45 and 5.4 Gy"]
)
def test_fraction_groups_add_up_each_to_its_prescription(first_gy: float, n_alarms: int) -> None:
    prescribed = (prescription(1, 45.0), prescription(2, 5.4))
    groups = (
        group(share(dose_gy=first_gy / 25), n_fractions=25),
        group(share(2, dose_gy=1.8), n_fractions=3, number=2),
    )
    beams = (beam(), beam(number=2, leaves_mm=([[-2], [2]], [[-2], [0]])))
    one = treatment(plan=plan(*prescribed, beams=beams, fraction_groups=groups), dose=None)
    assert sum(code == "BEAM-DOSE" for code, _ in alarms(judged(one))) == n_alarms


# ---------------------------------------------------------------------------------------- several isocentres


def placed(*z_mm: float, setup: Sequence[int] | None = None) -> list[Beam]:
    """Beams around isocentres at these heights."""
    return [
        replace(
            changed(beam(number=n, leaves_mm=([[-n], [n]], [[-n], [0]])), isocenter_mm=owned([0.0, 0.0, z])),
            setup_number=setup[n - 1] if setup else 1,
        )
        for n, z in enumerate(z_mm, 1)
    ]


@pytest.mark.parametrize(
    ("beams", "n_alarms"),
    [
        (placed(0.0, 0.0, 5.0, 5.0), 0),
        (placed(0.0, 5.0, 10.0), 0),
        (placed(0.0, 5.0, setup=(1, 2)), 0),
        ([*placed(0.0, 0.0, 5.0), replace(placed(5.0)[0], number=9, delivery_type="SETUP")], 0),
        (placed(0.0, 0.0, 5.0), 1),
        (placed(0.0, 5.0), 1),
    ],
    ids=["two beams each", "one each of three", "setups", "a setup field", "one of three", "one of two"],
)
def test_an_isocentre_of_one_beam_alone_is_review(beams: list[Beam], n_alarms: int) -> None:
    treating = [share(each.number) for each in beams if each.treats]
    report = on(beams, group(*treating))
    assert sum(code == "BEAM-SETUP" for code, _ in alarms(report)) == n_alarms
