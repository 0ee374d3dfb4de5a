"""What measuring a metric yields: a value with its interval, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.messages import Interval, Unknown
from rtqa.metrics.grammar import MetricSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A value that was measured.

    Attributes:
        spec: what was asked for.
        value: in ``unit``.
        unit: Gy, %, cc or cGy, as the metric asks.
        interval: where the value lies given what the calculation cannot know; None where not assessed.
    """

    spec: MetricSpec
    value: float
    unit: str
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasurable:
    """A value that cannot be known.

    Attributes:
        spec: what was asked for.
        unknown: why, and what is known all the same (in the metric's unit; infinite where open): a cord whose
            dosed part already reaches 47 Gy has a maximum of at least 47 Gy.
    """

    spec: MetricSpec
    unknown: Unknown

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.unknown.message)

    @property
    def bounds(self) -> Interval | None:
        """What is known all the same; None where nothing is."""
        return self.unknown.bounds


Outcome = Measurement | Unmeasurable
