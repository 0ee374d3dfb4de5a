"""How large organs are in adults, by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.spelling import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganSize:
    """What an organ of this name measures in adults, widely.

    Attributes:
        name: a pattern within the name, spaces and signs left out, in small letters.
        volume_cm3: least and most; None where the organ is seldom drawn whole.
        area_cm2: least and most mean area of its planes; None where it says nothing.
    """

    name: re.Pattern[str]
    volume_cm3: tuple[float, float] | None = None
    area_cm2: tuple[float, float] | None = None


ORGAN_SIZES = (
    OrganSize(name=re.compile(r"^(spinal)?cord$|^spinalcord|^myel"), area_cm2=(0.2, 3.0)),
    OrganSize(name=re.compile(r"^(brainstem|stem)$"), volume_cm3=(5.0, 60.0)),
    OrganSize(name=re.compile(r"parotid|parotis"), volume_cm3=(3.0, 100.0)),
    OrganSize(name=re.compile(r"submand"), volume_cm3=(1.0, 30.0)),
    OrganSize(name=re.compile(r"mandible"), volume_cm3=(15.0, 150.0)),
    OrganSize(name=re.compile(r"^larynx"), volume_cm3=(3.0, 100.0)),
    OrganSize(name=re.compile(r"^(oralcavity|cavityoral)"), volume_cm3=(15.0, 300.0)),
    OrganSize(name=re.compile(r"^(eye|globe)"), volume_cm3=(3.0, 15.0)),
    OrganSize(name=re.compile(r"^lens"), volume_cm3=(0.03, 1.0)),
    OrganSize(name=re.compile(r"cochlea"), volume_cm3=(0.02, 2.5)),
    OrganSize(name=re.compile(r"chiasm"), volume_cm3=(0.05, 4.0)),
    OrganSize(name=re.compile(r"^(opticn|nervusopt)"), volume_cm3=(0.1, 4.0)),
    OrganSize(name=re.compile(r"pituitary"), volume_cm3=(0.05, 2.5)),
    OrganSize(name=re.compile(r"^brain$|^wholebrain"), volume_cm3=(700.0, 2200.0)),
    OrganSize(name=re.compile(r"^heart$"), volume_cm3=(200.0, 1600.0)),
    OrganSize(name=re.compile(r"^liver$"), volume_cm3=(500.0, 4000.0)),
    OrganSize(name=re.compile(r"^kidney(l|r|left|right)?$"), volume_cm3=(50.0, 500.0)),
    OrganSize(name=re.compile(r"^bladder$"), volume_cm3=(15.0, 1500.0)),
)
"""Wide enough for any adult and any delineation guide; narrow enough to tell an organ from its neighbour."""

_NOT_THE_ORGAN = re.compile(r"prv|sub|minus|not|ptv|gtv|ctv|opt|ring|[+\-]|\d{2}$")
"""Names of what is made of an organ, and is not as large as it."""


def find_size(name: str) -> OrganSize | None:
    """The size of the organ of this name; None for a target, part or margin, and where it is not known."""
    if find_volume(name) or _NOT_THE_ORGAN.search(name.casefold()):
        return None
    spelling = normalise(name)
    return next((size for size in ORGAN_SIZES if size.name.search(spelling)), None)
