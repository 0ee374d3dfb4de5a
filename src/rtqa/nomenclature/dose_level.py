"""The dose that a target's name states, as TG-263 has it: GTVp_7000, CTV_5400, CTV_54Gy."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEVEL = re.compile(
    r"""(?P<stem> .*? [^\s_^-] ) [\s_^-]++
        (?: (?P<cgy> \d{4,5} ) (?: \s*+ cgy )? | (?P<gy> \d{1,3} (?: [.,] \d{1,2} )? ) \s*+ gy
          | (?P<word> high | mid | low | intermediate ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_TARGET = re.compile("gtv|ctv|itv|ptv", re.IGNORECASE)
_DIGITS = re.compile(r"(?:gtv|ctv|itv|ptv)[a-z]?[\s_^-]?([3-7]\d|80)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseLevel:
    """A name with a dose at its end.

    Attributes:
        stem: the name before it.
        dose_gy: None where the level has a word, such as High or Low: of what, the name does not say.
    """

    stem: str
    dose_gy: float | None


def find_dose_level(name: str) -> DoseLevel | None:
    """The dose at the end of a target's name; None where there is none, or no separator before it."""
    match = _LEVEL.fullmatch(name.strip())
    if match is None or not _TARGET.search(match["stem"]):
        return None
    if match["word"]:
        return DoseLevel(stem=match["stem"], dose_gy=None)
    dose_gy = float(match["cgy"]) / 100.0 if match["cgy"] else float(match["gy"].replace(",", "."))
    return DoseLevel(stem=match["stem"], dose_gy=dose_gy)


def find_named_dose(name: str) -> float | None:
    """The dose in Gy that a target's name states, with its unit, in cGy or in two digits: PTV70, PTV_60.

    As evidence beside a prescription alone: two digits may count volumes, so that only 30 to 80 are a dose.
    """
    level = find_dose_level(name)
    if level is not None:
        return level.dose_gy
    match = _DIGITS.fullmatch(name.strip())
    return float(match[1]) if match is not None else None
