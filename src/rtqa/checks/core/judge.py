"""A value, its interval and a limit: the verdict, and what is said of them."""

from __future__ import annotations

import re
from math import isinf

from rtqa.findings import Verdict
from rtqa.findings.derived import derive_verdict, is_beyond_recommended
from rtqa.messages import Interval, Limit, Message, Quantity, join
from rtqa.metrics import Measurement, MetricSpec, Outcome
from rtqa.protocol.constraint import Constraint

UNCERTAIN = Message("metric.uncertain")

_MOST_DECIMALS = 17
_UNIT = re.compile(r"\[[^]]*\]")


def judge(outcome: Outcome, constraint: Constraint) -> tuple[Verdict, Message | None]:
    """The verdict on a measured or unmeasurable value, and the reason where it could not be decided."""
    verdict = derive_verdict(outcome, constraint)
    recommended = Message("dv-limit.recommended") if is_beyond_recommended(outcome, constraint) else None
    if isinstance(outcome, Measurement):
        return verdict, recommended or (UNCERTAIN if verdict is Verdict.REVIEW else None)
    return verdict, join(recommended, outcome.unknown.message)


def describe(outcome: Outcome, *, beside: float | None = None) -> Message:
    """The outcome as a person writes it: ``Max 41.20 Gy``, ``Mean at least 12.10 Gy``, ``D95% not known``.

    Args:
        outcome: measured or not.
        beside: the limit it is written next to: 45.001 beside 45 is not written as 45.00.
    """
    metric = name_metric(outcome.spec)
    if isinstance(outcome, Measurement):
        return Message("metric.measured", metric=metric, value=write_apart(outcome, beside))
    bounds, unit = known_bounds(outcome.bounds), outcome.spec.unit
    if bounds is None:
        return Message("metric.not-known", metric=metric)
    low, high = Quantity(bounds.low, unit, 2), Quantity(bounds.high, unit, 2)
    if isinf(bounds.high):
        return Message("metric.at-least", metric=metric, low=low)
    return Message("metric.between", metric=metric, low=low, high=high)


def name_metric(spec: MetricSpec) -> str:
    """The metric without the unit of its answer: ``D0.03cc``, ``V50% / PTV Volume``."""
    return _UNIT.sub("", str(spec))


def known_bounds(bounds: Interval | None) -> Interval | None:
    """The bounds, where they say more than that no dose or volume is negative."""
    return None if bounds is None or (bounds.low <= 0 and isinf(bounds.high)) else bounds


def write_apart(measured: Measurement, beside: float | None) -> Quantity:
    """The value with two decimals, or with as many as show on which side of the other it lies."""
    value = measured.value
    if beside is None or value == beside:
        return Quantity(value, measured.unit, 2)
    enough = (n for n in range(2, _MOST_DECIMALS) if float(f"{value:.{n}f}") != beside)
    return Quantity(value, measured.unit, next(enough, _MOST_DECIMALS))


def limit_of(constraint: Constraint) -> Limit:
    """The limit as a value that a message carries."""
    return Limit(constraint.relation, constraint.limit, constraint.unit)
