"""From curve to number: the metric grammar and what measuring it on a DVH yields."""

from rtqa.metrics.dose_volume import measure
from rtqa.metrics.grammar import MetricKind, MetricSpec, parse_metric
from rtqa.metrics.outcome import Interval, Measurement, Outcome, Unmeasurable

__all__ = [
    "Interval",
    "Measurement",
    "MetricKind",
    "MetricSpec",
    "Outcome",
    "Unmeasurable",
    "measure",
    "parse_metric",
]
