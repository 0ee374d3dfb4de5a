"""``over`` and ``limit_by`` of a limit: a ratio of two metrics, and a limit that a table gives by a third."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rtqa.documents.fields import Number, Table, Text
from rtqa.protocol.tables import Metric


class Divisor(Table):
    """What the metric of a limit is divided by.

    Attributes:
        structure: of which; None: of that which is limited.
        metric: in the unit of the limit's own; a dose in percent refers to the same prescription.
    """

    structure: Text | None = None
    metric: Metric


Row = Annotated[tuple[Number, ...], Field(min_length=2, max_length=3)]
"""A value of the table's metric, the limit there, and the acceptable variation there."""


class LimitTable(Table):
    """A limit that depends on a metric, such as the volume of the target: linear between its rows.

    Attributes:
        structure: whose metric; None: of that which is limited.
        metric: by which the rows are ordered, from the least on.
        rows: each with its value, the limit, and the acceptable variation where there is one.
        beyond: what holds below the first row and above the last: the limit of that row, or nothing that the
            protocol says, so that it cannot be decided.
    """

    structure: Text | None = None
    metric: Metric
    rows: Annotated[tuple[Row, ...], Field(min_length=2)]
    beyond: Literal["undecided", "nearest-row"] = "undecided"

    @model_validator(mode="after")
    def _rows_hold(self) -> Self:
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("every row needs a variation, or none: [at, limit, variation]")
        for before, after in pairwise(self.rows):
            if before[0] >= after[0]:
                raise ValueError(f"rows must rise: {after[0]:g} stands behind {before[0]:g}")
        if self.metric.needs_prescription:
            raise ValueError(f"metric {self.metric} of a table must not be in percent of a dose")
        return self

    @property
    def has_variation(self) -> bool:
        """Whether the rows state an acceptable variation."""
        return len(self.rows[0]) > 2

    def holds(self, value: float) -> bool:
        """Whether the table says what the limit is at a value of its metric."""
        return self.beyond == "nearest-row" or self.rows[0][0] <= value <= self.rows[-1][0]

    def read(self, value: float) -> tuple[float, float | None]:
        """Limit and variation at a value; beyond the rows, those of the nearest."""
        first, last = self.rows[0], self.rows[-1]
        if value <= first[0] or value >= last[0]:
            row = first if value <= first[0] else last
            return row[1], row[2] if self.has_variation else None
        n = bisect_left([row[0] for row in self.rows], value)
        low, high = self.rows[n - 1], self.rows[n]
        share = (value - low[0]) / (high[0] - low[0])
        at, *variation = (a + share * (b - a) for a, b in zip(low[1:], high[1:], strict=True))
        return at, variation[0] if variation else None

    def read_between(self, low: float, high: float) -> Iterator[tuple[float, float | None]]:
        """Limits and variations at both ends of an interval and at every row within it."""
        for value in (low, high, *(row[0] for row in self.rows if low < row[0] < high)):
            yield self.read(value)
