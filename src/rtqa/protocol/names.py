"""Which structures of a plan stand for those of a protocol.

A name either is one that the protocol lists, or that the structure has by TG-263 and in other languages
(:mod:`rtqa.nomenclature.name_list`), or it is not: what merely resembles it is suggested to the
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

from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import StructureNameError
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_list import find_side_words, find_spellings
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.schema import ProtocolStructure

How = Literal["map", "exact", "tg263", "alias", "suggested"]
"""Why a structure was taken: the user's word, the very name, the same but for spelling, a listed alias."""

_N_SUGGESTIONS = 3
_SIMILAR = 0.6

_NODE_NUMBER = re.compile(r"(0?[1-9]|1[0-9])")
_ICRU_VOLUME = re.compile(r"gtv|ctv|itv|ptv")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[左右]")
_SIDE_LETTERS = frozenset("lrgd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A structure of the plan that stands, or might stand, for one of the protocol.

    Attributes:
        structure_number: its ROI number.
        name: as in the file.
        how: why it was taken.
        part: its number where it is a numbered part, such as 2 of GTVn2; None where it is the whole.
    """

    structure_number: int
    name: str
    how: How
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What of the plan stands for one structure of the protocol.

    Attributes:
        protocol_name: the protocol's structure.
        candidates: all that qualify. None: the plan has no such structure. Several: it is ambiguous, unless
            they are its numbered parts.
        suggestions: what resembles it, best first, where nothing qualifies; never evidence of anything.
    """

    protocol_name: str
    candidates: tuple[Candidate, ...]
    suggestions: tuple[Candidate, ...]

    @property
    def is_gathered(self) -> bool:
        """Whether the candidates are its numbered parts, each number once: together they are the whole."""
        parts = [candidate.part for candidate in self.candidates]
        return bool(parts) and None not in parts and len(set(parts)) == len(parts)


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
    accepted = find_candidates(protocol_structures, plan_structures, mapping=mapping)
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


def find_candidates(
    protocol_structures: Sequence[ProtocolStructure],
    plan_structures: Sequence[Structure],
    *,
    mapping: Mapping[str, str],
) -> list[tuple[Candidate, ...]]:
    """What qualifies for each structure of a protocol, without a look for what resembles the missing ones.

    Arguments and errors as for :func:`match_structures`.
    """
    _check_mapping(mapping, protocol_structures, plan_structures)
    claimed = {normalise(name) for wanted in protocol_structures for name in (wanted.name, *wanted.aliases)}
    return [
        _accepted(wanted, plan_structures, mapped=mapping.get(wanted.name), claimed=claimed)
        for wanted in protocol_structures
    ]


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
    wanted: ProtocolStructure, plan_structures: Sequence[Structure], *, mapped: str | None, claimed: set[str]
) -> tuple[Candidate, ...]:
    names = _Names.of(wanted, claimed)
    qualified = [
        (drawn, Candidate(structure_number=drawn.number, name=drawn.name, how=how, part=part))
        for drawn in plan_structures
        for how, part in [_map(drawn.name, mapped) if mapped is not None else names.judge(drawn.name)]
        if how is not None
    ]
    volumes = [candidate for drawn, candidate in qualified if drawn.is_volume]
    return tuple(volumes or [candidate for _, candidate in qualified])


def _map(name: str, mapped: str) -> tuple[How | None, None]:
    return ("map" if name == mapped else None), None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names that mean the same structure of a protocol.

    Attributes:
        written: as the protocol writes it.
        numbered: whether numbers may follow.
        spelled: every name normalised, to all that are spelled so: where all of them set off a side of one
            letter, so must the plan's. "Cochlear" is no right cochlea, though "Cochlea_R" is.
    """

    written: str
    numbered: bool
    spelled: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, wanted: ProtocolStructure, claimed: set[str]) -> _Names:
        """The protocol's names, and those that the whole profession has, unless the protocol claims them."""
        spelled: dict[str, list[str]] = {}
        for name in (wanted.name, *wanted.aliases):
            spelled.setdefault(normalise(name), []).append(name)
        for spelling, name in find_spellings(wanted.name):
            if spelling not in claimed:
                spelled.setdefault(spelling, []).append(name)
        return cls(written=wanted.name, numbered=wanted.numbered, spelled=spelled)

    def judge(self, name: str) -> tuple[How | None, int | None]:
        """Why a name of the plan means the structure, and which part of it; None where it does not."""
        if name == self.written:
            return "exact", None
        spelled = normalise(name)
        alike = self.spelled.get(spelled)
        if alike and (_has_side_letter(name) or not all(map(_has_side_letter, alike))):
            return ("tg263" if spelled == normalise(self.written) else "alias"), None
        for stem in self.spelled if self.numbered else ():
            number = _NODE_NUMBER.fullmatch(spelled, len(stem)) if spelled.startswith(stem) else None
            if number is not None:
                return "alias", int(number[0])
        return None, None


def _suggested(wanted: ProtocolStructure, free: Sequence[Structure]) -> tuple[Candidate, ...]:
    scored = [
        (_likeness(wanted, structure.name), structure)
        for structure in free
        if structure.is_volume and not _contradicts(wanted.name, structure.name)
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].number))
    return tuple(
        Candidate(structure_number=structure.number, name=structure.name, how="suggested")
        for score, structure in scored[:_N_SUGGESTIONS]
        if score >= _SIMILAR
    )


def _likeness(wanted: ProtocolStructure, name: str) -> float:
    matcher = SequenceMatcher(b=normalise(name))
    best = 0.0
    spellings = {spelling for spelling, _ in find_spellings(wanted.name)}
    for spelling in spellings | {normalise(alias) for alias in (wanted.name, *wanted.aliases)}:
        matcher.set_seq1(spelling)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best


def _contradicts(wanted: str, name: str) -> bool:
    """Whether two names cannot mean the same however alike they look: other side, or other ICRU volume."""
    sides = _sides(wanted), _sides(name)
    volumes = _ICRU_VOLUME.match(normalise(wanted)), _ICRU_VOLUME.match(normalise(name))
    return (all(sides) and sides[0] != sides[1]) or (
        volumes[0] is not None and volumes[1] is not None and volumes[0][0] != volumes[1][0]
    )


def _sides(name: str) -> set[str]:
    words = set(_words(name))
    left, right = find_side_words()
    return {side for side, marks in (("left", left), ("right", right)) if words & marks}


def _has_side_letter(name: str) -> bool:
    """Whether a letter that may mean a side stands by itself, set off by a separator or by its case."""
    return any(word in _SIDE_LETTERS for word in _words(name))


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]
