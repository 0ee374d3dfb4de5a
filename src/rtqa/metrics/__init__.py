"""From curve to number: the metric grammar, what measuring it on a DVH yields, and equivalent doses."""

from rtqa.messages import Interval
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.grammar import Answer, MetricKind, MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.metrics.radiobiology import bed_gy, dose_of_eqd2_gy, eqd2_gy, eqd2_lql_gy
from rtqa.metrics.table import MetricRow, measure_all

__all__ = [
    "Answer",
    "Interval",
    "Measurement",
    "MetricKind",
    "MetricRow",
    "MetricSpec",
    "Outcome",
    "Unmeasurable",
    "bed_gy",
    "dose_of_eqd2_gy",
    "eqd2_gy",
    "eqd2_lql_gy",
    "measure",
    "measure_all",
    "parse_metric",
]
