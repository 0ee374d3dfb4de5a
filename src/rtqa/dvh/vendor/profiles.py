"""What is known of how planning systems compute a DVH, as settings that come close to theirs.

All of it is second hand, collected from the sources named without the papers themselves at hand, and holds
for the versions named. A vendor may have changed it since. Settings can mimic the model of the structure.
Sampling they cannot, and need not: it scatters about what is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rtqa.dvh.settings import Between, DvhSettings, Ends

NELMS = "after Nelms et al., Med Phys 42:4435 (2015)"
PEPIN = "after Pepin et al., Assessment of DVH precision for five clinical systems, Med Phys (2022)"
PROKNOW = "How ProKnow DVH Values Are Calculated, support.proknowsystems.com"


class System(StrEnum):
    """Planning systems and DVH programs that settings come close to."""

    ECLIPSE = "eclipse"
    RAYSTATION = "raystation"
    MIM = "mim"
    PROKNOW = "proknow"
    PINNACLE = "pinnacle"
    PLANIQ = "planiq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is known of a system.

    Attributes:
        settings: the nearest that can be computed here.
        source: where it is published.
        uncertain: what is not known, or rests on little evidence.
        beyond: what it does that no setting mimics.
    """

    settings: DvhSettings
    source: str
    uncertain: str
    beyond: str


LIKENESSES: Mapping[System, Likeness] = MappingProxyType(
    {
        System.ECLIPSE: Likeness(
            settings=DvhSettings(mimics="Eclipse 15/16", between=Between.SHAPE, ends=Ends.TAPERED),
            source=PEPIN,
            uncertain="published as rounded ends; that they taper off to nothing fits the one plan at hand",
            beyond="100,000 random points",
        ),
        System.RAYSTATION: Likeness(
            settings=DvhSettings(mimics="RayStation 9", between=Between.SHAPE),
            source=PEPIN,
            uncertain="how shapes are interpolated is not published",
            beyond="3 samples along each axis of a voxel, 400 bins",
        ),
        System.MIM: Likeness(
            settings=DvhSettings(mimics="MIM 7 (or Mobius3D 3)"),
            source=PEPIN,
            uncertain="whether MIM and Mobius3D are alike in all of it",
            beyond="voxels of about 1 mm³ (Mobius3D: those of the CT)",
        ),
        System.PROKNOW: Likeness(
            settings=DvhSettings(mimics="ProKnow", cap_limit_mm=1.5),
            source=f"{PEPIN}; {PROKNOW}",
            uncertain="the version is not published",
            beyond="more than 10,000 points, 1,000 to 10,000 bins",
        ),
        System.PINNACLE: Likeness(
            settings=DvhSettings(mimics="Pinnacle 9.8", ends=Ends.UNDOSED),
            source=NELMS,
            uncertain="which of its versions do so",
            beyond="points on the dose grid, which in small structures are few",
        ),
        System.PLANIQ: Likeness(
            settings=DvhSettings(mimics="PlanIQ 2.1", between=Between.SHAPE),
            source=NELMS,
            uncertain="its surface is that through the contours, resliced; here interpolated by distance",
            beyond="ends as configured, at least 40,000 voxels, vertices",
        ),
    }
)
