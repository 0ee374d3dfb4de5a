"""The numbers of a message, with their units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


def finite(value: float | None) -> float | None:
    """The number; None for one that is not known, be it written as None, NaN or infinity."""
    return float(value) if value is not None and math.isfinite(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A closed interval in the unit of the value that it belongs to.

    Attributes:
        low, high: its ends, both included; an open end is infinite.
    """

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        value: in ``unit``.
        unit: ``Gy``, ``mm``, ``cm³``, ``%``, ``°``, ``MU``, …; empty for a bare number.
        decimals: how many are written; None: as many as the number needs, up to six significant digits.
        signed: whether a positive number carries its sign.
    """

    value: float
    unit: str = ""
    decimals: int | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included; None where the range is open: ``66–70 Gy``, ``≥ 30``."""

    low: float | None
    high: float | None
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value is held against: ``≤ 45 Gy``."""

    relation: Literal["<", "<=", ">", ">="]
    value: float
    unit: str = ""
