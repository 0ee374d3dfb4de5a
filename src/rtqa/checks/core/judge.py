"""A value, its interval and a limit: the verdict, and what a person reads of it."""

from __future__ import annotations

from math import isinf

from rtqa.findings import Verdict
from rtqa.metrics import Interval, Measurement, Outcome
from rtqa.protocol.constraint import Constraint

UNCERTAIN = "within the DVH's own uncertainty of the limit"


def judge(outcome: Outcome, constraint: Constraint) -> tuple[Verdict, str]:
    """The verdict on a measured or unmeasurable value, and the reason where it could not be decided.

    A value on the failing side fails. One on the passing side passes only with its whole interval. What
    cannot be measured is REVIEW, unless what is known of it breaks the limit already.
    """
    if isinstance(outcome, Measurement):
        reach = outcome.interval or Interval(low=outcome.value, high=outcome.value)
        if constraint.allows(outcome.value):
            certain = constraint.allows(reach.low) and constraint.allows(reach.high)
            return (Verdict.PASS, "") if certain else (Verdict.REVIEW, UNCERTAIN)
        if constraint.allows_as_variation(outcome.value):
            certain = constraint.allows_as_variation(reach.low) and constraint.allows_as_variation(reach.high)
            return (Verdict.VARIATION, "") if certain else (Verdict.REVIEW, UNCERTAIN)
        return Verdict.FAIL, ""
    if outcome.bounds is not None and _breaks_throughout(outcome.bounds, constraint):
        return Verdict.FAIL, str(outcome.reason)
    return Verdict.REVIEW, str(outcome.reason)


def _breaks_throughout(bounds: Interval, constraint: Constraint) -> bool:
    """Whether no value within the bounds keeps the limit or its variation: both ends break it."""
    ends = (bounds.low, bounds.high)
    return not any(constraint.allows(end) or constraint.allows_as_variation(end) for end in ends)


def describe(outcome: Outcome, *, beside: float | None = None) -> str:
    """The outcome as a person writes it: ``Max 41.20 Gy``, ``Mean at least 12.10 Gy``, ``D95% not known``.

    Args:
        outcome: measured or not.
        beside: the limit it is written next to: 45.001 beside 45 is not written as 45.00.
    """
    name = str(outcome.spec).partition("[")[0]
    if isinstance(outcome, Measurement):
        return f"{name} {_tell_apart(outcome.value, beside)} {outcome.unit}"
    bounds, unit = outcome.bounds, outcome.spec.unit
    if bounds is None or (bounds.low <= 0 and isinf(bounds.high)):
        return f"{name} not known"
    if isinf(bounds.high):
        return f"{name} at least {bounds.low:.2f} {unit}"
    return f"{name} between {bounds.low:.2f} and {bounds.high:.2f} {unit}"


def _tell_apart(value: float, beside: float | None) -> str:
    """The value with two decimals, or with as many as show on which side of the other it lies."""
    if beside is None or value == beside:
        return f"{value:.2f}"
    texts = (f"{value:.{digits}f}" for digits in range(2, 9))
    return next((text for text in texts if float(text) != beside), f"{value!r}")


def describe_limit(constraint: Constraint) -> str:
    """The limit as a person writes it: ``≤ 45 Gy``."""
    relation = {"<=": "≤", ">=": "≥"}.get(constraint.relation, constraint.relation)
    return f"{relation} {constraint.limit:g} {constraint.unit}"
