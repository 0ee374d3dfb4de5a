"""Which volume of ICRU 83 a structure is by its name, and which roles and names targets and the body have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.spelling import normalise

TARGET_ROLES = frozenset({"GTV", "CTV", "PTV"})
"""RTROIInterpretedTypes (3006,00A4) of targets."""

OTHER_ROLES = frozenset({"ORGAN", "AVOIDANCE", "EXTERNAL", "SUPPORT", "BOLUS", "FIXATION", "MARKER"})
"""RTROIInterpretedTypes (3006,00A4) that no target has."""

_VOLUME = re.compile(r"[\W\d_]*z?(GTV|CTV|ITV|PTV)", re.IGNORECASE)
"""A name that begins with a volume of ICRU 83, as TG-263 has it; a leading z or number does no harm."""

_BODIES = frozenset({"body", "external", "skin", "patient", "outline", "bodyoutline", "contour"})


def find_volume(name: str) -> str:
    """GTV, CTV, ITV or PTV by a structure's name; empty where the name says none."""
    match = _VOLUME.match(name)
    return match[1].upper() if match is not None else ""


def is_body(name: str) -> bool:
    """Whether a name means the outline of the body."""
    return normalise(name) in _BODIES


def find_habitual_role(roles: Iterable[tuple[str, str]]) -> str:
    """The type that a system writes for targets and organs alike, which says nothing; empty where none is.

    Args:
        roles: of each structure, its name and its RTROIInterpretedType.
    """
    typed = [(name, role) for name, role in roles if role in {*TARGET_ROLES, "ORGAN", "AVOIDANCE"}]
    types = {role for _, role in typed}
    has_targets = any(find_volume(name) for name, _ in typed)
    # "Met_2" beside "PTV_1" may well be a target; "Parotid_L" is none.
    has_organs = any(
        find_meaning(name) or not (find_volume(name) or types & TARGET_ROLES) for name, _ in typed
    )
    return types.pop() if len(types) == 1 and has_targets and has_organs else ""
