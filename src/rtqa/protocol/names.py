"""Which structures of a plan stand for those of a protocol.

A name either is one that the protocol lists, or it is not: what merely resembles it is suggested to the
user and never judged, because a margin, a canal or an optimisation copy resembles its organ too. Where
several structures qualify, all of them are returned and none is chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rtqa.errors import StructureNameError
from rtqa.model.structure import Structure
from rtqa.protocol.schema import ProtocolStructure
from rtqa.protocol.spelling import did_you_mean, normalise

How = Literal["map", "exact", "tg263", "alias", "suggested"]
"""Why a structure was taken: the user's word, the very name, the same but for spelling, a listed alias."""

_N_SUGGESTIONS = 3
_SIMILAR = 0.6

_NODE_NUMBER = re.compile(r"(0?[1-9]|1[0-9])")
_ICRU_VOLUME = re.compile(r"gtv|ctv|itv|ptv")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[左右]")
_LEFT = {"l", "lt", "left", "li", "links", "左"}
_RIGHT = {"r", "rt", "right", "re", "rechts", "右"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A structure of the plan: its ROI number, its name as in the file, and why it was taken."""

    structure_number: int
    name: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What of the plan stands for one structure of the protocol.

    Attributes:
        protocol_name: the protocol's structure.
        candidates: all that qualify. None: the plan has no such structure. Several: it is ambiguous.
        suggestions: what resembles it, best first, where nothing qualifies; never evidence of anything.
    """

    protocol_name: str
    candidates: tuple[Candidate, ...]
    suggestions: tuple[Candidate, ...]


def match_structures(
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
    *,
    mapping: Mapping[str, str],
) -> tuple[Match, ...]:
    """Match every structure of a protocol with those of one structure set, in the protocol's order.

    A structure without a closed contour qualifies only where no other does.

    Args:
        protocol_structures: what the protocol speaks of.
        plan_structures: what was drawn.
        mapping: the user's word: protocol name to name in the plan. It overrides all else for that name.

    Raises:
        StructureNameError: ``mapping`` names a structure that the protocol or the plan does not have.
    """
    _check_mapping(mapping, protocol_structures, plan_structures)
    accepted = [
        _accepted(wanted, plan_structures, mapping.get(wanted.name)) for wanted in protocol_structures
    ]
    taken = {candidate.structure_number for candidates in accepted for candidate in candidates}
    free = [structure for structure in plan_structures if structure.number not in taken]
    return tuple(
        Match(
            protocol_name=wanted.name,
            candidates=candidates,
            suggestions=() if candidates else _suggested(wanted, free),
        )
        for wanted, candidates in zip(protocol_structures, accepted, strict=True)
    )


def _check_mapping(
    mapping: Mapping[str, str],
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
) -> None:
    for owner, named, known in (
        ("protocol", mapping.keys(), [structure.name for structure in protocol_structures]),
        ("plan", mapping.values(), [structure.name for structure in plan_structures]),
    ):
        for name in named:
            if name not in known:
                listed = ", ".join(map(repr, known)) or "none"
                advice = did_you_mean(name, known)
                raise StructureNameError(f"the {owner} has no structure {name!r}{advice} (it has {listed})")


def _accepted(
    wanted: ProtocolStructure, plan_structures: Sequence[Structure], mapped: str | None
) -> tuple[Candidate, ...]:
    found = [(one, how) for one in plan_structures if (how := _how(wanted, one.name, mapped)) is not None]
    drawn = [(one, how) for one, how in found if one.is_volume]
    return tuple(_candidate(one, how) for one, how in drawn or found)


def _candidate(structure: Structure, how: How) -> Candidate:
    return Candidate(structure_number=structure.number, name=structure.name, how=how)


def _how(wanted: ProtocolStructure, name: str, mapped: str | None) -> How | None:
    if mapped is not None:
        return "map" if name == mapped else None
    if name == wanted.name:
        return "exact"
    spelled = normalise(name)
    if spelled == normalise(wanted.name):
        return "tg263"
    for own in map(normalise, (wanted.name, *wanted.aliases)):
        if spelled == own:
            return "alias"
        if wanted.numbered and spelled.startswith(own) and _NODE_NUMBER.fullmatch(spelled, len(own)):
            return "alias"
    return None


def _suggested(wanted: ProtocolStructure, free: Sequence[Structure]) -> tuple[Candidate, ...]:
    scored = [
        (_likeness(wanted, structure.name), structure)
        for structure in free
        if structure.is_volume and not _contradicts(wanted.name, structure.name)
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].number))
    return tuple(
        _candidate(structure, "suggested")
        for score, structure in scored[:_N_SUGGESTIONS]
        if score >= _SIMILAR
    )


def _likeness(wanted: ProtocolStructure, name: str) -> float:
    spelled = normalise(name)
    return max(SequenceMatcher(a=normalise(own), b=spelled).ratio() for own in (wanted.name, *wanted.aliases))


def _contradicts(wanted: str, name: str) -> bool:
    """Whether two names cannot mean the same however alike they look: other side, or other ICRU volume."""
    sides = _sides(wanted), _sides(name)
    volumes = _ICRU_VOLUME.match(normalise(wanted)), _ICRU_VOLUME.match(normalise(name))
    return (all(sides) and sides[0] != sides[1]) or (
        volumes[0] is not None and volumes[1] is not None and volumes[0][0] != volumes[1][0]
    )


def _sides(name: str) -> set[str]:
    words = {word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))}
    return {side for side, marks in (("left", _LEFT), ("right", _RIGHT)) if words & marks}
