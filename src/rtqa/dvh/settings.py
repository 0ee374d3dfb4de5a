"""How a DVH is to be computed, where planning systems differ from each other.

| setting | who uses it |
|---|---|
| half-slice caps (default) | RayStation 9, MIM 7, ProKnow (up to 1.5 mm), Pinnacle 9.8 (in the volume) |
| caps limited to a length, or none | ProKnow: 1.5 mm; an Eclipse plan lay between none and half-slice |
| trilinear dose (default) | planning systems |
| tricubic dose | none known; closer to the truth where the dose bends between coarse nodes |

Second hand, by version; see ``docs/accuracy.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from rtqa.errors import UsageError


class Interpolation(StrEnum):
    """How the dose runs between its nodes."""

    TRILINEAR = "trilinear"
    TRICUBIC = "tricubic"


@dataclass(frozen=True, slots=True, kw_only=True)
class DvhSettings:
    """What a DVH is computed with.

    Attributes:
        cap_limit_mm: how far the end caps reach at most; 0 for none, infinite for half a slice throughout.
        interpolation: of the dose.

    Raises:
        UsageError: the limit is negative or no number.
    """

    cap_limit_mm: float = inf
    interpolation: Interpolation = Interpolation.TRILINEAR

    def __post_init__(self) -> None:
        if not self.cap_limit_mm >= 0:
            raise UsageError(f"end caps cannot be limited to {self.cap_limit_mm} mm; give 0 or more")

    def __str__(self) -> str:
        match self.cap_limit_mm:
            case 0:
                caps = "no end caps"
            case limit if limit == inf:
                caps = "half-slice caps"
            case limit:
                caps = f"half-slice caps up to {limit:g} mm"
        return f"right prisms, slabs to mid-planes, {caps}; exact area coverage; {self.interpolation} dose"


DEFAULT = DvhSettings()
"""Right prisms, half-slice caps, trilinear dose: the least biased over generic shapes."""
