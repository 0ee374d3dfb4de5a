"""Spatially fractionated radiotherapy: the hot vertices in a target, and the valley between them."""

from rtqa.metrics.sfrt.describe import describe_target
from rtqa.metrics.sfrt.description import SfrtTarget, VertexRow
from rtqa.metrics.sfrt.figure import Figure
from rtqa.metrics.sfrt.groups import SfrtChoices
from rtqa.metrics.sfrt.layout import Layout, lay_out

__all__ = [
    "Figure",
    "Layout",
    "SfrtChoices",
    "SfrtTarget",
    "VertexRow",
    "describe_target",
    "lay_out",
]
