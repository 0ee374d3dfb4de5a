"""How a value, its interval and a limit become a verdict, and several verdicts one."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtqa.checks.core.judge import UNCERTAIN, describe, judge, limit_of
from rtqa.findings import Verdict, worst
from rtqa.messages import Limit, Message, Quantity, Unknown
from rtqa.metrics import Interval, Measurement, Unmeasurable, parse_metric
from rtqa.protocol import Constraint

RELATIONS = ("<=", "<", ">=", ">")

NOT_DOSED = Message("metric.outside-dose-grid", share=Quantity(25.0, "%"))


def limit(
    relation: str, value: float, *, metric: str = "Max[Gy]", variation: float | None = None
) -> Constraint:
    return Constraint.model_validate(
        {
            "id": "one",
            "phase": "ccrt",
            "structure": "SpinalCord",
            "metric": metric,
            "relation": relation,
            "limit": float(value),
            "variation": variation,
            "quote": "as written",
            "source": "here",
        }
    )


def measured(value: float, *interval: float) -> Measurement:
    reach = Interval(low=interval[0], high=interval[1]) if interval else None
    return Measurement(spec=parse_metric("Max[Gy]"), value=value, unit="Gy", interval=reach)


def unmeasurable(*bounds: float) -> Unmeasurable:
    known = Interval(low=bounds[0], high=bounds[1]) if bounds else None
    return Unmeasurable(spec=parse_metric("Max[Gy]"), unknown=Unknown(NOT_DOSED, bounds=known))


def test_of_no_findings_the_verdict_is_review() -> None:
    assert worst([]) is Verdict.REVIEW
    assert worst([None, None]) is Verdict.REVIEW


def test_verdicts_are_ordered_from_pass_to_fail() -> None:
    order = [Verdict.PASS, Verdict.VARIATION, Verdict.REVIEW, Verdict.FAIL]
    assert sorted(set(order)) == order
    for better, worse in pairwise(order):
        assert worst([worse, None, better]) is worse


@pytest.mark.parametrize(
    ("relation", "passing", "failing"),
    [("<=", 45.0, 45.000001), ("<", 44.999999, 45.0), (">=", 45.0, 44.999999), (">", 45.000001, 45.0)],
)
def test_a_limit_holds_to_the_last_digit(relation: str, passing: float, failing: float) -> None:
    assert judge(measured(passing), limit(relation, 45)) == (Verdict.PASS, None)
    assert judge(measured(failing), limit(relation, 45)) == (Verdict.FAIL, None)


def test_an_interval_that_crosses_the_limit_from_the_passing_side_is_review() -> None:
    assert judge(measured(44.8, 44.5, 45.1), limit("<=", 45)) == (Verdict.REVIEW, UNCERTAIN)
    assert judge(measured(66.6, 66.4, 67.0), limit(">=", 66.5)) == (Verdict.REVIEW, UNCERTAIN)


def test_an_interval_that_crosses_the_limit_from_the_failing_side_fails() -> None:
    assert judge(measured(45.1, 44.5, 45.5), limit("<=", 45)) == (Verdict.FAIL, None)
    assert judge(measured(66.4, 66.0, 67.0), limit(">=", 66.5)) == (Verdict.FAIL, None)


def test_an_interval_that_ends_on_the_limit_passes() -> None:
    assert judge(measured(44.8, 44.5, 45.0), limit("<=", 45)) == (Verdict.PASS, None)


@pytest.mark.parametrize("interval", [(nan, 44.9), (44.0, nan), (0.0, inf), (-inf, inf)])
def test_an_interval_without_ends_never_passes(interval: tuple[float, float]) -> None:
    assert judge(measured(44.5, *interval), limit("<=", 45))[0] is Verdict.REVIEW


def test_a_value_that_is_no_number_fails() -> None:
    assert judge(measured(nan), limit("<=", 45, variation=48)) == (Verdict.FAIL, None)


@pytest.mark.parametrize(
    ("value", "interval", "verdict"),
    [
        (44.0, (43.0, 45.0), Verdict.PASS),
        (46.0, (45.5, 47.0), Verdict.VARIATION),
        (46.0, (44.0, 48.0), Verdict.VARIATION),
        (47.9, (47.5, 48.2), Verdict.REVIEW),
        (44.9, (44.5, 45.2), Verdict.REVIEW),
        (48.1, (47.5, 48.5), Verdict.FAIL),
    ],
)
def test_a_value_between_limit_and_variation_is_a_variation_with_its_whole_interval(
    value: float, interval: tuple[float, float], verdict: Verdict
) -> None:
    assert judge(measured(value, *interval), limit("<=", 45, variation=48))[0] is verdict


@pytest.mark.parametrize(
    ("relation", "bounds"),
    [("<=", (47.2, inf)), ("<=", (45.1, 46.0)), (">=", (0.0, 44.9)), (">", (0.0, 45.0))],
)
def test_what_cannot_be_measured_fails_where_its_bounds_already_break_the_limit(
    relation: str, bounds: tuple[float, float]
) -> None:
    assert judge(unmeasurable(*bounds), limit(relation, 45)) == (Verdict.FAIL, NOT_DOSED)


@pytest.mark.parametrize("bounds", [(), (41.0, inf), (44.0, 46.0), (0.0, inf), (46.0, inf)])
def test_what_cannot_be_measured_is_review_where_its_bounds_leave_the_limit_open(
    bounds: tuple[float, ...],
) -> None:
    lenient = limit("<=", 45, variation=48)
    assert judge(unmeasurable(*bounds), lenient) == (Verdict.REVIEW, NOT_DOSED)


@pytest.mark.parametrize(
    ("relation", "bounds"), [("<=", (0.0, 45.0)), (">=", (45.0, 60.0)), ("<", (3.0, 44.9))]
)
def test_what_cannot_be_measured_passes_where_its_bounds_keep_the_limit_from_end_to_end(
    relation: str, bounds: tuple[float, float]
) -> None:
    assert judge(unmeasurable(*bounds), limit(relation, 45)) == (Verdict.PASS, NOT_DOSED)


numbers = st.floats(-1e3, 1e3)


@st.composite
def outcomes(draw: st.DrawFn) -> Measurement | Unmeasurable:
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    reach = draw(st.sampled_from([(), (low, high)]))
    return measured(value, *reach) if draw(st.booleans()) else unmeasurable(*reach)


@st.composite
def limits(draw: st.DrawFn) -> Constraint:
    relation, value = draw(st.sampled_from(RELATIONS)), draw(numbers)
    laxer = draw(st.none() | st.floats(0, 10))
    if laxer is not None:
        laxer = value + laxer if relation.startswith("<") else value - laxer
    return limit(relation, value, variation=laxer)


@given(outcomes(), limits())
def test_pass_only_if_value_and_whole_interval_keep_the_limit(
    outcome: Measurement | Unmeasurable, constraint: Constraint
) -> None:
    verdict, reason = judge(outcome, constraint)
    reached = []
    if isinstance(outcome, Measurement):
        reach = outcome.interval or Interval(low=outcome.value, high=outcome.value)
        reached = [reach.low, outcome.value, reach.high]
    elif outcome.bounds is not None:
        reached = [outcome.bounds.low, outcome.bounds.high]
    keeps = {
        "<=": lambda value: value <= constraint.limit,
        "<": lambda value: value < constraint.limit,
        ">=": lambda value: value >= constraint.limit,
        ">": lambda value: value > constraint.limit,
    }[constraint.relation]
    assert (verdict is Verdict.PASS) == (len(reached) > 1 and all(map(keeps, reached)))
    assert (reason is not None) == (verdict is Verdict.REVIEW or isinstance(outcome, Unmeasurable))


@given(numbers, limits())
def test_a_measured_value_on_the_failing_side_is_never_better_than_a_variation(
    value: float, constraint: Constraint
) -> None:
    verdict, _ = judge(measured(value), constraint)
    if not constraint.allows(value):
        assert verdict is (Verdict.VARIATION if constraint.allows_as_variation(value) else Verdict.FAIL)


def test_outcomes_and_limits_read_as_a_person_writes_them() -> None:
    assert str(describe(measured(41.2))) == "Max 41.20 Gy"
    assert str(describe(unmeasurable())) == "Max not known"
    assert str(describe(unmeasurable(0.0, inf))) == "Max not known"
    assert str(describe(unmeasurable(41.2, inf))) == "Max at least 41.20 Gy"
    assert str(describe(unmeasurable(0.0, 12.5))) == "Max between 0.00 Gy and 12.50 Gy"
    assert limit_of(limit("<=", 45)) == Limit("<=", 45.0, "Gy")
    assert limit_of(limit(">=", 66.5)) == Limit(">=", 66.5, "Gy")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (45.0, "45.00"),
        (45.004, "45.004"),
        (44.99999, "44.99999"),
        (44.99, "44.99"),
        (45.0 + 1e-12, "45.000000000001"),
    ],
)
def test_a_value_beside_its_limit_is_never_rounded_onto_it(value: float, text: str) -> None:
    assert str(describe(measured(value), beside=45.0)) == f"Max {text} Gy"
