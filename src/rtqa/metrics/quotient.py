"""The ratio of two measured values, its interval from both of theirs."""

from __future__ import annotations

from math import inf

from rtqa.messages import Cause, CauseKind, Interval, Message, Unknown
from rtqa.metrics.grammar import MetricSpec
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable


def divide(above: Outcome, below: Outcome, *, spec: MetricSpec) -> Outcome:
    """One value over another, neither of which is negative.

    By interval arithmetic: from the least of one over the most of the other to the reverse. That holds also
    where both rest on the same contours and dose, and then it is wider than it need be.

    Args:
        above: the numerator.
        below: the denominator, in the same unit.
        spec: of the ratio.
    """
    bounds = _bound(_reach(above), _reach(below))
    if isinstance(above, Unmeasurable):
        return Unmeasurable(spec=spec, unknown=Unknown(above.unknown.message, above.unknown.cause, bounds))
    if isinstance(below, Unmeasurable):
        return Unmeasurable(spec=spec, unknown=Unknown(below.unknown.message, below.unknown.cause, bounds))
    if below.value <= 0.0:
        message = Message("metric.over-nothing", metric=str(below.spec))
        return Unmeasurable(spec=spec, unknown=Unknown(message, Cause(CauseKind.STRUCTURE_DOUBTFUL), bounds))
    is_assessed = above.interval is not None or below.interval is not None
    return Measurement(
        spec=spec, value=above.value / below.value, unit=spec.unit, interval=bounds if is_assessed else None
    )


def _reach(outcome: Outcome) -> Interval:
    """Where a value lies; from 0 on where nothing is known of it."""
    if isinstance(outcome, Measurement):
        return outcome.interval or Interval(low=outcome.value, high=outcome.value)
    return outcome.bounds or Interval(low=0.0, high=inf)


def _bound(above: Interval, below: Interval) -> Interval:
    low = max(above.low, 0.0) / below.high if 0.0 < below.high < inf else 0.0
    return Interval(low=low, high=above.high / below.low if below.low > 0.0 else inf)
