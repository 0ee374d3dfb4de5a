"""What of a plan resembles a structure of a protocol that it lacks: suggested, and never judged.

What a name marks as a margin, a copy or a helper comes behind all that it does not. What cannot be meant is
left out however alike it looks: another side, volume, dose or organ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rtqa.model.structure import Structure
from rtqa.nomenclature.dose_level import find_dose_level
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_list import find_meaning, find_side_words, find_spellings, split_words
from rtqa.nomenclature.name_marks import find_mark
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.schema import ProtocolStructure
from rtqa.protocol.tables import Range

SAME_DOSE_GY = 0.5
"""How far the dose in a name may lie from one that is prescribed: 69.96 Gy is written 6996 and 7000."""

_N_SUGGESTIONS = 3
_SIMILAR = 0.65

_SAME_BEGINNING = 6
"""Two organs whose names begin with so many letters alike, such as Parotids and Parotid_L, may be meant."""

_SEPARATOR = re.compile(r"[\s_^~+-]")
_ICRU_VOLUME = re.compile(r"gtv|ctv|itv|ptv")
_PRIMARY = re.compile(r"[gcip]tv[\s_-]*(p(?![a-z])|t(?![a-z])|tn0|prim|tum)", re.IGNORECASE)
_NODAL = re.compile(r"[gcip]tv[\s_-]*(n(?![a-z])|nd|node|nodal|ln(?![a-z]))", re.IGNORECASE)


def rank_alike(
    wanted: ProtocolStructure, free: Sequence[Structure], *, doses_gy: Sequence[Range]
) -> tuple[Structure, ...]:
    """The structures that resemble one of the protocol, best first; three at most.

    Args:
        wanted: the protocol's structure.
        free: the plan's structures that stand for nothing else.
        doses_gy: what the protocol prescribes to it; none where that is not known.
    """
    scored = [
        (_is_marked(wanted.name, structure.name), *_likenesses(wanted, structure.name), structure)
        for structure in free
        if structure.is_volume and not _contradicts(wanted, structure.name, doses_gy)
    ]
    scored = [row for row in scored if row[1] >= _SIMILAR]
    scored.sort(key=lambda row: (row[0], -row[1], -row[2], row[3].name, row[3].number))
    return tuple(structure for *_, structure in scored[:_N_SUGGESTIONS])


def is_among(dose_gy: float, doses_gy: Sequence[Range]) -> bool:
    """Whether the dose in a name is one of those prescribed, but for rounding."""
    return any(asked.min - SAME_DOSE_GY <= dose_gy <= asked.max + SAME_DOSE_GY for asked in doses_gy)


def _is_marked(wanted: str, name: str) -> bool:
    """Whether a name is marked as something else than the structure: by a margin, or as a helper."""
    return find_mark(name) not in ("", find_mark(wanted))


def _likenesses(wanted: ProtocolStructure, name: str) -> tuple[float, float]:
    """How alike a name is, without the dose behind it and with it."""
    level, likeness = find_dose_level(name), _likeness(wanted, name)
    return max(likeness, _likeness(wanted, level.stem) if level is not None else 0.0), likeness


def _likeness(wanted: ProtocolStructure, name: str) -> float:
    matcher = SequenceMatcher(b=normalise(name))
    spellings = {spelling for spelling, _ in find_spellings(wanted.name)}
    spellings |= {normalise(alias) for alias in (wanted.name, *wanted.aliases)}
    beginnings = {normalise(name[: match.start()]) for match in _SEPARATOR.finditer(name)}
    # "GTVp_Boost" and "Cord (old)" begin with the name itself, whatever follows.
    best = _SIMILAR if beginnings & spellings else 0.0
    for spelling in spellings:
        matcher.set_seq1(spelling)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best


def _contradicts(wanted: ProtocolStructure, name: str, doses_gy: Sequence[Range]) -> bool:
    """Whether two names cannot mean the same however alike they look."""
    sides = _sides(wanted.name), _sides(name)
    volumes = _ICRU_VOLUME.match(normalise(wanted.name)), _ICRU_VOLUME.match(normalise(name))
    kinds = ((wanted.name, name), (name, wanted.name))
    return (
        (all(sides) and sides[0] != sides[1])
        or (volumes[0] is not None and volumes[1] is not None and volumes[0][0] != volumes[1][0])
        or any(_PRIMARY.match(primary) and _NODAL.match(nodal) for primary, nodal in kinds)
        or (wanted.role == "target" and not find_volume(name) and find_mark(name) == "name-mark.helper")
        or _is_another_organ(wanted.name, name)
        or _has_another_dose(wanted.name, name, doses_gy)
    )


def _is_another_organ(wanted: str, name: str) -> bool:
    """Whether a name is known to mean another organ, whose name does not begin like that of this one."""
    meant, own = find_meaning(name), find_meaning(wanted) or wanted
    beginnings = {normalise(organ)[:_SAME_BEGINNING] for organ in (meant, own)}
    return meant not in ("", own) and len(beginnings) > 1


def _has_another_dose(wanted: str, name: str, doses_gy: Sequence[Range]) -> bool:
    """Whether a name states a dose that the structure is not to receive."""
    level, own = find_dose_level(name), find_dose_level(wanted)
    if level is None or level.dose_gy is None:
        return False
    if own is not None and own.dose_gy is not None:
        return abs(own.dose_gy - level.dose_gy) > SAME_DOSE_GY
    return bool(doses_gy) and not is_among(level.dose_gy, doses_gy)


def _sides(name: str) -> set[str]:
    words = set(split_words(name))
    left, right = find_side_words()
    return {side for side, marks in (("left", left), ("right", right)) if words & marks}
