"""What a name says its structure is beside an organ or a target: a margin around it, a part, a helper."""

from __future__ import annotations

import re

from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_meaning

PEAKS = re.compile(r"vert|peak|lattice", re.IGNORECASE)
"""Volumes that are meant to be hot within a colder one, as the spheres of a lattice."""

_HELPER_WORDS = (
    "opt|rings?|shell|dose|iso[ _-]?doses?|idl|avoid|avoidance|help|helper|hilf|dummy|old|copy|temp|test|"
    r"annulus|eval|crop|cropped|spare|sparing|hotspot|coldspot|not[_ ]?[pcgi]tvs?|d\d+\s?cm"
)
_HELPER = (
    r"^[_-]|[_-]$|^(?-i:z+[A-Z_ ~])|^z[_ ]|[pcgi]tv.*wall$|\w\s*-\s*[pcgi]tv"
    rf"|(?<![a-z])({_HELPER_WORDS})(?![a-z])"
)
_EARLIER = (
    r"((?<![a-z])|(?<=[gci]tv)|(?<=[gci]tv[pnt]))"
    r"(pet|suv|fdg|mri?|baseline|initial|prior|pre|pre[\s_-]?(ic|ind|chemo|neo|op|rt|tx)\w*)(?![a-z])"
)

_MARKS = (
    (r"prv|margin|\+\s*\d|\d\s*mm\b", "name-mark.margin"),
    (r"~|(?<![a-z])(part|partial|sub)(?![a-z])", "name-mark.part"),
    (_HELPER, "name-mark.helper"),
)
"""Patterns of any case, and what they mean; the first that is found counts."""

_TARGET_MARKS = ((_EARLIER, "name-mark.earlier"),)
"""The same, of names of targets alone: CTV_1 and GTVp_Boost are targets."""

_ORGAN_MARKS = (
    (r"(?<![a-z])boost(?![a-z])", "name-mark.helper"),
    (r"^(?=.*[^\W\d_]{3}).*[^\W\d_][\s_-]*\d{1,2}$", "name-mark.copy"),
)
"""The same, of all other names: SPINAL CORD2 is a second cord."""


def is_of_another_image(name: str) -> bool:
    """Whether a target's name says that it was drawn on another image or before: GTV_PET, GTV_pre."""
    return find_mark(name) == "name-mark.earlier"


def is_made_for_planning(name: str) -> bool:
    """Whether a name says that its structure is a helper, or a copy of another."""
    return find_mark(name) in ("name-mark.helper", "name-mark.copy")


def find_mark(name: str) -> str:
    """The message id of what a name's marks make of its structure: ``name-mark.margin``; empty for none.

    TG-263 marks a planning risk volume by PRV, a part by ~ and a helper by a leading z or _; hospitals also
    write cord+3mm, Parotid-PTV, ring, opt. GTV_pre and GTV_PET were drawn on another image than that of the
    plan. A name that an organ has marks nothing: "Opt Nerve L" is the optic nerve.
    """
    meaning = find_meaning(name)
    if meaning and "_PRV" not in meaning:
        return ""
    marks = (*_MARKS, *(_TARGET_MARKS if find_volume(name) else _ORGAN_MARKS))
    mark_id = next((meant for mark, meant in marks if re.search(mark, name, re.IGNORECASE)), "")
    is_marked_by_z = name[:1] in ("z", "Z") and find_meaning(name.lstrip("zZ")) != ""
    return "name-mark.helper" if not mark_id and is_marked_by_z else mark_id
