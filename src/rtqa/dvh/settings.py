"""How a DVH is to be computed, where planning systems differ from each other.

| setting | who uses it |
|---|---|
| prisms between slices (default) | MIM 7, Mobius3D 3, ProKnow, Pinnacle 9.8 |
| shape: linear in the signed distance | Eclipse 15/16, RayStation 9 |
| smooth: quadratic in the squared distance | none known |
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


class Between(StrEnum):
    """What a structure is between two of its contours."""

    PRISM = "prism"
    SHAPE = "shape"
    SMOOTH = "smooth"


class Interpolation(StrEnum):
    """How the dose runs between its nodes."""

    TRILINEAR = "trilinear"
    TRICUBIC = "tricubic"


@dataclass(frozen=True, slots=True, kw_only=True)
class DvhSettings:
    """What a DVH is computed with.

    Attributes:
        between: the model of the structure between its contours.
        cap_limit_mm: how far the end caps reach at most; 0 for none, infinite for half a slice throughout.
        interpolation: of the dose.

    Raises:
        UsageError: the limit is negative or no number.
    """

    between: Between = Between.PRISM
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
        return f"{_BETWEEN[self.between]}, {caps}; exact area coverage; {self.interpolation} dose"


_BETWEEN = {
    Between.PRISM: "right prisms, slabs to mid-planes",
    Between.SHAPE: "shapes interpolated by signed distance",
    Between.SMOOTH: "smooth surfaces by squared distance",
}

DEFAULT = DvhSettings()
"""Right prisms, half-slice caps, trilinear dose: the least biased over generic shapes."""
