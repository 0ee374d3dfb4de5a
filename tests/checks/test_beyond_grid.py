"""What lies outside the dose grid: bounded where no beam opens, not known where one may, and never 0 Gy.

A cord from z = −16.5 to 61.5 mm in a dose of 40 Gy up to z = 20 mm, which from there on falls by a factor e
in 10 mm, on a grid that ends at 40 mm: there it is 40 e⁻² = 5.413 Gy.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf
from typing import Any

import numpy as np
import pytest
from cases import beam, case, contours, plan, prescription, structures

from rtqa.assembly.context import compute_dvhs
from rtqa.dvh.computed_part import computed_part
from rtqa.dvh.curve import DVH
from rtqa.findings import Report, Verdict
from rtqa.metrics import Measurement, Unmeasurable, measure
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid
from rtqa.model.plan import Beam
from without_second_dose import check

ALONG_MM = np.arange(-40.0, 41.0, 2.0)
BORDER_GY = 40.0 * exp(-2.0)
WHOLE_MM, BEYOND_MM = 78.0, 21.5
SEEN = (36.5 * 40.0 + 400.0 * (1.0 - exp(-2.0))) / WHOLE_MM
"""Mean over the whole cord with 0 Gy outside the grid: 36.5 mm of 40 Gy, and the integral of the fall."""


def dose_along(values_gy: np.ndarray, z_mm: np.ndarray = ALONG_MM) -> Dose:
    """A dose that depends on z alone, on nodes 4 mm apart from −40 to 40 mm in x and y."""
    values = np.broadcast_to(values_gy[:, None, None], (len(z_mm), 21, 21)).astype(np.float32)
    return Dose(
        uid="1.2.3.2",
        grid=Grid.from_planes(
            position_mm=(-40.0, -40.0, z_mm[0]),
            orientation=(1, 0, 0, 0, 1, 0),
            spacing_mm=(4.0, 4.0),
            offsets_mm=z_mm - z_mm[0],
            shape_ji=(21, 21),
            frame_of_reference_uid="1.2.3.100",
        ),
        values_gy=values,
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=30,
        plan_uid="1.2.3.1",
        structure_set_uid="1.2.3.3",
    )


def falling() -> Dose:
    return dose_along(40.0 * np.exp(-np.maximum(ALONG_MM - 20.0, 0.0) / 10.0))


def field(top_mm: float, **changes: Any) -> Beam:
    """Open from −20 mm to the top along the body, and 10 mm to either side of the isocentre."""
    one = beam(patient_position="HFS", **changes)
    points = tuple(
        replace(point, leaves_mm={}, jaws_x_mm=(-10.0, 10.0), jaws_y_mm=(-20.0, top_mm), gantry_deg=0.0)
        for point in one.control_points
    )
    return replace(one, control_points=points)


def treated(*beams: Beam, dose: Dose | None = None) -> Treatment:
    planes = tuple(np.arange(-15.0, 61.0, 3.0))
    return Treatment(
        plan=plan(prescription(None, 40.0, site="SITE"), beams=beams),
        dose=dose if dose is not None else falling(),
        structure_set=structures(["SpinalCord"], SpinalCord=contours(0.0, planes_mm=planes)),
        image=None,
        deviations=(),
    )


def cord_of(treatment: Treatment) -> DVH:
    """By the nominal model of its ends alone, as a closed form has it."""
    dvh = compute_dvhs(treatment)[1]
    assert isinstance(dvh, DVH)
    assert {other.beyond_gy for group in dvh.alternatives for other in group} <= {dvh.beyond_gy}
    return replace(dvh, alternatives=())


def test_where_no_beam_opens_the_grids_border_bounds_what_lies_outside() -> None:
    dvh = cord_of(treated(field(20.0)))
    assert dvh.coverage_frac == pytest.approx(1.0 - BEYOND_MM / WHOLE_MM, abs=1e-6)
    assert dvh.beyond_gy == pytest.approx(2.0 * BORDER_GY, rel=1e-6)
    # Nothing outside is hotter than the 40 Gy inside: the maximum is known.
    maximum = measure(dvh, "Max[Gy]")
    assert isinstance(maximum, Measurement)
    assert maximum.value == pytest.approx(40.0, rel=1e-6)
    mean = measure(dvh, "Mean[Gy]")
    assert isinstance(mean, Unmeasurable)
    assert mean.bounds is not None
    # Linear between nodes 2 mm apart, an exponential of 10 mm lies 0.3 % too high.
    assert mean.bounds.low == pytest.approx(SEEN, rel=0.003)
    assert mean.bounds.high == pytest.approx(SEEN + 2.0 * BORDER_GY * BEYOND_MM / WHOLE_MM, rel=0.005)
    truth_gy = (36.5 * 40.0 + 400.0 * (1.0 - exp(-4.15))) / WHOLE_MM
    assert mean.bounds.low < truth_gy < mean.bounds.high
    assert "27.6 % of the structure lies outside the dose grid, where no beam opens" in mean.reason


def test_what_is_bounded_answers_volumes_too() -> None:
    dvh = cord_of(treated(field(20.0)))
    hot = measure(dvh, "V20Gy[%]")
    assert isinstance(hot, Measurement)
    # 20 Gy are reached up to z = 20 + 10 ln 2.
    assert hot.value == pytest.approx(100.0 * (36.5 + 6.931) / WHOLE_MM, abs=0.2)
    cool = measure(dvh, "V5Gy[%]")
    assert isinstance(cool, Unmeasurable)
    assert cool.bounds is not None
    assert cool.bounds.high - cool.bounds.low == pytest.approx(100.0 * BEYOND_MM / WHOLE_MM, abs=0.3)


@pytest.mark.parametrize(
    "beams",
    [
        # Up to 10 mm from what lies outside; of another kind; not placed; none at all.
        (field(20.0), field(26.0)),
        (field(20.0, radiation="ELECTRON"),),
        (replace(field(20.0), patient_position=""),),
        (),
    ],
)
def test_where_a_beam_may_open_nothing_bounds_it(beams: tuple[Beam, ...]) -> None:
    dvh = cord_of(treated(*beams))
    assert dvh.beyond_gy == inf
    maximum = measure(dvh, "Max[Gy]")
    assert isinstance(maximum, Unmeasurable)
    assert maximum.bounds is not None
    assert maximum.bounds.high == inf


def judge(*beams: Beam) -> Report:
    return check(case(treated(*beams)), protocol="nct07041788")


def test_the_limit_of_an_organ_is_decided_by_the_bound_and_open_without() -> None:
    decided, undecided = judge(field(20.0)), judge(field(40.0))
    for report, limit, grid in (
        (decided, Verdict.PASS, None),
        (undecided, Verdict.REVIEW, Verdict.REVIEW),
    ):
        (kept,) = (f for f in report.findings if f.code == "DV-LIMIT" and f.subject == "SpinalCord")
        (covers,) = (f for f in report.findings if f.code == "GRID-COVERS")
        assert (kept.verdict, covers.verdict) == (limit, grid)
    (told,) = (f for f in decided.findings if f.code == "GRID-COVERS")
    assert told.summary == (
        "SpinalCord: 27.6 % of its volume lies outside the dose grid, where no beam opens; "
        "taken as 0 to 10.83 Gy, twice the highest dose of the grid's border there."
    )


# ------------------------------------------------------------------------------------- planes without dose


def padded(inside_gy: np.ndarray, below: int, above: int) -> Dose:
    values = np.concatenate([np.zeros(below), inside_gy, np.zeros(above)])
    return dose_along(values, -40.0 + 2.0 * np.arange(len(values)))


def test_planes_of_0_gy_next_to_high_dose_were_not_computed() -> None:
    part = computed_part(padded(np.full(11, 40.0), 4, 7))
    assert part.n_uncomputed_planes == 11
    assert part.grid.shape_kji == (11, 21, 21)
    # The first plane that is left is the fifth: z = −40 + 4 × 2.
    assert part.grid.to_points_mm([[0, 0, 0]])[0] == pytest.approx([-40.0, -40.0, -32.0])


def test_a_dose_that_fades_is_0_where_it_is_0() -> None:
    fading = padded(np.array([0.5, 10.0, 40.0, 40.0, 10.0, 1.0]), 3, 3)
    assert computed_part(fading) is fading


def test_a_dose_that_ends_with_the_body_is_0_beyond() -> None:
    """The crown of a head: a ball of 40 Gy, whose sections shrink to its last plane."""
    dose = padded(np.full(15, 40.0), 3, 3)
    z, y, x = np.meshgrid(np.arange(21) - 10.0, np.arange(21) - 10.0, np.arange(21) - 10.0, indexing="ij")
    ball = replace(dose, values_gy=np.where(x**2 + y**2 + z**2 < 60.0, 40.0, 0.0).astype(np.float32))
    assert computed_part(ball) is ball


def test_a_cord_that_runs_on_over_planes_without_dose_is_not_cold() -> None:
    cut_off = padded(np.full(21, 40.0), 10, 20)
    report = check(case(treated(field(20.0), dose=cut_off)), protocol="nct07041788")
    told, uncomputed = (f for f in report.findings if f.code == "GRID-COVERS")
    # The last plane of dose lies at −40 + 30 × 2 = 20 mm; of 78 mm, 41.5 lie beyond. Beams open up to there.
    assert told.summary == "SpinalCord: 53.2 % of its volume lies outside the dose grid."
    assert uncomputed.summary.startswith("30 planes at the ends of the dose grid are 0 throughout")
    (cord,) = (f for f in report.findings if f.code == "DV-LIMIT" and f.subject == "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
