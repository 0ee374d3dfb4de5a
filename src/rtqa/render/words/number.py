"""Numbers rounded for reading, by one rule everywhere."""

from __future__ import annotations

import math

from rtqa.messages.values import finite
from rtqa.render.words.language import ENGLISH, Language

_DECIMALS = {"cGy": 0}
_MOST_DECIMALS = 6

WHOLE_FRAC = 1.0 - 1e-6
"""From this share on a structure lies inside the dose grid as a whole, rounding apart."""


def format_number(
    value: float, unit: str = "", *, apart_from: float | None = None, signed: bool = False
) -> str:
    """A number rounded for reading: two decimals (cGy: none), more for small ones.

    Args:
        value: finite.
        unit: of the value.
        apart_from: a number that the text must not equal unless the value does.
        signed: whether a positive number carries its sign.
    """
    decimals = _DECIMALS.get(unit, 2)
    if 0.0 < abs(value) < 0.1:
        decimals = max(decimals, 1 - math.floor(math.log10(abs(value))))
    decimals = min(decimals, _MOST_DECIMALS)
    while (
        apart_from is not None
        and value != apart_from
        and float(f"{value:.{decimals}f}") == apart_from
        and decimals < 2 * _MOST_DECIMALS
    ):
        decimals += 1
    text = f"{value:{'+' if signed and value else ''}.{decimals}f}"
    return text.replace("-", "−")


def format_known(value: float | None, unit: str = "", *, say: Language = ENGLISH) -> str:
    """A number rounded for reading; ``unknown`` where :func:`finite` has none."""
    known = finite(value)
    return say("page.unknown") if known is None else format_number(known, unit)


def format_share(frac: float) -> str:
    """A share of a structure in percent, rounded down: 99.96 % of it is not all of it."""
    percent = 100.0 if frac >= WHOLE_FRAC else math.floor(1000.0 * frac) / 10.0
    return f"{percent:g} %"
