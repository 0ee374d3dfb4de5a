"""Doses and numbers of fractions, as lint writes them."""

from __future__ import annotations

from rtqa.messages import Limit, Message, Quantity, Range
from rtqa.protocol.constraint import Constraint


def gray(dose_gy: float) -> Quantity:
    """A dose to four significant digits."""
    return Quantity(_rounded(dose_gy), "Gy")


def gray_range(low_gy: float, high_gy: float) -> Range:
    """From one dose to another, to four significant digits."""
    return Range(_rounded(low_gy), _rounded(high_gy), "Gy")


def fractions(low: float, high: float | None) -> Message:
    """So many fractions, both ends included; without ``high`` there is no upper end."""
    numbers = Range(_rounded(low), None if high is None else _rounded(high))
    return Message("lint.fractions", n=1 if (high or low) == 1 else 2, numbers=numbers)


def dose_in_fractions(dose_gy: float, n_fractions: int) -> Message:
    """A total dose and the fractions that it is given in."""
    return Message("lint.dose-in-fractions", dose=Quantity(dose_gy, "Gy"), n=n_fractions)


def limit_of(constraint: Constraint) -> Limit:
    """The relation and the number of a clause."""
    return Limit(constraint.relation, constraint.limit, constraint.unit)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
