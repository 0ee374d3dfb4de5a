"""How a DVH is to be computed, where planning systems differ from each other.

| setting | who uses it |
|---|---|
| prisms between slices (default) | MIM 7, Mobius3D 3, ProKnow, Pinnacle 9.8 |
| shape: linear in the signed distance | Eclipse 15/16, RayStation 9 |
| smooth: quadratic in the squared distance | none known |
| half-slice caps (default) | RayStation 9, MIM 7, Mobius3D 3 |
| caps limited to a length | ProKnow: 1.5 mm |
| caps that taper off | Eclipse 15/16, as far as one plan tells |
| caps in the volume, not in the dose | Pinnacle 9.8 |
| trilinear dose (default) | planning systems |
| tricubic dose | none known; closer to the truth where the dose bends between coarse nodes |

Second hand, by version; the sources stand in `vendor/profiles.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from rtqa.errors import UsageError
from rtqa.messages import Message, Quantity


class Between(StrEnum):
    """What a structure is between two of its contours."""

    PRISM = "prism"
    SHAPE = "shape"
    SMOOTH = "smooth"


class Ends(StrEnum):
    """What becomes of the caps, beyond a structure's outermost contours."""

    FLAT = "flat"
    TAPERED = "tapered"
    UNDOSED = "undosed"


class Interpolation(StrEnum):
    """How the dose runs between its nodes."""

    TRILINEAR = "trilinear"
    TRICUBIC = "tricubic"


@dataclass(frozen=True, slots=True, kw_only=True)
class DvhSettings:
    """What a DVH is computed with; models go by their words too, as ``interpolation="tricubic"``.

    Attributes:
        between: the model of the structure between its contours.
        ends: what becomes of the end caps.
        cap_limit_mm: how far the end caps reach at most; 0 for none, infinite for half a slice throughout.
        interpolation: of the dose.
        intervals: whether to follow what else the contours and the dose could mean; without, no value has
            an interval.
        mimics: the planning system that is mimicked by it, with its version; see `vendor/profiles.py`.

    Raises:
        UsageError: there is no such model, or the limit is negative or no number.
    """

    between: Between = Between.PRISM
    ends: Ends = Ends.FLAT
    cap_limit_mm: float = inf
    interpolation: Interpolation = Interpolation.TRILINEAR
    intervals: bool = True
    mimics: str = ""

    def __post_init__(self) -> None:
        for name, models in (("between", Between), ("ends", Ends), ("interpolation", Interpolation)):
            value = getattr(self, name)
            if value not in list(models):
                raise UsageError(f"{name} is {value!r}; give {', '.join(models)}")
            object.__setattr__(self, name, models(value))
        if not self.cap_limit_mm >= 0:
            raise UsageError(f"end caps cannot be limited to {self.cap_limit_mm} mm; give 0 or more")

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The method, as a report and ``rtqa dvh`` name it."""
        settings = Message(
            "dvh.settings",
            between=self.between.value,
            caps=self._message_of_caps(),
            dose=self.interpolation.value,
        )
        return Message("dvh.mimics", system=self.mimics, settings=settings) if self.mimics else settings

    def _message_of_caps(self) -> Message:
        if not self.cap_limit_mm:
            return Message("dvh.no-caps")
        if self.cap_limit_mm == inf:
            return Message("dvh.caps", ends=self.ends.value)
        return Message("dvh.caps-up-to", limit=Quantity(self.cap_limit_mm, "mm"), ends=self.ends.value)


DEFAULT = DvhSettings()
"""Right prisms, half-slice caps, trilinear dose: the least biased over generic shapes."""
