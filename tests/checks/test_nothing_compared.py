"""Where nothing was compared with anything, nothing passes: the row is information, and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cases import COURSE, PITCH_MM, PROTOCOL, case, contours, drawn_otherwise, group, plan, treatment

from rtqa.findings import Finding, Verdict
from rtqa.model.case import Treatment
from rtqa.model.plan import Plan
from without_second_dose import check


def rows(one: Treatment, code: str) -> list[Finding]:
    """What a check says of a treatment."""
    report = check(case(one), protocol=PROTOCOL, course=COURSE)
    return [finding for finding in report.findings if finding.code == code]


def of_one_plane() -> Treatment:
    """A dose of a single plane."""
    one = treatment()
    assert one.dose is not None
    grid = replace(
        one.dose.grid,
        shape_kji=(1, *one.dose.grid.shape_kji[1:]),
        slice_positions=one.dose.grid.slice_positions[:1],
    )
    return replace(one, dose=replace(one.dose, grid=grid, values_gy=one.dose.values_gy[:1]))


def dose_alone() -> Treatment:
    return treatment(plan=None, structure_set=None, image=None)


def plan_alone(**changes: Any) -> Treatment:
    return treatment(plan=plan(**changes), dose=None, structure_set=None, image=None)


def with_beam_dose(dose_gy: float = 2.0, **parts: Any) -> Treatment:
    """Nothing is prescribed, and the only beam states a dose in each of 30 fractions."""
    of_plan = group(30)
    share = replace(of_plan.beams[0], dose_gy=dose_gy)
    made: Plan = plan(fraction_groups=(replace(of_plan, beams=(share,)),))
    return treatment(plan=made, **parts)


def of_one_isocentre() -> Treatment:
    """A plan alone, of one beam that states its isocentre once."""
    (beam,) = plan().beams
    first, *others = beam.control_points
    points = (first, *(replace(point, isocenter_mm=None) for point in others))
    return plan_alone(beams=(replace(beam, control_points=points),))


def without_cord() -> Treatment:
    """No cord is drawn, and no other organ is much longer than wide."""
    return drawn_otherwise(treatment(), SpinalCord=contours(3 * PITCH_MM, planes_mm=()))


NOTHING: list[tuple[str, Callable[[], Treatment]]] = [
    ("beam-dose.nothing-prescribed", lambda: with_beam_dose(dose=None)),
    ("beam-dose.far-below", lambda: with_beam_dose(0.2)),
    ("beam-setup.nothing", of_one_isocentre),
    ("dose-targets.nothing-compared", lambda: treatment(plan=plan())),
    ("dose-voxels.few-planes", of_one_plane),
    ("grid-spacing.no-target", lambda: treatment(plan=plan())),
    ("plan-kind.no-beams", lambda: plan_alone(beams=())),
    ("ref-frame.alone", dose_alone),
    ("ref-frame.alone", plan_alone),
    ("ref-patient.alone", dose_alone),
    ("ref-patient.alone", plan_alone),
    ("struct-overlap.nothing", lambda: treatment(plan=plan())),
    ("struct-reach.no-organ", without_cord),
    ("time-apart.no-pairs", treatment),
]


@pytest.mark.parametrize(("told", "make"), NOTHING, ids=[told for told, _ in NOTHING])
def test_a_check_with_nothing_to_compare_passes_nothing(told: str, make: Callable[[], Treatment]) -> None:
    findings = rows(make(), told.partition(".")[0].upper())
    assert told in [finding.message.id for finding in findings if finding.verdict is None]
    assert Verdict.PASS not in [finding.verdict for finding in findings]


def test_beam_doses_are_held_against_the_grid_alone_where_nothing_is_prescribed_and_say_so() -> None:
    findings = rows(with_beam_dose(), "BEAM-DOSE")
    passed = [finding for finding in findings if finding.verdict is Verdict.PASS]
    assert [finding.message.id for finding in passed] == ["beam-dose.below-hottest"]
    assert "beam-dose.nothing-prescribed" in [finding.message.id for finding in findings]


def test_what_is_compared_is_counted() -> None:
    (frame,) = rows(treatment(), "REF-FRAME")
    assert frame.summary == "RTPLAN, RTDOSE and RTSTRUCT share one frame of reference."
    without_dose = [row for row in rows(treatment(dose=None), "REF-FRAME") if row.verdict is Verdict.PASS]
    assert [row.summary for row in without_dose] == ["RTPLAN and RTSTRUCT share one frame of reference."]
