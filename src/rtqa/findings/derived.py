"""The verdict that follows from a value, its interval and a limit."""

from __future__ import annotations

from rtqa.findings.verdict import Verdict
from rtqa.messages import Interval
from rtqa.metrics.outcome import Measurement, Outcome
from rtqa.protocol.constraint import Constraint


def derive_verdict(outcome: Outcome, constraint: Constraint) -> Verdict:
    """The verdict on a measured or unmeasurable value.

    A value on the failing side fails. One on the passing side passes only with its whole interval. What
    cannot be measured is REVIEW, unless what is known of it decides: where both bounds keep the limit it
    passes, where both break it it fails. Where a recommended limit would fail, it is REVIEW.
    """
    verdict = _derive(outcome, constraint)
    return Verdict.REVIEW if verdict is Verdict.FAIL and constraint.outside == "review" else verdict


def is_beyond_recommended(outcome: Outcome, constraint: Constraint) -> bool:
    """Whether a recommended limit is broken, and its acceptable variation."""
    return constraint.outside == "review" and _derive(outcome, constraint) is Verdict.FAIL


def _derive(outcome: Outcome, constraint: Constraint) -> Verdict:
    if isinstance(outcome, Measurement):
        reach = outcome.interval or Interval(low=outcome.value, high=outcome.value)
        if constraint.allows(outcome.value):
            certain = constraint.allows(reach.low) and constraint.allows(reach.high)
            return Verdict.PASS if certain else Verdict.REVIEW
        if constraint.allows_as_variation(outcome.value):
            certain = constraint.allows_as_variation(reach.low) and constraint.allows_as_variation(reach.high)
            return Verdict.VARIATION if certain else Verdict.REVIEW
        return Verdict.FAIL
    bounds = outcome.bounds
    if bounds is not None and _breaks_throughout(bounds, constraint):
        return Verdict.FAIL
    if bounds is not None and constraint.allows(bounds.low) and constraint.allows(bounds.high):
        return Verdict.PASS
    return Verdict.REVIEW


def _breaks_throughout(bounds: Interval, constraint: Constraint) -> bool:
    """Whether no value within the bounds keeps the limit or its variation: both ends break it."""
    ends = (bounds.low, bounds.high)
    return not any(constraint.allows(end) or constraint.allows_as_variation(end) for end in ends)
